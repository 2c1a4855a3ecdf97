import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { takeLock } from "./lock-file.ts";

const folder = mkdtempSync(join(tmpdir(), "redlet-lock-"));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, "x.db.lock");

test("a lock is held by one, and free after its release", () => {
  const release = takeLock(path);
  assert.throws(() => takeLock(path), { code: "LOCKED", message: new RegExp(String(process.pid)) });
  release();
  takeLock(path)();
  assert.ok(!existsSync(path));
});

const dead = spawnSync(process.execPath, ["--version"]).pid;
const LEFT_BEHIND: [what: string, text: string][] = [
  ["a process that is dead", `${dead} ${Date.now()}\n`],
  ["an earlier process with this pid", `${process.pid} ${Date.now() - 86_400_000}\n`],
  ["a process killed while it wrote", ""],
  ["something else", "garbage\n"],
];

for (const [what, text] of LEFT_BEHIND) {
  test(`the lock of ${what} is taken over`, () => {
    writeFileSync(path, text);
    const release = takeLock(path);
    assert.match(readFileSync(path, "utf8"), new RegExp(`^${process.pid} \\d+\\n$`));
    release();
    assert.deepEqual(readdirSync(folder), []);
  });
}

test("the lock of a living process is respected", () => {
  writeFileSync(path, `${process.ppid} ${Date.now()}\n`);
  assert.throws(() => takeLock(path), { code: "LOCKED" });
});
