// What is made ready before a database is opened, in this program; and how long its opening took.

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const dist = new URL("../../dist/", import.meta.url);
const { Redlet } = await import(new URL("node.js", dist));
const { Redlet: Slim } = await import(new URL("slim.js", dist));

const folder = mkdtempSync(join(tmpdir(), "redlet-preload-"));
after(() => rmSync(folder, { recursive: true }));

test("the engine is compiled before, as often as one asks, and nothing is opened", async () => {
  await Promise.all([Redlet.preload(), Redlet.preload()]);
  assert.deepEqual(readdirSync(folder), []);
  const r = await Redlet.open(join(folder, "a.db"));
  assert.equal(await r.set("k", "v"), "OK");
  await r.close();
});

test("the steps of opening are told that there were", async () => {
  for (const [name, steps] of [
    [join(folder, "b.db"), ["engine", "files", "module"]],
    [":memory:", ["engine", "files", "module"]],
  ]) {
    const r = await Redlet.open(name);
    assert.deepEqual(Object.keys(r.timing).sort(), steps);
    await r.ping();
    const { module, files, engine, reply } = r.timing;
    assert.ok(module >= 0 && module <= engine && files <= engine && engine <= reply, JSON.stringify(r.timing));
    await r.ping();
    assert.equal(r.timing.reply, reply);
    const other = await r.duplicate();
    await other.ping();
    assert.deepEqual(Object.keys(other.timing), ["reply"]);
    await r.close();
  }
});

test("an engine that is none is told to whoever opens a database", async () => {
  await Slim.preload({ wasm: new Uint8Array(3) });
  await assert.rejects(Slim.open({ wasm: new Uint8Array(3), name: ":memory:" }), { code: "WASM" });
  const wasm = readFileSync(new URL("redlet/engine.wasm", dist));
  await Slim.preload({ wasm });
  const r = await Slim.open({ wasm, name: ":memory:" });
  assert.equal(await r.ping(), "PONG");
  await r.close();
});

test("slim says that it needs the engine, which preload can't do without either", async () => {
  await Slim.preload({});
  await assert.rejects(Slim.open({ name: ":memory:" }), { code: "WASM" });
});
