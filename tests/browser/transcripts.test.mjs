// Every transcript of tests/commands, on the built module in Chromium.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import * as esbuild from "esbuild";
import { serveFolders } from "../../scripts/static.mjs";
import { cases, filesOf, isForOne, matches } from "../transcripts.mjs";
import { launch } from "./browsers.mjs";

const root = new URL("../../", import.meta.url).pathname;
const folder = `${root}tests/commands/`;
let server;
let browser;
let page;

before(async () => {
  await esbuild.build({
    entryPoints: [`${root}tests/browser/transcripts.page.ts`],
    outfile: `${root}.cache/transcripts/page.js`,
    bundle: true,
    format: "esm",
    target: "es2022",
    plugins: [
      {
        name: "package",
        setup: (build) => build.onResolve({ filter: /^redlet$/ }, () => ({ path: "./index.js", external: true })),
      },
    ],
  });
  server = await serveFolders([`${root}.cache/transcripts`, `${root}dist`, `${root}tests/browser`]);
  browser = await launch("chromium");
  page = await browser.newPage();
  await page.goto(`http://localhost:${server.address().port}/transcripts.html`);
  await page.waitForFunction(() => window.play !== undefined);
});
after(async () => {
  await browser?.close();
  server?.close();
});

for (const name of filesOf(folder)) {
  test(name, async () => {
    const all = cases(readFileSync(folder + name, "utf8"));
    assert.ok(all.length > 0, "no case");
    for (const { title, steps } of all.filter(isForOne)) {
      const printed = await page.evaluate(
        (said) => window.play(said),
        steps.map(({ line, wait }) => (wait ? { wait } : { line })),
      );
      steps
        .filter((step) => step.line !== undefined)
        .forEach(({ line, want }, i) => {
          const got = printed[i].split("\n");
          const isAny = want.join() === "~ ...";
          const is = isAny || (want.length === got.length && want.every((each, at) => matches(each, got[at])));
          assert.ok(is, `${title}\n> ${line}\n--- want\n${want.join("\n")}\n--- got\n${printed[i]}`);
        });
    }
  });
}
