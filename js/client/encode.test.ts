import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { textOf } from "../protocol/bytes.ts";
import { commandsOf, type FramedCommand, frameOf } from "../protocol/frame.ts";
import { FrameWriter } from "../protocol/frame-writer.ts";
import { COMMANDS } from "./commands.gen.ts";
import { command, encode } from "./encode.ts";
import { Parameter } from "./letters.gen.ts";

/** The words of the command, as the engine gets them. */
function words(shape: string | undefined, args: unknown[]): string {
  const writer = new FrameWriter();
  encode(writer, command("X", shape), args);
  const [{ words, bytes }] = commandsOf(writer.finish()) as [FramedCommand];
  assert.deepEqual(frameOf([bytes]), writer.finish());
  return words.slice(1).map(textOf).join(" ");
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
  ["arrays of a command by its words are flattened", undefined, [["a", ["b", 1]], "c", []], "a b 1 c"],
  ["undefined in place of what may be left out", "vu", ["a", undefined, undefined], "a"],
  ["undefined in place of options", "vvo:ex", ["a", "b", undefined], "a b"],
  ["undefined in place of options after members", "vom:nx!", ["z", { score: 1, member: "a" }, undefined], "z 1 a"],
  ["undefined in place of a range", "vxo:bit!", ["k", undefined, undefined], "k"],
  [
    "options",
    "vvo:ex px nx! xx! get!",
    ["k", "v", { ex: 60, nx: true, get: undefined, xx: false, px: null }],
    "k v EX 60 NX",
  ],
  ["options without any", "vo:ex", ["k", {}], "k"],
  ["options without a prototype", "vo:ex", ["k", Object.assign(Object.create(null), { ex: 1 })], "k EX 1"],
  ["options of another realm", "vo:ex", ["k", runInNewContext("({ ex: 1 })")], "k EX 1"],
  ["an option's name in two words", "o:libName", [{ libName: "x" }], "LIB-NAME x"],
  ["an option that is repeated", "vo:get+", ["k", { get: ["#", "w_*"] }], "k GET # GET w_*"],
  ["a repeated option once", "vo:get+", ["k", { get: "#" }], "k GET #"],
  [
    "an option with several words",
    "o:limit2 withscores!",
    [{ limit: [0, 1], withscores: true }],
    "LIMIT 0 1 WITHSCORES",
  ],
  ["an option with as many words as there are", "no:weights*", [["a", "b"], { weights: [1, 2] }], "2 a b WEIGHTS 1 2"],
  ["an option with a word before its own", "vo:maxlen~", ["k", { maxlen: ["~", 10] }], "k MAXLEN ~ 10"],
  ["an option without it", "vo:maxlen~", ["k", { maxlen: 10 }], "k MAXLEN 10"],
  ["options before words", "vox:idle", ["k", "-", "+", 1, { idle: 5 }], "k IDLE 5 - + 1"],
  ["Redis's flat form", "vvo:ex", ["k", "v", "EX", 60, "NX"], "k v EX 60 NX"],
  ["Redis's flat form beside bytes", "vvo:ex", ["k", Uint8Array.of(65).buffer, "EX", 60], "k A EX 60"],
  ["Redis's flat form in an array", "vvo:ex", ["k", "v", ["EX", 60]], "k v EX 60"],
  ["a buffer of bytes", "vv", ["k", Uint8Array.of(65, 66).buffer], "k AB"],
  ["a shared one", "vv", ["k", new SharedArrayBuffer(1)], "k \0"],
  [
    "bytes of another realm",
    "vvv",
    runInNewContext("[new Uint8Array([65]), new ArrayBuffer(0), new DataView(new ArrayBuffer(1))]"),
    "A  \0",
  ],
  ["many words and one behind them", "wv", [["a", "b"], 0], "a b 0"],
  ["many words flat and one behind them", "wv", ["a", ["b"], 0], "a b 0"],
  ["options in any spelling", "vvo:ex keepttl!", ["k", "v", { EX: 1, keepTtl: true }], "k v EX 1 KEEPTTL"],
  ["members as names with scores", "vom:nx!", ["z", { a: 1, b: 2 }, { nx: true }], "z NX 1 a 2 b"],
  ["members as a Map", "vom:nx!", ["z", new Map([["score", 1]])], "z 1 score"],
  ["an entry without an id", "vovp:limit", ["s", { f: 1 }, { limit: 5 }], "s LIMIT 5 * f 1"],
  ["a member with its score", "vom:nx! ch!", ["z", { score: 1.5, member: "a" }], "z 1.5 a"],
  [
    "members before options",
    "vom:nx! ch!",
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
  ["members in Redis's flat form", "vom:nx!", ["z", "NX", 1, "a"], "z NX 1 a"],
  ["members behind flat options", "vom:nx!", ["z", "NX", { score: 1, member: "a" }, [2, "b"]], "z NX 1 a 2 b"],
  ["members in one array", "vom:nx!", ["z", [1, "a", 2, "b"]], "z 1 a 2 b"],
  [
    "members in arrays",
    "vom:nx!",
    [
      "z",
      [
        [1, "a"],
        [2, "b"],
      ],
    ],
    "z 1 a 2 b",
  ],
  ["members with coordinates", "vol:nx!", ["g", { longitude: 13.36, latitude: 38.11, member: "a" }], "g 13.36 38.11 a"],
  ["counted pairs", "voe:ex", ["h", { a: 1, b: "2" }, { ex: 60 }], "h EX 60 FIELDS 2 a 1 b 2"],
  ["counted pairs as a Map", "q", [new Map([["a", 1]])], "1 a 1"],
  [
    "counted pairs as arrays",
    "q",
    [
      [
        ["a", 1],
        ["b", 2],
      ],
    ],
    "2 a 1 b 2",
  ],
  ["counted pairs in one array", "q", [["a", 1, "b", 2]], "2 a 1 b 2"],
  ["counted pairs flat, with options", "qo:ex", [1, "a", 1, { ex: 5 }], "1 a 1 EX 5"],
  ["pairs in one array", "vp", ["h", ["a", 1, "b", 2]], "h a 1 b 2"],
  [
    "pairs of an object with a class",
    "vp",
    [
      "h",
      new (class {
        a = 1;
      })(),
    ],
    "h a 1",
  ],
  ["pairs of a Map of another realm", "vp", ["h", runInNewContext("new Map([['a', 1]])")], "h a 1"],
  ["several objects of pairs", "vp", ["h", { a: 1 }, { b: 2 }], "h a 1 b 2"],
  ["counted words with flat options behind them", "no:withscores!", [["a", "b"], "WITHSCORES"], "2 a b WITHSCORES"],
  ["counted words between others, flat", "vnvo:count", [0, ["a"], "LEFT", "COUNT", 1], "0 1 a LEFT COUNT 1"],
  ["streams with ids", "os:count", [{ s: 0, t: "$" }, { count: 1 }], "COUNT 1 STREAMS s t 0 $"],
  ["streams flat, in arrays", "os:count", ["STREAMS", ["s", "t"], [0, 0]], "STREAMS s t 0 0"],
  ["a group", "gvos:count", ["g", "c", { s: ">" }, { count: 1 }], "GROUP g c COUNT 1 STREAMS s >"],
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
  ["options before pairs", "vop:nx! ch!", ["z", { a: 1 }, { nx: true }], "z NX a 1"],
  ["options before flat pairs", "vop:nx! ch!", ["z", 1, "a", 2, "b", { ch: true }], "z CH 1 a 2 b"],
  ["pairs alone are not taken for options", "vop:nx! ch!", ["z", { a: 1 }], "z a 1"],
  ["counted fields", "vvof", ["h", 60, ["a", "b"]], "h 60 FIELDS 2 a b"],
  ["counted fields with options before them", "vvof:nx!", ["h", 60, ["a"], { nx: true }], "h 60 NX FIELDS 1 a"],
  ["counted fields flat", "vvof", ["h", 60, "NX", "FIELDS", 1, "a"], "h 60 NX FIELDS 1 a"],
  ["no fields at all", "vf", ["h", []], "h FIELDS 0"],
  ["counted words", "no:limit", [["k1", "k2"], { limit: 5 }], "2 k1 k2 LIMIT 5"],
  ["counted words between", "vno", ["to", ["k1", "k2"]], "to 2 k1 k2"],
  ["words of several arguments", "vw", ["a", ["b"], "c"], "a b c"],
  ["counted fields flat, with options", "vvof:nx!", ["h", 60, "FIELDS", 1, "a", { nx: true }], "h 60 NX FIELDS 1 a"],
  [
    "counted words in the middle, with options",
    "vnvo:count",
    [0, 2, "a", "b", "LEFT", { count: 1 }],
    "0 2 a b LEFT COUNT 1",
  ],
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

/** Bytes that another thread has now. */
function transferred(): Uint8Array {
  const bytes = Uint8Array.of(1);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  return bytes;
}

/** What is no word or moves others: the message says the command, which argument, and what to do. */
const REFUSED: [shape: string | undefined, args: unknown[], message: RegExp][] = [
  ["vvo:ex nx!", ["k", undefined], /^X: argument 2 is undefined: give a string/],
  ["vvo:ex nx!", ["k", null], /argument 2 is null/],
  ["vvo:ex nx!", [undefined, "v"], /argument 1 is undefined/],
  ["vvo:ex nx!", ["k", { a: 1 }], /argument 2 is an object: .*JSON\.stringify/],
  ["vvo:ex nx!", ["k", ["v", "NX"]], /argument 2 is of the kind Array/],
  ["vvo:ex nx!", ["k", new Date()], /argument 2 is of the kind Date: .*getTime/],
  ["vvo:ex nx!", ["k", Promise.resolve()], /argument 2 is of the kind Promise: await it/],
  ["vvo:ex nx!", ["k", new Set()], /argument 2 is of the kind Set: .*\[\.\.\.it\]/],
  ["vvo:ex nx!", ["k", true], /argument 2 is of the kind Boolean: give 1 or 0/],
  ["vvo:ex nx!", ["k", () => 1], /argument 2 is of the kind Function/],
  ["vvo:ex nx!", ["k", Symbol("s")], /argument 2 is of the kind Symbol/],
  ["vvo:ex nx!", ["k", new String("v")], /argument 2 is of the kind String: give its valueOf/],
  [undefined, [undefined], /^call: argument 1 is undefined/],
  ["vvo:ex nx!", ["k", runInNewContext("new Date()")], /argument 2 is of the kind Date/],
  ["vvo:ex nx!", ["k", "v", new Date()], /argument 3 is of the kind Date/],
  ["vvo:ex nx!", ["k", "v", Promise.resolve({ ex: 1 })], /argument 3 is of the kind Promise/],
  [
    "vvo:ex nx!",
    [
      "k",
      "v",
      new (class {
        ex = 1;
      })(),
    ],
    /argument 3 is an object/,
  ],
  ["vvo:ex nx!", ["k", "v", "EX", undefined], /argument 4 is undefined/],
  ["vvo:ex libName", ["k", "v", { E_X_: 1, y: 1 }], /^X has no option y: it has ex, libName$/],
  ["vvo:ex nx!", ["k", "v", { nx: false, ttl: undefined }], /no option ttl/],
  ["vvo:ex nx!", ["k", "v", { constructor: 1 }], /no option constructor/],
  ["vvo:ex nx!", ["k", "v", { ex: [60, "NX"] }], /argument 3, the option ex, is of the kind Array/],
  ["vvo:ex nx!", ["k", "v", { ex: true }], /the option ex, is of the kind Boolean/],
  ["vvo:ex nx!", ["k", "v", { ex: new Date() }], /the option ex, is of the kind Date/],
  ["vvo:ex nx!", ["k", "v", { nx: "yes" }], /the option nx, which is true or false/],
  ["vo:limit2", ["k", { limit: [1] }], /^X: argument 2, the option limit, takes an array of 2 words/],
  ["vo:limit2", ["k", { limit: 1 }], /the option limit, takes an array of 2 words/],
  ["vv", ["k", transferred()], /argument 2 is of the kind Uint8Array: its bytes were transferred/],
  ["vv", ["k", transferred().buffer], /argument 2 is of the kind ArrayBuffer: its bytes were transferred/],
  ["vw", ["k", new Map().keys()], /argument 2 is of the kind Map Iterator: .*\[\.\.\.it\]/],
  ["vo:limit2", ["k", { limit: [1, [2, 3]] }], /the option limit/],
  ["vo:maxlen~", ["k", { maxlen: ["~", 1, "*"] }], /the option maxlen/],
  ["vw", ["k", { id: 5 }], /argument 2 is an object: .*JSON.*no options/],
  ["vw", ["k", "a", { id: 5 }], /argument 3 is an object/],
  ["vw", ["k", ["a", [undefined]]], /argument 2 is undefined/],
  ["vw", ["k", "a", undefined], /argument 3 is undefined/],
  ["vw", ["k", new Set(["a"])], /argument 2 is of the kind Set/],
  ["v", ["k", { a: 1 }], /argument 2 is an object/],
  ["v", [["k"]], /argument 1 is of the kind Array/],
  ["vu", ["k", [1]], /argument 2 is of the kind Array/],
  ["", [{}], /argument 1 is an object/],
  [undefined, ["HSET", "h", { a: 1 }], /argument 3 is an object/],
  ["vp", ["h", { tags: ["x", "y", "z"], n: 1 }], /argument 2, the value of tags, is of the kind Array/],
  ["vp", ["h", { a: undefined }], /the value of a, is undefined/],
  ["vp", ["h", new Map([["a", ["b"]]])], /the value of a, is of the kind Array/],
  ["vp", ["h", new Map([[["a", "b"], "c"]])], /argument 2, the name, is of the kind Array/],
  ["vp", ["h", [["a", ["b", "c"]]]], /argument 2, the value, is of the kind Array/],
  ["vp", ["h", [["a", 1], ["b"]]], /argument 2, the value, is undefined/],
  ["vp", ["h", ["a", 1, "b"]], /argument 2, the value, is undefined/],
  ["vp", ["h", "a", ["b", "c", "d"]], /argument 3, the value, is of the kind Array/],
  ["vp", ["h", "a", { b: 1 }], /argument 3, the value, is an object/],
  ["vp", ["h", "a", undefined], /argument 3, the value, is undefined/],
  ["vp", ["h", { a: 1 }, "b"], /the value, is undefined/],
  ["vp", ["h", { a: 1 }, undefined], /argument 3, the name, is undefined/],
  ["vp", ["h", new Date()], /argument 2 is of the kind Date/],
  ["vp", ["h", new Set(["a", "b"])], /argument 2 is of the kind Set/],
  ["vovp:limit", ["s", "*", { f: ["v", "g", "w"] }], /argument 3, the value of f,/],
  ["vovp:limit", ["s", undefined, { f: 1 }], /argument 2 is undefined/],
  ["vovp:limit", ["s", ["*", "f"], { f: 1 }], /argument 2 is of the kind Array/],
  ["vom:nx!", ["z", { member: "a" }], /argument 2, the score, is undefined/],
  ["vom:nx!", ["z", { score: 1 }], /argument 2, the member, is undefined/],
  ["vom:nx!", ["z", { score: [1, "x", 2], member: "a" }], /argument 2, the score, is of the kind Array/],
  ["vom:nx!", ["z", [{ score: 1, member: "a" }, { member: "b" }]], /the score, is undefined/],
  ["vom:nx!", ["z", 1, ["a", 2, "b"]], /argument 3, the member, is of the kind Array/],
  ["vom:nx!", ["z", 1, undefined], /argument 3, the member, is undefined/],
  ["vom:nx!", ["z", [1, "a", 2]], /the member, is undefined/],
  ["vom:nx!", ["z", "NX", [1]], /argument 3, the member, is undefined/],
  ["vom:nx!", ["z", new Map([["a", new Date()]])], /argument 2, the score of a, is of the kind Date/],
  ["vol:nx!", ["g", new Map([["a", 1]])], /argument 2 is of the kind Map/],
  ["vom:nx!", ["z", { score: 1, member: "a" }, { incr: true }], /no option incr: it has nx/],
  ["vol:nx!", ["g", { longitude: 1, member: "a" }], /argument 2, the latitude, is undefined/],
  ["vom:nx!", ["z", { score: 1, member: "a", extra: 2 }], /^X: argument 2 has no field extra: it has score, member$/],
  [
    "vom:nx!",
    [
      "z",
      [
        { score: 1, member: "a" },
        { scor: 1, member: "b" },
      ],
    ],
    /has no field scor: it has score, member$/,
  ],
  ["vom:nx!", ["z", { score: 1, member: "a" }, { score: 2, member: "b", nx: true }], /argument 3 has no field nx: /],
  ["vol:nx!", ["g", { longitude: 1, lat: 2, member: "a" }], /no field lat: it has longitude, latitude, member$/],
  ["gvos:count", ["GROUP", "g", "c", { s: ">" }], /^X has no option s: it has count; streams in an object go without /],
  ["os:count", ["STREAMS", { s: "0" }], /^X has no option s: it has count; streams in an object go without /],
  ["os:count", [{ s: "0" }, { nope: 1 }], /^X has no option nope: it has count$/],
  ["vol:nx!", ["g", { latitude: 1, longitude: null, member: "a" }], /the longitude, is null/],
  ["qo:ex", [{ a: ["1", "b", "2"] }], /argument 1, the value of a,/],
  ["qo:ex", [["a", 1, "b"]], /argument 1, the value, is undefined/],
  ["voe:ex", ["h", { a: ["b", "c"] }, { ex: 1 }], /argument 2, the value of a,/],
  ["voe:ex", ["h", [["a"]], { ex: 1 }], /argument 2, the value, is undefined/],
  ["vf", ["h", { a: 1 }], /argument 2 is an object/],
  // biome-ignore lint/suspicious/noSparseArray: this is what is tried.
  ["vf", ["h", ["a", , "b"]], /argument 2 is undefined/],
  ["vf", ["h", new Set(["a"])], /argument 2 is of the kind Set/],
  ["vf", ["h", ["a", undefined]], /argument 2 is undefined/],
  ["no:limit", [new Map([["a", 1]])], /argument 1 is of the kind Map/],
  ["os:count", [{ s: ["0", "1"] }], /argument 1, the id of s, is of the kind Array/],
  ["os:count", [{ s: undefined }, { count: 1 }], /the id of s, is undefined/],
  ["gvos:count", ["g", { s: ">" }], /argument 2 is an object/],
];

for (const [shape, args, message] of REFUSED) {
  test(`${shape} refuses with ${message}, and leaves the frame as it was`, () => {
    const writer = new FrameWriter();
    encode(writer, command("GET"), ["before"]);
    const { size } = writer;
    assert.throws(() => encode(writer, command(shape === undefined ? "" : "X", shape), args), {
      name: "TypeError",
      message,
    });
    assert.deepEqual([writer.size, writer.count], [size, 1]);
  });
}

/** Node 20's types have no `with`. */
const withAt = (args: unknown[], at: number, arg: unknown) => args.map((each, i) => (i === at ? arg : each));

/** An argument for each letter of a shape. */
const FITTING: { [letter in Exclude<Parameter, Parameter.Options>]: unknown } = {
  [Parameter.Word]: "x",
  [Parameter.OptionalWord]: "x",
  [Parameter.Words]: ["a", "b"],
  [Parameter.OptionalWords]: [1, 2],
  [Parameter.Pairs]: { a: 1 },
  [Parameter.Members]: { score: 1, member: "a" },
  [Parameter.Places]: { longitude: 1, latitude: 2, member: "a" },
  [Parameter.Counted]: ["k"],
  [Parameter.Fields]: ["a"],
  [Parameter.Ids]: ["1-0"],
  [Parameter.CountedPairs]: { k: 1 },
  [Parameter.FieldsWithValues]: { f: 1 },
  [Parameter.Group]: "g",
  [Parameter.Streams]: { s: 0 },
};
const NO_WORDS = [null, true, new Date(), Promise.resolve(), new Set(["a"]), Symbol("s"), () => 1, /a/, new WeakMap()];

for (const entry of COMMANDS.split(";")) {
  const [name = "", shape = ""] = entry.split("=");
  const [letters = "", options = ""] = shape.split(":");
  const args = [...letters.replace("o", "")].map((letter) => FITTING[letter as keyof typeof FITTING]);
  const upper = name.toUpperCase();
  const refuses = (given: unknown[], message: RegExp) => {
    const writer = new FrameWriter();
    assert.throws(
      () => encode(writer, command(upper, shape), given),
      { name: "TypeError", message },
      String(given.length),
    );
    assert.equal(writer.size, 4);
  };
  const says = (text: string) => new RegExp(`^${upper.replace(/[-.]/g, "\\$&")}: argument ${text}`);

  test(`${upper} takes what it takes, and nothing else`, () => {
    words(shape, args);
    for (const wrong of NO_WORDS) {
      for (const [at] of args.entries()) refuses(withAt(args, at, wrong), says(`${at + 1}`));
      refuses([...args, wrong], says(`${args.length + 1}`));
    }
    for (const [at, letter] of [...letters.replace("o", "")].entries()) {
      if ("vug".includes(letter)) refuses(withAt(args, at, ["a"]), says(`${at + 1} is of the kind Array`));
      if ("vugwxnfi".includes(letter)) refuses(withAt(args, at, { a: 1 }), /an object|no option|Array/);
      if (!"ux".includes(letter)) refuses(withAt(args, at, undefined), says(`${at + 1}.* is undefined`));
    }
  });

  if (!options) continue;
  test(`${upper} has its options, and no others`, () => {
    const names = options.split(" ").map((each) => each.replace(/[^a-zA-Z]/g, ""));
    refuses([...args, { nope: 1 }], new RegExp(`^${upper} has no option nope: it has ${names.join(", ")}$`));
    for (const [at, option] of names.entries()) {
      words(shape, [...args, { [option]: undefined }]);
      for (const wrong of [...NO_WORDS.slice(2), { a: 1 }]) {
        refuses([...args, { [option]: wrong }], says(`${args.length + 1}, the option ${option}`));
      }
      if (options.split(" ")[at] === option) refuses([...args, { [option]: ["a"] }], /Array/);
    }
  });
}
