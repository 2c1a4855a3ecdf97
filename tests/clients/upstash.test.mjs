// @upstash/redis, unchanged: over HTTP on `redlet serve`, in this program by its requester, and on a
// real redis-server behind the same handler. What it gives must be the same.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { serveIn, serveRedis, stop } from "../server/servers.mjs";
import { built, load } from "./installed.mjs";
import { wholeReplies } from "./resp2.mjs";

const TOKEN = "secret";
const RUNTIMES = new URL("../../.cache/runtimes/", import.meta.url).pathname;

let Redis;
let redlet;
let redis;
let inProcess;
let servers;
before(async () => {
  ({ Redis } = await load("@upstash/redis"));
  const { createHandler, createRequester } = await built("rest");
  const { Redlet } = await built("node");
  const args = ["--memory", "--port", "none", "--rest", "0", "--token", TOKEN];
  servers = await Promise.all([serveIn([process.execPath], ...args), serveRedis()]);
  redlet = new Redis({ url: servers[0].rest, token: TOKEN, enableAutoPipelining: false });
  const handler = createHandler(overTcp(servers[1].port), { token: TOKEN });

  redis = new Redis({ url: await listen(handler), token: TOKEN, enableAutoPipelining: false });
  inProcess = await Redlet.open(":memory:");
  inProcess.upstash = new Redis(createRequester(inProcess));
});
after(async () => {
  proxy?.close();
  proxy?.closeAllConnections();
  await inProcess?.close();
  await Promise.all(servers.map((server) => stop(server, "SIGTERM")));
});

/** A server behind the handler, as if it were an engine of this program. */
function overTcp(port) {
  return {
    resp({ data, end }) {
      const socket = connect(port, "127.0.0.1");
      const whole = wholeReplies();
      socket.on("data", (bytes) => {
        const replies = whole(bytes);
        if (replies.length > 0) data(replies);
      });
      socket.on("end", () => end());
      socket.on("error", () => {});
      return { write: (bytes) => socket.write(bytes), close: () => socket.destroy() };
    },
  };
}

let proxy;
async function listen(handler) {
  proxy = createServer(async (incoming, outgoing) => {
    const body = await new Response(incoming).arrayBuffer();
    const response = await handler(
      new Request(`http://x${incoming.url}`, { method: "POST", headers: incoming.headers, body }),
    );
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${proxy.address().port}`;
}

/** Calls of every method that the client has for what redlet has. */
const CALLS = [
  // Strings.
  (r) => r.set("s", "text"),
  (r) => r.set("o", { a: [1, "2", null], é: "ü" }),
  (r) => r.get("o"),
  (r) => r.get("none"),
  (r) => r.set("s", "x", { nx: true }),
  (r) => r.set("s", "y", { xx: true, get: true, ex: 100 }),
  (r) => r.ttl("s"),
  (r) => r.set("n", 41),
  (r) => r.incr("n"),
  (r) => r.incrby("n", 8),
  (r) => r.decr("n"),
  (r) => r.decrby("n", 2),
  (r) => r.incrbyfloat("n", 0.5),
  (r) => r.get("n"),
  (r) => r.incr("s"),
  (r) => r.set("big", "9007199254740993"),
  (r) => r.get("big"),
  (r) => r.append("s", "more"),
  (r) => r.strlen("s"),
  (r) => r.getrange("s", 0, 2),
  (r) => r.setrange("s", 1, "ZZ"),
  (r) => r.getset("s", "new"),
  (r) => r.getdel("s"),
  (r) => r.getex("n", { ex: 50 }),
  (r) => r.mset({ a: 1, b: "two", c: { three: 3 } }),
  (r) => r.mget("a", "b", "c", "d"),
  (r) => r.msetnx({ a: 2, z: 1 }),
  (r) => r.setex("e", 10, "v"),
  (r) => r.psetex("e", 10_000, "v"),
  (r) => r.setnx("e", "w"),
  (r) => r.setbit("bits", 7, 1),
  (r) => r.getbit("bits", 7),
  (r) => r.bitcount("bits", 0, -1),
  (r) => r.bitop("not", "bits2", "bits"),
  (r) => r.bitpos("bits", 1),
  (r) => r.bitfield("bits").set("u4", 0, 5).get("u4", 0).incrby("u4", 0, 3).exec(),
  (r) => r.set("empty", ""),
  (r) => r.get("empty"),
  (r) => r.set("quoted", '"x"'),
  (r) => r.get("quoted"),
  (r) => r.set("lines", "a\nb\r\nc\0d"),
  (r) => r.get("lines"),
  // Keys.
  (r) => r.exists("a", "b", "none"),
  (r) => r.expire("a", 100),
  (r) => r.expireat("a", 4_000_000_000),
  (r) => r.pexpire("a", 100_000),
  (r) => r.pexpireat("a", 4_000_000_000_000),
  (r) => r.persist("a"),
  (r) => r.ttl("a"),
  (r) => r.pttl("none"),
  (r) => r.type("a"),
  (r) => r.rename("a", "a2"),
  (r) => r.renamenx("a2", "b"),
  (r) => r.copy("b", "b2"),
  (r) => r.touch("b", "c"),
  (r) => r.unlink("b2"),
  (r) => r.del("c", "none"),
  (r) => r.keys("b*").then((keys) => keys.sort()),
  (r) => r.scan(0, { match: "b*", count: 1000 }).then(([cursor, keys]) => [cursor, keys.sort()]),
  (r) => r.scan(0, { match: "bits", count: 1000, withType: true }),
  (r) => r.dbsize(),
  (r) => r.echo("hello"),
  (r) => r.ping(),
  // Lists.
  (r) => r.rpush("l", "a", 1, { b: 2 }),
  (r) => r.lpush("l", "first"),
  (r) => r.lpushx("none", "x"),
  (r) => r.rpushx("l", "last"),
  (r) => r.lrange("l", 0, -1),
  (r) => r.lindex("l", 1),
  (r) => r.linsert("l", "before", "a", "between"),
  (r) => r.llen("l"),
  (r) => r.lpos("l", "a"),
  (r) => r.lset("l", 0, "set"),
  (r) => r.lrem("l", 1, "set"),
  (r) => r.lmove("l", "l2", "left", "right"),
  (r) => r.lpop("l"),
  (r) => r.lpop("l", 2),
  (r) => r.rpop("l"),
  (r) => r.ltrim("l", 0, 0),
  (r) => r.lmpop(2, ["none", "l2"], "LEFT", 1),
  // Hashes.
  (r) => r.hset("h", { f: "v", n: 1, o: { x: [1] } }),
  (r) => r.hget("h", "o"),
  (r) => r.hgetall("h"),
  (r) => r.hgetall("none"),
  (r) => r.hmget("h", "f", "none"),
  (r) => r.hmset("h", { g: "w" }),
  (r) => r.hincrby("h", "n", 5),
  (r) => r.hincrbyfloat("h", "n", 0.25),
  (r) => r.hexists("h", "f"),
  (r) => r.hlen("h"),
  (r) => r.hkeys("h").then((keys) => keys.sort()),
  (r) => r.hvals("h").then((values) => values.map(String).sort()),
  (r) => r.hsetnx("h", "f", "x"),
  (r) => r.hstrlen("h", "f"),
  (r) => r.hdel("h", "f", "g"),
  (r) => r.hscan("h", 0).then(([cursor, items]) => [cursor, items.map(String).sort()]),
  (r) => r.hset("h1", { only: 1 }),
  (r) => r.hrandfield("h1"),
  (r) => r.hrandfield("h1", 1, true),
  // Sets.
  (r) => r.sadd("set", "a", "b", 3),
  (r) => r.sadd("set2", "b", "c"),
  (r) => r.smembers("set").then((members) => members.map(String).sort()),
  (r) => r.sismember("set", "a"),
  (r) => r.smismember("set", ["a", "z"]),
  (r) => r.scard("set"),
  (r) => r.sinter("set", "set2"),
  (r) => r.sinterstore("set3", "set", "set2"),
  (r) => r.sunion("set", "set2").then((members) => members.map(String).sort()),
  (r) => r.sunionstore("set3", "set", "set2"),
  (r) => r.sdiff("set2", "set"),
  (r) => r.sdiffstore("set3", "set2", "set"),
  (r) => r.smove("set", "set2", "a"),
  (r) => r.srem("set", "b"),
  (r) => r.spop("set3"),
  (r) => r.srandmember("set"),
  (r) => r.sscan("set2", 0).then(([cursor, items]) => [cursor, items.map(String).sort()]),
  // Sorted sets.
  (r) => r.zadd("z", { score: 1, member: "one" }, { score: 2.5, member: "two" }, { score: 3e20, member: "huge" }),
  (r) => r.zadd("z", { nx: true, ch: true }, { score: 9, member: "one" }),
  (r) => r.zadd("z", { incr: true }, { score: 1, member: "one" }),
  (r) => r.zscore("z", "two"),
  (r) => r.zscore("z", "huge"),
  (r) => r.zmscore("z", ["one", "none"]),
  (r) => r.zincrby("z", 2, "one"),
  (r) => r.zrange("z", 0, -1),
  (r) => r.zrange("z", 0, -1, { withScores: true, rev: true }),
  (r) => r.zrange("z", 1, 3, { byScore: true }),
  (r) => r.zrank("z", "two"),
  (r) => r.zrevrank("z", "two"),
  (r) => r.zcard("z"),
  (r) => r.zcount("z", 1, 5),
  (r) => r.zlexcount("z", "-", "+"),
  (r) => r.zunionstore("zu", 2, ["z", "z2"], { weights: [2, 1] }),
  (r) => r.zinterstore("zi", 1, ["z"]),
  (r) => r.zunion(1, ["z"], { withScores: true }),
  (r) => r.zdiffstore("zd", 1, "z"),
  (r) => r.zpopmin("z"),
  (r) => r.zpopmax("z", 1),
  (r) => r.zrem("z", "one"),
  (r) => r.zremrangebyscore("zu", 0, 5),
  (r) => r.zremrangebyrank("zu", 0, 0),
  (r) => r.zscan("zd", 0),
  (r) => r.geoadd("geo", { longitude: 13.361389, latitude: 38.115556, member: "Palermo" }),
  (r) => r.geohash("geo", "Palermo"),
  (r) => r.geodist("geo", "Palermo", "none"),
  (r) =>
    r.geosearch(
      "geo",
      { type: "FROMMEMBER", member: "Palermo" },
      { type: "BYRADIUS", radius: 1, radiusType: "KM" },
      "ASC",
    ),
  // Streams and the rest.
  (r) => r.xadd("x", "1-1", { f: "v", n: 1 }),
  (r) => r.xadd("x", "1-1", { f: "v" }),
  (r) => r.xlen("x"),
  (r) => r.xrange("x", "-", "+"),
  (r) => r.xrevrange("x", "+", "-"),
  (r) => r.xread("x", "0-0"),
  (r) => r.xgroup("x", { type: "CREATE", group: "g", id: "0" }),
  (r) => r.xreadgroup("g", "c", "x", ">"),
  (r) => r.xack("x", "g", "1-1"),
  (r) => r.xpending("x", "g", "-", "+", 10),
  (r) => r.xdel("x", "1-1"),
  (r) => r.xtrim("x", { strategy: "MAXLEN", exactness: "=", threshold: 0 }),
  (r) => r.pfadd("hll", "a", "b"),
  (r) => r.pfcount("hll"),
  (r) => r.pfmerge("hll2", "hll"),
  (r) => r.publish("channel", { hello: 1 }),
  (r) => r.exec(["SET", "raw", 1.5, "EX", 100]),
  (r) => r.exec(["NOPE", "x"]),
  (r) => r.exec(["GET"]),
  // Many at once.
  (r) => r.pipeline().set("p", 1).incr("p").get("p").hgetall("none").exec(),
  (r) => r.pipeline().set("p", "text").incr("p").get("p").exec(),
  (r) => r.pipeline().set("p", "text").incr("p").exec({ keepErrors: true }),
  (r) => r.multi().set("m", 1).incr("m").get("m").exec(),
  (r) => r.multi().set("m", "text").incr("m").exec(),
  (r) => Promise.all([r.incr("auto"), r.incr("auto"), r.incr("auto")]),
  (r) => r.flushdb(),
  (r) => r.dbsize(),
  (r) => r.flushall(),
];

async function play(client) {
  const results = [];
  for (const call of CALLS) {
    // The client puts what it sent behind errors that came by HTTP, and not behind others.
    const failed = (error) => ({ error: error.message.replace(/, command was: .*/s, "") });
    results.push([String(call), await Promise.resolve(call(client)).catch(failed)]);
  }
  return results;
}

test("the client gives the same over redlet, over a real server, and within this program", async () => {
  const [want, overHttp, within] = await Promise.all([play(redis), play(redlet), play(inProcess.upstash)]);
  for (const [at, each] of want.entries()) {
    assert.deepEqual(overHttp[at], each);
    assert.deepEqual(within[at], each);
  }
  const failed = want.filter(([, result]) => result?.error);
  assert.equal(failed.length, 7, failed.join("\n"));
});

test("auto-pipelining and plain text work too", async () => {
  const client = new Redis({ url: servers[0].rest, token: TOKEN, enableAutoPipelining: true, responseEncoding: false });
  assert.deepEqual(await Promise.all([client.set("é", "ü"), client.get("é"), client.incr("counter")]), ["OK", "ü", 1]);
});

for (const [name, client] of [
  ["over HTTP", () => redlet],
  ["within this program", () => inProcess.upstash],
]) {
  test(`messages come ${name}`, async () => {
    const r = client();
    const heard = [];
    const byName = r.subscribe(["news", "more"]);
    const byPattern = r.psubscribe("n*");
    const ready = [byName, byName, byPattern].map(
      (each, at) => new Promise((resolve) => each.on(at < 2 ? "subscribe" : "psubscribe", resolve)),
    );
    byName.on("message", ({ channel, message }) => heard.push([channel, message]));
    byPattern.on("pmessage", ({ pattern, channel, message }) => heard.push([pattern, channel, message]));
    await Promise.all(ready);
    while ((await r.publish("news", { n: 1 })) < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    while (heard.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    await Promise.all([byName.unsubscribe(), byPattern.unsubscribe()]);
    while ((await r.publish("news", "nobody")) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const of = (length) => heard.filter((each) => each.length === length);
    assert.deepEqual(of(2).at(-1), ["news", { n: 1 }]);
    assert.deepEqual(of(3).at(-1), ["n*", "news", { n: 1 }]);
  });
}

for (const [name, command] of [
  ["Deno", [`${RUNTIMES}deno`, "run", "--allow-all", "--quiet", "--no-config"]],
  ["Bun", [`${RUNTIMES}bun`, "run"]],
]) {
  test(`redlet serve --rest works in ${name}`, async () => {
    const server = await serveIn(command, "--memory", "--port", "none", "--rest", "0", "--token", TOKEN);
    const client = new Redis({ url: server.rest, token: TOKEN });
    assert.deepEqual(await client.pipeline().set("k", "v").get("k").exec(), ["OK", "v"]);
    const heard = new Promise((resolve) => {
      const subscriber = client.subscribe("news");
      subscriber.on("subscribe", () => client.publish("news", "hello"));
      subscriber.on("message", async ({ message }) => {
        await subscriber.unsubscribe();
        resolve(message);
      });
    });
    assert.equal(await heard, "hello");
    assert.equal(await stop(server, "SIGTERM"), 0);
  });
}
