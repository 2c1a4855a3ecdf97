/**
 * The arguments of a call that are not all plain words: arrays, objects with names and values, options.
 *
 * The shape of a command has one letter a parameter, in the order of the wire: `v` a word, `u` one that
 * may be left out, `w` words, an array of them or several arguments, `x` the same where all may be left
 * out, `o` the options (always last in JavaScript), `p` names with values, `m` scores and `l` places with
 * their members, `n` an array sent as `n ...`, `f` one sent as `FIELDS n ...`, `i` as `IDS n ...`, `q` and
 * `e` names with values sent as `n ...` and as `FIELDS n ...`, `g` a word behind `GROUP`, `s` keys with ids,
 * sent as `STREAMS keys ids`. Every name, value, score and id is exactly one word: an array in the place
 * of one would move all that follow.
 */

import type { Command } from "./encode.ts";
import type { FrameWriter } from "./frame.ts";

/** An option: its word, and what follows it. */
interface Option {
  readonly token: string;
  /**
   * `!` nothing, `*` words, `+` a word behind each time that the option's is said, `~` a word that may
   * have another before it, a digit so many words, nothing one word.
   */
  readonly takes: string;
}

/** The options of a command, by their names in JavaScript. */
export type Options = ReadonlyMap<string, Option>;

const NO_OPTIONS: Options = new Map();

/** Reads options as the table has them; not before somebody asks, since few commands are called. */
export function optionsOf(text: string | undefined): () => Options {
  if (!text) return () => NO_OPTIONS;
  let options: Options | undefined;
  return () => {
    options ??= new Map(
      text.split(" ").map((each) => {
        const [, name = "", takes = ""] = /^([a-zA-Z]+)(.?)$/.exec(each) ?? [];
        return [name, { token: token(name), takes }];
      }),
    );
    return options;
  };
}

/** `libName` is `LIB-NAME`. */
function token(name: string): string {
  return name.replace(/[A-Z]/g, "-$&").toUpperCase();
}

/** Writes what is one word; whether it is one. */
export function put(writer: FrameWriter, arg: unknown): boolean {
  if (typeof arg === "string") writer.text(arg);
  else if (typeof arg === "number") writer.text(numeral(arg));
  else if (typeof arg === "bigint") writer.text(arg.toString());
  else if (arg instanceof Uint8Array) writer.bytes(arg);
  else if (ArrayBuffer.isView(arg)) writer.bytes(new Uint8Array(arg.buffer, arg.byteOffset, arg.byteLength));
  else if (isBuffer(arg)) writer.bytes(new Uint8Array(arg));
  else return false;
  return true;
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

function isBuffer(arg: unknown): arg is ArrayBuffer {
  return typeof arg === "object" && /^(Shared)?ArrayBuffer$/.test(kindOf(arg));
}

/** Whether it is an object or an array, and no bytes. */
function isStructured(arg: unknown): arg is object {
  return typeof arg === "object" && arg !== null && !ArrayBuffer.isView(arg) && !isBuffer(arg);
}

/** Whether it is an object as braces make it. */
function isPlain(arg: unknown): arg is object {
  if (kindOf(arg) !== "Object") return false;
  const prototype = Object.getPrototypeOf(arg);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The names and values of an object or a Map; none of anything else. */
function entriesOf(arg: unknown): [unknown, unknown][] | undefined {
  const kind = kindOf(arg);
  if (kind === "Map") return [...(arg as Map<unknown, unknown>)];
  return kind === "Object" ? Object.entries(arg as object) : undefined;
}

const PAIR = ["name", "value"];
const SCORED = ["score", "member"];
const LOCATED = ["longitude", "latitude", "member"];

/** One call. */
export class Arguments {
  readonly #writer: FrameWriter;
  readonly #command: Command;
  readonly #args: readonly unknown[];
  /** How many words were written. */
  #count = 0;
  /** The argument that is being written. */
  #at = 0;

  constructor(writer: FrameWriter, command: Command, args: readonly unknown[]) {
    this.#writer = writer;
    this.#command = command;
    this.#args = args;
  }

  /** Writes all arguments; gives the number of words. */
  write(): number {
    const { shape = "w" } = this.#command;
    const given = this.#given(shape);
    const last = this.#args[given - 1];
    const hasOptions =
      shape.includes("o") &&
      given > shape.replace(/[uxo]/g, "").length &&
      isPlain(last) &&
      // The last of several members.
      !(/[ml]/.test(shape) && "member" in last);
    const end = hasOptions ? given - 1 : given;
    const letters = shape.replace("o", "");
    let [at, parameter] = [0, 0];
    for (const letter of shape) {
      if (letter === "o") {
        if (hasOptions) this.#options(end);
        continue;
      }
      // A parameter that may be several arguments leaves one to each that follows it.
      const left = letters.length - ++parameter;
      const first = this.#args[at];
      const isWhole = Array.isArray(first) ? "nfiqe" : isStructured(first) ? "nfiqes" : "";
      const isOne = isSingle(letter) || isWhole.includes(letter);
      const to = isOne ? Math.min(at + 1, end) : Math.max(at, end - left);
      this.#parameter(letter, at, to);
      at = to;
    }
    for (; at < end; at++) {
      this.#at = at;
      if (shape.includes("o")) this.#words(this.#args[at]);
      else this.#word(this.#args[at]);
    }
    return this.#count;
  }

  /** How many arguments there are without the `undefined` ones in the place of what may be left out. */
  #given(shape: string): number {
    const args = this.#args;
    const letters = shape.replace("o", "");
    const isLastSingle = isSingle(letters.at(-1) ?? "v");
    const first = args[isLastSingle ? letters.length : letters.length - 1];
    const mayBeLess = isLastSingle
      ? first === undefined || isStructured(first)
      : shape.includes("o") && isStructured(first);
    const least = /[ux]/.test(shape) ? shape.replace(/[uxo]/g, "").length : mayBeLess ? letters.length : args.length;
    let given = args.length;
    while (given > least && args[given - 1] === undefined) given--;
    return given;
  }

  #parameter(letter: string, from: number, to: number): void {
    this.#at = from;
    const given = this.#args.slice(from, to);
    if (letter === "p") this.#tuples(given, PAIR, from);
    else if (letter === "m") this.#members(given, SCORED);
    else if (letter === "l") this.#members(given, LOCATED);
    else if (letter === "n") this.#counted(given);
    else if (letter === "f") this.#counted(given, "FIELDS");
    else if (letter === "i") this.#counted(given, "IDS");
    else if (letter === "q") this.#counted(given, "", PAIR);
    else if (letter === "e") this.#counted(given, "FIELDS", PAIR);
    else if (letter === "s") this.#streams(given);
    else {
      if (letter === "g") this.#word("GROUP");
      for (const arg of given) {
        if (isSingle(letter)) this.#word(arg);
        else this.#words(arg);
        this.#at++;
      }
    }
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

  #member(arg: object, parts: readonly string[]): void {
    if (kindOf(arg) !== "Object") this.#refuse(arg);
    for (const name of parts) this.#word((arg as Record<string, unknown>)[name], name);
  }

  /** In Redis's order options come first. */
  #members(given: readonly unknown[], parts: readonly string[]): void {
    let first = 0;
    for (; this.#command.options().has(String(given[first]).toLowerCase()); first++) this.#word(given[first]);
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
  #streams(given: readonly unknown[]): void {
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
    this.#at = at;
    const options = this.#command.options();
    for (const [name, value] of Object.entries(this.#args[at] as object)) {
      const option = options.get(name);
      if (!option) throw new TypeError(`${this.#name} has no option ${name}: it has ${[...options.keys()].join(", ")}`);
      if (value !== undefined && value !== null && value !== false) this.#option(name, option, value);
    }
  }

  #option(name: string, { token, takes }: Option, value: unknown): void {
    if (takes === "!") {
      if (value !== true) this.#refuse(value, "option", `${name}, which is true or false`);
      this.#word(token);
      return;
    }
    const words: readonly unknown[] = Array.isArray(value) ? value : [value];
    const [least, most] =
      takes === "~"
        ? [1, 2]
        : takes === "*" || takes === "+"
          ? [0, Number.POSITIVE_INFINITY]
          : [+takes || 1, +takes || 1];
    if (words.length < least || words.length > most || (!takes && words === value)) this.#refuse(value, "option", name);
    if (takes !== "+") this.#word(token);
    for (const word of words) {
      if (takes === "+") this.#word(token);
      this.#word(word, "option", name);
    }
  }

  get #name(): string {
    return this.#command.name || String(this.#args[0]).toUpperCase();
  }

  #refuse(arg: unknown, what?: string, of?: unknown): never {
    const kind = kindOf(arg);
    const part = what ? `, the ${what}${of === undefined ? "" : ` ${of}`},` : "";
    const where = `argument ${this.#at + 1}${part}`;
    const is =
      arg === null || arg === undefined ? kind.toLowerCase() : kind === "Object" ? "an object" : `of the kind ${kind}`;
    const advice = ADVICE[kind] ?? "give a string, a number, a bigint or bytes";
    throw new TypeError(`${this.#name}: ${where} is ${is}: ${advice}`);
  }
}

/** Whether a parameter is one argument. */
function isSingle(letter: string): boolean {
  return "vug".includes(letter);
}

const LIST = "give its items one by one: [...it]";
const JSON_TEXT = "give its JSON.stringify() where one value is taken";
/** What to do with what is no word. */
const ADVICE: { readonly [kind: string]: string } = {
  Array: JSON_TEXT,
  Boolean: "give 1 or 0, or a string",
  Date: "give its getTime()",
  Map: LIST,
  Object: JSON_TEXT,
  Promise: "await it",
  Set: LIST,
};
