// The packed module in an empty Vite app, and in Node, as somebody who installs it has it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import puppeteer from "puppeteer-core";
import { build } from "vite";
import { serveFolders } from "../../scripts/static.mjs";

const root = new URL("../../", import.meta.url).pathname;
const app = mkdtempSync(join(tmpdir(), "redlet-app-"));

before(() => {
  const [packed] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--pack-destination", app], { cwd: root, encoding: "utf8" }),
  );
  const modules = join(app, "node_modules/redlet");
  mkdirSync(modules, { recursive: true });
  execFileSync("tar", ["-xzf", join(app, packed.filename), "-C", modules, "--strip-components=1"]);
  writeFileSync(join(app, "package.json"), '{ "type": "module" }');
});
after(() => rmSync(app, { recursive: true, force: true }));

test("it carries the notices of what it is made of", () => {
  const notices = readFileSync(join(app, "node_modules/redlet/dist/LICENSES.txt"), "utf8");
  for (const part of ["SQLite", "rusqlite", "sqlite-wasm-rs", "wasm-bindgen", "musl"])
    assert.ok(notices.includes(part));
});

test("it works in Node without a browser global", () => {
  writeFileSync(
    join(app, "node.js"),
    `
    import { Redlet } from "redlet";
    await using db = await Redlet.open(":memory:");
    await db.set("k", "v");
    console.log(await db.get("k"));
  `
      .replace("await using db", "const db")
      .concat("await db.close();"),
  );
  assert.equal(execFileSync("node", ["node.js"], { cwd: app, encoding: "utf8" }).trim(), "v");
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
    const browser = await puppeteer.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
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
