// Transactions, messages and deferred replies, through the facade in Node.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Redlet, RedletError } from "redlet";

async function open(t) {
  const r = await Redlet.open(":memory:");
  t.after(() => r.close());
  return r;
}

test("multi gives the replies of its commands, and null where a watched key has changed", async (t) => {
  const r = await open(t);
  assert.deepEqual(await r.multi().set("n", 1).incr("n").call("GET", "n").exec(), ["OK", 2, "2"]);
  await r.watch("n");
  await r.set("n", 5);
  assert.equal(await r.multi().incr("n").exec(), null);
  assert.equal(await r.get("n"), "5");
  assert.deepEqual(await r.multi().exec(), []);
});

test("a command that fails in multi rejects, after all have run", async (t) => {
  const r = await open(t);
  const failing = () => r.multi().set("s", "a").incr("s").set("t", "b");
  await assert.rejects(failing().exec(), { code: "ERR", message: /not an integer/ });
  assert.equal(await r.get("t"), "b");
  const [, failed, last] = await failing().exec({ errors: "return" });
  assert.ok(failed instanceof RedletError);
  assert.equal(last, "OK");
  await assert.rejects(r.multi().call("NOSUCH").set("u", 1).exec(), { message: /unknown command/ });
  assert.equal(await r.get("u"), null);
});

test("atomic is all or nothing", async (t) => {
  const r = await open(t);
  assert.deepEqual(await r.atomic().set("a", 1).incr("a").exec(), ["OK", 2]);
  await assert.rejects(r.atomic().set("a", "x").hset("h", { f: 1 }).incr("a").exec(), { code: "EXECABORT" });
  assert.deepEqual([await r.get("a"), await r.exists("h"), await r.dbsize()], ["2", 0, 1]);
});

test("atomic rejects where a watched key has changed, and nothing has happened", async (t) => {
  const r = await open(t);
  await r.watch("n");
  await r.set("n", 5);
  await assert.rejects(r.atomic().incr("n").exec(), { name: "RedletError", code: "WATCHED" });
  assert.equal(await r.get("n"), "5");
  assert.deepEqual(await r.atomic().incr("n").exec(), [6]);
  await r.watch("n");
  await r.set("n", 1);
  await assert.rejects(r.atomic().incr("n").exec({ errors: "return" }), { code: "WATCHED" });
});

test("a subscription is a loop over messages, in the order they were published", async (t) => {
  const r = await open(t);
  const messages = r.subscribe("news");
  await messages.ready;
  assert.equal(await r.publish("news", "é"), 1);
  assert.equal(await r.publish("other", "x"), 0);
  await r.publish("news", "end");
  const heard = [];
  for await (const { channel, message } of messages) {
    heard.push([channel, message]);
    if (message === "end") break;
  }
  assert.deepEqual(heard, [
    ["news", "é"],
    ["news", "end"],
  ]);
  assert.equal(await r.publish("news", "nobody"), 0);
});

test("callbacks, patterns, bytes and signals", async (t) => {
  const r = await open(t);
  const heard = [];
  const byName = r.subscribe(["a.1", "b"], (message) => heard.push(message));
  const byPattern = r.psubscribe("a.*", { binary: true });
  const stop = new AbortController();
  const stopped = r.subscribe("b", { signal: stop.signal });
  assert.equal(await r.publish("a.1", "x"), 2);
  assert.deepEqual(heard, [{ channel: "a.1", message: "x" }]);
  const { value } = await byPattern.next();
  assert.deepEqual(value, { channel: "a.1", message: new Uint8Array([120]), pattern: "a.*" });
  // Two subscriptions of one session: Redis knows of one.
  assert.equal(await r.publish("b", "y"), 1);
  stop.abort();
  const rest = await stopped.next();
  assert.deepEqual(rest.value, { channel: "b", message: "y" });
  assert.deepEqual(await stopped.next(), { value: undefined, done: true });
  assert.equal(await r.publish("b", "z"), 1);
  assert.equal(heard.length, 3);
  await byName.close();
  assert.equal(await r.publish("b", "z"), 0);
});

test("keyspace events tell of keys that expire, also while nobody asks for them", async (t) => {
  const r = await open(t);
  await r.configSet("notify-keyspace-events", "Ex");
  const events = r.subscribe("__keyevent@0__:expired");
  await r.set("k", "v", { px: 30 });
  const late = pause(5000).then(() => assert.fail("no event"));
  const { value } = await Promise.race([events.next(), late]);
  assert.deepEqual(value, { channel: "__keyevent@0__:expired", message: "k" });
});

test("a command that waits keeps no other from running, and ends in time or with the database", async (t) => {
  const r = await open(t);
  const first = r.blpop(["jobs", "other"], 0);
  const second = r.bzpopmin("board", 0);
  const both = r.pipeline().blmove("jobs", "done", "LEFT", "RIGHT", 0).ping().exec();
  assert.equal(await r.rpush("jobs", "a", "b"), 2);
  assert.deepEqual(await first, ["jobs", "a"]);
  assert.deepEqual(await both, ["b", "PONG"]);
  await r.zadd("board", { score: 1.5, member: "ann" });
  assert.deepEqual(await second, ["board", "ann", 1.5]);
  assert.equal(await r.blpop("jobs", 0.03), null);
  await r.set("s", "a string");
  await assert.rejects(r.blpop("s", 0), { code: "WRONGTYPE" });
});

test("a wait ends with the database", async () => {
  const r = await Redlet.open(":memory:");
  const waiting = r.brpop("nosuch", 0);
  await r.ping();
  await r.close();
  await assert.rejects(waiting, { code: "CLOSED" });
});

test("CLIENT UNBLOCK ends a wait, as its time would or with an error", async (t) => {
  const r = await open(t);
  const id = await r.clientId();
  const [first, second] = [r.blpop("nosuch", 0), r.bzpopmin("nosuch", 0)];
  assert.equal(await r.clientUnblock(id), 1);
  assert.deepEqual([await first, await second], [null, null]);
  const third = r.blpop("nosuch", 0);
  third.catch(() => {});
  assert.equal(await r.clientUnblock(id, "ERROR"), 1);
  await assert.rejects(third, { code: "UNBLOCKED" });
  assert.equal(await r.clientUnblock(id), 0);
});

test("a signal ends a wait, and nothing is taken for it afterwards", async (t) => {
  const r = await open(t);
  const abort = new AbortController();
  const waiting = r.withAbortSignal(abort.signal).blpop("q", 0);
  await pause(5);
  abort.abort();
  await assert.rejects(waiting, { name: "AbortError" });
  assert.equal(await r.rpush("q", "a"), 1);
  assert.deepEqual(await r.lrange("q", 0, -1), ["a"]);
});

test("a signal that comes with the command ends it before it is sent, or as soon as it waits", async (t) => {
  const r = await open(t);
  const gone = AbortSignal.abort(new Error("gone"));
  await assert.rejects(r.withAbortSignal(gone).set("k", "v"), { message: "gone" });
  assert.equal(await r.exists("k"), 0);
  const abort = new AbortController();
  const sent = r.withAbortSignal(abort.signal);
  const both = Promise.allSettled([sent.set("k", "v"), sent.call("BLPOP", "q", 0)]);
  const late = new Error("late");
  abort.abort(late);
  assert.deepEqual(await both, [
    { status: "fulfilled", value: "OK" },
    { status: "rejected", reason: late },
  ]);
});

test("what was taken before the signal came is given", async (t) => {
  const r = await open(t);
  const abort = new AbortController();
  const sent = r.binary.withAbortSignal(abort.signal);
  const waiting = sent.blpop("q", 0);
  await pause(5);
  void r.rpush("q", "a");
  abort.abort();
  assert.deepEqual(await waiting, [new Uint8Array([113]), new Uint8Array([97])]);
  const other = sent.blpop("q", 0);
  await assert.rejects(other, { name: "AbortError" });
});

test("a wait with a signal ends with its time, and with the database", async (t) => {
  const r = await open(t);
  const { signal } = new AbortController();
  assert.equal(await r.withAbortSignal(signal).blpop("q", 0.01), null);
  const waiting = r.withAbortSignal(signal).blpop("q", 0);
  const failed = assert.rejects(waiting, { code: "CLOSED" });
  await pause(5);
  await r.close();
  await failed;
});

test("push tells of messages, lines of MONITOR and invalidations, with their kinds", async (t) => {
  const r = await open(t);
  const other = await r.duplicate();
  const heard = [];
  other.addEventListener("push", ({ detail }) => heard.push(detail));
  await other.call("SUBSCRIBE", "news");
  await other.call("CLIENT", "TRACKING", "ON", "BCAST");
  await r.publish("news", "hello");
  await r.set("k", "v");
  await other.call("MONITOR");
  await r.get("k");
  const id = await r.clientId();
  const words = (push) => push.value.map(({ value }) => (Array.isArray(value) ? words({ value }) : value));
  assert.deepEqual(
    heard.map((push) => (push.type === "push" ? words(push) : push.type)),
    [["message", "news", "hello"], ["invalidate", ["k"]], "status", "status"],
  );
  assert.match(heard[2].value, new RegExp(` \\[0 client:${id}\\] "get" "k"$`, "i"));
});

test("QUIT is answered, and changes nothing of the session", async (t) => {
  const r = await open(t);
  const other = await r.duplicate();
  const heard = [];
  other.addEventListener("push", ({ detail }) => heard.push(String(detail.value)));
  await other.select(2);
  await other.call("MULTI");
  assert.equal(await other.quit(), "OK");
  assert.equal(other.sync.quit(), "OK");
  assert.deepEqual([await other.call("PING"), await other.call("EXEC")], ["QUEUED", ["PONG"]]);
  await other.call("MONITOR");
  await r.echo("seen");
  await r.ping();
  assert.match(heard[0], /"seen"$/);
  assert.match(await other.clientInfo(), / flags=O db=2 /);
  await other.close();
  assert.equal(await r.ping(), "PONG");
});

test("a reply with its kind can have a signal", async (t) => {
  const r = await open(t);
  const stop = new AbortController();
  const { signal } = stop;
  assert.deepEqual(await r.withAbortSignal(signal).reply("PING"), { type: "status", value: "PONG" });
  const waiting = r.withAbortSignal(signal).reply("BLPOP", "none", 0);
  stop.abort(new Error("enough"));
  await assert.rejects(waiting, { message: "enough" });
});
