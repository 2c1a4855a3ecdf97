// Bundles the benchmark's pages, and each library alone to see what it ships.

import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import * as esbuild from "esbuild";
import { packed } from "./network.mjs";

export const FOLDER = ".cache/bench";
const SQLITE = "node_modules/@sqlite.org/sqlite-wasm/dist/sqlite3.wasm";
const PGLITE = ["pglite.wasm", "initdb.wasm", "pglite.data"].map(
  (name) => `node_modules/@electric-sql/pglite/dist/${name}`,
);
const ALONE = ["idb-keyval", "dexie", "localforage", "@sqlite.org/sqlite-wasm", "@electric-sql/pglite"];
const WORKERS = ["sqlite-worker", "pglite-worker", "echo-worker"];
/** What each library's page of `visit.ts` imports. */
const VISITS = {
  redlet: 'import { redlet as peer } from "./peers/redlet.ts"',
  "idb-keyval": 'import { idbKeyval as peer } from "./peers/idb-keyval.ts"',
  dexie: 'import { dexie as peer } from "./peers/dexie.ts"',
  localforage: 'import { localForage as peer } from "./peers/localforage.ts"',
  "sqlite-wasm": 'import { sqliteWasm as peer } from "./peers/sqlite-wasm.ts"',
  pglite: 'import { pglite as peer } from "./peers/pglite.ts"',
};

/** redlet as a page loads it: the built package, not its sources. */
export const built = {
  name: "built package",
  setup: (build) => build.onResolve({ filter: /^redlet$/ }, () => ({ path: "./index.js", external: true })),
};
/** The same, bundled as an app's bundler does. */
const bundled = {
  name: "bundled package",
  setup: (build) => build.onResolve({ filter: /^redlet$/ }, () => ({ path: resolve("dist/index.js") })),
};
/** What PGlite imports, and uses in Node alone. */
const withoutNode = {
  name: "without Node",
  setup(build) {
    build.onResolve({ filter: /^(node:.*|fs|fs\/promises|path|util)$/ }, ({ path }) => ({
      path,
      namespace: "nothing",
    }));
    build.onLoad({ filter: /.*/, namespace: "nothing" }, () => ({ contents: "module.exports = {}" }));
  },
};
export const COMMON = { bundle: true, format: "esm", minify: true, target: "es2022", logLevel: "warning" };

/** Builds into a folder, and gives it. `beside` is the folder of another build of redlet. */
export async function build(beside) {
  mkdirSync(FOLDER, { recursive: true });
  await esbuild.build({ ...COMMON, entryPoints: ["bench/page.ts"], outfile: `${FOLDER}/page.js`, plugins: [built] });
  for (const worker of WORKERS) {
    const entryPoints = [`bench/peers/${worker}.ts`];
    await esbuild.build({ ...COMMON, entryPoints, outfile: `${FOLDER}/${worker}.js`, plugins: [withoutNode] });
  }
  for (const file of [SQLITE, ...PGLITE]) copyFileSync(file, `${FOLDER}/${file.split("/").at(-1)}`);
  for (const library of ALONE) {
    const contents = `import * as all from "${library}"; globalThis.all = all;`;
    const outfile = `${FOLDER}/alone-${library.split("/").at(-1)}.js`;
    await esbuild.build({ ...COMMON, stdin: { contents, resolveDir: "." }, outfile, plugins: [withoutNode] });
  }
  for (const [peer, line] of Object.entries(VISITS)) await buildVisit(peer, line);
  rmSync(`${FOLDER}/beside`, { force: true });
  if (beside) symlinkSync(resolve(beside), `${FOLDER}/beside`);
  return FOLDER;
}

async function buildVisit(peer, line) {
  const contents = `${line}; import { visit } from "./visit.ts"; visit(peer);`;
  const stdin = { contents, resolveDir: "bench", loader: "ts" };
  await esbuild.build({ ...COMMON, stdin, outfile: `${FOLDER}/visit-${peer}.js`, plugins: [bundled] });
  const script = `<script type="module" src="./visit-${peer}.js"></script>`;
  writeFileSync(`${FOLDER}/visit-${peer}.html`, `<!doctype html><meta charset="utf-8" />${script}`);
}

/** The libraries that have a page of their own to be visited. */
export const visited = (peer) => peer in VISITS;

/** Brotli bytes that a page downloads for each library. */
export function shipped(folder) {
  const sum = (...files) => files.reduce((total, file) => total + packed(file).length, 0);
  const redlet = sum(
    "dist/index.js",
    "dist/redlet/worker.js",
    "dist/redlet/engine-first.wasm",
    "dist/redlet/engine-rest.wasm",
  );
  return {
    redlet,
    "redlet always": redlet,
    "idb-keyval": sum(`${folder}/alone-idb-keyval.js`),
    dexie: sum(`${folder}/alone-dexie.js`),
    localforage: sum(`${folder}/alone-localforage.js`),
    localstorage: 0,
    "sqlite-wasm": sum(`${folder}/alone-sqlite-wasm.js`, SQLITE),
    pglite: sum(`${folder}/alone-pglite.js`, ...PGLITE),
  };
}
