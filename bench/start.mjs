// How long the steps of opening a database take in a page, with `preload` and without: `npm run bench:start`.
//
// In each round a page of its own opens the database in each way, and the first way is another one each time. What the
// other ways take is compared with the first of the same round.

import { parseArgs } from "node:util";
import { serveFolders } from "../scripts/static.mjs";
import { launch } from "../tests/browser/browsers.mjs";
import { table } from "./report.mjs";
import { median, ratio } from "./statistics.mjs";

const { values: flags } = parseArgs({
  options: { firefox: { type: "boolean", default: false }, rounds: { type: "string", default: "15" } },
});
process.chdir(new URL("..", import.meta.url).pathname);

/** Ways to open a database that is there. */
const WAYS = ["open alone", "after preload", "beside another"];
const STEPS = ["worker", "lock", "module", "files", "engine", "reply"];
/** How long a page is left alone first, in ms. */
const SETTLING = 300;

const server = await serveFolders(["dist", "tests/browser"], 0, { "cache-control": "max-age=3600" });
const url = `http://localhost:${server.address().port}/transcripts.html`;
const browser = await launch(flags.firefox ? "firefox" : "chromium");

/** Opens the database in a page of its own, in one of the ways; gives when each step was done. */
async function opened(way) {
  const page = await browser.newPage();
  await page.goto(url);
  const timing = await page.evaluate(timingOf, way, SETTLING);
  await page.close();
  return timing;
}

/** In the page. */
async function timingOf(way, settling) {
  const { Redlet } = await import("/index.js");
  if (way === "after preload") await Redlet.preload();
  if (way === "beside another") await Redlet.open("another");
  await new Promise((resolve) => setTimeout(resolve, settling));
  const r = await Redlet.open("start");
  await r.get("key");
  const { timing } = r;
  await r.set("key", "value");
  await r.close();
  return timing;
}

try {
  const found = Object.fromEntries(WAYS.map((way) => [way, []]));
  for (let round = -1; round < Number(flags.rounds); round++) {
    for (let i = 0; i < WAYS.length; i++) {
      const way = WAYS[(i + round + 1) % WAYS.length];
      const timing = await opened(way);
      // The first round makes the database.
      if (round >= 0) found[way].push(timing);
    }
  }
  const replies = (way) => found[way].map(({ reply }) => reply);
  const rows = WAYS.map((way) => {
    const steps = STEPS.map((step) => median(found[way].map((timing) => timing[step])).toFixed(1));
    const { median: share, low, high } = ratio(replies(way), replies(WAYS[0]));
    return [way, ...steps, `${share.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)})`];
  });
  console.log(`${await browser.version()}, ms since the call, medians of ${flags.rounds} rounds\n`);
  console.log(table(["", ...STEPS, "share"], rows));
} finally {
  await browser.close();
  server.close();
}
