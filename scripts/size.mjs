// Prints what a user downloads, and fails above the budgets.

import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

/** Files under dist/ that are downloaded, with their budget in KB of brotli where there is one. */
const FILES = [
  ["redlet/engine.wasm", 475],
  ["redlet/worker.js", 20],
  ["index.js", 23],
  ["node.js", 24],
  ["node.cjs", 24],
  ["deno.js", 24],
  ["bun.js", 24],
  ["workerd.js", 20],
  ["slim.js", 20],
  ["inline.js", undefined],
  ["cloudflare.js", 24],
  ["rest.js", 6],
  ["adapters/ioredis.js", 2],
  ["adapters/keyv.js", 2],
  ["adapters/unstorage.js", 2],
  ["adapters/web-storage.js", 2],
];

let isOver = false;
for (const [name, budget] of FILES) {
  const raw = readFileSync(new URL(`../dist/${name}`, import.meta.url));
  const packed = brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  const over = budget !== undefined && packed > budget * 1000;
  isOver ||= over;
  const limit = budget === undefined ? "" : ` of ${budget} KB${over ? ": TOO LARGE" : ""}`;
  console.log(
    `${name.padEnd(24)} ${(raw.length / 1000).toFixed(1).padStart(8)} KB raw ${(packed / 1000).toFixed(1).padStart(8)} KB brotli${limit}`,
  );
}
process.exitCode = isOver ? 1 : 0;
