import assert from "node:assert/strict";
import { test } from "node:test";
import { pool } from "./pool.ts";

test("copies stay what they are, whatever is copied after them and whatever becomes of the view", () => {
  const copy = pool();
  const lengths = [0, 1, 2047, 2048, 2049, 60_000, 100, 0, ...Array.from({ length: 300 }, (_, n) => (n * 37) % 2049)];
  const view = new Uint8Array(60_000);
  const copies = lengths.map((length, n) => copy(view.fill(n).subarray(0, length)));
  for (const [n, length] of lengths.entries()) {
    assert.deepEqual([copies[n]?.length, copies[n]?.every((byte) => byte === n % 256)], [length, true]);
  }
});

test("small ones share buffers, a large one has its own", () => {
  const copy = pool();
  const copies = Array.from({ length: 160 }, () => copy(new Uint8Array(100)));
  assert.equal(new Set(copies.map(({ buffer }) => buffer)).size, 1);
  assert.equal(copy(new Uint8Array(2049)).buffer.byteLength, 2049);
});
