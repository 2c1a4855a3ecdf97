/** What replies become in JavaScript, as types: with their kind, or with bytes for strings. */

import type { Commands, Reply, Scored, StreamEntry } from "./commands.gen.ts";

/** A reply with its type, as `reply` returns it: enough to print it as redis-cli does. */
export type TypedReply =
  | { type: "nil" | "nil-array" | "none"; value: null }
  | { type: "ok"; value: "OK" }
  | { type: "integer"; value: number | bigint }
  | { type: "double"; value: number }
  /** Text if it is ASCII, else its bytes. */
  | { type: "bulk"; value: string | Uint8Array }
  | { type: "status" | "error" | "verbatim"; value: string }
  | { type: "array" | "set" | "push"; value: TypedReply[] }
  | { type: "map" | "pairs" | "streams"; value: [TypedReply, TypedReply][] };

/** A reply with bytes where the text client has a string, and a `Map` where it has an object. */
export type BinaryReply<T> = T extends Reply ? (Reply extends T ? Binary : BinaryValue<T>) : BinaryValue<T>;

/** Any reply of the binary view. */
export type Binary =
  | null
  | string
  | number
  | bigint
  | Uint8Array
  | Binary[]
  | Map<Binary, Binary>
  | Scored<Uint8Array>
  | BinaryEntry;

/** An entry of a stream; its id stays text. */
type BinaryEntry = StreamEntry<Map<Uint8Array, Uint8Array>>;

type BinaryValue<T> = T extends string
  ? string extends T
    ? Uint8Array
    : T
  : T extends number | bigint | null | Uint8Array
    ? T
    : T extends readonly unknown[]
      ? { [I in keyof T]: BinaryValue<T[I]> }
      : T extends StreamEntry
        ? BinaryEntry
        : T extends Scored
          ? Scored<Uint8Array>
          : T extends Record<string, infer V>
            ? Map<Uint8Array, BinaryValue<V>>
            : T;

/** The commands whose string replies are a status, which stays text: there is nothing binary in it. */
type StatusCommand = "type";

/** The same methods as `Commands`, with bytes for the strings of their replies. */
export type BinaryCommands = {
  [K in keyof Commands]: K extends StatusCommand
    ? Commands[K]
    : (...args: Parameters<Commands[K]>) => Promise<BinaryReply<Awaited<ReturnType<Commands[K]>>>>;
};
