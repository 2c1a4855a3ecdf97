// Redlet.delete and Redlet.list where databases are files.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Redlet } from "redlet";
import { foreign } from "./foreign.mjs";

const folder = mkdtempSync(join(tmpdir(), "redlet-delete-"));
after(() => rmSync(folder, { recursive: true }));

/** A database with a key, in a folder of its own. */
async function database() {
  const path = join(mkdtempSync(join(folder, "one-")), "x.db");
  const r = await Redlet.open(path);
  await r.set("k", "v");
  await r.close();
  return path;
}
const beside = (path) => readdirSync(join(path, ".."));

test("a database is deleted with its log and what an import has left, and is empty when it is opened again", async () => {
  const path = await database();
  const killed = `const { Redlet } = await import("redlet");
    const r = await Redlet.open(${JSON.stringify(path)});
    await r.set("more", "v");
    process.kill(process.pid, "SIGKILL");`;
  spawnSync(process.execPath, ["--input-type=module", "-e", killed], { cwd: new URL(".", import.meta.url) });
  writeFileSync(`${path}-import`, "half");
  assert.deepEqual(beside(path), ["x.db", "x.db-import", "x.db-wal", "x.db.lock"]);
  assert.equal(await Redlet.delete(path), true);
  assert.deepEqual(beside(path), []);
  const r = await Redlet.open(path);
  assert.equal(await r.dbsize(), 0);
  await r.close();
});

test("one that is missing is no error", async () => {
  const path = await database();
  assert.equal(await Redlet.delete(pathToFileURL(path)), true);
  assert.equal(await Redlet.delete(path), false);
  assert.equal(await Redlet.delete(join(folder, "none", "x.db")), false);
  assert.deepEqual([beside(path), existsSync(join(folder, "none"))], [[], false]);
  writeFileSync(`${path}-wal`, "of nobody");
  assert.equal(await Redlet.delete({ path }), false);
  assert.deepEqual(beside(path), []);
});

test("one that is open is not deleted, by whatever name", async () => {
  const path = await database();
  const r = await Redlet.open(path);
  const [hard, soft] = [`${path}.hard`, `${path}.soft`];
  linkSync(path, hard);
  symlinkSync(path, soft);
  for (const name of [path, hard, soft])
    await assert.rejects(Redlet.delete(name), { name: "RedletError", code: "LOCKED" });
  assert.equal(await r.get("k"), "v");
  await r.close();
  // The other name is a database still.
  assert.equal(await Redlet.delete(soft), true);
  assert.ok(!existsSync(path));
  const other = await Redlet.open(hard);
  assert.equal(await other.get("k"), "v");
  await other.close();
});

test("what is no database of redlet is left as it is, a damaged one is not", async () => {
  const path = join(mkdtempSync(join(folder, "one-")), "x.db");
  for (const [content, code] of [
    [Buffer.from("Dear Ann"), "NOTADB"],
    [await foreign(), "FOREIGN"],
  ]) {
    writeFileSync(path, content);
    await assert.rejects(Redlet.delete(path), { name: "RedletError", code });
    assert.ok(readFileSync(path).equals(content));
    assert.deepEqual(beside(path), ["x.db"]);
  }
  const whole = readFileSync(await database());
  for (const content of [whole.subarray(0, 8192), Buffer.from(whole).fill(99, 63, 64), Buffer.alloc(0)]) {
    writeFileSync(path, content);
    assert.equal(await Redlet.delete(path), true);
    assert.deepEqual(beside(path), []);
  }
});

test("what is in memory can't be deleted, and files are listed by their folder", async () => {
  for (const name of [":memory:", { name: "x", storage: "memory" }])
    await assert.rejects(Redlet.delete(name), { name: "RedletError", code: "NAME" });
  await assert.rejects(Redlet.list(), { name: "RedletError", code: "STORAGE", message: /readdir/ });
});
