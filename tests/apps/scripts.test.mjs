// The packed module in pages that nothing has built: from this origin, and from another one.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "vite";
import { serveFolders } from "../../scripts/static.mjs";
import { BROWSERS } from "../browser/browsers.mjs";
import { app, keepsWhenServed } from "./apps.mjs";

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

/** The same files as a content delivery network serves them: for everybody, from an origin of its own. */
async function elsewhere(folder) {
  const server = await serveFolders([folder], 0, { "access-control-allow-origin": "*" });
  return { address: `http://localhost:${server.address().port}`, close: () => server.close() };
}

for (const browser of Object.keys(BROWSERS)) {
  test(`a page of ${browser} imports it without a bundler`, () =>
    keepsWhenServed(page("./node_modules/redlet/dist/index.js"), browser));

  test(`a page of ${browser} imports it from another origin`, async () => {
    const network = await elsewhere(app("page"));
    try {
      await keepsWhenServed(page(`${network.address}/node_modules/redlet/dist/index.js`), browser);
    } finally {
      network.close();
    }
  });
}

test("an app of Vite has its files on another origin", async () => {
  const root = app("page");
  const network = await elsewhere(join(root, "dist"));
  try {
    await build({ root, base: `${network.address}/`, logLevel: "error" });
    await keepsWhenServed(join(root, "dist"));
  } finally {
    network.close();
  }
});
