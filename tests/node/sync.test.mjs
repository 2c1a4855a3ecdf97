// Commands without promises, in the thread that has the engine.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Redlet, RedletError } from "redlet";

test("a synchronous command gives its reply, after all that was issued before", async () => {
  const r = await Redlet.open(":memory:");
  const before = r.rpush("l", "a");
  assert.equal(r.sync.rpush("l", "b"), 2);
  assert.equal(await before, 1);
  assert.deepEqual(r.sync.lrange("l", 0, -1), ["a", "b"]);
  assert.equal(r.sync.set("k", "é", { ex: 60 }), "OK");
  assert.equal(r.sync.call("STRLEN", "k"), 2);
  assert.equal(await r.get("k"), "é");
  await r.close();
});

test("an error is thrown, and leaves the session in order", async () => {
  const r = await Redlet.open(":memory:");
  r.sync.set("k", "v");
  assert.throws(() => r.sync.lpush("k", 1), { code: "WRONGTYPE", command: "LPUSH" });
  assert.throws(() => r.sync.set("k", Symbol("no word")), TypeError);
  assert.throws(() => r.sync.call("NOPE"), RedletError);
  assert.equal(r.sync.get("k"), "v");
  await r.close();
  assert.throws(() => r.sync.get("k"), { code: "CLOSED" });
});

test("what would have to wait does not, and takes nothing later", async () => {
  const r = await Redlet.open(":memory:");
  assert.throws(() => r.sync.blpop("l", 0), { code: "BLOCKED", command: "BLPOP" });
  assert.equal(r.sync.rpush("l", "a"), 1);
  assert.deepEqual(r.sync.blpop("l", 0), ["l", "a"]);
  await r.close();
});

test("messages come to callbacks, which may call in both ways", async () => {
  const r = await Redlet.open(":memory:");
  const said = [];
  const news = r.subscribe("news", ({ message }) => said.push(message, r.sync.incr("heard"), r.incr("heard")));
  await r.ping();
  assert.equal(r.sync.publish("news", "one"), 1);
  assert.equal(await r.publish("news", "two"), 1);
  await r.ping();
  assert.deepEqual(await Promise.all(said), ["one", 1, 2, "two", 3, 4]);
  await news.close();
  await r.close();
});
