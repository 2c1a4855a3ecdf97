/**
 * The arguments of a call that are not all plain words: arrays, objects with names and values, options.
 *
 * The shape of a command has a letter for each of its parameters, in the order of the wire (`letters.gen.ts`).
 * Every name, value, score and id is exactly one word: an array in the place of one would move all that follow.
 */

import type { FrameWriter } from "../protocol/frame-writer.ts";
import type { Command } from "./encode.ts";
import { Parameter, Takes } from "./letters.gen.ts";

/** An option: its word, and what follows it. */
interface Option {
  readonly name: string;
  readonly token: string;
  /** A digit is so many words. */
  readonly takes: Takes | `${number}`;
}

/** What a command takes. */
export interface Shape {
  /** The letters of the parameters, without the options. */
  readonly letters: string;
  /** Before which of them the options stand on the wire; -1 where there are none. */
  readonly optionsAt: number;
  /** From which argument on arrays are so many words; Infinity where they are not, or more is to be looked at. */
  readonly manyFrom: number;
  /** How many arguments are needed. */
  readonly least: number;
  /** The options, by their plain names. */
  readonly options: ReadonlyMap<string, Option>;
}

/** Reads a shape as the table has it: `vvo:ex nx!`. */
export function shapeOf(text: string): Shape {
  const [all = "", names] = text.split(":");
  const options = names?.split(" ").map((each): [string, Option] => {
    const [, name = "", takes = ""] = /^([a-zA-Z]+)(.?)$/.exec(each) ?? [];
    return [plain(name), { name, token: token(name), takes: takes as Option["takes"] }];
  });
  const letters = all.replace(Parameter.Options, "");
  const words = Parameter.Words.padStart(all.length, Parameter.Word);
  return {
    letters,
    optionsAt: all.indexOf(Parameter.Options),
    manyFrom: all === words ? all.length - 1 : Number.POSITIVE_INFINITY,
    least: letters.replaceAll(Parameter.OptionalWord, "").replaceAll(Parameter.OptionalWords, "").length,
    options: new Map(options),
  };
}

/** A name without what only its spelling adds: `keepTtl`, `keep_ttl` and `KEEPTTL` are `keepttl`. */
export function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, "");
}

/** `libName` is `LIB-NAME`. */
function token(name: string): string {
  return name.replace(/[A-Z]/g, "-$&").toUpperCase();
}

/** Writes what is one word. Returns whether it is one. */
export function put(writer: FrameWriter, arg: unknown): boolean {
  if (typeof arg === "string") writer.text(arg);
  else if (typeof arg === "number") writer.text(numeral(arg));
  else if (typeof arg === "bigint") writer.text(arg.toString());
  else if (arg instanceof Uint8Array && arg.length > 0) writer.bytes(arg);
  else if (ArrayBuffer.isView(arg)) return putBytes(writer, arg.buffer, arg.byteOffset, arg.byteLength);
  else if (isBuffer(arg)) return putBytes(writer, arg);
  else return false;
  return true;
}

/** Writes bytes; not those that were transferred, which look as if there had never been any. */
function putBytes(writer: FrameWriter, buffer: ArrayBufferLike, from?: number, length?: number): boolean {
  try {
    writer.bytes(new Uint8Array(buffer, from, length));
    return true;
  } catch {
    return false;
  }
}

/** Writes the words of an array. Returns their number, or -1 where there is something else in it. */
export function putAll(writer: FrameWriter, items: readonly unknown[]): number {
  let count = 0;
  for (const item of items) {
    if (put(writer, item)) count++;
    else {
      const inner = Array.isArray(item) ? putAll(writer, item) : -1;
      if (inner < 0) return -1;
      count += inner;
    }
  }
  return count;
}

/** A number as Redis reads it. */
function numeral(number: number): string {
  if (Number.isFinite(number)) return String(number);
  return Number.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
}

/** What kind of object it is, whatever window, frame or context it comes from. */
function kindOf(arg: unknown): string {
  return Object.prototype.toString.call(arg).slice(8, -1);
}

/** Whether braces made it, here: most objects that there are. The rest is slower to tell. */
function isOurs(arg: object): boolean {
  return Object.getPrototypeOf(arg) === Object.prototype;
}

function isBuffer(arg: unknown): arg is ArrayBuffer {
  if (typeof arg !== "object" || arg === null || Array.isArray(arg) || isOurs(arg)) return false;
  const kind = kindOf(arg);
  return kind === "ArrayBuffer" || kind === "SharedArrayBuffer";
}

/** Whether it is an object or an array, and no bytes. */
function isStructured(arg: unknown): arg is object {
  return typeof arg === "object" && arg !== null && !ArrayBuffer.isView(arg) && !isBuffer(arg);
}

/** Whether it is an object as braces make it. */
function isPlain(arg: unknown): arg is object {
  if (typeof arg !== "object" || arg === null) return false;
  if (isOurs(arg)) return true;
  const prototype = Object.getPrototypeOf(arg);
  return kindOf(arg) === "Object" && (prototype === null || Object.getPrototypeOf(prototype) === null);
}

/** The names and values of an object or a Map; none of anything else. */
function entriesOf(arg: object): [unknown, unknown][] | undefined {
  const kind = isOurs(arg) ? "Object" : kindOf(arg);
  if (kind === "Map") return [...(arg as Map<unknown, unknown>)];
  return kind === "Object" ? Object.entries(arg) : undefined;
}

/** What has a place among the arguments: the options are always last. */
type Placed = Exclude<Parameter, Parameter.Options>;
/** Those that are one argument. */
type Single = Parameter.Word | Parameter.OptionalWord | Parameter.Group;
/** Those that take arrays and objects of a form of their own. */
type Structured = Exclude<Placed, Single | Parameter.Words | Parameter.OptionalWords>;

/** XADD's. */
const ID_AND_PAIRS: string = Parameter.Word + Parameter.Word + Parameter.Pairs;
/** Of what is sent behind a count an array, or an object, is all. */
const COUNTED: string =
  Parameter.Counted + Parameter.Fields + Parameter.Ids + Parameter.CountedPairs + Parameter.FieldsWithValues;

const PAIR = ["name", "value"];
const SCORED = ["score", "member"];
const LOCATED = ["longitude", "latitude", "member"];

/** One call. */
export class Arguments {
  readonly #writer: FrameWriter;
  readonly #command: Command;
  readonly #shape: Shape;
  readonly #args: readonly unknown[];
  /** How many words were written. */
  #count = 0;
  /** The argument that is being written. */
  #at = 0;
  /** Which number the first has in errors. */
  #first = 1;

  constructor(writer: FrameWriter, command: Command, args: readonly unknown[]) {
    this.#writer = writer;
    this.#command = command;
    this.#shape = command.shape();
    this.#args = args;
    // XADD alone takes names with values behind an id: without one they get the next.
    if (this.#shape.letters === ID_AND_PAIRS && isStructured(args[1]) && entriesOf(args[1])) {
      this.#args = [args[0], "*", ...args.slice(1)];
      this.#first = 0;
    }
  }

  /** Writes all arguments. Returns the number of words. */
  write(): number {
    const { letters, optionsAt } = this.#shape;
    const args = this.#args;
    const given = args[args.length - 1] === undefined ? this.#given() : args.length;
    const hasOptions = this.#hasOptions(given);
    const end = hasOptions ? given - 1 : given;
    for (let i = 0; i < letters.length; i++) {
      if (hasOptions && i === optionsAt) this.#options(end);
      this.#parameter(letters[i] as Placed, end, letters.length - 1 - i);
    }
    // Redis's flat form of the options, or more than the command takes.
    for (; this.#at < end; this.#at++) {
      if (optionsAt < 0) this.#word(args[this.#at]);
      else this.#words(args[this.#at]);
    }
    if (hasOptions && optionsAt === letters.length) this.#options(end);
    return this.#count;
  }

  #hasOptions(given: number): boolean {
    const { optionsAt, least, letters } = this.#shape;
    const last = this.#args[given - 1];
    if (optionsAt < 0 || given <= least || !isPlain(last)) return false;
    // It may be the last of several members.
    return !("member" in last && (letters.includes(Parameter.Members) || letters.includes(Parameter.Places)));
  }

  /** How many arguments there are without the `undefined` ones in the place of what may be left out. */
  #given(): number {
    const { letters, optionsAt, least } = this.#shape;
    const args = this.#args;
    const isLastSingle = isSingle((letters.at(-1) ?? Parameter.Word) as Placed);
    const first = args[isLastSingle ? letters.length : letters.length - 1];
    const mayBeLess = isLastSingle ? first === undefined || isStructured(first) : optionsAt >= 0 && isStructured(first);
    const needed = least < letters.length ? least : mayBeLess ? letters.length : args.length;
    let given = args.length;
    while (given > needed && args[given - 1] === undefined) given--;
    return given;
  }

  /** Writes a parameter of the arguments before `end`; one that may be several leaves `after` to those behind it. */
  #parameter(parameter: Placed, end: number, after: number): void {
    if (isSingle(parameter)) {
      if (this.#at >= end) return;
      if (parameter === Parameter.Group) this.#word("GROUP");
      this.#word(this.#args[this.#at]);
      this.#at++;
      return;
    }
    const from = this.#at;
    const first = this.#args[from];
    const isWhole =
      isStructured(first) &&
      (COUNTED.includes(parameter) || (parameter === Parameter.Streams && !Array.isArray(first)));
    const to = isWhole ? Math.min(from + 1, end) : Math.max(from, end - after);
    if (parameter === Parameter.Words || parameter === Parameter.OptionalWords) {
      for (; this.#at < to; this.#at++) this.#words(this.#args[this.#at]);
    } else this.#structured(parameter, this.#args.slice(from, to));
    this.#at = to;
  }

  #structured(parameter: Structured, given: readonly unknown[]): void {
    if (parameter === Parameter.Pairs) this.#tuples(given, PAIR, 0);
    else if (parameter === Parameter.Members) this.#members(given, SCORED);
    else if (parameter === Parameter.Places) this.#members(given, LOCATED);
    else if (parameter === Parameter.Counted) this.#counted(given);
    else if (parameter === Parameter.Fields) this.#counted(given, "FIELDS");
    else if (parameter === Parameter.Ids) this.#counted(given, "IDS");
    else if (parameter === Parameter.CountedPairs) this.#counted(given, "", PAIR);
    else if (parameter === Parameter.FieldsWithValues) this.#counted(given, "FIELDS", PAIR);
    else this.#streams(given, parameter);
  }

  /** One word; `what` and `of` are what an error calls it. */
  #word(arg: unknown, what?: string, of?: unknown): void {
    if (!put(this.#writer, arg)) this.#refuse(arg, what, of);
    this.#count++;
  }

  /** A word, or the words of an array. */
  #words(arg: unknown): void {
    if (Array.isArray(arg)) for (const item of arg) this.#words(item);
    else this.#word(arg);
  }

  /** `{ a: 1 }`, a Map, `["a", 1]`, `[["a", 1]]` or words: of each name, or member, as many words as there are parts. */
  #tuples(items: readonly unknown[], parts: readonly string[], at?: number): void {
    let part = 0;
    for (const item of items) {
      if (part > 0 || !isStructured(item)) {
        this.#word(item, parts[part]);
        part = (part + 1) % parts.length;
      } else if (Array.isArray(item)) this.#tuples(item, parts);
      else if (parts === PAIR) this.#pairs(item);
      else if (parts === SCORED && !("score" in item || "member" in item)) this.#scores(item);
      else this.#member(item, parts);
      if (at !== undefined) this.#at++;
    }
    if (part > 0) this.#word(undefined, parts[part]);
  }

  #pairs(arg: object): void {
    const entries = entriesOf(arg) ?? this.#refuse(arg);
    for (const [name, value] of entries) {
      this.#word(name, "name");
      this.#word(value, "value of", name);
    }
  }

  /** `{ ann: 10 }` or a Map: the members with their scores. */
  #scores(arg: object): void {
    const entries = entriesOf(arg) ?? this.#refuse(arg);
    for (const [member, score] of entries) {
      this.#word(score, "score of", member);
      this.#word(member, "member");
    }
  }

  #member(arg: object, parts: readonly string[]): void {
    if (!isOurs(arg) && kindOf(arg) !== "Object") this.#refuse(arg);
    for (const name in arg) {
      if (parts.includes(name)) continue;
      throw new TypeError(
        `${this.#name}: argument ${this.#at + this.#first} has no field ${name}: it has ${parts.join(", ")}`,
      );
    }
    for (const name of parts) this.#word((arg as Record<string, unknown>)[name], name);
  }

  #isOption(word: unknown): boolean {
    return this.#shape.options.has(String(word).toLowerCase());
  }

  /** In Redis's order options come first. */
  #members(given: readonly unknown[], parts: readonly string[]): void {
    let first = 0;
    for (; typeof given[first] === "string" && this.#isOption(given[first]); first++) this.#word(given[first]);
    this.#at += first;
    this.#tuples(given.slice(first), parts, 0);
  }

  /** `n a b c`; of names with values, how many names there are, then all. Words are as they come. */
  #counted(given: readonly unknown[], token = "", parts?: readonly string[]): void {
    const [arg] = given;
    if (!isStructured(arg)) {
      for (const word of given) this.#word(word);
      return;
    }
    if (token) this.#word(token);
    if (!parts) {
      const words = Array.isArray(arg) ? [...arg].flat(Number.POSITIVE_INFINITY) : this.#refuse(arg);
      this.#word(words.length);
      this.#words(words);
      return;
    }
    const items: unknown[] = Array.isArray(arg) ? arg : (entriesOf(arg) ?? this.#refuse(arg));
    this.#word(items.every(Array.isArray) ? items.length : items.length / 2);
    this.#tuples([arg], parts);
  }

  /** Streams and the ids after which they are read: all keys, then all ids. */
  #streams(given: readonly unknown[], _: Parameter.Streams): void {
    const [arg] = given;
    const entries = isStructured(arg) && !Array.isArray(arg) && (entriesOf(arg) ?? this.#refuse(arg));
    if (!entries) {
      for (const words of given) this.#words(words);
      return;
    }
    this.#word("STREAMS");
    for (const [key] of entries) this.#word(key, "key");
    for (const [key, id] of entries) this.#word(id, "id of", key);
  }

  /** `{ ex: 60, nx: true, get: undefined }` is `EX 60 NX`. */
  #options(at: number): void {
    const from = this.#at;
    this.#at = at;
    const { options, letters } = this.#shape;
    // Words of Redis stand in the place of the streams.
    const isMixed = letters.endsWith(Parameter.Streams) && !isStructured(this.#args[letters.length - 1]);
    const hint = isMixed ? "; streams in an object go without Redis's words before them" : "";
    for (const [name, value] of Object.entries(this.#args[at] as object)) {
      const option = options.get(plain(name));
      if (!option) {
        const known = [...options.values()].map(({ name }) => name).join(", ");
        throw new TypeError(`${this.#name} has no option ${name}: it has ${known}${hint}`);
      }
      if (value !== undefined && value !== null && value !== false) this.#option(name, option, value);
    }
    this.#at = from;
  }

  #option(name: string, { token, takes }: Option, value: unknown): void {
    if (takes === Takes.Nothing) {
      if (value !== true) this.#refuse(value, "option", `${name}, which is true or false`);
      this.#word(token);
      return;
    }
    // One word, so many, or in an array as many as there are.
    const words: readonly unknown[] = Array.isArray(value) && takes ? value : [value];
    const least = takes === Takes.Prefixed ? 1 : +takes || 0;
    const most = takes === Takes.Prefixed ? 2 : least || words.length;
    if (words.length < least || words.length > most) {
      throw new TypeError(
        `${this.#name}: argument ${this.#at + this.#first}, the option ${name}, takes an array of ${most} words`,
      );
    }
    if (takes !== Takes.Repeated) this.#word(token);
    for (const word of words) {
      if (takes === Takes.Repeated) this.#word(token);
      this.#word(word, "option", name);
    }
  }

  get #name(): string {
    const [first] = this.#args;
    return this.#command.name || (typeof first === "string" ? first.toUpperCase() : "call");
  }

  #refuse(arg: unknown, what?: string, of?: unknown): never {
    const kind = kindOf(arg);
    const part = what ? `, the ${what}${of === undefined ? "" : ` ${of}`},` : "";
    const where = `argument ${this.#at + this.#first}${part}`;
    const is =
      arg === null || arg === undefined ? kind.toLowerCase() : kind === "Object" ? "an object" : `of the kind ${kind}`;
    const hint = kind === "Object" && this.#shape.optionsAt < 0 && !what ? ", and it has no options" : "";
    const isMisplaced = kind === "Boolean" && what !== "option" && this.#isOption(of);
    const remedy = isMisplaced ? "options come last" : advice(arg, kind);
    throw new TypeError(`${this.#name}: ${where} is ${is}: ${remedy}${hint}`);
  }
}

/** Whether a parameter is one argument. */
function isSingle(parameter: Placed): parameter is Single {
  return parameter === Parameter.Word || parameter === Parameter.OptionalWord || parameter === Parameter.Group;
}

/** What to do with what is no word. */
function advice(arg: unknown, kind: string): string {
  if (kind === "Date") return "give its getTime(), in milliseconds";
  if (kind === "Promise") return "await it";
  if (typeof arg === "function") return "await what the method gives: it takes no callback";
  if (kind === "Boolean") return "give 1 or 0, or a string";
  if (kind === "Object" || kind === "Array") return "give its JSON.stringify() where one value is taken";
  if (ArrayBuffer.isView(arg) || isBuffer(arg)) return "its bytes were transferred to somebody else";
  if (typeof arg !== "object" || arg === null) return "give a string, a number, a bigint or bytes";
  if (typeof arg.valueOf() !== "object") return "give its valueOf()";
  return Symbol.iterator in arg ? "give its items one by one: [...it]" : "give a string, a number, a bigint or bytes";
}
