import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { RedletError } from "../errors.ts";
import { IN_FLIGHT } from "./messages.ts";
import { Outbox } from "./outbox.ts";

/** An outbox, and what became of its batches, which are named by one byte. */
function open() {
  const outbox = new Outbox();
  const ends: string[] = [];
  const add = (name: number) =>
    outbox.add(Uint8Array.of(name), {
      settle: ([reply], isRecorded) => ends.push(`${name}: ${reply}${isRecorded ? " recorded" : ""}`),
      fail: ({ code }) => ends.push(`${name}: ${code}`),
    });
  /** Sends all that may be sent; tells the names. */
  const send = () => {
    const names: unknown[] = [];
    for (let frame = outbox.next(); frame; frame = outbox.next()) names.push(frame[0]);
    return names;
  };
  return { outbox, ends, add, send };
}

/** Moves the clock, which stands still otherwise. */
function clock(t: TestContext): (millis: number) => void {
  let now = 1_000_000;
  t.mock.method(Date, "now", () => now);
  return (millis) => {
    now += millis;
  };
}

const failure = (code: string, message = "why") => ({ code, message }) as RedletError;
const reply = (byte: number) => Uint8Array.of(byte);

test("batches are sent in order, as many as may be in flight, and the next as each is answered", () => {
  const { outbox, ends, add, send } = open();
  const names = Array.from({ length: IN_FLIGHT + 3 }, (_, i) => i);
  for (const name of names) add(name);
  assert.deepEqual(send(), names.slice(0, IN_FLIGHT));
  assert.equal(outbox.isSent, false);
  outbox.settle(reply(7));
  assert.deepEqual(send(), [IN_FLIGHT]);
  outbox.fail(failure("IO"));
  assert.deepEqual(send(), [IN_FLIGHT + 1]);
  assert.deepEqual(ends, ["0: 7", "1: IO"]);
});

test("one that is given while others wait to be sent is not the next", () => {
  const { outbox, add, send } = open();
  assert.ok(outbox.isSent);
  add(1);
  assert.equal(outbox.isSent, false);
  send();
  assert.ok(outbox.isSent);
  for (let i = 0; i < IN_FLIGHT; i++) add(i);
  send();
  assert.equal(outbox.isSent, false);
});

test("a batch keeps its number, and one that is new has the next", () => {
  const { outbox, add, send } = open();
  assert.equal(outbox.number, 1);
  for (const name of [1, 2, 3]) add(name);
  assert.equal(outbox.number, 1);
  assert.equal(outbox.next()?.[0], 1);
  assert.equal(outbox.number, 2);
  send();
  assert.equal(outbox.number, 4);
  outbox.settle(reply(0));
  assert.equal(outbox.number, 4);
  assert.equal(outbox.again()?.number, 2);
});

test("a frame is kept, whatever becomes of the one that was given", () => {
  const { outbox } = open();
  const frame = Uint8Array.of(1);
  outbox.add(frame, { settle() {}, fail() {} });
  frame[0] = 2;
  assert.equal(outbox.next()?.[0], 1);
});

test("what was sent is sent again, one after the other, and nothing else", () => {
  const { outbox, ends, add } = open();
  for (const name of [1, 2, 3]) add(name);
  outbox.next();
  outbox.next();
  assert.equal(outbox.sent, 2);
  assert.deepEqual([outbox.again()?.number, outbox.again()?.number], [1, 1]);
  outbox.settle(reply(5), true);
  assert.equal(outbox.again()?.number, 2);
  outbox.settle(reply(6));
  assert.equal(outbox.again(), undefined);
  assert.equal(outbox.next()?.[0], 3);
  assert.deepEqual(ends, ["1: 5 recorded", "2: 6"]);
});

test("a batch is sent again ten times, then nobody knows", () => {
  const { outbox, ends, add, send } = open();
  add(1);
  add(2);
  send();
  for (let i = 0; i < 10; i++) assert.equal(outbox.again()?.number, 1);
  assert.equal(outbox.again()?.number, 2);
  assert.deepEqual(ends, ["1: UNKNOWN"]);
});

test("a batch that is older than five minutes is not sent again: the engine may have forgotten it", (t) => {
  const pass = clock(t);
  const { outbox, ends, add, send } = open();
  add(1);
  pass(1);
  add(2);
  send();
  pass(300_000);
  assert.equal(outbox.again()?.number, 2);
  assert.deepEqual(ends, ["1: UNKNOWN"]);
  pass(1);
  assert.equal(outbox.again(), undefined);
  assert.deepEqual(ends, ["1: UNKNOWN", "2: UNKNOWN"]);
});

test("the first batch waits for a minute from when it was given, and from when the owner was last heard", (t) => {
  const pass = clock(t);
  const { outbox, add, send } = open();
  outbox.heard();
  pass(100_000);
  assert.equal(outbox.isOverdue, false);
  add(1);
  send();
  pass(59_999);
  assert.equal(outbox.isOverdue, false);
  outbox.heard();
  pass(59_999);
  assert.equal(outbox.isOverdue, false);
  pass(1);
  assert.equal(outbox.isOverdue, true);
  outbox.settle(reply(0));
  assert.equal(outbox.isOverdue, false);
});

test("of batches that expire nobody knows whether they took effect, if they were sent", () => {
  const { outbox, ends, add } = open();
  for (const name of [1, 2, 3]) add(name);
  outbox.next();
  outbox.expire(failure("TIMEOUT"));
  assert.deepEqual(ends, ["1: UNKNOWN", "2: TIMEOUT", "3: TIMEOUT"]);
  assert.ok(outbox.isEmpty);
  // The next one is numbered after them.
  add(4);
  assert.equal(outbox.number, 4);
  assert.equal(outbox.next()?.[0], 4);
});

test("at the end all fail with one error, and a reply that comes later is nobody's", () => {
  const { outbox, ends, add } = open();
  add(1);
  add(2);
  outbox.next();
  outbox.failAll(failure("CLOSED"));
  outbox.settle(reply(0));
  outbox.fail(failure("IO"));
  assert.deepEqual(ends, ["1: CLOSED", "2: CLOSED"]);
  add(3);
  assert.equal(outbox.sent, 0);
  assert.equal(outbox.next()?.[0], 3);
});

test("a reply before anything was sent is nobody's", () => {
  const { outbox, ends, add } = open();
  add(1);
  outbox.settle(reply(0));
  assert.deepEqual(ends, []);
  assert.equal(outbox.next()?.[0], 1);
});

test("whoever waits for the end hears of it, whatever it is", async () => {
  const { outbox, add, send } = open();
  await outbox.emptied();
  for (const end of [
    () => outbox.settle(reply(0)),
    () => outbox.fail(failure("IO")),
    () => outbox.failAll(failure("CLOSED")),
    () => outbox.expire(failure("TIMEOUT")),
  ]) {
    add(1);
    send();
    let isEmptied = false;
    const emptied = outbox.emptied().then(() => {
      isEmptied = true;
    });
    await Promise.resolve();
    assert.equal(isEmptied, false);
    end();
    await emptied;
  }
});
