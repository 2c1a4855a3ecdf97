import assert from "node:assert/strict";
import { test } from "node:test";
import { RedletError } from "../errors.ts";
import type { Part } from "../host/part.ts";
import { HeldWork } from "./held-work.ts";

/** A part that frames with such a byte need, and that comes, or fails, when the test says so. */
function part(byte: number, isPrefetched = false) {
  const asked: { resolve(): void; reject(error: unknown): void }[] = [];
  let isLoaded = false;
  const made: Part & { come(): void; miss(error: unknown): void; tries(): number } = {
    isPrefetched,
    get isLoaded() {
      return isLoaded;
    },
    isNeededBy: (frame) => frame.includes(byte),
    load: () => (isLoaded ? Promise.resolve() : new Promise((resolve, reject) => asked.push({ resolve, reject }))),
    come() {
      isLoaded = true;
      for (const { resolve } of asked.splice(0)) resolve();
    },
    miss(error) {
      for (const { reject } of asked.splice(0)) reject(error);
    },
    tries: () => asked.length,
  };
  return made;
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

/** Gives work to the queue as an owner does; tells what became of it. */
function given(held: HeldWork) {
  const ends: string[] = [];
  const give = (name: string, ...bytes: number[]) => {
    const frame = bytes.length > 0 ? Uint8Array.from(bytes) : undefined;
    const run = () => ends.push(name);
    if (held.isReadyFor(frame)) run();
    else held.add({ frame, run, fail: ({ code }) => ends.push(`${name}: ${code}`) });
  };
  return { ends, give };
}

test("work that needs nothing is done at once, until something is held", async () => {
  const rest = part(1);
  const { ends, give } = given(new HeldWork([rest]));
  give("a", 0);
  assert.deepEqual(ends, ["a"]);
  give("b", 1);
  give("c", 0);
  give("d");
  await settled();
  assert.deepEqual(ends, ["a"]);
  rest.come();
  await settled();
  assert.deepEqual(ends, ["a", "b", "c", "d"]);
  give("e", 1);
  assert.deepEqual(ends.at(-1), "e");
});

test("work waits for all parts that it needs, and for no other", async () => {
  const [rest, scripts, unused] = [part(1), part(2), part(3)];
  const { ends, give } = given(new HeldWork([rest, scripts, unused]));
  give("both", 1, 2);
  rest.come();
  await settled();
  assert.deepEqual(ends, []);
  give("rest", 1);
  scripts.come();
  await settled();
  assert.deepEqual(ends, ["both", "rest"]);
  assert.equal(unused.tries(), 0);
});

test("where a part can't be loaded, the work fails, what is behind it is done, and later work tries again", async () => {
  const rest = part(1);
  const { ends, give } = given(new HeldWork([rest]));
  give("a", 1);
  give("b", 0);
  await settled();
  rest.miss(new RedletError("WASM", "no network"));
  await settled();
  assert.deepEqual(ends, ["a: WASM", "b"]);
  give("c", 1);
  await settled();
  rest.miss(new Error("what has no code"));
  await settled();
  assert.deepEqual(ends.at(-1), "c: WASM");
  give("d", 1);
  rest.come();
  await settled();
  assert.deepEqual(ends.at(-1), "d");
});

test("what comes while held work is done comes behind it", async () => {
  const rest = part(1);
  const held = new HeldWork([rest]);
  const { ends, give } = given(held);
  const run = () => {
    give("inner", 0);
    ends.push("outer");
  };
  held.add({ frame: Uint8Array.of(1), run, fail: () => {} });
  give("last", 0);
  rest.come();
  await settled();
  assert.deepEqual(ends, ["outer", "last", "inner"]);
});

test("what was dropped is not done, and what comes after that is", async () => {
  const rest = part(1);
  const held = new HeldWork([rest]);
  const { ends, give } = given(held);
  give("dropped", 1);
  held.clear();
  give("kept", 1);
  rest.come();
  await settled();
  assert.deepEqual(ends, ["kept"]);
});

test("only what is for all is loaded before it is needed, and once", async () => {
  const [rest, scripts] = [part(1, true), part(2)];
  const held = new HeldWork([rest, scripts]);
  held.prefetch();
  held.prefetch();
  assert.deepEqual([rest.tries(), scripts.tries()], [1, 0]);
  const { ends, give } = given(held);
  rest.miss(new Error("no network"));
  await settled();
  give("a", 1);
  rest.come();
  await settled();
  assert.deepEqual(ends, ["a"]);
});
