// A database of a hundred megabytes beside a small one, in Chromium: `npm run bench:large`.
//
// How long it takes to open, how much memory the engine has meanwhile, and what a read costs where all
// keys are read alike, and where nine reads in ten go to ten thousand of them.

import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import * as esbuild from "esbuild";
import { serveFolders } from "../scripts/static.mjs";
import { launch } from "../tests/browser/browsers.mjs";
import { built, COMMON, FOLDER } from "./build.mjs";
import { described, machine, save, short, table } from "./report.mjs";
import { median } from "./statistics.mjs";

const flag = { type: "boolean", default: false };
const { values: flags } = parseArgs({ options: { quick: flag, docs: flag } });
process.chdir(new URL("..", import.meta.url).pathname);

const SMALL = 10_000;
const LARGE = flags.quick ? 50_000 : 1_000_000;
const VALUE = 60;
const ROUNDS = flags.quick ? 1 : 7;
const WARM_UP = flags.quick ? 100 : 5000;
const MILLIS = 250;
const OPENINGS = flags.quick ? 2 : 9;

await esbuild.build({ ...COMMON, entryPoints: ["bench/large.ts"], outfile: `${FOLDER}/large.js`, plugins: [built] });
writeFileSync(`${FOLDER}/large.html`, '<!doctype html><script type="module" src="large.js"></script>');
// The worker, with a window through which the memory of its engine can be seen.
const peek = `{ const { instantiate, instantiateStreaming } = WebAssembly;
const keep = (made) => { globalThis.engineMemory = (made.instance ?? made).exports.memory; return made; };
const { Instance } = WebAssembly;
WebAssembly.Instance = class { constructor(...args) { return keep(new Instance(...args)); } };
WebAssembly.instantiate = (...args) => instantiate(...args).then(keep);
WebAssembly.instantiateStreaming = (...args) => instantiateStreaming(...args).then(keep); }\n`;
const server = await serveFolders(
  [FOLDER, "dist"],
  0,
  {},
  {
    "/redlet/worker.js": peek + readFileSync("dist/redlet/worker.js", "utf8"),
  },
);
const browser = await launch("chromium", { protocolTimeout: 1_200_000 });
try {
  let page = await load();
  const bytes = {};
  for (const keys of [SMALL, LARGE]) {
    const before = Object.values(bytes).reduce((sum, size) => sum + size, 0);
    bytes[keys] = (await page.evaluate((...args) => window.large.fill(...args), keys, VALUE)) - before;
  }
  await page.close();
  const openings = { [SMALL]: [], [LARGE]: [] };
  for (let round = 0; round < OPENINGS; round++) {
    for (const keys of [SMALL, LARGE]) {
      page = await load();
      openings[keys].push(await page.evaluate((...args) => window.large.firstReply(...args), keys, VALUE));
      await page.close();
    }
  }
  const results = {
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    browser: (await browser.version()).replace("/", " "),
    keys: [SMALL, LARGE],
    bytes,
    openings,
    reads: {},
    memory: {},
  };
  const pages = { [SMALL]: await load(), [LARGE]: await load() };
  const read = (keys, way, millis) =>
    pages[keys].evaluate((...args) => window.large.read(...args), keys, VALUE, way, millis);
  for (const keys of [SMALL, LARGE]) {
    await pages[keys].evaluate((...args) => window.large.firstReply(...args), keys, VALUE);
  }
  for (const way of ["hot", "evenly"]) {
    const times = { [SMALL]: [], [LARGE]: [] };
    for (let round = 0; round <= ROUNDS; round++) {
      for (const keys of [SMALL, LARGE]) {
        const time = await read(keys, way, round === 0 ? WARM_UP : MILLIS);
        if (round > 0) times[keys].push(time);
      }
    }
    results.reads[way] = times;
  }
  for (const keys of [SMALL, LARGE]) results.memory[keys] = await memory(pages[keys]);
  const report = reported(results);
  console.log(`\n${report}\n\nwritten to ${save("large", results, report, flags)}`);
} finally {
  await browser.close();
  server.close();
}

async function load() {
  const page = await browser.newPage();
  await page.goto(`http://localhost:${server.address().port}/large.html`);
  await page.waitForFunction(() => window.large !== undefined);
  return page;
}

/** Bytes of the engine's memory, which never shrinks: so this is the most that it ever had. */
async function memory(page) {
  for (const worker of page.workers()) {
    const bytes = await worker.evaluate(() => globalThis.engineMemory?.buffer.byteLength);
    if (bytes) return bytes;
  }
  throw new Error("no worker has an engine");
}

function reported({ machine, browser, date, keys, bytes, openings, reads, memory }) {
  const [small, large] = keys;
  const row = (title, aim, unit, of, isRatio) => {
    const [a, b] = [of(small), of(large)];
    return [title, `${short(a)} ${unit}`, `${short(b)} ${unit}`, isRatio ? `${short(b / a)}×` : "", aim];
  };
  const rows = [
    row("file", "", "MB", (n) => bytes[n] / 1e6),
    row("open to first reply", "< 300 ms", "ms", (n) => median(openings[n])),
    row("memory of the wasm", "< 64 MB", "MB", (n) => memory[n] / 1e6),
    row("GET, nine in ten of 10,000 keys", "≤ 2×", "µs", (n) => median(reads.hot[n]), true),
    row("GET, all keys alike", "≤ 8×", "µs", (n) => median(reads.evenly[n]), true),
  ];
  const head = ["", ...keys.map((n) => `${n.toLocaleString("en")} keys`), "ratio", "aim"];
  return `${described(machine, [browser], date)}\n\n${table(head, rows)}`;
}
