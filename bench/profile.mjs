// Where the time of SET goes, a thousand in flight, in Chromium: `npm run bench:profile`.
//
// Chromium's own profiler looks at redlet's worker 5,000 times a second. The engine is the one that
// ships, but that its functions keep their names.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { serveFolders } from "../scripts/static.mjs";
import { launch } from "../tests/browser/browsers.mjs";
import { build } from "./build.mjs";
import { described, machine, save, short, table } from "./report.mjs";

const flag = { type: "boolean", default: false };
const { values: flags } = parseArgs({ options: { docs: flag } });
process.chdir(new URL("..", import.meta.url).pathname);

const SHAPE = { keys: 100_000, size: 100 };
const WARM_UP = 5000;
const MILLIS = 10_000;
const MICROS_A_SAMPLE = 200;

/** What the worker may be at: the first whose function stands in the stack, or in its last place (`leaf`). */
const PARTS = [
  ["the page: its calls into frames, replies into promises", { leaf: /^\(idle\)$/ }],
  ["checkpoint: host calls", { within: /^sqlite3WalCheckpoint$/, and: /^(write|read|flush)$/ }],
  ["checkpoint: SQLite", { within: /^sqlite3WalCheckpoint$/ }],
  ["commit: host write", { within: /Connection::commit/, and: /^(write|flush)$/ }],
  ["commit: checksums of the log", { leaf: /^walChecksumBytes$/ }],
  ["commit: the log's frames, copied and joined", { within: /Connection::commit/ }],
  ["SQL: the key is looked for", { within: /Store>::find::/ }],
  ["SQL: the row is changed", { within: /^sqlite3_step$|Connection>::change::/ }],
  ["the engine: frames, commands, replies", { within: /^engine_exec/ }],
];
const REST = "the worker's messages, and all else";

const folder = await build();
// The whole engine stands in for its first part.
const named = readFileSync(".cache/engine-named.wasm");
const server = await serveFolders([folder, "dist", "bench"], 0, {}, { "/redlet/engine-first.wasm": named });
const browser = await launch("chromium", { protocolTimeout: 600_000 });
try {
  const page = await browser.newPage();
  await page.goto(`http://localhost:${server.address().port}/`);
  await page.waitForFunction(() => window.bench !== undefined);
  await page.evaluate((shape) => window.bench.prepare("redlet", shape), SHAPE);
  const work = (seed, millis) =>
    page.evaluate((...args) => window.bench.measure("redlet", "set", "in flight", ...args), SHAPE, seed, millis);
  await work(1, WARM_UP);
  const worker = page.workers().find((worker) => worker.url().includes("redlet"));
  await worker.client.send("Profiler.enable");
  await worker.client.send("Profiler.setSamplingInterval", { interval: MICROS_A_SAMPLE });
  await worker.client.send("Profiler.start");
  const rate = await work(2, MILLIS);
  const { profile } = await worker.client.send("Profiler.stop");
  const results = {
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    browser: (await browser.version()).replace("/", " "),
    micros: 1e6 / rate,
    shares: shares(profile),
  };
  const report = reported(results);
  console.log(`\n${report}\n\nwritten to ${save("profile", results, report, flags)}`);
} finally {
  await browser.close();
  server.close();
}

/** The share of each part in the time. */
function shares({ nodes, samples, timeDeltas }) {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const names = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.functionName]));
  const part = (id) => {
    const stack = [];
    for (let at = id; at !== undefined; at = parents.get(at)) stack.push(names.get(at));
    const has = (pattern) => stack.some((name) => pattern.test(name));
    const found = PARTS.find(([, { leaf, within, and }]) =>
      leaf ? leaf.test(stack[0]) : has(within) && (!and || has(and)),
    );
    return found?.[0] ?? REST;
  };
  const times = Object.fromEntries([...PARTS.map(([name]) => name), REST].map((name) => [name, 0]));
  for (const [at, id] of samples.entries()) times[part(id)] += timeDeltas[at];
  const all = Object.values(times).reduce((sum, time) => sum + time, 0);
  return Object.fromEntries(Object.entries(times).map(([name, time]) => [name, time / all]));
}

function reported({ machine, browser, date, micros, shares }) {
  const rows = Object.entries(shares).map(([name, share]) => [
    name,
    `${short(share * micros)} µs`,
    `${(share * 100).toFixed(0)} %`,
  ]);
  rows.push(["a SET", `${short(micros)} µs`, "100 %"]);
  return `${described(machine, [browser], date)}\n\n${table(["", "a SET", "share"], rows)}`;
}
