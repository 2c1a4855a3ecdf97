// What a command takes on collections of a million elements beside a thousand: `npm run bench:scale`.
//
// Natively on files (scale.rs) and in Chromium on OPFS (scale.ts): each size in a database of its own, the
// two sizes in turn in every round. A command must stay within three times.

import { execFileSync } from "node:child_process";
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

const SMALL = 1000;
const LARGE = flags.quick ? 20_000 : 1_000_000;
const ROUNDS = flags.quick ? 1 : 5;
const MILLIS = 100;
/** As in scale.rs. */
const WARM_UP = 1000;
const BATCHES = [1, 1000];
const AIM = 3;

const native = JSON.parse(
  execFileSync("cargo", ["bench", "--quiet", "--bench", "scale", "--", `elements=${LARGE}`, `rounds=${ROUNDS}`], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  }),
);
const { version, times: chromium } = await inChromium();
const results = {
  date: new Date().toISOString().slice(0, 10),
  machine: machine(),
  elements: [SMALL, LARGE],
  browser: version,
  native,
  chromium,
};
const sizes = [SMALL, LARGE].map((size) => size.toLocaleString("en"));
const rows = native.map((row, at) => {
  const cells = [row, chromium[at]].flatMap(({ small, large }) => [
    `${short(small)} µs`,
    `${short(large)} µs`,
    `${short(large / small)}×`,
  ]);
  return [`${row.command}, ${row.batch === 1 ? "one by one" : "1,000 in flight"}`, ...cells];
});
const head = ["", ...["native", "Chromium"].flatMap((where) => [`${where}, ${sizes[0]}`, sizes[1], "ratio"])];
const over = [...native, ...chromium].filter(({ small, large }) => large > AIM * small).length;
const within = `${native.length + chromium.length - over} of ${native.length + chromium.length} are within ${AIM} times.`;
const report = `${described(results.machine, [version], results.date)}\n\n${table(head, rows)}\n\n${within}`;
console.log(`\n${report}\n\nwritten to ${save("scale", results, report, flags)}`);

async function inChromium() {
  await esbuild.build({ ...COMMON, entryPoints: ["bench/scale.ts"], outfile: `${FOLDER}/scale.js`, plugins: [built] });
  const server = await serveFolders([FOLDER, "dist", "bench"]);
  const browser = await launch("chromium", { protocolTimeout: 1_200_000 });
  try {
    const page = await browser.newPage();
    await page.goto(`http://localhost:${server.address().port}/scale.html`);
    await page.waitForFunction(() => window.scale !== undefined);
    for (const size of [SMALL, LARGE]) await page.evaluate((size) => window.scale.fill(size), size);
    const times = [];
    for (const batch of BATCHES) {
      for (const command of await page.evaluate(() => window.scale.kinds)) {
        times.push({ command, batch, ...(await compare(page, command, batch)) });
      }
    }
    return { version: (await browser.version()).replace("/", " "), times };
  } finally {
    await browser.close();
    server.close();
  }
}

/** The median of the rounds for each size. */
async function compare(page, command, batch) {
  const found = { small: [], large: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, size] of [
      ["small", SMALL],
      ["large", LARGE],
    ]) {
      const millis = round === 0 ? WARM_UP : MILLIS;
      const time = await page.evaluate((...args) => window.scale.time(...args), size, command, batch, millis);
      if (round > 0) found[name].push(time);
    }
  }
  const times = { small: median(found.small), large: median(found.large) };
  console.error(`Chromium: ${command} x ${batch}: ${short(times.small)} us, ${short(times.large)} us`);
  return times;
}
