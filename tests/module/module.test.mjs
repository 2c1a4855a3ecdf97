// A module with a data type and two commands is added as CONTRIBUTING.md tells, to a copy of the sources: its folder, the
// one list, its transcripts. Nothing else is edited, and the tests that every module must pass do.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = new URL("../../", import.meta.url).pathname;
const fixture = join(root, "tests/module");
/** Always the same place, so that what was compiled there before is compiled no more. */
const copy = join(root, ".cache/module");

/** What is no source. */
const LEFT_OUT = [".cache", ".git", "dist", "node_modules", "target"];

function run(command, args, env = {}) {
  // The dependencies are compiled once for both.
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const all = { ...process.env, CARGO_TARGET_DIR: target, ...env };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: copy, env: all, encoding: "utf8" });
  return { isOk: status === 0, output: `${command} ${args.join(" ")}\n${stdout}\n${stderr}` };
}

function passes(command, args, env) {
  const { isOk, output } = run(command, args, env);
  assert.ok(isOk, output);
}

/** Copies the sources, each with its time, so that cargo sees what has changed. */
function copySources() {
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const name of readdirSync(root).filter((name) => !LEFT_OUT.includes(name))) {
    cpSync(join(root, name), join(copy, name), { recursive: true, preserveTimestamps: true });
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
}

/** The folder, the one list, the transcripts. */
function addModule() {
  cpSync(join(fixture, "bag"), join(copy, "src/modules/bag"), { recursive: true, preserveTimestamps: true });
  cpSync(join(fixture, "bag.test"), join(copy, "tests/commands/bag.test"), { preserveTimestamps: true });
  const list = join(copy, "src/modules/mod.rs");
  const text = readFileSync(list, "utf8");
  const named = text
    .replace("#[cfg(", '#[cfg(feature = "bag")]\nmod bag;\n$&')
    .replace(/(?<=MODULES: &\[Module\] = [^;]*)(?=\];)/, '    #[cfg(feature = "bag")]\n    bag::MODULE,\n');
  writeFileSync(list, named);
}

test("a module is added by its folder, the one list and its transcripts", () => {
  copySources();
  addModule();
  // The first time it writes the feature, the second time what the feature brings; the third time all is there.
  const generated = ["test", "--quiet", "--test", "generated"];
  run("cargo", generated, { UPDATE: "1" });
  run("cargo", generated, { UPDATE: "1" });
  passes("cargo", generated);
  passes("cargo", ["fmt", "--check"]);
  passes("cargo", ["test", "--quiet", "--test", "architecture"]);
  const tests = ["modules::", "the_native_engine", "every_command_", "commands_of_the_facade"];
  passes("cargo", ["test", "--quiet", "--test", "engine", "--", ...tests]);
  const methods = readFileSync(join(copy, "js/client/commands.gen.ts"), "utf8");
  assert.match(methods, / bagAdd\(key: Key, member: Value, count\?: Integer\): Given<V, number>;/);
  assert.match(methods, / \* `BAG\.COUNT key member` · since BAG 1\.0\.0 · O\(log\(N\)\)\n/);
  assert.match(methods, /;bag\.add=vvu;bag\.count=vv;/);
  const tsconfig = { extends: "../../../tsconfig.json", include: ["examples.ts"] };
  writeFileSync(join(copy, "src/modules/bag/tsconfig.json"), JSON.stringify(tsconfig));
  passes("node_modules/.bin/tsc", ["-p", "src/modules/bag"]);
});
