// redlet beside other stores, the same work in one run: `npm run bench`.
//
// Each row is written to bench/results/ as soon as it is measured; what is measured and how says browser-rows.mjs.

import { parseArgs } from "node:util";
import { serveFolders } from "../scripts/static.mjs";
import { browserReport } from "./browser-report.mjs";
import { Bench, rowsOf } from "./browser-rows.mjs";
import { build, shipped } from "./build.mjs";
import { serveSlowly } from "./network.mjs";
import { commit, Record } from "./record.mjs";
import { intoDocs, machine } from "./report.mjs";

const HELP = `usage: npm run bench -- [options]
  --firefox            in Firefox rather than in Chromium
  --quick              the ratios of every row in about four minutes, from few rounds and little data
  --full               100,000 keys of 10 KB too, a gigabyte for each library
  --resume             goes on with a run that was stopped, if nothing has changed since
  --only redlet,dexie  these libraries alone
  --rows "set, in"     the rows alone whose names have this
  --beside folder      another build of redlet too, the one in this folder: before and after a change
  --docs               puts the tables into docs/benchmarks.md`;

const flag = { type: "boolean", default: false };
const text = { type: "string" };
const { values: flags } = parseArgs({
  options: {
    firefox: flag,
    quick: flag,
    full: flag,
    resume: flag,
    docs: flag,
    help: flag,
    only: text,
    rows: text,
    beside: text,
  },
});
if (flags.help) {
  console.log(HELP);
  process.exit();
}

const ALL = [
  "redlet",
  "redlet preloaded",
  "redlet always",
  ...(flags.beside ? ["beside"] : []),
  "idb-keyval",
  "dexie",
  "localforage",
  "localstorage",
  "sqlite-wasm",
  "pglite",
  "bare echo",
];
const SHAPES = [
  { keys: 10_000, size: 100 },
  { keys: 100_000, size: 100 },
  { keys: 10_000, size: 10_000 },
  ...(flags.full ? [{ keys: 100_000, size: 10_000 }] : []),
];
/** How many rounds, and ms for each library in a round. */
const LONG = {
  shapes: SHAPES,
  millis: 250,
  rates: { least: 7, most: 7 },
  blocks: { least: 5, most: 5, warm: 1 },
  openings: { least: 9, most: 9 },
  memories: { least: 3, most: 3 },
  visits: { least: 5, most: 5 },
};
/** Rounds within so many ms, but at least three: fewer tell nothing of their spread. */
const QUICK = {
  shapes: [SHAPES[0], { keys: 1000, size: 10_000 }],
  millis: 50,
  rates: { least: 3, most: 9, millis: 3000 },
  blocks: { least: 3, most: 3 },
  openings: { least: 3, most: 3 },
  memories: { least: 1, most: 1 },
  visits: { least: 3, most: 3 },
};

process.chdir(new URL("..", import.meta.url).pathname);
const peers = flags.only?.split(",") ?? ALL;
const pace = flags.quick ? QUICK : LONG;
const name = flags.firefox ? "firefox" : "chromium";
const folder = await build(flags.beside);
const fast = await serveFolders([folder, "dist", "bench"], 0, { "cache-control": "max-age=3600" });
const slow = await serveSlowly([folder, "dist"]);
const urlOf = (server) => `http://localhost:${server.address().port}/`;
const bench = new Bench(name, peers, pace, { fast: urlOf(fast), slow: urlOf(slow) });

const made = {
  commit: commit(),
  browser: await bench.version(),
  machine: machine(),
  pace,
  peers,
  shipped: shipped(folder),
};
const record = new Record(`bench/results/${name}-${flags.quick ? "quick-" : ""}latest.json`, made, flags.resume);
const start = Date.now();
for (const row of rowsOf(pace)) {
  if (record.has(row.name) || !row.name.includes(flags.rows ?? "")) continue;
  console.log(`${Math.round((Date.now() - start) / 1000)} s: ${row.name}`);
  record.add(row, await bench.measure(row));
}
await bench.close();
fast.close();
slow.close();

const report = browserReport(record.results);
console.log(`\n${report}\n\nwritten to ${record.path}`);
if (flags.docs) {
  record.write(`bench/results/${name}.json`);
  intoDocs(name, report);
}
process.exit();
