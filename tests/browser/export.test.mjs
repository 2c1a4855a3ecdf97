// A database that a page made, opened in Node.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Redlet } from "redlet";
import { serveFolders } from "../../scripts/static.mjs";
import { BROWSERS, launch } from "./browsers.mjs";

const dist = new URL("../../dist/", import.meta.url).pathname;
const fixtures = new URL("./", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "redlet-export-"));

let server;
before(async () => {
  server = await serveFolders([fixtures, dist]);
});
after(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

for (const name of Object.keys(BROWSERS)) {
  describe(name, () => {
    let browser;
    before(async () => {
      browser = await launch(name);
    });
    after(() => browser?.close());

    test("what a page exports while it writes opens in Node", async () => {
      const page = await browser.newPage();
      await page.goto(`http://localhost:${server.address().port}/page.html`);
      await page.waitForFunction(() => window.ready !== undefined);
      assert.equal(await page.evaluate(() => window.ready), "opfs");
      const text = await page.evaluate(async () => {
        const { db } = window;
        await Promise.all(Array.from({ length: 3000 }, (_, n) => db.hset(`h${n}`, { n, text: "x".repeat(200) })));
        const stream = await db.export();
        const writing = Promise.all(Array.from({ length: 300 }, (_, n) => db.hset(`h${n}`, { n: "later" })));
        const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
        await writing;
        let binary = "";
        for (let at = 0; at < bytes.length; at += 10_000)
          binary += String.fromCharCode(...bytes.subarray(at, at + 10_000));
        return btoa(binary);
      });
      const path = join(folder, `${name}.db`);
      writeFileSync(path, Buffer.from(text, "base64"));
      const r = await Redlet.open(path);
      assert.equal(await r.dbsize(), 3000);
      assert.deepEqual(await r.hgetall("h7"), { n: "7", text: "x".repeat(200) });
      await r.close();
    });
  });
}
