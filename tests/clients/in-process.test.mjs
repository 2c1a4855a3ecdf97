// RESP sessions of this program: the stream that ioredis is given, beside the facade's own session.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { built, load } from "./installed.mjs";

let db;
let Redis;
let connector;
before(async () => {
  const { Redlet } = await built("node");
  ({ connector } = await built("adapters/ioredis"));
  ({ default: Redis } = await load("ioredis"));
  db = await Redlet.open(":memory:");
});
after(() => db.close());

/** The stream itself. */
const stream = () => new (connector(db))().connect();
const client = (options) => new Redis({ Connector: connector(db), ...options });

test("who does not read its replies is not read from, and hinders nobody", async () => {
  const size = 10_000;
  await db.set("k", "x".repeat(size));
  const greedy = await stream();
  const commands = 20_000;
  let isWaiting = false;
  for (let i = 0; i < commands; i++) isWaiting = !greedy.write("GET k\r\n");
  assert.ok(isWaiting);
  await new Promise((resolve) => setTimeout(resolve, 50));
  // What was taken at once has been answered, and the rest waits in its own stream.
  assert.ok(greedy.writableLength > 30_000, `${greedy.writableLength} bytes wait`);
  assert.ok(greedy.readableLength < 0.8 * commands * size, `${greedy.readableLength} bytes were answered`);
  assert.equal(await db.get("none"), null);
  let got = 0;
  for await (const bytes of greedy) {
    got += bytes.length;
    if (got >= commands * (size + 10)) break;
  }
  assert.equal(got, commands * (size + 10));
});

test("messages, waits and changes reach both sides", async () => {
  const r = client();
  const sub = client();
  const heard = once(sub, "message");
  await sub.subscribe("news");
  assert.equal(await db.publish("news", "hello"), 1);
  assert.deepEqual(await heard, ["news", "hello"]);
  const waiting = r.blpop("queue", 0);
  await db.ping();
  await db.rpush("queue", "job");
  assert.deepEqual(await waiting, ["queue", "job"]);
  const late = db.blpop("other", 0);
  await r.rpush("other", "job");
  assert.deepEqual(await late, ["other", "job"]);
  const messages = db.subscribe("back");
  await messages.ready;
  await r.publish("back", "hi");
  assert.equal((await messages.next()).value.message, "hi");
  await messages.close();
  assert.equal(await sub.quit(), "OK");
  r.disconnect();
});

test("a wait ends by its time, and a session by CLIENT KILL and QUIT", async () => {
  const r = client({ retryStrategy: null });
  assert.equal(await r.blpop("none", 0.05), null);
  const id = await r.client("ID");
  const closed = once(r, "end");
  await db.call("CLIENT", "KILL", "ID", id);
  await closed;
  const other = client({ retryStrategy: null });
  const quit = once(other, "end");
  assert.equal(await other.quit(), "OK");
  await quit;
});

test("a client comes back after a cut, as over a network", async () => {
  const r = client({ retryStrategy: () => 1 });
  await r.set("k", "v");
  const again = once(r, "ready");
  await db.call("CLIENT", "KILL", "ID", await r.client("ID"));
  await again;
  assert.equal(await r.get("k"), "v");
  r.disconnect();
});

test("what was sent before disconnect runs", async () => {
  const r = client();
  await r.ping();
  const sent = r.incr("counted").catch(() => {});
  r.disconnect();
  await sent;
  assert.equal(await db.get("counted"), "1");
  while (/in-process/.test(await db.clientList())) await new Promise((resolve) => setTimeout(resolve, 10));
});

test("a database that is closed ends its sessions, and opens no more", async () => {
  const { Redlet } = await built("node");
  const other = await Redlet.open(":memory:");
  const r = new Redis({ Connector: connector(other), retryStrategy: null });
  await r.ping();
  const ended = once(r, "end");
  const waiting = r.blpop("none", 0).catch((error) => error);
  await other.close();
  await ended;
  assert.match((await waiting).message, /Connection is closed/);
  assert.throws(() => other.resp({ data() {}, end() {} }), { code: "CLOSED" });
});

test("a password is asked of streams too", async () => {
  const { Redlet } = await built("node");
  const other = await Redlet.open({ name: ":memory:", password: "secret" });
  const r = new Redis({ Connector: connector(other), password: "secret" });
  assert.equal(await r.set("k", "v"), "OK");
  const without = new Redis({ Connector: connector(other), retryStrategy: null });
  await assert.rejects(without.get("k"), /NOAUTH/);
  r.disconnect();
  without.disconnect();
  await other.close();
});

test("a listener that throws hurts nobody else", () => {
  const script = `
    import { Redlet } from "redlet-built";
    const db = await Redlet.open(":memory:");
    const caught = [];
    process.on("uncaughtException", (error) => caught.push(error.message));
    const word = new TextEncoder();
    const bad = db.resp({ data() { throw new Error("mine"); }, end() {} });
    const said = new Promise((resolve) => {
      const good = db.resp({ data: resolve, end() {} });
      bad.write(word.encode("SUBSCRIBE c\\r\\n"));
      good.write(word.encode("PING\\r\\n"));
    });
    console.log(new TextDecoder().decode(await said).trim(), await db.publish("c", "m"), caught.join());
    await new Promise(setImmediate);
    console.log(caught.join());
    await db.close();
  `.replace("redlet-built", new URL("../../dist/node.js", import.meta.url).href);
  const args = ["--input-type=module", "--eval", script];
  assert.equal(execFileSync(process.execPath, args, { encoding: "utf8" }), "+PONG 1 mine\nmine,mine\n");
});
