// Every transcript of tests/commands, on the built module in Chromium.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import * as esbuild from "esbuild";
import { serveFolders } from "../../scripts/static.mjs";
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

/** The cases of a file: a title, and steps with the reply that is expected. */
function cases(text) {
  const all = [];
  for (const line of text.split("\n")) {
    const said = /^(\d?)> (.*)$/.exec(line);
    const heard = /^(\d)<$/.exec(line);
    const wait = /^! wait (\d+)$/.exec(line);
    if (line.startsWith("# ")) all.push({ title: line.slice(2), steps: [] });
    else if (said) all.at(-1).steps.push({ session: said[1] || "1", line: said[2], want: [] });
    else if (heard) all.at(-1).steps.push({ session: `${heard[1]}<`, want: [] });
    else if (wait) all.at(-1).steps.push({ wait: Number(wait[1]) });
    else all.at(-1)?.steps.at(-1)?.want?.push(line);
  }
  for (const { steps } of all) for (const { want } of steps) while (want?.at(-1) === "") want.pop();
  return all;
}

/** Whether the case needs no second session, and nothing is told unasked: a page has one session a database. */
function isForOne({ steps }) {
  return new Set(steps.flatMap(({ session }) => session ?? [])).size === 1;
}

/** A line after `~ ` is a glob, in which a backslash makes the next character plain; all else stands for itself. */
function matches(want, got) {
  if (!want.startsWith("~ ")) return want === got;
  const pattern = want.slice(2).replace(/\\(.)|[.+^${}()|\\*?]/g, (found, plain) => {
    if (found === "*") return ".*";
    if (found === "?") return ".";
    return (plain ?? found).replace(/\W/, "\\$&");
  });
  return new RegExp(`^${pattern}$`, "s").test(got);
}

for (const name of readdirSync(folder).filter((file) => file.endsWith(".test"))) {
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
