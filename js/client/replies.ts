/** What replies become in JavaScript, as types: with their kind, or with bytes for strings. */

import type { Methods } from "./commands.gen.ts";
import type { Reply, Scored, StreamEntry, View } from "./signatures.ts";

/** A reply with bytes where the text client has a string, and a `Map` where it has an object. */
export type BinaryReply<T> = T extends Reply ? (Reply extends T ? Binary : BinaryValue<T>) : BinaryValue<T>;

/** Any reply of the binary view. */
export type Binary =
  | null
  | boolean
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
  : T extends number | bigint | boolean | null | Uint8Array
    ? T
    : T extends readonly unknown[]
      ? { [I in keyof T]: BinaryValue<T[I]> }
      : T extends StreamEntry
        ? BinaryEntry
        : T extends Scored
          ? Scored<Uint8Array>
          : T extends object
            ? Map<Uint8Array, BinaryValue<T[keyof T]>>
            : T;

/** The same methods as `Commands`, with bytes for the strings of their replies. */
export interface BinaryCommands extends Methods<InBytes> {}

interface InBytes extends View {
  readonly given: Promise<BinaryReply<this["reply"]>>;
}
