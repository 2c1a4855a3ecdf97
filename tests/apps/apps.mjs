// Small real apps out of the packed module: made in a folder of their own, built by real tools, opened
// in a real browser.

import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import { after } from "node:test";
import { serveFolders } from "../../scripts/static.mjs";
import { launch } from "../browser/browsers.mjs";
import { emptyApp } from "../package/packed.mjs";

const here = new URL("./", import.meta.url).pathname;
/** The folder of the tools and runtimes that scripts/setup.sh installed. */
export const TOOLS = new URL("../../.cache/apps/", import.meta.url).pathname;

/** Imports a module of a tool. */
export function tool(path) {
  return import(TOOLS + path);
}

const folders = [];
const browsers = {};
after(async () => {
  for (const opening of Object.values(browsers)) await (await opening).close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Makes an app of a folder here; gives where. */
export function app(name) {
  const folder = emptyApp();
  folders.push(folder);
  cpSync(here + name, folder, { recursive: true });
  return folder;
}

/** Opens the page in a browser twice: it must keep its data, and say so in its title. */
export async function keeps(url, name = "chromium") {
  browsers[name] ??= launch(name);
  // One app's data and cached files are not another's, though it has the same port.
  const context = await (await browsers[name]).createBrowserContext();
  try {
    const page = await context.newPage();
    const said = [];
    page.on("console", (message) => said.push(message.text()));
    for (const expected of ["opfs null", "opfs kept"]) {
      await page.goto(url);
      await page.waitForFunction(() => document.title !== "", { timeout: 20_000 }).catch(() => {});
      assert.equal(await page.title(), expected, said.join("\n"));
      await page.goto("about:blank");
    }
  } finally {
    await context.close();
  }
}

/** The same for a folder of files. */
export async function keepsWhenServed(folder, name) {
  const server = await serveFolders([folder]);
  try {
    await keeps(`http://localhost:${server.address().port}/`, name);
  } finally {
    server.close();
  }
}
