// Every test, stage by stage; stops at the first that fails. `npm test -- facade server` runs the stages of these names.

import { spawnSync } from "node:child_process";

process.chdir(new URL("..", import.meta.url).pathname);

/** The main entry is for `require` too; the others are ES modules alone, and two files are no modules to import. */
const ATTW = ["node_modules/.bin/attw", "--pack", ".", "--quiet"];
const MAIN = ["--profile", "strict", "--entrypoints", "."];
const OTHERS = ["--profile", "esm-only", "--exclude-entrypoints", "./engine.wasm", "./worker.js"];

/** miniflare and wrangler want a newer Node than the package does. */
const NODE_24 = ".cache/apps/node-24/bin/node";

/** What is run, in order: a title and a command. A stage whose files are missing fails. */
const STAGES = [
  ["format", ["cargo", "fmt", "--check"]],
  ["format and lint, JavaScript", ["node_modules/.bin/biome", "check", "--error-on-warnings", "."]],
  ["lint, native", ["cargo", "clippy", "--quiet", "--all-targets", "--", "-D", "warnings"]],
  ["lint, wasm", ["cargo", "clippy", "--quiet", "--target", "wasm32-unknown-unknown", "--", "-D", "warnings"]],
  ["engine, transcripts and redis-server", ["cargo", "test", "--quiet"]],
  ["engine in Chromium", ["node", "scripts/test-wasm.mjs"]],
  ["set-up", ["node", "--test", "tests/setup/"]],
  ["licences", ["node", "scripts/licences.mjs"]],
  ["build", ["node", "scripts/build.mjs"]],
  ["types", ["node_modules/.bin/tsc", "-p", "tsconfig.json"]],
  ["facade", ["node", "scripts/test-js.mjs"]],
  ["facade with the engine", ["node", "--test", "tests/node/"]],
  ["package, linted", ["node_modules/.bin/publint", "--strict"]],
  ["package, its types", [...ATTW, ...MAIN]],
  ["package, types of the other entries", [...ATTW, ...OTHERS]],
  ["package", ["node", "--test", "tests/package/"]],
  ["apps", ["node", "--test", "--test-concurrency=1", "--test-timeout=180000", "tests/apps/"]],
  ["documents' samples", ["node", "--test", "tests/docs/"]],
  ["browsers", ["node", "--test", "tests/browser/"]],
  ["server", ["node", "--test", "tests/server/"]],
  ["Durable Objects", [NODE_24, "--test", "--test-timeout=120000", "tests/cloudflare/*.test.mjs"]],
  ["clients and libraries", ["node", "--test", "tests/clients/"]],
  ["public suites", ["node", "tests/compat/run.mjs", "--quick"]],
  ["fuzz", ["node", "scripts/fuzz.mjs", "--seconds", "20"]],
  ["size", ["node", "scripts/size.mjs"]],
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !STAGES.some(([title]) => title === name));
if (unknown.length > 0) {
  const titles = STAGES.map(([title]) => JSON.stringify(title)).join(", ");
  console.error(`no stage is named ${JSON.stringify(unknown[0])}. There are ${titles}`);
  process.exit(2);
}
const stages = wanted.length > 0 ? STAGES.filter(([title]) => wanted.includes(title)) : STAGES;

const times = [];
for (const [title, [command, ...args]] of stages) {
  console.log(`\n=== ${title}`);
  const start = Date.now();
  const { status } = spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
  times.push(`${title.padEnd(40)} ${((Date.now() - start) / 1000).toFixed(1)} s`);
  if (status !== 0) {
    console.log(`\n${times.join("\n")}\n\nfailed: ${title}`);
    process.exit(1);
  }
}
console.log(`\n${times.join("\n")}\n\n${stages.length} passed, 0 failed`);
