// The apps of docs/frameworks: made of the files that the pages show, and used in Chromium.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { TOOLS, temporaryApp, withContext } from "../apps/apps.mjs";

/** Where scripts/setup.sh has installed the frameworks. */
export const FRAMEWORKS = new URL("../../.cache/frameworks/", import.meta.url).pathname;

/** Nuxt and SvelteKit want a newer Node than the package does. */
export const NODE = `${TOOLS}node-24/bin/node`;

const documents = new URL("../../docs/frameworks/", import.meta.url);

/** The files that a page shows, by their names. */
export function filesOf(page) {
  const blocks = readFileSync(new URL(page, documents), "utf8").matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms);
  return Object.fromEntries([...blocks].map(([, name, text]) => [name, text]));
}

/** What the pages share. */
export const SHARED = filesOf("README.md")["redlet.ts"];

/** Writes files into a folder. */
export function write(root, files) {
  for (const [name, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), typeof contents === "string" ? contents : JSON.stringify(contents));
  }
}

/** An app of such files, which finds the frameworks; gives its folder. */
export function likesApp(files) {
  const root = temporaryApp();
  const link = (name) => symlinkSync(join(FRAMEWORKS, name), join(root, "node_modules", name));
  for (const name of readdirSync(FRAMEWORKS)) {
    if (name.startsWith("@")) {
      mkdirSync(join(root, "node_modules", name));
      for (const inner of readdirSync(join(FRAMEWORKS, name))) link(`${name}/${inner}`);
    } else if (!name.startsWith(".")) link(name);
  }
  write(root, files);
  return root;
}

/** Runs a program of a framework in an app. */
export function runIn(root, script, ...args) {
  const env = { ...process.env, NUXT_TELEMETRY_DISABLED: "1", NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1", CI: "1" };
  try {
    execFileSync(NODE, [script, ...args], { cwd: root, env, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    assert.fail(`${script} ${args.join(" ")}\n${error.stdout}\n${error.stderr}`);
  }
}

/** What all the apps are checked by. The types of other libraries are theirs to check. */
export const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  skipLibCheck: true,
  isolatedModules: true,
  target: "es2022",
  lib: ["es2023", "dom", "dom.iterable"],
  module: "esnext",
  moduleResolution: "bundler",
  jsx: "react-jsx",
  types: [],
};

/** Waits until a page's button says something; a tab in the background draws no frames, so it is asked again and again. */
export async function showsText(page, text) {
  const isShown = (text) => document.body.querySelector("button")?.textContent === text;
  await page.waitForFunction(isShown, { timeout: 20_000, polling: 50 }, text).catch(() => {});
  assert.equal(
    await page.evaluate(() => document.body.querySelector("button")?.textContent),
    text,
    page.said.join("\n"),
  );
}

/** Clicks the button, in the background too. */
export function click(page) {
  return page.evaluate(() => document.querySelector("button").click());
}

/** Uses an app where no worker may be started: the page shows the error, or reports it. */
export function fails(url) {
  return withContext("chromium", async (context) => {
    const page = await context.newPage();
    await page.evaluateOnNewDocument(() => {
      addEventListener("error", ({ message }) => {
        window.reported = message;
      });
    });
    await page.goto(url);
    const isTold = () => [document.body.textContent, window.reported].some((text) => text?.includes("worker failed"));
    await page.waitForFunction(isTold, { timeout: 20_000, polling: 50 });
  });
}

/** Tabs of a browser with storage of its own, which may report no error. */
export async function inTabs(url, count, work) {
  await withContext("chromium", async (context) => {
    const tabs = [];
    for (let i = 0; i < count; i++) {
      const page = await context.newPage();
      page.said = [];
      page.on("console", (message) => {
        if (["error", "warn"].includes(message.type())) page.said.push(message.text());
      });
      page.on("pageerror", (error) => page.said.push(String(error)));
      await page.goto(url);
      tabs.push(page);
    }
    await work(...tabs);
    for (const { said } of tabs) assert.deepEqual(said, []);
  });
}

/** How many sessions the database of a page has. */
export function sessions(page) {
  return page.evaluate(async () => (await (await globalThis.redlet).clientList()).trim().split("\n").length);
}

/** How often anybody has asked for the value. */
function readsOf(page) {
  return page.evaluate(async () => {
    const stats = await (await globalThis.redlet).info("commandstats");
    return Number(/^cmdstat_get:calls=(\d+)/m.exec(stats)[1]);
  });
}

/** Uses an app in two tabs: each shows what the other does, and what was kept. */
export function isLive(url) {
  return inTabs(url, 2, async (first, second) => {
    for (const tab of [first, second]) await showsText(tab, "0 likes");
    await click(first);
    for (const tab of [first, second]) await showsText(tab, "1 likes");
    const reads = await readsOf(first);
    // Changes that come together: each tab reads once.
    await second.evaluate(async () => {
      const r = await globalThis.redlet;
      for (let i = 0; i < 9; i++) void r.incr("likes:1");
    });
    for (const tab of [first, second]) await showsText(tab, "10 likes");
    assert.deepEqual([await sessions(first), await readsOf(first)], [2, reads + 2]);
    // The tab that may have the database goes, and comes back.
    await first.reload();
    await showsText(first, "10 likes");
    await click(first);
    for (const tab of [first, second]) await showsText(tab, "11 likes");
  });
}
