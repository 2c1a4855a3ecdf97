// The whole database as one file, while writes go on.

import assert from "node:assert/strict";
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { after, test } from "node:test";
import sqlite from "@sqlite.org/sqlite-wasm";
import { Redlet } from "redlet";

const folder = mkdtempSync(join(tmpdir(), "redlet-export-"));
after(() => rmSync(folder, { recursive: true }));

/** What SQLite itself finds in a file. */
async function check(path) {
  const sqlite3 = await sqlite();
  const bytes = new Uint8Array(readFileSync(path));
  const db = new sqlite3.oo1.DB();
  const p = sqlite3.wasm.allocFromTypedArray(bytes);
  const { SQLITE_DESERIALIZE_FREEONCLOSE } = sqlite3.capi;
  const flags = SQLITE_DESERIALIZE_FREEONCLOSE;
  db.checkRc(sqlite3.capi.sqlite3_deserialize(db.pointer, "main", p, bytes.length, bytes.length, flags));
  const sound = db.selectValue("PRAGMA integrity_check");
  db.close();
  return sound;
}

test("an export has what there was when it began", async () => {
  const name = join(folder, "app.db");
  const r = await Redlet.open(name);
  const writes = [];
  for (let n = 0; n < 5000; n++) writes.push(r.set(`k${n}`, `${n}-`.repeat(100)));
  writes.push(r.set("n", 0));
  await Promise.all(writes);
  const stream = await r.export();
  await assert.rejects(r.export(), /another snapshot is being read/);
  // What is written meanwhile is not in it, and is not lost.
  let isOver = false;
  const busy = (async () => {
    while (!isOver) {
      await r.incr("n");
      await new Promise(setImmediate);
      await r.set(`k${Math.floor(Math.random() * 5000)}`, "changed".repeat(50));
    }
  })();
  const copy = join(folder, "copy.db");
  await pipeline(stream, createWriteStream(copy));
  isOver = true;
  await busy;
  const n = Number(await r.get("n"));
  assert.ok(n > 0);
  assert.equal(await check(copy), "ok");
  const other = await Redlet.open(copy);
  assert.deepEqual([await other.get("n"), await other.dbsize()], ["0", 5001]);
  for (const k of [0, 17, 4999]) assert.equal(await other.get(`k${k}`), `${k}-`.repeat(100));
  await other.close();
  await r.close();
  const again = await Redlet.open(name);
  assert.equal(await again.get("n"), String(n));
  await again.close();
});

test("a database in memory is exported as it was when that began", async () => {
  const r = await Redlet.open(":memory:");
  await Promise.all(Array.from({ length: 5000 }, (_, n) => r.set(`k${n}`, "before".repeat(20))));
  const stream = await r.export();
  await Promise.all(Array.from({ length: 5000 }, (_, n) => r.set(`k${n}`, "after")));
  const copy = join(folder, "memory.db");
  await pipeline(stream, createWriteStream(copy));
  assert.equal(await r.get("k7"), "after");
  await r.close();
  assert.equal(await check(copy), "ok");
  const kept = await Redlet.open(copy);
  assert.deepEqual([await kept.get("k4999"), await kept.dbsize()], ["before".repeat(20), 5000]);
  await kept.close();
});

test("an export that is broken off lets the next one begin, and the log start anew", async () => {
  const path = join(folder, "broken.db");
  const r = await Redlet.open(path);
  await r.set("k", "x".repeat(1_000_000));
  const stream = await r.export();
  const reader = stream.getReader();
  assert.equal((await reader.read()).value.length, 262_144);
  await reader.cancel();
  const bytes = await new Response(await r.export()).bytes?.();
  if (bytes) writeFileSync(join(folder, "again.db"), bytes);
  for (let n = 0; n < 60; n++) await r.set("k", `${n}`.repeat(1_000_000));
  assert.ok(statSync(`${path}-wal`).size < 72_000_000);
  assert.equal(await r.save(), "OK");
  assert.ok((await r.lastsave()) > 1_700_000_000);
  await r.close();
});
