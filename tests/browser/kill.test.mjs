// A tab or a browser that is killed at any moment, while a page writes: every write that was
// acknowledged is there afterwards, no batch is there by half, and SQLite finds the file sound.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { serveFolders } from "../../scripts/static.mjs";
import { BROWSERS, killBrowser, launch } from "./browsers.mjs";

/** How often each of them is killed in each mode, in each of the ways that it can be. */
const ROUNDS = Number(process.env.KILLS ?? 2);
/** The longest that a page writes before it is killed, in ms. */
const LONGEST = 1500;

const root = new URL("../../", import.meta.url).pathname;
let server;
before(async () => {
  server = await serveFolders([`${root}tests/browser`, `${root}dist`]);
});
after(() => server.close());

/** What the database must hold after the writes up to `last`. */
function expected(last) {
  const strings = new Map();
  const hash = new Map();
  for (let n = 1; n <= last; n++) {
    const value = `${n}:${"x".repeat((n * 7919) % 3000)}`;
    if (n % 4 === 0) hash.set(`f${n % 200}`, value);
    else if (n % 4 === 1) strings.delete(`k${(n * 31) % 500}`);
    else strings.set(`k${n % 500}`, value);
  }
  return { last, strings: Object.fromEntries(strings), hash: Object.fromEntries(hash) };
}

/** The files as they lie there, read by another SQLite: it replays the log as redlet must. */
async function checkFiles(page, folder) {
  const copy = mkdtempSync(join(folder, "copy-"));
  for (const name of ["kill.db", "kill.db-wal"]) {
    const bytes = Buffer.from(await page.evaluate((name) => window.file(name), name), "base64");
    writeFileSync(join(copy, name), bytes);
  }
  const said = execFileSync("sqlite3", [join(copy, "kill.db"), "PRAGMA integrity_check; SELECT count(*) FROM keys;"], {
    encoding: "utf8",
  });
  rmSync(copy, { recursive: true });
  assert.match(said, /^ok\n\d+\n$/);
}

/** The ways to go, each from one moment to the next. What is left of the browser after it is given back. */
const DEATHS = {
  async browser(browser) {
    await killBrowser(browser);
  },
  async tab(browser, page) {
    await page.close();
    return browser;
  },
  async reload(browser, page) {
    await page.reload();
    await page.close();
    return browser;
  },
  async renderer(browser, page) {
    const session = await page.createCDPSession();
    // There is nobody left to answer it.
    session.send("Page.crash").catch(() => {});
    await new Promise((resolve) => page.once("error", resolve));
    return browser;
  },
};

for (const name of Object.keys(BROWSERS)) {
  describe(name, () => {
    const folder = mkdtempSync(join(tmpdir(), "redlet-kill-"));
    const deaths = Object.entries(DEATHS).filter(([death]) => death !== "renderer" || name === "chromium");
    let browser;
    let acknowledged;
    let page;
    after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));
    afterEach(async () => {
      if (browser) await killBrowser(browser);
      browser = undefined;
    });

    async function openPage(userDataDir) {
      browser ??= await launch(name, { userDataDir });
      page = await browser.newPage();
      await page.exposeFunction("acknowledge", (n) => {
        acknowledged = Math.max(acknowledged, n);
      });
      await page.goto(`http://localhost:${server.address().port}/kill.html`);
      await page.waitForFunction(() => window.ready);
    }

    /** Opens the database and compares all of it; gives the number of the last write. */
    async function check(mode) {
      assert.equal(await page.evaluate((mode) => window.open({ name: "kill", appendfsync: mode }), mode), "opfs");
      const found = await page.evaluate(() => window.read());
      assert.ok(found.last >= acknowledged, `${acknowledged} was acknowledged, ${found.last} is there`);
      assert.deepEqual(found, expected(found.last));
      return found.last;
    }

    for (const mode of ["always", "everysec"]) {
      test(`appendfsync ${mode}: what was acknowledged outlives every death`, async (t) => {
        const userDataDir = join(folder, mode);
        acknowledged = 0;
        await openPage(userDataDir);
        let last = await check(mode);
        for (const [death, die] of Array.from({ length: ROUNDS }, () => deaths).flat()) {
          await page.evaluate((n) => window.writeFrom(n), last + 1);
          await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST));
          browser = await die(browser, page);
          await openPage(userDataDir);
          await checkFiles(page, folder);
          last = await check(mode);
          t.diagnostic(`${death}: ${acknowledged} acknowledged, ${last} found`);
        }
      });
    }
  });
}
