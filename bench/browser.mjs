// redlet beside other stores, the same work in one run: `npm run bench`.
//
// In each round every library does the same work in turn, and the first is another one each time, so
// that what else the machine does hits all alike. Medians of the rounds are printed, and all of it is
// written to bench/results/.

import { parseArgs } from "node:util";
import { serveFolders } from "../scripts/static.mjs";
import { launch } from "../tests/browser/browsers.mjs";
import { browserReport } from "./browser-report.mjs";
import { build, shipped } from "./build.mjs";
import { machine, save } from "./report.mjs";

const HELP = `usage: npm run bench -- [options]
  --firefox            in Firefox rather than in Chromium
  --only redlet,dexie  these libraries alone
  --quick              little data and little time: to see that it runs
  --full               100,000 keys of 10 KB too, a gigabyte for each library
  --docs               put the tables into docs/benchmarks.md`;

const flag = { type: "boolean", default: false };
const { values: flags } = parseArgs({
  options: { firefox: flag, only: { type: "string" }, quick: flag, full: flag, docs: flag, help: flag },
});
if (flags.help) {
  console.log(HELP);
  process.exit();
}
const ALL = ["redlet", "redlet always", "idb-keyval", "dexie", "localforage", "localstorage", "sqlite-wasm"];
const peers = flags.only?.split(",") ?? ALL;
const WORKS = ["one by one", "in flight", "bulk"].flatMap((way) => [
  ["get", way],
  ["set", way],
]);
const SHAPES = flags.quick
  ? [{ keys: 1000, size: 100 }]
  : [
      { keys: 10_000, size: 100 },
      { keys: 100_000, size: 100 },
      { keys: 10_000, size: 10_000 },
      ...(flags.full ? [{ keys: 100_000, size: 10_000 }] : []),
    ];
const ROUNDS = flags.quick ? 2 : 7;
const MILLIS = flags.quick ? 30 : 250;
const OPENINGS = flags.quick ? 2 : 9;

process.chdir(new URL("..", import.meta.url).pathname);
const folder = await build();
const server = await serveFolders([folder, "dist", "bench"]);
const url = `http://localhost:${server.address().port}/`;
const name = flags.firefox ? "firefox" : "chromium";
const results = {
  browser: "",
  date: new Date().toISOString().slice(0, 10),
  machine: machine(),
  peers,
  shipped: shipped(folder),
  shapes: [],
};

for (const shape of SHAPES) {
  // A browser of its own, so that no library works beside the leftovers of the last shape.
  const browser = await launch(name, { protocolTimeout: 600_000 });
  try {
    results.browser = (await browser.version()).replace("/", " ");
    results.shapes.push({ ...shape, ...(await compare(browser, shape)) });
  } finally {
    await browser.close();
  }
}
server.close();

const report = browserReport(results);
console.log(`\n${report}\n\nwritten to ${save(name, results, report, flags)}`);

async function load(browser) {
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction(() => window.bench !== undefined);
  return page;
}

async function compare(browser, shape) {
  console.log(`\n${shape.keys} keys of ${shape.size} B`);
  const page = await load(browser);
  const here = [];
  for (const peer of peers) {
    const start = Date.now();
    const fits = await page.evaluate((...args) => window.bench.prepare(...args), peer, shape);
    if (fits) here.push(peer);
    console.log(
      `  ${peer}: ${fits ? `filled in ${((Date.now() - start) / 1000).toFixed(1)} s` : "can't hold so much"}`,
    );
  }
  const works = [];
  for (const [at, [kind, way]] of WORKS.entries()) {
    works.push({ kind, way, rates: await rates(page, here, kind, way, shape, at * 100) });
  }
  await page.close();
  return { works, opening: await openings(browser, here, shape) };
}

/** The list, begun one further each round. */
function turned(list, round) {
  const by = round % list.length;
  return [...list.slice(by), ...list.slice(0, by)];
}

/**
 * What each library does in a second, in each round. No two works may share a seed: one would write the
 * values that the other left under the same keys, and SQLite writes no page for the bytes it has.
 */
async function rates(page, here, kind, way, shape, seed) {
  const found = {};
  for (let round = 0; round <= ROUNDS; round++) {
    for (const peer of turned(here, round)) {
      const run = (...args) => window.bench.measure(...args);
      const rate = await page.evaluate(run, peer, kind, way, shape, seed + round + 1, MILLIS);
      // The first round warms up.
      if (round > 0 && rate !== null) found[peer] = [...(found[peer] ?? []), rate];
    }
  }
  return found;
}

/** Milliseconds to the first reply, each time in a page that was just loaded. The one before was left as pages are. */
async function openings(browser, here, shape) {
  const times = Object.fromEntries(here.map((peer) => [peer, []]));
  for (let round = 0; round < OPENINGS; round++) {
    for (const peer of turned(here, round)) {
      const page = await load(browser);
      times[peer].push(await page.evaluate((...args) => window.bench.firstReply(...args), peer, shape));
      await page.close();
    }
  }
  return times;
}
