// What memory allows: it grows in few steps, and where it ends a command is refused and nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { withMaximum } from "./small-memory.mjs";

const { compile, instantiate } = WebAssembly;
/** In pages of 64 KiB; none is as many as there are. */
let maximum;
let memory;
WebAssembly.compile = (bytes) => compile(maximum ? withMaximum(bytes, maximum) : bytes);
WebAssembly.instantiate = async (...args) => {
  const instance = await instantiate(...args);
  memory = instance.exports.memory;
  return instance;
};

const MB = 1 << 20;

test("a database that is opened takes no more than it needs", async () => {
  const { Redlet } = await import("redlet");
  const r = await Redlet.open(":memory:");
  assert.ok(memory.buffer.byteLength <= 1_507_328, `${memory.buffer.byteLength} bytes`);
  await r.set("k", "v");
  assert.ok(memory.buffer.byteLength <= 3 * MB, `${memory.buffer.byteLength} bytes`);
  await r.close();
});

test("the memory grows by a quarter, not by single pages", async () => {
  const { Redlet } = await import("redlet");
  const r = await Redlet.open(":memory:");
  const sizes = new Set();
  const value = new Uint8Array(100_000);
  for (let at = 0; at < 1_000; at++) {
    await r.set(`k${at}`, value);
    sizes.add(memory.buffer.byteLength);
  }
  // 100 MB: from 8 MB on in quarters, and before that as it is needed.
  assert.ok(sizes.size < 70, `${sizes.size} sizes`);
  const large = [...sizes].filter((size) => size > 10 * MB);
  assert.ok(large.length < 20, `${large.length} of them above 10 MB`);
  await r.close();
});

test("where the memory ends a command is refused, and the database goes on", async () => {
  maximum = 320;
  const { Redlet } = await import(`${import.meta.resolve("redlet")}?small`);
  const r = await Redlet.open(":memory:");
  maximum = undefined;
  await r.set("kept", "1");
  const oom = { code: "OOM" };
  // Larger than the memory; and so many that they are.
  await assert.rejects(r.set("large", new Uint8Array(30 * MB)), oom);
  await assert.rejects(
    r.mset(Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`m${at}`, new Uint8Array(MB)]))),
    oom,
  );
  await r.set("k", new Uint8Array(MB));
  const many = await Promise.allSettled(Array.from({ length: 30 }, () => r.get("k")));
  const refused = many.filter(({ status }) => status === "rejected");
  assert.ok(refused.length > 0 && refused.length < 30, `${refused.length} refused`);
  for (const { reason } of refused) assert.equal(reason.code, "OOM");
  await assert.rejects(r.mget(...Array.from({ length: 30 }, () => "k")), oom);
  await assert.rejects(r.setrange("k", 30 * MB, "x"), oom);
  await assert.rejects(r.setbit("k", 8 * 30 * MB, 1), oom);
  assert.equal(await r.bitop("XOR", "d", ...Array.from({ length: 31 }, () => "k")), MB);
  assert.equal(await r.strlen("k"), MB);
  await r.sadd("s", new Uint8Array(MB).fill(97));
  await assert.rejects(r.srandmember("s", -30), oom);
  await assert.rejects(r.sort("s", "ALPHA", ...Array.from({ length: 30 }, () => ["GET", "#"]).flat()), oom);
  await assert.rejects(r.publish("c", new Uint8Array(20 * MB)), oom);
  const several = await r
    .multi()
    .set("before", "1")
    .mget(...Array.from({ length: 30 }, () => "k"))
    .exec({ errors: "return" });
  assert.deepEqual(
    several.map((reply) => reply.code ?? reply),
    ["OK", "OOM"],
  );
  assert.equal(await r.get("before"), "1");
  // Until it is full, and after that what it has can be read and deleted.
  let at = 0;
  for (;;) {
    const done = await r.set(`f${at}`, new Uint8Array(100_000)).catch((error) => error.code);
    if (done === "OOM") break;
    at++;
  }
  assert.ok(at > 20);
  assert.equal(await r.get("kept"), "1");
  assert.equal(await r.del("f0", "f1", "f2", "f3"), 4);
  assert.equal(await r.set("f0", new Uint8Array(100_000)), "OK");
  await r.close();
});

/** Has a method throw for more than 4 MB, as where there is no memory; gives what ends that. */
function without(object, name, sizeOf) {
  const original = object[name];
  object[name] = function (...args) {
    if (sizeOf(this, args) > 4 * MB) throw new RangeError("Array buffer allocation failed");
    return original.apply(this, args);
  };
  return () => {
    object[name] = original;
  };
}

test("a reply for which the program has no memory is an error of that call", async () => {
  const { Redlet } = await import("redlet");
  const r = await Redlet.open(":memory:");
  await r.setrange("large", 6 * MB, "x");
  await r.rpush("list", "a");
  // While it is copied out of the engine.
  const before = memory.buffer.byteLength;
  const end = without(Uint8Array.prototype, "slice", (array) => array.length);
  for (let at = 0; at < 30; at++) await assert.rejects(r.get("large"), { code: "OOM" });
  end();
  assert.ok(memory.buffer.byteLength < before + 50 * MB, "it is freed");
  assert.equal(await r.strlen("large"), 6 * MB + 1);
  // While it is decoded: replies beside it, and behind it in a pipeline, are what they are.
  const endDecoding = without(TextDecoder.prototype, "decode", (_, [bytes]) => bytes.length);
  const results = await Promise.allSettled([r.get("large"), r.lrange("list", 0, -1), r.mget("large", "list")]);
  const piped = await r.pipeline().mget("list", "large").strlen("large").exec({ errors: "return" });
  const executed = r.multi().get("large").exec();
  await assert.rejects(executed, { code: "OOM" });
  endDecoding();
  assert.deepEqual(
    results.map(({ value, reason }) => reason?.code ?? value),
    ["OOM", ["a"], "OOM"],
  );
  assert.deepEqual([piped[0].code, piped[1]], ["OOM", 6 * MB + 1]);
  assert.equal((await r.get("large")).length, 6 * MB + 1);
  await r.close();
});

test("a deferred reply for which the program has no memory ends the session, and takes nothing more off lists", async () => {
  const { Redlet } = await import("redlet");
  const r = await Redlet.open(":memory:");
  const ended = assert.rejects(r.closed, { code: "OOM" });
  const waits = [r.blpop("large", 0), r.blpop("other", 0)].map((wait) => assert.rejects(wait, { code: "OOM" }));
  await r.ping();
  const end = without(Uint8Array.prototype, "slice", (array) => array.length);
  assert.equal(await r.rpush("large", new Uint8Array(6 * MB)), 1);
  await Promise.all([ended, ...waits]);
  end();
  await assert.rejects(r.get("k"), { code: "OOM" });
  await r.close();
});

test("a command for which the program has no memory is refused, and others of its task are not", async () => {
  const { Redlet } = await import("redlet");
  const r = await Redlet.open(":memory:");
  const value = new Uint8Array(6 * MB);
  const { Uint8Array: Original } = globalThis;
  globalThis.Uint8Array = class extends Original {
    static [Symbol.hasInstance](value) {
      return value instanceof Original;
    }
    constructor(...args) {
      if (args[0] > 4 * MB) throw new RangeError("Array buffer allocation failed");
      super(...args);
    }
  };
  const sent = [r.set("a", "1"), r.set("large", value), r.call("MSET", "b", "2", "large", value), r.set("c", "3")];
  const results = await Promise.allSettled(sent);
  globalThis.Uint8Array = Original;
  assert.deepEqual(
    results.map(({ value, reason }) => reason?.code ?? value),
    ["OK", "OOM", "OOM", "OK"],
  );
  assert.deepEqual(await r.mget("a", "b", "c", "large"), ["1", null, "3", null]);
  await r.close();
});
