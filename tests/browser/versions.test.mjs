// The samples of docs/versions.md, in tabs of two versions of which each speaks in its own way.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { serveFolders } from "../../scripts/static.mjs";
import { BROWSERS, launch } from "./browsers.mjs";

const root = new URL("../../", import.meta.url).pathname;
const PAGE = '<!doctype html><link rel="icon" href="data:,"><body>';

/** What opens the database, and what meets an error while it is open. */
const [opening, meeting] = [...readFileSync(`${root}docs/versions.md`, "utf8").matchAll(/^```js\n(.*?)^```$/gms)].map(
  ([, code]) => code,
);

/** A script as an earlier version would have it: it tells of another protocol, and asks for it. */
function earlier(script) {
  const tells = script.replaceAll(/\bprotocol:\d+/g, "protocol:0");
  const asks = tells.replace(/(\{protocol:(\w+),[^}]*\}\)\{if\(\2!==)\d+/, "$10");
  assert.notEqual(tells, script);
  return asks;
}

let folder;
let server;
let origin;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "redlet-versions-"));
  for (const version of ["old", "new"]) {
    cpSync(`${root}dist`, join(folder, version), { recursive: true });
    writeFileSync(join(folder, version, "index.html"), PAGE);
    // `attempt` is for what the second sample shows: a call in an open page.
    const code = opening.replace('from "redlet"', `from "/${version}/index.js"`);
    writeFileSync(
      join(folder, version, "page.js"),
      `${code}\nexport { open };\nexport async function attempt(r) {\n${meeting}\n}`,
    );
  }
  for (const file of ["index.js", "redlet/worker.js"]) {
    const path = join(folder, "old", file);
    writeFileSync(path, earlier(readFileSync(path, "utf8")));
  }
  assert.match(readFileSync(join(folder, "old/index.js"), "utf8"), /\)\{if\(\w+!==0\)/);
  server = await serveFolders([folder]);
  origin = `http://localhost:${server.address().port}`;
});
after(() => {
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

for (const name of Object.keys(BROWSERS)) {
  describe(name, () => {
    let browser;
    before(async () => {
      browser = await launch(name);
    });
    after(() => browser?.close());

    /** A tab of a version, which opens the database as the first sample does. */
    async function tab(version) {
      const page = await browser.newPage();
      await page.goto(`${origin}/${version}/`);
      await page.evaluate(async (version) => {
        window.page = await import(`/${version}/page.js`);
        window.page.open().then((r) => {
          window.r = r;
        });
      }, version);
      return page;
    }
    const isOpen = (page) => page.waitForFunction(() => window.r, { polling: 20 });

    test("a new tab asks for the old one to be closed, and opens the database then", async () => {
      const old = await tab("old");
      await isOpen(old);
      const recent = await tab("new");
      const asks = () => document.body.textContent.includes("close or reload the other tabs");
      await recent.waitForFunction(asks, { polling: 20 });
      assert.equal(await old.evaluate(() => window.r.set("k", "old")), "OK");
      await old.close();
      await isOpen(recent);
      assert.equal(await recent.evaluate(() => window.r.get("k")), "old");
      await recent.close();
    });

    test("an old tab that finds a new one at its place reloads itself", async () => {
      const old = await tab("old");
      await isOpen(old);
      // The browser puts it to sleep, and it lets go of the database.
      await old.evaluate(() => document.dispatchEvent(new Event("freeze")));
      const recent = await tab("new");
      await isOpen(recent);
      await old.evaluate(() => document.dispatchEvent(new Event("resume")));
      const reloaded = old.waitForNavigation();
      await old.evaluate(() => void window.page.attempt(window.r));
      await reloaded;
      assert.equal(await old.evaluate(() => window.page), undefined);
      assert.equal(await recent.evaluate(() => window.r.exists("visits")), 0);
      await old.close();
      await recent.close();
    });
  });
}
