// Sessions beside a client's own: what each has for itself, and how they end.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Redlet } from "redlet";

async function open(t, name = ":memory:") {
  const r = await Redlet.open(name);
  t.after(() => r.close());
  return r;
}

test("a duplicate has a database, a transaction, a WATCH and replies of its own", async (t) => {
  const r = await open(t);
  const other = await r.duplicate();
  assert.ok(other instanceof Redlet);
  await other.select(1);
  await other.set("k", "1");
  assert.equal(await r.get("k"), null);
  await other.call("MULTI");
  assert.equal(await r.set("k", "0"), "OK");
  assert.equal((await other.reply("GET", "k")).value, "QUEUED");
  assert.deepEqual(await other.call("EXEC"), ["1"]);
  await other.select(0);
  await other.watch("k");
  await r.set("k", "changed");
  assert.equal(await other.multi().get("k").exec(), null);
  await other.call("CLIENT", "REPLY", "OFF");
  assert.equal(await r.get("k"), "changed");
  assert.equal((await r.clientList()).trim().split("\n").length, 2);
});

test("what a duplicate waits for comes from any session, and a wait of its own keeps none from running", async (t) => {
  const r = await open(t);
  const other = await r.duplicate();
  const third = await other.duplicate();
  const popped = other.blpop("jobs", 0);
  const news = third.subscribe("news");
  await news.ready;
  await r.rpush("jobs", "a");
  assert.deepEqual(await popped, ["jobs", "a"]);
  await other.publish("news", "hello");
  assert.equal((await news.next()).value.message, "hello");
  const stop = new AbortController();
  const stopped = third.withAbortSignal(stop.signal).blpop("jobs", 0);
  stop.abort(new Error("enough"));
  await assert.rejects(stopped, { message: "enough" });
});

test("a duplicate ends alone, or with the client that it was made from", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "redlet-duplicate-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const r = await open(t, join(folder, "app.db"));
  const first = await r.duplicate();
  await first.call("SUBSCRIBE", "news");
  await first.close();
  await assert.rejects(first.get("k"), { code: "CLOSED" });
  assert.equal(await r.publish("news", "x"), 0);
  const second = await r.duplicate();
  const waiting = second.blpop("none", 0);
  await r.close();
  await assert.rejects(waiting, { code: "CLOSED" });
  await second.closed;
  await assert.rejects(r.duplicate(), { code: "CLOSED" });
  // The file is let go.
  const again = await open(t, join(folder, "app.db"));
  assert.equal(await again.dbsize(), 0);
});
