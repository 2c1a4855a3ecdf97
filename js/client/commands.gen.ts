// Generated from src/commands by `UPDATE=1 cargo test --test generated`. Do not edit.

import type {
  Asked,
  AtLeast,
  ExactlyOne,
  Fields,
  Flat,
  Found,
  Given,
  If,
  Integer,
  Key,
  Match,
  Matches,
  Numeral,
  OneOf,
  OneOrMore,
  Optional,
  Pairs,
  Promised,
  Reply,
  Said,
  Scored,
  Scores,
  Spelt,
  StreamEntry,
  StreamInfo,
  Value,
  View,
  Word,
} from "./signatures.ts";

export type BitcountOptions = OneOf<{ byte: boolean; bit: boolean }>;
export type BitfieldOptions = Optional<{ get: readonly [encoding: Value, offset: Integer]; overflow: "WRAP" | "wrap" | "SAT" | "sat" | "FAIL" | "fail"; set: readonly [encoding: Value, offset: Integer, value: Integer]; incrby: readonly [encoding: Value, offset: Integer, increment: Integer] }>;
export type BlmpopOptions = Optional<{ count: Integer }>;
export type BzmpopOptions = Optional<{ count: Integer }>;
export type ClientKillOptions = Optional<{ id: Integer; type: Value; user: Value; addr: Value; laddr: Value; skipme: Value; maxage: Integer }>;
export type ClientListOptions = Optional<{ type: "NORMAL" | "normal" | "MASTER" | "master" | "REPLICA" | "replica" | "PUBSUB" | "pubsub"; id: OneOrMore<Integer> }>;
export type ClientPauseOptions = OneOf<{ write: boolean; all: boolean }>;
export type ClientSetinfoOptions = ExactlyOne<{ libName: Value; libVer: Value }>;
export type ClientTrackingOptions = Optional<{ redirect: Integer; prefix: OneOrMore<Value>; bcast: boolean; optin: boolean; optout: boolean; noloop: boolean }>;
export type ClientUnblockOptions = OneOf<{ timeout: boolean; error: boolean }>;
export type CommandListOptions = Optional<{ filterby: readonly ["MODULE" | "module", Value] | readonly ["ACLCAT" | "aclcat", Value] | readonly ["PATTERN" | "pattern", Value] }>;
export type CopyOptions = Optional<{ db: Integer; replace: boolean }>;
export type DelexOptions = OneOf<{ ifeq: Value; ifne: Value; ifdeq: Value; ifdne: Value }>;
export type ExpireOptions = OneOf<{ nx: boolean; xx: boolean; gt: boolean; lt: boolean }>;
export type ExpireatOptions = OneOf<{ nx: boolean; xx: boolean; gt: boolean; lt: boolean }>;
export type FlushallOptions = OneOf<{ async: boolean; sync: boolean }>;
export type FlushdbOptions = OneOf<{ async: boolean; sync: boolean }>;
export type FunctionFlushOptions = OneOf<{ async: boolean; sync: boolean }>;
export type FunctionListOptions = Optional<{ libraryname: Value; withcode: boolean }>;
export type FunctionLoadOptions = Optional<{ replace: boolean }>;
export type FunctionRestoreOptions = OneOf<{ flush: boolean; append: boolean; replace: boolean }>;
export type GeoaddOptions = OneOf<{ nx: boolean; xx: boolean }> & Optional<{ ch: boolean }>;
export type GeodistOptions = OneOf<{ m: boolean; km: boolean; ft: boolean; mi: boolean }>;
export type GeoradiusOptions = OneOf<{ asc: boolean; desc: boolean }> & Optional<{ count: Integer; any: boolean; withcoord: boolean; withdist: boolean; withhash: boolean; store: Key; storedist: Key }>;
export type GeoradiusbymemberOptions = OneOf<{ asc: boolean; desc: boolean }> & Optional<{ count: Integer; any: boolean; withcoord: boolean; withdist: boolean; withhash: boolean; store: Key; storedist: Key }>;
export type GeoradiusbymemberRoOptions = OneOf<{ asc: boolean; desc: boolean }> & Optional<{ count: Integer; any: boolean; withcoord: boolean; withdist: boolean; withhash: boolean }>;
export type GeoradiusRoOptions = OneOf<{ asc: boolean; desc: boolean }> & Optional<{ count: Integer; any: boolean; withcoord: boolean; withdist: boolean; withhash: boolean }>;
export type GeosearchOptions = ExactlyOne<{ frommember: Value; fromlonlat: readonly [longitude: number, latitude: number] }> & ExactlyOne<{ byradius: readonly [radius: number, unit: "M" | "m" | "KM" | "km" | "FT" | "ft" | "MI" | "mi"]; bybox: readonly [width: number, height: number, unit: "M" | "m" | "KM" | "km" | "FT" | "ft" | "MI" | "mi"] }> & OneOf<{ asc: boolean; desc: boolean }> & Optional<{ count: Integer; any: boolean; withcoord: boolean; withdist: boolean; withhash: boolean }>;
export type GeosearchstoreOptions = ExactlyOne<{ frommember: Value; fromlonlat: readonly [longitude: number, latitude: number] }> & ExactlyOne<{ byradius: readonly [radius: number, unit: "M" | "m" | "KM" | "km" | "FT" | "ft" | "MI" | "mi"]; bybox: readonly [width: number, height: number, unit: "M" | "m" | "KM" | "km" | "FT" | "ft" | "MI" | "mi"] }> & OneOf<{ asc: boolean; desc: boolean }> & Optional<{ count: Integer; any: boolean; storedist: boolean }>;
export type GetexOptions = OneOf<{ ex: Integer; px: Integer; exat: Integer; pxat: Integer; persist: boolean }>;
export type HelloOptions = Optional<{ auth: readonly [username: Value, password: Value]; setname: Value }>;
export type HexpireOptions = OneOf<{ nx: boolean; xx: boolean; gt: boolean; lt: boolean }>;
export type HexpireatOptions = OneOf<{ nx: boolean; xx: boolean; gt: boolean; lt: boolean }>;
export type HgetexOptions = OneOf<{ ex: Integer; px: Integer; exat: Integer; pxat: Integer; persist: boolean }>;
export type HpexpireOptions = OneOf<{ nx: boolean; xx: boolean; gt: boolean; lt: boolean }>;
export type HpexpireatOptions = OneOf<{ nx: boolean; xx: boolean; gt: boolean; lt: boolean }>;
export type HrandfieldOptions = Optional<{ withvalues: boolean }>;
export type HscanOptions = Optional<{ match: Value; count: Integer; novalues: boolean }>;
export type HsetexOptions = OneOf<{ fnx: boolean; fxx: boolean }> & OneOf<{ ex: Integer; px: Integer; exat: Integer; pxat: Integer; keepttl: boolean }>;
export type LcsOptions = Optional<{ len: boolean; idx: boolean; minmatchlen: Integer; withmatchlen: boolean }>;
export type LmpopOptions = Optional<{ count: Integer }>;
export type LolwutOptions = Optional<{ version: Integer }>;
export type LposOptions = Optional<{ rank: Integer; count: Integer; maxlen: Integer }>;
export type MemoryUsageOptions = Optional<{ samples: Integer }>;
export type MsetexOptions = OneOf<{ nx: boolean; xx: boolean }> & OneOf<{ ex: Integer; px: Integer; exat: Integer; pxat: Integer; keepttl: boolean }>;
export type PexpireOptions = OneOf<{ nx: boolean; xx: boolean; gt: boolean; lt: boolean }>;
export type PexpireatOptions = OneOf<{ nx: boolean; xx: boolean; gt: boolean; lt: boolean }>;
export type RestoreOptions = Optional<{ replace: boolean; absttl: boolean; idletime: Integer; freq: Integer }>;
export type ScanOptions = Optional<{ match: Value; count: Integer; type: Value }>;
export type ScriptFlushOptions = OneOf<{ async: boolean; sync: boolean }>;
export type SetOptions = OneOf<{ nx: boolean; xx: boolean; ifeq: Value; ifne: Value; ifdeq: Value; ifdne: Value }> & OneOf<{ ex: Integer; px: Integer; exat: Integer; pxat: Integer; keepttl: boolean }> & Optional<{ get: boolean }>;
export type SintercardOptions = Optional<{ limit: Integer }>;
export type SortOptions = OneOf<{ asc: boolean; desc: boolean }> & Optional<{ by: Value; limit: readonly [offset: Integer, count: Integer]; get: OneOrMore<Value>; alpha: boolean; store: Key }>;
export type SortRoOptions = OneOf<{ asc: boolean; desc: boolean }> & Optional<{ by: Value; limit: readonly [offset: Integer, count: Integer]; get: OneOrMore<Value>; alpha: boolean }>;
export type SscanOptions = Optional<{ match: Value; count: Integer }>;
export type XackdelOptions = OneOf<{ keepref: boolean; delref: boolean; acked: boolean }>;
export type XaddOptions = OneOf<{ maxlen: Value | readonly [operator: "=" | "~", threshold: Value]; minid: Value | readonly [operator: "=" | "~", threshold: Value] }> & OneOf<{ keepref: boolean; delref: boolean; acked: boolean }> & Optional<{ nomkstream: boolean; limit: Integer }>;
export type XautoclaimOptions = Optional<{ count: Integer; justid: boolean }>;
export type XclaimOptions = Optional<{ idle: Integer; time: Integer; retrycount: Integer; force: boolean; justid: boolean; lastid: Value }>;
export type XdelexOptions = OneOf<{ keepref: boolean; delref: boolean; acked: boolean }>;
export type XgroupCreateOptions = Optional<{ mkstream: boolean; entriesread: Integer }>;
export type XgroupSetidOptions = Optional<{ entriesread: Integer }>;
export type XinfoStreamOptions = Optional<{ full: boolean; count: Integer }>;
export type XpendingOptions = Optional<{ idle: Integer }>;
export type XrangeOptions = Optional<{ count: Integer }>;
export type XreadOptions = Optional<{ count: Integer; block: Integer }>;
export type XreadgroupOptions = Optional<{ count: Integer; block: Integer; noack: boolean }>;
export type XrevrangeOptions = Optional<{ count: Integer }>;
export type XsetidOptions = Optional<{ entriesadded: Integer; maxdeletedid: Value }>;
export type XtrimOptions = ExactlyOne<{ maxlen: Value | readonly [operator: "=" | "~", threshold: Value]; minid: Value | readonly [operator: "=" | "~", threshold: Value] }> & OneOf<{ keepref: boolean; delref: boolean; acked: boolean }> & Optional<{ limit: Integer }>;
export type ZaddOptions = OneOf<{ nx: boolean; xx: boolean }> & OneOf<{ gt: boolean; lt: boolean }> & Optional<{ ch: boolean; incr: boolean }>;
export type ZdiffOptions = Optional<{ withscores: boolean }>;
export type ZinterOptions = Optional<{ weights: OneOrMore<number>; aggregate: "SUM" | "sum" | "MIN" | "min" | "MAX" | "max"; withscores: boolean }>;
export type ZintercardOptions = Optional<{ limit: Integer }>;
export type ZinterstoreOptions = Optional<{ weights: OneOrMore<number>; aggregate: "SUM" | "sum" | "MIN" | "min" | "MAX" | "max" }>;
export type ZmpopOptions = Optional<{ count: Integer }>;
export type ZrandmemberOptions = Optional<{ withscores: boolean }>;
export type ZrangeOptions = OneOf<{ byscore: boolean; bylex: boolean }> & Optional<{ rev: boolean; limit: readonly [offset: Integer, count: Integer]; withscores: boolean }>;
export type ZrangebylexOptions = Optional<{ limit: readonly [offset: Integer, count: Integer] }>;
export type ZrangebyscoreOptions = Optional<{ limit: readonly [offset: Integer, count: Integer]; withscores: boolean }>;
export type ZrangestoreOptions = OneOf<{ byscore: boolean; bylex: boolean }> & Optional<{ rev: boolean; limit: readonly [offset: Integer, count: Integer] }>;
export type ZrankOptions = Optional<{ withscore: boolean }>;
export type ZrevrangeOptions = Optional<{ withscores: boolean }>;
export type ZrevrangebylexOptions = Optional<{ limit: readonly [offset: Integer, count: Integer] }>;
export type ZrevrangebyscoreOptions = Optional<{ limit: readonly [offset: Integer, count: Integer]; withscores: boolean }>;
export type ZrevrankOptions = Optional<{ withscore: boolean }>;
export type ZscanOptions = Optional<{ match: Value; count: Integer }>;
export type ZunionOptions = Optional<{ weights: OneOrMore<number>; aggregate: "SUM" | "sum" | "MIN" | "min" | "MAX" | "max"; withscores: boolean }>;
export type ZunionstoreOptions = Optional<{ weights: OneOrMore<number>; aggregate: "SUM" | "sum" | "MIN" | "min" | "MAX" | "max" }>;

/** Redis's commands as methods, by their lower-case names; `V` says how they give their replies. */
export interface Methods<V extends View> {
  /**
   * Holds the commands on users.
   *
   * `ACL` · since Redis 6.0.0 · Depends on subcommand.
   *
   * @example await r.acl("WHOAMI"); // "default"
   */
  acl(...args: Value[]): Given<V, Reply>;
  /**
   * The categories of commands, or the commands of one.
   *
   * `ACL CAT [category]` · since Redis 6.0.0 · O(1)
   *
   * @example await r.aclCat(); // the names of all categories
   */
  aclCat(category?: Value): Given<V, string[]>;
  /**
   * What the subcommands do.
   *
   * `ACL HELP` · since Redis 6.0.0 · O(1)
   *
   * @example await r.aclHelp(); // lines of text
   */
  aclHelp(): Given<V, string[]>;
  /**
   * The users and their permissions.
   *
   * `ACL LIST` · since Redis 6.0.0 · O(N)
   *
   * @example await r.aclList(); // the rules of each user
   */
  aclList(): Given<V, string[]>;
  /**
   * The users' names.
   *
   * `ACL USERS` · since Redis 6.0.0 · O(N)
   *
   * @example await r.aclUsers(); // ["default"]
   */
  aclUsers(): Given<V, string[]>;
  /**
   * The name of this connection's user.
   *
   * `ACL WHOAMI` · since Redis 6.0.0 · O(1)
   *
   * @example await r.aclWhoami(); // "default"
   */
  aclWhoami(): Given<V, string>;
  /**
   * Appends to a string; a missing key is created. Returns its length.
   *
   * `APPEND key value` · since Redis 2.0.0 · O(1)
   *
   * @example await r.append("log", "started;"); // 8
   */
  append(key: Key, value: Value): Given<V, number>;
  /**
   * Authenticates the connection.
   *
   * `AUTH [username] password` · since Redis 1.0.0 · O(1)
   *
   * @example await r.auth("secret"); // "OK"
   */
  auth(...credentials: [password: Value] | [username: Value, password: Value]): Given<V, "OK">;
  /**
   * Moves all data from the log into the database's file, and flushes it.
   *
   * `BGSAVE [schedule [schedule ...]]` · since Redis 1.0.0 · O(1)
   *
   * @example await r.bgsave(); // "Background saving started"
   */
  bgsave(...schedules: OneOrMore<Value>[]): Given<V, "Background saving started">;
  /**
   * Counts the bits that are 1 in a string, or in a part of it.
   *
   * `BITCOUNT key [start end [BYTE | BIT]]` · since Redis 2.6.0 · O(N)
   *
   * @example await r.bitcount("days"); // 1
   */
  bitcount(key: Key): Given<V, number>;
  /**
   * Counts the bits that are 1 in a string, or in a part of it.
   *
   * `BITCOUNT key [start end [BYTE | BIT]]` · since Redis 2.6.0 · O(N)
   *
   * @example await r.bitcount("days"); // 1
   */
  bitcount<const O extends object = {}>(key: Key, start: Integer, end: Integer, options?: BitcountOptions | Spelt<O, BitcountOptions>): Given<V, number>;
  /** In Redis's flat form: `BITCOUNT key [start end [BYTE | BIT]]` */
  bitcount(key: Key, start: Integer, end: Integer, ...words: Flat<"BYTE" | "BIT">): Given<V, number>;
  bitcount<const O extends object = {}>(key: Key, start: Integer, end: Integer, options?: BitcountOptions | Spelt<O, BitcountOptions>): Given<V, number>;
  /**
   * Reads, sets and adds to integers of any width within a string.
   *
   * `BITFIELD key [<GET encoding offset | <OVERFLOW WRAP | SAT | FAIL> | SET encoding offset value | INCRBY encoding offset increment> [<GET encoding offset | <OVERFLOW WRAP | SAT | FAIL> | SET encoding offset value | INCRBY encoding offset increment> ...]]` · since Redis 3.2.0 · O(1)
   *
   * @example await r.bitfield("levels", { incrby: ["u8", 0, 5] }); // [5]
   */
  bitfield<const O extends object = {}>(key: Key, options?: BitfieldOptions | Spelt<O, BitfieldOptions>): Given<V, (number | null)[]>;
  /** In Redis's flat form: `BITFIELD key [<GET encoding offset | <OVERFLOW WRAP | SAT | FAIL> | SET encoding offset value | INCRBY encoding offset increment> [<GET encoding offset | <OVERFLOW WRAP | SAT | FAIL> | SET encoding offset value | INCRBY encoding offset increment> ...]]` */
  bitfield(key: Key, ...words: Flat<"GET" | "OVERFLOW" | "SET" | "INCRBY">): Given<V, (number | null)[]>;
  bitfield<const O extends object = {}>(key: Key, options?: BitfieldOptions | Spelt<O, BitfieldOptions>): Given<V, (number | null)[]>;
  /**
   * Reads integers of any width from a string.
   *
   * `BITFIELD_RO key [GET encoding offset [GET encoding offset ...]]` · since Redis 6.0.0 · O(1)
   *
   * @example await r.bitfield_ro("levels", "GET", "u8", 0); // [5]
   */
  bitfield_ro(key: Key, ...getBlock: [] | [word: "GET" | "get", encoding: Value, offset: Integer, ...words: Value[]]): Given<V, (number | null)[]>;
  /**
   * Combines strings bit by bit, and stores the result. Returns its length in bytes.
   *
   * `BITOP <AND | OR | XOR | NOT | DIFF | DIFF1 | ANDOR | ONE> destkey key [key ...]` · since Redis 2.6.0 · O(N)
   *
   * @example await r.bitop("OR", "all-days", "days", "other-days"); // 1
   */
  bitop<A extends readonly OneOrMore<Key>[]>(operation: "AND" | "and" | "OR" | "or" | "XOR" | "xor" | "NOT" | "not" | "DIFF" | "diff" | "DIFF1" | "diff1" | "ANDOR" | "andor" | "ONE" | "one", destkey: Key, ...keys: AtLeast<A, [key: OneOrMore<Key>]>): Given<V, number>;
  /**
   * Finds the first bit that is 0, or 1, in a string or in a part of it. Returns its position.
   *
   * `BITPOS key bit [start [end [BYTE | BIT]]]` · since Redis 2.8.7 · O(N)
   *
   * @example await r.bitpos("days", 1); // 3
   */
  bitpos(key: Key, bit: Integer, start?: Integer, end?: Integer, unit?: "BYTE" | "byte" | "BIT" | "bit"): Given<V, number>;
  /**
   * Moves an element from one end of a list to an end of another. Waits while there is none.
   *
   * `BLMOVE source destination <LEFT | RIGHT> <LEFT | RIGHT> timeout` · since Redis 6.2.0 · O(1)
   *
   * @example await r.blmove("jobs", "done", "LEFT", "RIGHT", 5); // "g"
   */
  blmove(source: Key, destination: Key, wherefrom: "LEFT" | "left" | "RIGHT" | "right", whereto: "LEFT" | "left" | "RIGHT" | "right", timeout: number): Given<V, string | null>;
  /**
   * Removes and returns elements from the first list that has any. Waits while there are none.
   *
   * `BLMPOP timeout numkeys key [key ...] <LEFT | RIGHT> [COUNT count]` · since Redis 7.0.0 · O(N+M)
   *
   * @example await r.blmpop(5, ["none", "jobs"], "LEFT", { count: 2 }); // ["jobs", ["h", "i"]]
   */
  blmpop<const O extends object = {}>(timeout: number, keys: readonly Key[], where: "LEFT" | "left" | "RIGHT" | "right", options?: BlmpopOptions | Spelt<O, BlmpopOptions>): Given<V, [key: string, elements: string[]] | null>;
  /** In Redis's flat form: `BLMPOP timeout numkeys key [key ...] <LEFT | RIGHT> [COUNT count]` */
  blmpop<W extends readonly Value[]>(timeout: number, ...words: AtLeast<W, [numkeys: Integer, key: Key]>): Given<V, [key: string, elements: string[]] | null>;
  /** In Redis's flat form: `BLMPOP timeout numkeys key [key ...] <LEFT | RIGHT> [COUNT count]` */
  blmpop(timeout: number, keys: readonly Key[], where: "LEFT" | "left" | "RIGHT" | "right", ...words: Flat<"COUNT">): Given<V, [key: string, elements: string[]] | null>;
  blmpop<const O extends object = {}>(timeout: number, keys: readonly Key[], where: "LEFT" | "left" | "RIGHT" | "right", options?: BlmpopOptions | Spelt<O, BlmpopOptions>): Given<V, [key: string, elements: string[]] | null>;
  /**
   * Removes and returns an element from the head of the first list that has any. Waits while there is none.
   *
   * `BLPOP key [key ...] timeout` · since Redis 2.0.0 · O(N)
   *
   * @example await r.blpop("jobs", 5); // ["jobs", "f"]
   */
  blpop(keys: OneOrMore<Key>, timeout: number): Given<V, [key: string, element: string] | null>;
  /**
   * Removes and returns an element from the head of the first list that has any. Waits while there is none.
   *
   * `BLPOP key [key ...] timeout` · since Redis 2.0.0 · O(N)
   *
   * @example await r.blpop("jobs", 5); // ["jobs", "f"]
   */
  blpop(...words: [key: Key, ...keys: Key[], timeout: number]): Given<V, [key: string, element: string] | null>;
  blpop(keys: OneOrMore<Key>, timeout: number): Given<V, [key: string, element: string] | null>;
  /**
   * Removes and returns an element from the tail of the first list that has any. Waits while there is none.
   *
   * `BRPOP key [key ...] timeout` · since Redis 2.0.0 · O(N)
   *
   * @example await r.brpop(["none", "jobs"], 5); // ["jobs", "k"]
   */
  brpop(keys: OneOrMore<Key>, timeout: number): Given<V, [key: string, element: string] | null>;
  /**
   * Removes and returns an element from the tail of the first list that has any. Waits while there is none.
   *
   * `BRPOP key [key ...] timeout` · since Redis 2.0.0 · O(N)
   *
   * @example await r.brpop(["none", "jobs"], 5); // ["jobs", "k"]
   */
  brpop(...words: [key: Key, ...keys: Key[], timeout: number]): Given<V, [key: string, element: string] | null>;
  brpop(keys: OneOrMore<Key>, timeout: number): Given<V, [key: string, element: string] | null>;
  /**
   * Moves an element from the tail of a list to the head of another. Waits while there is none.
   *
   * `BRPOPLPUSH source destination timeout` · since Redis 2.2.0 · O(1)
   *
   * @example await r.brpoplpush("jobs", "done", 5); // "j"
   */
  brpoplpush(source: Key, destination: Key, timeout: number): Given<V, string | null>;
  /**
   * Removes and returns members from one end of the first set that has any. Waits while there are none.
   *
   * `BZMPOP timeout numkeys key [key ...] <MIN | MAX> [COUNT count]` · since Redis 7.0.0 · O(K)+O(M*log(N))
   *
   * @example await r.bzmpop(5, ["none", "words"], "MAX"); // ["words", [{ member: "c", score: 0 }]]
   */
  bzmpop<const O extends object = {}>(timeout: number, keys: readonly Key[], where: "MIN" | "min" | "MAX" | "max", options?: BzmpopOptions | Spelt<O, BzmpopOptions>): Given<V, [key: string, members: Scored[]] | null>;
  /** In Redis's flat form: `BZMPOP timeout numkeys key [key ...] <MIN | MAX> [COUNT count]` */
  bzmpop<W extends readonly Value[]>(timeout: number, ...words: AtLeast<W, [numkeys: Integer, key: Key]>): Given<V, [key: string, members: Scored[]] | null>;
  /** In Redis's flat form: `BZMPOP timeout numkeys key [key ...] <MIN | MAX> [COUNT count]` */
  bzmpop(timeout: number, keys: readonly Key[], where: "MIN" | "min" | "MAX" | "max", ...words: Flat<"COUNT">): Given<V, [key: string, members: Scored[]] | null>;
  bzmpop<const O extends object = {}>(timeout: number, keys: readonly Key[], where: "MIN" | "min" | "MAX" | "max", options?: BzmpopOptions | Spelt<O, BzmpopOptions>): Given<V, [key: string, members: Scored[]] | null>;
  /**
   * Removes and returns the member with the highest score from the first set that has any. Waits while there is none.
   *
   * `BZPOPMAX key [key ...] timeout` · since Redis 5.0.0 · O(log(N))
   *
   * @example await r.bzpopmax(["none", "left"], 5); // ["left", "ann", 25]
   */
  bzpopmax(keys: OneOrMore<Key>, timeout: number): Given<V, [key: string, member: string, score: number] | null>;
  /**
   * Removes and returns the member with the highest score from the first set that has any. Waits while there is none.
   *
   * `BZPOPMAX key [key ...] timeout` · since Redis 5.0.0 · O(log(N))
   *
   * @example await r.bzpopmax(["none", "left"], 5); // ["left", "ann", 25]
   */
  bzpopmax(...words: [key: Key, ...keys: Key[], timeout: number]): Given<V, [key: string, member: string, score: number] | null>;
  bzpopmax(keys: OneOrMore<Key>, timeout: number): Given<V, [key: string, member: string, score: number] | null>;
  /**
   * Removes and returns the member with the lowest score from the first set that has any. Waits while there is none.
   *
   * `BZPOPMIN key [key ...] timeout` · since Redis 5.0.0 · O(log(N))
   *
   * @example await r.bzpopmin("left", 5); // ["left", "bob", 20]
   */
  bzpopmin(keys: OneOrMore<Key>, timeout: number): Given<V, [key: string, member: string, score: number] | null>;
  /**
   * Removes and returns the member with the lowest score from the first set that has any. Waits while there is none.
   *
   * `BZPOPMIN key [key ...] timeout` · since Redis 5.0.0 · O(log(N))
   *
   * @example await r.bzpopmin("left", 5); // ["left", "bob", 20]
   */
  bzpopmin(...words: [key: Key, ...keys: Key[], timeout: number]): Given<V, [key: string, member: string, score: number] | null>;
  bzpopmin(keys: OneOrMore<Key>, timeout: number): Given<V, [key: string, member: string, score: number] | null>;
  /**
   * Holds the commands about connections.
   *
   * `CLIENT` · since Redis 2.4.0 · Depends on subcommand.
   *
   * @example await r.client("GETNAME"); // "importer"
   */
  client(...args: Value[]): Given<V, Reply>;
  /**
   * Says whether the keys of the next command are tracked.
   *
   * `CLIENT CACHING <YES | NO>` · since Redis 6.0.0 · O(1)
   *
   * @example await r.clientCaching("YES").catch((error) => error.code); // "ERR"
   */
  clientCaching(mode: "YES" | "yes" | "NO" | "no"): Given<V, "OK">;
  /**
   * The name of this connection, if it has one.
   *
   * `CLIENT GETNAME` · since Redis 2.6.9 · O(1)
   *
   * @example await r.clientGetname(); // "importer"
   */
  clientGetname(): Given<V, string | null>;
  /**
   * The id of the connection that gets this one's invalidations; 0 for none, -1 without tracking.
   *
   * `CLIENT GETREDIR` · since Redis 6.0.0 · O(1)
   *
   * @example await r.clientGetredir(); // -1
   */
  clientGetredir(): Given<V, number>;
  /**
   * What the subcommands do.
   *
   * `CLIENT HELP` · since Redis 5.0.0 · O(1)
   *
   * @example await r.clientHelp(); // lines of text
   */
  clientHelp(): Given<V, string[]>;
  /**
   * The number of this connection.
   *
   * `CLIENT ID` · since Redis 5.0.0 · O(1)
   *
   * @example await r.clientId(); // a number
   */
  clientId(): Given<V, number>;
  /**
   * Describes this connection, in one line.
   *
   * `CLIENT INFO` · since Redis 6.2.0 · O(1)
   *
   * @example await r.clientInfo(); // a line of names and values
   */
  clientInfo(): Given<V, string>;
  /**
   * Closes connections: that of an address, or all that match the filters.
   *
   * `CLIENT KILL [ID client-id] [TYPE client-type] [USER username] [ADDR addr] [LADDR laddr] [SKIPME skipme] [MAXAGE maxage]` · since Redis 2.4.0 · O(N)
   *
   * @example await r.clientKill({ id: 7 }); // 0
   */
  clientKill(address: string): Given<V, "OK">;
  /**
   * Closes connections: that of an address, or all that match the filters.
   *
   * `CLIENT KILL [ID client-id] [TYPE client-type] [USER username] [ADDR addr] [LADDR laddr] [SKIPME skipme] [MAXAGE maxage]` · since Redis 2.4.0 · O(N)
   *
   * @example await r.clientKill({ id: 7 }); // 0
   */
  clientKill<const O extends object = {}>(options: ClientKillOptions | Spelt<O, ClientKillOptions>): Given<V, "OK" | number>;
  /** In Redis's flat form: `CLIENT KILL [ID client-id] [TYPE client-type] [USER username] [ADDR addr] [LADDR laddr] [SKIPME skipme] [MAXAGE maxage]` */
  clientKill(...words: Flat<"ID" | "TYPE" | "USER" | "ADDR" | "LADDR" | "SKIPME" | "MAXAGE">): Given<V, "OK" | number>;
  clientKill<const O extends object = {}>(options: ClientKillOptions | Spelt<O, ClientKillOptions>): Given<V, "OK" | number>;
  /**
   * Describes all connections, or some: a line for each.
   *
   * `CLIENT LIST [TYPE NORMAL | MASTER | REPLICA | PUBSUB] [ID client-id [ID client-id ...]]` · since Redis 2.4.0 · O(N)
   *
   * @example await r.clientList({ type: "normal" }); // a line a client
   */
  clientList<const O extends object = {}>(options?: ClientListOptions | Spelt<O, ClientListOptions>): Given<V, string>;
  /** In Redis's flat form: `CLIENT LIST [TYPE NORMAL | MASTER | REPLICA | PUBSUB] [ID client-id [ID client-id ...]]` */
  clientList(...words: Flat<"TYPE" | "ID">): Given<V, string>;
  clientList<const O extends object = {}>(options?: ClientListOptions | Spelt<O, ClientListOptions>): Given<V, string>;
  /**
   * Sets whether this connection stays when memory is short. Nothing here evicts connections.
   *
   * `CLIENT NO-EVICT <ON | OFF>` · since Redis 7.0.0 · O(1)
   *
   * @example await r.clientNoEvict("ON"); // "OK"
   */
  clientNoEvict(enabled: "ON" | "on" | "OFF" | "off"): Given<V, "OK">;
  /**
   * Sets whether reads of this connection count as uses of the keys.
   *
   * `CLIENT NO-TOUCH <ON | OFF>` · since Redis 7.2.0 · O(1)
   *
   * @example await r.clientNoTouch("OFF"); // "OK"
   */
  clientNoTouch(enabled: "ON" | "on" | "OFF" | "off"): Given<V, "OK">;
  /**
   * Holds back commands of all connections, or only those that write, for some milliseconds.
   *
   * `CLIENT PAUSE timeout [WRITE | ALL]` · since Redis 3.0.0 · O(1)
   *
   * @example await r.clientPause(0); // "OK"
   */
  clientPause<const O extends object = {}>(timeout: Integer, options?: ClientPauseOptions | Spelt<O, ClientPauseOptions>): Given<V, "OK">;
  /** In Redis's flat form: `CLIENT PAUSE timeout [WRITE | ALL]` */
  clientPause(timeout: Integer, ...words: Flat<"WRITE" | "ALL">): Given<V, "OK">;
  clientPause<const O extends object = {}>(timeout: Integer, options?: ClientPauseOptions | Spelt<O, ClientPauseOptions>): Given<V, "OK">;
  /**
   * Sets whether commands of this connection are answered.
   *
   * `CLIENT REPLY <ON | OFF | SKIP>` · since Redis 3.2.0 · O(1)
   *
   * @example await r.clientReply("ON"); // "OK"
   */
  clientReply(action: "ON" | "on" | "OFF" | "off" | "SKIP" | "skip"): Given<V, "OK">;
  /**
   * Sets the name or the version of the connection's client library.
   *
   * `CLIENT SETINFO <LIB-NAME libname | LIB-VER libver>` · since Redis 7.2.0 · O(1)
   *
   * @example await r.clientSetinfo({ libName: "my-app" }); // "OK"
   */
  clientSetinfo<const O extends object = {}>(options: ClientSetinfoOptions | Spelt<O, ClientSetinfoOptions>): Given<V, "OK">;
  /** In Redis's flat form: `CLIENT SETINFO <LIB-NAME libname | LIB-VER libver>` */
  clientSetinfo(...words: Flat<"LIB-NAME" | "LIB-VER">): Given<V, "OK">;
  clientSetinfo<const O extends object = {}>(options: ClientSetinfoOptions | Spelt<O, ClientSetinfoOptions>): Given<V, "OK">;
  /**
   * Names this connection.
   *
   * `CLIENT SETNAME connection-name` · since Redis 2.6.9 · O(1)
   *
   * @example await r.clientSetname("importer"); // "OK"
   */
  clientSetname(connectionName: Value): Given<V, "OK">;
  /**
   * Sends invalidations, to this connection or another, when keys change that this one has read.
   *
   * `CLIENT TRACKING <ON | OFF> [REDIRECT client-id] [PREFIX prefix [PREFIX prefix ...]] [BCAST] [OPTIN] [OPTOUT] [NOLOOP]` · since Redis 6.0.0 · O(1)
   *
   * @example await r.clientTracking("OFF"); // "OK"
   */
  clientTracking<const O extends object = {}>(status: "ON" | "on" | "OFF" | "off", options?: ClientTrackingOptions | Spelt<O, ClientTrackingOptions>): Given<V, "OK">;
  /** In Redis's flat form: `CLIENT TRACKING <ON | OFF> [REDIRECT client-id] [PREFIX prefix [PREFIX prefix ...]] [BCAST] [OPTIN] [OPTOUT] [NOLOOP]` */
  clientTracking(status: "ON" | "on" | "OFF" | "off", ...words: Flat<"REDIRECT" | "PREFIX" | "BCAST" | "OPTIN" | "OPTOUT" | "NOLOOP">): Given<V, "OK">;
  clientTracking<const O extends object = {}>(status: "ON" | "on" | "OFF" | "off", options?: ClientTrackingOptions | Spelt<O, ClientTrackingOptions>): Given<V, "OK">;
  /**
   * The settings of this connection's tracking.
   *
   * `CLIENT TRACKINGINFO` · since Redis 6.2.0 · O(1)
   *
   * @example await r.clientTrackinginfo(); // { flags: ["off"], redirect: -1, prefixes: [] }
   */
  clientTrackinginfo(): Given<V, { flags: string[]; redirect: number; prefixes: string[] }>;
  /**
   * Ends the wait of a connection, as if its time were over, or with an error.
   *
   * `CLIENT UNBLOCK client-id [TIMEOUT | ERROR]` · since Redis 5.0.0 · O(log N)
   *
   * @example await r.clientUnblock(7); // 0
   */
  clientUnblock<const O extends object = {}>(clientId: Integer, options?: ClientUnblockOptions | Spelt<O, ClientUnblockOptions>): Given<V, number>;
  /** In Redis's flat form: `CLIENT UNBLOCK client-id [TIMEOUT | ERROR]` */
  clientUnblock(clientId: Integer, ...words: Flat<"TIMEOUT" | "ERROR">): Given<V, number>;
  clientUnblock<const O extends object = {}>(clientId: Integer, options?: ClientUnblockOptions | Spelt<O, ClientUnblockOptions>): Given<V, number>;
  /**
   * Ends a pause.
   *
   * `CLIENT UNPAUSE` · since Redis 6.2.0 · O(N)
   *
   * @example await r.clientUnpause(); // "OK"
   */
  clientUnpause(): Given<V, "OK">;
  /**
   * Describes every command, for client libraries.
   *
   * `COMMAND` · since Redis 2.8.13 · O(N)
   *
   * @example await r.command("GETKEYS", "get", "a"); // ["a"]
   */
  command(...args: Value[]): Given<V, Reply>;
  /**
   * How many commands there are.
   *
   * `COMMAND COUNT` · since Redis 2.8.13 · O(1)
   *
   * @example await r.commandCount(); // a number
   */
  commandCount(): Given<V, number>;
  /**
   * Describes commands and their arguments, for people.
   *
   * `COMMAND DOCS [command-name [command-name ...]]` · since Redis 7.0.0 · O(N)
   *
   * @example await r.commandDocs("get"); // the summary, arguments, ... of each
   */
  commandDocs(...commandNames: OneOrMore<Value>[]): Given<V, Record<string, { summary: string; since: string; group: string; complexity: string; arguments?: Reply[]; subcommands?: Record<string, Reply> }>>;
  /**
   * The keys in a complete command.
   *
   * `COMMAND GETKEYS command [arg [arg ...]]` · since Redis 2.8.13 · O(N)
   *
   * @example await r.commandGetkeys("mset", "a", 1, "b", 2); // ["a", "b"]
   */
  commandGetkeys(command: Value, ...args: OneOrMore<Value>[]): Given<V, string[]>;
  /**
   * The keys in a complete command, and what it does with each.
   *
   * `COMMAND GETKEYSANDFLAGS command [arg [arg ...]]` · since Redis 7.0.0 · O(N)
   *
   * @example await r.commandGetkeysandflags("get", "a"); // [["a", ["RO", "access"]]]
   */
  commandGetkeysandflags(command: Value, ...args: OneOrMore<Value>[]): Given<V, [key: string, flags: string[]][]>;
  /**
   * What the subcommands do.
   *
   * `COMMAND HELP` · since Redis 5.0.0 · O(1)
   *
   * @example await r.commandHelp(); // lines of text
   */
  commandHelp(): Given<V, string[]>;
  /**
   * Describes commands, for client libraries.
   *
   * `COMMAND INFO [command-name [command-name ...]]` · since Redis 2.8.13 · O(N)
   *
   * @example await r.commandInfo("get"); // the arity, flags, ... of each
   */
  commandInfo(...commandNames: OneOrMore<Value>[]): Given<V, ([name: string, arity: number, flags: string[], firstKey: number, lastKey: number, step: number, categories: string[], tips: string[], keySpecs: Reply[], subcommands: Reply[]] | null)[]>;
  /**
   * The names of all commands, or of some.
   *
   * `COMMAND LIST [FILTERBY MODULE module-name | ACLCAT category | PATTERN pattern]` · since Redis 7.0.0 · O(N)
   *
   * @example await r.commandList({ filterby: ["PATTERN", "xgroup"] }); // ["xgroup"]
   */
  commandList<const O extends object = {}>(options?: CommandListOptions | Spelt<O, CommandListOptions>): Given<V, string[]>;
  /** In Redis's flat form: `COMMAND LIST [FILTERBY MODULE module-name | ACLCAT category | PATTERN pattern]` */
  commandList(...words: Flat<"FILTERBY">): Given<V, string[]>;
  commandList<const O extends object = {}>(options?: CommandListOptions | Spelt<O, CommandListOptions>): Given<V, string[]>;
  /**
   * Holds the commands about parameters.
   *
   * `CONFIG` · since Redis 2.0.0 · Depends on subcommand.
   *
   * @example await r.config("GET", "maxmemory"); // { maxmemory: "104857600" }
   */
  config(...args: Value[]): Given<V, Reply>;
  /**
   * The parameters whose names match a pattern, and their values.
   *
   * `CONFIG GET parameter [parameter ...]` · since Redis 2.0.0 · O(N)
   *
   * @example await r.configGet("maxmemory"); // { maxmemory: "0" }
   */
  configGet<A extends readonly OneOrMore<Value>[]>(...parameters: AtLeast<A, [parameter: OneOrMore<Value>]>): Given<V, Record<string, string>>;
  /**
   * What the subcommands do.
   *
   * `CONFIG HELP` · since Redis 5.0.0 · O(1)
   *
   * @example await r.configHelp(); // lines of text
   */
  configHelp(): Given<V, string[]>;
  /**
   * Sets INFO's counters back to 0.
   *
   * `CONFIG RESETSTAT` · since Redis 2.0.0 · O(1)
   *
   * @example await r.configResetstat(); // "OK"
   */
  configResetstat(): Given<V, "OK">;
  /**
   * Keeps the parameters that differ from their defaults in the database's file.
   *
   * `CONFIG REWRITE` · since Redis 2.8.0 · O(1)
   *
   * @example await r.configRewrite(); // "OK"
   */
  configRewrite(): Given<V, "OK">;
  /**
   * Sets parameters: all of them, or none if one is wrong.
   *
   * `CONFIG SET parameter value [parameter value ...]` · since Redis 2.0.0 · O(N)
   *
   * @example await r.configSet({ maxmemory: "100mb" }); // "OK"
   */
  configSet<T extends object>(fields: Fields<T>): Given<V, "OK">;
  /** In Redis's flat form: `CONFIG SET parameter value [parameter value ...]` */
  configSet<W extends readonly Value[]>(...words: Pairs<W>): Given<V, "OK">;
  configSet<T extends object>(fields: Fields<T>): Given<V, "OK">;
  /**
   * Copies a key.
   *
   * `COPY source destination [DB destination-db] [REPLACE]` · since Redis 6.2.0 · O(N)
   *
   * @example await r.copy("user", "visitor", { replace: true }); // 1
   */
  copy<const O extends object = {}>(source: Key, destination: Key, options?: CopyOptions | Spelt<O, CopyOptions>): Given<V, number>;
  /** In Redis's flat form: `COPY source destination [DB destination-db] [REPLACE]` */
  copy(source: Key, destination: Key, ...words: Flat<"DB" | "REPLACE">): Given<V, number>;
  copy<const O extends object = {}>(source: Key, destination: Key, options?: CopyOptions | Spelt<O, CopyOptions>): Given<V, number>;
  /**
   * How many keys the database has.
   *
   * `DBSIZE` · since Redis 1.0.0 · O(1)
   *
   * @example await r.dbsize(); // the number of keys
   */
  dbsize(): Given<V, number>;
  /**
   * For tests: stops the engine for a while, or the background deletion of expired keys.
   *
   * `DEBUG subcommand [argument [argument ...]]` · since Redis 1.0.0 · Depends on subcommand.
   *
   * @example await r.debug("SLEEP", 0); // "OK"
   */
  debug(subcommand: Value, ...args: OneOrMore<Value>[]): Given<V, Reply>;
  /**
   * Subtracts one from an integer; a missing key counts as 0.
   *
   * `DECR key` · since Redis 1.0.0 · O(1)
   *
   * @example await r.decr("visits"); // 49
   */
  decr(key: Key): Given<V, number>;
  /**
   * Subtracts from an integer; a missing key counts as 0.
   *
   * `DECRBY key decrement` · since Redis 1.0.0 · O(1)
   *
   * @example await r.decrby("visits", 9); // 40
   */
  decrby(key: Key, decrement: Integer): Given<V, number>;
  /**
   * Deletes keys. Returns how many existed.
   *
   * `DEL key [key ...]` · since Redis 1.0.0 · O(N)
   *
   * @example await r.del("red", "green"); // 2
   */
  del<A extends readonly OneOrMore<Key>[]>(...keys: AtLeast<A, [key: OneOrMore<Key>]>): Given<V, number>;
  /**
   * Deletes a key, if a condition on its value holds.
   *
   * `DELEX key [IFEQ ifeq-value | IFNE ifne-value | IFDEQ ifdeq-digest | IFDNE ifdne-digest]` · since Redis 8.4.0 · O(1)
   *
   * @example await r.delex("lock", { ifeq: "tab 1" }); // 0
   */
  delex<const O extends object = {}>(key: Key, options?: DelexOptions | Spelt<O, DelexOptions>): Given<V, number>;
  /** In Redis's flat form: `DELEX key [IFEQ ifeq-value | IFNE ifne-value | IFDEQ ifdeq-digest | IFDNE ifdne-digest]` */
  delex(key: Key, ...words: Flat<"IFEQ" | "IFNE" | "IFDEQ" | "IFDNE">): Given<V, number>;
  delex<const O extends object = {}>(key: Key, options?: DelexOptions | Spelt<O, DelexOptions>): Given<V, number>;
  /**
   * A hash of a string's value, as 16 hexadecimal digits.
   *
   * `DIGEST key` · since Redis 8.4.0 · O(N)
   *
   * @example await r.digest("log"); // "c5166d6243bed019"
   */
  digest(key: Key): Given<V, string | null>;
  /**
   * A key's value as bytes in Redis's own format, for RESTORE here or on any Redis.
   *
   * `DUMP key` · since Redis 2.6.0 · O(N)
   *
   * @example await r.dump("user"); // bytes for restore
   */
  dump(key: Key): Given<V, Uint8Array | null>;
  /**
   * Returns the message.
   *
   * `ECHO message` · since Redis 1.0.0 · O(1)
   *
   * @example await r.echo("hello"); // "hello"
   */
  echo(message: Value): Given<V, string>;
  /**
   * Runs a Lua script.
   *
   * `EVAL script numkeys [key [key ...]] [arg [arg ...]]` · since Redis 2.6.0 · Depends on the script that is executed.
   *
   * @example await r.eval("return redis.call('INCRBY', KEYS[1], ARGV[1])", ["score"], 2); // 2
   */
  eval<T = Reply>(script: Value, keys: readonly Key[], ...args: OneOrMore<Value>[]): Given<V, T>;
  /**
   * Runs a Lua script.
   *
   * `EVAL script numkeys [key [key ...]] [arg [arg ...]]` · since Redis 2.6.0 · Depends on the script that is executed.
   *
   * @example await r.eval("return redis.call('INCRBY', KEYS[1], ARGV[1])", ["score"], 2); // 2
   */
  eval<T = Reply>(script: Value, ...words: [numkeys: Integer, ...words: Value[]]): Given<V, T>;
  eval<T = Reply>(script: Value, keys: readonly Key[], ...args: OneOrMore<Value>[]): Given<V, T>;
  /**
   * Runs the Lua script with this SHA-1 digest.
   *
   * `EVALSHA sha1 numkeys [key [key ...]] [arg [arg ...]]` · since Redis 2.6.0 · Depends on the script that is executed.
   *
   * @example await r.evalsha("2341fb02e46697ddb0c727ff293bd612557191a5", [], "a", "b"); // 2
   */
  evalsha<T = Reply>(sha1: Value, keys: readonly Key[], ...args: OneOrMore<Value>[]): Given<V, T>;
  /**
   * Runs the Lua script with this SHA-1 digest.
   *
   * `EVALSHA sha1 numkeys [key [key ...]] [arg [arg ...]]` · since Redis 2.6.0 · Depends on the script that is executed.
   *
   * @example await r.evalsha("2341fb02e46697ddb0c727ff293bd612557191a5", [], "a", "b"); // 2
   */
  evalsha<T = Reply>(sha1: Value, ...words: [numkeys: Integer, ...words: Value[]]): Given<V, T>;
  evalsha<T = Reply>(sha1: Value, keys: readonly Key[], ...args: OneOrMore<Value>[]): Given<V, T>;
  /**
   * Runs the Lua script with this SHA-1 digest, which may only read.
   *
   * `EVALSHA_RO sha1 numkeys [key [key ...]] [arg [arg ...]]` · since Redis 7.0.0 · Depends on the script that is executed.
   *
   * @example await r.evalsha_ro("2341fb02e46697ddb0c727ff293bd612557191a5", [], "a"); // 1
   */
  evalsha_ro<T = Reply>(sha1: Value, keys: readonly Key[], ...args: OneOrMore<Value>[]): Given<V, T>;
  /**
   * Runs the Lua script with this SHA-1 digest, which may only read.
   *
   * `EVALSHA_RO sha1 numkeys [key [key ...]] [arg [arg ...]]` · since Redis 7.0.0 · Depends on the script that is executed.
   *
   * @example await r.evalsha_ro("2341fb02e46697ddb0c727ff293bd612557191a5", [], "a"); // 1
   */
  evalsha_ro<T = Reply>(sha1: Value, ...words: [numkeys: Integer, ...words: Value[]]): Given<V, T>;
  evalsha_ro<T = Reply>(sha1: Value, keys: readonly Key[], ...args: OneOrMore<Value>[]): Given<V, T>;
  /**
   * Runs a Lua script that may only read.
   *
   * `EVAL_RO script numkeys [key [key ...]] [arg [arg ...]]` · since Redis 7.0.0 · Depends on the script that is executed.
   *
   * @example await r.eval_ro("return redis.call('GET', KEYS[1])", ["score"]); // "2"
   */
  eval_ro<T = Reply>(script: Value, keys: readonly Key[], ...args: OneOrMore<Value>[]): Given<V, T>;
  /**
   * Runs a Lua script that may only read.
   *
   * `EVAL_RO script numkeys [key [key ...]] [arg [arg ...]]` · since Redis 7.0.0 · Depends on the script that is executed.
   *
   * @example await r.eval_ro("return redis.call('GET', KEYS[1])", ["score"]); // "2"
   */
  eval_ro<T = Reply>(script: Value, ...words: [numkeys: Integer, ...words: Value[]]): Given<V, T>;
  eval_ro<T = Reply>(script: Value, keys: readonly Key[], ...args: OneOrMore<Value>[]): Given<V, T>;
  /**
   * Counts how many of the keys exist. A key that is named twice counts twice.
   *
   * `EXISTS key [key ...]` · since Redis 1.0.0 · O(N)
   *
   * @example await r.exists("session", "nothing"); // 1
   */
  exists<A extends readonly OneOrMore<Key>[]>(...keys: AtLeast<A, [key: OneOrMore<Key>]>): Given<V, number>;
  /**
   * Sets the time to live of a key, in seconds.
   *
   * `EXPIRE key seconds [NX | XX | GT | LT]` · since Redis 1.0.0 · O(1)
   *
   * @example await r.expire("session", 60); // 1
   */
  expire<const O extends object = {}>(key: Key, seconds: Integer, options?: ExpireOptions | Spelt<O, ExpireOptions>): Given<V, number>;
  /** In Redis's flat form: `EXPIRE key seconds [NX | XX | GT | LT]` */
  expire(key: Key, seconds: Integer, ...words: Flat<"NX" | "XX" | "GT" | "LT">): Given<V, number>;
  expire<const O extends object = {}>(key: Key, seconds: Integer, options?: ExpireOptions | Spelt<O, ExpireOptions>): Given<V, number>;
  /**
   * Sets when a key expires, in Unix seconds.
   *
   * `EXPIREAT key unix-time-seconds [NX | XX | GT | LT]` · since Redis 1.2.0 · O(1)
   *
   * @example await r.expireat("session", 4102444800); // 1
   */
  expireat<const O extends object = {}>(key: Key, unixTimeSeconds: Integer, options?: ExpireatOptions | Spelt<O, ExpireatOptions>): Given<V, number>;
  /** In Redis's flat form: `EXPIREAT key unix-time-seconds [NX | XX | GT | LT]` */
  expireat(key: Key, unixTimeSeconds: Integer, ...words: Flat<"NX" | "XX" | "GT" | "LT">): Given<V, number>;
  expireat<const O extends object = {}>(key: Key, unixTimeSeconds: Integer, options?: ExpireatOptions | Spelt<O, ExpireatOptions>): Given<V, number>;
  /**
   * When a key expires, in Unix seconds.
   *
   * `EXPIRETIME key` · since Redis 7.0.0 · O(1)
   *
   * @example await r.expiretime("session"); // 4102444800
   */
  expiretime(key: Key): Given<V, number>;
  /**
   * Calls a function of a library.
   *
   * `FCALL function numkeys [key [key ...]] [arg [arg ...]]` · since Redis 7.0.0 · Depends on the function that is executed.
   *
   * @example await r.fcall("twice", [], 21); // 42
   */
  fcall<T = Reply>(functionName: Value, keys: readonly Key[], ...args: OneOrMore<Value>[]): Given<V, T>;
  /**
   * Calls a function of a library.
   *
   * `FCALL function numkeys [key [key ...]] [arg [arg ...]]` · since Redis 7.0.0 · Depends on the function that is executed.
   *
   * @example await r.fcall("twice", [], 21); // 42
   */
  fcall<T = Reply>(functionName: Value, ...words: [numkeys: Integer, ...words: Value[]]): Given<V, T>;
  fcall<T = Reply>(functionName: Value, keys: readonly Key[], ...args: OneOrMore<Value>[]): Given<V, T>;
  /**
   * Calls a function of a library, which may only read.
   *
   * `FCALL_RO function numkeys [key [key ...]] [arg [arg ...]]` · since Redis 7.0.0 · Depends on the function that is executed.
   *
   * @example await r.fcall_ro("twice", [], 4); // 8
   */
  fcall_ro<T = Reply>(functionName: Value, keys: readonly Key[], ...args: OneOrMore<Value>[]): Given<V, T>;
  /**
   * Calls a function of a library, which may only read.
   *
   * `FCALL_RO function numkeys [key [key ...]] [arg [arg ...]]` · since Redis 7.0.0 · Depends on the function that is executed.
   *
   * @example await r.fcall_ro("twice", [], 4); // 8
   */
  fcall_ro<T = Reply>(functionName: Value, ...words: [numkeys: Integer, ...words: Value[]]): Given<V, T>;
  fcall_ro<T = Reply>(functionName: Value, keys: readonly Key[], ...args: OneOrMore<Value>[]): Given<V, T>;
  /**
   * Deletes every key of every database.
   *
   * `FLUSHALL [ASYNC | SYNC]` · since Redis 1.0.0 · O(N)
   *
   * @example await r.flushall({ async: true }); // "OK"
   */
  flushall<const O extends object = {}>(options?: FlushallOptions | Spelt<O, FlushallOptions>): Given<V, "OK">;
  /** In Redis's flat form: `FLUSHALL [ASYNC | SYNC]` */
  flushall(...words: Flat<"ASYNC" | "SYNC">): Given<V, "OK">;
  flushall<const O extends object = {}>(options?: FlushallOptions | Spelt<O, FlushallOptions>): Given<V, "OK">;
  /**
   * Deletes every key of this database.
   *
   * `FLUSHDB [ASYNC | SYNC]` · since Redis 1.0.0 · O(N)
   *
   * @example await r.flushdb(); // "OK"
   */
  flushdb<const O extends object = {}>(options?: FlushdbOptions | Spelt<O, FlushdbOptions>): Given<V, "OK">;
  /** In Redis's flat form: `FLUSHDB [ASYNC | SYNC]` */
  flushdb(...words: Flat<"ASYNC" | "SYNC">): Given<V, "OK">;
  flushdb<const O extends object = {}>(options?: FlushdbOptions | Spelt<O, FlushdbOptions>): Given<V, "OK">;
  /**
   * Holds the commands on libraries of functions.
   *
   * `FUNCTION` · since Redis 7.0.0 · Depends on subcommand.
   *
   * @example await r.function("STATS"); // { running_script: null, engines: { LUA: { libraries_count: 0, functions_count: 0 } } }
   */
  function(...args: Value[]): Given<V, Reply>;
  /**
   * Deletes a library and its functions.
   *
   * `FUNCTION DELETE library-name` · since Redis 7.0.0 · O(1)
   *
   * @example await r.functionDelete("lib"); // "OK"
   */
  functionDelete(libraryName: Value): Given<V, "OK">;
  /**
   * All libraries as bytes in Redis's own format, for FUNCTION RESTORE here or on any Redis.
   *
   * `FUNCTION DUMP` · since Redis 7.0.0 · O(N) where N is the number of functions
   *
   * @example await r.functionDump(); // bytes
   */
  functionDump(): Given<V, Uint8Array>;
  /**
   * Deletes all libraries.
   *
   * `FUNCTION FLUSH [ASYNC | SYNC]` · since Redis 7.0.0 · O(N) where N is the number of functions deleted
   *
   * @example await r.functionFlush(); // "OK"
   */
  functionFlush<const O extends object = {}>(options?: FunctionFlushOptions | Spelt<O, FunctionFlushOptions>): Given<V, "OK">;
  /** In Redis's flat form: `FUNCTION FLUSH [ASYNC | SYNC]` */
  functionFlush(...words: Flat<"ASYNC" | "SYNC">): Given<V, "OK">;
  functionFlush<const O extends object = {}>(options?: FunctionFlushOptions | Spelt<O, FunctionFlushOptions>): Given<V, "OK">;
  /**
   * What the subcommands do.
   *
   * `FUNCTION HELP` · since Redis 7.0.0 · O(1)
   *
   * @example await r.functionHelp(); // lines of text
   */
  functionHelp(): Given<V, string[]>;
  /**
   * Ends the function that runs. There is never one when this command is run.
   *
   * `FUNCTION KILL` · since Redis 7.0.0 · O(1)
   *
   * @example await r.functionKill().catch((error) => error.code); // "NOTBUSY"
   */
  functionKill(): Given<V, "OK">;
  /**
   * The libraries and their functions.
   *
   * `FUNCTION LIST [LIBRARYNAME library-name-pattern] [WITHCODE]` · since Redis 7.0.0 · O(N) where N is the number of functions
   *
   * @example await r.functionList(); // [{ library_name: "lib", engine: "LUA", functions: [{ name: "twice", description: null, flags: ["no-writes"] }] }]
   */
  functionList<const O extends object = {}>(options?: FunctionListOptions | Spelt<O, FunctionListOptions>): Given<V, { library_name: string; engine: string; functions: { name: string; description: string | null; flags: string[] }[]; library_code?: string }[]>;
  /** In Redis's flat form: `FUNCTION LIST [LIBRARYNAME library-name-pattern] [WITHCODE]` */
  functionList(...words: Flat<"LIBRARYNAME" | "WITHCODE">): Given<V, { library_name: string; engine: string; functions: { name: string; description: string | null; flags: string[] }[]; library_code?: string }[]>;
  functionList<const O extends object = {}>(options?: FunctionListOptions | Spelt<O, FunctionListOptions>): Given<V, { library_name: string; engine: string; functions: { name: string; description: string | null; flags: string[] }[]; library_code?: string }[]>;
  /**
   * Adds a library, and runs its code, which registers functions. Returns its name.
   *
   * `FUNCTION LOAD [REPLACE] function-code` · since Redis 7.0.0 · O(1) (considering compilation time is redundant)
   *
   * @example await r.functionLoad(library); // "lib"
   */
  functionLoad<const O extends object = {}>(functionCode: Value, options?: FunctionLoadOptions | Spelt<O, FunctionLoadOptions>): Given<V, string>;
  /** In Redis's flat form: `FUNCTION LOAD [REPLACE] function-code` */
  functionLoad<W extends readonly Value[]>(...words: AtLeast<W, [word: Value]>): Given<V, string>;
  functionLoad<const O extends object = {}>(functionCode: Value, options?: FunctionLoadOptions | Spelt<O, FunctionLoadOptions>): Given<V, string>;
  /**
   * Adds the libraries that FUNCTION DUMP returned.
   *
   * `FUNCTION RESTORE serialized-value [FLUSH | APPEND | REPLACE]` · since Redis 7.0.0 · O(N) where N is the number of functions on the payload
   *
   * @example await r.functionRestore(await r.functionDump(), "REPLACE"); // "OK"
   */
  functionRestore<const O extends object = {}>(serializedValue: Value, options?: FunctionRestoreOptions | Spelt<O, FunctionRestoreOptions>): Given<V, "OK">;
  /** In Redis's flat form: `FUNCTION RESTORE serialized-value [FLUSH | APPEND | REPLACE]` */
  functionRestore(serializedValue: Value, ...words: Flat<"FLUSH" | "APPEND" | "REPLACE">): Given<V, "OK">;
  functionRestore<const O extends object = {}>(serializedValue: Value, options?: FunctionRestoreOptions | Spelt<O, FunctionRestoreOptions>): Given<V, "OK">;
  /**
   * What runs, and how many libraries and functions there are.
   *
   * `FUNCTION STATS` · since Redis 7.0.0 · O(1)
   *
   * @example await r.functionStats(); // { running_script: null, engines: { LUA: { libraries_count: 1, functions_count: 1 } } }
   */
  functionStats(): Given<V, { running_script: null; engines: Record<string, { libraries_count: number; functions_count: number }> }>;
  /**
   * Adds members with their coordinates, or moves them. Returns how many are new.
   *
   * `GEOADD key [NX | XX] [CH] longitude latitude member [longitude latitude member ...]` · since Redis 3.2.0 · O(log(N))
   *
   * @example await r.geoadd("cities", { longitude: 13.361389, latitude: 38.115556, member: "Palermo" }); // 1
   */
  geoadd<const O extends object = {}>(key: Key, members: OneOrMore<{ longitude: number; latitude: number; member: Value }>, options?: GeoaddOptions | Spelt<O, GeoaddOptions>): Given<V, number>;
  /**
   * Adds members with their coordinates, or moves them. Returns how many are new.
   *
   * `GEOADD key [NX | XX] [CH] longitude latitude member [longitude latitude member ...]` · since Redis 3.2.0 · O(log(N))
   *
   * @example await r.geoadd("cities", { longitude: 13.361389, latitude: 38.115556, member: "Palermo" }); // 1
   */
  geoadd(key: Key, ...words: [first: { longitude: number; latitude: number; member: Value }, second: { longitude: number; latitude: number; member: Value }, ...more: { longitude: number; latitude: number; member: Value }[]]): Given<V, number>;
  /** In Redis's flat form: `GEOADD key [NX | XX] [CH] longitude latitude member [longitude latitude member ...]` */
  geoadd<W extends readonly Value[]>(key: Key, ...words: AtLeast<W, [longitude: Numeral | Word<"NX" | "XX" | "CH">, latitude: Numeral | Word<"NX" | "XX" | "CH">, member: Value]>): Given<V, number>;
  geoadd<const O extends object = {}>(key: Key, members: OneOrMore<{ longitude: number; latitude: number; member: Value }>, options?: GeoaddOptions | Spelt<O, GeoaddOptions>): Given<V, number>;
  /**
   * The distance between two members.
   *
   * `GEODIST key member1 member2 [M | KM | FT | MI]` · since Redis 3.2.0 · O(1)
   *
   * @example await r.geodist("cities", "Palermo", "Catania", { km: true }); // 166.2742
   */
  geodist<const O extends object = {}>(key: Key, member1: Value, member2: Value, options?: GeodistOptions | Spelt<O, GeodistOptions>): Given<V, number | null>;
  /** In Redis's flat form: `GEODIST key member1 member2 [M | KM | FT | MI]` */
  geodist(key: Key, member1: Value, member2: Value, ...words: Flat<"M" | "KM" | "FT" | "MI">): Given<V, number | null>;
  geodist<const O extends object = {}>(key: Key, member1: Value, member2: Value, options?: GeodistOptions | Spelt<O, GeodistOptions>): Given<V, number | null>;
  /**
   * The geohashes of members, as text.
   *
   * `GEOHASH key [member [member ...]]` · since Redis 3.2.0 · O(1)
   *
   * @example await r.geohash("cities", "Palermo"); // ["sqc8b49rny0"]
   */
  geohash(key: Key, ...members: OneOrMore<Value>[]): Given<V, (string | null)[]>;
  /**
   * The coordinates of members.
   *
   * `GEOPOS key [member [member ...]]` · since Redis 3.2.0 · O(1)
   *
   * @example await r.geopos("cities", "Palermo", "nowhere"); // [[13.361389338970184, 38.1155563954963], null]
   */
  geopos(key: Key, ...members: OneOrMore<Value>[]): Given<V, ([longitude: number, latitude: number] | null)[]>;
  /**
   * Members around a point, which may be stored.
   *
   * `GEORADIUS key longitude latitude radius <M | KM | FT | MI> [ASC | DESC] [COUNT count] [ANY] [WITHCOORD] [WITHDIST] [WITHHASH] [STORE key] [STOREDIST key]` · since Redis 3.2.0 · O(N+log(M))
   *
   * @example await r.georadius("cities", 15, 37, 100, "km"); // ["Catania"]
   */
  georadius<const O extends object = {}>(key: Key, longitude: number, latitude: number, radius: number, unit: "M" | "m" | "KM" | "km" | "FT" | "ft" | "MI" | "mi", options?: GeoradiusOptions | Spelt<O, GeoradiusOptions>): Given<V, If<Asked<O, "store">, number, If<Asked<O, "storedist">, number, Found<Asked<O, "withdist">, Asked<O, "withhash">, Asked<O, "withcoord">>[]>>>;
  /** In Redis's flat form: `GEORADIUS key longitude latitude radius <M | KM | FT | MI> [ASC | DESC] [COUNT count] [ANY] [WITHCOORD] [WITHDIST] [WITHHASH] [STORE key] [STOREDIST key]` */
  georadius<const W extends Readonly<Flat<"ASC" | "DESC" | "COUNT" | "ANY" | "WITHCOORD" | "WITHDIST" | "WITHHASH" | "STORE" | "STOREDIST">>>(key: Key, longitude: number, latitude: number, radius: number, unit: "M" | "m" | "KM" | "km" | "FT" | "ft" | "MI" | "mi", ...words: W): Given<V, If<Said<W, "STORE">, number, If<Said<W, "STOREDIST">, number, Found<Said<W, "WITHDIST">, Said<W, "WITHHASH">, Said<W, "WITHCOORD">>[]>>>;
  georadius<const O extends object = {}>(key: Key, longitude: number, latitude: number, radius: number, unit: "M" | "m" | "KM" | "km" | "FT" | "ft" | "MI" | "mi", options?: GeoradiusOptions | Spelt<O, GeoradiusOptions>): Given<V, If<Asked<O, "store">, number, If<Asked<O, "storedist">, number, Found<Asked<O, "withdist">, Asked<O, "withhash">, Asked<O, "withcoord">>[]>>>;
  /**
   * Members around another member, which may be stored.
   *
   * `GEORADIUSBYMEMBER key member radius <M | KM | FT | MI> [ASC | DESC] [COUNT count] [ANY] [WITHCOORD] [WITHDIST] [WITHHASH] [STORE key] [STOREDIST key]` · since Redis 3.2.0 · O(N+log(M))
   *
   * @example await r.georadiusbymember("cities", "Catania", 100, "km"); // ["Catania"]
   */
  georadiusbymember<const O extends object = {}>(key: Key, member: Value, radius: number, unit: "M" | "m" | "KM" | "km" | "FT" | "ft" | "MI" | "mi", options?: GeoradiusbymemberOptions | Spelt<O, GeoradiusbymemberOptions>): Given<V, If<Asked<O, "store">, number, If<Asked<O, "storedist">, number, Found<Asked<O, "withdist">, Asked<O, "withhash">, Asked<O, "withcoord">>[]>>>;
  /** In Redis's flat form: `GEORADIUSBYMEMBER key member radius <M | KM | FT | MI> [ASC | DESC] [COUNT count] [ANY] [WITHCOORD] [WITHDIST] [WITHHASH] [STORE key] [STOREDIST key]` */
  georadiusbymember<const W extends Readonly<Flat<"ASC" | "DESC" | "COUNT" | "ANY" | "WITHCOORD" | "WITHDIST" | "WITHHASH" | "STORE" | "STOREDIST">>>(key: Key, member: Value, radius: number, unit: "M" | "m" | "KM" | "km" | "FT" | "ft" | "MI" | "mi", ...words: W): Given<V, If<Said<W, "STORE">, number, If<Said<W, "STOREDIST">, number, Found<Said<W, "WITHDIST">, Said<W, "WITHHASH">, Said<W, "WITHCOORD">>[]>>>;
  georadiusbymember<const O extends object = {}>(key: Key, member: Value, radius: number, unit: "M" | "m" | "KM" | "km" | "FT" | "ft" | "MI" | "mi", options?: GeoradiusbymemberOptions | Spelt<O, GeoradiusbymemberOptions>): Given<V, If<Asked<O, "store">, number, If<Asked<O, "storedist">, number, Found<Asked<O, "withdist">, Asked<O, "withhash">, Asked<O, "withcoord">>[]>>>;
  /**
   * Members around another member.
   *
   * `GEORADIUSBYMEMBER_RO key member radius <M | KM | FT | MI> [ASC | DESC] [COUNT count] [ANY] [WITHCOORD] [WITHDIST] [WITHHASH]` · since Redis 3.2.10 · O(N+log(M))
   *
   * @example await r.georadiusbymember_ro("cities", "Catania", 200, "km", { desc: true }); // ["Palermo", "Catania"]
   */
  georadiusbymember_ro<const O extends object = {}>(key: Key, member: Value, radius: number, unit: "M" | "m" | "KM" | "km" | "FT" | "ft" | "MI" | "mi", options?: GeoradiusbymemberRoOptions | Spelt<O, GeoradiusbymemberRoOptions>): Given<V, Found<Asked<O, "withdist">, Asked<O, "withhash">, Asked<O, "withcoord">>[]>;
  /** In Redis's flat form: `GEORADIUSBYMEMBER_RO key member radius <M | KM | FT | MI> [ASC | DESC] [COUNT count] [ANY] [WITHCOORD] [WITHDIST] [WITHHASH]` */
  georadiusbymember_ro<const W extends Readonly<Flat<"ASC" | "DESC" | "COUNT" | "ANY" | "WITHCOORD" | "WITHDIST" | "WITHHASH">>>(key: Key, member: Value, radius: number, unit: "M" | "m" | "KM" | "km" | "FT" | "ft" | "MI" | "mi", ...words: W): Given<V, Found<Said<W, "WITHDIST">, Said<W, "WITHHASH">, Said<W, "WITHCOORD">>[]>;
  georadiusbymember_ro<const O extends object = {}>(key: Key, member: Value, radius: number, unit: "M" | "m" | "KM" | "km" | "FT" | "ft" | "MI" | "mi", options?: GeoradiusbymemberRoOptions | Spelt<O, GeoradiusbymemberRoOptions>): Given<V, Found<Asked<O, "withdist">, Asked<O, "withhash">, Asked<O, "withcoord">>[]>;
  /**
   * Members around a point.
   *
   * `GEORADIUS_RO key longitude latitude radius <M | KM | FT | MI> [ASC | DESC] [COUNT count] [ANY] [WITHCOORD] [WITHDIST] [WITHHASH]` · since Redis 3.2.10 · O(N+log(M))
   *
   * @example await r.georadius_ro("cities", 15, 37, 100, "km", { withdist: true }); // [["Catania", 56.4413]]
   */
  georadius_ro<const O extends object = {}>(key: Key, longitude: number, latitude: number, radius: number, unit: "M" | "m" | "KM" | "km" | "FT" | "ft" | "MI" | "mi", options?: GeoradiusRoOptions | Spelt<O, GeoradiusRoOptions>): Given<V, Found<Asked<O, "withdist">, Asked<O, "withhash">, Asked<O, "withcoord">>[]>;
  /** In Redis's flat form: `GEORADIUS_RO key longitude latitude radius <M | KM | FT | MI> [ASC | DESC] [COUNT count] [ANY] [WITHCOORD] [WITHDIST] [WITHHASH]` */
  georadius_ro<const W extends Readonly<Flat<"ASC" | "DESC" | "COUNT" | "ANY" | "WITHCOORD" | "WITHDIST" | "WITHHASH">>>(key: Key, longitude: number, latitude: number, radius: number, unit: "M" | "m" | "KM" | "km" | "FT" | "ft" | "MI" | "mi", ...words: W): Given<V, Found<Said<W, "WITHDIST">, Said<W, "WITHHASH">, Said<W, "WITHCOORD">>[]>;
  georadius_ro<const O extends object = {}>(key: Key, longitude: number, latitude: number, radius: number, unit: "M" | "m" | "KM" | "km" | "FT" | "ft" | "MI" | "mi", options?: GeoradiusRoOptions | Spelt<O, GeoradiusRoOptions>): Given<V, Found<Asked<O, "withdist">, Asked<O, "withhash">, Asked<O, "withcoord">>[]>;
  /**
   * Members in a circle or a box around a point or another member.
   *
   * `GEOSEARCH key <FROMMEMBER member | FROMLONLAT longitude latitude> <BYRADIUS radius <M | KM | FT | MI> | BYBOX width height <M | KM | FT | MI>> [ASC | DESC] [COUNT count] [ANY] [WITHCOORD] [WITHDIST] [WITHHASH]` · since Redis 6.2.0 · O(N+log(M))
   *
   * @example await r.geosearch("cities", { frommember: "Catania", byradius: [200, "km"], withdist: true }); // [["Palermo", 166.2742], ["Catania", 0]]
   */
  geosearch<const O extends object = {}>(key: Key, options: GeosearchOptions | Spelt<O, GeosearchOptions>): Given<V, Found<Asked<O, "withdist">, Asked<O, "withhash">, Asked<O, "withcoord">>[]>;
  /** In Redis's flat form: `GEOSEARCH key <FROMMEMBER member | FROMLONLAT longitude latitude> <BYRADIUS radius <M | KM | FT | MI> | BYBOX width height <M | KM | FT | MI>> [ASC | DESC] [COUNT count] [ANY] [WITHCOORD] [WITHDIST] [WITHHASH]` */
  geosearch<const W extends Readonly<Flat<"FROMMEMBER" | "FROMLONLAT" | "BYRADIUS" | "BYBOX" | "ASC" | "DESC" | "COUNT" | "ANY" | "WITHCOORD" | "WITHDIST" | "WITHHASH">>>(key: Key, ...words: W): Given<V, Found<Said<W, "WITHDIST">, Said<W, "WITHHASH">, Said<W, "WITHCOORD">>[]>;
  geosearch<const O extends object = {}>(key: Key, options: GeosearchOptions | Spelt<O, GeosearchOptions>): Given<V, Found<Asked<O, "withdist">, Asked<O, "withhash">, Asked<O, "withcoord">>[]>;
  /**
   * Stores members in a circle or a box. Returns how many.
   *
   * `GEOSEARCHSTORE destination source <FROMMEMBER member | FROMLONLAT longitude latitude> <BYRADIUS radius <M | KM | FT | MI> | BYBOX width height <M | KM | FT | MI>> [ASC | DESC] [COUNT count] [ANY] [STOREDIST]` · since Redis 6.2.0 · O(N+log(M))
   *
   * @example await r.geosearchstore("near", "cities", { fromlonlat: [15, 37], bybox: [200, 200, "km"] }); // 1
   */
  geosearchstore<const O extends object = {}>(destination: Key, source: Key, options: GeosearchstoreOptions | Spelt<O, GeosearchstoreOptions>): Given<V, number>;
  /** In Redis's flat form: `GEOSEARCHSTORE destination source <FROMMEMBER member | FROMLONLAT longitude latitude> <BYRADIUS radius <M | KM | FT | MI> | BYBOX width height <M | KM | FT | MI>> [ASC | DESC] [COUNT count] [ANY] [STOREDIST]` */
  geosearchstore(destination: Key, source: Key, ...words: Flat<"FROMMEMBER" | "FROMLONLAT" | "BYRADIUS" | "BYBOX" | "ASC" | "DESC" | "COUNT" | "ANY" | "STOREDIST">): Given<V, number>;
  geosearchstore<const O extends object = {}>(destination: Key, source: Key, options: GeosearchstoreOptions | Spelt<O, GeosearchstoreOptions>): Given<V, number>;
  /**
   * Reads the value of a key.
   *
   * `GET key` · since Redis 1.0.0 · O(1)
   *
   * @example await r.get("session"); // "ann"
   */
  get(key: Key): Given<V, string | null>;
  /**
   * Reads one bit; beyond the string's end it is 0.
   *
   * `GETBIT key offset` · since Redis 2.2.0 · O(1)
   *
   * @example await r.getbit("days", 3); // 1
   */
  getbit(key: Key, offset: Integer): Given<V, number>;
  /**
   * Reads the value of a key and deletes the key.
   *
   * `GETDEL key` · since Redis 6.2.0 · O(1)
   *
   * @example await r.getdel("lock"); // "tab 2"
   */
  getdel(key: Key): Given<V, string | null>;
  /**
   * Reads the value of a key and sets or clears its time to live.
   *
   * `GETEX key [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | PERSIST]` · since Redis 6.2.0 · O(1)
   *
   * @example await r.getex("session", { ex: 7200 }); // "ann"
   */
  getex<const O extends object = {}>(key: Key, options?: GetexOptions | Spelt<O, GetexOptions>): Given<V, string | null>;
  /** In Redis's flat form: `GETEX key [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | PERSIST]` */
  getex(key: Key, ...words: Flat<"EX" | "PX" | "EXAT" | "PXAT" | "PERSIST">): Given<V, string | null>;
  getex<const O extends object = {}>(key: Key, options?: GetexOptions | Spelt<O, GetexOptions>): Given<V, string | null>;
  /**
   * Reads the bytes from `start` to `end`; negative positions count from the end.
   *
   * `GETRANGE key start end` · since Redis 2.4.0 · O(N)
   *
   * @example await r.getrange("log", 0, 6); // "Started"
   */
  getrange(key: Key, start: Integer, end: Integer): Given<V, string>;
  /**
   * Sets the value of a key, and returns the old one.
   *
   * `GETSET key value` · since Redis 1.0.0 · O(1)
   *
   * @example await r.getset("lock", "tab 2"); // "tab 1"
   */
  getset(key: Key, value: Value): Given<V, string | null>;
  /**
   * Deletes fields, and the key with the last field. Returns how many fields existed.
   *
   * `HDEL key field [field ...]` · since Redis 2.0.0 · O(N)
   *
   * @example await r.hdel("user:2", "name"); // 1
   */
  hdel<A extends readonly OneOrMore<Value>[]>(key: Key, ...fields: AtLeast<A, [field: OneOrMore<Value>]>): Given<V, number>;
  /**
   * Chooses the protocol, and returns facts about the server.
   *
   * `HELLO [protover [AUTH username password] [SETNAME clientname]]` · since Redis 6.0.0 · O(1)
   *
   * @example await r.hello(3); // the server, its version, ...
   */
  hello<const O extends object = {}>(protover?: Integer, options?: HelloOptions | Spelt<O, HelloOptions>): Given<V, { server: string; version: string; proto: number; id: number; mode: string; role: string; modules: string[] }>;
  /** In Redis's flat form: `HELLO [protover [AUTH username password] [SETNAME clientname]]` */
  hello(protover: Integer, ...words: Flat<"AUTH" | "SETNAME">): Given<V, { server: string; version: string; proto: number; id: number; mode: string; role: string; modules: string[] }>;
  hello<const O extends object = {}>(protover?: Integer, options?: HelloOptions | Spelt<O, HelloOptions>): Given<V, { server: string; version: string; proto: number; id: number; mode: string; role: string; modules: string[] }>;
  /**
   * Whether a field exists.
   *
   * `HEXISTS key field` · since Redis 2.0.0 · O(1)
   *
   * @example await r.hexists("user:2", "name"); // 1
   */
  hexists(key: Key, field: Value): Given<V, number>;
  /**
   * Sets the time to live of fields, in seconds.
   *
   * `HEXPIRE key seconds [NX | XX | GT | LT] FIELDS numfields field [field ...]` · since Redis 7.4.0 · O(N)
   *
   * @example await r.hexpire("user:1", 60, ["age", "city"]); // [1, -2]
   */
  hexpire<const O extends object = {}>(key: Key, seconds: Integer, fields: readonly Value[], options?: HexpireOptions | Spelt<O, HexpireOptions>): Given<V, number[]>;
  /** In Redis's flat form: `HEXPIRE key seconds [NX | XX | GT | LT] FIELDS numfields field [field ...]` */
  hexpire(key: Key, seconds: Integer, ...words: Flat<"NX" | "XX" | "GT" | "LT" | "FIELDS">): Given<V, number[]>;
  hexpire<const O extends object = {}>(key: Key, seconds: Integer, fields: readonly Value[], options?: HexpireOptions | Spelt<O, HexpireOptions>): Given<V, number[]>;
  /**
   * Sets when fields expire, in Unix seconds.
   *
   * `HEXPIREAT key unix-time-seconds [NX | XX | GT | LT] FIELDS numfields field [field ...]` · since Redis 7.4.0 · O(N)
   *
   * @example await r.hexpireat("user:1", 4102444800, ["age"]); // [1]
   */
  hexpireat<const O extends object = {}>(key: Key, unixTimeSeconds: Integer, fields: readonly Value[], options?: HexpireatOptions | Spelt<O, HexpireatOptions>): Given<V, number[]>;
  /** In Redis's flat form: `HEXPIREAT key unix-time-seconds [NX | XX | GT | LT] FIELDS numfields field [field ...]` */
  hexpireat(key: Key, unixTimeSeconds: Integer, ...words: Flat<"NX" | "XX" | "GT" | "LT" | "FIELDS">): Given<V, number[]>;
  hexpireat<const O extends object = {}>(key: Key, unixTimeSeconds: Integer, fields: readonly Value[], options?: HexpireatOptions | Spelt<O, HexpireatOptions>): Given<V, number[]>;
  /**
   * When fields expire, in Unix seconds.
   *
   * `HEXPIRETIME key FIELDS numfields field [field ...]` · since Redis 7.4.0 · O(N)
   *
   * @example await r.hexpiretime("user:1", ["age"]); // [4102444800]
   */
  hexpiretime(key: Key, fields: readonly Value[]): Given<V, number[]>;
  /** In Redis's flat form: `HEXPIRETIME key FIELDS numfields field [field ...]` */
  hexpiretime(key: Key, ...words: Flat<"FIELDS">): Given<V, number[]>;
  hexpiretime(key: Key, fields: readonly Value[]): Given<V, number[]>;
  /**
   * Reads the value of a field.
   *
   * `HGET key field` · since Redis 2.0.0 · O(1)
   *
   * @example await r.hget("user:1", "name"); // "Ann"
   */
  hget(key: Key, field: Value): Given<V, string | null>;
  /**
   * Reads all fields and their values.
   *
   * `HGETALL key` · since Redis 2.0.0 · O(N)
   *
   * @example await r.hgetall("user:1"); // { name: "Ann", age: "41" }
   */
  hgetall(key: Key): Given<V, Record<string, string>>;
  /**
   * Reads fields and deletes them.
   *
   * `HGETDEL key FIELDS numfields field [field ...]` · since Redis 8.0.0 · O(N)
   *
   * @example await r.hgetdel("user:2", ["code"]); // ["1234"]
   */
  hgetdel(key: Key, fields: readonly Value[]): Given<V, (string | null)[]>;
  /** In Redis's flat form: `HGETDEL key FIELDS numfields field [field ...]` */
  hgetdel(key: Key, ...words: Flat<"FIELDS">): Given<V, (string | null)[]>;
  hgetdel(key: Key, fields: readonly Value[]): Given<V, (string | null)[]>;
  /**
   * Reads fields and sets or clears their time to live.
   *
   * `HGETEX key [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | PERSIST] FIELDS numfields field [field ...]` · since Redis 8.0.0 · O(N)
   *
   * @example await r.hgetex("user:2", ["code"], { persist: true }); // ["1234"]
   */
  hgetex<const O extends object = {}>(key: Key, fields: readonly Value[], options?: HgetexOptions | Spelt<O, HgetexOptions>): Given<V, (string | null)[]>;
  /** In Redis's flat form: `HGETEX key [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | PERSIST] FIELDS numfields field [field ...]` */
  hgetex(key: Key, ...words: Flat<"EX" | "PX" | "EXAT" | "PXAT" | "PERSIST" | "FIELDS">): Given<V, (string | null)[]>;
  hgetex<const O extends object = {}>(key: Key, fields: readonly Value[], options?: HgetexOptions | Spelt<O, HgetexOptions>): Given<V, (string | null)[]>;
  /**
   * Adds to the integer in a field; a missing field counts as 0.
   *
   * `HINCRBY key field increment` · since Redis 2.0.0 · O(1)
   *
   * @example await r.hincrby("user:1", "age", 1); // 42
   */
  hincrby(key: Key, field: Value, increment: Integer): Given<V, number>;
  /**
   * Adds to the floating point number in a field; a missing field counts as 0.
   *
   * `HINCRBYFLOAT key field increment` · since Redis 2.6.0 · O(1)
   *
   * @example await r.hincrbyfloat("user:1", "score", 0.5); // "0.5"
   */
  hincrbyfloat(key: Key, field: Value, increment: Value): Given<V, string>;
  /**
   * The names of all fields.
   *
   * `HKEYS key` · since Redis 2.0.0 · O(N)
   *
   * @example await r.hkeys("user:1"); // ["name", "age"]
   */
  hkeys(key: Key): Given<V, string[]>;
  /**
   * How many fields there are.
   *
   * `HLEN key` · since Redis 2.0.0 · O(1)
   *
   * @example await r.hlen("user:1"); // 2
   */
  hlen(key: Key): Given<V, number>;
  /**
   * Reads the values of several fields.
   *
   * `HMGET key field [field ...]` · since Redis 2.0.0 · O(N)
   *
   * @example await r.hmget("user:1", "name", "city"); // ["Ann", null]
   */
  hmget<A extends readonly OneOrMore<Value>[]>(key: Key, ...fields: AtLeast<A, [field: OneOrMore<Value>]>): Given<V, (string | null)[]>;
  /**
   * Sets fields. An older form of HSET, with another reply.
   *
   * `HMSET key field value [field value ...]` · since Redis 2.0.0 · O(N)
   *
   * @example await r.hmset("user:2", { name: "Bob" }); // "OK"
   */
  hmset<T extends object>(key: Key, fields: Fields<T>): Given<V, "OK">;
  /** In Redis's flat form: `HMSET key field value [field value ...]` */
  hmset<W extends readonly Value[]>(key: Key, ...words: Pairs<W>): Given<V, "OK">;
  hmset<T extends object>(key: Key, fields: Fields<T>): Given<V, "OK">;
  /**
   * Removes the time to live of fields.
   *
   * `HPERSIST key FIELDS numfields field [field ...]` · since Redis 7.4.0 · O(N)
   *
   * @example await r.hpersist("user:1", ["age"]); // [1]
   */
  hpersist(key: Key, fields: readonly Value[]): Given<V, number[]>;
  /** In Redis's flat form: `HPERSIST key FIELDS numfields field [field ...]` */
  hpersist(key: Key, ...words: Flat<"FIELDS">): Given<V, number[]>;
  hpersist(key: Key, fields: readonly Value[]): Given<V, number[]>;
  /**
   * Sets the time to live of fields, in milliseconds.
   *
   * `HPEXPIRE key milliseconds [NX | XX | GT | LT] FIELDS numfields field [field ...]` · since Redis 7.4.0 · O(N)
   *
   * @example await r.hpexpire("user:1", 60_000, ["score"]); // [1]
   */
  hpexpire<const O extends object = {}>(key: Key, milliseconds: Integer, fields: readonly Value[], options?: HpexpireOptions | Spelt<O, HpexpireOptions>): Given<V, number[]>;
  /** In Redis's flat form: `HPEXPIRE key milliseconds [NX | XX | GT | LT] FIELDS numfields field [field ...]` */
  hpexpire(key: Key, milliseconds: Integer, ...words: Flat<"NX" | "XX" | "GT" | "LT" | "FIELDS">): Given<V, number[]>;
  hpexpire<const O extends object = {}>(key: Key, milliseconds: Integer, fields: readonly Value[], options?: HpexpireOptions | Spelt<O, HpexpireOptions>): Given<V, number[]>;
  /**
   * Sets when fields expire, in Unix milliseconds.
   *
   * `HPEXPIREAT key unix-time-milliseconds [NX | XX | GT | LT] FIELDS numfields field [field ...]` · since Redis 7.4.0 · O(N)
   *
   * @example await r.hpexpireat("user:1", 4102444800000, ["age"]); // [1]
   */
  hpexpireat<const O extends object = {}>(key: Key, unixTimeMilliseconds: Integer, fields: readonly Value[], options?: HpexpireatOptions | Spelt<O, HpexpireatOptions>): Given<V, number[]>;
  /** In Redis's flat form: `HPEXPIREAT key unix-time-milliseconds [NX | XX | GT | LT] FIELDS numfields field [field ...]` */
  hpexpireat(key: Key, unixTimeMilliseconds: Integer, ...words: Flat<"NX" | "XX" | "GT" | "LT" | "FIELDS">): Given<V, number[]>;
  hpexpireat<const O extends object = {}>(key: Key, unixTimeMilliseconds: Integer, fields: readonly Value[], options?: HpexpireatOptions | Spelt<O, HpexpireatOptions>): Given<V, number[]>;
  /**
   * When fields expire, in Unix milliseconds.
   *
   * `HPEXPIRETIME key FIELDS numfields field [field ...]` · since Redis 7.4.0 · O(N)
   *
   * @example await r.hpexpiretime("user:1", ["age"]); // [4102444800000]
   */
  hpexpiretime(key: Key, fields: readonly Value[]): Given<V, number[]>;
  /** In Redis's flat form: `HPEXPIRETIME key FIELDS numfields field [field ...]` */
  hpexpiretime(key: Key, ...words: Flat<"FIELDS">): Given<V, number[]>;
  hpexpiretime(key: Key, fields: readonly Value[]): Given<V, number[]>;
  /**
   * The time to live of fields, in milliseconds.
   *
   * `HPTTL key FIELDS numfields field [field ...]` · since Redis 7.4.0 · O(N)
   *
   * @example await r.hpttl("user:1", ["score"]); // milliseconds
   */
  hpttl(key: Key, fields: readonly Value[]): Given<V, number[]>;
  /** In Redis's flat form: `HPTTL key FIELDS numfields field [field ...]` */
  hpttl(key: Key, ...words: Flat<"FIELDS">): Given<V, number[]>;
  hpttl(key: Key, fields: readonly Value[]): Given<V, number[]>;
  /**
   * Random fields: one, `count` different ones, or with a negative count some that may repeat.
   *
   * `HRANDFIELD key [count [WITHVALUES]]` · since Redis 6.2.0 · O(N)
   *
   * @example await r.hrandfield("user:2", 1, { withvalues: true }); // [["name", "Bob"]]
   */
  hrandfield(key: Key): Given<V, string | null>;
  /**
   * Random fields: one, `count` different ones, or with a negative count some that may repeat.
   *
   * `HRANDFIELD key [count [WITHVALUES]]` · since Redis 6.2.0 · O(N)
   *
   * @example await r.hrandfield("user:2", 1, { withvalues: true }); // [["name", "Bob"]]
   */
  hrandfield<Count extends Integer | undefined, const O extends object = {}>(key: Key, count: Count, options?: HrandfieldOptions | Spelt<O, HrandfieldOptions>): Given<V, If<Count, If<Asked<O, "withvalues">, [field: string, value: string][], string[]>, string | null>>;
  /** In Redis's flat form: `HRANDFIELD key [count [WITHVALUES]]` */
  hrandfield<const W extends Readonly<Flat<"WITHVALUES">>>(key: Key, count: Integer, ...words: W): Given<V, If<Said<W, "WITHVALUES">, [field: string, value: string][], string[]>>;
  hrandfield<Count extends Integer | undefined, const O extends object = {}>(key: Key, count: Count, options?: HrandfieldOptions | Spelt<O, HrandfieldOptions>): Given<V, If<Count, If<Asked<O, "withvalues">, [field: string, value: string][], string[]>, string | null>>;
  /**
   * Walks the fields step by step.
   *
   * `HSCAN key cursor [MATCH pattern] [COUNT count] [NOVALUES]` · since Redis 2.8.0 · O(1)
   *
   * @example await r.hscan("user:2", 0); // ["0", ["name", "Bob"]]
   */
  hscan<const O extends object = {}>(key: Key, cursor: Value, options?: HscanOptions | Spelt<O, HscanOptions>): Given<V, [cursor: string, items: string[]]>;
  /** In Redis's flat form: `HSCAN key cursor [MATCH pattern] [COUNT count] [NOVALUES]` */
  hscan(key: Key, cursor: Value, ...words: Flat<"MATCH" | "COUNT" | "NOVALUES">): Given<V, [cursor: string, items: string[]]>;
  hscan<const O extends object = {}>(key: Key, cursor: Value, options?: HscanOptions | Spelt<O, HscanOptions>): Given<V, [cursor: string, items: string[]]>;
  /**
   * Sets fields. Returns how many are new.
   *
   * `HSET key field value [field value ...]` · since Redis 2.0.0 · O(N)
   *
   * @example await r.hset("user:1", { name: "Ann", age: 41 }); // 2
   */
  hset<T extends object>(key: Key, fields: Fields<T>): Given<V, number>;
  /** In Redis's flat form: `HSET key field value [field value ...]` */
  hset<W extends readonly Value[]>(key: Key, ...words: Pairs<W>): Given<V, number>;
  hset<T extends object>(key: Key, fields: Fields<T>): Given<V, number>;
  /**
   * Sets fields and their time to live, if a condition holds for all of them.
   *
   * `HSETEX key [FNX | FXX] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL] FIELDS numfields field value [field value ...]` · since Redis 8.0.0 · O(N)
   *
   * @example await r.hsetex("user:2", { code: 1234 }, { ex: 60 }); // 1
   */
  hsetex<T extends object, const O extends object = {}>(key: Key, fields: Fields<T>, options?: HsetexOptions | Spelt<O, HsetexOptions>): Given<V, number>;
  /** In Redis's flat form: `HSETEX key [FNX | FXX] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL] FIELDS numfields field value [field value ...]` */
  hsetex(key: Key, ...words: Flat<"FNX" | "FXX" | "EX" | "PX" | "EXAT" | "PXAT" | "KEEPTTL" | "FIELDS">): Given<V, number>;
  hsetex<T extends object, const O extends object = {}>(key: Key, fields: Fields<T>, options?: HsetexOptions | Spelt<O, HsetexOptions>): Given<V, number>;
  /**
   * Sets a field that does not exist.
   *
   * `HSETNX key field value` · since Redis 2.0.0 · O(1)
   *
   * @example await r.hsetnx("user:2", "name", "Carl"); // 0
   */
  hsetnx(key: Key, field: Value, value: Value): Given<V, number>;
  /**
   * The length of a field's value in bytes.
   *
   * `HSTRLEN key field` · since Redis 3.2.0 · O(1)
   *
   * @example await r.hstrlen("user:1", "name"); // 3
   */
  hstrlen(key: Key, field: Value): Given<V, number>;
  /**
   * The time to live of fields, in seconds.
   *
   * `HTTL key FIELDS numfields field [field ...]` · since Redis 7.4.0 · O(N)
   *
   * @example await r.httl("user:1", ["age", "score"]); // seconds of each, -1 for ever
   */
  httl(key: Key, fields: readonly Value[]): Given<V, number[]>;
  /** In Redis's flat form: `HTTL key FIELDS numfields field [field ...]` */
  httl(key: Key, ...words: Flat<"FIELDS">): Given<V, number[]>;
  httl(key: Key, fields: readonly Value[]): Given<V, number[]>;
  /**
   * The values of all fields.
   *
   * `HVALS key` · since Redis 2.0.0 · O(N)
   *
   * @example await r.hvals("user:1"); // ["Ann", "41"]
   */
  hvals(key: Key): Given<V, string[]>;
  /**
   * Adds one to an integer; a missing key counts as 0.
   *
   * `INCR key` · since Redis 1.0.0 · O(1)
   *
   * @example await r.incr("visits"); // 42
   */
  incr(key: Key): Given<V, number>;
  /**
   * Adds to an integer; a missing key counts as 0.
   *
   * `INCRBY key increment` · since Redis 1.0.0 · O(1)
   *
   * @example await r.incrby("visits", 8); // 50
   */
  incrby(key: Key, increment: Integer): Given<V, number>;
  /**
   * Adds to a floating point number; a missing key counts as 0.
   *
   * `INCRBYFLOAT key increment` · since Redis 2.6.0 · O(1)
   *
   * @example await r.incrbyfloat("price", 1.5); // "1.5"
   */
  incrbyfloat(key: Key, increment: Value): Given<V, string>;
  /**
   * Facts and figures about the server, in sections.
   *
   * `INFO [section [section ...]]` · since Redis 1.0.0 · O(1)
   *
   * @example await r.info("memory"); // lines of names and values
   */
  info(...sections: OneOrMore<Value>[]): Given<V, string>;
  /**
   * All keys that match a pattern.
   *
   * `KEYS pattern` · since Redis 1.0.0 · O(N)
   *
   * @example await r.keys("*-days"); // ["all-days"]
   */
  keys(pattern: Value): Given<V, string[]>;
  /**
   * The time of the last save, in seconds since 1970.
   *
   * `LASTSAVE` · since Redis 1.0.0 · O(1)
   *
   * @example await r.lastsave(); // seconds since 1970
   */
  lastsave(): Given<V, number>;
  /**
   * Holds the commands about slow events.
   *
   * `LATENCY` · since Redis 2.8.13 · Depends on subcommand.
   *
   * @example await r.latency("RESET"); // 0
   */
  latency(...args: Value[]): Given<V, Reply>;
  /**
   * Says what was slow, and what can be done about it.
   *
   * `LATENCY DOCTOR` · since Redis 2.8.13 · O(1)
   *
   * @example await r.latencyDoctor(); // advice
   */
  latencyDoctor(): Given<V, string>;
  /**
   * What the subcommands do.
   *
   * `LATENCY HELP` · since Redis 2.8.13 · O(1)
   *
   * @example await r.latencyHelp(); // lines of text
   */
  latencyHelp(): Given<V, string[]>;
  /**
   * How often commands ran, by how many microseconds they took.
   *
   * `LATENCY HISTOGRAM [command [command ...]]` · since Redis 7.0.0 · O(N)
   *
   * @example await r.latencyHistogram("set"); // how many calls took how long
   */
  latencyHistogram(...commands: OneOrMore<Value>[]): Given<V, Record<string, { calls: number; histogram_usec: Record<string, number> }>>;
  /**
   * The slow events of one kind: their times, and how many milliseconds they took.
   *
   * `LATENCY HISTORY event` · since Redis 2.8.13 · O(1)
   *
   * @example await r.latencyHistory("command"); // []
   */
  latencyHistory(event: Value): Given<V, [time: number, millis: number][]>;
  /**
   * The last and the slowest event of every kind.
   *
   * `LATENCY LATEST` · since Redis 2.8.13 · O(1)
   *
   * @example await r.latencyLatest(); // []
   */
  latencyLatest(): Given<V, [event: string, time: number, millis: number, worst: number][]>;
  /**
   * Deletes the slow events of some kinds, or of all. Returns how many kinds.
   *
   * `LATENCY RESET [event [event ...]]` · since Redis 2.8.13 · O(1)
   *
   * @example await r.latencyReset(); // 0
   */
  latencyReset(...events: OneOrMore<Value>[]): Given<V, number>;
  /**
   * The longest common subsequence of two strings.
   *
   * `LCS key1 key2 [LEN] [IDX] [MINMATCHLEN min-match-len] [WITHMATCHLEN]` · since Redis 7.0.0 · O(N*M)
   *
   * @example await r.lcs("log", "log", { len: true }); // 8
   */
  lcs<const O extends object = {}>(key1: Key, key2: Key, options?: LcsOptions | Spelt<O, LcsOptions>): Given<V, If<Asked<O, "idx">, Matches<If<Asked<O, "withmatchlen">, [...Match, length: number], Match>>, If<Asked<O, "len">, number, string>>>;
  /** In Redis's flat form: `LCS key1 key2 [LEN] [IDX] [MINMATCHLEN min-match-len] [WITHMATCHLEN]` */
  lcs<const W extends Readonly<Flat<"LEN" | "IDX" | "MINMATCHLEN" | "WITHMATCHLEN">>>(key1: Key, key2: Key, ...words: W): Given<V, If<Said<W, "IDX">, Matches<If<Said<W, "WITHMATCHLEN">, [...Match, length: number], Match>>, If<Said<W, "LEN">, number, string>>>;
  lcs<const O extends object = {}>(key1: Key, key2: Key, options?: LcsOptions | Spelt<O, LcsOptions>): Given<V, If<Asked<O, "idx">, Matches<If<Asked<O, "withmatchlen">, [...Match, length: number], Match>>, If<Asked<O, "len">, number, string>>>;
  /**
   * Reads the element at an index; a negative index counts from the end.
   *
   * `LINDEX key index` · since Redis 1.0.0 · O(log(N))
   *
   * @example await r.lindex("jobs", -1); // "e"
   */
  lindex(key: Key, index: Integer): Given<V, string | null>;
  /**
   * Inserts an element before or after the first element that equals `pivot`. Returns the list's length.
   *
   * `LINSERT key <BEFORE | AFTER> pivot element` · since Redis 2.2.0 · O(N)
   *
   * @example await r.linsert("jobs", "AFTER", "b", "b2"); // 7
   */
  linsert(key: Key, position: "BEFORE" | "before" | "AFTER" | "after", pivot: Value, element: Value): Given<V, number>;
  /**
   * How many elements there are.
   *
   * `LLEN key` · since Redis 1.0.0 · O(1)
   *
   * @example await r.llen("jobs"); // 6
   */
  llen(key: Key): Given<V, number>;
  /**
   * Moves an element from one end of a list to an end of another.
   *
   * `LMOVE source destination <LEFT | RIGHT> <LEFT | RIGHT>` · since Redis 6.2.0 · O(1)
   *
   * @example await r.lmove("jobs", "done", "LEFT", "RIGHT"); // "d"
   */
  lmove(source: Key, destination: Key, wherefrom: "LEFT" | "left" | "RIGHT" | "right", whereto: "LEFT" | "left" | "RIGHT" | "right"): Given<V, string | null>;
  /**
   * Removes and returns elements from the first list that has any.
   *
   * `LMPOP numkeys key [key ...] <LEFT | RIGHT> [COUNT count]` · since Redis 7.0.0 · O(N+M)
   *
   * @example await r.lmpop(["none", "jobs"], "LEFT"); // ["jobs", ["d"]]
   */
  lmpop<const O extends object = {}>(keys: readonly Key[], where: "LEFT" | "left" | "RIGHT" | "right", options?: LmpopOptions | Spelt<O, LmpopOptions>): Given<V, [key: string, elements: string[]] | null>;
  /** In Redis's flat form: `LMPOP numkeys key [key ...] <LEFT | RIGHT> [COUNT count]` */
  lmpop<W extends readonly Value[]>(...words: AtLeast<W, [numkeys: Integer, key: Key]>): Given<V, [key: string, elements: string[]] | null>;
  /** In Redis's flat form: `LMPOP numkeys key [key ...] <LEFT | RIGHT> [COUNT count]` */
  lmpop(keys: readonly Key[], where: "LEFT" | "left" | "RIGHT" | "right", ...words: Flat<"COUNT">): Given<V, [key: string, elements: string[]] | null>;
  lmpop<const O extends object = {}>(keys: readonly Key[], where: "LEFT" | "left" | "RIGHT" | "right", options?: LmpopOptions | Spelt<O, LmpopOptions>): Given<V, [key: string, elements: string[]] | null>;
  /**
   * Draws an elementary cellular automaton, with the given or a random rule.
   *
   * `LOLWUT [VERSION version]` · since Redis 5.0.0 · O(1)
   *
   * @example await r.lolwut(); // a drawing
   */
  lolwut<const O extends object = {}>(options?: LolwutOptions | Spelt<O, LolwutOptions>): Given<V, string>;
  /** In Redis's flat form: `LOLWUT [VERSION version]` */
  lolwut(...words: Flat<"VERSION">): Given<V, string>;
  lolwut<const O extends object = {}>(options?: LolwutOptions | Spelt<O, LolwutOptions>): Given<V, string>;
  /**
   * Removes and returns elements from the head.
   *
   * `LPOP key [count]` · since Redis 1.0.0 · O(N)
   *
   * @example await r.lpop("jobs"); // "a"
   */
  lpop(key: Key): Given<V, string | null>;
  /**
   * Removes and returns elements from the head.
   *
   * `LPOP key [count]` · since Redis 1.0.0 · O(N)
   *
   * @example await r.lpop("jobs"); // "a"
   */
  lpop<Count extends Integer | undefined>(key: Key, count: Count): Given<V, If<Count, string[] | null, string | null>>;
  /**
   * Finds elements with this value. Returns the index of the first, or several.
   *
   * `LPOS key element [RANK rank] [COUNT num-matches] [MAXLEN len]` · since Redis 6.0.6 · O(N)
   *
   * @example await r.lpos("jobs", "b"); // 2
   */
  lpos<const O extends object = {}>(key: Key, element: Value, options?: LposOptions | Spelt<O, LposOptions>): Given<V, If<Asked<O, "count">, number[], number | null>>;
  /** In Redis's flat form: `LPOS key element [RANK rank] [COUNT num-matches] [MAXLEN len]` */
  lpos<const W extends Readonly<Flat<"RANK" | "COUNT" | "MAXLEN">>>(key: Key, element: Value, ...words: W): Given<V, If<Said<W, "COUNT">, number[], number | null>>;
  lpos<const O extends object = {}>(key: Key, element: Value, options?: LposOptions | Spelt<O, LposOptions>): Given<V, If<Asked<O, "count">, number[], number | null>>;
  /**
   * Inserts elements at the head, one after the other. Returns the list's length.
   *
   * `LPUSH key element [element ...]` · since Redis 1.0.0 · O(1)
   *
   * @example await r.lpush("jobs", "first"); // 5
   */
  lpush<A extends readonly OneOrMore<Value>[]>(key: Key, ...elements: AtLeast<A, [element: OneOrMore<Value>]>): Given<V, number>;
  /**
   * Inserts elements at the head of an existing list. Returns its length.
   *
   * `LPUSHX key element [element ...]` · since Redis 2.2.0 · O(1)
   *
   * @example await r.lpushx("no-jobs", "a"); // 0
   */
  lpushx<A extends readonly OneOrMore<Value>[]>(key: Key, ...elements: AtLeast<A, [element: OneOrMore<Value>]>): Given<V, number>;
  /**
   * Reads the elements from one index to another.
   *
   * `LRANGE key start stop` · since Redis 1.0.0 · O(log(N)+M)
   *
   * @example await r.lrange("jobs", 0, -1); // ["first", "a", "b", "c", "d", "e"]
   */
  lrange(key: Key, start: Integer, stop: Integer): Given<V, string[]>;
  /**
   * Deletes `count` elements with this value: from the head, from the tail if negative, or all if 0.
   *
   * `LREM key count element` · since Redis 1.0.0 · O(N)
   *
   * @example await r.lrem("jobs", 1, "b2"); // 1
   */
  lrem(key: Key, count: Integer, element: Value): Given<V, number>;
  /**
   * Replaces the element at an index.
   *
   * `LSET key index element` · since Redis 1.0.0 · O(log(N))
   *
   * @example await r.lset("jobs", 0, "zero"); // "OK"
   */
  lset(key: Key, index: Integer, element: Value): Given<V, "OK">;
  /**
   * Keeps the elements from one index to another, and deletes all others.
   *
   * `LTRIM key start stop` · since Redis 1.0.0 · O(N)
   *
   * @example await r.ltrim("jobs", 1, -1); // "OK"
   */
  ltrim(key: Key, start: Integer, stop: Integer): Given<V, "OK">;
  /**
   * Holds the commands about memory.
   *
   * `MEMORY` · since Redis 4.0.0 · Depends on subcommand.
   *
   * @example await r.memory("PURGE"); // "OK"
   */
  memory(...args: Value[]): Given<V, Reply>;
  /**
   * Says where the memory goes.
   *
   * `MEMORY DOCTOR` · since Redis 4.0.0 · O(1)
   *
   * @example await r.memoryDoctor(); // advice
   */
  memoryDoctor(): Given<V, string>;
  /**
   * What the subcommands do.
   *
   * `MEMORY HELP` · since Redis 4.0.0 · O(1)
   *
   * @example await r.memoryHelp(); // lines of text
   */
  memoryHelp(): Given<V, string[]>;
  /**
   * Asks the allocator to return memory. There is none to return.
   *
   * `MEMORY PURGE` · since Redis 4.0.0 · O(1)
   *
   * @example await r.memoryPurge(); // "OK"
   */
  memoryPurge(): Given<V, "OK">;
  /**
   * Estimates the bytes that a key takes in the database.
   *
   * `MEMORY USAGE key [SAMPLES count]` · since Redis 4.0.0 · O(N)
   *
   * @example await r.memoryUsage("visits"); // bytes
   */
  memoryUsage<const O extends object = {}>(key: Key, options?: MemoryUsageOptions | Spelt<O, MemoryUsageOptions>): Given<V, number | null>;
  /** In Redis's flat form: `MEMORY USAGE key [SAMPLES count]` */
  memoryUsage(key: Key, ...words: Flat<"SAMPLES">): Given<V, number | null>;
  memoryUsage<const O extends object = {}>(key: Key, options?: MemoryUsageOptions | Spelt<O, MemoryUsageOptions>): Given<V, number | null>;
  /**
   * Reads the values of several keys; nil for a key that has no string.
   *
   * `MGET key [key ...]` · since Redis 1.0.0 · O(N)
   *
   * @example await r.mget("red", "green", "blue"); // ["1", "2", null]
   */
  mget<A extends readonly OneOrMore<Key>[]>(...keys: AtLeast<A, [key: OneOrMore<Key>]>): Given<V, (string | null)[]>;
  /**
   * Moves a key to another database.
   *
   * `MOVE key db` · since Redis 1.0.0 · O(1)
   *
   * @example await r.move("guest", 1); // 1
   */
  move(key: Key, db: Integer): Given<V, number>;
  /**
   * Sets several keys at once.
   *
   * `MSET key value [key value ...]` · since Redis 1.0.1 · O(N)
   *
   * @example await r.mset({ red: 1, green: 2 }); // "OK"
   */
  mset<T extends object>(fields: Fields<T>): Given<V, "OK">;
  /** In Redis's flat form: `MSET key value [key value ...]` */
  mset<W extends readonly Value[]>(...words: Pairs<W>): Given<V, "OK">;
  mset<T extends object>(fields: Fields<T>): Given<V, "OK">;
  /**
   * Sets several keys and their time to live, if a condition holds for all of them.
   *
   * `MSETEX numkeys key value [key value ...] [NX | XX] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL]` · since Redis 8.4.0 · O(N)
   *
   * @example await r.msetex({ code: 1234, mail: "ann@example.com" }, { ex: 60 }); // 1
   */
  msetex<T extends object, const O extends object = {}>(data: Fields<T>, options?: MsetexOptions | Spelt<O, MsetexOptions>): Given<V, number>;
  /** In Redis's flat form: `MSETEX numkeys key value [key value ...] [NX | XX] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL]` */
  msetex<W extends readonly Value[]>(...words: AtLeast<W, [numkeys: Integer, key: Key, value: Value]>): Given<V, number>;
  /** In Redis's flat form: `MSETEX numkeys key value [key value ...] [NX | XX] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL]` */
  msetex<T extends object>(data: Fields<T>, ...words: Flat<"NX" | "XX" | "EX" | "PX" | "EXAT" | "PXAT" | "KEEPTTL">): Given<V, number>;
  msetex<T extends object, const O extends object = {}>(data: Fields<T>, options?: MsetexOptions | Spelt<O, MsetexOptions>): Given<V, number>;
  /**
   * Sets several keys at once, or none if one of them exists.
   *
   * `MSETNX key value [key value ...]` · since Redis 1.0.1 · O(N)
   *
   * @example await r.msetnx({ blue: 3, red: 4 }); // 0
   */
  msetnx<T extends object>(fields: Fields<T>): Given<V, number>;
  /** In Redis's flat form: `MSETNX key value [key value ...]` */
  msetnx<W extends readonly Value[]>(...words: Pairs<W>): Given<V, number>;
  msetnx<T extends object>(fields: Fields<T>): Given<V, number>;
  /**
   * Holds the commands about how a key is stored.
   *
   * `OBJECT` · since Redis 2.2.3 · Depends on subcommand.
   *
   * @example await r.object("ENCODING", "user"); // "embstr"
   */
  object(...args: Value[]): Given<V, Reply>;
  /**
   * The encoding of a key's value.
   *
   * `OBJECT ENCODING key` · since Redis 2.2.3 · O(1)
   *
   * @example await r.objectEncoding("visits"); // "int"
   */
  objectEncoding(key: Key): Given<V, string | null>;
  /**
   * How often a key is used, on a logarithmic scale.
   *
   * `OBJECT FREQ key` · since Redis 4.0.0 · O(1)
   *
   * @example await r.objectFreq("visits"); // a number from 0 to 255
   */
  objectFreq(key: Key): Given<V, number | null>;
  /**
   * What the subcommands do.
   *
   * `OBJECT HELP` · since Redis 6.2.0 · O(1)
   *
   * @example await r.objectHelp(); // lines of text
   */
  objectHelp(): Given<V, string[]>;
  /**
   * The seconds since a key was last used.
   *
   * `OBJECT IDLETIME key` · since Redis 2.2.3 · O(1)
   *
   * @example await r.objectIdletime("visits"); // seconds
   */
  objectIdletime(key: Key): Given<V, number | null>;
  /**
   * How many keys share the value.
   *
   * `OBJECT REFCOUNT key` · since Redis 2.2.3 · O(1)
   *
   * @example await r.objectRefcount("user"); // 1
   */
  objectRefcount(key: Key): Given<V, number | null>;
  /**
   * Removes the time to live of a key.
   *
   * `PERSIST key` · since Redis 2.2.0 · O(1)
   *
   * @example await r.persist("session"); // 1
   */
  persist(key: Key): Given<V, number>;
  /**
   * Sets the time to live of a key, in milliseconds.
   *
   * `PEXPIRE key milliseconds [NX | XX | GT | LT]` · since Redis 2.6.0 · O(1)
   *
   * @example await r.pexpire("session", 90_000, { gt: true }); // 1
   */
  pexpire<const O extends object = {}>(key: Key, milliseconds: Integer, options?: PexpireOptions | Spelt<O, PexpireOptions>): Given<V, number>;
  /** In Redis's flat form: `PEXPIRE key milliseconds [NX | XX | GT | LT]` */
  pexpire(key: Key, milliseconds: Integer, ...words: Flat<"NX" | "XX" | "GT" | "LT">): Given<V, number>;
  pexpire<const O extends object = {}>(key: Key, milliseconds: Integer, options?: PexpireOptions | Spelt<O, PexpireOptions>): Given<V, number>;
  /**
   * Sets when a key expires, in Unix milliseconds.
   *
   * `PEXPIREAT key unix-time-milliseconds [NX | XX | GT | LT]` · since Redis 2.6.0 · O(1)
   *
   * @example await r.pexpireat("session", 4102444800000); // 1
   */
  pexpireat<const O extends object = {}>(key: Key, unixTimeMilliseconds: Integer, options?: PexpireatOptions | Spelt<O, PexpireatOptions>): Given<V, number>;
  /** In Redis's flat form: `PEXPIREAT key unix-time-milliseconds [NX | XX | GT | LT]` */
  pexpireat(key: Key, unixTimeMilliseconds: Integer, ...words: Flat<"NX" | "XX" | "GT" | "LT">): Given<V, number>;
  pexpireat<const O extends object = {}>(key: Key, unixTimeMilliseconds: Integer, options?: PexpireatOptions | Spelt<O, PexpireatOptions>): Given<V, number>;
  /**
   * When a key expires, in Unix milliseconds.
   *
   * `PEXPIRETIME key` · since Redis 7.0.0 · O(1)
   *
   * @example await r.pexpiretime("session"); // 4102444800000
   */
  pexpiretime(key: Key): Given<V, number>;
  /**
   * Adds elements. Returns 1 if the estimate may have changed.
   *
   * `PFADD key [element [element ...]]` · since Redis 2.8.9 · O(1)
   *
   * @example await r.pfadd("visitors", "ann", "bob", "ann"); // 1
   */
  pfadd(key: Key, ...elements: OneOrMore<Value>[]): Given<V, number>;
  /**
   * Estimates how many different elements one HyperLogLog has, or several together.
   *
   * `PFCOUNT key [key ...]` · since Redis 2.8.9 · O(1)
   *
   * @example await r.pfcount("visitors"); // 2
   */
  pfcount<A extends readonly OneOrMore<Key>[]>(...keys: AtLeast<A, [key: OneOrMore<Key>]>): Given<V, number>;
  /**
   * Merges HyperLogLogs into one.
   *
   * `PFMERGE destkey [sourcekey [sourcekey ...]]` · since Redis 2.8.9 · O(N)
   *
   * @example await r.pfmerge("all-visitors", "visitors"); // "OK"
   */
  pfmerge(destkey: Key, ...sourcekeys: OneOrMore<Key>[]): Given<V, "OK">;
  /**
   * Returns `PONG`, or the message.
   *
   * `PING [message]` · since Redis 1.0.0 · O(1)
   *
   * @example await r.ping(); // "PONG"
   */
  ping(): Given<V, "PONG">;
  /**
   * Returns `PONG`, or the message.
   *
   * `PING [message]` · since Redis 1.0.0 · O(1)
   *
   * @example await r.ping(); // "PONG"
   */
  ping<Message extends Value | undefined>(message: Message): Given<V, If<Message, string, "PONG">>;
  /**
   * Sets the value of a key and its time to live in milliseconds.
   *
   * `PSETEX key milliseconds value` · since Redis 2.6.0 · O(1)
   *
   * @example await r.psetex("otp", 60_000, 1234); // "OK"
   */
  psetex(key: Key, milliseconds: Integer, value: Value): Given<V, "OK">;
  /**
   * The time to live of a key, in milliseconds.
   *
   * `PTTL key` · since Redis 2.6.0 · O(1)
   *
   * @example await r.pttl("session"); // milliseconds
   */
  pttl(key: Key): Given<V, number>;
  /**
   * Sends a message to the subscribers of a channel. Returns how many got it.
   *
   * `PUBLISH channel message` · since Redis 2.0.0 · O(N+M)
   *
   * @example await r.publish("news", "hello"); // 0
   */
  publish(channel: Value, message: Value): Given<V, number>;
  /**
   * Holds the commands about subscriptions.
   *
   * `PUBSUB` · since Redis 2.8.0 · Depends on subcommand.
   *
   * @example await r.pubsub("NUMPAT"); // 0
   */
  pubsub(...args: Value[]): Given<V, Reply>;
  /**
   * The channels that have subscribers, without patterns.
   *
   * `PUBSUB CHANNELS [pattern]` · since Redis 2.8.0 · O(N)
   *
   * @example await r.pubsubChannels("n*"); // []
   */
  pubsubChannels(pattern?: Value): Given<V, string[]>;
  /**
   * What the subcommands do.
   *
   * `PUBSUB HELP` · since Redis 6.2.0 · O(1)
   *
   * @example await r.pubsubHelp(); // lines of text
   */
  pubsubHelp(): Given<V, string[]>;
  /**
   * How many patterns have subscribers.
   *
   * `PUBSUB NUMPAT` · since Redis 2.8.0 · O(1)
   *
   * @example await r.pubsubNumpat(); // 0
   */
  pubsubNumpat(): Given<V, number>;
  /**
   * How many subscribers each of these channels has, without patterns.
   *
   * `PUBSUB NUMSUB [channel [channel ...]]` · since Redis 2.8.0 · O(N)
   *
   * @example await r.pubsubNumsub("news"); // ["news", 0]
   */
  pubsubNumsub(...channels: OneOrMore<Value>[]): Given<V, (string | number)[]>;
  /**
   * The shard channels that have subscribers.
   *
   * `PUBSUB SHARDCHANNELS [pattern]` · since Redis 7.0.0 · O(N)
   *
   * @example await r.pubsubShardchannels(); // []
   */
  pubsubShardchannels(pattern?: Value): Given<V, string[]>;
  /**
   * How many subscribers each of these shard channels has.
   *
   * `PUBSUB SHARDNUMSUB [shardchannel [shardchannel ...]]` · since Redis 7.0.0 · O(N)
   *
   * @example await r.pubsubShardnumsub("news"); // ["news", 0]
   */
  pubsubShardnumsub(...shardchannels: OneOrMore<Value>[]): Given<V, (string | number)[]>;
  /**
   * Closes the connection once its replies are sent. A client in JavaScript stays: it ends with `close`.
   *
   * `QUIT` · since Redis 1.0.0 · O(1)
   *
   * @example await r.quit(); // "OK"
   */
  quit(): Given<V, "OK">;
  /**
   * A random key.
   *
   * `RANDOMKEY` · since Redis 1.0.0 · O(1)
   *
   * @example await r.randomkey(); // the name of a key
   */
  randomkey(): Given<V, string | null>;
  /**
   * Renames a key. An old value of the new name is deleted.
   *
   * `RENAME key newkey` · since Redis 1.0.0 · O(1)
   *
   * @example await r.rename("session", "user"); // "OK"
   */
  rename(key: Key, newkey: Key): Given<V, "OK">;
  /**
   * Renames a key unless the new name exists.
   *
   * `RENAMENX key newkey` · since Redis 1.0.0 · O(1)
   *
   * @example await r.renamenx("user", "visits"); // 0
   */
  renamenx(key: Key, newkey: Key): Given<V, number>;
  /**
   * Makes the connection as it was when it was opened.
   *
   * `RESET` · since Redis 6.2.0 · O(1)
   *
   * @example await r.reset(); // "RESET"
   */
  reset(): Given<V, "RESET">;
  /**
   * Creates a key from the bytes that DUMP returned.
   *
   * `RESTORE key ttl serialized-value [REPLACE] [ABSTTL] [IDLETIME seconds] [FREQ frequency]` · since Redis 2.6.0 · O(N)
   *
   * @example await r.restore("guest", 0, (await r.dump("user")) ?? ""); // "OK"
   */
  restore<const O extends object = {}>(key: Key, ttl: Integer, serializedValue: Value, options?: RestoreOptions | Spelt<O, RestoreOptions>): Given<V, "OK">;
  /** In Redis's flat form: `RESTORE key ttl serialized-value [REPLACE] [ABSTTL] [IDLETIME seconds] [FREQ frequency]` */
  restore(key: Key, ttl: Integer, serializedValue: Value, ...words: Flat<"REPLACE" | "ABSTTL" | "IDLETIME" | "FREQ">): Given<V, "OK">;
  restore<const O extends object = {}>(key: Key, ttl: Integer, serializedValue: Value, options?: RestoreOptions | Spelt<O, RestoreOptions>): Given<V, "OK">;
  /**
   * Removes and returns elements from the tail.
   *
   * `RPOP key [count]` · since Redis 1.0.0 · O(N)
   *
   * @example await r.rpop("jobs"); // "e"
   */
  rpop(key: Key): Given<V, string | null>;
  /**
   * Removes and returns elements from the tail.
   *
   * `RPOP key [count]` · since Redis 1.0.0 · O(N)
   *
   * @example await r.rpop("jobs"); // "e"
   */
  rpop<Count extends Integer | undefined>(key: Key, count: Count): Given<V, If<Count, string[] | null, string | null>>;
  /**
   * Moves an element from the tail of a list to the head of another.
   *
   * `RPOPLPUSH source destination` · since Redis 1.2.0 · O(1)
   *
   * @example await r.rpoplpush("done", "jobs"); // "d"
   */
  rpoplpush(source: Key, destination: Key): Given<V, string | null>;
  /**
   * Appends elements at the tail. Returns the list's length.
   *
   * `RPUSH key element [element ...]` · since Redis 1.0.0 · O(1)
   *
   * @example await r.rpush("jobs", "a", "b", "c", "d"); // 4
   */
  rpush<A extends readonly OneOrMore<Value>[]>(key: Key, ...elements: AtLeast<A, [element: OneOrMore<Value>]>): Given<V, number>;
  /**
   * Appends elements at the tail of an existing list. Returns its length.
   *
   * `RPUSHX key element [element ...]` · since Redis 2.2.0 · O(1)
   *
   * @example await r.rpushx("jobs", "e"); // 6
   */
  rpushx<A extends readonly OneOrMore<Value>[]>(key: Key, ...elements: AtLeast<A, [element: OneOrMore<Value>]>): Given<V, number>;
  /**
   * Adds members. Returns how many are new.
   *
   * `SADD key member [member ...]` · since Redis 1.0.0 · O(1)
   *
   * @example await r.sadd("tags", "red", "green", "blue"); // 3
   */
  sadd<A extends readonly OneOrMore<Value>[]>(key: Key, ...members: AtLeast<A, [member: OneOrMore<Value>]>): Given<V, number>;
  /**
   * Moves all data from the log into the database's file, and flushes it.
   *
   * `SAVE` · since Redis 1.0.0 · O(N) where N is the total number of keys in all databases
   *
   * @example await r.save(); // "OK"
   */
  save(): Given<V, "OK">;
  /**
   * Walks the keys step by step. A key that exists from the first call to the last is returned.
   *
   * `SCAN cursor [MATCH pattern] [COUNT count] [TYPE type]` · since Redis 2.8.0 · O(1)
   *
   * @example await r.scan(0, { match: "visit*", count: 100 }); // ["0", ["visitor", "visits"]]
   */
  scan<const O extends object = {}>(cursor: Value, options?: ScanOptions | Spelt<O, ScanOptions>): Given<V, [cursor: string, items: string[]]>;
  /** In Redis's flat form: `SCAN cursor [MATCH pattern] [COUNT count] [TYPE type]` */
  scan(cursor: Value, ...words: Flat<"MATCH" | "COUNT" | "TYPE">): Given<V, [cursor: string, items: string[]]>;
  scan<const O extends object = {}>(cursor: Value, options?: ScanOptions | Spelt<O, ScanOptions>): Given<V, [cursor: string, items: string[]]>;
  /**
   * How many members there are.
   *
   * `SCARD key` · since Redis 1.0.0 · O(1)
   *
   * @example await r.scard("tags"); // 3
   */
  scard(key: Key): Given<V, number>;
  /**
   * Holds the commands on scripts.
   *
   * `SCRIPT` · since Redis 2.6.0 · Depends on subcommand.
   *
   * @example await r.script("EXISTS", "2341fb02e46697ddb0c727ff293bd612557191a5"); // [0]
   */
  script(...args: Value[]): Given<V, Reply>;
  /**
   * There is no debugger: turns none off.
   *
   * `SCRIPT DEBUG <YES | SYNC | NO>` · since Redis 3.2.0 · O(1)
   *
   * @example await r.scriptDebug("NO"); // "OK"
   */
  scriptDebug(mode: "YES" | "yes" | "SYNC" | "sync" | "NO" | "no"): Given<V, "OK">;
  /**
   * Which of these digests are of known scripts: 1, or 0.
   *
   * `SCRIPT EXISTS sha1 [sha1 ...]` · since Redis 2.6.0 · O(N) with N being the number of scripts to check (so checking a single script is an O(1) operation).
   *
   * @example await r.scriptExists("2341fb02e46697ddb0c727ff293bd612557191a5"); // [1]
   */
  scriptExists<A extends readonly OneOrMore<Value>[]>(...sha1s: AtLeast<A, [sha1: OneOrMore<Value>]>): Given<V, number[]>;
  /**
   * Forgets all scripts.
   *
   * `SCRIPT FLUSH [ASYNC | SYNC]` · since Redis 2.6.0 · O(N) with N being the number of scripts in cache
   *
   * @example await r.scriptFlush(); // "OK"
   */
  scriptFlush<const O extends object = {}>(options?: ScriptFlushOptions | Spelt<O, ScriptFlushOptions>): Given<V, "OK">;
  /** In Redis's flat form: `SCRIPT FLUSH [ASYNC | SYNC]` */
  scriptFlush(...words: Flat<"ASYNC" | "SYNC">): Given<V, "OK">;
  scriptFlush<const O extends object = {}>(options?: ScriptFlushOptions | Spelt<O, ScriptFlushOptions>): Given<V, "OK">;
  /**
   * What the subcommands do.
   *
   * `SCRIPT HELP` · since Redis 5.0.0 · O(1)
   *
   * @example await r.scriptHelp(); // lines of text
   */
  scriptHelp(): Given<V, string[]>;
  /**
   * Ends the script that runs. There is never one when this command is run.
   *
   * `SCRIPT KILL` · since Redis 2.6.0 · O(1)
   *
   * @example await r.scriptKill().catch((error) => error.code); // "NOTBUSY"
   */
  scriptKill(): Given<V, "OK">;
  /**
   * Keeps a script without running it. Returns its SHA-1 digest.
   *
   * `SCRIPT LOAD script` · since Redis 2.6.0 · O(N) with N being the length in bytes of the script body.
   *
   * @example await r.scriptLoad("return #ARGV"); // "2341fb02e46697ddb0c727ff293bd612557191a5"
   */
  scriptLoad(script: Value): Given<V, string>;
  /**
   * Members of the first set that no other has.
   *
   * `SDIFF key [key ...]` · since Redis 1.0.0 · O(N)
   *
   * @example await r.sdiff("all", "tags"); // ["blue"]
   */
  sdiff<A extends readonly OneOrMore<Key>[]>(...keys: AtLeast<A, [key: OneOrMore<Key>]>): Given<V, string[]>;
  /**
   * Stores the members of the first set that no other has. Returns how many.
   *
   * `SDIFFSTORE destination key [key ...]` · since Redis 1.0.0 · O(N)
   *
   * @example await r.sdiffstore("rest", "all", "tags"); // 1
   */
  sdiffstore<A extends readonly OneOrMore<Key>[]>(destination: Key, ...keys: AtLeast<A, [key: OneOrMore<Key>]>): Given<V, number>;
  /**
   * Chooses the database.
   *
   * `SELECT index` · since Redis 1.0.0 · O(1)
   *
   * @example await r.select(1); // "OK"
   */
  select(index: Integer): Given<V, "OK">;
  /**
   * Sets the value of a key, whatever it held before.
   *
   * `SET key value [NX | XX | IFEQ ifeq-value | IFNE ifne-value | IFDEQ ifdeq-digest | IFDNE ifdne-digest] [GET] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL]` · since Redis 1.0.0 · O(1)
   *
   * @example await r.set("visits", 41); // "OK"
   */
  set<const O extends object = {}>(key: Key, value: Value, options?: SetOptions | Spelt<O, SetOptions>): Given<V, If<Asked<O, "get">, string | null, "OK" | null>>;
  /** In Redis's flat form: `SET key value [NX | XX | IFEQ ifeq-value | IFNE ifne-value | IFDEQ ifdeq-digest | IFDNE ifdne-digest] [GET] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL]` */
  set<const W extends Readonly<Flat<"NX" | "XX" | "IFEQ" | "IFNE" | "IFDEQ" | "IFDNE" | "GET" | "EX" | "PX" | "EXAT" | "PXAT" | "KEEPTTL">>>(key: Key, value: Value, ...words: W): Given<V, If<Said<W, "GET">, string | null, "OK" | null>>;
  set<const O extends object = {}>(key: Key, value: Value, options?: SetOptions | Spelt<O, SetOptions>): Given<V, If<Asked<O, "get">, string | null, "OK" | null>>;
  /**
   * Sets or clears one bit, and returns the old one. The string grows as needed.
   *
   * `SETBIT key offset value` · since Redis 2.2.0 · O(1)
   *
   * @example await r.setbit("days", 3, 1); // 0
   */
  setbit(key: Key, offset: Integer, value: Integer): Given<V, number>;
  /**
   * Sets the value of a key and its time to live in seconds.
   *
   * `SETEX key seconds value` · since Redis 2.0.0 · O(1)
   *
   * @example await r.setex("otp", 60, 1234); // "OK"
   */
  setex(key: Key, seconds: Integer, value: Value): Given<V, "OK">;
  /**
   * Sets the value of a key that does not exist. Returns 1 if it did.
   *
   * `SETNX key value` · since Redis 1.0.0 · O(1)
   *
   * @example await r.setnx("lock", "tab 1"); // 1
   */
  setnx(key: Key, value: Value): Given<V, number>;
  /**
   * Overwrites a part of a string, which grows with zeros as needed. Returns its length.
   *
   * `SETRANGE key offset value` · since Redis 2.2.0 · O(1)
   *
   * @example await r.setrange("log", 0, "S"); // 8
   */
  setrange(key: Key, offset: Integer, value: Value): Given<V, number>;
  /**
   * Members that all sets have.
   *
   * `SINTER key [key ...]` · since Redis 1.0.0 · O(N*M)
   *
   * @example await r.sinter("all", "tags"); // ["red", "green"]
   */
  sinter<A extends readonly OneOrMore<Key>[]>(...keys: AtLeast<A, [key: OneOrMore<Key>]>): Given<V, string[]>;
  /**
   * Counts the members that all sets have.
   *
   * `SINTERCARD numkeys key [key ...] [LIMIT limit]` · since Redis 7.0.0 · O(N*M)
   *
   * @example await r.sintercard(["all", "tags"], { limit: 1 }); // 1
   */
  sintercard<const O extends object = {}>(keys: readonly Key[], options?: SintercardOptions | Spelt<O, SintercardOptions>): Given<V, number>;
  /** In Redis's flat form: `SINTERCARD numkeys key [key ...] [LIMIT limit]` */
  sintercard<W extends readonly Value[]>(...words: AtLeast<W, [numkeys: Integer, key: Key]>): Given<V, number>;
  /** In Redis's flat form: `SINTERCARD numkeys key [key ...] [LIMIT limit]` */
  sintercard(keys: readonly Key[], ...words: Flat<"LIMIT">): Given<V, number>;
  sintercard<const O extends object = {}>(keys: readonly Key[], options?: SintercardOptions | Spelt<O, SintercardOptions>): Given<V, number>;
  /**
   * Stores the members that all sets have. Returns how many.
   *
   * `SINTERSTORE destination key [key ...]` · since Redis 1.0.0 · O(N*M)
   *
   * @example await r.sinterstore("both", "all", "tags"); // 2
   */
  sinterstore<A extends readonly OneOrMore<Key>[]>(destination: Key, ...keys: AtLeast<A, [key: OneOrMore<Key>]>): Given<V, number>;
  /**
   * Whether the set has a member.
   *
   * `SISMEMBER key member` · since Redis 1.0.0 · O(1)
   *
   * @example await r.sismember("tags", "red"); // 1
   */
  sismember(key: Key, member: Value): Given<V, number>;
  /**
   * Holds the commands about the slow log.
   *
   * `SLOWLOG` · since Redis 2.2.12 · Depends on subcommand.
   *
   * @example await r.slowlog("LEN"); // a number
   */
  slowlog(...args: Value[]): Given<V, Reply>;
  /**
   * The last commands that were slow; ten by default.
   *
   * `SLOWLOG GET [count]` · since Redis 2.2.12 · O(N)
   *
   * @example await r.slowlogGet(10); // the time, microseconds, words, ... of each
   */
  slowlogGet(count?: Integer): Given<V, [id: number, time: number, micros: number, command: string[], address: string, name: string][]>;
  /**
   * What the subcommands do.
   *
   * `SLOWLOG HELP` · since Redis 6.2.0 · O(1)
   *
   * @example await r.slowlogHelp(); // lines of text
   */
  slowlogHelp(): Given<V, string[]>;
  /**
   * How many commands the slow log has.
   *
   * `SLOWLOG LEN` · since Redis 2.2.12 · O(1)
   *
   * @example await r.slowlogLen(); // a number
   */
  slowlogLen(): Given<V, number>;
  /**
   * Empties the slow log.
   *
   * `SLOWLOG RESET` · since Redis 2.2.12 · O(N)
   *
   * @example await r.slowlogReset(); // "OK"
   */
  slowlogReset(): Given<V, "OK">;
  /**
   * All members.
   *
   * `SMEMBERS key` · since Redis 1.0.0 · O(N)
   *
   * @example await r.smembers("tags"); // ["red", "green", "blue"]
   */
  smembers(key: Key): Given<V, string[]>;
  /**
   * Whether the set has each of several members.
   *
   * `SMISMEMBER key member [member ...]` · since Redis 6.2.0 · O(N)
   *
   * @example await r.smismember("tags", "red", "pink"); // [1, 0]
   */
  smismember<A extends readonly OneOrMore<Value>[]>(key: Key, ...members: AtLeast<A, [member: OneOrMore<Value>]>): Given<V, number[]>;
  /**
   * Moves a member from one set to another.
   *
   * `SMOVE source destination member` · since Redis 1.0.0 · O(1)
   *
   * @example await r.smove("tags", "others", "blue"); // 1
   */
  smove(source: Key, destination: Key, member: Value): Given<V, number>;
  /**
   * Sorts the elements of a list, a set or a sorted set, and returns or stores them.
   *
   * `SORT key [BY by-pattern] [LIMIT offset count] [GET get-pattern [GET get-pattern ...]] [ASC | DESC] [ALPHA] [STORE destination]` · since Redis 1.0.0 · O(N+M*log(M))
   *
   * @example await r.sort("sizes"); // ["4", "30", "100"]
   */
  sort<const O extends object = {}>(key: Key, options?: SortOptions | Spelt<O, SortOptions>): Given<V, If<Asked<O, "store">, number, (string | null)[]>>;
  /** In Redis's flat form: `SORT key [BY by-pattern] [LIMIT offset count] [GET get-pattern [GET get-pattern ...]] [ASC | DESC] [ALPHA] [STORE destination]` */
  sort<const W extends Readonly<Flat<"BY" | "LIMIT" | "GET" | "ASC" | "DESC" | "ALPHA" | "STORE">>>(key: Key, ...words: W): Given<V, If<Said<W, "STORE">, number, (string | null)[]>>;
  sort<const O extends object = {}>(key: Key, options?: SortOptions | Spelt<O, SortOptions>): Given<V, If<Asked<O, "store">, number, (string | null)[]>>;
  /**
   * Sorts the elements of a list, a set or a sorted set.
   *
   * `SORT_RO key [BY by-pattern] [LIMIT offset count] [GET get-pattern [GET get-pattern ...]] [ASC | DESC] [ALPHA]` · since Redis 7.0.0 · O(N+M*log(M))
   *
   * @example await r.sort_ro("sizes", { desc: true, limit: [0, 2] }); // ["100", "30"]
   */
  sort_ro<const O extends object = {}>(key: Key, options?: SortRoOptions | Spelt<O, SortRoOptions>): Given<V, (string | null)[]>;
  /** In Redis's flat form: `SORT_RO key [BY by-pattern] [LIMIT offset count] [GET get-pattern [GET get-pattern ...]] [ASC | DESC] [ALPHA]` */
  sort_ro(key: Key, ...words: Flat<"BY" | "LIMIT" | "GET" | "ASC" | "DESC" | "ALPHA">): Given<V, (string | null)[]>;
  sort_ro<const O extends object = {}>(key: Key, options?: SortRoOptions | Spelt<O, SortRoOptions>): Given<V, (string | null)[]>;
  /**
   * Removes and returns random members.
   *
   * `SPOP key [count]` · since Redis 1.0.0 · O(N)
   *
   * @example await r.spop("rest", 2); // ["blue"]
   */
  spop(key: Key): Given<V, string | null>;
  /**
   * Removes and returns random members.
   *
   * `SPOP key [count]` · since Redis 1.0.0 · O(N)
   *
   * @example await r.spop("rest", 2); // ["blue"]
   */
  spop<Count extends Integer | undefined>(key: Key, count: Count): Given<V, If<Count, string[], string | null>>;
  /**
   * Sends a message to the subscribers of a shard channel. Returns how many got it.
   *
   * `SPUBLISH shardchannel message` · since Redis 7.0.0 · O(N)
   *
   * @example await r.spublish("news", "hello"); // 0
   */
  spublish(shardchannel: Value, message: Value): Given<V, number>;
  /**
   * Random members: one, `count` different ones, or with a negative count some that may repeat.
   *
   * `SRANDMEMBER key [count]` · since Redis 1.0.0 · O(N)
   *
   * @example await r.srandmember("rest"); // "blue"
   */
  srandmember(key: Key): Given<V, string | null>;
  /**
   * Random members: one, `count` different ones, or with a negative count some that may repeat.
   *
   * `SRANDMEMBER key [count]` · since Redis 1.0.0 · O(N)
   *
   * @example await r.srandmember("rest"); // "blue"
   */
  srandmember<Count extends Integer | undefined>(key: Key, count: Count): Given<V, If<Count, string[], string | null>>;
  /**
   * Deletes members, and the key with the last member. Returns how many existed.
   *
   * `SREM key member [member ...]` · since Redis 1.0.0 · O(N)
   *
   * @example await r.srem("all", "blue"); // 1
   */
  srem<A extends readonly OneOrMore<Value>[]>(key: Key, ...members: AtLeast<A, [member: OneOrMore<Value>]>): Given<V, number>;
  /**
   * Walks the members step by step.
   *
   * `SSCAN key cursor [MATCH pattern] [COUNT count]` · since Redis 2.8.0 · O(1)
   *
   * @example await r.sscan("rest", 0); // ["0", ["blue"]]
   */
  sscan<const O extends object = {}>(key: Key, cursor: Value, options?: SscanOptions | Spelt<O, SscanOptions>): Given<V, [cursor: string, items: string[]]>;
  /** In Redis's flat form: `SSCAN key cursor [MATCH pattern] [COUNT count]` */
  sscan(key: Key, cursor: Value, ...words: Flat<"MATCH" | "COUNT">): Given<V, [cursor: string, items: string[]]>;
  sscan<const O extends object = {}>(key: Key, cursor: Value, options?: SscanOptions | Spelt<O, SscanOptions>): Given<V, [cursor: string, items: string[]]>;
  /**
   * The length of a string in bytes.
   *
   * `STRLEN key` · since Redis 2.2.0 · O(1)
   *
   * @example await r.strlen("log"); // 8
   */
  strlen(key: Key): Given<V, number>;
  /**
   * An older name of GETRANGE.
   *
   * `SUBSTR key start end` · since Redis 1.0.0 · O(N)
   *
   * @example await r.substr("log", 0, 2); // "Sta"
   */
  substr(key: Key, start: Integer, end: Integer): Given<V, string>;
  /**
   * Members that any set has.
   *
   * `SUNION key [key ...]` · since Redis 1.0.0 · O(N)
   *
   * @example await r.sunion("tags", "others"); // ["blue", "green", "red"]
   */
  sunion<A extends readonly OneOrMore<Key>[]>(...keys: AtLeast<A, [key: OneOrMore<Key>]>): Given<V, string[]>;
  /**
   * Stores the members that any set has. Returns how many.
   *
   * `SUNIONSTORE destination key [key ...]` · since Redis 1.0.0 · O(N)
   *
   * @example await r.sunionstore("all", "tags", "others"); // 3
   */
  sunionstore<A extends readonly OneOrMore<Key>[]>(destination: Key, ...keys: AtLeast<A, [key: OneOrMore<Key>]>): Given<V, number>;
  /**
   * Exchanges the keys of two databases.
   *
   * `SWAPDB index1 index2` · since Redis 4.0.0 · O(N)
   *
   * @example await r.swapdb(1, 2); // "OK"
   */
  swapdb(index1: Value, index2: Value): Given<V, "OK">;
  /**
   * The time: seconds since 1970, and the microseconds of that second.
   *
   * `TIME` · since Redis 2.6.0 · O(1)
   *
   * @example await r.time(); // seconds and microseconds
   */
  time(): Given<V, string[]>;
  /**
   * Counts how many of the keys exist, and marks them as used.
   *
   * `TOUCH key [key ...]` · since Redis 3.2.1 · O(N)
   *
   * @example await r.touch("user", "visitor"); // 2
   */
  touch<A extends readonly OneOrMore<Key>[]>(...keys: AtLeast<A, [key: OneOrMore<Key>]>): Given<V, number>;
  /**
   * The time to live of a key, in seconds.
   *
   * `TTL key` · since Redis 1.0.0 · O(1)
   *
   * @example await r.ttl("session"); // seconds
   */
  ttl(key: Key): Given<V, number>;
  /**
   * The type of a key's value, or `none`.
   *
   * `TYPE key` · since Redis 1.0.0 · O(1)
   *
   * @example await r.type("session"); // "string"
   */
  type(key: Key): Given<V, "none" | "string" | "list" | "set" | "zset" | "hash" | "stream">;
  /**
   * Deletes keys, as DEL does. In Redis, memory is freed later.
   *
   * `UNLINK key [key ...]` · since Redis 4.0.0 · O(N)
   *
   * @example await r.unlink("otp"); // 1
   */
  unlink<A extends readonly OneOrMore<Key>[]>(...keys: AtLeast<A, [key: OneOrMore<Key>]>): Given<V, number>;
  /**
   * Ends all watches of this connection.
   *
   * `UNWATCH` · since Redis 2.2.0 · O(1)
   *
   * @example await r.unwatch(); // "OK"
   */
  unwatch(): Given<V, "OK">;
  /**
   * Waits for replicas. There are none, so it returns at once.
   *
   * `WAIT numreplicas timeout` · since Redis 3.0.0 · O(1)
   *
   * @example await r.wait(0, 100); // 0
   */
  wait(numreplicas: Integer, timeout: Integer): Given<V, number>;
  /**
   * Waits until what was written is flushed to the device.
   *
   * `WAITAOF numlocal numreplicas timeout` · since Redis 7.2.0 · O(1)
   *
   * @example await r.waitaof(1, 0, 5000); // [1, 0]
   */
  waitaof(numlocal: Integer, numreplicas: Integer, timeout: Integer): Given<V, [numlocal: number, numreplicas: number]>;
  /**
   * Makes the next EXEC do nothing if one of these keys has changed.
   *
   * `WATCH key [key ...]` · since Redis 2.2.0 · O(1) for every key.
   *
   * @example await r.watch("visits"); // "OK"
   */
  watch<A extends readonly OneOrMore<Key>[]>(...keys: AtLeast<A, [key: OneOrMore<Key>]>): Given<V, "OK">;
  /**
   * Acknowledges entries of a group. Returns how many were pending.
   *
   * `XACK key group id [id ...]` · since Redis 5.0.0 · O(1)
   *
   * @example await r.xack("events", "workers", "1-0"); // 1
   */
  xack<A extends readonly OneOrMore<Value>[]>(key: Key, group: Value, ...ids: AtLeast<A, [id: OneOrMore<Value>]>): Given<V, number>;
  /**
   * Acknowledges and deletes entries. Returns for each -1 if it was not pending, 1 if it was deleted, 2 if other groups keep it.
   *
   * `XACKDEL key group [KEEPREF | DELREF | ACKED] IDS numids id [id ...]` · since Redis 8.2.0 · O(1)
   *
   * @example await r.xackdel("events", "workers", ["2-0"], { delref: true }); // [1]
   */
  xackdel<const O extends object = {}>(key: Key, group: Value, ids: readonly Value[], options?: XackdelOptions | Spelt<O, XackdelOptions>): Given<V, number[]>;
  /** In Redis's flat form: `XACKDEL key group [KEEPREF | DELREF | ACKED] IDS numids id [id ...]` */
  xackdel(key: Key, group: Value, ...words: Flat<"KEEPREF" | "DELREF" | "ACKED" | "IDS">): Given<V, number[]>;
  xackdel<const O extends object = {}>(key: Key, group: Value, ids: readonly Value[], options?: XackdelOptions | Spelt<O, XackdelOptions>): Given<V, number[]>;
  /**
   * Adds an entry, with the next id (`*`) or a given one. Returns the id.
   *
   * `XADD key [NOMKSTREAM] [MAXLEN [= | ~] threshold | MINID [= | ~] threshold] [LIMIT limit] [KEEPREF | DELREF | ACKED] id field value [field value ...]` · since Redis 5.0.0 · O(1)
   *
   * @example await r.xadd("events", "1-0", { type: "click", x: 10 }); // "1-0"
   */
  xadd<T extends object, const O extends object = {}>(key: Key, fields: Fields<T>, options?: XaddOptions | Spelt<O, XaddOptions>): Given<V, If<Asked<O, "nomkstream">, string | null, string>>;
  /**
   * Adds an entry, with the next id (`*`) or a given one. Returns the id.
   *
   * `XADD key [NOMKSTREAM] [MAXLEN [= | ~] threshold | MINID [= | ~] threshold] [LIMIT limit] [KEEPREF | DELREF | ACKED] id field value [field value ...]` · since Redis 5.0.0 · O(1)
   *
   * @example await r.xadd("events", "1-0", { type: "click", x: 10 }); // "1-0"
   */
  xadd<T extends object, const O extends object = {}>(key: Key, id: Value, fields: Fields<T>, options?: XaddOptions | Spelt<O, XaddOptions>): Given<V, If<Asked<O, "nomkstream">, string | null, string>>;
  /** In Redis's flat form: `XADD key [NOMKSTREAM] [MAXLEN [= | ~] threshold | MINID [= | ~] threshold] [LIMIT limit] [KEEPREF | DELREF | ACKED] id field value [field value ...]` */
  xadd<const W extends readonly Value[]>(key: Key, ...words: AtLeast<W, [id: Value, field: Value, value: Value]>): Given<V, If<Said<W, "NOMKSTREAM">, string | null, string>>;
  xadd<T extends object, const O extends object = {}>(key: Key, id: Value, fields: Fields<T>, options?: XaddOptions | Spelt<O, XaddOptions>): Given<V, If<Asked<O, "nomkstream">, string | null, string>>;
  /**
   * Gives a consumer the entries after an id that have been pending for a long time.
   *
   * `XAUTOCLAIM key group consumer min-idle-time start [COUNT count] [JUSTID]` · since Redis 6.2.0 · O(1)
   *
   * @example await r.xautoclaim("events", "workers", "bob", 0, "0", { justid: true }); // ["0-0", ["1-0", "2-0"], []]
   */
  xautoclaim<const O extends object = {}>(key: Key, group: Value, consumer: Value, minIdleTime: Value, start: Value, options?: XautoclaimOptions | Spelt<O, XautoclaimOptions>): Given<V, [next: string, entries: If<Asked<O, "justid">, string[], StreamEntry[]>, deleted: string[]]>;
  /** In Redis's flat form: `XAUTOCLAIM key group consumer min-idle-time start [COUNT count] [JUSTID]` */
  xautoclaim<const W extends Readonly<Flat<"COUNT" | "JUSTID">>>(key: Key, group: Value, consumer: Value, minIdleTime: Value, start: Value, ...words: W): Given<V, [next: string, entries: If<Said<W, "JUSTID">, string[], StreamEntry[]>, deleted: string[]]>;
  xautoclaim<const O extends object = {}>(key: Key, group: Value, consumer: Value, minIdleTime: Value, start: Value, options?: XautoclaimOptions | Spelt<O, XautoclaimOptions>): Given<V, [next: string, entries: If<Asked<O, "justid">, string[], StreamEntry[]>, deleted: string[]]>;
  /**
   * Gives a consumer entries that have been pending for a long time.
   *
   * `XCLAIM key group consumer min-idle-time id [id ...] [IDLE ms] [TIME unix-time-milliseconds] [RETRYCOUNT count] [FORCE] [JUSTID] [LASTID lastid]` · since Redis 5.0.0 · O(log N)
   *
   * @example await r.xclaim("events", "workers", "bob", 0, "1-0"); // [{ id: "1-0", fields: { type: "click", x: "10" } }]
   */
  xclaim<const O extends object = {}>(key: Key, group: Value, consumer: Value, minIdleTime: Value, ids: OneOrMore<Value>, options?: XclaimOptions | Spelt<O, XclaimOptions>): Given<V, If<Asked<O, "justid">, string[], StreamEntry[]>>;
  /** In Redis's flat form: `XCLAIM key group consumer min-idle-time id [id ...] [IDLE ms] [TIME unix-time-milliseconds] [RETRYCOUNT count] [FORCE] [JUSTID] [LASTID lastid]` */
  xclaim<const W extends readonly Value[]>(key: Key, group: Value, consumer: Value, minIdleTime: Value, ...words: AtLeast<W, [id: Value]>): Given<V, If<Said<W, "JUSTID">, string[], StreamEntry[]>>;
  xclaim<const O extends object = {}>(key: Key, group: Value, consumer: Value, minIdleTime: Value, ids: OneOrMore<Value>, options?: XclaimOptions | Spelt<O, XclaimOptions>): Given<V, If<Asked<O, "justid">, string[], StreamEntry[]>>;
  /**
   * Deletes entries. Returns how many existed.
   *
   * `XDEL key id [id ...]` · since Redis 5.0.0 · O(N)
   *
   * @example await r.xdel("events", "3-0"); // 1
   */
  xdel<A extends readonly OneOrMore<Value>[]>(key: Key, ...ids: AtLeast<A, [id: OneOrMore<Value>]>): Given<V, number>;
  /**
   * Deletes entries. Returns for each -1 if there is none, 1 if it was deleted, 2 if groups keep it.
   *
   * `XDELEX key [KEEPREF | DELREF | ACKED] IDS numids id [id ...]` · since Redis 8.2.0 · O(1)
   *
   * @example await r.xdelex("events", ["1-0"], { keepref: true }); // [1]
   */
  xdelex<const O extends object = {}>(key: Key, ids: readonly Value[], options?: XdelexOptions | Spelt<O, XdelexOptions>): Given<V, number[]>;
  /** In Redis's flat form: `XDELEX key [KEEPREF | DELREF | ACKED] IDS numids id [id ...]` */
  xdelex(key: Key, ...words: Flat<"KEEPREF" | "DELREF" | "ACKED" | "IDS">): Given<V, number[]>;
  xdelex<const O extends object = {}>(key: Key, ids: readonly Value[], options?: XdelexOptions | Spelt<O, XdelexOptions>): Given<V, number[]>;
  /**
   * Holds the commands about consumer groups.
   *
   * `XGROUP` · since Redis 5.0.0 · Depends on subcommand.
   *
   * @example await r.xgroup("CREATE", "events", "others", "$"); // "OK"
   */
  xgroup(...args: Value[]): Given<V, Reply>;
  /**
   * Creates a group, which reads the entries after an id; `$` is the last id.
   *
   * `XGROUP CREATE key group id [MKSTREAM] [ENTRIESREAD entries-read]` · since Redis 5.0.0 · O(1)
   *
   * @example await r.xgroupCreate("events", "workers", "0"); // "OK"
   */
  xgroupCreate<const O extends object = {}>(key: Key, group: Value, id: Value, options?: XgroupCreateOptions | Spelt<O, XgroupCreateOptions>): Given<V, "OK">;
  /** In Redis's flat form: `XGROUP CREATE key group id [MKSTREAM] [ENTRIESREAD entries-read]` */
  xgroupCreate(key: Key, group: Value, id: Value, ...words: Flat<"MKSTREAM" | "ENTRIESREAD">): Given<V, "OK">;
  xgroupCreate<const O extends object = {}>(key: Key, group: Value, id: Value, options?: XgroupCreateOptions | Spelt<O, XgroupCreateOptions>): Given<V, "OK">;
  /**
   * Creates a consumer. Returns 0 if it exists.
   *
   * `XGROUP CREATECONSUMER key group consumer` · since Redis 6.2.0 · O(1)
   *
   * @example await r.xgroupCreateconsumer("events", "workers", "ann"); // 1
   */
  xgroupCreateconsumer(key: Key, group: Value, consumer: Value): Given<V, number>;
  /**
   * Deletes a consumer. Returns how many entries it had not acknowledged.
   *
   * `XGROUP DELCONSUMER key group consumer` · since Redis 5.0.0 · O(1)
   *
   * @example await r.xgroupDelconsumer("events", "workers", "ann"); // 0
   */
  xgroupDelconsumer(key: Key, group: Value, consumer: Value): Given<V, number>;
  /**
   * Deletes a group. Returns 0 if there is none with this name.
   *
   * `XGROUP DESTROY key group` · since Redis 5.0.0 · O(N)
   *
   * @example await r.xgroupDestroy("events", "others"); // 1
   */
  xgroupDestroy(key: Key, group: Value): Given<V, number>;
  /**
   * What the subcommands do.
   *
   * `XGROUP HELP` · since Redis 5.0.0 · O(1)
   *
   * @example await r.xgroupHelp(); // lines of text
   */
  xgroupHelp(): Given<V, string[]>;
  /**
   * Sets the id after which a group reads.
   *
   * `XGROUP SETID key group id [ENTRIESREAD entries-read]` · since Redis 5.0.0 · O(1)
   *
   * @example await r.xgroupSetid("events", "workers", "$"); // "OK"
   */
  xgroupSetid<const O extends object = {}>(key: Key, group: Value, id: Value, options?: XgroupSetidOptions | Spelt<O, XgroupSetidOptions>): Given<V, "OK">;
  /** In Redis's flat form: `XGROUP SETID key group id [ENTRIESREAD entries-read]` */
  xgroupSetid(key: Key, group: Value, id: Value, ...words: Flat<"ENTRIESREAD">): Given<V, "OK">;
  xgroupSetid<const O extends object = {}>(key: Key, group: Value, id: Value, options?: XgroupSetidOptions | Spelt<O, XgroupSetidOptions>): Given<V, "OK">;
  /**
   * Holds the commands that describe streams.
   *
   * `XINFO` · since Redis 5.0.0 · Depends on subcommand.
   *
   * @example await r.xinfo("CONSUMERS", "events", "others"); // []
   */
  xinfo(...args: Value[]): Given<V, Reply>;
  /**
   * The consumers of a group.
   *
   * `XINFO CONSUMERS key group` · since Redis 5.0.0 · O(1)
   *
   * @example await r.xinfoConsumers("events", "workers"); // the name, pending, idle, ... of each
   */
  xinfoConsumers(key: Key, group: Value): Given<V, { name: string; pending: number; idle: number; inactive: number }[]>;
  /**
   * The groups of a stream.
   *
   * `XINFO GROUPS key` · since Redis 5.0.0 · O(1)
   *
   * @example await r.xinfoGroups("events"); // the name, consumers, lag, ... of each
   */
  xinfoGroups(key: Key): Given<V, { name: string; consumers: number; pending: number; "last-delivered-id": string; "entries-read": number | null; lag: number | null }[]>;
  /**
   * What the subcommands do.
   *
   * `XINFO HELP` · since Redis 5.0.0 · O(1)
   *
   * @example await r.xinfoHelp(); // lines of text
   */
  xinfoHelp(): Given<V, string[]>;
  /**
   * Describes a stream; with FULL also its entries, groups and consumers.
   *
   * `XINFO STREAM key [FULL] [COUNT count]` · since Redis 5.0.0 · O(1)
   *
   * @example await r.xinfoStream("events"); // its length, first and last entry, ...
   */
  xinfoStream<const O extends object = {}>(key: Key, options?: XinfoStreamOptions | Spelt<O, XinfoStreamOptions>): Given<V, If<Asked<O, "full">, Record<string, Reply>, StreamInfo>>;
  /** In Redis's flat form: `XINFO STREAM key [FULL] [COUNT count]` */
  xinfoStream<const W extends Readonly<Flat<"FULL" | "COUNT">>>(key: Key, ...words: W): Given<V, If<Said<W, "FULL">, Record<string, Reply>, StreamInfo>>;
  xinfoStream<const O extends object = {}>(key: Key, options?: XinfoStreamOptions | Spelt<O, XinfoStreamOptions>): Given<V, If<Asked<O, "full">, Record<string, Reply>, StreamInfo>>;
  /**
   * How many entries there are.
   *
   * `XLEN key` · since Redis 5.0.0 · O(1)
   *
   * @example await r.xlen("events"); // 2
   */
  xlen(key: Key): Given<V, number>;
  /**
   * The pending entries of a group: a summary, or one by one.
   *
   * `XPENDING key group [[IDLE min-idle-time] start end count [consumer]]` · since Redis 5.0.0 · O(N)
   *
   * @example await r.xpending("events", "workers"); // [2, "1-0", "2-0", [["ann", "2"]]]
   */
  xpending(key: Key, group: Value): Given<V, [count: number, first: string | null, last: string | null, consumers: [name: string, count: string][] | null]>;
  /**
   * The pending entries of a group: a summary, or one by one.
   *
   * `XPENDING key group [[IDLE min-idle-time] start end count [consumer]]` · since Redis 5.0.0 · O(N)
   *
   * @example await r.xpending("events", "workers"); // [2, "1-0", "2-0", [["ann", "2"]]]
   */
  xpending<const O extends object = {}>(key: Key, group: Value, start: Value, end: Value, count: Integer, ...rest: [options?: XpendingOptions | Spelt<O, XpendingOptions>] | [consumer: Value, options?: XpendingOptions | Spelt<O, XpendingOptions>]): Given<V, [id: string, consumer: string, idle: number, deliveries: number][]>;
  /** In Redis's flat form: `XPENDING key group [[IDLE min-idle-time] start end count [consumer]]` */
  xpending(key: Key, group: Value, ...words: Flat<"IDLE">): Given<V, [id: string, consumer: string, idle: number, deliveries: number][]>;
  xpending<const O extends object = {}>(key: Key, group: Value, start: Value, end: Value, count: Integer, ...rest: [options?: XpendingOptions | Spelt<O, XpendingOptions>] | [consumer: Value, options?: XpendingOptions | Spelt<O, XpendingOptions>]): Given<V, [id: string, consumer: string, idle: number, deliveries: number][]>;
  /**
   * The entries from one id to another.
   *
   * `XRANGE key start end [COUNT count]` · since Redis 5.0.0 · O(N)
   *
   * @example await r.xrange("events", "-", "+", { count: 1 }); // [{ id: "1-0", fields: { type: "click", x: "10" } }]
   */
  xrange<const O extends object = {}>(key: Key, start: Value, end: Value, options?: XrangeOptions | Spelt<O, XrangeOptions>): Given<V, StreamEntry[]>;
  /** In Redis's flat form: `XRANGE key start end [COUNT count]` */
  xrange(key: Key, start: Value, end: Value, ...words: Flat<"COUNT">): Given<V, StreamEntry[]>;
  xrange<const O extends object = {}>(key: Key, start: Value, end: Value, options?: XrangeOptions | Spelt<O, XrangeOptions>): Given<V, StreamEntry[]>;
  /**
   * Reads the entries after an id, from one or more streams. It may wait for them.
   *
   * `XREAD [COUNT count] [BLOCK block-ms] STREAMS key [key ...] id [id ...]` · since Redis 5.0.0 · O(N)
   *
   * @example await r.xread({ events: "1-0" }); // { events: [{ id: "2-0", fields: { type: "key" } }] }
   */
  xread<T extends object, const O extends object = {}>(streams: Fields<T>, options?: XreadOptions | Spelt<O, XreadOptions>): Given<V, Record<string, StreamEntry[]> | null>;
  /** In Redis's flat form: `XREAD [COUNT count] [BLOCK block-ms] STREAMS key [key ...] id [id ...]` */
  xread(...words: Flat<"COUNT" | "BLOCK" | "STREAMS">): Given<V, Record<string, StreamEntry[]> | null>;
  xread<T extends object, const O extends object = {}>(streams: Fields<T>, options?: XreadOptions | Spelt<O, XreadOptions>): Given<V, Record<string, StreamEntry[]> | null>;
  /**
   * Reads entries for a consumer of a group: new ones (`>`), or those that it has not acknowledged. It may wait.
   *
   * `XREADGROUP GROUP group consumer [COUNT count] [BLOCK block-ms] [NOACK] STREAMS key [key ...] id [id ...]` · since Redis 5.0.0 · O(M)
   *
   * @example await r.xreadgroup("workers", "ann", { events: ">" }, { count: 1 }); // { events: [{ id: "1-0", fields: { type: "click", x: "10" } }] }
   */
  xreadgroup<T extends object, const O extends object = {}>(group: Value, consumer: Value, streams: Fields<T>, options?: XreadgroupOptions | Spelt<O, XreadgroupOptions>): Given<V, Record<string, StreamEntry[]> | null>;
  /** In Redis's flat form: `XREADGROUP GROUP group consumer [COUNT count] [BLOCK block-ms] [NOACK] STREAMS key [key ...] id [id ...]` */
  xreadgroup(...words: Flat<"GROUP">): Given<V, Record<string, StreamEntry[]> | null>;
  xreadgroup<T extends object, const O extends object = {}>(group: Value, consumer: Value, streams: Fields<T>, options?: XreadgroupOptions | Spelt<O, XreadgroupOptions>): Given<V, Record<string, StreamEntry[]> | null>;
  /**
   * The entries from one id back to another.
   *
   * `XREVRANGE key end start [COUNT count]` · since Redis 5.0.0 · O(N)
   *
   * @example await r.xrevrange("events", "+", "-", { count: 1 }); // [{ id: "2-0", fields: { type: "key" } }]
   */
  xrevrange<const O extends object = {}>(key: Key, end: Value, start: Value, options?: XrevrangeOptions | Spelt<O, XrevrangeOptions>): Given<V, StreamEntry[]>;
  /** In Redis's flat form: `XREVRANGE key end start [COUNT count]` */
  xrevrange(key: Key, end: Value, start: Value, ...words: Flat<"COUNT">): Given<V, StreamEntry[]>;
  xrevrange<const O extends object = {}>(key: Key, end: Value, start: Value, options?: XrevrangeOptions | Spelt<O, XrevrangeOptions>): Given<V, StreamEntry[]>;
  /**
   * Sets a stream's last id, and what it knows of deleted entries.
   *
   * `XSETID key last-id [ENTRIESADDED entries-added] [MAXDELETEDID max-deleted-id]` · since Redis 5.0.0 · O(1)
   *
   * @example await r.xsetid("events", "9-0"); // "OK"
   */
  xsetid<const O extends object = {}>(key: Key, lastId: Value, options?: XsetidOptions | Spelt<O, XsetidOptions>): Given<V, "OK">;
  /** In Redis's flat form: `XSETID key last-id [ENTRIESADDED entries-added] [MAXDELETEDID max-deleted-id]` */
  xsetid(key: Key, lastId: Value, ...words: Flat<"ENTRIESADDED" | "MAXDELETEDID">): Given<V, "OK">;
  xsetid<const O extends object = {}>(key: Key, lastId: Value, options?: XsetidOptions | Spelt<O, XsetidOptions>): Given<V, "OK">;
  /**
   * Deletes the oldest entries. Returns how many.
   *
   * `XTRIM key <MAXLEN [= | ~] threshold | MINID [= | ~] threshold> [LIMIT limit] [KEEPREF | DELREF | ACKED]` · since Redis 5.0.0 · O(N)
   *
   * @example await r.xtrim("events", { maxlen: 100 }); // 0
   */
  xtrim<const O extends object = {}>(key: Key, options: XtrimOptions | Spelt<O, XtrimOptions>): Given<V, number>;
  /** In Redis's flat form: `XTRIM key <MAXLEN [= | ~] threshold | MINID [= | ~] threshold> [LIMIT limit] [KEEPREF | DELREF | ACKED]` */
  xtrim(key: Key, ...words: Flat<"MAXLEN" | "MINID" | "LIMIT" | "KEEPREF" | "DELREF" | "ACKED">): Given<V, number>;
  xtrim<const O extends object = {}>(key: Key, options: XtrimOptions | Spelt<O, XtrimOptions>): Given<V, number>;
  /**
   * Adds members with scores, or changes their scores. Returns how many are new.
   *
   * `ZADD key [NX | XX] [GT | LT] [CH] [INCR] score member [score member ...]` · since Redis 1.2.0 · O(log(N))
   *
   * @example await r.zadd("board", { score: 10, member: "ann" }); // 1
   */
  zadd<T extends object, const O extends object = {}>(key: Key, members: OneOrMore<{ score: number; member: Value }> | Scores<T>, options?: ZaddOptions | Spelt<O, ZaddOptions>): Given<V, If<Asked<O, "incr">, number | null, number>>;
  /**
   * Adds members with scores, or changes their scores. Returns how many are new.
   *
   * `ZADD key [NX | XX] [GT | LT] [CH] [INCR] score member [score member ...]` · since Redis 1.2.0 · O(log(N))
   *
   * @example await r.zadd("board", { score: 10, member: "ann" }); // 1
   */
  zadd(key: Key, ...words: [first: { score: number; member: Value }, second: { score: number; member: Value }, ...more: { score: number; member: Value }[]]): Given<V, number>;
  /** In Redis's flat form: `ZADD key [NX | XX] [GT | LT] [CH] [INCR] score member [score member ...]` */
  zadd<const W extends readonly Value[]>(key: Key, ...words: AtLeast<W, [score: Numeral | Word<"NX" | "XX" | "GT" | "LT" | "CH" | "INCR">, member: Value]>): Given<V, If<Said<W, "INCR">, number | null, number>>;
  zadd<T extends object, const O extends object = {}>(key: Key, members: OneOrMore<{ score: number; member: Value }> | Scores<T>, options?: ZaddOptions | Spelt<O, ZaddOptions>): Given<V, If<Asked<O, "incr">, number | null, number>>;
  /**
   * How many members there are.
   *
   * `ZCARD key` · since Redis 1.2.0 · O(1)
   *
   * @example await r.zcard("board"); // 2
   */
  zcard(key: Key): Given<V, number>;
  /**
   * Counts the members with scores in a range.
   *
   * `ZCOUNT key min max` · since Redis 2.0.0 · O(log(N))
   *
   * @example await r.zcount("board", 20, "+inf"); // 2
   */
  zcount(key: Key, min: Value, max: Value): Given<V, number>;
  /**
   * Members of the first set that no other has.
   *
   * `ZDIFF numkeys key [key ...] [WITHSCORES]` · since Redis 6.2.0 · O(L+(N-K)log(N))
   *
   * @example await r.zdiff(["board", "none"]); // ["bob", "ann"]
   */
  zdiff<const O extends object = {}>(keys: readonly Key[], options?: ZdiffOptions | Spelt<O, ZdiffOptions>): Given<V, If<Asked<O, "withscores">, Scored[], string[]>>;
  /** In Redis's flat form: `ZDIFF numkeys key [key ...] [WITHSCORES]` */
  zdiff<const W extends readonly Value[]>(...words: AtLeast<W, [numkeys: Integer, key: Key]>): Given<V, If<Said<W, "WITHSCORES">, Scored[], string[]>>;
  /** In Redis's flat form: `ZDIFF numkeys key [key ...] [WITHSCORES]` */
  zdiff<const W extends Readonly<Flat<"WITHSCORES">>>(keys: readonly Key[], ...words: W): Given<V, If<Said<W, "WITHSCORES">, Scored[], string[]>>;
  zdiff<const O extends object = {}>(keys: readonly Key[], options?: ZdiffOptions | Spelt<O, ZdiffOptions>): Given<V, If<Asked<O, "withscores">, Scored[], string[]>>;
  /**
   * Stores the members of the first set that no other has. Returns how many.
   *
   * `ZDIFFSTORE destination numkeys key [key ...]` · since Redis 6.2.0 · O(L+(N-K)log(N))
   *
   * @example await r.zdiffstore("left", ["board", "none"]); // 2
   */
  zdiffstore(destination: Key, keys: readonly Key[]): Given<V, number>;
  /** In Redis's flat form: `ZDIFFSTORE destination numkeys key [key ...]` */
  zdiffstore<W extends readonly Value[]>(destination: Key, ...words: AtLeast<W, [numkeys: Integer, key: Key]>): Given<V, number>;
  zdiffstore(destination: Key, keys: readonly Key[]): Given<V, number>;
  /**
   * Adds to the score of a member; a missing member counts as 0. Returns the new score.
   *
   * `ZINCRBY key increment member` · since Redis 1.2.0 · O(log(N))
   *
   * @example await r.zincrby("board", 15, "ann"); // 25
   */
  zincrby(key: Key, increment: number, member: Value): Given<V, number>;
  /**
   * Members that all sets have.
   *
   * `ZINTER numkeys key [key ...] [WEIGHTS weight [WEIGHTS weight ...]] [AGGREGATE SUM | MIN | MAX] [WITHSCORES]` · since Redis 6.2.0 · O(N*K)+O(M*log(M))
   *
   * @example await r.zinter(["board", "top"], { aggregate: "MAX" }); // ["bob", "ann"]
   */
  zinter<const O extends object = {}>(keys: readonly Key[], options?: ZinterOptions | Spelt<O, ZinterOptions>): Given<V, If<Asked<O, "withscores">, Scored[], string[]>>;
  /** In Redis's flat form: `ZINTER numkeys key [key ...] [WEIGHTS weight [WEIGHTS weight ...]] [AGGREGATE SUM | MIN | MAX] [WITHSCORES]` */
  zinter<const W extends readonly Value[]>(...words: AtLeast<W, [numkeys: Integer, key: Key]>): Given<V, If<Said<W, "WITHSCORES">, Scored[], string[]>>;
  /** In Redis's flat form: `ZINTER numkeys key [key ...] [WEIGHTS weight [WEIGHTS weight ...]] [AGGREGATE SUM | MIN | MAX] [WITHSCORES]` */
  zinter<const W extends Readonly<Flat<"WEIGHTS" | "AGGREGATE" | "WITHSCORES">>>(keys: readonly Key[], ...words: W): Given<V, If<Said<W, "WITHSCORES">, Scored[], string[]>>;
  zinter<const O extends object = {}>(keys: readonly Key[], options?: ZinterOptions | Spelt<O, ZinterOptions>): Given<V, If<Asked<O, "withscores">, Scored[], string[]>>;
  /**
   * Counts the members that all sets have.
   *
   * `ZINTERCARD numkeys key [key ...] [LIMIT limit]` · since Redis 7.0.0 · O(N*K)
   *
   * @example await r.zintercard(["board", "top"]); // 2
   */
  zintercard<const O extends object = {}>(keys: readonly Key[], options?: ZintercardOptions | Spelt<O, ZintercardOptions>): Given<V, number>;
  /** In Redis's flat form: `ZINTERCARD numkeys key [key ...] [LIMIT limit]` */
  zintercard<W extends readonly Value[]>(...words: AtLeast<W, [numkeys: Integer, key: Key]>): Given<V, number>;
  /** In Redis's flat form: `ZINTERCARD numkeys key [key ...] [LIMIT limit]` */
  zintercard(keys: readonly Key[], ...words: Flat<"LIMIT">): Given<V, number>;
  zintercard<const O extends object = {}>(keys: readonly Key[], options?: ZintercardOptions | Spelt<O, ZintercardOptions>): Given<V, number>;
  /**
   * Stores the members that all sets have. Returns how many.
   *
   * `ZINTERSTORE destination numkeys key [key ...] [WEIGHTS weight [WEIGHTS weight ...]] [AGGREGATE SUM | MIN | MAX]` · since Redis 2.0.0 · O(N*K)+O(M*log(M))
   *
   * @example await r.zinterstore("common", ["board", "top"]); // 2
   */
  zinterstore<const O extends object = {}>(destination: Key, keys: readonly Key[], options?: ZinterstoreOptions | Spelt<O, ZinterstoreOptions>): Given<V, number>;
  /** In Redis's flat form: `ZINTERSTORE destination numkeys key [key ...] [WEIGHTS weight [WEIGHTS weight ...]] [AGGREGATE SUM | MIN | MAX]` */
  zinterstore<W extends readonly Value[]>(destination: Key, ...words: AtLeast<W, [numkeys: Integer, key: Key]>): Given<V, number>;
  /** In Redis's flat form: `ZINTERSTORE destination numkeys key [key ...] [WEIGHTS weight [WEIGHTS weight ...]] [AGGREGATE SUM | MIN | MAX]` */
  zinterstore(destination: Key, keys: readonly Key[], ...words: Flat<"WEIGHTS" | "AGGREGATE">): Given<V, number>;
  zinterstore<const O extends object = {}>(destination: Key, keys: readonly Key[], options?: ZinterstoreOptions | Spelt<O, ZinterstoreOptions>): Given<V, number>;
  /**
   * Counts the members with names in a range, if all have the same score.
   *
   * `ZLEXCOUNT key min max` · since Redis 2.8.9 · O(log(N))
   *
   * @example await r.zlexcount("words", "[a", "(c"); // 2
   */
  zlexcount(key: Key, min: Value, max: Value): Given<V, number>;
  /**
   * Removes and returns members from one end of the first set that has any.
   *
   * `ZMPOP numkeys key [key ...] <MIN | MAX> [COUNT count]` · since Redis 7.0.0 · O(K)+O(M*log(N))
   *
   * @example await r.zmpop(["board", "words"], "MIN"); // ["words", [{ member: "b", score: 0 }]]
   */
  zmpop<const O extends object = {}>(keys: readonly Key[], where: "MIN" | "min" | "MAX" | "max", options?: ZmpopOptions | Spelt<O, ZmpopOptions>): Given<V, [key: string, members: Scored[]] | null>;
  /** In Redis's flat form: `ZMPOP numkeys key [key ...] <MIN | MAX> [COUNT count]` */
  zmpop<W extends readonly Value[]>(...words: AtLeast<W, [numkeys: Integer, key: Key]>): Given<V, [key: string, members: Scored[]] | null>;
  /** In Redis's flat form: `ZMPOP numkeys key [key ...] <MIN | MAX> [COUNT count]` */
  zmpop(keys: readonly Key[], where: "MIN" | "min" | "MAX" | "max", ...words: Flat<"COUNT">): Given<V, [key: string, members: Scored[]] | null>;
  zmpop<const O extends object = {}>(keys: readonly Key[], where: "MIN" | "min" | "MAX" | "max", options?: ZmpopOptions | Spelt<O, ZmpopOptions>): Given<V, [key: string, members: Scored[]] | null>;
  /**
   * The scores of several members.
   *
   * `ZMSCORE key member [member ...]` · since Redis 6.2.0 · O(N)
   *
   * @example await r.zmscore("board", "ann", "eve"); // [25, null]
   */
  zmscore<A extends readonly OneOrMore<Value>[]>(key: Key, ...members: AtLeast<A, [member: OneOrMore<Value>]>): Given<V, (number | null)[]>;
  /**
   * Removes and returns the members with the highest scores.
   *
   * `ZPOPMAX key [count]` · since Redis 5.0.0 · O(log(N)*M)
   *
   * @example await r.zpopmax("board", 2); // [{ member: "ann", score: 25 }]
   */
  zpopmax(key: Key, count?: Integer): Given<V, Scored[]>;
  /**
   * Removes and returns the members with the lowest scores.
   *
   * `ZPOPMIN key [count]` · since Redis 5.0.0 · O(log(N)*M)
   *
   * @example await r.zpopmin("board"); // [{ member: "bob", score: 20 }]
   */
  zpopmin(key: Key, count?: Integer): Given<V, Scored[]>;
  /**
   * Random members: one, `count` different ones, or with a negative count some that may repeat.
   *
   * `ZRANDMEMBER key [count [WITHSCORES]]` · since Redis 6.2.0 · O(N)
   *
   * @example await r.zrandmember("top", 1, { withscores: true }); // [{ member: "ann", score: 25 }]
   */
  zrandmember(key: Key): Given<V, string | null>;
  /**
   * Random members: one, `count` different ones, or with a negative count some that may repeat.
   *
   * `ZRANDMEMBER key [count [WITHSCORES]]` · since Redis 6.2.0 · O(N)
   *
   * @example await r.zrandmember("top", 1, { withscores: true }); // [{ member: "ann", score: 25 }]
   */
  zrandmember<Count extends Integer | undefined, const O extends object = {}>(key: Key, count: Count, options?: ZrandmemberOptions | Spelt<O, ZrandmemberOptions>): Given<V, If<Count, If<Asked<O, "withscores">, Scored[], string[]>, string | null>>;
  /** In Redis's flat form: `ZRANDMEMBER key [count [WITHSCORES]]` */
  zrandmember<const W extends Readonly<Flat<"WITHSCORES">>>(key: Key, count: Integer, ...words: W): Given<V, If<Said<W, "WITHSCORES">, Scored[], string[]>>;
  zrandmember<Count extends Integer | undefined, const O extends object = {}>(key: Key, count: Count, options?: ZrandmemberOptions | Spelt<O, ZrandmemberOptions>): Given<V, If<Count, If<Asked<O, "withscores">, Scored[], string[]>, string | null>>;
  /**
   * Members in a range of ranks, scores or names.
   *
   * `ZRANGE key start stop [BYSCORE | BYLEX] [REV] [LIMIT offset count] [WITHSCORES]` · since Redis 1.2.0 · O(log(N)+M)
   *
   * @example await r.zrange("board", 0, 9, { rev: true, withscores: true }); // [{ member: "ann", score: 25 }, { member: "bob", score: 20 }]
   */
  zrange<const O extends object = {}>(key: Key, start: Value, stop: Value, options?: ZrangeOptions | Spelt<O, ZrangeOptions>): Given<V, If<Asked<O, "withscores">, Scored[], string[]>>;
  /** In Redis's flat form: `ZRANGE key start stop [BYSCORE | BYLEX] [REV] [LIMIT offset count] [WITHSCORES]` */
  zrange<const W extends Readonly<Flat<"BYSCORE" | "BYLEX" | "REV" | "LIMIT" | "WITHSCORES">>>(key: Key, start: Value, stop: Value, ...words: W): Given<V, If<Said<W, "WITHSCORES">, Scored[], string[]>>;
  zrange<const O extends object = {}>(key: Key, start: Value, stop: Value, options?: ZrangeOptions | Spelt<O, ZrangeOptions>): Given<V, If<Asked<O, "withscores">, Scored[], string[]>>;
  /**
   * Members with names in a range, if all have the same score.
   *
   * `ZRANGEBYLEX key min max [LIMIT offset count]` · since Redis 2.8.9 · O(log(N)+M)
   *
   * @example await r.zrangebylex("words", "[b", "+"); // ["b", "c"]
   */
  zrangebylex<const O extends object = {}>(key: Key, min: Value, max: Value, options?: ZrangebylexOptions | Spelt<O, ZrangebylexOptions>): Given<V, string[]>;
  /** In Redis's flat form: `ZRANGEBYLEX key min max [LIMIT offset count]` */
  zrangebylex(key: Key, min: Value, max: Value, ...words: Flat<"LIMIT">): Given<V, string[]>;
  zrangebylex<const O extends object = {}>(key: Key, min: Value, max: Value, options?: ZrangebylexOptions | Spelt<O, ZrangebylexOptions>): Given<V, string[]>;
  /**
   * Members with scores in a range.
   *
   * `ZRANGEBYSCORE key min max [LIMIT offset count] [WITHSCORES]` · since Redis 1.0.5 · O(log(N)+M)
   *
   * @example await r.zrangebyscore("board", 20, 30); // ["bob", "ann"]
   */
  zrangebyscore<const O extends object = {}>(key: Key, min: Value, max: Value, options?: ZrangebyscoreOptions | Spelt<O, ZrangebyscoreOptions>): Given<V, If<Asked<O, "withscores">, Scored[], string[]>>;
  /** In Redis's flat form: `ZRANGEBYSCORE key min max [LIMIT offset count] [WITHSCORES]` */
  zrangebyscore<const W extends Readonly<Flat<"LIMIT" | "WITHSCORES">>>(key: Key, min: Value, max: Value, ...words: W): Given<V, If<Said<W, "WITHSCORES">, Scored[], string[]>>;
  zrangebyscore<const O extends object = {}>(key: Key, min: Value, max: Value, options?: ZrangebyscoreOptions | Spelt<O, ZrangebyscoreOptions>): Given<V, If<Asked<O, "withscores">, Scored[], string[]>>;
  /**
   * Stores members in a range of ranks, scores or names under another key. Returns how many.
   *
   * `ZRANGESTORE dst src min max [BYSCORE | BYLEX] [REV] [LIMIT offset count]` · since Redis 6.2.0 · O(log(N)+M)
   *
   * @example await r.zrangestore("top", "board", 0, 9, { rev: true }); // 2
   */
  zrangestore<const O extends object = {}>(dst: Key, src: Key, min: Value, max: Value, options?: ZrangestoreOptions | Spelt<O, ZrangestoreOptions>): Given<V, number>;
  /** In Redis's flat form: `ZRANGESTORE dst src min max [BYSCORE | BYLEX] [REV] [LIMIT offset count]` */
  zrangestore(dst: Key, src: Key, min: Value, max: Value, ...words: Flat<"BYSCORE" | "BYLEX" | "REV" | "LIMIT">): Given<V, number>;
  zrangestore<const O extends object = {}>(dst: Key, src: Key, min: Value, max: Value, options?: ZrangestoreOptions | Spelt<O, ZrangestoreOptions>): Given<V, number>;
  /**
   * How many members are before this one.
   *
   * `ZRANK key member [WITHSCORE]` · since Redis 2.0.0 · O(log(N))
   *
   * @example await r.zrank("board", "ann"); // 1
   */
  zrank<const O extends object = {}>(key: Key, member: Value, options?: ZrankOptions | Spelt<O, ZrankOptions>): Given<V, If<Asked<O, "withscore">, [rank: number, score: number] | null, number | null>>;
  /** In Redis's flat form: `ZRANK key member [WITHSCORE]` */
  zrank<const W extends Readonly<Flat<"WITHSCORE">>>(key: Key, member: Value, ...words: W): Given<V, If<Said<W, "WITHSCORE">, [rank: number, score: number] | null, number | null>>;
  zrank<const O extends object = {}>(key: Key, member: Value, options?: ZrankOptions | Spelt<O, ZrankOptions>): Given<V, If<Asked<O, "withscore">, [rank: number, score: number] | null, number | null>>;
  /**
   * Deletes members, and the key with the last member. Returns how many existed.
   *
   * `ZREM key member [member ...]` · since Redis 1.2.0 · O(M*log(N))
   *
   * @example await r.zrem("common", "bob"); // 1
   */
  zrem<A extends readonly OneOrMore<Value>[]>(key: Key, ...members: AtLeast<A, [member: OneOrMore<Value>]>): Given<V, number>;
  /**
   * Deletes members with names in a range, if all have the same score. Returns how many.
   *
   * `ZREMRANGEBYLEX key min max` · since Redis 2.8.9 · O(log(N)+M)
   *
   * @example await r.zremrangebylex("words", "[a", "[a"); // 1
   */
  zremrangebylex(key: Key, min: Value, max: Value): Given<V, number>;
  /**
   * Deletes members in a range of ranks. Returns how many.
   *
   * `ZREMRANGEBYRANK key start stop` · since Redis 2.0.0 · O(log(N)+M)
   *
   * @example await r.zremrangebyrank("top", 0, 0); // 1
   */
  zremrangebyrank(key: Key, start: Integer, stop: Integer): Given<V, number>;
  /**
   * Deletes members with scores in a range. Returns how many.
   *
   * `ZREMRANGEBYSCORE key min max` · since Redis 1.2.0 · O(log(N)+M)
   *
   * @example await r.zremrangebyscore("sum", 0, 40); // 1
   */
  zremrangebyscore(key: Key, min: Value, max: Value): Given<V, number>;
  /**
   * Members in a range of ranks, from the highest score.
   *
   * `ZREVRANGE key start stop [WITHSCORES]` · since Redis 1.2.0 · O(log(N)+M)
   *
   * @example await r.zrevrange("board", 0, 0); // ["ann"]
   */
  zrevrange<const O extends object = {}>(key: Key, start: Value, stop: Value, options?: ZrevrangeOptions | Spelt<O, ZrevrangeOptions>): Given<V, If<Asked<O, "withscores">, Scored[], string[]>>;
  /** In Redis's flat form: `ZREVRANGE key start stop [WITHSCORES]` */
  zrevrange<const W extends Readonly<Flat<"WITHSCORES">>>(key: Key, start: Value, stop: Value, ...words: W): Given<V, If<Said<W, "WITHSCORES">, Scored[], string[]>>;
  zrevrange<const O extends object = {}>(key: Key, start: Value, stop: Value, options?: ZrevrangeOptions | Spelt<O, ZrevrangeOptions>): Given<V, If<Asked<O, "withscores">, Scored[], string[]>>;
  /**
   * Members with names in a range, from the last, if all have the same score.
   *
   * `ZREVRANGEBYLEX key max min [LIMIT offset count]` · since Redis 2.8.9 · O(log(N)+M)
   *
   * @example await r.zrevrangebylex("words", "+", "[b"); // ["c", "b"]
   */
  zrevrangebylex<const O extends object = {}>(key: Key, max: Value, min: Value, options?: ZrevrangebylexOptions | Spelt<O, ZrevrangebylexOptions>): Given<V, string[]>;
  /** In Redis's flat form: `ZREVRANGEBYLEX key max min [LIMIT offset count]` */
  zrevrangebylex(key: Key, max: Value, min: Value, ...words: Flat<"LIMIT">): Given<V, string[]>;
  zrevrangebylex<const O extends object = {}>(key: Key, max: Value, min: Value, options?: ZrevrangebylexOptions | Spelt<O, ZrevrangebylexOptions>): Given<V, string[]>;
  /**
   * Members with scores in a range, from the highest.
   *
   * `ZREVRANGEBYSCORE key max min [LIMIT offset count] [WITHSCORES]` · since Redis 2.2.0 · O(log(N)+M)
   *
   * @example await r.zrevrangebyscore("board", "+inf", 0, { limit: [0, 1] }); // ["ann"]
   */
  zrevrangebyscore<const O extends object = {}>(key: Key, max: Value, min: Value, options?: ZrevrangebyscoreOptions | Spelt<O, ZrevrangebyscoreOptions>): Given<V, If<Asked<O, "withscores">, Scored[], string[]>>;
  /** In Redis's flat form: `ZREVRANGEBYSCORE key max min [LIMIT offset count] [WITHSCORES]` */
  zrevrangebyscore<const W extends Readonly<Flat<"LIMIT" | "WITHSCORES">>>(key: Key, max: Value, min: Value, ...words: W): Given<V, If<Said<W, "WITHSCORES">, Scored[], string[]>>;
  zrevrangebyscore<const O extends object = {}>(key: Key, max: Value, min: Value, options?: ZrevrangebyscoreOptions | Spelt<O, ZrevrangebyscoreOptions>): Given<V, If<Asked<O, "withscores">, Scored[], string[]>>;
  /**
   * How many members are after this one.
   *
   * `ZREVRANK key member [WITHSCORE]` · since Redis 2.0.0 · O(log(N))
   *
   * @example await r.zrevrank("board", "ann", { withscore: true }); // [0, 25]
   */
  zrevrank<const O extends object = {}>(key: Key, member: Value, options?: ZrevrankOptions | Spelt<O, ZrevrankOptions>): Given<V, If<Asked<O, "withscore">, [rank: number, score: number] | null, number | null>>;
  /** In Redis's flat form: `ZREVRANK key member [WITHSCORE]` */
  zrevrank<const W extends Readonly<Flat<"WITHSCORE">>>(key: Key, member: Value, ...words: W): Given<V, If<Said<W, "WITHSCORE">, [rank: number, score: number] | null, number | null>>;
  zrevrank<const O extends object = {}>(key: Key, member: Value, options?: ZrevrankOptions | Spelt<O, ZrevrankOptions>): Given<V, If<Asked<O, "withscore">, [rank: number, score: number] | null, number | null>>;
  /**
   * Walks the members step by step.
   *
   * `ZSCAN key cursor [MATCH pattern] [COUNT count]` · since Redis 2.8.0 · O(1)
   *
   * @example await r.zscan("board", 0); // ["0", ["bob", "20", "ann", "25"]]
   */
  zscan<const O extends object = {}>(key: Key, cursor: Value, options?: ZscanOptions | Spelt<O, ZscanOptions>): Given<V, [cursor: string, items: string[]]>;
  /** In Redis's flat form: `ZSCAN key cursor [MATCH pattern] [COUNT count]` */
  zscan(key: Key, cursor: Value, ...words: Flat<"MATCH" | "COUNT">): Given<V, [cursor: string, items: string[]]>;
  zscan<const O extends object = {}>(key: Key, cursor: Value, options?: ZscanOptions | Spelt<O, ZscanOptions>): Given<V, [cursor: string, items: string[]]>;
  /**
   * The score of a member.
   *
   * `ZSCORE key member` · since Redis 1.2.0 · O(1)
   *
   * @example await r.zscore("board", "ann"); // 25
   */
  zscore(key: Key, member: Value): Given<V, number | null>;
  /**
   * Members that any set has.
   *
   * `ZUNION numkeys key [key ...] [WEIGHTS weight [WEIGHTS weight ...]] [AGGREGATE SUM | MIN | MAX] [WITHSCORES]` · since Redis 6.2.0 · O(N)+O(M*log(M))
   *
   * @example await r.zunion(["board", "top"], { weights: [1, 2], withscores: true }); // [{ member: "bob", score: 60 }, { member: "ann", score: 75 }]
   */
  zunion<const O extends object = {}>(keys: readonly Key[], options?: ZunionOptions | Spelt<O, ZunionOptions>): Given<V, If<Asked<O, "withscores">, Scored[], string[]>>;
  /** In Redis's flat form: `ZUNION numkeys key [key ...] [WEIGHTS weight [WEIGHTS weight ...]] [AGGREGATE SUM | MIN | MAX] [WITHSCORES]` */
  zunion<const W extends readonly Value[]>(...words: AtLeast<W, [numkeys: Integer, key: Key]>): Given<V, If<Said<W, "WITHSCORES">, Scored[], string[]>>;
  /** In Redis's flat form: `ZUNION numkeys key [key ...] [WEIGHTS weight [WEIGHTS weight ...]] [AGGREGATE SUM | MIN | MAX] [WITHSCORES]` */
  zunion<const W extends Readonly<Flat<"WEIGHTS" | "AGGREGATE" | "WITHSCORES">>>(keys: readonly Key[], ...words: W): Given<V, If<Said<W, "WITHSCORES">, Scored[], string[]>>;
  zunion<const O extends object = {}>(keys: readonly Key[], options?: ZunionOptions | Spelt<O, ZunionOptions>): Given<V, If<Asked<O, "withscores">, Scored[], string[]>>;
  /**
   * Stores the members that any set has. Returns how many.
   *
   * `ZUNIONSTORE destination numkeys key [key ...] [WEIGHTS weight [WEIGHTS weight ...]] [AGGREGATE SUM | MIN | MAX]` · since Redis 2.0.0 · O(N)+O(M*log(M))
   *
   * @example await r.zunionstore("sum", ["board", "top"]); // 2
   */
  zunionstore<const O extends object = {}>(destination: Key, keys: readonly Key[], options?: ZunionstoreOptions | Spelt<O, ZunionstoreOptions>): Given<V, number>;
  /** In Redis's flat form: `ZUNIONSTORE destination numkeys key [key ...] [WEIGHTS weight [WEIGHTS weight ...]] [AGGREGATE SUM | MIN | MAX]` */
  zunionstore<W extends readonly Value[]>(destination: Key, ...words: AtLeast<W, [numkeys: Integer, key: Key]>): Given<V, number>;
  /** In Redis's flat form: `ZUNIONSTORE destination numkeys key [key ...] [WEIGHTS weight [WEIGHTS weight ...]] [AGGREGATE SUM | MIN | MAX]` */
  zunionstore(destination: Key, keys: readonly Key[], ...words: Flat<"WEIGHTS" | "AGGREGATE">): Given<V, number>;
  zunionstore<const O extends object = {}>(destination: Key, keys: readonly Key[], options?: ZunionstoreOptions | Spelt<O, ZunionstoreOptions>): Given<V, number>;
}

/** Redis's commands as methods, by their lower-case names. */
export interface Commands extends Methods<Promised> {}

/** The parameters that CONFIG SET sets. */
export type ConfigName =
  | "appendfsync"
  | "appendonly"
  | "client-output-buffer-limit"
  | "client-query-buffer-limit"
  | "maxclients"
  | "busy-reply-threshold"
  | "lua-time-limit"
  | "proto-max-bulk-len"
  | "tcp-keepalive"
  | "timeout"
  | "hash-max-listpack-entries"
  | "hash-max-listpack-value"
  | "hash-max-ziplist-entries"
  | "hash-max-ziplist-value"
  | "hll-sparse-max-bytes"
  | "maxmemory"
  | "zset-max-listpack-entries"
  | "zset-max-listpack-value"
  | "zset-max-ziplist-entries"
  | "zset-max-ziplist-value"
  | "list-max-listpack-size"
  | "maxmemory-policy"
  | "latency-monitor-threshold"
  | "slowlog-log-slower-than"
  | "slowlog-max-len"
  | "notify-keyspace-events"
  | "set-max-intset-entries"
  | "set-max-listpack-entries"
  | "set-max-listpack-value"
  | "requirepass"
  | "activedefrag"
  | "activerehashing"
  | "active-expire-effort"
  | "auto-aof-rewrite-min-size"
  | "auto-aof-rewrite-percentage"
  | "bind"
  | "latency-tracking"
  | "latency-tracking-info-percentiles"
  | "lazyfree-lazy-eviction"
  | "lazyfree-lazy-expire"
  | "lazyfree-lazy-server-del"
  | "lazyfree-lazy-user-del"
  | "lazyfree-lazy-user-flush"
  | "lfu-decay-time"
  | "lfu-log-factor"
  | "list-compress-depth"
  | "list-max-ziplist-size"
  | "loglevel"
  | "maxmemory-eviction-tenacity"
  | "maxmemory-samples"
  | "no-appendfsync-on-rewrite"
  | "protected-mode"
  | "sanitize-dump-payload"
  | "save"
  | "stop-writes-on-bgsave-error"
  | "stream-node-max-bytes"
  | "stream-node-max-entries"
  | "tracking-table-max-keys";

/** The commands at run time: `name=shape:options`, the last where there are any (see `letters.gen.ts`). */
export const COMMANDS =
  "acl=w;acl cat=u;acl help=;acl list=;acl users=;acl whoami=;append=vv;auth=w;bgsave=w;bitcount=vxo:byte! bit!;bitfield=vo:get2 overflow set3 incrby3;bitfield_ro=vx;bitop=vvw;bitpos=vvx;blmove=vvvvv;blmpop=vnvo:count;blpop=wv;brpop=wv;brpoplpush=vvv;bzmpop=vnvo:count;bzpopmax=wv;bzpopmin=wv;client=w;client caching=v;client getname=;client getredir=;client help=;client id=;client info=;client kill=o:id type user addr laddr skipme maxage;client list=o:type id*;client no-evict=v;client no-touch=v;client pause=vo:write! all!;client reply=v;client setinfo=o:libName libVer;client setname=v;client tracking=wo:redirect prefix+ bcast! optin! optout! noloop!;client trackinginfo=;client unblock=vo:timeout! error!;client unpause=;command=w;command count=;command docs=w;command getkeys=vw;command getkeysandflags=vw;command help=;command info=w;command list=o:filterby2;config=w;config get=w;config help=;config resetstat=;config rewrite=;config set=p;copy=vvo:db replace!;dbsize=;debug=vw;decr=v;decrby=vv;del=w;delex=vo:ifeq ifne ifdeq ifdne;digest=v;dump=v;echo=v;eval=vnw;evalsha=vnw;evalsha_ro=vnw;eval_ro=vnw;exists=w;expire=vvo:nx! xx! gt! lt!;expireat=vvo:nx! xx! gt! lt!;expiretime=v;fcall=vnw;fcall_ro=vnw;flushall=o:async! sync!;flushdb=o:async! sync!;function=w;function delete=v;function dump=;function flush=o:async! sync!;function help=;function kill=;function list=o:libraryname withcode!;function load=ov:replace!;function restore=vo:flush! append! replace!;function stats=;geoadd=vol:nx! xx! ch!;geodist=vvvo:m! km! ft! mi!;geohash=vw;geopos=vw;georadius=vwo:asc! desc! count any! withcoord! withdist! withhash! store storedist;georadiusbymember=vwo:asc! desc! count any! withcoord! withdist! withhash! store storedist;georadiusbymember_ro=vwo:asc! desc! count any! withcoord! withdist! withhash!;georadius_ro=vwo:asc! desc! count any! withcoord! withdist! withhash!;geosearch=vo:frommember fromlonlat2 byradius2 bybox3 asc! desc! count any! withcoord! withdist! withhash!;geosearchstore=vvo:frommember fromlonlat2 byradius2 bybox3 asc! desc! count any! storedist!;get=v;getbit=vv;getdel=v;getex=vo:ex px exat pxat persist!;getrange=vvv;getset=vv;hdel=vw;hello=xo:auth2 setname;hexists=vv;hexpire=vvof:nx! xx! gt! lt!;hexpireat=vvof:nx! xx! gt! lt!;hexpiretime=vf;hget=vv;hgetall=v;hgetdel=vf;hgetex=vof:ex px exat pxat persist!;hincrby=vvv;hincrbyfloat=vvv;hkeys=v;hlen=v;hmget=vw;hmset=vp;hpersist=vf;hpexpire=vvof:nx! xx! gt! lt!;hpexpireat=vvof:nx! xx! gt! lt!;hpexpiretime=vf;hpttl=vf;hrandfield=vxo:withvalues!;hscan=vvo:match count novalues!;hset=vp;hsetex=voe:fnx! fxx! ex px exat pxat keepttl!;hsetnx=vvv;hstrlen=vv;httl=vf;hvals=v;incr=v;incrby=vv;incrbyfloat=vv;info=w;keys=v;lastsave=;latency=w;latency doctor=;latency help=;latency histogram=w;latency history=v;latency latest=;latency reset=w;lcs=vvo:len! idx! minmatchlen withmatchlen!;lindex=vv;linsert=vvvv;llen=v;lmove=vvvv;lmpop=nvo:count;lolwut=o:version;lpop=vu;lpos=vvo:rank count maxlen;lpush=vw;lpushx=vw;lrange=vvv;lrem=vvv;lset=vvv;ltrim=vvv;memory=w;memory doctor=;memory help=;memory purge=;memory usage=vo:samples;mget=w;move=vv;mset=p;msetex=qo:nx! xx! ex px exat pxat keepttl!;msetnx=p;object=w;object encoding=v;object freq=v;object help=;object idletime=v;object refcount=v;persist=v;pexpire=vvo:nx! xx! gt! lt!;pexpireat=vvo:nx! xx! gt! lt!;pexpiretime=v;pfadd=vw;pfcount=w;pfmerge=vw;ping=u;psetex=vvv;pttl=v;publish=vv;pubsub=w;pubsub channels=u;pubsub help=;pubsub numpat=;pubsub numsub=w;pubsub shardchannels=u;pubsub shardnumsub=w;quit=;randomkey=;rename=vv;renamenx=vv;reset=;restore=vvvo:replace! absttl! idletime freq;rpop=vu;rpoplpush=vv;rpush=vw;rpushx=vw;sadd=vw;save=;scan=vo:match count type;scard=v;script=w;script debug=v;script exists=w;script flush=o:async! sync!;script help=;script kill=;script load=v;sdiff=w;sdiffstore=vw;select=v;set=vvo:nx! xx! ifeq ifne ifdeq ifdne get! ex px exat pxat keepttl!;setbit=vvv;setex=vvv;setnx=vv;setrange=vvv;sinter=w;sintercard=no:limit;sinterstore=vw;sismember=vv;slowlog=w;slowlog get=u;slowlog help=;slowlog len=;slowlog reset=;smembers=v;smismember=vw;smove=vvv;sort=vo:by limit2 get+ asc! desc! alpha! store;sort_ro=vo:by limit2 get+ asc! desc! alpha!;spop=vu;spublish=vv;srandmember=vu;srem=vw;sscan=vvo:match count;strlen=v;substr=vvv;sunion=w;sunionstore=vw;swapdb=vv;time=;touch=w;ttl=v;type=v;unlink=w;unwatch=;wait=vv;waitaof=vvv;watch=w;xack=vvw;xackdel=vvoi:keepref! delref! acked!;xadd=vovp:nomkstream! maxlen~ minid~ limit keepref! delref! acked!;xautoclaim=vvvvvo:count justid!;xclaim=vvvvwo:idle time retrycount force! justid! lastid;xdel=vw;xdelex=voi:keepref! delref! acked!;xgroup=w;xgroup create=vvvo:mkstream! entriesread;xgroup createconsumer=vvv;xgroup delconsumer=vvv;xgroup destroy=vv;xgroup help=;xgroup setid=vvvo:entriesread;xinfo=w;xinfo consumers=vv;xinfo groups=v;xinfo help=;xinfo stream=vo:full! count;xlen=v;xpending=vvox:idle;xrange=vvvo:count;xread=os:count block;xreadgroup=gvos:count block noack!;xrevrange=vvvo:count;xsetid=vvo:entriesadded maxdeletedid;xtrim=vo:maxlen~ minid~ limit keepref! delref! acked!;zadd=vom:nx! xx! gt! lt! ch! incr!;zcard=v;zcount=vvv;zdiff=no:withscores!;zdiffstore=vn;zincrby=vvv;zinter=no:weights* aggregate withscores!;zintercard=no:limit;zinterstore=vno:weights* aggregate;zlexcount=vvv;zmpop=nvo:count;zmscore=vw;zpopmax=vu;zpopmin=vu;zrandmember=vxo:withscores!;zrange=vvvo:byscore! bylex! rev! limit2 withscores!;zrangebylex=vvvo:limit2;zrangebyscore=vvvo:limit2 withscores!;zrangestore=vvvvo:byscore! bylex! rev! limit2;zrank=vvo:withscore!;zrem=vw;zremrangebylex=vvv;zremrangebyrank=vvv;zremrangebyscore=vvv;zrevrange=vvvo:withscores!;zrevrangebylex=vvvo:limit2;zrevrangebyscore=vvvo:limit2 withscores!;zrevrank=vvo:withscore!;zscan=vvo:match count;zscore=vv;zunion=no:weights* aggregate withscores!;zunionstore=vno:weights* aggregate";
