import assert from "node:assert/strict";
import { test } from "node:test";
import { deadlineOf, mayWait, withDeadline } from "./deadlines.ts";
import { commandsOf, framed, frameOf, text } from "./frames.ts";
import { BLOCKING } from "./routes.gen.ts";
import { plan } from "./routes.ts";
import { objectOf, slotOf } from "./slots.ts";

const bytes = (word: string) => new TextEncoder().encode(word);

test("keys have the slots of Redis Cluster", () => {
  const slots: [key: string, slot: number][] = [
    ["123456789", 0x31c3],
    ["foo", 12182],
    ["bar", 5061],
    ["hello", 866],
    ["", 0],
  ];
  for (const [key, slot] of slots) assert.equal(slotOf(bytes(key)), slot, key);
});

test("of a key with a tag the tag alone counts", () => {
  const same: [key: string, tag: string][] = [
    ["{foo}bar", "foo"],
    ["x{foo}", "foo"],
    ["{foo}{bar}", "foo"],
    ["foo{{bar}}zap", "{bar"],
  ];
  for (const [key, tag] of same) assert.equal(slotOf(bytes(key)), slotOf(bytes(tag)), key);
  // An empty tag is none, and so is one that does not end.
  for (const key of ["foo{}{bar}", "{foo", "foo}"]) assert.notEqual(slotOf(bytes(key)), slotOf(bytes("foo")), key);
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
      return `${object} ${command?.words.map(text).join(" ")}`;
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

test("every command that may wait is known to, with its deadline", () => {
  const examples = [
    ["BLMOVE a b LEFT RIGHT 1.5", 1500, "BLMOVE a b LEFT RIGHT 0.5"],
    ["BLMPOP 1.5 1 a LEFT", 1500, "BLMPOP 0.5 1 a LEFT"],
    ["BLPOP a 1.5", 1500, "BLPOP a 0.5"],
    ["BRPOP a 1.5", 1500, "BRPOP a 0.5"],
    ["BRPOPLPUSH a b 1.5", 1500, "BRPOPLPUSH a b 0.5"],
    ["BZMPOP 1.5 1 a MIN", 1500, "BZMPOP 0.5 1 a MIN"],
    ["BZPOPMAX a 1.5", 1500, "BZPOPMAX a 0.5"],
    ["BZPOPMIN a 1.5", 1500, "BZPOPMIN a 0.5"],
    ["XREAD BLOCK 1500 STREAMS a $", 1500, "XREAD BLOCK 500 STREAMS a $"],
    ["XREADGROUP GROUP g c block 1500 STREAMS a >", 1500, "XREADGROUP GROUP g c block 500 STREAMS a >"],
  ] as const;
  assert.deepEqual(
    BLOCKING.split(","),
    examples.map(([command]) => command.split(" ")[0]),
  );
  for (const [command, wait, later] of examples) {
    const words = command.split(" ").map(bytes);
    assert.ok(mayWait(words));
    assert.equal(deadlineOf(words, 0), wait);
    assert.equal(
      withDeadline(words, wait, 1000)
        .map((word) => (typeof word === "string" ? word : text(word)))
        .join(" "),
      later,
    );
  }
  assert.equal(deadlineOf(["BLPOP", "a", "0"].map(bytes), 0), undefined);
  assert.ok(!mayWait(["XREAD", "STREAMS", "a", "0"].map(bytes)));
});
