// The set-up script where something is missing, with programs of our own in the place of the system's.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const root = new URL("../../", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "redlet-setup-"));
after(() => rmSync(folder, { recursive: true }));

/** Runs the script in a checkout of its own; `programs` stand before, or in the place of, the system's. */
function setUp({ mode = "build", programs = {}, missing = [], path = process.env.PATH }) {
  const checkout = mkdtempSync(join(folder, "checkout-"));
  const bin = join(checkout, "bin");
  mkdirSync(join(checkout, "scripts"));
  mkdirSync(bin);
  for (const file of ["Cargo.lock", "package.json", "package-lock.json"])
    copyFileSync(root + file, join(checkout, file));
  cpSync(`${root}scripts/bindgen`, join(checkout, "scripts/bindgen"), { recursive: true });
  // A package is missing if the file that it brings is looked for where there is none.
  let script = readFileSync(`${root}scripts/setup.sh`, "utf8");
  for (const name of missing) script = script.replace(`${name}=/usr/bin/`, `${name}=/nowhere/`);
  writeFileSync(join(checkout, "scripts/setup.sh"), script);
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const env = { ...process.env, PATH: `${bin}:${path}` };
  return spawnSync("/bin/bash", [join(checkout, "scripts/setup.sh"), mode], {
    encoding: "utf8",
    env,
    timeout: 60_000,
  });
}

/** Somebody who is not root, and must give a password for sudo. */
const PERSON = { id: "echo 1000", sudo: "exit 1", "apt-get": "echo apt-get must not run >&2; exit 9" };

test("who may not install is told the one command to run", () => {
  const { status, stderr } = setUp({ mode: "test", programs: PERSON, missing: ["clang-19", "firefox-esr", "sqlite3"] });
  assert.equal(status, 1);
  const command = "sudo apt-get update && sudo apt-get install -y --no-install-recommends clang-19 firefox-esr sqlite3";
  assert.equal(stderr, `redlet set-up: packages are missing that need root. Run: ${command}\n`);
});

test("building asks for no browser and no redis-server", () => {
  const { status, stderr } = setUp({ programs: PERSON, missing: ["llvm-19", "chromium", "redis-server"] });
  assert.equal(status, 1);
  assert.match(stderr, / llvm-19\n$/);
});

test("who may install has it done, by sudo too", () => {
  const said = "echo ran: $(basename $0) $@ >&2";
  for (const [user, id] of [
    ["root", 0],
    ["sudo", 1000],
  ]) {
    // The installing itself is stopped: what it is asked for is the matter.
    const programs = {
      id: `echo ${id}`,
      sudo: 'shift $([ "$1" = -n ] && echo 1 || echo 0); "$@"',
      "apt-get": `${said}; [ "$1" = update ]`,
    };
    const { status, stdout, stderr } = setUp({ programs, missing: ["clang-19"] });
    assert.notEqual(status, 0, user);
    assert.match(stdout, /\[1\/\d\] installing clang-19/);
    assert.match(stderr, /ran: apt-get update -qq\nran: apt-get install -y -qq --no-install-recommends clang-19\n/);
  }
});

test("what no package manager brings is named", () => {
  // A world with a shell, node and the few programs that the script itself uses, and no Rust.
  const world = join(folder, "world");
  mkdirSync(world);
  for (const name of ["dirname", "id"]) symlinkSync(`/usr/bin/${name}`, join(world, name));
  symlinkSync(process.execPath, join(world, "node"));
  const withoutRust = setUp({ path: world });
  assert.deepEqual(
    [withoutRust.status, withoutRust.stderr],
    [1, "redlet set-up: install Rust first: https://rustup.rs\n"],
  );
  const withoutApt = setUp({ path: world, programs: { cargo: "exit 0" }, missing: ["clang-19"] });
  assert.equal(withoutApt.status, 1);
  assert.match(withoutApt.stderr, /your own package manager: clang-19\n$/);
  const oldNode = setUp({ path: world, programs: { cargo: "exit 0", node: "exit 1" } });
  assert.equal(oldNode.stderr, "redlet set-up: Node 20 or later is needed\n");
});

test("where everything is there it says nothing", () => {
  const { status, stdout, stderr } = spawnSync("bash", [`${root}scripts/setup.sh`, "test"], { encoding: "utf8" });
  assert.deepEqual([status, stdout, stderr], [0, "", ""]);
});
