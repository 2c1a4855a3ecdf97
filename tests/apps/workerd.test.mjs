// The packed module in a Cloudflare Worker: bundled and served by wrangler, with no configuration.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { app } from "./apps.mjs";
import { deployed, develop, start } from "./workerd.mjs";

test("wrangler serves it for development", async () => {
  await develop(app("worker"), async (address) => {
    const get = (path) => fetch(address + path).then((response) => response.text());
    const first = JSON.parse(await get("/"));
    assert.deepEqual(first, { visits: 1, storage: "memory", h: { a: "1" } });
    const all = await Promise.all(Array.from({ length: 20 }, () => get("/").then(JSON.parse)));
    assert.deepEqual(
      all.map(({ visits }) => visits).sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, i) => i + 2),
    );
    assert.match(await get("/refused"), /^STORAGE .*Durable Object/);
    assert.equal(await get("/brief"), "OK");
    // Its timer went with the request that set it.
    while ((await get("/size")) !== "[null,2]") await sleep(10);
  });
});

test("what wrangler would deploy is small, and runs in workerd itself", async () => {
  const out = deployed(app("worker"));
  const files = readdirSync(out).filter((name) => /\.(js|wasm)$/.test(name));
  const total = files.reduce((sum, name) => sum + gzipSync(readFileSync(join(out, name))).length, 0);
  assert.ok(files.length === 2 && total < 1_000_000, `${total} bytes`);
  const { reply } = await start(out, "index.js");
  assert.equal(JSON.parse(reply).visits, 1);
});
