// The packed module in pages that nothing has built: from this origin, and from another one.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "vite";
import { BROWSERS } from "../browser/browsers.mjs";
import { app, elsewhere, keepsWhenServed } from "./apps.mjs";

/** A page whose script takes the module from an address. */
function page(address) {
  const root = app("page");
  writeFileSync(join(root, "index.html"), importMap(address));
  return root;
}

function importMap(address) {
  const map = JSON.stringify({ imports: { redlet: address } });
  return `<!doctype html><title></title><link rel="icon" href="data:,">
    <script type="importmap">${map}</script><script type="module" src="./main.js"></script>`;
}

for (const browser of Object.keys(BROWSERS)) {
  test(`a page of ${browser} imports it without a bundler`, () =>
    keepsWhenServed(page("./node_modules/redlet/dist/index.js"), browser));

  test(`a page of ${browser} imports it from another origin`, () =>
    elsewhere(app("page"), (network) =>
      keepsWhenServed(page(`${network}/node_modules/redlet/dist/index.js`), browser),
    ));
}

test("an app of Vite has its files on another origin", async () => {
  const root = app("page");
  await elsewhere(join(root, "dist"), async (network) => {
    await build({ root, base: `${network}/`, logLevel: "error" });
    await keepsWhenServed(join(root, "dist"));
  });
});

const STRICT = "default-src 'self'; img-src data:; script-src 'self' 'wasm-unsafe-eval'";

test("a strict policy for content leaves it working", async () => {
  const root = app("page");
  await build({ root, logLevel: "error" });
  await keepsWhenServed(join(root, "dist"), "chromium", { "content-security-policy": STRICT });
});

test("redlet/inline needs workers of blobs from the policy", async () => {
  const root = app("page");
  const main = join(root, "main.js");
  writeFileSync(main, readFileSync(main, "utf8").replace('"redlet"', '"redlet/inline"'));
  await build({ root, logLevel: "error" });
  const policy = `${STRICT}; worker-src blob:`;
  await keepsWhenServed(join(root, "dist"), "chromium", { "content-security-policy": policy });
});
