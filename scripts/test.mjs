// Every test, in stages; begins no more after the first that fails. `npm test -- facade server` runs the stages of these
// names, one after the other.

import { spawn } from "node:child_process";

process.chdir(new URL("..", import.meta.url).pathname);

/** The main entry is for `require` too; the others are ES modules alone, and two files are no modules to import. */
const ATTW = ["node_modules/.bin/attw", "--pack", ".", "--quiet"];
const MAIN = ["--profile", "strict", "--entrypoints", "."];
const OTHER_ENTRIES = ["--profile", "esm-only", "--exclude-entrypoints", "./engine.wasm", "./worker.js"];

/** miniflare and wrangler want a newer Node than the package does. */
const NODE_24 = ".cache/apps/node-24/bin/node";

/** A test that hangs is told by its name, long before the whole is given up. */
const NODE_TEST = ["--test", "--test-timeout=900000"];
/** So long a stage may take, ms: it is ended then, and told by its name. */
const LONGEST = 45 * 60_000;

/**
 * What is run: a title and a command. Most stages need one core, so two run at once: those of cargo, in this order, and
 * the others. A stage whose files are missing fails.
 */
const CARGO = [
  ["format", ["cargo", "fmt", "--check"]],
  ["lint, native", ["cargo", "clippy", "--quiet", "--all-targets", "--", "-D", "warnings"]],
  ["lint, wasm", ["cargo", "clippy", "--quiet", "--target", "wasm32-unknown-unknown", "--", "-D", "warnings"]],
  ["engine, transcripts and redis-server", ["cargo", "test", "--quiet"]],
  ["engine in Chromium", ["node", "scripts/test-wasm.mjs"]],
  ["fuzz", ["node", "scripts/fuzz.mjs", "--seconds", "20"]],
];
const OTHERS = [
  ["format and lint, JavaScript", ["node_modules/.bin/biome", "check", "--error-on-warnings", "."]],
  ["set-up", ["node", ...NODE_TEST, "tests/setup/"]],
  ["licences", ["node", "scripts/licences.mjs"]],
  ["build", ["node", "scripts/build.mjs"]],
  ["size", ["node", "scripts/size.mjs"]],
  ["types", ["node_modules/.bin/tsc", "-p", "tsconfig.json"]],
  ["facade", ["node", "scripts/test-js.mjs"]],
  ["facade with the engine", ["node", ...NODE_TEST, "tests/node/"]],
  ["package, linted", ["node_modules/.bin/publint", "--strict"]],
  ["package, its types", [...ATTW, ...MAIN]],
  ["package, types of the other entries", [...ATTW, ...OTHER_ENTRIES]],
  ["package", ["node", ...NODE_TEST, "tests/package/"]],
  ["apps", ["node", ...NODE_TEST, "--test-concurrency=1", "tests/apps/"]],
  ["frameworks", ["node", ...NODE_TEST, "--test-concurrency=1", "tests/frameworks/"]],
  ["documents' samples", ["node", ...NODE_TEST, "tests/docs/"]],
  ["browsers", ["node", ...NODE_TEST, "tests/browser/"]],
  ["server", ["node", ...NODE_TEST, "tests/server/"]],
  ["Durable Objects", [NODE_24, ...NODE_TEST, "tests/cloudflare/*.test.mjs"]],
  ["clients and libraries", ["node", ...NODE_TEST, "tests/clients/"]],
  ["public suites", ["node", "tests/compat/run.mjs", "--quick"]],
];
const ALL = [...CARGO, ...OTHERS];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !ALL.some(([title]) => title === name));
if (unknown.length > 0) {
  const titles = ALL.map(([title]) => JSON.stringify(title)).join(", ");
  console.error(`no stage is named ${JSON.stringify(unknown[0])}. There are ${titles}`);
  process.exit(2);
}

const times = [];
let failed;

/** Runs stages one after the other until one fails, here or beside them. Each one's output stays together. */
async function runAll(stages, stdio) {
  for (const [title, command] of stages) {
    if (failed) return;
    const start = Date.now();
    const { isOk, output } = await run(command, stdio, title);
    times.push(`${title.padEnd(40)} ${((Date.now() - start) / 1000).toFixed(1)} s`);
    process.stdout.write(output);
    if (!isOk) failed ??= title;
  }
}

function run([command, ...args], stdio, title) {
  if (stdio === "inherit") console.log(`\n=== ${title}`);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", stdio, stdio], timeout: LONGEST, killSignal: "SIGKILL" });
    const parts = [Buffer.from(stdio === "inherit" ? "" : `\n=== ${title}\n`)];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part) => parts.push(part));
    child.once("error", (error) => parts.push(Buffer.from(`${error}\n`)));
    child.once("close", (status, signal) => {
      if (signal) parts.push(Buffer.from(`ended by ${signal}\n`));
      resolve({ isOk: status === 0, output: Buffer.concat(parts) });
    });
  });
}

if (wanted.length > 0) {
  await runAll(
    ALL.filter(([title]) => wanted.includes(title)),
    "inherit",
  );
} else {
  await Promise.all([runAll(CARGO, "pipe"), runAll(OTHERS, "pipe")]);
}
console.log(`\n${times.join("\n")}\n\n${failed ? `failed: ${failed}` : `${times.length} passed, 0 failed`}`);
process.exit(failed ? 1 : 0);
