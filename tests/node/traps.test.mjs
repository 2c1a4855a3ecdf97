// A trap ends its own database: no other one in the program, and not the file.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { trap } from "./trap.mjs";

const folder = mkdtempSync(join(tmpdir(), "redlet-trap-"));
after(() => rmSync(folder, { recursive: true }));

const { instantiate } = WebAssembly;
const memories = [];
let isTrapping = false;
WebAssembly.instantiate = async (...args) => {
  const { exports } = await instantiate(...args);
  memories.push(new WeakRef(exports.memory));
  const exec = (...words) => (isTrapping ? trap(exports) : exports.engine_exec(...words));
  return { exports: { ...exports, engine_exec: exec } };
};
const { Redlet } = await import("redlet");

/** Sends a batch in which the engine traps. */
async function trapped(send) {
  isTrapping = true;
  const sent = await Promise.allSettled(send());
  isTrapping = false;
  return sent;
}

test("a trap ends one database, with what was sent to it, and no other", async () => {
  const path = join(folder, "a.db");
  const [first, other] = await Promise.all([Redlet.open(path), Redlet.open(":memory:")]);
  await first.set("kept", "1");
  await other.set("k", "v");
  for (const { reason } of await trapped(() => [first.set("large", "2"), first.get("kept")])) {
    assert.equal(reason.code, "POISONED");
    assert.ok(reason.cause.cause instanceof WebAssembly.RuntimeError);
  }
  await assert.rejects(first.get("kept"), { code: "POISONED" });
  assert.equal(await other.get("k"), "v");
  assert.ok(!existsSync(`${path}.lock`));
  await first.close();

  const again = await Redlet.open(path);
  assert.equal(await again.get("kept"), "1");
  assert.equal(await again.get("large"), null);
  await again.close();
  await other.close();
});

test("who waits when the engine traps is told", async () => {
  const r = await Redlet.open(":memory:");
  const waiting = r.blpop("none", 0);
  await trapped(() => [r.set("large", "2")]);
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
  await trapped(() => [r.set("large", "2")]);
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
  await trapped(() => [r.set("large", "2")]);
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
  await trapped(() => [r.set("large", "2")]);
  // What a promise still holds is let go in a later task.
  await new Promise((resolve) => setTimeout(resolve, 20));
  collect();
  assert.equal(memory.deref(), undefined);
  await assert.rejects(r.get("large"), { code: "POISONED" });
});
