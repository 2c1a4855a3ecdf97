// Builds the publishable dist/: the engine's wasm, the facade's JavaScript and its types.
// The wasm is built anew only where a source of it changed.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as esbuild from "esbuild";
import { asFactory, withShortNames } from "./glue.mjs";
import { notices } from "./licences.mjs";
import { withoutNames } from "./split/module.mjs";
import { split } from "./split/split.mjs";

const root = new URL("..", import.meta.url).pathname;
process.chdir(root);

const FEATURES = [
  "bulk-memory",
  "bulk-memory-opt",
  "nontrapping-float-to-int",
  "sign-ext",
  "mutable-globals",
  "reference-types",
  "multivalue",
];

/** They and the worker's script stand in a folder of the package's name: `js/assets.ts` says why. */
const ENGINE = "dist/redlet/engine.wasm";
/** The same in two parts, for pages. */
const PARTS = { first: "dist/redlet/engine-first.wasm", rest: "dist/redlet/engine-rest.wasm" };
/** The same with the names of its functions, by which it is split, and a profiler knows them. */
const NAMED = ".cache/engine-named.wasm";
/** The interpreter of scripts, an instance of its own. */
const LUA = "dist/redlet/lua.wasm";
/** The most memory that it may ever have: what scripts and libraries may use, and room for large replies. */
const LUA_MEMORY = 256 << 20;

function run(command, args) {
  execFileSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
}

/** The JavaScript and the types; the wasm is two more. */
let steps = 2;
let done = 0;
function say(text) {
  console.log(`==> [${++done}/${steps}] ${text}`);
}

function files(path) {
  if (!existsSync(path)) return [];
  return statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap((name) => files(join(path, name)))
    : [path];
}

/** What every wasm is made of, and what else the engine is, and the interpreter. */
const SOURCES = ["lua/Cargo.toml", "lua/src", "Cargo.toml", "Cargo.lock", ".cargo", "scripts/build.mjs"];
const ENGINE_SOURCES = ["src", ...SOURCES, "scripts/glue.mjs"];
const LUA_SOURCES = ["lua/build", "lua/c", "src/number", ...SOURCES];

/** A fingerprint of sources. */
function fingerprint(sources) {
  const hash = createHash("sha256");
  for (const file of sources.flatMap(files)) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
}

/** What is compiled, in so many steps, where its sources have changed or its files are not there. */
const WASM = [
  { name: "engine", sources: ENGINE_SOURCES, outputs: [ENGINE, NAMED], make: buildEngine, steps: 2 },
  { name: "lua", sources: LUA_SOURCES, outputs: [LUA], make: buildLua, steps: 1 },
];

function buildWasm() {
  const all = WASM.map((each) => ({ ...each, stamp: `.cache/${each.name}.stamp`, now: fingerprint(each.sources) }));
  const stale = all.filter(({ outputs, stamp, now }) => {
    return ![...outputs, stamp].every((path) => existsSync(path)) || readFileSync(stamp, "utf8") !== now;
  });
  for (const each of stale) steps += each.steps;
  for (const { make, stamp, now } of stale) {
    make();
    writeFileSync(stamp, now);
  }
}

/** Compiles a package to WebAssembly, and gives the file. */
function compile(name, ...options) {
  // On a terminal cargo shows how far it is.
  const quiet = process.stderr.isTTY ? [] : ["--quiet"];
  // The type is told here alone: cargo optimizes across crates (`lto`) only where no library for Rust is made beside it.
  const module = ["--package", name, "--lib", "--crate-type", "cdylib", "--target", "wasm32-unknown-unknown"];
  run("cargo", ["rustc", "--release", ...quiet, ...module, ...options]);
  const target = process.env.CARGO_TARGET_DIR ?? "target";
  return `${target}/wasm32-unknown-unknown/release/${name.replace("-", "_")}.wasm`;
}

function buildLua() {
  say("compiling Lua to WebAssembly");
  const module = compile("redlet-lua", "--features", "instance", "--", "-C", `link-arg=--max-memory=${LUA_MEMORY}`);
  mkdirSync("dist/redlet", { recursive: true });
  optimize(module, LUA, ["--enable-exception-handling", "--strip-debug", "--strip-producers"]);
}

function buildEngine() {
  say("compiling the engine to WebAssembly (a minute)");
  const module = compile("redlet");
  const glue = ".cache/glue";
  rmSync(glue, { recursive: true, force: true });
  run(".cache/bin/bindgen", [module, glue]);
  const engine = `${glue}/engine_bg.wasm`;
  writeFileSync(engine, withShortNames(readFileSync(engine)));
  say("optimizing it");
  mkdirSync("dist/redlet", { recursive: true });
  optimize(engine, NAMED, ["--debuginfo"]);
  writeFileSync(ENGINE, withoutNames(readFileSync(NAMED)));
}

/** Writes the engine in two parts. */
function splitEngine() {
  const parts = split(readFileSync(NAMED), {
    descriptions: readFileSync("src/command/descriptions.gen.txt", "utf8"),
    cold: readFileSync("scripts/split/cold-functions.txt", "utf8").split("\n"),
  });
  for (const [part, path] of Object.entries(PARTS)) writeFileSync(path, parts[part]);
}

function optimize(input, output, options) {
  const enable = FEATURES.map((name) => `--enable-${name}`);
  // Nothing stands in the first kilobyte: it is the end of the stack, which comes before the data.
  // A large function that is called once stays one: put into its caller it makes the download 9 KB larger, and
  // nothing faster.
  const inline = ["--one-caller-inline-max-function-size", "90"];
  // The second round finds what the first has left.
  const passes = ["-O3", "--low-memory-unused", ...inline, "-O3", "--reorder-functions"];
  run("node_modules/.bin/wasm-opt", [...passes, ...enable, ...options, input, "-o", output]);
}

/** The bundles whose engine speaks to pages alone. */
const FOR_PAGES = ["index", "inline", "worker"];

/** The modules that the build makes: the wasm glue, and for `redlet/inline` the other files' contents. */
const generated = {
  name: "generated",
  setup(build) {
    build.onResolve({ filter: /\/engine\.js$/ }, () => ({ path: join(root, ".cache/glue/engine.js") }));
    const isForPage = Object.keys(build.initialOptions.entryPoints).every((name) => FOR_PAGES.includes(name));
    build.onLoad({ filter: /glue\/engine\.js$/ }, ({ path }) => ({
      contents: asFactory(readFileSync(path, "utf8"), isForPage),
    }));
    // Where a source in a folder names it; the bundle stands beside its folder.
    const engine = { path: "./redlet/engine.wasm", external: true };
    build.onResolve({ filter: /^\.\.\/redlet\/engine\.wasm$/ }, () => engine);
    build.onResolve({ filter: /\/first-commands\.js$/ }, () => ({
      path: join(root, "scripts/split/first-commands.mjs"),
    }));
    build.onResolve({ filter: /\/inline-files\.js$/ }, () => ({ path: join(root, ".cache/inline-files.js") }));
  },
};

const COMMON = {
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2022",
  logLevel: "warning",
  legalComments: "none",
  outdir: "dist",
  plugins: [generated],
};

/** Stays an import: what compiles it is the runtime, or the runtime's bundler. */
const IMPORTS_ENGINE = { external: ["./redlet/engine.wasm", "./redlet/lua.wasm", "./engine-source.js"] };
/** CommonJS has no `import.meta`. */
const COMMON_JS = {
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  define: { "import.meta.url": "here" },
  banner: { js: 'const here = require("node:url").pathToFileURL(__filename).href;' },
};

function bundle(name, options) {
  return esbuild.build({ ...COMMON, entryPoints: { [name]: `js/${name}.ts` }, ...options });
}

/** Bundles of their own, which know the database by its methods alone. */
const SUBPATHS = ["rest", "adapters/ioredis", "adapters/keyv", "adapters/unstorage", "adapters/web-storage"];

async function buildJavaScript() {
  say("bundling the JavaScript");
  // What an earlier version made must not be packed.
  for (const name of readdirSync("dist")) if (name !== "redlet") rmSync(`dist/${name}`, { recursive: true });
  await bundle("worker", { platform: "browser", outdir: "dist/redlet" });
  await bundle("index", { platform: "browser" });
  await bundle("slim", { platform: "browser" });
  await bundle("workerd", { platform: "browser", ...IMPORTS_ENGINE });
  await bundle("node", { platform: "node" });
  await bundle("node", { platform: "node", ...COMMON_JS });
  await bundle("deno", { platform: "node", ...IMPORTS_ENGINE });
  await bundle("bun", { platform: "node", ...IMPORTS_ENGINE, supported: { "import-attributes": true } });
  await bundle("cli", { platform: "node" });
  for (const name of SUBPATHS) await bundle(name, { platform: "neutral", external: ["node:*"] });
  await bundle("cloudflare", { platform: "neutral", external: ["cloudflare:workers"] });
  // Written out, as neither the compiler nor the bundler reads it.
  writeFileSync("dist/engine-source.js", 'import source engine from "./redlet/engine.wasm";\nexport default engine;\n');
  await writeInlineFiles();
  await bundle("inline", { platform: "browser" });
}

/** The worker as one classic script, as a blob's worker runs it, and the wasm in base64. */
async function writeInlineFiles() {
  const classic = { format: "iife", platform: "browser", write: false, define: { "import.meta.url": '""' } };
  const { outputFiles } = await bundle("worker", classic);
  const wasm = readFileSync(ENGINE).toString("base64");
  const text = `export const WORKER = ${JSON.stringify(outputFiles[0].text)};\nexport const ENGINE = "${wasm}";\n`;
  writeFileSync(".cache/inline-files.js", text);
}

/** The types for `require`: those of the module, by reference. */
const COMMON_JS_TYPES = `import type * as esm from "./index.js" with { "resolution-mode": "import" };
export type * from "./types.js" with { "resolution-mode": "import" };
export declare const Redlet: typeof esm.Redlet;
export type Redlet = esm.Redlet;
export declare const RedletError: typeof esm.RedletError;
export type RedletError = esm.RedletError;
`;

function buildTypes() {
  say("writing the types");
  run("node_modules/.bin/tsc", ["-p", "tsconfig.build.json"]);
  writeFileSync("dist/types/index.d.cts", COMMON_JS_TYPES);
}

mkdirSync(".cache", { recursive: true });
buildWasm();
splitEngine();
await buildJavaScript();
buildTypes();
writeFileSync("dist/LICENSES.txt", notices());
