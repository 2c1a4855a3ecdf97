// redlet in the program itself beside a redis-server on this machine, in Node: `npm run bench:edge`.
//
// Each call is awaited before the next: what a server that handles one request feels.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { built, load } from "../tests/clients/installed.mjs";
import { freePort } from "./ports.mjs";
import { described, machine, rate, save, short, table } from "./report.mjs";
import { median } from "./statistics.mjs";

const flag = { type: "boolean", default: false };
const { values: flags } = parseArgs({ options: { quick: flag, docs: flag } });
process.chdir(new URL("..", import.meta.url).pathname);
const ROUNDS = flags.quick ? 2 : 7;
const ROUND_MS = flags.quick ? 50 : 250;
const KEYS = 10_000;
const VALUE = "x".repeat(100);
const AIM = 5;

const { Redlet } = await built("node");
const { connector } = await built("adapters/ioredis");
const { default: Redis } = await load("ioredis");

const folder = mkdtempSync(join(tmpdir(), "redlet-bench-"));
const port = await freePort();
const quiet = ["--save", "", "--appendonly", "yes", "--appendfsync", "everysec"];
const server = spawn("redis-server", ["--port", String(port), "--dir", folder, ...quiet], { stdio: "ignore" });
const inMemory = await Redlet.open(":memory:");
const inFile = await Redlet.open(join(folder, "redlet.db"));
/** Who is measured, by the name of its column. The first is what the others are compared with. */
const CLIENTS = {
  "ioredis, redis-server on loopback": new Redis({ port, retryStrategy: () => 20 }),
  "ioredis, redlet in the program": new Redis({ Connector: connector(inMemory) }),
  "redlet, in memory": inMemory,
  "redlet, in a file": inFile,
  "redlet, r.sync": { get: (key) => inMemory.sync.get(key), set: (key, value) => inMemory.sync.set(key, value) },
};

const TASKS = {
  "GET, one by one": (client, key) => client.get(key),
  "SET, one by one": (client, key) => client.set(key, VALUE),
};

const results = { date: new Date().toISOString().slice(0, 10), machine: machine(), keys: KEYS, rates: {} };
try {
  for (const client of Object.values(CLIENTS)) await fill(client);
  for (const [task, call] of Object.entries(TASKS)) {
    const found = Object.fromEntries(Object.keys(CLIENTS).map((name) => [name, []]));
    // The first round warms up.
    for (let round = -1; round < ROUNDS; round++) {
      for (const [name, client] of Object.entries(CLIENTS)) {
        const measured = await measure(call, client);
        if (round >= 0) found[name].push(measured);
      }
    }
    results.rates[task] = found;
  }
} finally {
  for (const client of Object.values(CLIENTS)) if (client instanceof Redis) client.disconnect();
  await Promise.all([inMemory.close(), inFile.close()]);
  server.kill("SIGTERM");
  await once(server, "exit");
  rmSync(folder, { recursive: true });
}

const rows = Object.entries(results.rates).map(([task, found]) => {
  const [theirs, ...ours] = Object.values(found).map(median);
  return [task, rate(theirs), ...ours.map((each) => `${rate(each)} (${short(each / theirs)}×)`)];
});
const gets = Object.values(results.rates["GET, one by one"]).map(median);
const ratio = gets[2] / gets[0];
const version = /v=([\d.]+)/.exec(execFileSync("redis-server", ["--version"], { encoding: "utf8" }))?.[1];
const programs = [`Node ${process.versions.node}`, `redis-server ${version}`, "ioredis 6.0.0"];
const report = [
  described(results.machine, programs, results.date),
  table(["calls a second", ...Object.keys(CLIENTS)], rows),
  `The aim: GET in the program at least ${AIM} times as often as through ioredis; ${short(ratio)} times here.`,
].join("\n\n");
console.log(`${report}\n\nwritten to ${save("edge", results, report, flags)}`);
if (ratio < AIM) console.log(`below the aim of ${AIM}×`);

async function fill(client) {
  for (let at = 0; at < KEYS; at += 1000) {
    await Promise.all(Array.from({ length: 1000 }, (_, n) => client.set(`key:${at + n}`, VALUE)));
  }
}

/** Calls a second, over about the time of a round. */
async function measure(call, client) {
  const start = performance.now();
  let calls = 0;
  let key = 1;
  while (performance.now() - start < ROUND_MS) {
    // The clock is read seldom: it costs as much as a tenth of a call.
    for (let n = 0; n < 64; n++) {
      key = (key * 48_271) % 2_147_483_647;
      await call(client, `key:${key % KEYS}`);
    }
    calls += 64;
  }
  return (calls / (performance.now() - start)) * 1000;
}
