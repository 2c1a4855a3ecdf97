// The packed module in a Cloudflare Worker: bundled and served by wrangler, with no configuration.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { app } from "./apps.mjs";
import { develop, env, start, WRANGLER } from "./workerd.mjs";

test("wrangler serves it for development", async () => {
  await develop(app("worker"), async (address) => {
    const get = (path) => fetch(address + path).then((response) => response.text());
    const first = JSON.parse(await get("/"));
    assert.deepEqual(first, { visits: 1, storage: "memory", h: { a: "1" }, ms: first.ms });
    const all = await Promise.all(Array.from({ length: 20 }, () => get("/").then(JSON.parse)));
    assert.deepEqual(
      all.map(({ visits }) => visits).sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, i) => i + 2),
    );
    assert.match(await get("/refused"), /^STORAGE .*Durable Object/);
    assert.equal(await get("/brief"), "OK");
    await sleep(300);
    // Its timer went with the request that set it.
    assert.equal(await get("/size"), "[null,2]");
  });
});

test("what wrangler would deploy is small, and starts at once", async () => {
  const root = app("worker");
  const out = join(root, "out");
  const [node, ...script] = WRANGLER;
  execFileSync(node, [...script, "deploy", "--dry-run", "--outdir", out], { cwd: root, env, stdio: "pipe" });
  const files = readdirSync(out).filter((name) => /\.(js|wasm)$/.test(name));
  const total = files.reduce((sum, name) => sum + gzipSync(readFileSync(join(out, name))).length, 0);
  assert.ok(files.length === 2 && total < 1_000_000, `${total} bytes`);

  writeFileSync(join(out, "empty.js"), 'export default { fetch: () => new Response("empty") }');
  const [empty, redlet] = [[], []];
  const cost = () => Math.min(...redlet) - Math.min(...empty);
  // By turns, and the best of each: other programs use the machine too.
  for (let round = 0; round < 5 || (round < 20 && cost() > 150); round++) {
    empty.push((await start(out, "empty.js")).took);
    const { reply, took } = await start(out, "index.js");
    assert.equal(JSON.parse(reply).visits, 1);
    redlet.push(took);
  }
  const size = (total / 1000).toFixed(0);
  console.log(`a Worker with redlet: ${size} KB gzip, ${cost().toFixed(0)} ms from its start to a reply`);
  assert.ok(cost() < 150, `${cost()} ms`);
});
