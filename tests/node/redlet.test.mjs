// The facade and the engine together, in Node.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Redlet, RedletError } from "redlet";

const folder = mkdtempSync(join(tmpdir(), "redlet-node-"));
after(() => rmSync(folder, { recursive: true }));
let files = 0;
const file = () => join(folder, `${files++}.db`);

test("what was written is there after close and open", async () => {
  const path = file();
  const first = await Redlet.open(path);
  assert.equal(first.storage, "file");
  assert.equal(await first.set("k", "é🎉"), "OK");
  assert.equal(await first.hset("h", { a: 1, b: "two" }), 2);
  await first.close();
  await first.close();
  const second = await Redlet.open({ path });
  assert.equal(await second.get("k"), "é🎉");
  assert.deepEqual(await second.hgetall("h"), { a: "1", b: "two" });
  await second.close();
  assert.ok(!existsSync(`${path}.lock`));
});

test("memory keeps nothing", async () => {
  for (let round = 0; round < 2; round++) {
    const r = await Redlet.open(":memory:");
    assert.deepEqual([r.storage, await r.get("k"), await r.set("k", "v")], ["memory", null, "OK"]);
    await r.close();
  }
});

test("values come back as they went in", async () => {
  const r = await Redlet.open(":memory:");
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  const values = ["", "a", "x".repeat(100_000), "日本語", "\ufeff", "\u0000"];
  await Promise.all([r.set("bytes", bytes), ...values.map((value, i) => r.set(`v${i}`, value))]);
  assert.deepEqual(await r.binary.get("bytes"), bytes);
  assert.deepEqual(await r.mget(values.map((_, i) => `v${i}`)), values);
  assert.equal(await r.set("n", 2n ** 63n - 2n), "OK");
  assert.equal(await r.incr("n"), 2n ** 63n - 1n);
  await r.hset(bytes, new Map([[bytes, bytes]]));
  assert.deepEqual(await r.binary.hgetall(bytes), new Map([[bytes, bytes]]));
  await r.hset("h", [["__proto__", "x"]]);
  assert.deepEqual(Object.entries(await r.hgetall("h")), [["__proto__", "x"]]);
  await r.close();
});

test("a dumped value is bytes however it is asked for, and can be restored", async () => {
  const r = await Redlet.open(":memory:");
  await r.hset("h", { name: "Ann", age: 41 });
  // ASCII alone, so that it would be text elsewhere.
  await r.set("s", "x");
  const payload = await r.dump("h");
  assert.ok(payload instanceof Uint8Array);
  assert.deepEqual(await r.binary.dump("h"), payload);
  assert.deepEqual(await r.call("DUMP", "h"), payload);
  assert.deepEqual(await r.pipeline().dump("h").dump("none").exec(), [payload, null]);
  assert.deepEqual(await r.multi().dump("h").exec(), [payload]);
  assert.equal(await r.restore("copy", 0, payload), "OK");
  assert.deepEqual(await r.hgetall("copy"), { name: "Ann", age: "41" });
  await assert.rejects(r.restore("copy", 0, payload), { code: "BUSYKEY" });
  assert.equal(await r.restore("copy", 60_000, payload, { replace: true }), "OK");
  payload[3] ^= 1;
  await assert.rejects(r.restore("other", 0, payload), /checksum/);
  await r.close();
});

test("errors say what Redis says, and which command", async () => {
  const r = await Redlet.open(":memory:");
  await r.hset("h", { a: 1 });
  const message = "WRONGTYPE Operation against a key holding the wrong kind of value";
  await assert.rejects(r.get("h"), { name: "RedletError", code: "WRONGTYPE", command: "GET", message });
  await assert.rejects(r.call("nope", "x"), { code: "ERR", command: "NOPE", message: /^ERR unknown command 'nope'/ });
  assert.deepEqual(await r.reply("GET", "h"), { type: "error", value: message });
  const settled = await r.pipeline().set("k", 1).get("h").get("k").exec({ errors: "return" });
  assert.deepEqual([settled[0], settled[2]], ["OK", "1"]);
  assert.ok(settled[1] instanceof RedletError);
  await assert.rejects(r.pipeline().get("h").set("k", 2).exec(), { code: "WRONGTYPE" });
  assert.equal(await r.get("k"), "2");
  await r.close();
});

test("a file is held by one program at a time, and a killed one's is taken over", async () => {
  const path = file();
  const r = await Redlet.open(path);
  await assert.rejects(Redlet.open(path), { name: "RedletError", code: "LOCKED" });
  await r.close();
  // The child sets a key and kills itself with the database open.
  const script = `const { Redlet } = await import("redlet"); const r = await Redlet.open(${JSON.stringify(path)});
    await r.set("k", "kept"); process.kill(process.pid, "SIGKILL");`;
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  assert.equal(child.signal, "SIGKILL", child.stderr);
  assert.ok(existsSync(`${path}.lock`));
  const next = await Redlet.open(path);
  assert.equal(await next.get("k"), "kept");
  await next.close();
});

test("a program that ends without close leaves no lock, and everything in one file", async () => {
  const path = file();
  const script = `const { Redlet } = await import("redlet"); const r = await Redlet.open(${JSON.stringify(path)});
    await r.set("k", "kept");`;
  execFileSync(process.execPath, ["--input-type=module", "-e", script]);
  assert.ok(!existsSync(`${path}.lock`));
  assert.ok(!existsSync(`${path}-wal`));
  assert.ok(statSync(path).size > 0);
});

test("files that can't be opened say why, and are let go", async () => {
  const path = file();
  writeFileSync(path, "this is a text and no database".repeat(1000));
  for (let round = 0; round < 2; round++)
    await assert.rejects(Redlet.open(path), { name: "RedletError", code: "NOTADB" });
  await assert.rejects(Redlet.open(join(folder, "none", "x.db")), { name: "RedletError", code: "IO" });
  await assert.rejects(Redlet.open({ name: "x", storage: "opfs" }), { code: "STORAGE" });
  const r = await Redlet.open({ name: join(folder, "none", "x.db"), fallback: "memory" });
  assert.equal(r.storage, "memory");
  await r.close();
});

test("await using closes", async () => {
  const r = await Redlet.open(":memory:");
  await r[Symbol.asyncDispose]();
  await assert.rejects(r.get("k"), { code: "CLOSED" });
});

test("an expired key goes without being read", async () => {
  const r = await Redlet.open(":memory:");
  await r.set("k", "v", { px: 30 });
  while ((await r.dbsize()) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await r.close();
});

test("a database with a password opens for the one who set it", async () => {
  const r = await Redlet.open({ name: ":memory:", password: "secret" });
  assert.equal(await r.set("k", "v"), "OK");
  await r.close();
});

test("members of sorted sets are objects", async () => {
  const r = await Redlet.open(":memory:");
  assert.equal(await r.zadd("z", { member: "a", score: 1.5 }), 1);
  assert.equal(
    await r.zadd(
      "z",
      [
        { member: "b", score: 2 },
        { member: "é", score: Number.POSITIVE_INFINITY },
      ],
      { nx: true },
    ),
    2,
  );
  assert.deepEqual(await r.zrange("z", 0, -1), ["a", "b", "é"]);
  const scored = [
    { member: "a", score: 1.5 },
    { member: "b", score: 2 },
  ];
  assert.deepEqual(await r.zrange("z", 0, 2, { byscore: true, withscores: true }), scored);
  assert.deepEqual(await r.zrange("z", 0, 1, "WITHSCORES"), scored);
  assert.deepEqual(await r.binary.zpopmin("z"), [{ member: new TextEncoder().encode("a"), score: 1.5 }]);
  assert.deepEqual(await r.zmpop(["none", "z"], "max", { count: 1 }), [
    "z",
    [{ member: "é", score: Number.POSITIVE_INFINITY }],
  ]);
  assert.deepEqual(await r.zunion(["z", "z"], { weights: [1, 2], withscores: true }), [{ member: "b", score: 6 }]);
  await r.close();
});

test("places are numbers", async () => {
  const r = await Redlet.open(":memory:");
  const places = [
    { longitude: 13.361389, latitude: 38.115556, member: "Palermo" },
    { longitude: 15.087269, latitude: 37.502669, member: "Catania" },
  ];
  assert.equal(await r.geoadd("g", places), 2);
  assert.equal(await r.geodist("g", "Palermo", "Catania", { km: true }), 166.2742);
  const near = { fromlonlat: [15, 37], byradius: [100, "km"], withdist: true, asc: true };
  assert.deepEqual(await r.geosearch("g", near), [["Catania", 56.4413]]);
  const [[longitude, latitude], none] = await r.geopos("g", "Palermo", "none");
  assert.deepEqual([longitude.toFixed(4), latitude.toFixed(4), none], ["13.3614", "38.1156", null]);
  await r.close();
});
