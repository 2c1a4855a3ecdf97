/**
 * Reads reply frames, and the values that a session is sent beside them.
 *
 * Every reply passes through here: the loops are plain on purpose, and nothing is allocated beside what is given.
 * Keep it so, or measure.
 */

import { RedletError } from "../errors.ts";
import { textOf, viewOf } from "./bytes.ts";
import { afterRestoration, HEAD } from "./frame.ts";
import { Layout, Tag } from "./tags.gen.ts";
import type { TypedReply } from "./typed-reply.ts";
import { type Deferred, endOf, unknownTag } from "./values.ts";

/** The tags of values that are no replies: all others are read here. */
type NoReply = Tag.Arrived | Tag.Deferred | Tag.Restoration;

// One character a byte, whatever the byte: positions in the text are positions in the frame.
const byteDecoder = new TextDecoder("windows-1252");

/** What a reply's values become. */
export const enum Decode {
  /** Strings, numbers, plain objects and arrays. */
  Text,
  /** The same with bulk strings as bytes and maps as `Map`. */
  Binary,
  /** A `TypedReply`. */
  Typed,
}

/** ASCII up to here is cut out of a longer text, which it keeps alive; longer strings stand alone. */
const CUT = 1024;
/** How much is decoded at once to cut from, so that a kept value keeps no more than this alive. */
const WINDOW = 32_768;

/** Reads the replies of one batch. Throws a RangeError where the frame does not hold what it says. */
export class FrameReader {
  #at: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #window = "";
  #from = 0;
  #to = 0;

  /** Reads a frame, or with `start` 0 messages, which have no head. */
  constructor(bytes: Uint8Array, start = HEAD) {
    this.#bytes = bytes;
    this.#at = afterRestoration(start, bytes);
    this.#view = viewOf(bytes);
  }

  /** Whether everything was read. */
  get isEmpty(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Takes the announcement of a deferred reply, if that is next. */
  deferred(): Deferred | undefined {
    if (this.#bytes[this.#at] !== Tag.Deferred) return undefined;
    this.#at++;
    return { ticket: this.#double(), again: this.#slice() };
  }

  /** Takes the ticket of a deferred reply that has come; the reply is next then. None where there is a message. */
  arrived(): number | undefined {
    if (this.#bytes[this.#at] !== Tag.Arrived) return undefined;
    this.#at++;
    return this.#double();
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
      if (cause instanceof RedletError) throw cause;
      // Too large for a string, or for the memory that there is: of others' replies that says nothing.
      this.#at = endOf(this.#view, start);
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

  #value(decode: Decode, command: string | undefined): unknown {
    const tag = this.#view.getUint8(this.#at++) as Tag;
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
      case Tag.False:
        return false;
      case Tag.True:
        return true;
      case Tag.BigNumber:
        return bigNumber(this.#utf8());
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
        throw unknownTag(tag satisfies NoReply);
    }
  }

  #typed(): TypedReply {
    const tag = this.#view.getUint8(this.#at++) as Tag;
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
      case Tag.False:
        return { type: "boolean", value: false };
      case Tag.True:
        return { type: "boolean", value: true };
      case Tag.BigNumber:
        return { type: "big-number", value: this.#utf8() };
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
        throw unknownTag(tag satisfies NoReply);
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
    return textOf(this.#bytes.subarray(start, this.#at));
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

  #scores(decode: Decode): { member: unknown; score: number }[] {
    const members: { member: unknown; score: number }[] = [];
    this.#at++;
    for (let left = this.#length(); left > 0; left--) {
      members.push({ member: this.#value(decode, undefined), score: this.#double() });
    }
    return members;
  }

  #entry(decode: Decode): { id: string; fields: unknown } {
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

/** A script may call anything a big number. */
function bigNumber(digits: string): bigint | string {
  return /^[+-]?\d+$/.test(digits) ? BigInt(digits.replace("+", "")) : digits;
}
