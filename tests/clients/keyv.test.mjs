// Keyv 5 and 6 on a database: @keyv/test-suite, and cache-manager above it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, afterEach, beforeEach, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { built, load, pathOf } from "./installed.mjs";

const { Redlet } = await built("node");
const { KeyvRedlet } = await built("adapters/keyv");
const suite = await load("@keyv/test-suite");
// cache-manager brings the older Keyv with it.
const old = createRequire(pathOf("cache-manager")).resolve("keyv");
const KEYVS = { 5: (await import(pathToFileURL(old))).Keyv, 6: (await load("keyv")).Keyv };

const db = await Redlet.open(":memory:");
after(() => db.close());

/** What the suite asks of vitest, on Node's own runner. */
function vitest(known) {
  let wanted;
  let count = 0;
  const expect = (got) => {
    count++;
    return {
      toBe: (want) => assert.ok(Object.is(got, want), `${got} is not ${want}`),
      toEqual: (want) => assert.deepEqual(got, want),
      toBeTruthy: () => assert.ok(got),
      toBeFalsy: () => assert.ok(!got),
      toBeNull: () => assert.equal(got, null),
      toBeUndefined: () => assert.equal(got, undefined),
      toBeDefined: () => assert.notEqual(got, undefined),
    };
  };
  expect.assertions = (number) => {
    wanted = number;
  };
  const it = (title, body) =>
    test(title, { skip: known.includes(title) }, async () => {
      [wanted, count] = [undefined, 0];
      await body({ expect });
      if (wanted !== undefined) assert.equal(count, wanted);
    });
  return { it, beforeEach, afterEach };
}

/** The suite is for Keyv 5: what it asks of 6 that 6 does with no store, its own included. */
const CHANGED_IN_6 = [".deleteMany([keys]) with nonexistent keys resolves to false"];

for (const [version, Keyv] of Object.entries(KEYVS)) {
  for (const part of ["keyvApiTests", "keyvValueTests", "keyvNamespaceTest", "keyvIteratorTests"]) {
    describe(`Keyv ${version}, ${part}`, () => {
      suite[part](vitest(version === "6" ? CHANGED_IN_6 : []), Keyv, () => new KeyvRedlet(db));
    });
  }
}

for (const [version, Keyv] of Object.entries(KEYVS)) {
  describe(`Keyv ${version} in the database`, () => {
    beforeEach(() => db.flushall());
    const keyv = (options) => new Keyv({ store: new KeyvRedlet(db), ...options });

    test("values expire in the database itself, by when or by how long", async () => {
      const cache = keyv({ ttl: 60_000 });
      await cache.set("a", 1);
      await cache.set("b", 2, 5000);
      await cache.setMany([
        { key: "c", value: 3, ttl: 7000 },
        { key: "d", value: 4 },
      ]);
      const keys = await db.keys("*");
      const left = Object.fromEntries(await Promise.all(keys.map(async (key) => [key.at(-1), await db.pttl(key)])));
      for (const [key, most] of Object.entries({ a: 60_000, b: 5000, c: 7000, d: 60_000 })) {
        assert.ok(left[key] > most - 2000 && left[key] <= most, `${key}: ${left[key]}`);
      }
      assert.deepEqual(await cache.get(["a", "c", "none"]), [1, 3, undefined]);
      assert.equal(await keyv().set("for ever", 1), true);
      assert.deepEqual(await Promise.all((await db.keys("*ever")).map((key) => db.ttl(key))), [-1]);
    });

    test("namespaces are apart, whatever is in their names, and the rest of the database is left alone", async () => {
      const [star, any] = ["*", "any"].map((namespace) => keyv({ namespace }));
      await db.set("other", "kept");
      await Promise.all([star.set("k", "star"), any.set("k", "any")]);
      await star.clear();
      assert.deepEqual(await Promise.all([star.get("k"), any.get("k"), db.get("other")]), [undefined, "any", "kept"]);
      const found = [];
      for await (const entry of any.iterator({})) found.push(entry);
      assert.deepEqual(found, [["k", "any"]]);
      assert.deepEqual(await any.has("k"), true);
      await any.delete("k");
      assert.equal(await db.dbsize(), 1);
    });

    test("a namespace has nothing of another that begins with it", async () => {
      // Keyv 5 makes the texts, with one colon: there they are the same.
      const more =
        version === "6" ? ["app:users", "app:", "app::", "app::users", "app%3A", ":app", "a", "app:::x"] : [];
      const names = ["app", "apple", "app-users", "app*", "ap", ...more];
      const caches = names.map((namespace) => keyv({ namespace }));
      await Promise.all(caches.flatMap((cache, at) => [cache.set("k", at), cache.set(":users:k", at)]));
      for (const [at, cache] of caches.entries()) {
        const found = [];
        for await (const entry of cache.iterator({})) found.push(entry);
        assert.deepEqual(
          found.sort(),
          [
            [":users:k", at],
            ["k", at],
          ],
          names[at],
        );
      }
      for (const [at, cache] of caches.entries()) {
        await cache.clear();
        const left = await Promise.all(caches.map((each) => each.get("k")));
        assert.deepEqual(
          left,
          names.map((_, other) => (other > at ? other : undefined)),
          names[at],
        );
      }
      assert.equal(await db.dbsize(), 0);
    });

    test("a prefix has nothing of another that begins with it", async () => {
      const [one, other] = ["app", "apple"].map((prefix) => new Keyv({ store: new KeyvRedlet(db, { prefix }) }));
      await Promise.all([one.set("k", 1), other.set("k", 2)]);
      await one.clear();
      assert.deepEqual([await one.get("k"), await other.get("k")], [undefined, 2]);
    });

    test("what is no text is refused, and hurts nobody", async () => {
      const cache = keyv(version === "6" ? { serialization: false } : { serialize: (data) => data });
      const errors = [];
      cache.on("error", (error) => errors.push(error.message));
      await cache.set("k", { a: 1 }).catch((error) => errors.push(error.message));
      assert.match(errors[0], /redlet keeps text/);
      assert.equal(await db.dbsize(), 0);
    });
  });
}

test("cache-manager keeps its values there, as docs/clients/keyv.md has it", async () => {
  const page = readFileSync(new URL("../../docs/clients/keyv.md", import.meta.url), "utf8");
  const [, sample] = /^```js\n(.*?)^```$/ms.exec(page);
  // It goes on with what the page had before, and brings its modules with it.
  const code = `${sample.replaceAll(/^import .*$/gm, "")}\nreturn cache.get("user:1");`;
  const names = ["createCache", "Keyv", "KeyvRedlet", "r", "load"];
  const run = Object.getPrototypeOf(async () => {}).constructor(...names, code);
  const { createCache } = await load("cache-manager");
  assert.equal(await run(createCache, KEYVS[5], KeyvRedlet, db, async (id) => `user ${id}`), "user 1");
  assert.equal(await db.dbsize(), 1);
});

test("cache-manager keeps its values there", async () => {
  const { createCache } = await load("cache-manager");
  await db.flushall();
  // With the Keyv that it brings: its `wrap` does not know the values of version 6, whatever the store.
  const store = new KeyvRedlet(db, { prefix: "cm:" });
  const cache = createCache({ stores: [new KEYVS[5]({ store })], ttl: 10_000 });
  let made = 0;
  const make = () => cache.wrap("k", () => ({ n: ++made }));
  assert.deepEqual([await make(), await make()], [{ n: 1 }, { n: 1 }]);
  await cache.mset([
    { key: "a", value: 1 },
    { key: "b", value: 2, ttl: 5000 },
  ]);
  assert.deepEqual(await cache.mget(["a", "b", "none"]), [1, 2, undefined]);
  assert.ok((await db.pttl((await db.keys("cm:*b"))[0])) <= 5000);
  await cache.mdel(["a"]);
  assert.equal(await cache.get("a"), undefined);
  await cache.clear();
  assert.equal(await db.dbsize(), 0);
  await cache.disconnect();
});
