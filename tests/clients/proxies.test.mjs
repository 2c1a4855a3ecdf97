// A client in the proxies of state libraries: it works in each of them, and so does all that it gives.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { built, load } from "./installed.mjs";

let db;
before(async () => {
  const { Redlet } = await built("node");
  db = await Redlet.open(":memory:");
});
after(() => db.close());
beforeEach(() => db.flushall());

/** A proxy that hands out proxies of all that it has, as deep as it goes. */
function deep(target) {
  return new Proxy(target, {
    get(from, name, receiver) {
      const value = Reflect.get(from, name, receiver);
      const isOpen = typeof value === "object" && value !== null && !(value instanceof Promise);
      return isOpen ? deep(value) : value;
    },
  });
}

const WAYS = {
  "nothing at all": (r) => r,
  "a bare Proxy": (r) => new Proxy(r, {}),
  "a Proxy in a Proxy": (r) => new Proxy(new Proxy(r, {}), {}),
  "a Proxy of all that it has": deep,
  "an object that inherits from it": (r) => Object.create(r),
  "Vue's ref": async (r) => (await load("vue")).ref(r).value,
  "Vue's reactive": async (r) => (await load("vue")).reactive({ deep: { r } }).deep.r,
  "Vue's readonly": async (r) => (await load("vue")).readonly({ r }).r,
  "MobX's observable": async (r) => (await load("mobx")).observable({ r }).r,
  "Valtio's proxy": async (r) => (await load("valtio/vanilla")).proxy({ r }).r,
  "immer's draft": async (r) => {
    let drafted;
    (await load("immer")).produce({ r }, (draft) => {
      drafted = draft.r;
    });
    return drafted;
  },
};

for (const [name, wrap] of Object.entries(WAYS)) {
  describe(name, () => {
    let r;
    /** What the client gives, wrapped as it is. */
    const wrapped = (value) => wrap(value);
    before(async () => {
      r = await wrap(db);
    });

    test("commands, by their names and by their words", async () => {
      assert.equal(await r.set("k", "v"), "OK");
      assert.equal(await r.call("GET", "k"), "v");
      assert.deepEqual(await r.reply("GET", "k"), { type: "bulk", value: "v" });
      assert.equal(r.storage, "memory");
      assert.equal(r.sync.get("k"), "v");
      assert.equal((await wrapped(r.sync)).call("GET", "k"), "v");
      assert.deepEqual(await (await wrapped(r.binary)).get("k"), Uint8Array.of(118));
      assert.deepEqual(await r.binary.pipeline().get("k").exec(), [Uint8Array.of(118)]);
      const { signal } = new AbortController();
      assert.equal(await (await wrapped(r.withAbortSignal(signal))).get("k"), "v");
      assert.equal(await r.binary.withAbortSignal(signal).strlen("k"), 1);
    });

    test("pipelines and transactions", async () => {
      for (const begin of ["pipeline", "multi", "atomic"]) {
        const begun = await wrapped(r[begin]());
        begun.set("k", begin).call("GET", "k");
        assert.equal(begun.length, 2);
        assert.deepEqual(await begun.exec(), ["OK", begin]);
      }
    });

    test("messages, scans, events and sessions", async () => {
      const messages = await wrapped(r.subscribe("c"));
      await messages.ready;
      await r.publish("c", "x");
      for await (const { message } of messages) {
        assert.equal(message, "x");
        break;
      }
      await messages.close();
      await r.hset("h", { f: "v" });
      const [keys, fields] = [[], []];
      for await (const key of r.scanIterator()) keys.push(key);
      for await (const field of r.hscanIterator("h")) fields.push(field);
      assert.deepEqual([keys, fields], [["h"], [["f", "v"]]]);
      const listener = () => {};
      r.addEventListener("reconnect", listener);
      r.removeEventListener("reconnect", listener);
      assert.ok(r.closed instanceof Promise);
      r.resp({ data() {}, end() {} }).close();
      assert.ok((await new Response(await r.export()).arrayBuffer()).byteLength > 0);
    });
  });
}

for (const [name, wrap] of Object.entries(WAYS)) {
  test(`adapters in ${name}`, async () => {
    const { KeyvRedlet } = await built("adapters/keyv");
    const { webStorage } = await built("adapters/web-storage");
    const { redletDriver } = await built("adapters/unstorage");
    const { connector } = await built("adapters/ioredis");
    const { Redis } = await load("ioredis");
    const { Keyv } = await load("keyv");

    const store = await wrap(new KeyvRedlet(db));
    await store.setMany([{ key: "a", value: "1" }]);
    assert.deepEqual([await store.get("a"), await store.getMany(["a"]), await store.has("a")], ["1", ["1"], true]);
    const pairs = [];
    for await (const pair of store.iterator()) pairs.push(pair);
    assert.deepEqual([pairs, await store.delete("a")], [[["a", "1"]], true]);
    await store.clear();
    for (const keyv of [new Keyv({ store }), new Keyv(await wrap(new KeyvRedlet(await wrap(db))))]) {
      keyv.namespace = "n";
      await keyv.set("k", { deep: 1 }, 100_000);
      assert.deepEqual([await keyv.get("k"), await keyv.delete("k")], [{ deep: 1 }, true]);
    }

    // immer drafts plain objects, and takes the drafts back.
    const plain = name === "immer's draft" ? (object) => object : wrap;
    const storage = await plain(webStorage(await wrap(db)));
    await storage.setItem("k", "v");
    assert.deepEqual([await storage.entries(), await storage.getItem("k")], [[["k", "v"]], "v"]);
    const driver = await plain(redletDriver(await wrap(db)));
    await driver.setItemRaw("raw", Uint8Array.of(1));
    assert.deepEqual(await driver.getItemRaw("raw"), Uint8Array.of(1));

    // ioredis itself does not work in these.
    if (["a Proxy of all that it has", "Vue's readonly"].includes(name)) return;
    const redis = await wrap(new Redis({ Connector: connector(await wrap(db)), lazyConnect: true }));
    await redis.connect();
    assert.deepEqual([await redis.set("i", "1"), await redis.incr("i")], ["OK", 2]);
    assert.deepEqual(await redis.multi().get("i").exec(), [[null, "2"]]);
    assert.equal(await redis.quit(), "OK");
  });
}

test("Vue watches nothing of it", async () => {
  const { reactive, isReactive, isProxy } = await load("vue");
  const state = reactive({
    db,
    pipeline: db.pipeline(),
    messages: db.subscribe("c"),
    sync: db.sync,
    binary: db.binary,
  });
  for (const value of Object.values(state)) assert.ok(!isReactive(value) && !isProxy(value));
  assert.equal(state.db, db);
  await state.messages.close();
});
