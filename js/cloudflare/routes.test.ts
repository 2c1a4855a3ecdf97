import assert from "node:assert/strict";
import { test } from "node:test";
import { textOf, utf8 } from "../protocol/bytes.ts";
import { commandsOf, framed, frameOf } from "../protocol/frame.ts";
import { BLOCKING } from "./routes.gen.ts";
import { needsSession, plan } from "./routes.ts";
import { objectOf, slotOf } from "./slots.ts";

test("keys have the slots of Redis Cluster", () => {
  const slots: [key: string, slot: number][] = [
    ["123456789", 0x31c3],
    ["foo", 12182],
    ["bar", 5061],
    ["hello", 866],
    ["", 0],
  ];
  for (const [key, slot] of slots) assert.equal(slotOf(utf8(key)), slot, key);
});

test("of a key with a tag the tag alone counts", () => {
  const same: [key: string, tag: string][] = [
    ["{foo}bar", "foo"],
    ["x{foo}", "foo"],
    ["{foo}{bar}", "foo"],
    ["foo{{bar}}zap", "{bar"],
  ];
  for (const [key, tag] of same) assert.equal(slotOf(utf8(key)), slotOf(utf8(tag)), key);
  // An empty tag is none, and so is one that does not end.
  for (const key of ["foo{}{bar}", "{foo", "foo}"]) assert.notEqual(slotOf(utf8(key)), slotOf(utf8("foo")), key);
});

test("slots are spread evenly over objects, in order", () => {
  for (const objects of [1, 3, 8, 64, 16_384]) {
    const counts = new Map<number, number>();
    for (let slot = 0; slot < 16_384; slot++) {
      const object = objectOf(slot, objects);
      counts.set(object, (counts.get(object) ?? 0) + 1);
    }
    const sizes = [...counts.values()];
    assert.equal(counts.size, objects);
    assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
  }
});

/** What the objects are asked for a frame, each command as text behind its object; `-` is nobody. */
function asked(objects: number, open: number[], ...commands: string[]): string[] {
  const frame = frameOf(commands.map((command) => framed(...command.split(" "))));
  const made = plan(commandsOf(frame), { count: objects, open, ticket: () => undefined });
  return made.steps.map(({ parts }) => {
    if (parts.length === 0) return "-";
    const told = parts.map(({ object, at }) => {
      const [command] = commandsOf(frameOf([made.frames.get(object)?.[at] as Uint8Array]));
      return `${object} ${command?.words.map(textOf).join(" ")}`;
    });
    return told.join(", ");
  });
}

// "foo" is in the last of four objects, "bar" and "hello" are in others.
test("a command goes to the object of its keys", () => {
  const one = [
    "GET foo",
    "get foo",
    "MSET foo 1 {foo}2 2",
    "OBJECT ENCODING foo",
    "XREAD COUNT 2 STREAMS foo {foo}2 0 0",
    "XREADGROUP GROUP g c STREAMS foo >",
    "ZUNIONSTORE foo 2 {foo}a {foo}b WEIGHTS 1 2",
    "LMPOP 1 foo LEFT",
    "SORT foo BY nosort STORE {foo}s",
    "GEORADIUS foo 1 1 1 m STORE {foo}s",
    "BLPOP foo {foo}2 0",
    "XGROUP CREATE foo g 0",
    "MEMORY USAGE foo",
    "BITOP AND foo {foo}a {foo}b",
    "COPY foo {foo}2",
    "MSETEX 2 foo 1 {foo}2 2 EX 1",
  ];
  for (const command of one) assert.match(asked(2, [], command).join(), /^1 /, command);
  const several = [
    "MSET foo 1 bar 2",
    "MGET foo bar",
    "XREAD STREAMS foo bar 0 0",
    "ZUNIONSTORE foo 2 {foo}a bar",
    "SORT foo STORE bar",
    "RENAME foo bar",
    "BITOP AND foo {foo}a bar",
  ];
  for (const command of several) assert.deepEqual(asked(2, [], command), ["-"], command);
  assert.deepEqual(asked(2, [], "GET", "NOSUCH foo", "PING"), ["0 GET", "0 NOSUCH foo", "0 PING"]);
});

test("a transaction goes to one object as a whole", () => {
  const whole = asked(2, [], "MULTI", "SET foo 1", "PING", "EXEC", "GET bar");
  assert.deepEqual(whole, ["1 MULTI", "1 SET foo 1", "1 PING", "1 EXEC", "0 GET bar"]);
  assert.deepEqual(asked(2, [], "MULTI", "SET foo 1", "GET bar", "EXEC"), ["-", "-", "-", "-"]);
  assert.deepEqual(asked(2, [], "MULTI", "DBSIZE", "EXEC"), ["-", "-", "-"]);
  assert.deepEqual(asked(1, [], "MULTI", "DBSIZE", "EXEC"), ["0 MULTI", "0 DBSIZE", "0 EXEC"]);
  assert.deepEqual(asked(2, [], "MULTI", "GET foo"), ["-", "1 GET foo"]);
});

test("what concerns all objects goes to all, and what ends a session to those that know it", () => {
  assert.deepEqual(asked(2, [], "DBSIZE", "CONFIG SET a b"), [
    "0 DBSIZE, 1 DBSIZE",
    "0 CONFIG SET a b, 1 CONFIG SET a b",
  ]);
  assert.deepEqual(asked(2, [], "SCAN 0", "SCAN 1 COUNT 3", "SCAN 5", "SCAN x"), [
    "0 SCAN 0",
    "1 SCAN 0 COUNT 3",
    "1 SCAN 2",
    "0 SCAN x",
  ]);
  assert.deepEqual(asked(2, [], "SUBSCRIBE foo bar {foo}2"), ["1 SUBSCRIBE foo {foo}2, 0 SUBSCRIBE bar"]);
  assert.deepEqual(asked(2, [], "SUBSCRIBE __keyevent@0__:set", "PUBLISH foo x"), [
    "0 SUBSCRIBE __keyevent@0__:set, 1 SUBSCRIBE __keyevent@0__:set",
    "1 PUBLISH foo x",
  ]);
  assert.deepEqual(asked(4, [2, 3], "UNWATCH", "UNSUBSCRIBE"), [
    "2 UNWATCH, 3 UNWATCH",
    "2 UNSUBSCRIBE, 3 UNSUBSCRIBE",
  ]);
});

test("a name that is called like an option is a name", () => {
  for (const command of [
    "XREADGROUP GROUP streams block BLOCK 5 STREAMS foo >",
    "XREADGROUP BLOCK 5 COUNT 1 GROUP streams streams STREAMS foo >",
    "XREAD COUNT 5 STREAMS foo 0",
    "SORT foo BY store GET STORE LIMIT 0 1 STORE {foo}store",
    "SORT foo STORE bar STORE {foo}2",
    "SORT foo GET store",
    "BLMPOP 0 1 foo LEFT",
  ]) {
    assert.match(asked(2, [], command).join(), /^1 /, command);
  }
  assert.deepEqual(asked(2, [], "SORT foo STORE store"), ["-"]);
});

/** The objects that must know the session for commands. */
function known(objects: number, ...commands: string[]): number[] {
  const frame = frameOf(commands.map((command) => framed(...command.split(" "))));
  return [...plan(commandsOf(frame), { count: objects, open: [], ticket: () => undefined }).sessions];
}

test("objects know the session where it waits, watches or listens, and all do what it is", () => {
  for (const names of BLOCKING.split(";")) {
    const [token, ...commands] = names.split(/[=,]/);
    for (const command of commands) {
      assert.deepEqual(known(2, `${command} ${token || 1} 1 1 1`).length, 1, command);
      if (token) assert.deepEqual(known(2, `${command} 1`), [], command);
    }
  }
  for (const command of ["WATCH foo", "SUBSCRIBE foo", "MULTI"])
    assert.ok(known(2, command, "GET bar").length < 2, command);
  for (const command of ["CLIENT TRACKING ON", "client no-touch ON", "CLIENT NO-EVICT ON", "MONITOR", "PSUBSCRIBE a"]) {
    assert.deepEqual(known(2, command), [0, 1], command);
    assert.deepEqual(asked(2, [], command), [`0 ${command}, 1 ${command}`]);
  }
  for (const command of ["CLIENT SETNAME a", "CLIENT SETINFO LIB-NAME a", "HELLO 3"]) {
    assert.deepEqual(known(2, command), [0], command);
  }
  for (const commands of [["GET foo"], ["MULTI", "SET foo 1", "EXEC"], ["RESET", "UNSUBSCRIBE", "CLIENT ID"]]) {
    assert.deepEqual(known(2, ...commands), [], commands.join());
  }
});

test("what can't hold over several objects is refused with the reason", () => {
  for (const command of [
    "CLIENT TRACKING ON REDIRECT 3",
    "CLIENT TRACKING ON BCAST PREFIX a redirect 3",
    "CLIENT REPLY OFF",
  ]) {
    assert.deepEqual(asked(2, [], command), ["-"], command);
    assert.deepEqual(asked(1, [], command), [`0 ${command}`]);
  }
  assert.equal(known(2, "CLIENT TRACKING ON BCAST PREFIX REDIRECT").length, 2);
});

test("CLIENT CACHING goes where the command goes that it is for", () => {
  assert.deepEqual(asked(2, [], "CLIENT CACHING YES", "GET foo"), ["1 CLIENT CACHING YES", "1 GET foo"]);
  assert.deepEqual(known(2, "CLIENT CACHING YES", "GET foo"), [1]);
  const whole = asked(2, [], "CLIENT CACHING YES", "MULTI", "GET foo", "EXEC");
  assert.equal(whole[0], "1 CLIENT CACHING YES");
  assert.deepEqual(asked(2, [], "CLIENT CACHING YES"), ["-"]);
  assert.deepEqual(asked(2, [], "CLIENT CACHING YES", "MGET foo bar"), ["-", "-"]);
});

test("a frame needs a session unless it leaves it as it was", () => {
  const needs = (...commands: string[]) =>
    needsSession(commandsOf(frameOf(commands.map((command) => framed(...command.split(" "))))));
  assert.ok(needs("GET a", "SELECT 1"));
  assert.ok(needs("MULTI", "GET a"));
  assert.ok(needs("MULTI", "SUBSCRIBE a", "EXEC"));
  assert.ok(!needs("MULTI", "GET a", "EXEC", "DBSIZE"));
  assert.ok(!needs("XREAD STREAMS a 0", "WAIT 0 1"));
});
