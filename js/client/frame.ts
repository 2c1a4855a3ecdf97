/**
 * The batch frame: what the facade and the engine say to each other. The twin of
 * `src/protocol/frame.rs`. Little endian, nothing aligned.
 *
 * Every command and every reply passes through here: the loops are plain on purpose, and nothing
 * is allocated for a word that is ASCII. Keep it so, or measure.
 */

import { RedletError } from "../errors.ts";
import type { TypedReply } from "./replies.ts";
import type { Scored, StreamEntry } from "./signatures.ts";

/** The head of a frame: how many commands follow. */
const HEAD = 4;
/** Strings up to here are copied by a loop, longer ones by `encodeInto`, which costs more to start. */
const SHORT = 64;
/** Bytes up to here are copied by a loop. */
const FEW_BYTES = 32;
/** The buffer a writer begins with, and the largest that it keeps for the next frame. */
const INITIAL = 1024;
const KEPT = 1 << 20;

const utf8Encoder = new TextEncoder();
// A leading U+FEFF belongs to the value.
const utf8Decoder = new TextDecoder("utf-8", { ignoreBOM: true });
// One character a byte, whatever the byte: positions in the text are positions in the frame.
const byteDecoder = new TextDecoder("windows-1252");

function put32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

/** A buffer, where there is memory for it. */
function allocate(size: number): Uint8Array<ArrayBuffer> | undefined {
  try {
    return new Uint8Array(size);
  } catch {
    return undefined;
  }
}

/** Writes the commands of one batch into one growing buffer. */
export class FrameWriter {
  #bytes = new Uint8Array(INITIAL);
  #at = HEAD;
  #count = 0;

  /** How many bytes were written. */
  get size(): number {
    return this.#at;
  }

  /** How many commands were written. */
  get count(): number {
    return this.#count;
  }

  /** Starts a command with the words of its name (as `nameWords` makes them); gives its place for `end`. */
  begin(name: Uint8Array): number {
    const mark = this.#at;
    this.#reserve(4 + name.length);
    this.#at += 4;
    this.#copy(name);
    return mark;
  }

  /** Ends the command that began at `mark`: it has so many words, its name's included. */
  end(mark: number, words: number): void {
    put32(this.#bytes, mark, words);
    this.#count++;
  }

  /** Forgets the command that began at `mark`. */
  undo(mark: number): void {
    this.#at = mark;
  }

  /** Writes a word of text as UTF-8; a lone surrogate becomes U+FFFD. */
  text(word: string): void {
    const { length } = word;
    this.#reserve(4 + length);
    const start = this.#at + 4;
    if (length <= SHORT) {
      const bytes = this.#bytes;
      let i = 0;
      for (; i < length; i++) {
        const unit = word.charCodeAt(i);
        if (unit > 127) break;
        bytes[start + i] = unit;
      }
      if (i === length) {
        put32(bytes, this.#at, length);
        this.#at = start + length;
        return;
      }
    }
    this.#encode(word);
  }

  /** Writes a word of bytes. */
  bytes(word: Uint8Array): void {
    this.#reserve(4 + word.length);
    put32(this.#bytes, this.#at, word.length);
    this.#at += 4;
    this.#copy(word);
  }

  /** Writes all commands of another frame. */
  append(other: FrameWriter): void {
    this.#reserve(other.#at - HEAD);
    this.#copy(other.#bytes.subarray(HEAD, other.#at));
    this.#count += other.#count;
  }

  /** Writes a command that the engine gave, as it stands in a frame. */
  command(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#copy(bytes);
    this.#count++;
  }

  /** The frame. It is a view: whoever keeps it past `clear` must copy it, or take its buffer away. */
  finish(): Uint8Array<ArrayBuffer> {
    put32(this.#bytes, 0, this.#count);
    return this.#bytes.subarray(0, this.#at);
  }

  /** Empties the writer, with a new buffer if the last was transferred or is too large to keep. */
  clear(): void {
    const size = this.#bytes.byteLength;
    if (size === 0) this.#bytes = new Uint8Array(Math.min(Math.max(INITIAL, this.#at), KEPT));
    else if (size > KEPT) this.#bytes = new Uint8Array(INITIAL);
    this.#at = HEAD;
    this.#count = 0;
  }

  #encode(word: string): void {
    const mark = this.#at;
    this.#at += 4;
    let rest = word;
    // The room is for ASCII at first: what does not fit takes three bytes a UTF-16 unit at most.
    for (;;) {
      const { read, written } = utf8Encoder.encodeInto(rest, this.#bytes.subarray(this.#at));
      this.#at += written;
      if (read === rest.length) break;
      rest = rest.slice(read);
      this.#reserve(rest.length * 3);
    }
    put32(this.#bytes, mark, this.#at - mark - 4);
  }

  #copy(from: Uint8Array): void {
    const { length } = from;
    const to = this.#bytes;
    const at = this.#at;
    if (length > FEW_BYTES) to.set(from, at);
    else for (let i = 0; i < length; i++) to[at + i] = from[i] as number;
    this.#at = at + length;
  }

  #reserve(more: number): void {
    const needed = this.#at + more;
    const old = this.#bytes;
    if (needed <= old.length) return;
    const grown = allocate(Math.max(needed, old.length * 2)) ?? allocate(needed);
    if (!grown) throw new RedletError("OOM", "there is no memory for the command");
    grown.set(old.subarray(0, this.#at));
    this.#bytes = grown;
  }
}

/** The words of a command's name as they stand in a frame. */
export function nameWords(words: readonly string[]): Uint8Array {
  const writer = new FrameWriter();
  for (const word of words) writer.text(word);
  return writer.finish().slice(HEAD);
}

/** What a reply's values become. */
export const enum Decode {
  /** Strings, numbers, plain objects and arrays. */
  Text,
  /** The same with bulk strings as bytes and maps as `Map`. */
  Binary,
  /** A `TypedReply`. */
  Typed,
}

/** The tag byte of each kind of value. */
export const enum Tag {
  Nil = 0,
  NilArray = 1,
  Ok = 2,
  Int = 3,
  BigInt = 4,
  Double = 5,
  Ascii = 6,
  Bulk = 7,
  Status = 8,
  Error = 9,
  Verbatim = 10,
  Array = 11,
  Map = 12,
  Set = 13,
  Pairs = 14,
  Push = 15,
  None = 16,
  Scores = 17,
  Late = 18,
  Fixed = 19,
  Opaque = 20,
  Entry = 21,
  Streams = 22,
  Restoration = 23,
}

/** The announcement of a reply that comes late. */
export interface Deferred {
  readonly ticket: number;
  /** The command that goes on with the wait in another engine; empty where the session is not kept. */
  readonly again: Uint8Array;
}

/** The bit of a frame's head, in its last byte, that says that what restores the session stands behind it. */
const TOLD = 0x80;

/** What restores the session in another engine, where these replies have changed it. A view. */
export function restorationOf(frame: Uint8Array): Uint8Array | undefined {
  return ((frame[HEAD - 1] as number) & TOLD) === 0 ? undefined : sized(frame, HEAD);
}

/** The same among messages, where it is the first of the values. */
export function restorationIn(values: Uint8Array): Uint8Array | undefined {
  return values[0] === Tag.Restoration ? sized(values, 1) : undefined;
}

/** Messages without it. */
export function withoutRestoration(values: Uint8Array): Uint8Array {
  return values.subarray(values[0] === Tag.Restoration ? 5 + sized(values, 1).length : 0);
}

/** Where the first reply of a frame is. */
export function startOf(frame: Uint8Array): number {
  const told = restorationOf(frame);
  return told ? HEAD + 4 + told.length : HEAD;
}

function sized(bytes: Uint8Array, at: number): Uint8Array {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
  return bytes.subarray(at + 4, at + 4 + length);
}

/** How members and scores stand in RESP: in one array, in pairs, or in arrays of two. */
const enum Layout {
  Flat = 0,
  Pairs = 1,
}

/** ASCII up to here is cut out of a longer text, which it keeps alive; longer strings stand alone. */
const CUT = 1024;
/** How much is decoded at once to cut from, so that a kept value keeps no more than this alive. */
const WINDOW = 32_768;

/** Reads the replies of one batch. Throws a RangeError where the frame does not hold what it says. */
export class FrameReader {
  /** How many replies there are. */
  readonly count: number;
  #at: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #window = "";
  #from = 0;
  #to = 0;

  /** Reads a frame, or with `start` 0 values without a frame's head. */
  constructor(bytes: Uint8Array, start = HEAD) {
    this.#bytes = bytes;
    this.#at = start === HEAD ? startOf(bytes) : start;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.count = start === HEAD ? this.#view.getUint32(0, true) & 0x7fffffff : 0;
  }

  /** Whether everything was read. */
  get isEmpty(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Takes the announcement of a reply that comes late, if that is next. */
  late(): Deferred | undefined {
    if (this.#bytes[this.#at] !== Tag.Late) return undefined;
    this.#at++;
    return { ticket: this.#double(), again: this.#slice() };
  }

  /** Takes the ticket of a reply that has come late, which is next then; none where it is a message. */
  ticket(): number | undefined {
    const at = this.#at;
    this.#at += 1 + 4;
    if (this.#bytes[at] === Tag.Push && this.#bytes[this.#at] === Tag.Int) {
      this.#at++;
      return this.#double();
    }
    this.#at = at;
    return undefined;
  }

  /**
   * The next reply; an error, top-level or nested, is a RedletError that names `command`, and so is a reply for
   * which there is no room.
   */
  next(decode: Decode, command?: string): unknown {
    const start = this.#at;
    try {
      return decode === Decode.Typed ? this.#typed() : this.#value(decode, command);
    } catch (cause) {
      // Too large for a string, or for the memory that there is: of others' replies that says nothing.
      this.#at = start;
      this.#pass();
      if (this.#at > this.#bytes.length) throw cause;
      return new RedletError("OOM", "it has run, but its reply is too large for this program", command, { cause });
    }
  }

  /** What `next` will give, with its kind; an error too where there is no room for it. */
  peek(): TypedReply | RedletError {
    const at = this.#at;
    const value = this.next(Decode.Typed) as TypedReply | RedletError;
    this.#at = at;
    return value;
  }

  /** Steps over a value. */
  #pass(): void {
    const tag = this.#view.getUint8(this.#at++);
    if (tag >= Tag.Int && tag <= Tag.Double) this.#at += 8;
    else if (tag === Tag.Fixed) this.#at += 8;
    else if ((tag >= Tag.Ascii && tag <= Tag.Verbatim) || tag === Tag.Opaque) this.#skip(this.#length());
    else if (tag === Tag.Entry) this.#passAll(2);
    else if (tag === Tag.Array || tag === Tag.Set || tag === Tag.Push) this.#passAll(this.#length());
    else if (tag === Tag.Map || tag === Tag.Pairs || tag === Tag.Streams) this.#passAll(2 * this.#length());
    else if (tag === Tag.Scores) {
      this.#at++;
      for (let left = this.#length(); left > 0; left--) {
        this.#pass();
        this.#at += 8;
      }
    } else if (tag > Tag.None) throw new RangeError(`tag ${tag} in a reply`);
  }

  #passAll(count: number): void {
    for (let left = count; left > 0; left--) this.#pass();
  }

  #value(decode: Decode, command: string | undefined): unknown {
    const tag = this.#view.getUint8(this.#at++);
    switch (tag) {
      case Tag.Ascii:
        return decode === Decode.Binary ? this.#slice() : this.#ascii();
      case Tag.Ok:
        return "OK";
      case Tag.Int:
      case Tag.Double:
        return this.#double();
      case Tag.Fixed:
        return Number(this.#double().toFixed(4));
      case Tag.Nil:
      case Tag.NilArray:
      case Tag.None:
        return null;
      case Tag.Bulk:
        return decode === Decode.Binary ? this.#slice() : this.#utf8();
      case Tag.Opaque:
        return this.#slice();
      case Tag.BigInt:
        return this.#bigint();
      case Tag.Status:
      case Tag.Verbatim:
        return this.#utf8();
      case Tag.Error:
        return RedletError.fromReply(this.#utf8(), command);
      case Tag.Array:
      case Tag.Set:
      case Tag.Push:
        return this.#array(decode, command);
      case Tag.Map:
      case Tag.Streams:
        return decode === Decode.Binary ? this.#map(command) : this.#record(command);
      case Tag.Pairs:
        return this.#pairs(decode, command);
      case Tag.Scores:
        return this.#scores(decode);
      case Tag.Entry:
        return this.#entry(decode);
      default:
        throw new RangeError(`tag ${tag} in a reply`);
    }
  }

  #typed(): TypedReply {
    const tag = this.#view.getUint8(this.#at++);
    switch (tag) {
      case Tag.Nil:
        return { type: "nil", value: null };
      case Tag.NilArray:
        return { type: "nil-array", value: null };
      case Tag.None:
        return { type: "none", value: null };
      case Tag.Ok:
        return { type: "ok", value: "OK" };
      case Tag.Int:
        return { type: "integer", value: this.#double() };
      case Tag.BigInt:
        return { type: "integer", value: this.#bigint() };
      case Tag.Double:
        return { type: "double", value: this.#double() };
      case Tag.Fixed:
        return { type: "bulk", value: this.#double().toFixed(4) };
      case Tag.Ascii:
        return { type: "bulk", value: this.#ascii() };
      case Tag.Bulk:
      case Tag.Opaque:
        return { type: "bulk", value: this.#slice() };
      case Tag.Status:
        return { type: "status", value: this.#utf8() };
      case Tag.Error:
        return { type: "error", value: this.#utf8() };
      case Tag.Verbatim:
        return { type: "verbatim", value: this.#utf8() };
      case Tag.Array:
        return { type: "array", value: this.#typedList() };
      case Tag.Set:
        return { type: "set", value: this.#typedList() };
      case Tag.Push:
        return { type: "push", value: this.#typedList() };
      case Tag.Map:
        return { type: "map", value: this.#typedPairs() };
      case Tag.Pairs:
        return { type: "pairs", value: this.#typedPairs() };
      case Tag.Streams:
        return { type: "streams", value: this.#typedPairs() };
      case Tag.Entry:
        return { type: "array", value: [this.#typed(), this.#typedFields()] };
      case Tag.Scores:
        return this.#typedScores();
      default:
        throw new RangeError(`tag ${tag} in a reply`);
    }
  }

  #length(): number {
    const length = this.#view.getUint32(this.#at, true);
    this.#at += 4;
    return length;
  }

  /** Steps over the bytes of a string; gives where they start. */
  #skip(length: number): number {
    const start = this.#at;
    this.#at = start + length;
    if (this.#at > this.#bytes.length) throw new RangeError("a reply is cut off");
    return start;
  }

  #double(): number {
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  #bigint(): bigint {
    const value = this.#view.getBigInt64(this.#at, true);
    this.#at += 8;
    return value;
  }

  #slice(): Uint8Array {
    const start = this.#skip(this.#length());
    return this.#bytes.slice(start, this.#at);
  }

  #utf8(): string {
    const start = this.#skip(this.#length());
    return utf8Decoder.decode(this.#bytes.subarray(start, this.#at));
  }

  #ascii(): string {
    const start = this.#skip(this.#length());
    const end = this.#at;
    if (end - start > CUT) return byteDecoder.decode(this.#bytes.subarray(start, end));
    if (end > this.#to) {
      this.#from = start;
      this.#to = Math.min(start + WINDOW, this.#bytes.length);
      this.#window = byteDecoder.decode(this.#bytes.subarray(start, this.#to));
    }
    return this.#window.slice(start - this.#from, end - this.#from);
  }

  #array(decode: Decode, command: string | undefined): unknown[] {
    const items: unknown[] = [];
    for (let left = this.#length(); left > 0; left--) items.push(this.#value(decode, command));
    return items;
  }

  #pairs(decode: Decode, command: string | undefined): unknown[] {
    const pairs: unknown[] = [];
    for (let left = this.#length(); left > 0; left--) {
      pairs.push([this.#value(decode, command), this.#value(decode, command)]);
    }
    return pairs;
  }

  #scores(decode: Decode): Scored<unknown>[] {
    const members: Scored<unknown>[] = [];
    this.#at++;
    for (let left = this.#length(); left > 0; left--) {
      members.push({ member: this.#value(decode, undefined), score: this.#double() });
    }
    return members;
  }

  #entry(decode: Decode): StreamEntry<unknown> {
    const id = this.#value(Decode.Text, undefined) as string;
    // Nothing, where it was deleted.
    const fields = this.#value(decode, undefined) ?? (decode === Decode.Binary ? new Map() : {});
    return { id, fields };
  }

  #map(command: string | undefined): Map<unknown, unknown> {
    const map = new Map<unknown, unknown>();
    for (let left = this.#length(); left > 0; left--) {
      map.set(this.#value(Decode.Binary, command), this.#value(Decode.Binary, command));
    }
    return map;
  }

  #record(command: string | undefined): Record<string, unknown> {
    const record: Record<string, unknown> = {};
    for (let left = this.#length(); left > 0; left--) {
      const name = String(this.#value(Decode.Text, command));
      const value = this.#value(Decode.Text, command);
      if (name !== "__proto__") record[name] = value;
      // Assigned, this one name would set the prototype instead.
      else Object.defineProperty(record, name, { value, configurable: true, enumerable: true, writable: true });
    }
    return record;
  }

  #typedList(): TypedReply[] {
    const items: TypedReply[] = [];
    for (let left = this.#length(); left > 0; left--) items.push(this.#typed());
    return items;
  }

  /** Members with scores, as RESP lays them out. */
  #typedScores(): TypedReply {
    const layout = this.#view.getUint8(this.#at++);
    const pairs: [TypedReply, TypedReply][] = [];
    for (let left = this.#length(); left > 0; left--) {
      pairs.push([this.#typed(), { type: "double", value: this.#double() }]);
    }
    if (layout === Layout.Pairs) return { type: "pairs", value: pairs };
    const value = layout === Layout.Flat ? pairs.flat() : pairs.map((value) => ({ type: "array" as const, value }));
    return { type: "array", value };
  }

  /** The fields of an entry, as RESP lays them out. */
  #typedFields(): TypedReply {
    const fields = this.#typed();
    return fields.type === "map" ? { type: "array", value: fields.value.flat() } : fields;
  }

  #typedPairs(): [TypedReply, TypedReply][] {
    const pairs: [TypedReply, TypedReply][] = [];
    for (let left = this.#length(); left > 0; left--) pairs.push([this.#typed(), this.#typed()]);
    return pairs;
  }
}
