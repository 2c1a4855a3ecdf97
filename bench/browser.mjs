// redlet beside other stores, the same work in one run: `npm run bench`.
//
//   --firefox            in Firefox rather than in Chromium
//   --only redlet,dexie  these libraries alone
//   --quick              a tenth of the data and of the time: to see that it runs
//   --full               100,000 keys of 10 KB too, a gigabyte for each library
//
// In each round every library does the same work in turn, so that what else the machine does hits
// all alike. Medians of the rounds are printed, and written to bench/results/.

import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { serveFolders } from "../scripts/static.mjs";
import { launch } from "../tests/browser/browsers.mjs";
import { build, shipped } from "./build.mjs";
import { machine, median, rate, table } from "./report.mjs";

const { values: flags } = parseArgs({
  options: {
    firefox: { type: "boolean", default: false },
    only: { type: "string" },
    quick: { type: "boolean", default: false },
    full: { type: "boolean", default: false },
  },
});
const ALL = ["redlet", "idb-keyval", "dexie", "localforage", "localstorage", "sqlite-wasm"];
const peers = flags.only?.split(",") ?? ALL;
const WORKS = ["get", "set", "get in flight", "set in flight"];
const SHAPES = flags.quick
  ? [{ keys: 1000, size: 100 }]
  : [
      { keys: 10_000, size: 100 },
      { keys: 100_000, size: 100 },
      { keys: 10_000, size: 10_000 },
      ...(flags.full ? [{ keys: 100_000, size: 10_000 }] : []),
    ];
const ROUNDS = flags.quick ? 2 : 7;
const MILLIS = flags.quick ? 30 : 300;
const OPENINGS = flags.quick ? 2 : 9;

const folder = await build();
const server = await serveFolders([folder, "dist", "bench"]);
const url = `http://localhost:${server.address().port}/`;
const name = flags.firefox ? "firefox" : "chromium";
const results = {
  browser: "",
  date: new Date().toISOString(),
  machine: machine(),
  shipped: shipped(folder),
  shapes: [],
};

for (const shape of SHAPES) {
  // A browser of its own, so that no library works beside the leftovers of the last shape.
  const browser = await launch(name, { protocolTimeout: 600_000 });
  try {
    results.browser = await browser.version();
    results.shapes.push({ ...shape, ...(await compare(browser, shape)) });
  } finally {
    await browser.close();
  }
}
server.close();

mkdirSync("bench/results", { recursive: true });
const file = `bench/results/${name}${flags.quick ? "-quick" : ""}.json`;
writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
console.log(`\n${report(results)}\nwritten to ${file}`);

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
  const rates = Object.fromEntries(here.map((peer) => [peer, Object.fromEntries(WORKS.map((work) => [work, []]))]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const work of WORKS) {
      for (const peer of here) {
        const run = (...args) => window.bench.measure(...args);
        const found = await page.evaluate(run, peer, work, shape, round + 1, MILLIS);
        // The first round warms up.
        if (round > 0) rates[peer][work].push(found);
      }
    }
  }
  await page.evaluate(() => window.bench.closeAll());
  await page.close();
  return { rates, opening: await openings(browser, here, shape) };
}

/** Milliseconds to the first reply, each time in a page that was just loaded. */
async function openings(browser, here, shape) {
  const times = Object.fromEntries(here.map((peer) => [peer, []]));
  for (let round = 0; round < OPENINGS; round++) {
    for (const peer of here) {
      const page = await load(browser);
      times[peer].push(await page.evaluate((...args) => window.bench.firstReply(...args), peer, shape));
      await page.close();
    }
  }
  return times;
}

/** The results as text: a table a shape, with redlet's rate over each library's in parentheses. */
function report({ browser, shapes, shipped }) {
  const parts = [`# ${browser}`];
  for (const { keys, size, rates, opening } of shapes) {
    const here = Object.keys(rates);
    const rows = here.map((peer) => [
      peer,
      ...WORKS.map((work) => rate(median(rates[peer][work]), rates.redlet && median(rates.redlet[work]))),
      `${median(opening[peer]).toFixed(0)} ms`,
    ]);
    parts.push(`## ${keys.toLocaleString("en")} keys of ${size.toLocaleString("en")} B`);
    parts.push(table(["", ...WORKS, "open to first reply"], rows));
  }
  parts.push("## Bytes shipped, brotli");
  parts.push(
    table(
      ["", "KB"],
      Object.entries(shipped).map(([peer, bytes]) => [peer, (bytes / 1000).toFixed(1)]),
    ),
  );
  return parts.join("\n\n");
}
