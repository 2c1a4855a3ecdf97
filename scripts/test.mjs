// Every test, in stages; begins no more after the first that fails. `npm test -- facade server` runs the stages with these
// names, one after the other, and builds first what they need; `npm test -- --list` shows all names.

import { spawn } from "node:child_process";

process.chdir(new URL("..", import.meta.url).pathname);

/** The main entry is for `require` too; the others are ES modules alone, and some files are no modules to import. */
const ATTW = ["node_modules/.bin/attw", "--pack", ".", "--quiet"];
const MAIN = ["--profile", "strict", "--entrypoints", "."];
const FILES = ["./engine.wasm", "./engine-first.wasm", "./engine-rest.wasm", "./worker.js"];
const OTHER_ENTRIES = ["--profile", "esm-only", "--exclude-entrypoints", ...FILES];

/** miniflare and wrangler want a newer Node than the package does. */
const NODE_24 = ".cache/apps/node-24/bin/node";

/** A test that hangs is told by its name, long before the whole is given up. */
const NODE_TEST = ["--test", "--test-timeout=900000"];
/** So long a stage may take, ms: it is ended then, and told by its name. */
const LONGEST = 45 * 60_000;

/** The interpreter as `lua.wasm` has it. */
const LUA = ["--package", "redlet-lua", "--features", "instance", "--target", "wasm32-unknown-unknown"];

/**
 * What is run: a name and a command. Most stages need one core, so two run at once: those of cargo, in this order, and
 * the others. A stage whose files are missing fails.
 */
const CARGO = [
  ["fmt", ["cargo", "fmt", "--check"]],
  ["clippy", ["cargo", "clippy", "--quiet", "--all-targets", "--", "-D", "warnings"]],
  ["clippy-wasm", ["cargo", "clippy", "--quiet", "--target", "wasm32-unknown-unknown", "--", "-D", "warnings"]],
  ["clippy-lua", ["cargo", "clippy", "--quiet", ...LUA, "--", "-D", "warnings"]],
  [
    "clippy-no-modules",
    ["cargo", "clippy", "--quiet", "--no-default-features", "--all-targets", "--", "-D", "warnings"],
  ],
  // Tests that run three times faster are worth a minute more of compiling here, though not while one works on a file.
  ["engine", ["env", "CARGO_PROFILE_TEST_OPT_LEVEL=1", "cargo", "test", "--quiet"]],
  ["interpreter", ["env", "CARGO_PROFILE_TEST_OPT_LEVEL=1", "cargo", "test", "--quiet", "--package", "redlet-lua"]],
  [
    "no-modules",
    ["cargo", "test", "--quiet", "--no-default-features", "--test", "engine", "--", "modules::", "the_native_engine"],
  ],
  ["module", ["node", ...NODE_TEST, "tests/module/"]],
  ["engine-wasm", ["node", "scripts/test-wasm.mjs"]],
  ["fuzz", ["node", "scripts/fuzz.mjs", "--seconds", "20"]],
];
const OTHERS = [
  ["biome", ["node_modules/.bin/biome", "check", "--error-on-warnings", "."]],
  ["setup", ["node", ...NODE_TEST, "tests/setup/"]],
  ["licences", ["node", "scripts/licences.mjs"]],
  ["build", ["node", "scripts/build.mjs"]],
  ["size", ["node", "scripts/size.mjs"]],
  ["types", ["node_modules/.bin/tsc", "-p", "tsconfig.json"]],
  ["imports", ["node", ...NODE_TEST, "tests/architecture/"]],
  ["facade", ["node", "scripts/test-js.mjs"]],
  ["node", ["node", ...NODE_TEST, "tests/node/"]],
  ["publint", ["node_modules/.bin/publint", "--strict"]],
  ["attw", [...ATTW, ...MAIN]],
  ["attw-entries", [...ATTW, ...OTHER_ENTRIES]],
  ["package", ["node", ...NODE_TEST, "tests/package/"]],
  ["apps", ["node", ...NODE_TEST, "--test-concurrency=1", "tests/apps/"]],
  ["frameworks", ["node", ...NODE_TEST, "--test-concurrency=1", "tests/frameworks/"]],
  ["docs", ["node", ...NODE_TEST, "tests/docs/"]],
  ["browser", ["node", ...NODE_TEST, "tests/browser/"]],
  ["server", ["node", ...NODE_TEST, "tests/server/"]],
  ["cloudflare", [NODE_24, ...NODE_TEST, "tests/cloudflare/*.test.mjs"]],
  ["clients", ["node", ...NODE_TEST, "tests/clients/"]],
  ["compat", ["node", "tests/compat/run.mjs", "--quick"]],
];
const ALL = [...CARGO, ...OTHERS];

const wanted = process.argv.slice(2);
if (wanted.includes("--list")) {
  for (const [name, command] of ALL) console.log(`${name.padEnd(14)} ${command.join(" ")}`);
  process.exit(0);
}
const unknown = wanted.filter((name) => !ALL.some(([known]) => known === name));
if (unknown.length > 0) {
  console.error(`no stage is named ${unknown.join(" or ")}. There are: ${ALL.map(([name]) => name).join(" ")}`);
  process.exit(2);
}

const times = [];
let failed;

/** Runs stages one after the other until one fails, here or beside them. Each one's output stays together. */
async function runAll(stages, stdio) {
  for (const [name, command] of stages) {
    if (failed) return;
    const start = Date.now();
    const { isOk, output } = await run(command, stdio, name);
    times.push(`${name.padEnd(14)} ${((Date.now() - start) / 1000).toFixed(1)} s`);
    process.stdout.write(output);
    if (!isOk) failed ??= name;
  }
}

function run([command, ...args], stdio, name) {
  if (stdio === "inherit") console.log(`\n=== ${name}`);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", stdio, stdio], timeout: LONGEST, killSignal: "SIGKILL" });
    const parts = [Buffer.from(stdio === "inherit" ? "" : `\n=== ${name}\n`)];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part) => parts.push(part));
    child.once("error", (error) => parts.push(Buffer.from(`${error}\n`)));
    child.once("close", (status, signal) => {
      if (signal) parts.push(Buffer.from(`ended by ${signal}\n`));
      resolve({ isOk: status === 0, output: Buffer.concat(parts) });
    });
  });
}

if (wanted.length > 0) {
  // What stands behind the build tests what it made.
  const names = OTHERS.map(([name]) => name);
  const needsBuild = names.slice(names.indexOf("build")).some((name) => wanted.includes(name));
  const isRun = ([name]) => wanted.includes(name) || (name === "build" && needsBuild);
  await runAll(ALL.filter(isRun), "inherit");
} else {
  await Promise.all([runAll(CARGO, "pipe"), runAll(OTHERS, "pipe")]);
}
console.log(`\n${times.join("\n")}\n\n${failed ? `failed: ${failed}` : `${times.length} passed, 0 failed`}`);
process.exit(failed ? 1 : 0);
