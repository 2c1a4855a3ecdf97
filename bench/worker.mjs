// What redlet adds to a Worker: its size, and the time from the Worker's start to its first reply, in workerd
// itself beside a Worker that does nothing: `npm run bench:worker`.

import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { deployed, start } from "../tests/apps/workerd.mjs";
import { emptyApp } from "../tests/package/packed.mjs";
import { median } from "./statistics.mjs";

const ROUNDS = 9;

const root = emptyApp();
try {
  cpSync(new URL("../tests/apps/worker/", import.meta.url).pathname, root, { recursive: true });
  const out = deployed(root);
  const files = readdirSync(out).filter((name) => /\.(js|wasm)$/.test(name));
  const size = files.reduce((sum, name) => sum + gzipSync(readFileSync(join(out, name))).length, 0);
  writeFileSync(join(out, "empty.js"), 'export default { fetch: () => new Response("empty") }');
  const [empty, redlet] = [[], []];
  // By turns: other programs use the machine too.
  for (let round = 0; round < ROUNDS; round++) {
    empty.push((await start(out, "empty.js")).took);
    redlet.push((await start(out, "index.js")).took);
  }
  const [less, more] = [median(empty), median(redlet)].map((time) => time.toFixed(0));
  console.log(`${(size / 1000).toFixed(0)} KB gzip; ${more} ms to the first reply, an empty Worker ${less} ms`);
} finally {
  rmSync(root, { recursive: true, force: true });
}
