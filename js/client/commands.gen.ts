// Generated from src/commands by `UPDATE=1 cargo test --test generated`. Do not edit.

/** The name of a key. */
export type Key = string | Uint8Array;
/** Anything that Redis takes as one word. */
export type Value = string | number | bigint | Uint8Array;
/** One or several, as an array. */
export type OneOrMore<T> = T | readonly T[];
/** Options as a trailing object, or in Redis's flat form. */
export type Options<T> = [options?: T] | Value[];
/** Names with values: as an object, or in Redis's flat form. */
export type Entries = [entries: { readonly [name: string]: Value }] | Value[];
/** A reply whose type depends on what was asked. */
export type Reply =
  | null
  | string
  | number
  | bigint
  | Uint8Array
  | Reply[]
  | { [name: string]: Reply };

/** Redis's commands as methods, by their lower-case names. */
export interface Commands {
  /**
   * Holds the commands about connections.
   *
   * `CLIENT` · since Redis 2.4.0 · Depends on subcommand.
   */
  client(...args: Value[]): Promise<Reply>;
  /**
   * The number of this connection.
   *
   * `CLIENT ID` · since Redis 5.0.0 · O(1)
   */
  clientId(): Promise<number>;
  /**
   * How many keys the database has.
   *
   * `DBSIZE` · since Redis 1.0.0 · O(1)
   */
  dbsize(): Promise<number>;
  /**
   * Deletes keys.
   *
   * `DEL key [key ...]` · since Redis 1.0.0 · O(N)
   */
  del(...keys: OneOrMore<Key>[]): Promise<number>;
  /**
   * Reads the value of a key.
   *
   * `GET key` · since Redis 1.0.0 · O(1)
   */
  get(key: Key): Promise<string | null>;
  /**
   * Reads the value of a field.
   *
   * `HGET key field` · since Redis 2.0.0 · O(1)
   */
  hget(key: Key, field: Value): Promise<string | null>;
  /**
   * Reads the values of several keys, nil where there is no string.
   *
   * `MGET key [key ...]` · since Redis 1.0.0 · O(N)
   */
  mget(...keys: OneOrMore<Key>[]): Promise<(string | null)[]>;
  /**
   * Answers, with the message if there is one.
   *
   * `PING [message [message ...]]` · since Redis 1.0.0 · O(1)
   */
  ping(...messages: OneOrMore<Value>[]): Promise<Reply>;
  /**
   * Sets the value of a key, whatever it held before.
   *
   * `SET key value [NX | XX] [GET] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL]` · since Redis 1.0.0 · O(1)
   */
  set(key: Key, value: Value, ...options: Options<{ nx?: boolean; xx?: boolean; get?: boolean; ex?: number | bigint; px?: number | bigint; exat?: number | bigint; pxat?: number | bigint; keepttl?: boolean }>): Promise<string | null>;
}

/**
 * The methods at run time: `name`, then `/WIRE NAME` where the name does not tell it, then
 * `=shape` where arguments stand otherwise on the wire (see `encode.ts`).
 */
export const COMMANDS =
  "client;clientId/CLIENT ID;dbsize;del;get;hget;mget;ping;set";
