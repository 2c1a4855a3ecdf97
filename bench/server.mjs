// `redlet serve` beside redis-server, under redis-benchmark: `npm run bench:server`.
//
// Both on loopback ports of their own, redis-server with an append-only file flushed every second,
// as redlet's default is.

import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs, promisify } from "node:util";
import { freePort } from "./ports.mjs";
import { described, machine, rate, save, short, table } from "./report.mjs";
import { median } from "./statistics.mjs";

const flag = { type: "boolean", default: false };
const { values: flags } = parseArgs({ options: { quick: flag, docs: flag } });
process.chdir(new URL("..", import.meta.url).pathname);
const TESTS = ["set", "get", "incr", "hset", "mset"];
const PIPELINES = [1, 50];
const ROUNDS = flags.quick ? 1 : 3;
/** How many requests, by how many a connection sends at once; of MSET, with its ten keys, a tenth. */
const requests = (test, pipeline) =>
  (flags.quick ? 2000 : pipeline === 1 ? 50_000 : 400_000) / (test === "mset" ? 10 : 1);
const KEYS = 100_000;

const folder = mkdtempSync(join(tmpdir(), "redlet-bench-"));
const SERVERS = {
  "redis-server": (port) => [
    "redis-server",
    [
      "--port",
      port,
      "--bind",
      "127.0.0.1",
      "--dir",
      folder,
      "--save",
      "",
      "--appendonly",
      "yes",
      "--appendfsync",
      "everysec",
    ],
  ],
  "redlet serve --data": (port) => [
    "node",
    ["dist/cli.js", "serve", "--port", port, "--data", join(folder, "redlet.db")],
  ],
  "redlet serve --memory": (port) => ["node", ["dist/cli.js", "serve", "--port", port, "--memory"]],
};

const running = [];
const results = { date: new Date().toISOString().slice(0, 10), machine: machine(), keys: KEYS, rates: {} };
try {
  const ports = {};
  for (const [name, command] of Object.entries(SERVERS)) {
    ports[name] = await freePort();
    const [program, args] = command(String(ports[name]));
    running.push(spawn(program, args, { stdio: "ignore" }));
    await answers(ports[name]);
  }
  for (const pipeline of PIPELINES) {
    for (const test of TESTS) {
      const label = `${test.toUpperCase()} -P ${pipeline}`;
      const found = Object.fromEntries(Object.keys(SERVERS).map((name) => [name, []]));
      for (let round = 0; round < ROUNDS; round++) {
        for (const name of Object.keys(SERVERS)) found[name].push(await measure(ports[name], test, pipeline));
      }
      results.rates[label] = found;
      console.log(
        `${label}: ${Object.entries(found)
          .map(([name, all]) => `${name} ${Math.round(median(all))}`)
          .join(", ")}`,
      );
    }
  }
} finally {
  await Promise.all(running.map(stop));
  rmSync(folder, { recursive: true, force: true });
}

const rows = Object.entries(results.rates).map(([label, found]) => {
  const [redis, ...ours] = Object.values(found).map(median);
  return [label, rate(redis), ...ours.map((each) => `${rate(each)} (${short(each / redis)}×)`)];
});
const version = /v=([\d.]+)/.exec(execFileSync("redis-server", ["--version"], { encoding: "utf8" }))?.[1];
const programs = [`redis-server ${version}`, `Node ${process.versions.node}`];
const head = ["requests a second", ...Object.keys(SERVERS)];
const report = `${described(results.machine, programs, results.date)}\n\n${table(head, rows)}`;
console.log(`\n${report}\n\nwritten to ${save("server", results, report, flags)}`);

/** Requests a second, as redis-benchmark counts them. */
async function measure(port, test, pipeline) {
  const args = [
    "-p",
    String(port),
    "-t",
    test,
    "-n",
    String(requests(test, pipeline)),
    "-P",
    String(pipeline),
    "-r",
    String(KEYS),
    "-d",
    "100",
    "--csv",
  ];
  const { stdout } = await promisify(execFile)("redis-benchmark", args, { timeout: 120_000 });
  const line = stdout.split("\n").find((each) => each.startsWith(`"${test.toUpperCase()}`));
  const [, shown] = /^"[^"]*","([\d.]+)"/.exec(line ?? "") ?? [];
  if (!shown) throw new Error(`redis-benchmark printed no rate:\n${stdout}`);
  return Number(shown);
}

async function answers(port) {
  for (let tries = 0; tries < 200; tries++) {
    const isUp = await new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true));
      socket.once("error", () => resolve(false)).once("close", () => socket.destroy());
      socket.once("connect", () => socket.end());
    });
    if (isUp) return;
    await sleep(50);
  }
  throw new Error(`nothing listens on port ${port}`);
}

function stop(server) {
  return new Promise((resolve) => {
    server.once("exit", resolve);
    server.kill("SIGTERM");
  });
}
