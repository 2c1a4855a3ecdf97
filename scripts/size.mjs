// Prints what a user downloads, and fails above the budgets.

import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

/** What modules may add to the engine, in KB of brotli. Without them it is within `CORE`. */
const MODULES = { scripting: 23 };
const CORE = 470;
const ENGINE = Object.values(MODULES).reduce((sum, budget) => sum + budget, CORE);

/** Files under dist/ that are downloaded, with their budget in KB of brotli where there is one. */
const FILES = [
  ["redlet/engine.wasm", ENGINE],
  ["redlet/engine-first.wasm", undefined],
  ["redlet/engine-rest.wasm", undefined],
  ["redlet/lua.wasm", 80],
  ["redlet/worker.js", 20],
  ["index.js", 25],
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

/** What a page loads before its first reply, and after it, with budgets in KB of brotli. */
const LOADS = [
  ["a page's first load", ["index.js", "redlet/worker.js", "redlet/engine-first.wasm"], 350],
  ["what it loads later", ["redlet/engine-rest.wasm"], 200 + MODULES.scripting],
];

let isOver = false;
/** The sizes of a file, raw and packed, in bytes. */
function sizeOf(name) {
  const raw = readFileSync(new URL(`../dist/${name}`, import.meta.url));
  const packed = brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  return [raw.length, packed.length];
}

function report(title, sizes, budget) {
  const sum = (which) => sizes.reduce((all, size) => all + size[which], 0);
  const [raw, packed] = [sum(0), sum(1)];
  const over = budget !== undefined && packed > budget * 1000;
  isOver ||= over;
  const limit = budget === undefined ? "" : ` of ${budget} KB${over ? ": TOO LARGE" : ""}`;
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1).padStart(8)} KB`;
  console.log(`${title.padEnd(24)} ${kilobytes(raw)} raw ${kilobytes(packed)} brotli${limit}`);
}

const sizes = new Map(FILES.map(([name]) => [name, sizeOf(name)]));
for (const [name, budget] of FILES) report(name, [sizes.get(name)], budget);
for (const [title, names, budget] of LOADS) {
  const all = names.map((name) => sizes.get(name));
  report(title, all, budget);
}
process.exitCode = isOver ? 1 : 0;
