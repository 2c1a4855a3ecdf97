// What those guess who know another client: it works, or the error says what is meant.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Redlet } from "redlet";

async function open(t) {
  const r = await Redlet.open(":memory:");
  t.after(() => r.close());
  return r;
}

async function collect(items) {
  const all = [];
  for await (const item of items) all.push(item);
  return all;
}

test("names of options may be written in any way", async (t) => {
  const r = await open(t);
  for (const options of [{ ex: 60 }, { EX: 60 }, { Ex: 60 }]) {
    await r.set("k", "v", options);
    assert.equal(await r.ttl("k"), 60);
  }
  for (const options of [{ keepttl: true }, { keepTtl: true }, { KEEPTTL: true }, { keep_ttl: true }]) {
    await r.set("k", "w", options);
    assert.equal(await r.ttl("k"), 60);
  }
  assert.equal(await r.set("k", "x", { NX: true, GET: true }), "w");
  await r.zadd("z", { score: 1, member: "a" });
  const scored = [{ member: "a", score: 1 }];
  for (const options of [{ withscores: true }, { withScores: true }, { WITHSCORES: true }])
    assert.deepEqual(await r.zrange("z", 0, -1, options), scored);
  assert.deepEqual(await r.zrange("z", 0, -1, "WITHSCORES"), scored);
  assert.deepEqual(await r.zrange("z", "(0", "+inf", { byScore: true, LIMIT: [0, 1] }), ["a"]);
  assert.equal(await r.clientSetinfo({ LIB_NAME: "mine" }), "OK");
  await assert.rejects(r.set("k", "v", { ex: 60, PX: 60 }), { code: "ERR", message: "ERR syntax error" });
  await assert.rejects(r.set("k", "v", { expiration: 60 }), {
    name: "TypeError",
    message: /^SET has no option expiration: it has nx, xx, .*keepttl/,
  });
  await assert.rejects(r.clientSetinfo({ name: "mine" }), { message: /it has libName, libVer$/ });
});

test("iterators take the options of their scans", async (t) => {
  const r = await open(t);
  await r.mset({ "user:1": 1, "user:2": 2, other: 3 });
  await r.hset("h", { a: 1, b: 2 });
  await r.sadd("s", "a", "b");
  await r.zadd("z", { a: 1, b: 2 });
  for (const options of [{ match: "user:*" }, { MATCH: "user:*", COUNT: 1 }])
    assert.deepEqual((await collect(r.scanIterator(options))).sort(), ["user:1", "user:2"]);
  assert.deepEqual(await collect(r.scanIterator({ TYPE: "hash" })), ["h"]);
  for (const match of [{ match: "a" }, { MATCH: "a" }]) {
    assert.deepEqual(await collect(r.hscanIterator("h", match)), [["a", "1"]]);
    assert.deepEqual(await collect(r.sscanIterator("s", match)), ["a"]);
    assert.deepEqual(await collect(r.zscanIterator("z", match)), [{ member: "a", score: 1 }]);
  }
});

test("an entry of a stream needs no id", async (t) => {
  const r = await open(t);
  const first = await r.xadd("s", { f: 1 });
  const second = await r.xadd("s", new Map([["f", 2]]), { maxlen: 5 });
  assert.match(first, /^\d+-\d+$/);
  assert.deepEqual(await r.xrange("s", "-", "+"), [
    { id: first, fields: { f: "1" } },
    { id: second, fields: { f: "2" } },
  ]);
  assert.equal(await r.xadd("none", { f: 1 }, { nomkstream: true }), null);
  assert.equal(await r.xadd("s", "9999999999999-1", { f: 3 }), "9999999999999-1");
  const [reply] = await r.pipeline().xadd("t", { f: 1 }).exec();
  assert.match(reply, /^\d+-\d+$/);
  for (const [args, message] of [
    [[{ f: new Date() }], /^XADD: argument 2, the value of f, is of the kind Date/],
    [["*", { f: new Date() }], /^XADD: argument 3, the value of f, is of the kind Date/],
    [[{ f: 1 }, { max: 5 }], /^XADD has no option max: it has nomkstream, maxlen/],
    [[["f", 1]], /^XADD: argument 2 is of the kind Array/],
  ])
    await assert.rejects(r.xadd("s", ...args), { name: "TypeError", message });
  assert.equal(await r.xlen("s"), 3);
});

test("members of a sorted set may be names with scores", async (t) => {
  const r = await open(t);
  assert.equal(await r.zadd("z", { ann: 1, bob: 2.5 }), 2);
  assert.equal(await r.zadd("z", new Map([["cat", Number.POSITIVE_INFINITY]])), 1);
  assert.equal(await r.zadd("z", { ann: 5, dan: 0 }, { nx: true }), 1);
  // A Map has any names.
  assert.equal(
    await r.zadd(
      "z",
      new Map([
        ["member", 7],
        ["score", 8],
      ]),
    ),
    2,
  );
  assert.deepEqual(await r.zrange("z", 0, -1), ["dan", "ann", "bob", "member", "score", "cat"]);
  assert.equal(await r.zscore("z", "ann"), 1);
  assert.equal(await r.zadd("z", [{ score: 3, member: "eve" }], { ch: true }), 1);
  assert.equal(await r.zadd("z", { score: 3, member: "fay" }, { score: 4, member: "gil" }), 2);
  for (const [args, message] of [
    [[{ score: 1, value: "a" }], /^ZADD: argument 2 has no field value: it has score, member/],
    [[{ member: "a" }], /^ZADD: argument 2, the score, is undefined/],
    [[{ nx: true }, { score: 1, member: "a" }], /^ZADD: argument 2, the score of nx, .*: options come last$/],
    [[{ ann: true }], /^ZADD: argument 2, the score of ann, is of the kind Boolean: give 1 or 0/],
    [[{ ann: null }], /^ZADD: argument 2, the score of ann, is null/],
    [[{ ann: { score: 1 } }], /^ZADD: argument 2, the score of ann, is an object/],
    [[{ ann: 1 }, { withscores: true }], /^ZADD has no option withscores: it has nx/],
  ])
    await assert.rejects(r.zadd("z", ...args), { name: "TypeError", message });
  // Redis says itself what is no score.
  await assert.rejects(r.zadd("z", { ann: "ten" }), { code: "ERR", message: /not a valid float/ });
  assert.equal(await r.zcard("z"), 9);
});

test("a method of another client's name says the one that is meant", async (t) => {
  const r = await open(t);
  const { signal } = new AbortController();
  const meant = (name, own) => ({ name: "TypeError", message: `there is no method ${name}: ${own} is meant` });
  for (const [name, own] of [
    ["hGetAll", "hgetall"],
    ["setEx", "setex"],
    ["GET", "get"],
    ["zAdd", "zadd"],
    ["xGroupCreate", "xgroupCreate"],
    ["xinfo_stream", "xinfoStream"],
    ["config_get", "configGet"],
    ["geoRadius_RO", "georadius_ro"],
    ["delete", "del"],
    ["zRangeWithScores", "zrange"],
  ])
    for (const client of [r, r.binary, r.sync, r.withAbortSignal(signal), r.pipeline(), r.multi(), r.atomic()])
      assert.throws(() => client[name]("k"), meant(name, own));
  for (const [name, own] of [
    ["scan_iter", "scanIterator"],
    ["hScanIterator", "hscanIterator"],
    ["scanStream", "scanIterator"],
    ["pSubscribe", "psubscribe"],
    ["sendCommand", "call"],
    ["execute_command", "call"],
    ["disconnect", "close"],
    ["getBuffer", "binary.get"],
  ])
    assert.throws(() => r[name]("k"), meant(name, own));
  // A pipeline has no iterator to lead to.
  assert.equal(r.pipeline().scan_iter, undefined);
});

test("what is no guess is what it always was", async (t) => {
  const r = await open(t);
  assert.ok(r instanceof Redlet && r instanceof Object);
  for (const name of ["then", "toJSON", "nope", "on", Symbol.iterator]) assert.equal(r[name], undefined);
  assert.equal("hGetAll" in r, false);
  assert.equal(`${r}`, "[object Object]");
  assert.equal(Object.hasOwn(r, "get"), false);
  assert.equal(await Promise.resolve(r), r);
});

test("arguments of another client say what to do", async (t) => {
  const r = await open(t);
  await assert.rejects(
    r.get("k", () => {}),
    { name: "TypeError", message: /^GET: argument 2 is of the kind Function: await what the method gives/ },
  );
  await assert.rejects(r.zrange("z", 0, 1, { BY: "SCORE" }), { message: /^ZRANGE has no option BY: it has byscore/ });
  await assert.rejects(r.zrange("z", 0, 1, { byscore: true, limit: { offset: 0, count: 1 } }), {
    name: "TypeError",
    message: /^ZRANGE: argument 4, the option limit, takes an array of 2 words/,
  });
  for (const begin of ["pipeline", "multi", "atomic"])
    assert.throws(() => r[begin]([["set", "k", "v"]]), { name: "TypeError", message: /take no arguments/ });
  assert.throws(() => r.binary.pipeline([["get", "k"]]), TypeError);
  // ioredis's flat form is Redis's own.
  assert.equal(await r.set("k", "v", "EX", 10), "OK");
  assert.equal(await r.ttl("k"), 10);
  assert.equal(await r.dbsize(), 1);
});
