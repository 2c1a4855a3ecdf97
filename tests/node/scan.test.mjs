// The iterators over SCAN and its kin.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Redlet } from "redlet";

const all = async (items) => {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
};

test("the iterators give every key, field and member, page by page", async (t) => {
  const r = await Redlet.open(":memory:");
  t.after(() => r.close());
  const names = Array.from({ length: 1000 }, (_, i) => `n${i}`);
  await Promise.all(names.map((name) => r.set(name, name)));
  await r.hset("h", Object.fromEntries(names.map((name) => [name, `v${name}`])));
  await r.sadd("s", ...names);
  await r.zadd("z", [...names.map((member, score) => ({ score, member })), { score: -Infinity, member: "least" }]);

  assert.deepEqual((await all(r.scanIterator({ match: "n*", count: 50 }))).sort(), [...names].sort());
  assert.deepEqual(await all(r.scanIterator({ type: "hash" })), ["h"]);
  const fields = await all(r.hscanIterator("h", { count: 50 }));
  assert.deepEqual(fields.sort(), names.map((name) => [name, `v${name}`]).sort());
  assert.deepEqual((await all(r.sscanIterator("s", { count: 50 }))).sort(), [...names].sort());
  const members = await all(r.zscanIterator("z", { match: "n99*" }));
  assert.deepEqual(
    members.sort((a, b) => a.score - b.score),
    [99, 990, 991, 992, 993, 994, 995, 996, 997, 998, 999].map((score) => ({ member: `n${score}`, score })),
  );
  assert.deepEqual(await all(r.zscanIterator("z", { match: "least" })), [{ member: "least", score: -Infinity }]);
  assert.deepEqual(await all(r.sscanIterator("nosuch")), []);
});

test("fields come without their values where novalues is asked for, however it is spelt", async (t) => {
  const r = await Redlet.open(":memory:");
  t.after(() => r.close());
  await r.hset("h", { a: 1, b: 2, c: 3 });
  for (const options of [{ novalues: true }, { NOVALUES: true }, { noValues: true, count: 1 }, { no_values: true }]) {
    assert.deepEqual(await all(r.hscanIterator("h", options)), ["a", "b", "c"], JSON.stringify(options));
  }
  const pairs = [
    ["a", "1"],
    ["b", "2"],
    ["c", "3"],
  ];
  for (const options of [undefined, {}, { novalues: false }, { NOVALUES: undefined }, { novalues: null }]) {
    assert.deepEqual(await all(r.hscanIterator("h", options)), pairs, JSON.stringify(options));
  }
  assert.deepEqual(await all(r.hscanIterator("h", { match: "novalues" })), []);
  assert.deepEqual(await all(r.hscanIterator("h", { novalues: true, match: "[bc]" })), ["b", "c"]);
});

test("an option that would change what an iterator gives is refused, and says what to do", async (t) => {
  const r = await Redlet.open(":memory:");
  t.after(() => r.close());
  await Promise.all([r.hset("h", { a: 1 }), r.sadd("s", "a"), r.zadd("z", { a: 1 }), r.set("k", "v")]);
  const asObject = { name: "TypeError", message: "hscanIterator: give options as an object" };
  for (const words of ["NOVALUES", null, ["NOVALUES"], ["MATCH", "a", ["NOVALUES"]]]) {
    await assert.rejects(async () => all(r.hscanIterator("h", words)), asObject, JSON.stringify(words));
  }
  const refused = (name, option) => ({
    name: "TypeError",
    message: new RegExp(`^${name} has no option ${option}: it has`),
  });
  await assert.rejects(all(r.hscanIterator("h", { type: "hash" })), refused("HSCAN", "type"));
  for (const option of ["novalues", "withscores", "type"]) {
    await assert.rejects(all(r.sscanIterator("s", { [option]: true })), refused("SSCAN", option));
    await assert.rejects(all(r.zscanIterator("z", { [option]: true })), refused("ZSCAN", option));
  }
  await assert.rejects(all(r.scanIterator({ novalues: true })), refused("SCAN", "novalues"));
  await assert.rejects(all(r.hscanIterator("h", { novalues: 1 })), {
    name: "TypeError",
    message: /novalues, which is true/,
  });
  for (const scan of [
    r.scanIterator(["NOVALUES"]),
    r.sscanIterator("s", "NOVALUES"),
    r.zscanIterator("z", "NOVALUES"),
  ]) {
    await assert.rejects(all(scan), { code: "ERR" });
  }
});

test("a scan meets all that stays, while members come and go", async (t) => {
  const r = await Redlet.open(":memory:");
  t.after(() => r.close());
  const names = Array.from({ length: 2000 }, (_, i) => `n${i}`);
  await r.sadd("s", ...names);
  const found = new Set();
  let round = 0;
  for await (const member of r.sscanIterator("s", { count: 20 })) {
    found.add(member);
    // Odd ones go, others come: each that goes lets the last one move into its place.
    const odd = `n${(round++ * 2 + 1) % 2000}`;
    await Promise.all([r.srem("s", odd), r.sadd("s", `new${round}`)]);
    if (round > 3000) break;
  }
  const missed = names.filter((name, i) => i % 2 === 0 && !found.has(name));
  assert.deepEqual(missed, []);
});
