// What methods take, with the engine behind them: nothing is written for a call that is refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { Redlet } from "redlet";

async function open(t) {
  const r = await Redlet.open(":memory:");
  t.after(() => r.close());
  return r;
}

/** Calls that would have put values into the places of others. */
const MOVING = [
  ["hset", "h", { tags: ["x", "y", "z"], n: 1 }],
  ["hset", "h", "tags", ["x", "y", "z"]],
  ["hmset", "h", new Map([["tags", ["x"]]])],
  ["mset", { a: ["1", "b", "2"] }],
  ["msetnx", [["a", ["1", "b", "2"]]]],
  ["msetex", { a: ["1", "b", "2"] }, { ex: 5 }],
  ["hsetex", "h", { f: ["1", "g", "2"] }, { ex: 5 }],
  ["configSet", { maxmemory: ["1", "appendfsync", "no"] }],
  ["zadd", "z", { score: [1, "a", 2], member: "b" }],
  ["zadd", "z", { member: "b" }],
  ["geoadd", "g", { longitude: 1, member: "b" }],
  ["xadd", "s", "*", { f: ["v", "g", "w"] }],
  ["xadd", "s", ["*", "f"], { f: "v" }],
  ["xread", { s: ["0", "1"] }],
  ["set", "k", ["v", "NX"]],
  ["set", "k", "v", { ex: [60, "NX"] }],
  ["rpush", "k", { id: 5 }],
  ["rpush", "k", new String("abc")],
  ["set", "k", new Date()],
  ["set", "k", "v", new Date()],
  ["set", "k", Promise.resolve("v")],
  ["sadd", "k", new Set(["a"])],
  ["pfadd", "k", undefined],
  ["call", "HSET", "h", { a: 1 }],
];

test("a call that is refused does nothing, however it is made", async (t) => {
  const r = await open(t);
  const { signal } = new AbortController();
  const name = (call) =>
    new RegExp(`^${call[0] === "call" ? call[1] : call[0].replace("S", "_S")}`.replace("_", " "), "i");
  for (const [method, ...args] of MOVING) {
    const wrong = { name: "TypeError", message: name([method, ...args]) };
    for (const client of [r, r.binary, r.withAbortSignal(signal)]) await assert.rejects(client[method](...args), wrong);
    assert.throws(() => r.sync[method](...args), wrong);
    for (const begun of [r.pipeline(), r.binary.pipeline(), r.multi(), r.atomic()]) {
      begun.set("first", 1)[method](...args);
      begun.set("last", 1);
      await assert.rejects(begun.exec(), wrong);
      // It is empty then, and can be filled again.
      assert.deepEqual([begun.length, await begun.ping().exec().then(String)], [0, "PONG"]);
    }
  }
  await assert.rejects(r.reply("SET", "k", { a: 1 }), TypeError);
  assert.deepEqual(await r.keys("*"), []);
  // What was issued before and after is not hurt.
  const around = [r.set("a", 1), r.set("b", undefined).catch((error) => error.name), r.get("a")];
  assert.deepEqual(await Promise.all(around), ["OK", "TypeError", "1"]);
});

test("bytes, Maps and options of another realm are what they are", async (t) => {
  const r = await open(t);
  const [buffer, bytes, map, options] = runInNewContext(
    "[new Uint8Array([65]).buffer, new Uint8Array([66]), new Map([['f', 1]]), { ex: 60 }]",
  );
  await r.set("buffer", buffer, options);
  await r.set("shared", new SharedArrayBuffer(2));
  await r.rpush("list", bytes, buffer, new DataView(buffer));
  await r.hset("hash", map);
  assert.deepEqual(await r.mget("buffer", "shared"), ["A", "\0\0"]);
  assert.equal(await r.ttl("buffer"), 60);
  assert.deepEqual(await r.lrange("list", 0, -1), ["B", "A", "A"]);
  assert.deepEqual(await r.hgetall("hash"), { f: "1" });
});

test("what was taken still is", async (t) => {
  const r = await open(t);
  assert.equal(await r.set("k", "v", "EX", 60, "GET"), null);
  assert.equal(await r.set("k", "w", { get: true, keepttl: true }), "v");
  const later = await r.expire("k", 90, "XX", "GT");
  const sooner = [await r.pexpire("k", 30_000, "xx", "gt"), await r.expire("k", 30, "LT", "XX")];
  assert.deepEqual([later, ...sooner, await r.ttl("k")], [1, 0, 1, 30]);
  await r.persist("k");
  assert.equal(await r.expire("k", 30, "XX", "LT"), 0);
  assert.equal(await r.del(["k"], "l"), 1);
  assert.equal(await r.call("RPUSH", "l", ["a", ["b"]], "c"), 3);
  assert.deepEqual(await r.sort("l", { alpha: true, desc: true, limit: [0, 2], get: ["#"] }), ["c", "b"]);
  assert.equal(await r.hset("h", ["a", 1, "b", 2]), 2);
  assert.equal(await r.hset("h", [["c", 3]], { d: 4 }), 2);
  assert.equal(await r.zadd("z", { score: 1, member: "a" }, { score: 2, member: "b" }), 2);
  assert.equal(await r.zadd("z", [3, "c"], { nx: true }), 1);
  assert.equal(
    await r.msetex(
      [
        ["a", 1],
        ["b", 2],
      ],
      { ex: 60 },
    ),
    1,
  );
  assert.equal(await r.hsetex("x", { f: 1, g: 2 }, { ex: 60 }), 1);
  assert.deepEqual(await r.hgetex("x", ["f", "g"], { persist: true }), ["1", "2"]);
  assert.deepEqual(await r.zrange("z", 0, -1, { byscore: false, rev: true }), ["c", "b", "a"]);
  assert.deepEqual(await r.zunion(["z", "none"], "WITHSCORES").then((all) => all.length), 3);
  const id = await r.xadd("s", "*", { f: 1 }, { maxlen: ["~", 100] });
  assert.deepEqual(await r.xread({ s: 0 }, { count: 1 }), { s: [{ id, fields: { f: "1" } }] });
  await r.xgroupCreate("s", "g", 0);
  await r.xreadgroup("g", "c", new Map([["s", ">"]]), { count: 1, noack: false });
  assert.equal((await r.xpending("s", "g", "-", "+", 10, { idle: 0 })).length, 1);
  assert.equal((await r.xclaim("s", "g", "d", 0, [id], { justid: true })).length, 1);
  await r.geoadd("geo", { longitude: 15, latitude: 37, member: "a" });
  assert.deepEqual(await r.georadius("geo", [15, 37, 1, "km"], { count: 1 }), ["a"]);
  assert.deepEqual(await r.georadius("geo", 15, 37, 1, "km", { asc: true }), ["a"]);
  assert.deepEqual(await r.bitfield("bits", { incrby: ["u8", 0, 3] }), [3]);
  assert.equal(await r.bitcount("bits", undefined, undefined), 2);
  assert.equal(await r.bitcount("bits", 0, 7, { bit: true }), 2);
  assert.equal(await r.ping(undefined), "PONG");
  assert.equal(await r.clientTracking("on", { bcast: true, prefix: ["a", "b"] }), "OK");
  assert.deepEqual((await r.clientTrackinginfo()).prefixes.sort(), ["a", "b"]);
  assert.equal(await r.clientKill({ id: 12345 }), 0);
  assert.deepEqual(await r.commandList({ filterby: ["PATTERN", "xread*"] }), ["xread", "xreadgroup"]);
  assert.deepEqual(await r.lmpop(["l"], "LEFT", { count: 2 }), ["l", ["a", "b"]]);
  assert.deepEqual(await r.blmpop(0, 1, "l", "LEFT", { count: 2 }), ["l", ["c"]]);
  assert.deepEqual(await r.scanIterator({ match: "ge*", count: 10, type: "zset" }).next(), {
    value: "geo",
    done: false,
  });
});
