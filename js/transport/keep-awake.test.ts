import assert from "node:assert/strict";
import { test } from "node:test";
import { KeepAwake } from "./keep-awake.ts";

/** A thread whose tasks run when they are told to, by a clock that stands still. */
function thread() {
  const tasks: (() => void)[] = [];
  const clock = { time: 1, now: () => clock.time };
  const awake = new KeepAwake({ postTask: async (task) => tasks.push(task) }, clock);
  /** Messages, each 0.1 ms after the one before; returns at how many the thread was awake. */
  const messages = (count: number): number => {
    let found = 0;
    for (let at = 0; at < count; at++) {
      clock.time += 0.1;
      awake.extend();
      if (tasks.length > 0) found++;
      for (const task of tasks.splice(0)) task();
    }
    return found;
  };
  /** Nothing comes for a while. */
  const pause = () => {
    clock.time += 1;
    for (const task of tasks.splice(0)) task();
    assert.equal(tasks.length, 0);
  };
  return { messages, pause };
}

test("a thread stays awake from the second of messages that follow each other", () => {
  const { messages, pause } = thread();
  assert.equal(messages(1), 0);
  pause();
  assert.equal(messages(100), 99);
});

test("a wait in vain is followed by messages without one, and by more after the next", () => {
  const { messages, pause } = thread();
  assert.equal(messages(2), 1);
  pause();
  assert.equal(messages(16), 0);
  assert.equal(messages(1), 1);
  pause();
  assert.equal(messages(32), 0);
  assert.equal(messages(1), 1);
});

test("a few waits that are worth it make good what was in vain before", () => {
  const { messages, pause } = thread();
  messages(2);
  for (const skipped of [16, 32, 64, 128]) {
    pause();
    assert.equal(messages(skipped), 0);
    assert.equal(messages(1), 1);
  }
  messages(8);
  pause();
  assert.equal(messages(16), 0);
  assert.equal(messages(1), 1);
});
