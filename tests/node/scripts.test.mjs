// Lua scripts in a program: the engine and the interpreter are two instances, which call each other.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Redlet } from "redlet";

async function open(t) {
  const r = await Redlet.open(":memory:");
  t.after(() => r.close());
  return r;
}

test("a script reads and writes keys", async (t) => {
  const r = await open(t);
  const code = "redis.call('set', KEYS[1], ARGV[1]) return {redis.call('get', KEYS[1]), 2, cjson.encode({1, 2})}";
  assert.deepEqual(await r.call("EVAL", code, "1", "k", "ä\0"), ["ä\0", 2, "[1,2]"]);
  assert.equal(await r.get("k"), "ä\0");
});

test("errors have the words and the line", async (t) => {
  const r = await open(t);
  await assert.rejects(
    r.call("EVAL", "\nreturn redis.call('nope')", "0"),
    /Unknown Redis command called from script.*:2/,
  );
  await assert.rejects(r.call("EVAL", "x =", "0"), /Error compiling script/);
});

test("a library's functions are called", async (t) => {
  const r = await open(t);
  await r.call("FUNCTION", "LOAD", "#!lua name=l\nredis.register_function('f', function(k, a) return a[1] end)");
  assert.equal(await r.call("FCALL", "f", "0", "x"), "x");
});

test("what a script did that takes too long, or too much memory, is taken back", async (t) => {
  const r = await open(t);
  await assert.rejects(r.call("EVAL", "redis.call('set', 'm', 1) local s = 'x' while true do s = s .. s end", "0"));
  await r.call("CONFIG", "SET", "busy-reply-threshold", "50");
  await assert.rejects(r.call("EVAL", "redis.call('set', 't', 1) while true do end", "0"), /Script killed/);
  assert.equal(await r.call("EXISTS", "m", "t"), 0);
  assert.equal(await r.call("EVAL", "return 'next'", "0"), "next");
});
