// Small real apps out of the packed module: made in a folder of their own, built by real tools, opened
// in a real browser.

import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
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

const folders = [];
const browsers = {};
after(async () => {
  for (const opening of Object.values(browsers)) await (await opening).close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Makes an app of folders here, of which a later one replaces files of an earlier; gives where. */
export function app(...names) {
  const folder = emptyApp();
  folders.push(folder);
  for (const name of names) cpSync(here + name, folder, { recursive: true });
  return folder;
}

/** A page of a browser for a while, with storage of its own: other apps have had the same port. */
async function withPage(name, work) {
  browsers[name] ??= launch(name);
  const context = await (await browsers[name]).createBrowserContext();
  try {
    const page = await context.newPage();
    const said = [];
    page.on("console", (message) => said.push(message.text()));
    await work(page, said);
  } finally {
    await context.close();
  }
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
