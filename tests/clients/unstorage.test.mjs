// The driver for unstorage beside unstorage's own for memory: whatever its suite of drivers asks for,
// both give the same. What memory has not, such as a time to live, is tried for itself.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { runInNewContext } from "node:vm";
import { built, load } from "./installed.mjs";

let db;
let unstorage;
let redletDriver;
before(async () => {
  const { Redlet } = await built("node");
  ({ redletDriver } = await built("adapters/unstorage"));
  unstorage = await load("unstorage");
  db = await Redlet.open(":memory:");
});
after(() => db.close());
beforeEach(() => db.flushall());

class Serialized {
  toJSON() {
    return { serialized: [1] };
  }
}
class Unserializable {}

const sorted = (keys) => keys.sort();
const bytes = (value) => (value ? Buffer.from(value).toString("hex") : value);

/** What is done with a storage, one after the other, each with what it gives. */
const CALLS = [
  (s) => s.getKeys(),
  (s) => s.hasItem("s1:a"),
  (s) => s.getItem("s2:a"),
  (s) => unstorage.restoreSnapshot(s, { initial: "works" }),
  (s) => s.getItem("initial"),
  (s) => s.setItem("s1:a", "text"),
  (s) => s.setItem("s1/b/c", "nested"),
  (s) => s.setItem("s2:a?query=1", "text"),
  (s) => s.setItem("s10:a", "another base that begins alike"),
  (s) => s.setItem("glob[*]:x?", "y"),
  (s) => s.hasItem("s1:a"),
  (s) => s.getItem("s2:a?query=2"),
  (s) => s.getKeys().then(sorted),
  (s) => s.getKeys("s1").then(sorted),
  (s) => s.getKeys("s1:b").then(sorted),
  (s) => s.getKeys("glob[*]").then(sorted),
  (s) => s.getKeys("", { maxDepth: 0 }).then(sorted),
  (s) => s.getKeys("", { maxDepth: 1 }).then(sorted),
  (s) => s.setItem("o", { json: ["works", null, 1.5] }),
  (s) => s.getItem("o"),
  (s) => s.setItem("true", true),
  (s) => s.getItem("true"),
  (s) => s.setItem("zero", 0),
  (s) => s.getItem("zero"),
  (s) => s.setItem("null", null),
  (s) => s.getItem("null"),
  (s) => s.setItem("empty", ""),
  (s) => s.getItem("empty"),
  (s) => s.setItem("class", new Serialized()),
  (s) => s.getItem("class"),
  (s) => s.setItem("bad", new Unserializable()),
  (s) => s.setItemRaw("raw", new Uint8Array([0, 1, 255])),
  (s) => s.getItemRaw("raw").then(bytes),
  (s) => s.getItemRaw("none"),
  (s) =>
    s.setItems([
      { key: "t:1", value: "one" },
      { key: "t:2", value: { two: 2 } },
    ]),
  (s) => s.getItems(["t:1", { key: "t:2" }, "t:none"]),
  (s) => s.getItems([]),
  (s) => s.setMeta("o", { mtime: new Date(0), note: "n" }),
  (s) => s.getMeta("o"),
  (s) => s.removeMeta("o"),
  (s) => s.removeItem("s1:a"),
  (s) => s.hasItem("s1:a"),
  (s) => s.setItem("o", undefined),
  (s) => s.hasItem("o"),
  (s) => s.clear("t"),
  (s) => s.getKeys().then(sorted),
  (s) => unstorage.snapshot(s, "s1"),
  (s) => s.clear(),
  (s) => s.clear(),
  (s) => s.getKeys(),
];

async function play(storage) {
  const said = [];
  for (const call of CALLS) {
    said.push([String(call), await call(storage).catch((error) => ({ error: error.message }))]);
  }
  await storage.dispose();
  return said;
}

test("it does as the driver for memory, with a base and without, mounted and not", async () => {
  const { createStorage, prefixStorage } = unstorage;
  const want = await play(createStorage());
  assert.deepEqual(await play(createStorage({ driver: redletDriver(db) })), want);
  assert.equal(await db.dbsize(), 0);
  await db.set("app", "kept");
  await db.set("apple:x", "kept");
  assert.deepEqual(await play(createStorage({ driver: redletDriver(db, { base: "app:" }) })), want);
  const memory = createStorage().mount("mounted", (await load("unstorage/drivers/memory")).default());
  const mounted = createStorage().mount("mounted", redletDriver(db, { base: "app" }));
  assert.deepEqual(await play(prefixStorage(mounted, "mounted")), await play(prefixStorage(memory, "mounted")));
  assert.deepEqual((await db.keys("*")).sort(), ["app", "apple:x"]);
});

test("items live as long as they are told to", async () => {
  const storage = unstorage.createStorage({ driver: redletDriver(db, { ttl: 100 }) });
  await storage.setItem("a", "1");
  await storage.setItem("b", "1", { ttl: 0.02 });
  await storage.setItems([{ key: "c", value: "1", options: { ttl: 5 } }]);
  await storage.setItemRaw("d", "1", { ttl: 7 });
  const ttls = await Promise.all(["a", "c", "d"].map(async (key) => Math.ceil((await storage.getMeta(key)).ttl)));
  assert.deepEqual(ttls, [100, 5, 7]);
  while ((await storage.getItem("b")) !== null) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(await storage.getItem("a"), 1);
});

test("other kinds of bytes, and the database itself", async () => {
  const driver = redletDriver(db);
  const foreign = runInNewContext("[new Uint8Array([1, 2]), new Uint8Array([1, 2]).buffer]");
  for (const value of [new Uint16Array([1, 2]), new Uint8Array([1, 2]).buffer, Buffer.from("é"), ...foreign]) {
    await driver.setItemRaw("raw", value);
    assert.deepEqual(
      Buffer.from(await driver.getItemRaw("raw")),
      Buffer.from(value.buffer ?? value, value.byteOffset, value.byteLength),
    );
  }
  assert.equal(driver.getInstance(), db);
});
