import assert from "node:assert/strict";
import { test } from "node:test";
import { RedletError } from "../errors.ts";
import { utf8 } from "./bytes.ts";
import { commandsOf, countOf, frameOf, HEAD, repliesOf, restorationAt } from "./frame.ts";
import { Decode, FrameReader } from "./frame-reader.ts";
import { FrameWriter, nameWords } from "./frame-writer.ts";
import { array, arrived, arrivedIn, ascii as asciiValue, integer, withTicket } from "./values.ts";

/** The commands of a request frame, with a character a byte. */
function words(frame: Uint8Array): string[][] {
  const commands = commandsOf(frame);
  assert.deepEqual(frameOf(commands.map(({ bytes }) => bytes)), frame);
  return commands.map(({ words }) => words.map((word) => Buffer.from(word).toString("latin1")));
}

function written(...given: (string | Uint8Array)[]): string[] {
  const writer = new FrameWriter();
  const mark = writer.begin(nameWords(["SET"]));
  for (const word of given) typeof word === "string" ? writer.text(word) : writer.bytes(word);
  writer.end(mark, 1 + given.length);
  const [command = []] = words(writer.finish());
  return command.slice(1);
}

/** A reply frame with these values, each given as its bytes. */
function frame(...values: number[][]): Uint8Array {
  return Uint8Array.from([values.length, 0, 0, 0, ...values.flat()]);
}

function sized(tag: number, bytes: ArrayLike<number>): number[] {
  const length = new Uint8Array(Uint32Array.of(bytes.length).buffer);
  return [tag, ...length, ...Array.from(bytes)];
}

const count = (tag: number, n: number): number[] => sized(tag, new Uint8Array(n)).slice(0, 5);
const ascii = (text: string): number[] => sized(6, utf8(text));
const double = (tag: number, n: number): number[] => [tag, ...new Uint8Array(Float64Array.of(n).buffer)];
const int64 = (n: bigint): number[] => [4, ...new Uint8Array(BigInt64Array.of(n).buffer)];

function decoded(value: number[], decode = Decode.Text): unknown {
  return new FrameReader(frame(value)).next(decode, "TEST");
}

test("text becomes UTF-8 whatever its length and place", () => {
  const strings = ["", "a", "x".repeat(64), "x".repeat(65), "é", "日本語", "🎉", "\u0000\u007f\u0080", "\ufeffbom"];
  for (const text of [...strings, `${"x".repeat(63)}é`, "🎉".repeat(5000), `${"y".repeat(100_000)}🎉`]) {
    assert.deepEqual(written(text, "end"), [Buffer.from(text).toString("latin1"), "end"]);
  }
});

test("a lone surrogate becomes U+FFFD", () => {
  const replaced = Buffer.from("\ufffd").toString("latin1");
  assert.deepEqual(written("\ud83c", `${"x".repeat(100)}\udf89`), [replaced, "x".repeat(100) + replaced]);
});

test("bytes are written as they are", () => {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);
  assert.deepEqual(written(all, all.subarray(250)), [
    Buffer.from(all).toString("latin1"),
    Buffer.from(all.subarray(250)).toString("latin1"),
  ]);
});

test("a writer is used again after its buffer was transferred", () => {
  const writer = new FrameWriter();
  for (let round = 0; round < 3; round++) {
    const mark = writer.begin(nameWords(["GET"]));
    writer.text(`key ${round}`);
    writer.end(mark, 2);
    const sent = structuredClone(writer.finish(), { transfer: [writer.finish().buffer] });
    assert.deepEqual(words(sent), [["GET", `key ${round}`]]);
    writer.clear();
  }
});

test("a command taken back leaves nothing behind", () => {
  const writer = new FrameWriter();
  writer.end(writer.begin(nameWords(["PING"])), 1);
  const mark = writer.begin(nameWords(["SET"]));
  writer.text("half");
  writer.undo(mark);
  assert.deepEqual(words(writer.finish()), [["PING"]]);
});

test("one frame is appended to another", () => {
  const [one, other] = [new FrameWriter(), new FrameWriter()];
  for (const writer of [one, other, other]) writer.end(writer.begin(nameWords(["CLIENT", "ID"])), 2);
  one.append(other);
  assert.deepEqual(words(one.finish()), Array(3).fill(["CLIENT", "ID"]));
});

const REPLIES: [name: string, value: number[], text: unknown, binary?: unknown][] = [
  ["nil", [0], null],
  ["nil array", [1], null],
  ["OK", [2], "OK"],
  ["integer", double(3, -(2 ** 53)), -(2 ** 53)],
  ["large integer", int64(-(2n ** 63n)), -(2n ** 63n)],
  ["double", double(5, 0.1), 0.1],
  ["distance", double(19, 166_274.151_56), 166_274.1516],
  ["infinity", double(5, Number.NEGATIVE_INFINITY), Number.NEGATIVE_INFINITY],
  ["ASCII", ascii("value"), "value", utf8("value")],
  ["empty", ascii(""), "", new Uint8Array()],
  ["UTF-8", sized(7, utf8("é🎉")), "é🎉", utf8("é🎉")],
  ["a byte order mark", sized(7, utf8("\ufeffx")), "\ufeffx", utf8("\ufeffx")],
  ["binary", sized(7, [255, 0, 128]), "\ufffd\u0000\ufffd", Uint8Array.of(255, 0, 128)],
  ["long", ascii("x".repeat(5000)), "x".repeat(5000), utf8("x".repeat(5000))],
  ["status", sized(8, utf8("PONG")), "PONG"],
  ["verbatim", sized(10, utf8("# Server")), "# Server"],
  ["array", [...count(11, 2), ...ascii("a"), 0], ["a", null], [utf8("a"), null]],
  ["set", [...count(13, 1), ...ascii("a")], ["a"], [utf8("a")]],
  ["pairs", [...count(14, 1), ...ascii("a"), ...double(5, 1.5)], [["a", 1.5]], [[utf8("a"), 1.5]]],
  [
    "members with scores",
    [17, 1, ...count(17, 1).slice(1), ...ascii("a"), ...double(5, 1.5).slice(1)],
    [{ member: "a", score: 1.5 }],
    [{ member: utf8("a"), score: 1.5 }],
  ],
  ["push", [...count(15, 1), ...double(3, 1)], [1]],
  ["map", [...count(12, 1), ...ascii("a"), ...ascii("1")], { a: "1" }, new Map([[utf8("a"), utf8("1")]])],
  ["none", [16], null],
  ["nested", [...count(11, 1), ...count(11, 1), ...count(12, 1), ...ascii("k"), ...count(11, 0)], [[{ k: [] }]]],
];

for (const [name, value, text, binary] of REPLIES) {
  test(`${name} is read`, () => {
    assert.deepEqual(decoded(value), text);
    if (binary !== undefined) assert.deepEqual(decoded(value, Decode.Binary), binary);
  });
}

test("replies are read one after the other, across the decoding window", () => {
  const values = Array.from({ length: 400 }, (_, i) => `${i}:${"v".repeat(i * 2)}`);
  const bytes = Buffer.concat(
    [Uint32Array.of(values.length), ...values.map((v) => Uint8Array.from(ascii(v)))].map((part) =>
      Buffer.from(part.buffer, part.byteOffset, part.byteLength),
    ),
  );
  const reader = new FrameReader(bytes);
  assert.equal(countOf(bytes), values.length);
  for (const value of values) assert.equal(reader.next(Decode.Text), value);
});

test("a map's fields named like properties of objects are plain fields", () => {
  const fields = ["__proto__", "constructor", "toString"];
  const record = decoded([...count(12, 3), ...fields.flatMap((name) => [...ascii(name), ...ascii("x")])]) as object;
  assert.deepEqual(
    Object.entries(record),
    fields.map((name) => [name, "x"]),
  );
  assert.equal(Object.getPrototypeOf(record), Object.prototype);
});

test("an error has Redis's prefix as its code, also inside an array", () => {
  const text = "WRONGTYPE Operation against a key holding the wrong kind of value";
  const [error] = decoded([...count(11, 1), ...sized(9, utf8(text))]) as [RedletError];
  assert.ok(error instanceof RedletError);
  assert.deepEqual([error.code, error.message, error.command, error.name], ["WRONGTYPE", text, "TEST", "RedletError"]);
});

test("typed replies keep their kind", () => {
  const value = [...count(12, 1), ...ascii("k"), ...count(14, 1), ...sized(7, [255]), ...int64(2n ** 60n)];
  assert.deepEqual(decoded(value, Decode.Typed), {
    type: "map",
    value: [
      [
        { type: "bulk", value: "k" },
        {
          type: "pairs",
          value: [
            [
              { type: "bulk", value: Uint8Array.of(255) },
              { type: "integer", value: 2n ** 60n },
            ],
          ],
        },
      ],
    ],
  });
  const kinds = [
    [0],
    [1],
    [2],
    double(3, 1),
    double(5, 1),
    sized(8, []),
    sized(9, []),
    sized(10, []),
    count(13, 0),
    [16],
  ];
  const types = kinds.map((value) => (decoded(value, Decode.Typed) as { type: string }).type);
  assert.deepEqual(types, [
    "nil",
    "nil-array",
    "ok",
    "integer",
    "double",
    "status",
    "error",
    "verbatim",
    "set",
    "none",
  ]);
});

test("a frame that lies throws, wherever it is cut", () => {
  const good = frame([...count(11, 2), ...ascii("abc"), ...double(3, 1)]);
  for (let cut = 4; cut < good.length; cut++) {
    assert.throws(() => new FrameReader(good.slice(0, cut)).next(Decode.Text), RangeError, `cut at ${cut}`);
  }
  assert.throws(() => decoded([17]), RangeError);
});

test("what restores a session stands before the replies, or before messages", () => {
  const told = [23, 3, 0, 0, 0, 7, 8, 9];
  const frame = Uint8Array.of(1, 0, 0, 0, ...told, 2);
  assert.deepEqual([...(restorationAt(HEAD, frame) ?? [])], [7, 8, 9]);
  assert.deepEqual(repliesOf(frame), [Uint8Array.of(2)]);
  const reader = new FrameReader(frame);
  assert.deepEqual([countOf(frame), reader.next(Decode.Text), reader.isEmpty], [1, "OK", true]);
  assert.equal(restorationAt(HEAD, Uint8Array.of(1, 0, 0, 0, 2)), undefined);
  assert.equal(restorationAt(HEAD, Uint8Array.of(0, 0, 0, 0)), undefined);
  const messages = Uint8Array.of(...told, 2);
  assert.deepEqual([...(restorationAt(0, messages) ?? [])], [7, 8, 9]);
  assert.equal(new FrameReader(messages, 0).next(Decode.Text), "OK");
  assert.ok(new FrameReader(Uint8Array.from(told), 0).isEmpty);
  assert.equal(restorationAt(0, Uint8Array.of(2)), undefined);
  assert.equal(new FrameReader(Uint8Array.of(2), 0).next(Decode.Text), "OK");
});

test("a deferred reply is announced with the command that goes on with the wait", () => {
  const ticket = new Uint8Array(new Float64Array([5]).buffer);
  const reader = new FrameReader(Uint8Array.of(1, 0, 0, 0, 18, ...ticket, 2, 0, 0, 0, 7, 8));
  assert.deepEqual(reader.deferred(), { ticket: 5, again: Uint8Array.of(7, 8) });
  assert.ok(reader.isEmpty);
  const writer = new FrameWriter();
  writer.command(Uint8Array.of(0, 0, 0, 0));
  assert.deepEqual([...writer.finish()], [1, 0, 0, 0, 0, 0, 0, 0]);
});

test("a message whose first item is an integer is a message, and no deferred reply", () => {
  const message = Uint8Array.of(15, ...array([integer(7), asciiValue("a")]).subarray(1));
  const reply = arrived({ ticket: 7, reply: message });
  const reader = new FrameReader(Uint8Array.of(...message, ...reply), 0);
  assert.equal(reader.arrived(), undefined);
  assert.deepEqual(reader.next(Decode.Text), [7, "a"]);
  assert.equal(reader.arrived(), 7);
  assert.deepEqual(reader.next(Decode.Text), [7, "a"]);
  assert.ok(reader.isEmpty);
  assert.deepEqual([arrivedIn(message), arrivedIn(reply)], [undefined, { ticket: 7, reply: message }]);
  assert.deepEqual(arrivedIn(withTicket(reply, 8)), { ticket: 8, reply: message });
});

test("a reply that can't be decoded is an error, and the next one is what it is", () => {
  const { decode } = TextDecoder.prototype;
  const long = "a long text".repeat(200);
  const number = [...new Uint8Array(Float64Array.of(7).buffer)];
  const text = (tag: number) => sized(tag, Buffer.from(long));
  const count = (tag: number, length: number) => [tag, length, 0, 0, 0];
  const all = [
    ...[count(11, 20), [0], [1], [2], [16], [3, ...number], [4, ...number], [5, ...number], [19, ...number]].flat(),
    ...[6, 7, 8, 9, 10, 20].flatMap(text),
    ...[...count(13, 1), ...text(7), ...count(15, 0), ...count(12, 1), ...text(6), 2, ...count(14, 1), 0, 0],
    ...[22, 1, 0, 0, 0, ...text(7), 21, ...text(6), 0, 17, 1, ...count(0, 1).slice(1), ...text(7), ...number],
  ];
  for (const form of [Decode.Text, Decode.Typed]) {
    TextDecoder.prototype.decode = () => {
      throw new RangeError("Invalid string length");
    };
    const reader = new FrameReader(frame(all, [2]));
    const failed = reader.next(form, "LRANGE") as RedletError;
    TextDecoder.prototype.decode = decode;
    assert.deepEqual([failed.code, failed.command], ["OOM", "LRANGE"]);
    assert.deepEqual(reader.next(Decode.Text), "OK");
    assert.ok(reader.isEmpty);
  }
});
