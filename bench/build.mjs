// Bundles the benchmark's page, and each library alone to see what it ships.

import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import * as esbuild from "esbuild";

export const FOLDER = ".cache/bench";
const SQLITE = "node_modules/@sqlite.org/sqlite-wasm/dist/sqlite3.wasm";
const ALONE = ["idb-keyval", "dexie", "localforage", "@sqlite.org/sqlite-wasm"];

/** redlet as a page loads it: the built package, not its sources. */
export const built = {
  name: "built package",
  setup: (build) => build.onResolve({ filter: /^redlet$/ }, () => ({ path: "./index.js", external: true })),
};
export const COMMON = { bundle: true, format: "esm", minify: true, target: "es2022", logLevel: "warning" };

/** Builds into a folder, and gives it. */
export async function build() {
  mkdirSync(FOLDER, { recursive: true });
  await esbuild.build({ ...COMMON, entryPoints: ["bench/page.ts"], outfile: `${FOLDER}/page.js`, plugins: [built] });
  await esbuild.build({
    ...COMMON,
    entryPoints: ["bench/peers/sqlite-worker.ts"],
    outfile: `${FOLDER}/sqlite-worker.js`,
  });
  copyFileSync(SQLITE, `${FOLDER}/sqlite3.wasm`);
  for (const library of ALONE) {
    const contents = `import * as all from "${library}"; globalThis.all = all;`;
    const outfile = `${FOLDER}/alone-${library.split("/").at(-1)}.js`;
    await esbuild.build({ ...COMMON, stdin: { contents, resolveDir: "." }, outfile });
  }
  return FOLDER;
}

/** Brotli bytes that a page downloads for each library. */
export function shipped(folder) {
  const sum = (...files) => files.reduce((total, file) => total + packed(file), 0);
  const redlet = sum("dist/index.js", "dist/redlet/worker.js", "dist/redlet/engine.wasm");
  return {
    redlet,
    "redlet always": redlet,
    "idb-keyval": sum(`${folder}/alone-idb-keyval.js`),
    dexie: sum(`${folder}/alone-dexie.js`),
    localforage: sum(`${folder}/alone-localforage.js`),
    localstorage: 0,
    "sqlite-wasm": sum(`${folder}/alone-sqlite-wasm.js`, SQLITE),
  };
}

function packed(file) {
  return brotliCompressSync(readFileSync(file), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}
