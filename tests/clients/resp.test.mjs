// ioredis, node-redis, redis-py and redis-cli on `redlet serve` (in Node, Deno and Bun, over TCP and
// Unix sockets), ioredis within this program too: each gives what it gives on a real redis-server.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { python } from "../compat/install.mjs";
import { serveIn, serveRedis, stop } from "../server/servers.mjs";
import { built, load } from "./installed.mjs";
import { COMMANDS, SCANNED } from "./scenarios.mjs";

const runtimes = new URL("../../.cache/runtimes/", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "redlet-clients-"));
const RUNTIMES = {
  node: [process.execPath],
  deno: [`${runtimes}deno`, "run", "--allow-all", "--quiet", "--no-config"],
  bun: [`${runtimes}bun`, "run"],
};

let redis;
let Redis;
let createClient;
const redlet = {};
before(async () => {
  ({ default: Redis } = await load("ioredis"));
  ({ createClient } = await load("redis"));
  redis = await serveRedis();
  for (const [name, command] of Object.entries(RUNTIMES)) {
    const unix = join(folder, `${name}.sock`);
    redlet[name] = { ...(await serveIn(command, "--memory", "--port", "0", "--unix", unix)), unix };
  }
});
after(async () => {
  const codes = await Promise.all(Object.values(redlet).map((server) => stop(server, "SIGTERM")));
  await stop(redis, "SIGTERM");
  rmSync(folder, { recursive: true });
  assert.deepEqual(codes, [0, 0, 0]);
});

/** Where a client finds redlet: by port or by socket. */
const PLACES = Object.keys(RUNTIMES).flatMap((name) => [
  [`${name}, TCP`, () => ({ host: "127.0.0.1", port: redlet[name].port })],
  [`${name}, Unix socket`, () => ({ path: redlet[name].unix })],
]);

const failed = (error) => ({ error: error.message });

/** What ioredis gives, played on a connection that `connect` makes. */
async function playIoredis(connect) {
  const r = connect();
  const said = [];
  for (const [name, ...args] of COMMANDS) said.push([name, await r.call(name, ...args).catch(failed)]);
  said.push(
    await r
      .pipeline()
      .set("p", "1")
      .incr("p")
      .lpush("p", "x")
      .get("p")
      .exec()
      .then((all) => all.map(plain)),
  );
  said.push(
    await r
      .multi()
      .set("m", "1")
      .incr("m")
      .hgetall("h")
      .exec()
      .then((all) => all.map(plain)),
  );
  await r.watch("m");
  await r.call("SET", "m", "2");
  said.push(await r.multi().get("m").exec());
  await r.flushall();
  await r.mset(Array.from({ length: SCANNED }, (_, n) => [`key${n}`, String(n)]).flat());
  const keys = new Set();
  for await (const page of r.scanStream({ match: "key*", count: 100 })) for (const key of page) keys.add(key);
  said.push(keys.size);
  const other = connect();
  const waiting = other.blpop("queue", 0);
  while (!/blocked_clients:1/.test(await r.info("clients"))) await new Promise((resolve) => setTimeout(resolve, 5));
  said.push(await r.rpush("queue", "job"), await waiting);
  const heard = new Promise((resolve) => other.on("message", (...message) => resolve(message)));
  said.push(await other.subscribe("news", "more"));
  said.push(await r.publish("news", "hello"), await heard, await other.unsubscribe());
  said.push(await Promise.all(Array.from({ length: 2000 }, (_, n) => r.get(`key${n}`))));
  other.disconnect();
  said.push(await r.quit());
  return said;
}

const plain = ([error, reply]) => (error ? failed(error) : reply);

for (const protocol of [2, 3]) {
  test(`ioredis, RESP${protocol}`, async (t) => {
    const want = await playIoredis(() => new Redis({ port: redis.port, protocol }));
    for (const [name, place] of PLACES) {
      await t.test(name, async () => {
        assert.deepEqual(await playIoredis(() => new Redis({ ...place(), protocol })), want);
      });
    }
    await t.test("within this program", async () => {
      const { Redlet } = await built("node");
      const { connector } = await built("adapters/ioredis");
      const db = await Redlet.open(":memory:");
      assert.deepEqual(await playIoredis(() => new Redis({ Connector: connector(db), protocol })), want);
      await db.close();
    });
  });
}

/** What node-redis gives. */
async function playNodeRedis(socket, RESP) {
  const client = await createClient({ socket, RESP, maintNotifications: "disabled" }).connect();
  const said = [];
  for (const words of COMMANDS) {
    // It keeps MULTI for itself.
    if (["MULTI", "EXEC"].includes(words[0])) continue;
    said.push([words[0], await client.sendCommand(words).catch(failed)]);
  }
  said.push(await client.hGetAll("h"), await client.zAdd("z", [{ score: 1, value: "a" }]));
  said.push(await client.zRangeWithScores("z", 0, -1), await client.xRange("x", "-", "+"));
  said.push(await client.multi().set("m", "1").incr("m").hGetAll("h").exec());
  said.push(await Promise.all([client.set("p", "1"), client.incr("p"), client.get("p")]));
  await client.flushAll();
  await client.mSet(Array.from({ length: SCANNED }, (_, n) => [`key${n}`, String(n)]));
  const keys = new Set();
  for await (const page of client.scanIterator({ MATCH: "key*", COUNT: 100 })) for (const key of page) keys.add(key);
  said.push(keys.size);
  const other = await client.duplicate().connect();
  const waiting = other.blPop("queue", 0);
  while (!/blocked_clients:1/.test(await client.info("clients")))
    await new Promise((resolve) => setTimeout(resolve, 5));
  said.push(await client.rPush("queue", "job"), await waiting);
  const heard = new Promise((resolve) => {
    void other.subscribe("news", (message, channel) => resolve([channel, message]));
  });
  while ((await client.publish("news", "hello")) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  said.push(await heard);
  await other.close();
  await client.close();
  // Its replies have prototypes of their own.
  return JSON.parse(JSON.stringify(said));
}

for (const RESP of [2, 3]) {
  test(`node-redis, RESP${RESP}`, async (t) => {
    const want = await playNodeRedis({ port: redis.port }, RESP);
    for (const [name, place] of PLACES) {
      await t.test(name, async () => assert.deepEqual(await playNodeRedis(place(), RESP), want));
    }
  });
}

const run = promisify(execFile);

test("redis-py", async (t) => {
  const interpreter = await python();
  const script = new URL("./redis_py.py", import.meta.url).pathname;
  const play = async (...where) => {
    const child = run(interpreter, [script, ...where], { timeout: 60_000, maxBuffer: 1 << 26 });
    child.child.stdin.end(JSON.stringify({ commands: COMMANDS, scanned: SCANNED }));
    return JSON.parse((await child).stdout);
  };
  for (const protocol of ["2", "3"]) {
    const want = await play(protocol, "port", String(redis.port));
    for (const [name, place] of PLACES) {
      await t.test(`RESP${protocol}, ${name}`, async () => {
        const { port, path } = place();
        assert.deepEqual(await play(protocol, ...(path ? ["path", path] : ["port", String(port)])), want);
      });
    }
  }
});

test("redis-cli", async (t) => {
  const lines = COMMANDS.map((words) => words.map((word) => JSON.stringify(word)).join(" "));
  const play = async (...where) => {
    const child = run("redis-cli", ["--no-raw", ...where], { timeout: 20_000, maxBuffer: 1 << 26 });
    child.child.stdin.end(`${lines.join("\n")}\n`);
    return (await child).stdout.split("\n");
  };
  for (const protocol of ["-2", "-3"]) {
    const want = await play(protocol, "-p", String(redis.port));
    for (const [name, place] of PLACES) {
      await t.test(`${protocol}, ${name}`, async () => {
        const { port, path } = place();
        assert.deepEqual(await play(protocol, ...(path ? ["-s", path] : ["-p", String(port)])), want);
      });
    }
  }
});
