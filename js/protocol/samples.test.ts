// What the engine writes is what is read here: of each tag a value that the engine wrote.

import assert from "node:assert/strict";
import { test } from "node:test";
import { RedletError } from "../errors.ts";
import { joined } from "./bytes.ts";
import { frameOf } from "./frame.ts";
import { Decode, FrameReader } from "./frame-reader.ts";
import { SAMPLES } from "./samples.gen.ts";
import type { TypedReply } from "./typed-reply.ts";
import { arrivedIn, deferredIn, endOf, values } from "./values.ts";

type Name = keyof typeof SAMPLES;

const bytesOf = (name: Name): Uint8Array => Uint8Array.from(Buffer.from(SAMPLES[name], "hex"));
const read = (value: Uint8Array, decode: Decode): unknown => new FrameReader(frameOf([value])).next(decode);

const A: TypedReply = { type: "bulk", value: "a" };
const ITEMS: TypedReply[] = [A, { type: "integer", value: 7 }];
const PAIRS: [TypedReply, TypedReply][] = [
  [A, { type: "integer", value: 1 }],
  [
    { type: "bulk", value: "b" },
    { type: "nil", value: null },
  ],
];
const OF_PAIRS = { a: 1, b: null };
const ENTRY: TypedReply[] = [
  { type: "bulk", value: "5-1" },
  {
    type: "array",
    value: [
      { type: "bulk", value: "f" },
      { type: "bulk", value: "v" },
    ],
  },
];
const TEXT = Uint8Array.from(Buffer.from("text"));

/** What each reply is, as text and with its type. */
const REPLIES: { [name in Exclude<Name, "Arrived" | "Deferred" | "Restoration">]: [unknown, TypedReply] } = {
  Nil: [null, { type: "nil", value: null }],
  NilArray: [null, { type: "nil-array", value: null }],
  Ok: ["OK", { type: "ok", value: "OK" }],
  Int: [-(2 ** 53), { type: "integer", value: -(2 ** 53) }],
  BigInt: [-(2n ** 63n), { type: "integer", value: -(2n ** 63n) }],
  Double: [0.1, { type: "double", value: 0.1 }],
  Ascii: ["value", { type: "bulk", value: "value" }],
  Bulk: ["\u00e9", { type: "bulk", value: Uint8Array.of(0xc3, 0xa9) }],
  Status: ["PONG", { type: "status", value: "PONG" }],
  Error: [new RedletError("ERR", "ERR no"), { type: "error", value: "ERR no" }],
  Verbatim: ["# Server", { type: "verbatim", value: "# Server" }],
  False: [false, { type: "boolean", value: false }],
  True: [true, { type: "boolean", value: true }],
  BigNumber: [-12345678901234567890n, { type: "big-number", value: "-12345678901234567890" }],
  Array: [["a", 7], { type: "array", value: ITEMS }],
  Map: [OF_PAIRS, { type: "map", value: PAIRS }],
  Set: [["a", 7], { type: "set", value: ITEMS }],
  Pairs: [Object.entries(OF_PAIRS), { type: "pairs", value: PAIRS }],
  Push: [[7, "a"], { type: "push", value: [...ITEMS].reverse() }],
  None: [null, { type: "none", value: null }],
  Scores: [[{ member: "a", score: 1.5 }], { type: "pairs", value: [[A, { type: "double", value: 1.5 }]] }],
  Fixed: [166_274.1516, { type: "bulk", value: "166274.1516" }],
  Opaque: [TEXT, { type: "bulk", value: TEXT }],
  Entry: [
    { id: "5-1", fields: { f: "v" } },
    { type: "array", value: ENTRY },
  ],
  Streams: [OF_PAIRS, { type: "streams", value: PAIRS }],
};

for (const [name, [text, typed]] of Object.entries(REPLIES)) {
  test(`${name} is read as the engine wrote it`, () => {
    const value = bytesOf(name as Name);
    assert.deepEqual(read(value, Decode.Typed), typed);
    const found = read(value, Decode.Text);
    if (text instanceof RedletError) assert.equal((found as RedletError).message, text.message);
    else assert.deepEqual(found, text);
  });
}

test("a deferred reply is announced, and comes, as the engine wrote it", () => {
  const deferred = { ticket: 7, again: Uint8Array.from(Buffer.from("again")) };
  assert.deepEqual(deferredIn(bytesOf("Deferred")), deferred);
  assert.deepEqual(new FrameReader(bytesOf("Deferred"), 0).deferred(), deferred);
  assert.deepEqual(arrivedIn(bytesOf("Arrived")), { ticket: 7, reply: bytesOf("Array") });
  const reader = new FrameReader(bytesOf("Arrived"), 0);
  assert.deepEqual([reader.arrived(), reader.next(Decode.Text), reader.isEmpty], [7, ["a", 7], true]);
  for (const name of Object.keys(REPLIES)) {
    assert.deepEqual([deferredIn(bytesOf(name as Name)), arrivedIn(bytesOf(name as Name))], [undefined, undefined]);
  }
});

test("each value ends where the next one begins, and one that is cut off is none", () => {
  const all = (Object.keys(SAMPLES) as Name[]).map(bytesOf);
  assert.deepEqual(values(joined(all)), all);
  for (const value of all) {
    for (let cut = 1; cut < value.length; cut++) {
      const view = new DataView(value.buffer, value.byteOffset, cut);
      const end = () => {
        // Of a string the length alone is read.
        if (endOf(view, 0) > cut) throw new RangeError("it ends later");
      };
      assert.throws(end, RangeError);
    }
  }
  assert.throws(() => values(Uint8Array.of(all.length)), { code: "PROTOCOL" });
});

test("what is no reply is refused as one", () => {
  for (const name of ["Arrived", "Deferred", "Restoration"] as const) {
    for (const form of [Decode.Text, Decode.Binary, Decode.Typed]) {
      // As the second of two, as a restoration may stand first.
      const reader = new FrameReader(frameOf([Uint8Array.of(2), bytesOf(name)]));
      reader.next(form);
      assert.throws(() => reader.next(form), { code: "PROTOCOL" }, name);
    }
  }
});
