// The main job in real browsers: a page writes, is reloaded, the browser is killed, and all is there.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { serveFolders } from "../../scripts/static.mjs";
import { BROWSERS, killBrowser, launch } from "./browsers.mjs";

const dist = new URL("../../dist/", import.meta.url).pathname;
const fixtures = new URL("./", import.meta.url).pathname;

let server;
before(async () => {
  server = await serveFolders([fixtures, dist]);
});
after(() => server.close());

for (const name of Object.keys(BROWSERS)) {
  describe(name, () => {
    const profile = mkdtempSync(join(tmpdir(), "redlet-"));
    let browser;
    after(async () => {
      await browser?.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    });

    async function open() {
      const page = await browser.newPage();
      await page.goto(`http://localhost:${server.address().port}/page.html`);
      await page.waitForFunction(() => window.ready !== undefined);
      assert.equal(await page.evaluate(() => window.ready), "opfs");
      return page;
    }

    test("a write survives a reload and a kill of the browser", async () => {
      browser = await launch(name, { userDataDir: profile });
      const page = await open();
      const written = await page.evaluate(async () => {
        await window.db.set("greeting", "hello \u{1f600}", { ex: 3600 });
        await window.db.hset("h", { a: 1, b: "two" });
        const all = [];
        for (let i = 0; i < 1000; i++) all.push(window.db.incr("n"));
        return (await Promise.all(all)).at(-1);
      });
      assert.equal(written, 1000);
      await page.reload();
      await page.waitForFunction(() => window.ready !== undefined);
      const read = () =>
        page.evaluate(async () => [
          await window.db.get("greeting"),
          await window.db.hgetall("h"),
          await window.db.ttl("greeting"),
        ]);
      const [greeting, hash, ttl] = await read();
      assert.equal(greeting, "hello \u{1f600}");
      assert.deepEqual(hash, { a: "1", b: "two" });
      assert.ok(ttl > 3000);
      // An acknowledged write is followed by a kill, at once.
      assert.equal(await page.evaluate(() => window.db.set("last", "write")), "OK");
      await killBrowser(browser);

      browser = await launch(name, { userDataDir: profile });
      const again = await open();
      const found = await again.evaluate(async () => [await window.db.get("last"), await window.db.get("n")]);
      assert.deepEqual(found, ["write", "1000"]);
    });
  });
}
