// Small real apps out of the packed module: made in a folder of their own, built by real tools, opened
// in a real browser.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { serveFolders } from "../../scripts/static.mjs";
import { launch } from "../browser/browsers.mjs";
import { emptyApp } from "../package/packed.mjs";
import { TOOLS } from "./tools.mjs";

const here = new URL("./", import.meta.url).pathname;

export { TOOLS };

/** Imports a module of a tool. */
export function tool(path) {
  return import(TOOLS + path);
}

/** Copies packages with all they need from where they are: Next builds nothing that lies outside of the app's folder. */
export function install(root, names, from = TOOLS) {
  const found = new Set();
  const find = (name) => {
    if (found.has(name)) return;
    let manifest;
    try {
      manifest = JSON.parse(readFileSync(`${from}${name}/package.json`, "utf8"));
    } catch {
      // Another platform's.
      return;
    }
    found.add(name);
    Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).forEach(find);
  };
  names.forEach(find);
  const copy = (flags) => spawnSync("cp", [flags, "--parents", ...found, join(root, "node_modules")], { cwd: from });
  // As links where that can be: these are hundreds of megabytes.
  if (copy("-al").status !== 0) assert.equal(copy("-a").status, 0);
}

const folders = [];
const browsers = {};
after(async () => {
  for (const opening of Object.values(browsers)) await (await opening).close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** An empty app with the package, deleted in the end. */
export function temporaryApp() {
  const folder = emptyApp();
  folders.push(folder);
  return folder;
}

/** Makes an app of folders here, of which a later one replaces files of an earlier; gives where. */
export function app(...names) {
  const folder = temporaryApp();
  for (const name of names) cpSync(here + name, folder, { recursive: true });
  return folder;
}

/** A browser for a while, with storage of its own: other apps have had the same port. */
export async function withContext(name, work) {
  browsers[name] ??= launch(name);
  const context = await (await browsers[name]).createBrowserContext();
  try {
    await work(context);
  } finally {
    await context.close();
  }
}

/** A page of it. */
function withPage(name, work) {
  return withContext(name, async (context) => {
    const page = await context.newPage();
    const said = [];
    page.on("console", (message) => said.push(message.text()));
    await work(page, said);
  });
}

/** Opens a page twice: it must keep its data, and say so in its title. */
export function keeps(url, name = "chromium") {
  return withPage(name, async (page, said) => {
    for (const expected of ["opfs null", "opfs kept"]) {
      await page.goto(url);
      await page.waitForFunction(() => document.title !== "", { timeout: 20_000 }).catch(() => {});
      assert.equal(await page.title(), expected, said.join("\n"));
      await page.goto("about:blank");
    }
  });
}

/** Opens a page in Chromium, which must show a text. */
export function shows(url, expected) {
  return withPage("chromium", async (page, said) => {
    await page.goto(url);
    const isShown = (expected) => document.body.textContent === expected;
    await page.waitForFunction(isShown, { timeout: 20_000 }, expected).catch(() => {});
    assert.equal(await page.evaluate(() => document.body.textContent), expected, said.join("\n"));
  });
}

/** Serves a folder while `work` uses its address. */
export async function served(folder, work, headers) {
  const server = await serveFolders([folder], 0, headers);
  try {
    await work(`http://localhost:${server.address().port}/`);
  } finally {
    server.close();
  }
}

/** The same as a content delivery network does it: for everybody, from an origin of its own. */
export function elsewhere(folder, work) {
  return served(folder, (url) => work(url.slice(0, -1)), { "access-control-allow-origin": "*" });
}

/** Serves a folder to a page that must keep its data. */
export function keepsWhenServed(folder, name, headers) {
  return served(folder, (url) => keeps(url, name), headers);
}
