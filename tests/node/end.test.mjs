// How a client ends, and who is told: loops over messages, what waits, `closed` and the event.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Redlet } from "redlet";

/** What a loop over messages gets, with how it ended. */
async function heard(messages) {
  const got = [];
  try {
    for await (const { message } of messages) got.push(message);
    got.push("end");
  } catch (error) {
    got.push(error.code ?? error.name);
  }
  return got;
}

async function open() {
  const r = await Redlet.open(":memory:");
  const events = [];
  r.addEventListener("end", ({ detail }) => events.push(detail));
  return [r, events];
}

test("a database that is closed ends loops and waits with an error, and resolves `closed`", async () => {
  const [r, events] = await open();
  const kept = r.subscribe("c");
  const loops = [r.subscribe("c"), r.psubscribe("*"), r.ssubscribe("s")].map(heard);
  await kept.ready;
  await r.publish("c", "x");
  const waiting = r.blpop("none", 0);
  const waits = r.pipeline().ping().blpop("none", 0).exec();
  for (let i = 0; i < 100; i++) void r.set(`k${i}`, i);
  const scan = r.scanIterator({ count: 1 });
  await scan.next();
  await r.ping();
  const closed = r.closed;
  await r.close();
  assert.deepEqual(await Promise.all(loops), [["x", "CLOSED"], ["x", "CLOSED"], ["CLOSED"]]);
  // What had come is given first.
  assert.deepEqual(await heard(kept), ["x", "CLOSED"]);
  await assert.rejects(kept.next(), { code: "CLOSED" });
  const walk = async () => {
    for await (const _ of scan);
  };
  for (const each of [waiting, waits, walk()]) await assert.rejects(each, { code: "CLOSED" });
  assert.equal(await closed, undefined);
  assert.equal(r.closed, closed);
  assert.deepEqual(events, [undefined]);
  assert.deepEqual(await heard(r.subscribe("c")), ["CLOSED"]);
  await r.close();
  assert.equal(events.length, 1);
});

test("a subscription that its user ends, ends well", async () => {
  const [r] = await open();
  const [closed, returned, broken] = [1, 2, 3].map(() => r.subscribe("c"));
  const stop = new AbortController();
  const aborted = r.subscribe("c", { signal: stop.signal });
  const loops = [closed, returned, aborted].map(heard);
  await broken.ready;
  await r.publish("c", "x");
  await closed.close();
  await returned.return();
  stop.abort();
  assert.deepEqual(await Promise.all(loops), [
    ["x", "end"],
    ["x", "end"],
    ["x", "end"],
  ]);
  for await (const { message } of broken) {
    assert.equal(message, "x");
    break;
  }
  await r.close();
  assert.deepEqual(await closed.next(), { value: undefined, done: true });
});

test("a subscription that is refused throws why", async () => {
  const [r] = await open();
  await r.multi().ping().exec();
  const messages = r.subscribe([]);
  await assert.rejects(messages.ready, { code: "ERR" });
  await assert.rejects(messages.next(), { code: "ERR" });
  for (const names of [undefined, 5, new Set(["c"]), [Buffer.from("c")]]) {
    assert.throws(() => r.psubscribe(names), { name: "TypeError", message: /^PSUBSCRIBE: give the names as strings/ });
  }
  await r.close();
});
