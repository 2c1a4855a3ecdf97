/**
 * Turns the arguments of a method into the words that Redis reads.
 *
 * A command without a shape takes its arguments in order, arrays flattened, with a trailing object
 * as its options. A shape has one letter a parameter, in the order of the wire: `v` values, `o` the
 * options (always last in JavaScript), `p` pairs, `m` members with their scores or coordinates, `f`
 * an array, or an object with names and values, sent as `FIELDS n ...`, `i` one sent as `IDS n ...`,
 * `n` one sent as `n ...`, `g` a word behind `GROUP`, `s` an object of keys and ids sent as
 * `STREAMS keys ids`. Where no argument is an object or an array, everything is sent as given: that is
 * Redis's flat form. A command that can't be encoded leaves nothing in the frame.
 */

import { type FrameWriter, nameWords } from "./frame.ts";
import { isNoted } from "./session.ts";

/** A command as the encoder needs it. */
export interface Command {
  /** The name in upper case, as errors say it. */
  readonly name: string;
  /** The words of the name as they stand in a frame. */
  readonly words: Uint8Array;
  /** How many words the name has. */
  readonly count: number;
  /** Whether the session may be another one after it. */
  readonly isNoted: boolean;
  /** Where its arguments stand otherwise than in order. */
  readonly shape: string | undefined;
}

/** Makes a command from its name, one or two words apart by a space. */
export function command(name: string, shape?: string): Command {
  const words = name === "" ? [] : name.split(" ");
  return { name, words: nameWords(words), count: words.length, isNoted: isNoted(words[0] ?? ""), shape };
}

/** Writes one command. Throws a TypeError for an argument that is no word, list or options. */
export function encode(writer: FrameWriter, command: Command, args: readonly unknown[]): void {
  const mark = writer.begin(command.words);
  try {
    const given = trimmed(args);
    const count =
      command.shape !== undefined && args.some(isStructured)
        ? shaped(writer, command.shape, args, given)
        : inOrder(writer, args, given);
    writer.end(mark, command.count + count);
    if (command.isNoted || (command.count === 0 && isNoted(String(args[0]).toUpperCase()))) writer.isNoted = true;
  } catch (error) {
    writer.undo(mark);
    throw error;
  }
}

/** How many arguments there are without the `undefined` ones at the end. */
function trimmed(args: readonly unknown[]): number {
  let given = args.length;
  while (given > 0 && args[given - 1] === undefined) given--;
  return given;
}

function inOrder(writer: FrameWriter, args: readonly unknown[], given: number): number {
  let count = 0;
  const last = given - 1;
  for (let i = 0; i < given; i++) {
    const arg = args[i];
    if (typeof arg === "string") {
      writer.text(arg);
      count++;
    } else {
      count += i === last && isOptions(arg) ? options(writer, arg) : values(writer, arg);
    }
  }
  return count;
}

function shaped(writer: FrameWriter, shape: string, args: readonly unknown[], given: number): number {
  const letters = shape.replace("o", "");
  const hasOptions = given > letters.length && isOptions(args[given - 1]);
  const end = hasOptions ? given - 1 : given;
  let count = 0;
  let parameter = 0;
  for (const letter of shape as Iterable<keyof typeof PARAMETER | "o">) {
    if (letter === "o") {
      if (hasOptions) count += options(writer, args[end] as object);
      continue;
    }
    // The last parameter takes all that is left: it may be a rest parameter.
    const isLast = parameter === letters.length - 1;
    const given = args.slice(parameter, isLast ? end : Math.min(parameter + 1, end));
    for (const arg of given) count += PARAMETER[letter](writer, arg);
    parameter++;
  }
  return count;
}

const PARAMETER = {
  v: values,
  p: pairs,
  f: (writer: FrameWriter, arg: unknown) => values(writer, "FIELDS") + counted(writer, arg),
  i: (writer: FrameWriter, arg: unknown) => values(writer, "IDS") + counted(writer, arg),
  n: counted,
  g: (writer: FrameWriter, arg: unknown) => values(writer, ["GROUP", arg]),
  s: streams,
  m: members,
};

/** A word, or the words of an array. */
function values(writer: FrameWriter, arg: unknown): number {
  if (Array.isArray(arg)) {
    let count = 0;
    for (const item of arg) count += values(writer, item);
    return count;
  }
  if (typeof arg === "string") writer.text(arg);
  else if (typeof arg === "number") writer.text(numeral(arg));
  else if (typeof arg === "bigint") writer.text(arg.toString());
  else if (arg instanceof Uint8Array) writer.bytes(arg);
  else if (ArrayBuffer.isView(arg)) writer.bytes(new Uint8Array(arg.buffer, arg.byteOffset, arg.byteLength));
  else throw new TypeError(`an argument is ${described(arg)}, not a string, number, bigint, Uint8Array or array`);
  return 1;
}

/** Names and values: an object, a Map, an array of either, or words. */
function pairs(writer: FrameWriter, arg: unknown): number {
  if (arg instanceof Map) return values(writer, [...arg].flat());
  return isOptions(arg) ? values(writer, Object.entries(arg).flat()) : values(writer, arg);
}

/** Streams and the ids after which they are read: all keys, then all ids. */
function streams(writer: FrameWriter, arg: unknown): number {
  if (!isStructured(arg) || Array.isArray(arg)) return values(writer, arg);
  const all = arg instanceof Map ? [...arg] : Object.entries(arg as object);
  return values(writer, ["STREAMS", all.map(([key]) => key), all.map(([, id]) => id)]);
}

/** What comes before a member on the wire, in this order. */
const BEFORE_MEMBER = ["longitude", "latitude", "score"];

/** `{ score: 1, member: "a" }` is `1 a`; or an array of those, or words. */
function members(writer: FrameWriter, arg: unknown): number {
  if (Array.isArray(arg)) return arg.reduce((count: number, item) => count + members(writer, item), 0);
  if (!isOptions(arg)) return values(writer, arg);
  const member = arg as Record<string, unknown>;
  const words = BEFORE_MEMBER.filter((name) => member[name] !== undefined).map((name) => member[name]);
  return values(writer, [...words, member.member]);
}

/** `n a b c`; of an object or a Map, how many names it has, then names and values. */
function counted(writer: FrameWriter, arg: unknown): number {
  const entries = arg instanceof Map ? [...arg] : isOptions(arg) ? Object.entries(arg) : undefined;
  if (entries !== undefined) return values(writer, entries.length) + values(writer, entries);
  if (!Array.isArray(arg)) return values(writer, arg);
  const words = arg.flat(Number.POSITIVE_INFINITY);
  return values(writer, words.length) + values(writer, words);
}

/** `{ ex: 60, nx: true, get: undefined }` is `EX 60 NX`; SORT's GET stands before each of its patterns. */
function options(writer: FrameWriter, given: object): number {
  let count = 0;
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    const isRepeated = name === "get" && Array.isArray(value);
    for (const each of isRepeated ? value : [value]) {
      writer.text(token(name));
      count += each === true ? 1 : 1 + values(writer, each);
    }
  }
  return count;
}

/** `libName` is `LIB-NAME`. */
function token(name: string): string {
  return name.replace(/[A-Z]/g, "-$&").toUpperCase();
}

/** A number as Redis reads it. */
function numeral(number: number): string {
  if (Number.isFinite(number)) return String(number);
  return Number.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
}

function isStructured(arg: unknown): boolean {
  return typeof arg === "object" && arg !== null && !ArrayBuffer.isView(arg);
}

function isOptions(arg: unknown): arg is object {
  return isStructured(arg) && !Array.isArray(arg) && !(arg instanceof Map);
}

function described(arg: unknown): string {
  if (arg === null || arg === undefined) return String(arg);
  return typeof arg === "object" ? "an object" : `a ${typeof arg}`;
}
