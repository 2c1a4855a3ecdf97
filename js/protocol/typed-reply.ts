/** A reply with its kind, as a type. */

/** A reply with its type, as `reply` returns it: enough to print it as redis-cli does. */
export type TypedReply =
  | { type: "nil" | "nil-array" | "none"; value: null }
  | { type: "ok"; value: "OK" }
  | { type: "integer"; value: number | bigint }
  | { type: "double"; value: number }
  /** Text if it is ASCII, else its bytes. */
  | { type: "bulk"; value: string | Uint8Array }
  | { type: "boolean"; value: boolean }
  | { type: "status" | "error" | "verbatim" | "big-number"; value: string }
  | { type: "array" | "set" | "push"; value: TypedReply[] }
  | { type: "map" | "pairs" | "streams"; value: [TypedReply, TypedReply][] };
