// A trap ends its own database: no other one in the program, and not the file.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { withMaximum } from "./small-memory.mjs";

const folder = mkdtempSync(join(tmpdir(), "redlet-trap-"));
after(() => rmSync(folder, { recursive: true }));

const { compile, instantiate } = WebAssembly;
WebAssembly.compile = (bytes) => compile(withMaximum(bytes, 256));
const memories = [];
WebAssembly.instantiate = async (...args) => {
  const instance = await instantiate(...args);
  memories.push(new WeakRef(instance.exports.memory));
  return instance;
};
const { Redlet } = await import("redlet");

/** More than the memory can hold. */
const LARGE = new Uint8Array(20 << 20);

test("a trap ends one database, with what was sent to it, and no other", async () => {
  const path = join(folder, "a.db");
  const [trapped, other] = await Promise.all([Redlet.open(path), Redlet.open(":memory:")]);
  await trapped.set("kept", "1");
  await other.set("k", "v");
  const sent = [trapped.set("large", LARGE), trapped.get("kept")];
  for (const { reason } of await Promise.allSettled(sent)) {
    assert.equal(reason.code, "POISONED");
    assert.ok(reason.cause.cause instanceof WebAssembly.RuntimeError);
  }
  await assert.rejects(trapped.get("kept"), { code: "POISONED" });
  assert.equal(await other.get("k"), "v");
  assert.ok(!existsSync(`${path}.lock`));
  await trapped.close();

  const again = await Redlet.open(path);
  assert.equal(await again.get("kept"), "1");
  assert.equal(await again.get("large"), null);
  await again.close();
  await other.close();
});

test("who waits when the engine traps is told", async () => {
  const r = await Redlet.open(":memory:");
  const waiting = r.blpop("none", 0);
  await r.set("large", LARGE).catch(() => {});
  await assert.rejects(waiting, { code: "POISONED" });
});

test("whoever has waited for long is told when the engine traps, and so is who asks how it ended", async () => {
  const r = await Redlet.open(":memory:");
  const events = [];
  r.addEventListener("end", ({ detail }) => events.push(detail.code));
  const messages = r.subscribe("c");
  const walk = r.scanIterator({ count: 1 });
  for (const name of ["a", "b", "c"]) await r.set(name, 1);
  const waiting = [r.blpop("none", 0), r.pipeline().ping().brpop("none", 0).exec()].map((each) =>
    each.catch((error) => error.code),
  );
  assert.ok(!(await walk.next()).done);
  await r.publish("c", "kept");
  await r.set("large", LARGE).catch(() => {});
  assert.deepEqual(await Promise.all(waiting), ["POISONED", "POISONED"]);
  assert.equal((await messages.next()).value.message, "kept");
  for (let round = 0; round < 2; round++) await assert.rejects(messages.next(), { code: "POISONED" });
  await assert.rejects(async () => {
    for await (const _ of walk);
  }, /POISONED|engine/);
  await assert.rejects(r.closed, { code: "POISONED" });
  assert.deepEqual(events, ["POISONED"]);
  await r.close();
  assert.deepEqual(events, ["POISONED"]);
  await assert.rejects(r.closed, { code: "POISONED" });
});

test("a trap that nobody looks at is nobody's unhandled rejection", async () => {
  const unhandled = [];
  const note = (reason) => unhandled.push(reason);
  process.on("unhandledRejection", note);
  const r = await Redlet.open(":memory:");
  r.subscribe("c", () => {});
  await r.set("large", LARGE).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off("unhandledRejection", note);
  assert.deepEqual(unhandled, []);
});

test("the memory of a database that trapped is freed, though nobody closed it", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  const r = await Redlet.open(":memory:");
  const [memory] = memories.slice(-1);
  collect();
  assert.ok(memory.deref());
  await r.set("large", LARGE).catch(() => {});
  // What a promise still holds is let go in a later task.
  await new Promise((resolve) => setTimeout(resolve, 20));
  collect();
  assert.equal(memory.deref(), undefined);
  await assert.rejects(r.get("large"), { code: "POISONED" });
});
