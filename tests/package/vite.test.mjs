// The packed module in an empty Vite app, as somebody who installs it has it.

import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "vite";
import { serveFolders } from "../../scripts/static.mjs";
import { launch } from "../browser/browsers.mjs";
import { emptyApp } from "./packed.mjs";

let app;
before(() => {
  app = emptyApp();
});
after(() => rmSync(app, { recursive: true, force: true }));

test("it carries the notices of what it is made of", () => {
  const notices = readFileSync(join(app, "node_modules/redlet/dist/LICENSES.txt"), "utf8");
  for (const part of ["SQLite", "rusqlite", "sqlite-wasm-rs", "wasm-bindgen", "musl"])
    assert.ok(notices.includes(part));
});

for (const entry of ["redlet", "redlet/inline"]) {
  test(`${entry} works in a Vite app in Chromium`, async () => {
    writeFileSync(join(app, "index.html"), '<script type="module" src="/main.js"></script>');
    writeFileSync(
      join(app, "main.js"),
      `
      import { Redlet } from "${entry}";
      Redlet.open("app").then(async (db) => {
        const before = await db.get("k");
        await db.set("k", "kept");
        document.title = db.storage + " " + before;
      }, (error) => { document.title = String(error); });
    `,
    );
    await build({ root: app, logLevel: "error", build: { target: "es2022" } });
    const server = await serveFolders([join(app, "dist")]);
    const browser = await launch("chromium");
    try {
      const page = await browser.newPage();
      await page.goto(`http://localhost:${server.address().port}/`);
      await page.waitForFunction(() => document.title !== "");
      assert.equal(await page.title(), "opfs null");
      await page.reload();
      await page.waitForFunction(() => document.title.startsWith("opfs k"));
      assert.equal(await page.title(), "opfs kept");
    } finally {
      await browser.close();
      server.close();
    }
  });
}
