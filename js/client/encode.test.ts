import assert from "node:assert/strict";
import { test } from "node:test";
import { command, encode } from "./encode.ts";
import { FrameWriter } from "./frame.ts";

/** The words of the command, as the engine gets them. */
function words(shape: string | undefined, args: unknown[]): string {
  const writer = new FrameWriter();
  encode(writer, command("X", shape), args);
  const frame = Buffer.from(writer.finish());
  const found: string[] = [];
  for (let at = 8; at < frame.length; ) {
    const length = frame.readUInt32LE(at);
    found.push(frame.toString("utf8", at + 4, at + 4 + length));
    at += 4 + length;
  }
  assert.equal(frame.readUInt32LE(4), found.length);
  return found.slice(1).join(" ");
}

const CASES: [what: string, shape: string | undefined, args: unknown[], words: string][] = [
  ["words of every kind", undefined, ["a", 1, 2n ** 63n, Buffer.from("b"), 0.1, -0], "a 1 9223372036854775808 b 0.1 0"],
  [
    "numbers that are not finite",
    undefined,
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN],
    "inf -inf nan",
  ],
  ["any view of bytes", undefined, [new DataView(Uint8Array.of(65, 66).buffer, 1)], "B"],
  ["arrays are flattened", undefined, [["a", ["b", 1]], "c", []], "a b 1 c"],
  ["undefined arguments at the end are none", undefined, ["a", undefined, undefined], "a"],
  ["options", undefined, ["k", "v", { ex: 60, nx: true, get: undefined, xx: false, px: null }], "k v EX 60 NX"],
  ["options without any", undefined, ["k", {}], "k"],
  ["an option's name in two words", undefined, [{ libName: "x" }], "LIB-NAME x"],
  ["an option that is repeated", undefined, ["k", { get: ["#", "w_*"] }], "k GET # GET w_*"],
  ["an option with several words", undefined, [{ limit: [0, 10], withscores: true }], "LIMIT 0 10 WITHSCORES"],
  ["Redis's flat form", undefined, ["k", "v", "EX", 60, "NX"], "k v EX 60 NX"],
  ["a member with its score", "vom", ["z", { score: 1.5, member: "a" }], "z 1.5 a"],
  [
    "members before options",
    "vom",
    [
      "z",
      [
        { member: "a", score: 1 },
        { score: 2, member: "b" },
      ],
      { nx: true },
    ],
    "z NX 1 a 2 b",
  ],
  ["members in Redis's flat form", "vom", ["z", "NX", 1, "a"], "z NX 1 a"],
  ["members with coordinates", "vom", ["g", { longitude: 13.36, latitude: 38.11, member: "a" }], "g 13.36 38.11 a"],
  ["counted pairs", "vof", ["h", { a: 1, b: "2" }, { ex: 60 }], "h EX 60 FIELDS 2 a 1 b 2"],
  ["counted pairs as a Map", "n", [new Map([["a", 1]])], "1 a 1"],
  ["pairs as an object", "vp", ["h", { a: 1, b: "2" }], "h a 1 b 2"],
  [
    "pairs as a Map",
    "vp",
    [
      "h",
      new Map<unknown, unknown>([
        ["a", 1],
        [Buffer.from("b"), 2],
      ]),
    ],
    "h a 1 b 2",
  ],
  [
    "pairs as arrays",
    "vp",
    [
      "h",
      [
        ["a", 1],
        ["b", 2],
      ],
    ],
    "h a 1 b 2",
  ],
  ["pairs flat", "vp", ["h", "a", 1, "b", 2], "h a 1 b 2"],
  ["options before pairs", "vop", ["z", { a: 1 }, { nx: true }], "z NX a 1"],
  ["options before flat pairs", "vop", ["z", 1, "a", 2, "b", { ch: true }], "z CH 1 a 2 b"],
  ["pairs alone are not taken for options", "vop", ["z", { a: 1 }], "z a 1"],
  ["counted fields", "vvof", ["h", 60, ["a", "b"]], "h 60 FIELDS 2 a b"],
  ["counted fields with options before them", "vvof", ["h", 60, ["a"], { nx: true }], "h 60 NX FIELDS 1 a"],
  ["counted fields flat", "vvof", ["h", 60, "NX", "FIELDS", 1, "a"], "h 60 NX FIELDS 1 a"],
  ["no fields at all", "vf", ["h", []], "h FIELDS 0"],
  ["counted words", "no", [["k1", "k2"], { limit: 5 }], "2 k1 k2 LIMIT 5"],
  ["counted words between", "vno", ["to", ["k1", "k2"]], "to 2 k1 k2"],
  ["a rest parameter of a shape", "vv", ["a", ["b"], "c"], "a b c"],
];

for (const [what, shape, args, expected] of CASES) {
  test(`${what} are encoded as ${expected}`, () => assert.equal(words(shape, args), expected));
}

test("the wire name may have two words", () => {
  const writer = new FrameWriter();
  encode(writer, command("CLIENT NO-EVICT"), ["on"]);
  const frame = Buffer.from(writer.finish()).toString("latin1");
  assert.ok(frame.endsWith("\x03\0\0\0\x06\0\0\0CLIENT\x08\0\0\0NO-EVICT\x02\0\0\0on"));
});

test("what is no word is refused, and the frame left as it was", () => {
  const writer = new FrameWriter();
  for (const wrong of [null, true, Symbol("s"), () => 1, new Map()]) {
    assert.throws(() => encode(writer, command("SET"), ["k", wrong, "x"]), TypeError);
  }
  assert.throws(() => encode(writer, command("SET"), ["k", undefined, "x"]), /undefined/);
  assert.throws(() => encode(writer, command("SET"), [{ ex: 1 }, "x"]), /an object/);
  assert.deepEqual([writer.size, writer.count], [4, 0]);
});
