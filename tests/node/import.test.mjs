// A file in the place of a database: whole, or not at all.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdtempSync,
  openAsBlob,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Redlet } from "redlet";
import { foreign } from "./foreign.mjs";

const folder = mkdtempSync(join(tmpdir(), "redlet-import-"));
after(() => rmSync(folder, { recursive: true }));

let files = 0;
const fresh = () => join(folder, `${files++}.db`);

/** A closed database with so many keys, which all have this value. */
async function database(value, keys = 500) {
  const path = fresh();
  const r = await Redlet.open(path);
  await Promise.all(Array.from({ length: keys }, (_, n) => r.set(`k${n}`, value)));
  await r.close();
  return path;
}

/** Asserts that all keys of a database have this value. */
async function assertHas(path, value, keys = 500) {
  const r = await Redlet.open(path);
  assert.equal(await r.dbsize(), keys);
  const values = await r.mget(Array.from({ length: keys }, (_, n) => `k${n}`));
  assert.deepEqual(new Set(values), new Set([value]));
  await r.close();
}

/** What stands in the folder beside a database. */
const beside = (path) => readdirSync(folder).filter((name) => name.startsWith(`${path.split("/").pop()}-import`));

test("what was exported is imported, from every kind of source", async () => {
  const bytes = readFileSync(await database("new"));
  const path = await database("new");
  const SOURCES = {
    bytes: () => bytes,
    "an ArrayBuffer": () => bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    "a Blob": () => new Blob([bytes]),
    "a file's Blob": () => openAsBlob?.(path) ?? new Blob([bytes]),
    "a stream": () => new Blob([bytes]).stream(),
    "a stream of Node": () => createReadStream(path),
    "parts, as they come": async function* () {
      for (let at = 0; at < bytes.length; at += 777) yield bytes.subarray(at, at + 777);
    },
    "a body": () => new Response(bytes).body,
  };
  for (const [what, source] of Object.entries(SOURCES)) {
    for (const old of [await database("old", 20), fresh()]) {
      await Redlet.import(old, await source());
      await assertHas(old, "new");
      assert.deepEqual(beside(old), [], what);
    }
  }
});

test("an export goes from one database into another as it is read", async () => {
  const r = await Redlet.open(await database("streamed", 3000));
  const path = fresh();
  await Redlet.import(path, await r.export());
  await r.close();
  await assertHas(path, "streamed", 3000);
});

test("what a database that was killed has in its log does not come back", async () => {
  const path = fresh();
  const script = `import { Redlet } from "redlet";
    const r = await Redlet.open(${JSON.stringify(path)});
    for (let n = 0; n < 100; n++) await r.set("k" + n, "old");
    process.kill(process.pid, "SIGKILL");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { cwd: new URL(".", import.meta.url) });
  await new Promise((resolve) => child.once("exit", resolve));
  assert.ok(readFileSync(`${path}-wal`).length > 0);
  await Redlet.import(path, readFileSync(await database("new")));
  await assertHas(path, "new");
});

test("a link leads to the file that is replaced", async () => {
  const path = await database("old");
  const link = fresh();
  symlinkSync(path, link);
  await Redlet.import(link, readFileSync(await database("new")));
  await assertHas(path, "new");
  await assertHas(link, "new");
});

const whole = readFileSync(await database("new"));
const BAD = {
  nothing: ["", "NOTADB"],
  "a picture": ["\x89PNG\r\n\x1a\n".repeat(1000), "NOTADB"],
  "another program's": [await foreign(), "FOREIGN"],
  "a newer redlet's": [Buffer.from(whole).fill(99, 63, 64), "TOONEW"],
  "cut short": [whole.subarray(0, whole.length - 4096), "CORRUPT"],
  "damaged in its middle": [Buffer.from(whole).fill(255, 3 * 4096, 5 * 4096), "CORRUPT"],
};

for (const [what, [content, code]] of Object.entries(BAD)) {
  test(`a file that is ${what} is refused, and the database is as it was`, async () => {
    const path = await database("old");
    const before = readFileSync(path);
    await assert.rejects(Redlet.import(path, Buffer.from(content)), { name: "RedletError", code });
    assert.ok(readFileSync(path).equals(before));
    await assertHas(path, "old");
    const nowhere = fresh();
    await assert.rejects(Redlet.import(nowhere, Buffer.from(content)), { code });
    assert.deepEqual([existsSync(nowhere), beside(path), beside(nowhere)], [false, [], []]);
  });
}

test("a source that fails leaves the database as it was", async () => {
  const path = await database("old");
  async function* failing() {
    yield whole.subarray(0, 8192);
    throw new Error("the network is gone");
  }
  await assert.rejects(Redlet.import(path, failing()), { name: "Error", message: "the network is gone" });
  await assert.rejects(Redlet.import(path, createReadStream(join(folder, "missing"))), { code: "ENOENT" });
  const text = createReadStream(path, "latin1");
  await assert.rejects(Redlet.import(path, text), { name: "TypeError", message: "an import reads bytes" });
  await assertHas(path, "old");
});

test("a database that is open is not replaced", async () => {
  const path = await database("old");
  const r = await Redlet.open(path);
  await assert.rejects(Redlet.import(path, whole), { name: "RedletError", code: "LOCKED" });
  assert.equal(await r.get("k1"), "old");
  await r.close();
  await assertHas(path, "old");
});

test("a damaged database is replaced, and what is no database of redlet is left", async () => {
  const damaged = await database("old");
  writeFileSync(damaged, readFileSync(damaged).subarray(0, 8192));
  await assert.rejects(Redlet.open(damaged), { code: "CORRUPT" });
  await Redlet.import(damaged, whole);
  await assertHas(damaged, "new");
  const letter = fresh();
  writeFileSync(letter, "Dear Ann");
  await assert.rejects(Redlet.import(letter, whole), { code: "NOTADB", message: /what is to be replaced is left/ });
  assert.equal(readFileSync(letter, "utf8"), "Dear Ann");
});

test("memory is no place to import into", async () => {
  for (const name of [":memory:", "", { name: "x", storage: "memory" }])
    await assert.rejects(Redlet.import(name, whole), { name: "RedletError", code: "NAME" });
});

test("whoever is killed while it imports leaves the old database or the new one", { timeout: 120_000 }, async () => {
  const sources = [await database("a", 300), await database("b", 300)];
  const path = fresh();
  copyFileSync(sources[0], path);
  // One writes into the log between its imports, so that there is one to be moved.
  const script = `import { readFileSync } from "node:fs";
    import { Redlet } from "redlet";
    const [path, ...sources] = process.argv.slice(1);
    const files = sources.map((source) => readFileSync(source));
    for (let n = 0; ; n++) {
      const value = "ba"[n % 2];
      await Redlet.import(path, files[1 - (n % 2)]);
      process.stdout.write(".");
      const r = await Redlet.open(path);
      for (let k = 0; k < 20; k++) await r.set("k" + k, value);
      await r.close();
    }`;
  let imports = 0;
  const seen = new Set();
  for (let round = 0; round < 12; round++) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script, path, ...sources], {
      cwd: new URL(".", import.meta.url),
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.stdout.on("data", (dots) => (imports += dots.length));
    await new Promise((resolve) => child.stdout.once("data", resolve));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));
    const r = await Redlet.open(path);
    const values = new Set(await r.mget(Array.from({ length: 300 }, (_, n) => `k${n}`)));
    assert.deepEqual([await r.dbsize(), values.size], [300, 1], `round ${round}`);
    seen.add([...values][0]);
    await r.close();
  }
  assert.ok(imports >= 12);
  assert.ok([...seen].every((value) => value === "a" || value === "b"));
});
