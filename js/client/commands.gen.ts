// Generated from src/commands by `UPDATE=1 cargo test --test generated`. Do not edit.

/** The name of a key. */
export type Key = string | Uint8Array;
/** Anything that Redis takes as one word. */
export type Value = string | number | bigint | ArrayBufferView | ArrayBuffer;
/** Names with values. */
export type Fields = { readonly [name: string]: Value } | ReadonlyMap<Value, Value>;
/** One or several, as an array. */
export type OneOrMore<T> = T | readonly T[];
/** Options as a trailing object, or in Redis's flat form. */
export type Options<T> = [options?: T] | Value[];
/** Names with values: as an object or a Map, or in Redis's flat form. */
export type Entries = [entries: Fields] | Value[];
/** A member of a sorted set with its score. */
export interface Scored<M = string> {
  member: M;
  score: number;
}
/** An entry of a stream. One that was deleted while it was pending has no fields. */
export interface StreamEntry<F = Record<string, string>> {
  id: string;
  fields: F;
}
/** What XINFO STREAM tells. */
export interface StreamInfo {
  length: number;
  "radix-tree-keys": number;
  "radix-tree-nodes": number;
  "last-generated-id": string;
  "max-deleted-entry-id": string;
  "entries-added": number;
  "recorded-first-entry-id": string;
  groups: number;
  "first-entry": StreamEntry | null;
  "last-entry": StreamEntry | null;
}
/** Streams, each with the id after which it is read. */
export type Streams = { readonly [key: string]: Value } | ReadonlyMap<Key, Value>;
/** What is given of members: objects, or words in Redis's flat form. */
export type Members<T, O> = [members: OneOrMore<T>, options?: O] | Value[];
/** `Y` where the options have `K`, `N` where they do not; in Redis's flat form it may be either. */
export type With<A, K extends string, Y, N> = A extends readonly []
  ? N
  : A extends readonly [...unknown[], infer O extends object]
    ? O extends Record<K, true | string>
      ? Y
      : O extends Uint8Array
        ? Y | N
        : N
    : Y | N;
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
   * Holds the commands on users.
   *
   * `ACL` · since Redis 6.0.0 · Depends on subcommand.
   */
  acl(...args: Value[]): Promise<Reply>;
  /**
   * The categories of commands, or the commands of one.
   *
   * `ACL CAT [category]` · since Redis 6.0.0 · O(1)
   */
  aclCat(category?: Value): Promise<string[]>;
  /**
   * What the subcommands do.
   *
   * `ACL HELP` · since Redis 6.0.0 · O(1)
   */
  aclHelp(): Promise<string[]>;
  /**
   * The users, with what they may do.
   *
   * `ACL LIST` · since Redis 6.0.0 · O(N)
   */
  aclList(): Promise<string[]>;
  /**
   * The users' names.
   *
   * `ACL USERS` · since Redis 6.0.0 · O(N)
   */
  aclUsers(): Promise<string[]>;
  /**
   * The name of this connection's user.
   *
   * `ACL WHOAMI` · since Redis 6.0.0 · O(1)
   */
  aclWhoami(): Promise<string>;
  /**
   * Appends to a string; a missing key is made.
   *
   * `APPEND key value` · since Redis 2.0.0 · O(1)
   */
  append(key: Key, value: Value): Promise<number>;
  /**
   * Authenticates the connection.
   *
   * `AUTH [username] password` · since Redis 1.0.0 · O(1)
   */
  auth(...credentials: Value[]): Promise<"OK">;
  /**
   * Moves everything into the database's file, and flushes it.
   *
   * `BGSAVE [schedule [schedule ...]]` · since Redis 1.0.0 · O(1)
   */
  bgsave(...schedules: OneOrMore<Value>[]): Promise<Reply>;
  /**
   * How many bits of a string, or of a part of it, are 1.
   *
   * `BITCOUNT key [start end [BYTE | BIT]]` · since Redis 2.6.0 · O(N)
   */
  bitcount(key: Key, ...range: Value[]): Promise<number>;
  /**
   * Reads, sets and adds to integers of any width within a string.
   *
   * `BITFIELD key [<GET encoding offset | <OVERFLOW WRAP | SAT | FAIL> | SET encoding offset value | INCRBY encoding offset increment> [<GET encoding offset | <OVERFLOW WRAP | SAT | FAIL> | SET encoding offset value | INCRBY encoding offset increment> ...]]` · since Redis 3.2.0 · O(1)
   */
  bitfield(key: Key, ...operation: Value[]): Promise<(number | null)[]>;
  /**
   * Reads integers of any width from a string.
   *
   * `BITFIELD_RO key [GET encoding offset [GET encoding offset ...]]` · since Redis 6.0.0 · O(1)
   */
  bitfield_ro(key: Key, ...getBlock: Value[]): Promise<(number | null)[]>;
  /**
   * Combines strings bit by bit into another; the length of the result.
   *
   * `BITOP <AND | OR | XOR | NOT | DIFF | DIFF1 | ANDOR | ONE> destkey key [key ...]` · since Redis 2.6.0 · O(N)
   */
  bitop(operation: "AND" | "and" | "OR" | "or" | "XOR" | "xor" | "NOT" | "not" | "DIFF" | "diff" | "DIFF1" | "diff1" | "ANDOR" | "andor" | "ONE" | "one", destkey: Key, ...keys: OneOrMore<Key>[]): Promise<number>;
  /**
   * The place of the first bit that is 0, or 1, in a string or in a part of it.
   *
   * `BITPOS key bit [start [end [BYTE | BIT]]]` · since Redis 2.8.7 · O(N)
   */
  bitpos(key: Key, bit: number | bigint, ...range: Value[]): Promise<number>;
  /**
   * Moves an element from an end of a list to an end of another, and waits for it.
   *
   * `BLMOVE source destination <LEFT | RIGHT> <LEFT | RIGHT> timeout` · since Redis 6.2.0 · O(1)
   */
  blmove(source: Key, destination: Key, wherefrom: "LEFT" | "left" | "RIGHT" | "right", whereto: "LEFT" | "left" | "RIGHT" | "right", timeout: number): Promise<string | null>;
  /**
   * Takes elements from an end of the first list that has any, and waits for them.
   *
   * `BLMPOP timeout numkeys key [key ...] <LEFT | RIGHT> [COUNT count]` · since Redis 7.0.0 · O(N+M)
   */
  blmpop(timeout: number, keys: readonly Key[], where: "LEFT" | "left" | "RIGHT" | "right", ...options: Options<{ count?: number | bigint }>): Promise<[key: string, elements: string[]] | null>;
  /**
   * Takes an element from the head of the first list that has any, and waits for it.
   *
   * `BLPOP key [key ...] timeout` · since Redis 2.0.0 · O(N)
   */
  blpop(keys: OneOrMore<Key>, timeout: number): Promise<[key: string, element: string] | null>;
  /**
   * Takes an element from the tail of the first list that has any, and waits for it.
   *
   * `BRPOP key [key ...] timeout` · since Redis 2.0.0 · O(N)
   */
  brpop(keys: OneOrMore<Key>, timeout: number): Promise<[key: string, element: string] | null>;
  /**
   * Moves an element from the tail of a list to the head of another, and waits for it.
   *
   * `BRPOPLPUSH source destination timeout` · since Redis 2.2.0 · O(1)
   */
  brpoplpush(source: Key, destination: Key, timeout: number): Promise<string | null>;
  /**
   * Takes members from an end of the first set that has any, and waits for them.
   *
   * `BZMPOP timeout numkeys key [key ...] <MIN | MAX> [COUNT count]` · since Redis 7.0.0 · O(K)+O(M*log(N))
   */
  bzmpop(timeout: number, keys: readonly Key[], where: "MIN" | "min" | "MAX" | "max", ...options: Options<{ count?: number | bigint }>): Promise<[key: string, members: Scored[]] | null>;
  /**
   * Takes the member with the highest score from the first set that has any, and waits for it.
   *
   * `BZPOPMAX key [key ...] timeout` · since Redis 5.0.0 · O(log(N))
   */
  bzpopmax(keys: OneOrMore<Key>, timeout: number): Promise<[key: string, member: string, score: number] | null>;
  /**
   * Takes the member with the lowest score from the first set that has any, and waits for it.
   *
   * `BZPOPMIN key [key ...] timeout` · since Redis 5.0.0 · O(log(N))
   */
  bzpopmin(keys: OneOrMore<Key>, timeout: number): Promise<[key: string, member: string, score: number] | null>;
  /**
   * Holds the commands about connections.
   *
   * `CLIENT` · since Redis 2.4.0 · Depends on subcommand.
   */
  client(...args: Value[]): Promise<Reply>;
  /**
   * Says whether the next command's keys are to be tracked.
   *
   * `CLIENT CACHING <YES | NO>` · since Redis 6.0.0 · O(1)
   */
  clientCaching(mode: "YES" | "yes" | "NO" | "no"): Promise<"OK">;
  /**
   * The name of this connection, if it has one.
   *
   * `CLIENT GETNAME` · since Redis 2.6.9 · O(1)
   */
  clientGetname(): Promise<string | null>;
  /**
   * The connection that is told for this one; 0 for none, -1 without tracking.
   *
   * `CLIENT GETREDIR` · since Redis 6.0.0 · O(1)
   */
  clientGetredir(): Promise<number>;
  /**
   * What the subcommands do.
   *
   * `CLIENT HELP` · since Redis 5.0.0 · O(1)
   */
  clientHelp(): Promise<string[]>;
  /**
   * The number of this connection.
   *
   * `CLIENT ID` · since Redis 5.0.0 · O(1)
   */
  clientId(): Promise<number>;
  /**
   * What is known of this connection.
   *
   * `CLIENT INFO` · since Redis 6.2.0 · O(1)
   */
  clientInfo(): Promise<string>;
  /**
   * Ends connections: of an address, or those that all filters mean.
   *
   * `CLIENT KILL [ID client-id] [TYPE client-type] [USER username] [ADDR addr] [LADDR laddr] [SKIPME skipme] [MAXAGE maxage]` · since Redis 2.4.0 · O(N)
   */
  clientKill(...filter: Value[]): Promise<"OK" | number>;
  /**
   * What is known of all connections, or of some: a line each.
   *
   * `CLIENT LIST [TYPE NORMAL | MASTER | REPLICA | PUBSUB] [ID client-id [ID client-id ...]]` · since Redis 2.4.0 · O(N)
   */
  clientList(...options: Options<{ type?: "NORMAL" | "normal" | "MASTER" | "master" | "REPLICA" | "replica" | "PUBSUB" | "pubsub"; id?: OneOrMore<number | bigint> }>): Promise<string>;
  /**
   * Whether this connection stays when memory is short; nothing here evicts connections.
   *
   * `CLIENT NO-EVICT <ON | OFF>` · since Redis 7.0.0 · O(1)
   */
  clientNoEvict(enabled: "ON" | "on" | "OFF" | "off"): Promise<"OK">;
  /**
   * Whether this connection's reads leave no trace in the keys' times of use.
   *
   * `CLIENT NO-TOUCH <ON | OFF>` · since Redis 7.2.0 · O(1)
   */
  clientNoTouch(enabled: "ON" | "on" | "OFF" | "off"): Promise<"OK">;
  /**
   * Holds back the commands of all connections for some milliseconds, or those that write.
   *
   * `CLIENT PAUSE timeout [WRITE | ALL]` · since Redis 3.0.0 · O(1)
   */
  clientPause(timeout: number | bigint, ...options: Options<{ write?: boolean; all?: boolean }>): Promise<"OK">;
  /**
   * Whether commands of this connection are answered.
   *
   * `CLIENT REPLY <ON | OFF | SKIP>` · since Redis 3.2.0 · O(1)
   */
  clientReply(action: "ON" | "on" | "OFF" | "off" | "SKIP" | "skip"): Promise<"OK">;
  /**
   * Tells which library the connection comes from.
   *
   * `CLIENT SETINFO <LIB-NAME libname | LIB-VER libver>` · since Redis 7.2.0 · O(1)
   */
  clientSetinfo(...attr: Value[]): Promise<"OK">;
  /**
   * Names this connection.
   *
   * `CLIENT SETNAME connection-name` · since Redis 2.6.9 · O(1)
   */
  clientSetname(connectionName: Value): Promise<"OK">;
  /**
   * Tells this connection, or another, when keys change that it has read.
   *
   * `CLIENT TRACKING <ON | OFF> [REDIRECT client-id] [PREFIX prefix [PREFIX prefix ...]] [BCAST] [OPTIN] [OPTOUT] [NOLOOP]` · since Redis 6.0.0 · O(1)
   */
  clientTracking(...status: Value[]): Promise<"OK">;
  /**
   * How this connection tracks.
   *
   * `CLIENT TRACKINGINFO` · since Redis 6.2.0 · O(1)
   */
  clientTrackinginfo(): Promise<{ flags: string[]; redirect: number; prefixes: string[] }>;
  /**
   * Ends the wait of a connection, as if its time were over, or with an error.
   *
   * `CLIENT UNBLOCK client-id [TIMEOUT | ERROR]` · since Redis 5.0.0 · O(log N)
   */
  clientUnblock(clientId: number | bigint, ...options: Options<{ timeout?: boolean; error?: boolean }>): Promise<number>;
  /**
   * Lets connections go on that were paused.
   *
   * `CLIENT UNPAUSE` · since Redis 6.2.0 · O(N)
   */
  clientUnpause(): Promise<"OK">;
  /**
   * All that clients need to know of every command.
   *
   * `COMMAND` · since Redis 2.8.13 · O(N)
   */
  command(...args: Value[]): Promise<Reply>;
  /**
   * How many commands there are.
   *
   * `COMMAND COUNT` · since Redis 2.8.13 · O(1)
   */
  commandCount(): Promise<number>;
  /**
   * What commands do and take, for people.
   *
   * `COMMAND DOCS [command-name [command-name ...]]` · since Redis 7.0.0 · O(N)
   */
  commandDocs(...commandNames: OneOrMore<Value>[]): Promise<Record<string, { summary: string; since: string; group: string; complexity: string; arguments?: Reply[]; subcommands?: Record<string, Reply> }>>;
  /**
   * The keys of a whole command.
   *
   * `COMMAND GETKEYS command [arg [arg ...]]` · since Redis 2.8.13 · O(N)
   */
  commandGetkeys(command: Value, ...args: OneOrMore<Value>[]): Promise<string[]>;
  /**
   * The keys of a whole command, and what it does with each.
   *
   * `COMMAND GETKEYSANDFLAGS command [arg [arg ...]]` · since Redis 7.0.0 · O(N)
   */
  commandGetkeysandflags(command: Value, ...args: OneOrMore<Value>[]): Promise<[key: string, flags: string[]][]>;
  /**
   * What the subcommands do.
   *
   * `COMMAND HELP` · since Redis 5.0.0 · O(1)
   */
  commandHelp(): Promise<string[]>;
  /**
   * All that clients need to know of commands.
   *
   * `COMMAND INFO [command-name [command-name ...]]` · since Redis 2.8.13 · O(N)
   */
  commandInfo(...commandNames: OneOrMore<Value>[]): Promise<([name: string, arity: number, flags: string[], firstKey: number, lastKey: number, step: number, categories: string[], tips: string[], keySpecs: Reply[], subcommands: Reply[]] | null)[]>;
  /**
   * The names of all commands, or of some.
   *
   * `COMMAND LIST [FILTERBY MODULE module-name | ACLCAT category | PATTERN pattern]` · since Redis 7.0.0 · O(N)
   */
  commandList(...options: Options<{ filterby?: readonly Value[] }>): Promise<string[]>;
  /**
   * Holds the commands about parameters.
   *
   * `CONFIG` · since Redis 2.0.0 · Depends on subcommand.
   */
  config(...args: Value[]): Promise<Reply>;
  /**
   * The parameters whose names match a pattern, and their values.
   *
   * `CONFIG GET parameter [parameter ...]` · since Redis 2.0.0 · O(N)
   */
  configGet(...parameters: OneOrMore<Value>[]): Promise<Record<string, string>>;
  /**
   * What the subcommands do.
   *
   * `CONFIG HELP` · since Redis 5.0.0 · O(1)
   */
  configHelp(): Promise<string[]>;
  /**
   * Sets INFO's counters back to 0.
   *
   * `CONFIG RESETSTAT` · since Redis 2.0.0 · O(1)
   */
  configResetstat(): Promise<"OK">;
  /**
   * Keeps the parameters that differ from their defaults, for whoever opens the database's file next.
   *
   * `CONFIG REWRITE` · since Redis 2.8.0 · O(1)
   */
  configRewrite(): Promise<"OK">;
  /**
   * Sets parameters, all of them or none.
   *
   * `CONFIG SET parameter value [parameter value ...]` · since Redis 2.0.0 · O(N)
   */
  configSet(...entries: Entries): Promise<"OK">;
  /**
   * Copies a key.
   *
   * `COPY source destination [DB destination-db] [REPLACE]` · since Redis 6.2.0 · O(N)
   */
  copy(source: Key, destination: Key, ...options: Options<{ db?: number | bigint; replace?: boolean }>): Promise<number>;
  /**
   * How many keys the database has.
   *
   * `DBSIZE` · since Redis 1.0.0 · O(1)
   */
  dbsize(): Promise<number>;
  /**
   * For tests: stops the engine for a while, or its deleting of expired keys.
   *
   * `DEBUG subcommand [argument [argument ...]]` · since Redis 1.0.0 · Depends on subcommand.
   */
  debug(subcommand: Value, ...args: OneOrMore<Value>[]): Promise<Reply>;
  /**
   * Subtracts one from an integer; a missing key counts as 0.
   *
   * `DECR key` · since Redis 1.0.0 · O(1)
   */
  decr(key: Key): Promise<number>;
  /**
   * Subtracts from an integer; a missing key counts as 0.
   *
   * `DECRBY key decrement` · since Redis 1.0.0 · O(1)
   */
  decrby(key: Key, decrement: number | bigint): Promise<number>;
  /**
   * Deletes keys.
   *
   * `DEL key [key ...]` · since Redis 1.0.0 · O(N)
   */
  del(...keys: OneOrMore<Key>[]): Promise<number>;
  /**
   * Deletes a key, if a condition on its value holds.
   *
   * `DELEX key [IFEQ ifeq-value | IFNE ifne-value | IFDEQ ifdeq-digest | IFDNE ifdne-digest]` · since Redis 8.4.0 · O(1)
   */
  delex(key: Key, ...options: Options<{ ifeq?: Value; ifne?: Value; ifdeq?: Value; ifdne?: Value }>): Promise<number>;
  /**
   * A hash of a string's value, as 16 hexadecimal digits.
   *
   * `DIGEST key` · since Redis 8.4.0 · O(N)
   */
  digest(key: Key): Promise<string | null>;
  /**
   * A key's value as bytes in Redis's own format, for RESTORE here or on any Redis.
   *
   * `DUMP key` · since Redis 2.6.0 · O(N)
   */
  dump(key: Key): Promise<Uint8Array | null>;
  /**
   * Answers with the message.
   *
   * `ECHO message` · since Redis 1.0.0 · O(1)
   */
  echo(message: Value): Promise<string>;
  /**
   * Counts how many of the keys exist; one that is named twice counts twice.
   *
   * `EXISTS key [key ...]` · since Redis 1.0.0 · O(N)
   */
  exists(...keys: OneOrMore<Key>[]): Promise<number>;
  /**
   * Sets the time to live of a key, in seconds.
   *
   * `EXPIRE key seconds [NX | XX | GT | LT]` · since Redis 1.0.0 · O(1)
   */
  expire(key: Key, seconds: number | bigint, ...options: Options<{ nx?: boolean; xx?: boolean; gt?: boolean; lt?: boolean }>): Promise<number>;
  /**
   * Sets when a key expires, in Unix seconds.
   *
   * `EXPIREAT key unix-time-seconds [NX | XX | GT | LT]` · since Redis 1.2.0 · O(1)
   */
  expireat(key: Key, unixTimeSeconds: number | bigint, ...options: Options<{ nx?: boolean; xx?: boolean; gt?: boolean; lt?: boolean }>): Promise<number>;
  /**
   * When a key expires, in Unix seconds.
   *
   * `EXPIRETIME key` · since Redis 7.0.0 · O(1)
   */
  expiretime(key: Key): Promise<number>;
  /**
   * Deletes every key of every database.
   *
   * `FLUSHALL [ASYNC | SYNC]` · since Redis 1.0.0 · O(N)
   */
  flushall(...options: Options<{ async?: boolean; sync?: boolean }>): Promise<"OK">;
  /**
   * Deletes every key of this database.
   *
   * `FLUSHDB [ASYNC | SYNC]` · since Redis 1.0.0 · O(N)
   */
  flushdb(...options: Options<{ async?: boolean; sync?: boolean }>): Promise<"OK">;
  /**
   * Adds members with their coordinates, or moves them; how many are new.
   *
   * `GEOADD key [NX | XX] [CH] longitude latitude member [longitude latitude member ...]` · since Redis 3.2.0 · O(log(N))
   */
  geoadd(key: Key, ...members: Members<{ longitude: number; latitude: number; member: Value }, { nx?: boolean; xx?: boolean; ch?: boolean }>): Promise<number>;
  /**
   * How far two members are from each other.
   *
   * `GEODIST key member1 member2 [M | KM | FT | MI]` · since Redis 3.2.0 · O(1)
   */
  geodist(key: Key, member1: Value, member2: Value, ...options: Options<{ m?: boolean; km?: boolean; ft?: boolean; mi?: boolean }>): Promise<number | null>;
  /**
   * The geohashes of members, in letters.
   *
   * `GEOHASH key [member [member ...]]` · since Redis 3.2.0 · O(1)
   */
  geohash(key: Key, ...members: OneOrMore<Value>[]): Promise<(string | null)[]>;
  /**
   * The coordinates of members.
   *
   * `GEOPOS key [member [member ...]]` · since Redis 3.2.0 · O(1)
   */
  geopos(key: Key, ...members: OneOrMore<Value>[]): Promise<([longitude: number, latitude: number] | null)[]>;
  /**
   * Members around a point; may store them.
   *
   * `GEORADIUS key longitude latitude radius <M | KM | FT | MI> [ASC | DESC] [COUNT count] [ANY] [WITHCOORD] [WITHDIST] [WITHHASH] [STORE key] [STOREDIST key]` · since Redis 3.2.0 · O(N+log(M))
   */
  georadius(key: Key, ...ids: [ids: OneOrMore<Value>, options?: { asc?: boolean; desc?: boolean; count?: number | bigint; any?: boolean; withcoord?: boolean; withdist?: boolean; withhash?: boolean; store?: Key; storedist?: Key }] | Value[]): Promise<(string | [member: string, ...found: (number | [longitude: number, latitude: number])[]])[]>;
  /**
   * Members around another member; may store them.
   *
   * `GEORADIUSBYMEMBER key member radius <M | KM | FT | MI> [ASC | DESC] [COUNT count] [ANY] [WITHCOORD] [WITHDIST] [WITHHASH] [STORE key] [STOREDIST key]` · since Redis 3.2.0 · O(N+log(M))
   */
  georadiusbymember(key: Key, ...ids: [ids: OneOrMore<Value>, options?: { asc?: boolean; desc?: boolean; count?: number | bigint; any?: boolean; withcoord?: boolean; withdist?: boolean; withhash?: boolean; store?: Key; storedist?: Key }] | Value[]): Promise<(string | [member: string, ...found: (number | [longitude: number, latitude: number])[]])[]>;
  /**
   * Members around another member.
   *
   * `GEORADIUSBYMEMBER_RO key member radius <M | KM | FT | MI> [ASC | DESC] [COUNT count] [ANY] [WITHCOORD] [WITHDIST] [WITHHASH]` · since Redis 3.2.10 · O(N+log(M))
   */
  georadiusbymember_ro(key: Key, ...ids: [ids: OneOrMore<Value>, options?: { asc?: boolean; desc?: boolean; count?: number | bigint; any?: boolean; withcoord?: boolean; withdist?: boolean; withhash?: boolean }] | Value[]): Promise<(string | [member: string, ...found: (number | [longitude: number, latitude: number])[]])[]>;
  /**
   * Members around a point.
   *
   * `GEORADIUS_RO key longitude latitude radius <M | KM | FT | MI> [ASC | DESC] [COUNT count] [ANY] [WITHCOORD] [WITHDIST] [WITHHASH]` · since Redis 3.2.10 · O(N+log(M))
   */
  georadius_ro(key: Key, ...ids: [ids: OneOrMore<Value>, options?: { asc?: boolean; desc?: boolean; count?: number | bigint; any?: boolean; withcoord?: boolean; withdist?: boolean; withhash?: boolean }] | Value[]): Promise<(string | [member: string, ...found: (number | [longitude: number, latitude: number])[]])[]>;
  /**
   * Members in a circle or a box around a point or another member.
   *
   * `GEOSEARCH key <FROMMEMBER member | FROMLONLAT longitude latitude> <BYRADIUS radius <M | KM | FT | MI> | BYBOX width height <M | KM | FT | MI>> [ASC | DESC] [COUNT count] [ANY] [WITHCOORD] [WITHDIST] [WITHHASH]` · since Redis 6.2.0 · O(N+log(M))
   */
  geosearch(key: Key, ...options: Options<{ frommember?: Value; fromlonlat?: readonly Value[]; byradius?: readonly Value[]; bybox?: readonly Value[]; asc?: boolean; desc?: boolean; count?: number | bigint; any?: boolean; withcoord?: boolean; withdist?: boolean; withhash?: boolean }>): Promise<(string | [member: string, ...found: (number | [longitude: number, latitude: number])[]])[]>;
  /**
   * Stores members in a circle or a box; how many they are.
   *
   * `GEOSEARCHSTORE destination source <FROMMEMBER member | FROMLONLAT longitude latitude> <BYRADIUS radius <M | KM | FT | MI> | BYBOX width height <M | KM | FT | MI>> [ASC | DESC] [COUNT count] [ANY] [STOREDIST]` · since Redis 6.2.0 · O(N+log(M))
   */
  geosearchstore(destination: Key, source: Key, ...options: Options<{ frommember?: Value; fromlonlat?: readonly Value[]; byradius?: readonly Value[]; bybox?: readonly Value[]; asc?: boolean; desc?: boolean; count?: number | bigint; any?: boolean; storedist?: boolean }>): Promise<number>;
  /**
   * Reads the value of a key.
   *
   * `GET key` · since Redis 1.0.0 · O(1)
   */
  get(key: Key): Promise<string | null>;
  /**
   * Reads one bit; beyond the end it is 0.
   *
   * `GETBIT key offset` · since Redis 2.2.0 · O(1)
   */
  getbit(key: Key, offset: number | bigint): Promise<number>;
  /**
   * Reads the value of a key and deletes the key.
   *
   * `GETDEL key` · since Redis 6.2.0 · O(1)
   */
  getdel(key: Key): Promise<string | null>;
  /**
   * Reads the value of a key and sets or clears its time to live.
   *
   * `GETEX key [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | PERSIST]` · since Redis 6.2.0 · O(1)
   */
  getex(key: Key, ...options: Options<{ ex?: number | bigint; px?: number | bigint; exat?: number | bigint; pxat?: number | bigint; persist?: boolean }>): Promise<string | null>;
  /**
   * Reads the bytes from `start` to `end`, both counted from the end where negative.
   *
   * `GETRANGE key start end` · since Redis 2.4.0 · O(N)
   */
  getrange(key: Key, start: number | bigint, end: number | bigint): Promise<string>;
  /**
   * Sets the value of a key and gives the old one.
   *
   * `GETSET key value` · since Redis 1.0.0 · O(1)
   */
  getset(key: Key, value: Value): Promise<string | null>;
  /**
   * Deletes fields; the key goes with its last.
   *
   * `HDEL key field [field ...]` · since Redis 2.0.0 · O(N)
   */
  hdel(key: Key, ...fields: OneOrMore<Value>[]): Promise<number>;
  /**
   * Chooses the protocol, and tells about the server.
   *
   * `HELLO [protover [AUTH username password] [SETNAME clientname]]` · since Redis 6.0.0 · O(1)
   */
  hello(...options: Value[]): Promise<{ server: string; version: string; proto: number; id: number; mode: string; role: string; modules: string[] }>;
  /**
   * Whether a field exists.
   *
   * `HEXISTS key field` · since Redis 2.0.0 · O(1)
   */
  hexists(key: Key, field: Value): Promise<number>;
  /**
   * Sets the time to live of fields, in seconds.
   *
   * `HEXPIRE key seconds [NX | XX | GT | LT] FIELDS numfields field [field ...]` · since Redis 7.4.0 · O(N)
   */
  hexpire(key: Key, seconds: number | bigint, fields: readonly Value[], ...options: Options<{ nx?: boolean; xx?: boolean; gt?: boolean; lt?: boolean }>): Promise<number[]>;
  /**
   * Sets when fields expire, in Unix seconds.
   *
   * `HEXPIREAT key unix-time-seconds [NX | XX | GT | LT] FIELDS numfields field [field ...]` · since Redis 7.4.0 · O(N)
   */
  hexpireat(key: Key, unixTimeSeconds: number | bigint, fields: readonly Value[], ...options: Options<{ nx?: boolean; xx?: boolean; gt?: boolean; lt?: boolean }>): Promise<number[]>;
  /**
   * When fields expire, in Unix seconds.
   *
   * `HEXPIRETIME key FIELDS numfields field [field ...]` · since Redis 7.4.0 · O(N)
   */
  hexpiretime(key: Key, fields: readonly Value[]): Promise<number[]>;
  /**
   * Reads the value of a field.
   *
   * `HGET key field` · since Redis 2.0.0 · O(1)
   */
  hget(key: Key, field: Value): Promise<string | null>;
  /**
   * Reads all fields and their values.
   *
   * `HGETALL key` · since Redis 2.0.0 · O(N)
   */
  hgetall(key: Key): Promise<Record<string, string>>;
  /**
   * Reads fields and deletes them.
   *
   * `HGETDEL key FIELDS numfields field [field ...]` · since Redis 8.0.0 · O(N)
   */
  hgetdel(key: Key, fields: readonly Value[]): Promise<(string | null)[]>;
  /**
   * Reads fields and sets or clears their time to live.
   *
   * `HGETEX key [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | PERSIST] FIELDS numfields field [field ...]` · since Redis 8.0.0 · O(N)
   */
  hgetex(key: Key, fields: readonly Value[], ...options: Options<{ ex?: number | bigint; px?: number | bigint; exat?: number | bigint; pxat?: number | bigint; persist?: boolean }>): Promise<(string | null)[]>;
  /**
   * Adds to the integer in a field; a missing field counts as 0.
   *
   * `HINCRBY key field increment` · since Redis 2.0.0 · O(1)
   */
  hincrby(key: Key, field: Value, increment: number | bigint): Promise<number>;
  /**
   * Adds to the floating point number in a field; a missing field counts as 0.
   *
   * `HINCRBYFLOAT key field increment` · since Redis 2.6.0 · O(1)
   */
  hincrbyfloat(key: Key, field: Value, increment: Value): Promise<string>;
  /**
   * The names of all fields.
   *
   * `HKEYS key` · since Redis 2.0.0 · O(N)
   */
  hkeys(key: Key): Promise<string[]>;
  /**
   * How many fields there are.
   *
   * `HLEN key` · since Redis 2.0.0 · O(1)
   */
  hlen(key: Key): Promise<number>;
  /**
   * Reads the values of several fields.
   *
   * `HMGET key field [field ...]` · since Redis 2.0.0 · O(N)
   */
  hmget(key: Key, ...fields: OneOrMore<Value>[]): Promise<(string | null)[]>;
  /**
   * Sets fields: HSET by its former name and reply.
   *
   * `HMSET key field value [field value ...]` · since Redis 2.0.0 · O(N)
   */
  hmset(key: Key, ...entries: Entries): Promise<"OK">;
  /**
   * Makes fields stay for good.
   *
   * `HPERSIST key FIELDS numfields field [field ...]` · since Redis 7.4.0 · O(N)
   */
  hpersist(key: Key, fields: readonly Value[]): Promise<number[]>;
  /**
   * Sets the time to live of fields, in milliseconds.
   *
   * `HPEXPIRE key milliseconds [NX | XX | GT | LT] FIELDS numfields field [field ...]` · since Redis 7.4.0 · O(N)
   */
  hpexpire(key: Key, milliseconds: number | bigint, fields: readonly Value[], ...options: Options<{ nx?: boolean; xx?: boolean; gt?: boolean; lt?: boolean }>): Promise<number[]>;
  /**
   * Sets when fields expire, in Unix milliseconds.
   *
   * `HPEXPIREAT key unix-time-milliseconds [NX | XX | GT | LT] FIELDS numfields field [field ...]` · since Redis 7.4.0 · O(N)
   */
  hpexpireat(key: Key, unixTimeMilliseconds: number | bigint, fields: readonly Value[], ...options: Options<{ nx?: boolean; xx?: boolean; gt?: boolean; lt?: boolean }>): Promise<number[]>;
  /**
   * When fields expire, in Unix milliseconds.
   *
   * `HPEXPIRETIME key FIELDS numfields field [field ...]` · since Redis 7.4.0 · O(N)
   */
  hpexpiretime(key: Key, fields: readonly Value[]): Promise<number[]>;
  /**
   * The time to live of fields, in milliseconds.
   *
   * `HPTTL key FIELDS numfields field [field ...]` · since Redis 7.4.0 · O(N)
   */
  hpttl(key: Key, fields: readonly Value[]): Promise<number[]>;
  /**
   * Random fields: one, `count` different ones, or with a negative count ones that may repeat.
   *
   * `HRANDFIELD key [count [WITHVALUES]]` · since Redis 6.2.0 · O(N)
   */
  hrandfield(key: Key, ...options: Value[]): Promise<Reply>;
  /**
   * Walks the fields, some at a time.
   *
   * `HSCAN key cursor [MATCH pattern] [COUNT count] [NOVALUES]` · since Redis 2.8.0 · O(1)
   */
  hscan(key: Key, cursor: Value, ...options: Options<{ match?: Value; count?: number | bigint; novalues?: boolean }>): Promise<[cursor: string, items: string[]]>;
  /**
   * Sets fields; how many of them are new.
   *
   * `HSET key field value [field value ...]` · since Redis 2.0.0 · O(N)
   */
  hset(key: Key, ...entries: Entries): Promise<number>;
  /**
   * Sets fields and their time to live, if a condition holds for all of them.
   *
   * `HSETEX key [FNX | FXX] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL] FIELDS numfields field value [field value ...]` · since Redis 8.0.0 · O(N)
   */
  hsetex(key: Key, fields: Fields, ...options: Options<{ fnx?: boolean; fxx?: boolean; ex?: number | bigint; px?: number | bigint; exat?: number | bigint; pxat?: number | bigint; keepttl?: boolean }>): Promise<number>;
  /**
   * Sets a field that does not exist.
   *
   * `HSETNX key field value` · since Redis 2.0.0 · O(1)
   */
  hsetnx(key: Key, field: Value, value: Value): Promise<number>;
  /**
   * The length of a field's value in bytes.
   *
   * `HSTRLEN key field` · since Redis 3.2.0 · O(1)
   */
  hstrlen(key: Key, field: Value): Promise<number>;
  /**
   * The time to live of fields, in seconds.
   *
   * `HTTL key FIELDS numfields field [field ...]` · since Redis 7.4.0 · O(N)
   */
  httl(key: Key, fields: readonly Value[]): Promise<number[]>;
  /**
   * The values of all fields.
   *
   * `HVALS key` · since Redis 2.0.0 · O(N)
   */
  hvals(key: Key): Promise<string[]>;
  /**
   * Adds one to an integer; a missing key counts as 0.
   *
   * `INCR key` · since Redis 1.0.0 · O(1)
   */
  incr(key: Key): Promise<number>;
  /**
   * Adds to an integer; a missing key counts as 0.
   *
   * `INCRBY key increment` · since Redis 1.0.0 · O(1)
   */
  incrby(key: Key, increment: number | bigint): Promise<number>;
  /**
   * Adds to a floating point number; a missing key counts as 0.
   *
   * `INCRBYFLOAT key increment` · since Redis 2.6.0 · O(1)
   */
  incrbyfloat(key: Key, increment: Value): Promise<string>;
  /**
   * Figures about the server, by sections.
   *
   * `INFO [section [section ...]]` · since Redis 1.0.0 · O(1)
   */
  info(...sections: OneOrMore<Value>[]): Promise<string>;
  /**
   * Every key that matches a pattern.
   *
   * `KEYS pattern` · since Redis 1.0.0 · O(N)
   */
  keys(pattern: Value): Promise<string[]>;
  /**
   * When everything was last saved, in seconds since 1970.
   *
   * `LASTSAVE` · since Redis 1.0.0 · O(1)
   */
  lastsave(): Promise<number>;
  /**
   * Holds the commands on spikes of latency.
   *
   * `LATENCY` · since Redis 2.8.13 · Depends on subcommand.
   */
  latency(...args: Value[]): Promise<Reply>;
  /**
   * What took long, and what can be done about it.
   *
   * `LATENCY DOCTOR` · since Redis 2.8.13 · O(1)
   */
  latencyDoctor(): Promise<string>;
  /**
   * What the subcommands do.
   *
   * `LATENCY HELP` · since Redis 2.8.13 · O(1)
   */
  latencyHelp(): Promise<string[]>;
  /**
   * How often commands ran, and how many of their runs took no longer than so many microseconds.
   *
   * `LATENCY HISTOGRAM [command [command ...]]` · since Redis 7.0.0 · O(N)
   */
  latencyHistogram(...commands: OneOrMore<Value>[]): Promise<Record<string, { calls: number; histogram_usec: Record<string, number> }>>;
  /**
   * The spikes of an event: when, and how many milliseconds.
   *
   * `LATENCY HISTORY event` · since Redis 2.8.13 · O(1)
   */
  latencyHistory(event: Value): Promise<[time: number, millis: number][]>;
  /**
   * The last and the worst spike of every event.
   *
   * `LATENCY LATEST` · since Redis 2.8.13 · O(1)
   */
  latencyLatest(): Promise<[event: string, time: number, millis: number, worst: number][]>;
  /**
   * Forgets the spikes of events, of all without an argument; how many events they were.
   *
   * `LATENCY RESET [event [event ...]]` · since Redis 2.8.13 · O(1)
   */
  latencyReset(...events: OneOrMore<Value>[]): Promise<number>;
  /**
   * The longest common subsequence of two strings.
   *
   * `LCS key1 key2 [LEN] [IDX] [MINMATCHLEN min-match-len] [WITHMATCHLEN]` · since Redis 7.0.0 · O(N*M)
   */
  lcs(key1: Key, key2: Key, ...options: Options<{ len?: boolean; idx?: boolean; minmatchlen?: number | bigint; withmatchlen?: boolean }>): Promise<Reply>;
  /**
   * Reads the element at an index, from the end where negative.
   *
   * `LINDEX key index` · since Redis 1.0.0 · O(log(N))
   */
  lindex(key: Key, index: number | bigint): Promise<string | null>;
  /**
   * Puts an element before or after the first one that is `pivot`; how many there are then.
   *
   * `LINSERT key <BEFORE | AFTER> pivot element` · since Redis 2.2.0 · O(N)
   */
  linsert(key: Key, position: "BEFORE" | "before" | "AFTER" | "after", pivot: Value, element: Value): Promise<number>;
  /**
   * How many elements there are.
   *
   * `LLEN key` · since Redis 1.0.0 · O(1)
   */
  llen(key: Key): Promise<number>;
  /**
   * Moves an element from an end of a list to an end of another.
   *
   * `LMOVE source destination <LEFT | RIGHT> <LEFT | RIGHT>` · since Redis 6.2.0 · O(1)
   */
  lmove(source: Key, destination: Key, wherefrom: "LEFT" | "left" | "RIGHT" | "right", whereto: "LEFT" | "left" | "RIGHT" | "right"): Promise<string | null>;
  /**
   * Takes elements from an end of the first list that has any.
   *
   * `LMPOP numkeys key [key ...] <LEFT | RIGHT> [COUNT count]` · since Redis 7.0.0 · O(N+M)
   */
  lmpop(keys: readonly Key[], where: "LEFT" | "left" | "RIGHT" | "right", ...options: Options<{ count?: number | bigint }>): Promise<[key: string, elements: string[]] | null>;
  /**
   * Draws a picture: an elementary cellular automaton, by its rule's number or a random one.
   *
   * `LOLWUT [VERSION version]` · since Redis 5.0.0 · O(1)
   */
  lolwut(...options: Options<{ version?: number | bigint }>): Promise<string>;
  /**
   * Takes elements from the head.
   *
   * `LPOP key [count]` · since Redis 1.0.0 · O(N)
   */
  lpop(key: Key, count?: number | bigint): Promise<string | string[] | null>;
  /**
   * The index of the first elements of a value, or of several.
   *
   * `LPOS key element [RANK rank] [COUNT num-matches] [MAXLEN len]` · since Redis 6.0.6 · O(N)
   */
  lpos<const A extends Options<{ rank?: number | bigint; count?: number | bigint; maxlen?: number | bigint }>>(key: Key, element: Value, ...options: A): Promise<With<A, "count", number[], number | null>>;
  /**
   * Puts elements before the head, one after the other.
   *
   * `LPUSH key element [element ...]` · since Redis 1.0.0 · O(1)
   */
  lpush(key: Key, ...elements: OneOrMore<Value>[]): Promise<number>;
  /**
   * The same, if the list is there.
   *
   * `LPUSHX key element [element ...]` · since Redis 2.2.0 · O(1)
   */
  lpushx(key: Key, ...elements: OneOrMore<Value>[]): Promise<number>;
  /**
   * Reads the elements from one index to another.
   *
   * `LRANGE key start stop` · since Redis 1.0.0 · O(log(N)+M)
   */
  lrange(key: Key, start: number | bigint, stop: number | bigint): Promise<string[]>;
  /**
   * Deletes `count` elements of this value: from the head, from the tail where negative, or all.
   *
   * `LREM key count element` · since Redis 1.0.0 · O(N)
   */
  lrem(key: Key, count: number | bigint, element: Value): Promise<number>;
  /**
   * Replaces the element at an index.
   *
   * `LSET key index element` · since Redis 1.0.0 · O(log(N))
   */
  lset(key: Key, index: number | bigint, element: Value): Promise<"OK">;
  /**
   * Deletes all elements but those from one index to another.
   *
   * `LTRIM key start stop` · since Redis 1.0.0 · O(N)
   */
  ltrim(key: Key, start: number | bigint, stop: number | bigint): Promise<"OK">;
  /**
   * Holds the commands about memory.
   *
   * `MEMORY` · since Redis 4.0.0 · Depends on subcommand.
   */
  memory(...args: Value[]): Promise<Reply>;
  /**
   * A word on how the memory is.
   *
   * `MEMORY DOCTOR` · since Redis 4.0.0 · O(1)
   */
  memoryDoctor(): Promise<Reply>;
  /**
   * What the subcommands do.
   *
   * `MEMORY HELP` · since Redis 4.0.0 · O(1)
   */
  memoryHelp(): Promise<string[]>;
  /**
   * Gives memory back to the system, if there is any to give.
   *
   * `MEMORY PURGE` · since Redis 4.0.0 · O(1)
   */
  memoryPurge(): Promise<"OK">;
  /**
   * How many bytes a key takes in the database, about.
   *
   * `MEMORY USAGE key [SAMPLES count]` · since Redis 4.0.0 · O(N)
   */
  memoryUsage(key: Key, ...options: Options<{ samples?: number | bigint }>): Promise<number | null>;
  /**
   * Reads the values of several keys, nil where there is no string.
   *
   * `MGET key [key ...]` · since Redis 1.0.0 · O(N)
   */
  mget(...keys: OneOrMore<Key>[]): Promise<(string | null)[]>;
  /**
   * Moves a key to another database.
   *
   * `MOVE key db` · since Redis 1.0.0 · O(1)
   */
  move(key: Key, db: number | bigint): Promise<number>;
  /**
   * Sets several keys at once.
   *
   * `MSET key value [key value ...]` · since Redis 1.0.1 · O(N)
   */
  mset(...entries: Entries): Promise<"OK">;
  /**
   * Sets several keys and their time to live, if a condition holds for all of them.
   *
   * `MSETEX numkeys key value [key value ...] [NX | XX] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL]` · since Redis 8.4.0 · O(N)
   */
  msetex(data: Fields, ...options: Options<{ nx?: boolean; xx?: boolean; ex?: number | bigint; px?: number | bigint; exat?: number | bigint; pxat?: number | bigint; keepttl?: boolean }>): Promise<number>;
  /**
   * Sets several keys at once, or none if one of them exists.
   *
   * `MSETNX key value [key value ...]` · since Redis 1.0.1 · O(N)
   */
  msetnx(...entries: Entries): Promise<number>;
  /**
   * Holds the commands about how a key is held.
   *
   * `OBJECT` · since Redis 2.2.3 · Depends on subcommand.
   */
  object(...args: Value[]): Promise<Reply>;
  /**
   * The encoding of a key's value.
   *
   * `OBJECT ENCODING key` · since Redis 2.2.3 · O(1)
   */
  objectEncoding(key: Key): Promise<Reply>;
  /**
   * How often a key is used, on a logarithmic scale.
   *
   * `OBJECT FREQ key` · since Redis 4.0.0 · O(1)
   */
  objectFreq(key: Key): Promise<Reply>;
  /**
   * What the subcommands do.
   *
   * `OBJECT HELP` · since Redis 6.2.0 · O(1)
   */
  objectHelp(): Promise<string[]>;
  /**
   * The seconds since a key was last used.
   *
   * `OBJECT IDLETIME key` · since Redis 2.2.3 · O(1)
   */
  objectIdletime(key: Key): Promise<number | null>;
  /**
   * How many names share the value.
   *
   * `OBJECT REFCOUNT key` · since Redis 2.2.3 · O(1)
   */
  objectRefcount(key: Key): Promise<number | null>;
  /**
   * Makes a key stay for good.
   *
   * `PERSIST key` · since Redis 2.2.0 · O(1)
   */
  persist(key: Key): Promise<number>;
  /**
   * Sets the time to live of a key, in milliseconds.
   *
   * `PEXPIRE key milliseconds [NX | XX | GT | LT]` · since Redis 2.6.0 · O(1)
   */
  pexpire(key: Key, milliseconds: number | bigint, ...options: Options<{ nx?: boolean; xx?: boolean; gt?: boolean; lt?: boolean }>): Promise<number>;
  /**
   * Sets when a key expires, in Unix milliseconds.
   *
   * `PEXPIREAT key unix-time-milliseconds [NX | XX | GT | LT]` · since Redis 2.6.0 · O(1)
   */
  pexpireat(key: Key, unixTimeMilliseconds: number | bigint, ...options: Options<{ nx?: boolean; xx?: boolean; gt?: boolean; lt?: boolean }>): Promise<number>;
  /**
   * When a key expires, in Unix milliseconds.
   *
   * `PEXPIRETIME key` · since Redis 7.0.0 · O(1)
   */
  pexpiretime(key: Key): Promise<number>;
  /**
   * Adds elements; whether the estimate may have changed.
   *
   * `PFADD key [element [element ...]]` · since Redis 2.8.9 · O(1)
   */
  pfadd(key: Key, ...elements: OneOrMore<Value>[]): Promise<number>;
  /**
   * How many different elements there are, about, in one or in several together.
   *
   * `PFCOUNT key [key ...]` · since Redis 2.8.9 · O(1)
   */
  pfcount(...keys: OneOrMore<Key>[]): Promise<number>;
  /**
   * Merges several into one.
   *
   * `PFMERGE destkey [sourcekey [sourcekey ...]]` · since Redis 2.8.9 · O(N)
   */
  pfmerge(destkey: Key, ...sourcekeys: OneOrMore<Key>[]): Promise<"OK">;
  /**
   * Answers, with the message if there is one.
   *
   * `PING [message]` · since Redis 1.0.0 · O(1)
   */
  ping(message?: Value): Promise<string>;
  /**
   * Sets the value of a key and its time to live in milliseconds.
   *
   * `PSETEX key milliseconds value` · since Redis 2.6.0 · O(1)
   */
  psetex(key: Key, milliseconds: number | bigint, value: Value): Promise<"OK">;
  /**
   * The time to live of a key, in milliseconds.
   *
   * `PTTL key` · since Redis 2.6.0 · O(1)
   */
  pttl(key: Key): Promise<number>;
  /**
   * Sends a message to those who listen to a channel; how many they are.
   *
   * `PUBLISH channel message` · since Redis 2.0.0 · O(N+M)
   */
  publish(channel: Value, message: Value): Promise<number>;
  /**
   * Holds the commands that tell who listens.
   *
   * `PUBSUB` · since Redis 2.8.0 · Depends on subcommand.
   */
  pubsub(...args: Value[]): Promise<Reply>;
  /**
   * The channels that somebody listens to by name.
   *
   * `PUBSUB CHANNELS [pattern]` · since Redis 2.8.0 · O(N)
   */
  pubsubChannels(pattern?: Value): Promise<string[]>;
  /**
   * What the subcommands do.
   *
   * `PUBSUB HELP` · since Redis 6.2.0 · O(1)
   */
  pubsubHelp(): Promise<string[]>;
  /**
   * How many patterns somebody listens to.
   *
   * `PUBSUB NUMPAT` · since Redis 2.8.0 · O(1)
   */
  pubsubNumpat(): Promise<number>;
  /**
   * How many listen to each of these channels by name.
   *
   * `PUBSUB NUMSUB [channel [channel ...]]` · since Redis 2.8.0 · O(N)
   */
  pubsubNumsub(...channels: OneOrMore<Value>[]): Promise<(string | number)[]>;
  /**
   * The shard channels that somebody listens to.
   *
   * `PUBSUB SHARDCHANNELS [pattern]` · since Redis 7.0.0 · O(N)
   */
  pubsubShardchannels(pattern?: Value): Promise<string[]>;
  /**
   * How many listen to each of these shard channels.
   *
   * `PUBSUB SHARDNUMSUB [shardchannel [shardchannel ...]]` · since Redis 7.0.0 · O(N)
   */
  pubsubShardnumsub(...shardchannels: OneOrMore<Value>[]): Promise<(string | number)[]>;
  /**
   * Closes the connection once its replies are sent.
   *
   * `QUIT` · since Redis 1.0.0 · O(1)
   */
  quit(): Promise<"OK">;
  /**
   * A random key.
   *
   * `RANDOMKEY` · since Redis 1.0.0 · O(1)
   */
  randomkey(): Promise<string | null>;
  /**
   * Renames a key; the new name's old value goes.
   *
   * `RENAME key newkey` · since Redis 1.0.0 · O(1)
   */
  rename(key: Key, newkey: Key): Promise<"OK">;
  /**
   * Renames a key unless the new name exists.
   *
   * `RENAMENX key newkey` · since Redis 1.0.0 · O(1)
   */
  renamenx(key: Key, newkey: Key): Promise<number>;
  /**
   * Takes the connection back to how it was when it opened.
   *
   * `RESET` · since Redis 6.2.0 · O(1)
   */
  reset(): Promise<string>;
  /**
   * Makes a key of what DUMP gave.
   *
   * `RESTORE key ttl serialized-value [REPLACE] [ABSTTL] [IDLETIME seconds] [FREQ frequency]` · since Redis 2.6.0 · O(N)
   */
  restore(key: Key, ttl: number | bigint, serializedValue: Value, ...options: Options<{ replace?: boolean; absttl?: boolean; idletime?: number | bigint; freq?: number | bigint }>): Promise<"OK">;
  /**
   * Takes elements from the tail.
   *
   * `RPOP key [count]` · since Redis 1.0.0 · O(N)
   */
  rpop(key: Key, count?: number | bigint): Promise<string | string[] | null>;
  /**
   * Moves an element from the tail of a list to the head of another.
   *
   * `RPOPLPUSH source destination` · since Redis 1.2.0 · O(1)
   */
  rpoplpush(source: Key, destination: Key): Promise<string | null>;
  /**
   * Puts elements behind the tail.
   *
   * `RPUSH key element [element ...]` · since Redis 1.0.0 · O(1)
   */
  rpush(key: Key, ...elements: OneOrMore<Value>[]): Promise<number>;
  /**
   * The same, if the list is there.
   *
   * `RPUSHX key element [element ...]` · since Redis 2.2.0 · O(1)
   */
  rpushx(key: Key, ...elements: OneOrMore<Value>[]): Promise<number>;
  /**
   * Adds members; how many are new.
   *
   * `SADD key member [member ...]` · since Redis 1.0.0 · O(1)
   */
  sadd(key: Key, ...members: OneOrMore<Value>[]): Promise<number>;
  /**
   * Moves everything into the database's file, and flushes it.
   *
   * `SAVE` · since Redis 1.0.0 · O(N) where N is the total number of keys in all databases
   */
  save(): Promise<"OK">;
  /**
   * Walks the keys, some at a time. A key that is there from the first call to the last is given.
   *
   * `SCAN cursor [MATCH pattern] [COUNT count] [TYPE type]` · since Redis 2.8.0 · O(1)
   */
  scan(cursor: Value, ...options: Options<{ match?: Value; count?: number | bigint; type?: Value }>): Promise<[cursor: string, items: string[]]>;
  /**
   * How many members there are.
   *
   * `SCARD key` · since Redis 1.0.0 · O(1)
   */
  scard(key: Key): Promise<number>;
  /**
   * Members of the first set that no other has.
   *
   * `SDIFF key [key ...]` · since Redis 1.0.0 · O(N)
   */
  sdiff(...keys: OneOrMore<Key>[]): Promise<string[]>;
  /**
   * Stores the members of the first set that no other has; how many they are.
   *
   * `SDIFFSTORE destination key [key ...]` · since Redis 1.0.0 · O(N)
   */
  sdiffstore(destination: Key, ...keys: OneOrMore<Key>[]): Promise<number>;
  /**
   * Chooses the database.
   *
   * `SELECT index` · since Redis 1.0.0 · O(1)
   */
  select(index: number | bigint): Promise<"OK">;
  /**
   * Sets the value of a key, whatever it held before.
   *
   * `SET key value [NX | XX | IFEQ ifeq-value | IFNE ifne-value | IFDEQ ifdeq-digest | IFDNE ifdne-digest] [GET] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL]` · since Redis 1.0.0 · O(1)
   */
  set(key: Key, value: Value, ...options: Options<{ nx?: boolean; xx?: boolean; ifeq?: Value; ifne?: Value; ifdeq?: Value; ifdne?: Value; get?: boolean; ex?: number | bigint; px?: number | bigint; exat?: number | bigint; pxat?: number | bigint; keepttl?: boolean }>): Promise<string | null>;
  /**
   * Sets or clears one bit, and gives the old one; the string grows as needed.
   *
   * `SETBIT key offset value` · since Redis 2.2.0 · O(1)
   */
  setbit(key: Key, offset: number | bigint, value: number | bigint): Promise<number>;
  /**
   * Sets the value of a key and its time to live in seconds.
   *
   * `SETEX key seconds value` · since Redis 2.0.0 · O(1)
   */
  setex(key: Key, seconds: number | bigint, value: Value): Promise<"OK">;
  /**
   * Sets the value of a key that does not exist.
   *
   * `SETNX key value` · since Redis 1.0.0 · O(1)
   */
  setnx(key: Key, value: Value): Promise<number>;
  /**
   * Writes over a part of a string, with zeros up to there where it is too short.
   *
   * `SETRANGE key offset value` · since Redis 2.2.0 · O(1)
   */
  setrange(key: Key, offset: number | bigint, value: Value): Promise<number>;
  /**
   * Members that all sets have.
   *
   * `SINTER key [key ...]` · since Redis 1.0.0 · O(N*M)
   */
  sinter(...keys: OneOrMore<Key>[]): Promise<string[]>;
  /**
   * How many members all sets have.
   *
   * `SINTERCARD numkeys key [key ...] [LIMIT limit]` · since Redis 7.0.0 · O(N*M)
   */
  sintercard(keys: readonly Key[], ...options: Options<{ limit?: number | bigint }>): Promise<number>;
  /**
   * Stores the members that all sets have; how many they are.
   *
   * `SINTERSTORE destination key [key ...]` · since Redis 1.0.0 · O(N*M)
   */
  sinterstore(destination: Key, ...keys: OneOrMore<Key>[]): Promise<number>;
  /**
   * Whether the set has a member.
   *
   * `SISMEMBER key member` · since Redis 1.0.0 · O(1)
   */
  sismember(key: Key, member: Value): Promise<number>;
  /**
   * Holds the commands on the slow log.
   *
   * `SLOWLOG` · since Redis 2.2.12 · Depends on subcommand.
   */
  slowlog(...args: Value[]): Promise<Reply>;
  /**
   * The last commands that took long, ten unless told how many.
   *
   * `SLOWLOG GET [count]` · since Redis 2.2.12 · O(N)
   */
  slowlogGet(count?: number | bigint): Promise<[id: number, time: number, micros: number, command: string[], address: string, name: string][]>;
  /**
   * What the subcommands do.
   *
   * `SLOWLOG HELP` · since Redis 6.2.0 · O(1)
   */
  slowlogHelp(): Promise<string[]>;
  /**
   * How many commands the slow log has.
   *
   * `SLOWLOG LEN` · since Redis 2.2.12 · O(1)
   */
  slowlogLen(): Promise<number>;
  /**
   * Empties the slow log.
   *
   * `SLOWLOG RESET` · since Redis 2.2.12 · O(N)
   */
  slowlogReset(): Promise<"OK">;
  /**
   * All members.
   *
   * `SMEMBERS key` · since Redis 1.0.0 · O(N)
   */
  smembers(key: Key): Promise<string[]>;
  /**
   * Whether the set has each of several members.
   *
   * `SMISMEMBER key member [member ...]` · since Redis 6.2.0 · O(N)
   */
  smismember(key: Key, ...members: OneOrMore<Value>[]): Promise<number[]>;
  /**
   * Moves a member from one set to another.
   *
   * `SMOVE source destination member` · since Redis 1.0.0 · O(1)
   */
  smove(source: Key, destination: Key, member: Value): Promise<number>;
  /**
   * Sorts the elements of a list, a set or a sorted set, and gives or stores them.
   *
   * `SORT key [BY by-pattern] [LIMIT offset count] [GET get-pattern [GET get-pattern ...]] [ASC | DESC] [ALPHA] [STORE destination]` · since Redis 1.0.0 · O(N+M*log(M))
   */
  sort<const A extends Options<{ by?: Value; limit?: readonly [offset: number, count: number]; get?: OneOrMore<Value>; asc?: boolean; desc?: boolean; alpha?: boolean; store?: Key }>>(key: Key, ...options: A): Promise<With<A, "store", number, (string | null)[]>>;
  /**
   * Sorts the elements of a list, a set or a sorted set.
   *
   * `SORT_RO key [BY by-pattern] [LIMIT offset count] [GET get-pattern [GET get-pattern ...]] [ASC | DESC] [ALPHA]` · since Redis 7.0.0 · O(N+M*log(M))
   */
  sort_ro(key: Key, ...options: Options<{ by?: Value; limit?: readonly [offset: number, count: number]; get?: OneOrMore<Value>; asc?: boolean; desc?: boolean; alpha?: boolean }>): Promise<(string | null)[]>;
  /**
   * Takes random members.
   *
   * `SPOP key [count]` · since Redis 1.0.0 · O(N)
   */
  spop(key: Key, count?: number | bigint): Promise<string | string[] | null>;
  /**
   * Sends a message to those who listen to a shard channel; how many they are.
   *
   * `SPUBLISH shardchannel message` · since Redis 7.0.0 · O(N)
   */
  spublish(shardchannel: Value, message: Value): Promise<number>;
  /**
   * Random members: one, `count` different ones, or with a negative count ones that may repeat.
   *
   * `SRANDMEMBER key [count]` · since Redis 1.0.0 · O(N)
   */
  srandmember(key: Key, count?: number | bigint): Promise<string | string[] | null>;
  /**
   * Deletes members; the key goes with its last.
   *
   * `SREM key member [member ...]` · since Redis 1.0.0 · O(N)
   */
  srem(key: Key, ...members: OneOrMore<Value>[]): Promise<number>;
  /**
   * Walks the members, some at a time.
   *
   * `SSCAN key cursor [MATCH pattern] [COUNT count]` · since Redis 2.8.0 · O(1)
   */
  sscan(key: Key, cursor: Value, ...options: Options<{ match?: Value; count?: number | bigint }>): Promise<[cursor: string, items: string[]]>;
  /**
   * The length of a string in bytes.
   *
   * `STRLEN key` · since Redis 2.2.0 · O(1)
   */
  strlen(key: Key): Promise<number>;
  /**
   * GETRANGE by its former name.
   *
   * `SUBSTR key start end` · since Redis 1.0.0 · O(N)
   */
  substr(key: Key, start: number | bigint, end: number | bigint): Promise<string>;
  /**
   * Members that any set has.
   *
   * `SUNION key [key ...]` · since Redis 1.0.0 · O(N)
   */
  sunion(...keys: OneOrMore<Key>[]): Promise<string[]>;
  /**
   * Stores the members that any set has; how many they are.
   *
   * `SUNIONSTORE destination key [key ...]` · since Redis 1.0.0 · O(N)
   */
  sunionstore(destination: Key, ...keys: OneOrMore<Key>[]): Promise<number>;
  /**
   * Swaps two databases.
   *
   * `SWAPDB index1 index2` · since Redis 4.0.0 · O(N)
   */
  swapdb(index1: Value, index2: Value): Promise<"OK">;
  /**
   * The time: seconds since 1970, and microseconds of the second.
   *
   * `TIME` · since Redis 2.6.0 · O(1)
   */
  time(): Promise<string[]>;
  /**
   * Counts how many of the keys exist, and notes an access to each.
   *
   * `TOUCH key [key ...]` · since Redis 3.2.1 · O(N)
   */
  touch(...keys: OneOrMore<Key>[]): Promise<number>;
  /**
   * The time to live of a key, in seconds.
   *
   * `TTL key` · since Redis 1.0.0 · O(1)
   */
  ttl(key: Key): Promise<number>;
  /**
   * The type of a key's value, or `none`.
   *
   * `TYPE key` · since Redis 1.0.0 · O(1)
   */
  type(key: Key): Promise<string>;
  /**
   * Deletes keys. Redis frees their memory later; here it is the same as DEL.
   *
   * `UNLINK key [key ...]` · since Redis 4.0.0 · O(N)
   */
  unlink(...keys: OneOrMore<Key>[]): Promise<number>;
  /**
   * Forgets what is watched.
   *
   * `UNWATCH` · since Redis 2.2.0 · O(1)
   */
  unwatch(): Promise<"OK">;
  /**
   * Waits for replicas; there are none.
   *
   * `WAIT numreplicas timeout` · since Redis 3.0.0 · O(1)
   */
  wait(numreplicas: number | bigint, timeout: number | bigint): Promise<number>;
  /**
   * Waits until what was written is flushed to the device.
   *
   * `WAITAOF numlocal numreplicas timeout` · since Redis 7.2.0 · O(1)
   */
  waitaof(numlocal: number | bigint, numreplicas: number | bigint, timeout: number | bigint): Promise<[numlocal: number, numreplicas: number]>;
  /**
   * Makes the next EXEC do nothing if one of these keys changes before it.
   *
   * `WATCH key [key ...]` · since Redis 2.2.0 · O(1) for every key.
   */
  watch(...keys: OneOrMore<Key>[]): Promise<"OK">;
  /**
   * Says that a group is done with entries; how many were pending.
   *
   * `XACK key group id [id ...]` · since Redis 5.0.0 · O(1)
   */
  xack(key: Key, group: Value, ...ids: OneOrMore<Value>[]): Promise<number>;
  /**
   * Acknowledges entries and deletes them: of each -1 where it was not pending, 1 where it was deleted, 2 where other groups keep it.
   *
   * `XACKDEL key group [KEEPREF | DELREF | ACKED] IDS numids id [id ...]` · since Redis 8.2.0 · O(1)
   */
  xackdel(key: Key, group: Value, ids: readonly Value[], ...options: Options<{ keepref?: boolean; delref?: boolean; acked?: boolean }>): Promise<number[]>;
  /**
   * Adds an entry, under the next id (`*`) or a given one; its id.
   *
   * `XADD key [NOMKSTREAM] [MAXLEN [= | ~] threshold] [MINID [= | ~] threshold] [LIMIT limit] [KEEPREF | DELREF | ACKED] id field value [field value ...]` · since Redis 5.0.0 · O(1)
   */
  xadd(key: Key, id: Value, ...fields: [fields: Fields, options?: { nomkstream?: boolean; maxlen?: OneOrMore<Value>; minid?: OneOrMore<Value>; limit?: number | bigint; keepref?: boolean; delref?: boolean; acked?: boolean }] | Value[]): Promise<string | null>;
  /**
   * Gives entries that have been pending for long to a consumer, from an id on.
   *
   * `XAUTOCLAIM key group consumer min-idle-time start [COUNT count] [JUSTID]` · since Redis 6.2.0 · O(1)
   */
  xautoclaim<const A extends Options<{ count?: number | bigint; justid?: boolean }>>(key: Key, group: Value, consumer: Value, minIdleTime: Value, start: Value, ...options: A): Promise<With<A, "justid", [next: string, ids: string[], deleted: string[]], [next: string, entries: StreamEntry[], deleted: string[]]>>;
  /**
   * Gives entries that have been pending for long to a consumer.
   *
   * `XCLAIM key group consumer min-idle-time id [id ...] [IDLE ms] [TIME unix-time-milliseconds] [RETRYCOUNT count] [FORCE] [JUSTID] [LASTID lastid]` · since Redis 5.0.0 · O(log N)
   */
  xclaim<const A extends [ids: OneOrMore<Value>, options?: { idle?: number | bigint; time?: number | bigint; retrycount?: number | bigint; force?: boolean; justid?: boolean; lastid?: Value }] | Value[]>(key: Key, group: Value, consumer: Value, minIdleTime: Value, ...ids: A): Promise<With<A, "justid", string[], StreamEntry[]>>;
  /**
   * Deletes entries; how many there were.
   *
   * `XDEL key id [id ...]` · since Redis 5.0.0 · O(N)
   */
  xdel(key: Key, ...ids: OneOrMore<Value>[]): Promise<number>;
  /**
   * Deletes entries: of each -1 where there is none, 1 where it was deleted, 2 where groups keep it.
   *
   * `XDELEX key [KEEPREF | DELREF | ACKED] IDS numids id [id ...]` · since Redis 8.2.0 · O(1)
   */
  xdelex(key: Key, ids: readonly Value[], ...options: Options<{ keepref?: boolean; delref?: boolean; acked?: boolean }>): Promise<number[]>;
  /**
   * Holds the commands about consumer groups.
   *
   * `XGROUP` · since Redis 5.0.0 · Depends on subcommand.
   */
  xgroup(...args: Value[]): Promise<Reply>;
  /**
   * Makes a group, which reads what follows an id, `$` for the last one.
   *
   * `XGROUP CREATE key group id [MKSTREAM] [ENTRIESREAD entries-read]` · since Redis 5.0.0 · O(1)
   */
  xgroupCreate(key: Key, group: Value, id: Value, ...options: Options<{ mkstream?: boolean; entriesread?: number | bigint }>): Promise<"OK">;
  /**
   * Makes a consumer; 0 where there is one of that name.
   *
   * `XGROUP CREATECONSUMER key group consumer` · since Redis 6.2.0 · O(1)
   */
  xgroupCreateconsumer(key: Key, group: Value, consumer: Value): Promise<number>;
  /**
   * Deletes a consumer; how many entries it had not acknowledged.
   *
   * `XGROUP DELCONSUMER key group consumer` · since Redis 5.0.0 · O(1)
   */
  xgroupDelconsumer(key: Key, group: Value, consumer: Value): Promise<number>;
  /**
   * Deletes a group; 0 where there is none of that name.
   *
   * `XGROUP DESTROY key group` · since Redis 5.0.0 · O(N)
   */
  xgroupDestroy(key: Key, group: Value): Promise<number>;
  /**
   * What the subcommands do.
   *
   * `XGROUP HELP` · since Redis 5.0.0 · O(1)
   */
  xgroupHelp(): Promise<string[]>;
  /**
   * Sets after which id a group reads on.
   *
   * `XGROUP SETID key group id [ENTRIESREAD entries-read]` · since Redis 5.0.0 · O(1)
   */
  xgroupSetid(key: Key, group: Value, id: Value, ...options: Options<{ entriesread?: number | bigint }>): Promise<"OK">;
  /**
   * Holds the commands that tell of streams.
   *
   * `XINFO` · since Redis 5.0.0 · Depends on subcommand.
   */
  xinfo(...args: Value[]): Promise<Reply>;
  /**
   * The consumers of a group.
   *
   * `XINFO CONSUMERS key group` · since Redis 5.0.0 · O(1)
   */
  xinfoConsumers(key: Key, group: Value): Promise<{ name: string; pending: number; idle: number; inactive: number }[]>;
  /**
   * The groups of a stream.
   *
   * `XINFO GROUPS key` · since Redis 5.0.0 · O(1)
   */
  xinfoGroups(key: Key): Promise<{ name: string; consumers: number; pending: number; "last-delivered-id": string; "entries-read": number | null; lag: number | null }[]>;
  /**
   * What the subcommands do.
   *
   * `XINFO HELP` · since Redis 5.0.0 · O(1)
   */
  xinfoHelp(): Promise<string[]>;
  /**
   * A stream; with FULL its entries, groups and consumers as well, the first of each.
   *
   * `XINFO STREAM key [FULL] [COUNT count]` · since Redis 5.0.0 · O(1)
   */
  xinfoStream<const A extends Options<{ full?: boolean; count?: number | bigint }>>(key: Key, ...options: A): Promise<With<A, "full", Record<string, Reply>, StreamInfo>>;
  /**
   * How many entries there are.
   *
   * `XLEN key` · since Redis 5.0.0 · O(1)
   */
  xlen(key: Key): Promise<number>;
  /**
   * What is pending: how much, or entry by entry.
   *
   * `XPENDING key group [[IDLE min-idle-time] start end count [consumer]]` · since Redis 5.0.0 · O(N)
   */
  xpending(key: Key, group: Value, ...range: Value[]): Promise<[count: number, first: string | null, last: string | null, consumers: [name: string, count: string][] | null] | [id: string, consumer: string, idle: number, deliveries: number][]>;
  /**
   * The entries from one id to another.
   *
   * `XRANGE key start end [COUNT count]` · since Redis 5.0.0 · O(N)
   */
  xrange(key: Key, start: Value, end: Value, ...options: Options<{ count?: number | bigint }>): Promise<StreamEntry[]>;
  /**
   * Reads what follows an id in each of several streams, and may wait for it.
   *
   * `XREAD [COUNT count] [BLOCK block-ms] STREAMS key [key ...] id [id ...]` · since Redis 5.0.0 · O(N)
   */
  xread(...streams: [streams: Streams, options?: { count?: number | bigint; block?: number | bigint }] | Value[]): Promise<Record<string, StreamEntry[]> | null>;
  /**
   * The same for a consumer of a group: what no other has got (`>`), or again what it has not acknowledged.
   *
   * `XREADGROUP GROUP group consumer [COUNT count] [BLOCK block-ms] [NOACK] STREAMS key [key ...] id [id ...]` · since Redis 5.0.0 · O(M)
   */
  xreadgroup(group: Value, consumer: Value, ...streams: [streams: Streams, options?: { count?: number | bigint; block?: number | bigint; noack?: boolean }] | Value[]): Promise<Record<string, StreamEntry[]> | null>;
  /**
   * The entries from one id back to another.
   *
   * `XREVRANGE key end start [COUNT count]` · since Redis 5.0.0 · O(N)
   */
  xrevrange(key: Key, end: Value, start: Value, ...options: Options<{ count?: number | bigint }>): Promise<StreamEntry[]>;
  /**
   * Sets what a stream knows of the entries that it once had.
   *
   * `XSETID key last-id [ENTRIESADDED entries-added] [MAXDELETEDID max-deleted-id]` · since Redis 5.0.0 · O(1)
   */
  xsetid(key: Key, lastId: Value, ...options: Options<{ entriesadded?: number | bigint; maxdeletedid?: Value }>): Promise<"OK">;
  /**
   * Deletes entries from the head; how many.
   *
   * `XTRIM key <MAXLEN [= | ~] threshold | MINID [= | ~] threshold> [LIMIT limit] [KEEPREF | DELREF | ACKED]` · since Redis 5.0.0 · O(N)
   */
  xtrim(key: Key, ...options: Options<{ maxlen?: OneOrMore<Value>; minid?: OneOrMore<Value>; limit?: number | bigint; keepref?: boolean; delref?: boolean; acked?: boolean }>): Promise<number>;
  /**
   * Adds members with scores, or gives them other scores; how many are new.
   *
   * `ZADD key [NX | XX] [GT | LT] [CH] [INCR] score member [score member ...]` · since Redis 1.2.0 · O(log(N))
   */
  zadd<const A extends Members<{ score: number; member: Value }, { nx?: boolean; xx?: boolean; gt?: boolean; lt?: boolean; ch?: boolean; incr?: boolean }>>(key: Key, ...members: A): Promise<With<A, "incr", number | null, number>>;
  /**
   * How many members there are.
   *
   * `ZCARD key` · since Redis 1.2.0 · O(1)
   */
  zcard(key: Key): Promise<number>;
  /**
   * How many members have a score between two.
   *
   * `ZCOUNT key min max` · since Redis 2.0.0 · O(log(N))
   */
  zcount(key: Key, min: Value, max: Value): Promise<number>;
  /**
   * Members of the first set that no other has.
   *
   * `ZDIFF numkeys key [key ...] [WITHSCORES]` · since Redis 6.2.0 · O(L+(N-K)log(N))
   */
  zdiff<const A extends Options<{ withscores?: boolean }>>(keys: readonly Key[], ...options: A): Promise<With<A, "withscores", Scored[], string[]>>;
  /**
   * Stores the members of the first set that no other has; how many they are.
   *
   * `ZDIFFSTORE destination numkeys key [key ...]` · since Redis 6.2.0 · O(L+(N-K)log(N))
   */
  zdiffstore(destination: Key, keys: readonly Key[]): Promise<number>;
  /**
   * Adds to the score of a member; a missing member counts as 0.
   *
   * `ZINCRBY key increment member` · since Redis 1.2.0 · O(log(N))
   */
  zincrby(key: Key, increment: number, member: Value): Promise<number>;
  /**
   * Members that all sets have.
   *
   * `ZINTER numkeys key [key ...] [WEIGHTS weight [WEIGHTS weight ...]] [AGGREGATE SUM | MIN | MAX] [WITHSCORES]` · since Redis 6.2.0 · O(N*K)+O(M*log(M))
   */
  zinter<const A extends Options<{ weights?: OneOrMore<number>; aggregate?: "SUM" | "sum" | "MIN" | "min" | "MAX" | "max"; withscores?: boolean }>>(keys: readonly Key[], ...options: A): Promise<With<A, "withscores", Scored[], string[]>>;
  /**
   * How many members all sets have.
   *
   * `ZINTERCARD numkeys key [key ...] [LIMIT limit]` · since Redis 7.0.0 · O(N*K)
   */
  zintercard(keys: readonly Key[], ...options: Options<{ limit?: number | bigint }>): Promise<number>;
  /**
   * Stores the members that all sets have; how many they are.
   *
   * `ZINTERSTORE destination numkeys key [key ...] [WEIGHTS weight [WEIGHTS weight ...]] [AGGREGATE SUM | MIN | MAX]` · since Redis 2.0.0 · O(N*K)+O(M*log(M))
   */
  zinterstore(destination: Key, keys: readonly Key[], ...options: Options<{ weights?: OneOrMore<number>; aggregate?: "SUM" | "sum" | "MIN" | "min" | "MAX" | "max" }>): Promise<number>;
  /**
   * How many members have a name between two; all must have one score.
   *
   * `ZLEXCOUNT key min max` · since Redis 2.8.9 · O(log(N))
   */
  zlexcount(key: Key, min: Value, max: Value): Promise<number>;
  /**
   * Takes members from an end of the first set that has any.
   *
   * `ZMPOP numkeys key [key ...] <MIN | MAX> [COUNT count]` · since Redis 7.0.0 · O(K)+O(M*log(N))
   */
  zmpop(keys: readonly Key[], where: "MIN" | "min" | "MAX" | "max", ...options: Options<{ count?: number | bigint }>): Promise<[key: string, members: Scored[]] | null>;
  /**
   * The scores of several members.
   *
   * `ZMSCORE key member [member ...]` · since Redis 6.2.0 · O(N)
   */
  zmscore(key: Key, ...members: OneOrMore<Value>[]): Promise<(number | null)[]>;
  /**
   * Takes the members with the highest scores.
   *
   * `ZPOPMAX key [count]` · since Redis 5.0.0 · O(log(N)*M)
   */
  zpopmax(key: Key, count?: number | bigint): Promise<Scored[]>;
  /**
   * Takes the members with the lowest scores.
   *
   * `ZPOPMIN key [count]` · since Redis 5.0.0 · O(log(N)*M)
   */
  zpopmin(key: Key, count?: number | bigint): Promise<Scored[]>;
  /**
   * Random members: one, `count` different ones, or with a negative count ones that may repeat.
   *
   * `ZRANDMEMBER key [count [WITHSCORES]]` · since Redis 6.2.0 · O(N)
   */
  zrandmember(key: Key, ...options: Value[]): Promise<Reply>;
  /**
   * Members by rank, or by score or name.
   *
   * `ZRANGE key start stop [BYSCORE | BYLEX] [REV] [LIMIT offset count] [WITHSCORES]` · since Redis 1.2.0 · O(log(N)+M)
   */
  zrange<const A extends Options<{ byscore?: boolean; bylex?: boolean; rev?: boolean; limit?: readonly [offset: number, count: number]; withscores?: boolean }>>(key: Key, start: Value, stop: Value, ...options: A): Promise<With<A, "withscores", Scored[], string[]>>;
  /**
   * Members whose names are between two; all must have one score.
   *
   * `ZRANGEBYLEX key min max [LIMIT offset count]` · since Redis 2.8.9 · O(log(N)+M)
   */
  zrangebylex(key: Key, min: Value, max: Value, ...options: Options<{ limit?: readonly [offset: number, count: number] }>): Promise<string[]>;
  /**
   * Members whose scores are between two.
   *
   * `ZRANGEBYSCORE key min max [LIMIT offset count] [WITHSCORES]` · since Redis 1.0.5 · O(log(N)+M)
   */
  zrangebyscore<const A extends Options<{ limit?: readonly [offset: number, count: number]; withscores?: boolean }>>(key: Key, min: Value, max: Value, ...options: A): Promise<With<A, "withscores", Scored[], string[]>>;
  /**
   * Stores members by rank, score or name under another key; how many they are.
   *
   * `ZRANGESTORE dst src min max [BYSCORE | BYLEX] [REV] [LIMIT offset count]` · since Redis 6.2.0 · O(log(N)+M)
   */
  zrangestore(dst: Key, src: Key, min: Value, max: Value, ...options: Options<{ byscore?: boolean; bylex?: boolean; rev?: boolean; limit?: readonly [offset: number, count: number] }>): Promise<number>;
  /**
   * How many members stand before this one.
   *
   * `ZRANK key member [WITHSCORE]` · since Redis 2.0.0 · O(log(N))
   */
  zrank<const A extends Options<{ withscore?: boolean }>>(key: Key, member: Value, ...options: A): Promise<With<A, "withscore", [rank: number, score: number] | null, number | null>>;
  /**
   * Deletes members; the key goes with its last.
   *
   * `ZREM key member [member ...]` · since Redis 1.2.0 · O(M*log(N))
   */
  zrem(key: Key, ...members: OneOrMore<Value>[]): Promise<number>;
  /**
   * Deletes members whose names are between two; all must have one score.
   *
   * `ZREMRANGEBYLEX key min max` · since Redis 2.8.9 · O(log(N)+M)
   */
  zremrangebylex(key: Key, min: Value, max: Value): Promise<number>;
  /**
   * Deletes members by rank.
   *
   * `ZREMRANGEBYRANK key start stop` · since Redis 2.0.0 · O(log(N)+M)
   */
  zremrangebyrank(key: Key, start: number | bigint, stop: number | bigint): Promise<number>;
  /**
   * Deletes members whose scores are between two.
   *
   * `ZREMRANGEBYSCORE key min max` · since Redis 1.2.0 · O(log(N)+M)
   */
  zremrangebyscore(key: Key, min: Value, max: Value): Promise<number>;
  /**
   * Members by rank from the end.
   *
   * `ZREVRANGE key start stop [WITHSCORES]` · since Redis 1.2.0 · O(log(N)+M)
   */
  zrevrange<const A extends Options<{ withscores?: boolean }>>(key: Key, start: Value, stop: Value, ...options: A): Promise<With<A, "withscores", Scored[], string[]>>;
  /**
   * Members whose names are between two, from the end; all must have one score.
   *
   * `ZREVRANGEBYLEX key max min [LIMIT offset count]` · since Redis 2.8.9 · O(log(N)+M)
   */
  zrevrangebylex(key: Key, max: Value, min: Value, ...options: Options<{ limit?: readonly [offset: number, count: number] }>): Promise<string[]>;
  /**
   * Members whose scores are between two, from the end.
   *
   * `ZREVRANGEBYSCORE key max min [LIMIT offset count] [WITHSCORES]` · since Redis 2.2.0 · O(log(N)+M)
   */
  zrevrangebyscore<const A extends Options<{ limit?: readonly [offset: number, count: number]; withscores?: boolean }>>(key: Key, max: Value, min: Value, ...options: A): Promise<With<A, "withscores", Scored[], string[]>>;
  /**
   * How many members stand behind this one.
   *
   * `ZREVRANK key member [WITHSCORE]` · since Redis 2.0.0 · O(log(N))
   */
  zrevrank<const A extends Options<{ withscore?: boolean }>>(key: Key, member: Value, ...options: A): Promise<With<A, "withscore", [rank: number, score: number] | null, number | null>>;
  /**
   * Walks the members, some at a time.
   *
   * `ZSCAN key cursor [MATCH pattern] [COUNT count]` · since Redis 2.8.0 · O(1)
   */
  zscan(key: Key, cursor: Value, ...options: Options<{ match?: Value; count?: number | bigint }>): Promise<[cursor: string, items: string[]]>;
  /**
   * The score of a member.
   *
   * `ZSCORE key member` · since Redis 1.2.0 · O(1)
   */
  zscore(key: Key, member: Value): Promise<number | null>;
  /**
   * Members that any set has.
   *
   * `ZUNION numkeys key [key ...] [WEIGHTS weight [WEIGHTS weight ...]] [AGGREGATE SUM | MIN | MAX] [WITHSCORES]` · since Redis 6.2.0 · O(N)+O(M*log(M))
   */
  zunion<const A extends Options<{ weights?: OneOrMore<number>; aggregate?: "SUM" | "sum" | "MIN" | "min" | "MAX" | "max"; withscores?: boolean }>>(keys: readonly Key[], ...options: A): Promise<With<A, "withscores", Scored[], string[]>>;
  /**
   * Stores the members that any set has; how many they are.
   *
   * `ZUNIONSTORE destination numkeys key [key ...] [WEIGHTS weight [WEIGHTS weight ...]] [AGGREGATE SUM | MIN | MAX]` · since Redis 2.0.0 · O(N)+O(M*log(M))
   */
  zunionstore(destination: Key, keys: readonly Key[], ...options: Options<{ weights?: OneOrMore<number>; aggregate?: "SUM" | "sum" | "MIN" | "min" | "MAX" | "max" }>): Promise<number>;
}

/** The parameters that CONFIG SET sets. */
export type ConfigName =
  | "appendfsync"
  | "appendonly"
  | "client-output-buffer-limit"
  | "client-query-buffer-limit"
  | "maxclients"
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
  | "busy-reply-threshold"
  | "lua-time-limit"
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

/** The commands at run time: `name=shape:options`, the last where there are any (see `arguments.ts`). */
export const COMMANDS =
  "acl=w;acl cat=u;acl help=;acl list=;acl users=;acl whoami=;append=vv;auth=w;bgsave=w;bitcount=vxo:byte! bit!;bitfield=vo:get2 overflow set3 incrby3;bitfield_ro=vx;bitop=vvw;bitpos=vvx;blmove=vvvvv;blmpop=vnvo:count;blpop=wv;brpop=wv;brpoplpush=vvv;bzmpop=vnvo:count;bzpopmax=wv;bzpopmin=wv;client=w;client caching=v;client getname=;client getredir=;client help=;client id=;client info=;client kill=o:id type user addr laddr skipme maxage;client list=o:type id*;client no-evict=v;client no-touch=v;client pause=vo:write! all!;client reply=v;client setinfo=o:libName libVer;client setname=v;client tracking=wo:redirect prefix+ bcast! optin! optout! noloop!;client trackinginfo=;client unblock=vo:timeout! error!;client unpause=;command=w;command count=;command docs=w;command getkeys=vw;command getkeysandflags=vw;command help=;command info=w;command list=o:filterby2;config=w;config get=w;config help=;config resetstat=;config rewrite=;config set=p;copy=vvo:db replace!;dbsize=;debug=vw;decr=v;decrby=vv;del=w;delex=vo:ifeq ifne ifdeq ifdne;digest=v;dump=v;echo=v;exists=w;expire=vvo:nx! xx! gt! lt!;expireat=vvo:nx! xx! gt! lt!;expiretime=v;flushall=o:async! sync!;flushdb=o:async! sync!;geoadd=vol:nx! xx! ch!;geodist=vvvo:m! km! ft! mi!;geohash=vw;geopos=vw;georadius=vwo:asc! desc! count any! withcoord! withdist! withhash! store storedist;georadiusbymember=vwo:asc! desc! count any! withcoord! withdist! withhash! store storedist;georadiusbymember_ro=vwo:asc! desc! count any! withcoord! withdist! withhash!;georadius_ro=vwo:asc! desc! count any! withcoord! withdist! withhash!;geosearch=vo:frommember fromlonlat2 byradius2 bybox3 asc! desc! count any! withcoord! withdist! withhash!;geosearchstore=vvo:frommember fromlonlat2 byradius2 bybox3 asc! desc! count any! storedist!;get=v;getbit=vv;getdel=v;getex=vo:ex px exat pxat persist!;getrange=vvv;getset=vv;hdel=vw;hello=xo:auth2 setname;hexists=vv;hexpire=vvof:nx! xx! gt! lt!;hexpireat=vvof:nx! xx! gt! lt!;hexpiretime=vf;hget=vv;hgetall=v;hgetdel=vf;hgetex=vof:ex px exat pxat persist!;hincrby=vvv;hincrbyfloat=vvv;hkeys=v;hlen=v;hmget=vw;hmset=vp;hpersist=vf;hpexpire=vvof:nx! xx! gt! lt!;hpexpireat=vvof:nx! xx! gt! lt!;hpexpiretime=vf;hpttl=vf;hrandfield=vxo:withvalues!;hscan=vvo:match count novalues!;hset=vp;hsetex=voe:fnx! fxx! ex px exat pxat keepttl!;hsetnx=vvv;hstrlen=vv;httl=vf;hvals=v;incr=v;incrby=vv;incrbyfloat=vv;info=w;keys=v;lastsave=;latency=w;latency doctor=;latency help=;latency histogram=w;latency history=v;latency latest=;latency reset=w;lcs=vvo:len! idx! minmatchlen withmatchlen!;lindex=vv;linsert=vvvv;llen=v;lmove=vvvv;lmpop=nvo:count;lolwut=o:version;lpop=vu;lpos=vvo:rank count maxlen;lpush=vw;lpushx=vw;lrange=vvv;lrem=vvv;lset=vvv;ltrim=vvv;memory=w;memory doctor=;memory help=;memory purge=;memory usage=vo:samples;mget=w;move=vv;mset=p;msetex=qo:nx! xx! ex px exat pxat keepttl!;msetnx=p;object=w;object encoding=v;object freq=v;object help=;object idletime=v;object refcount=v;persist=v;pexpire=vvo:nx! xx! gt! lt!;pexpireat=vvo:nx! xx! gt! lt!;pexpiretime=v;pfadd=vw;pfcount=w;pfmerge=vw;ping=u;psetex=vvv;pttl=v;publish=vv;pubsub=w;pubsub channels=u;pubsub help=;pubsub numpat=;pubsub numsub=w;pubsub shardchannels=u;pubsub shardnumsub=w;quit=;randomkey=;rename=vv;renamenx=vv;reset=;restore=vvvo:replace! absttl! idletime freq;rpop=vu;rpoplpush=vv;rpush=vw;rpushx=vw;sadd=vw;save=;scan=vo:match count type;scard=v;sdiff=w;sdiffstore=vw;select=v;set=vvo:nx! xx! ifeq ifne ifdeq ifdne get! ex px exat pxat keepttl!;setbit=vvv;setex=vvv;setnx=vv;setrange=vvv;sinter=w;sintercard=no:limit;sinterstore=vw;sismember=vv;slowlog=w;slowlog get=u;slowlog help=;slowlog len=;slowlog reset=;smembers=v;smismember=vw;smove=vvv;sort=vo:by limit2 get+ asc! desc! alpha! store;sort_ro=vo:by limit2 get+ asc! desc! alpha!;spop=vu;spublish=vv;srandmember=vu;srem=vw;sscan=vvo:match count;strlen=v;substr=vvv;sunion=w;sunionstore=vw;swapdb=vv;time=;touch=w;ttl=v;type=v;unlink=w;unwatch=;wait=vv;waitaof=vvv;watch=w;xack=vvw;xackdel=vvoi:keepref! delref! acked!;xadd=vovp:nomkstream! maxlen~ minid~ limit keepref! delref! acked!;xautoclaim=vvvvvo:count justid!;xclaim=vvvvwo:idle time retrycount force! justid! lastid;xdel=vw;xdelex=voi:keepref! delref! acked!;xgroup=w;xgroup create=vvvo:mkstream! entriesread;xgroup createconsumer=vvv;xgroup delconsumer=vvv;xgroup destroy=vv;xgroup help=;xgroup setid=vvvo:entriesread;xinfo=w;xinfo consumers=vv;xinfo groups=v;xinfo help=;xinfo stream=vo:full! count;xlen=v;xpending=vvox:idle;xrange=vvvo:count;xread=os:count block;xreadgroup=gvos:count block noack!;xrevrange=vvvo:count;xsetid=vvo:entriesadded maxdeletedid;xtrim=vo:maxlen~ minid~ limit keepref! delref! acked!;zadd=vom:nx! xx! gt! lt! ch! incr!;zcard=v;zcount=vvv;zdiff=no:withscores!;zdiffstore=vn;zincrby=vvv;zinter=no:weights* aggregate withscores!;zintercard=no:limit;zinterstore=vno:weights* aggregate;zlexcount=vvv;zmpop=nvo:count;zmscore=vw;zpopmax=vu;zpopmin=vu;zrandmember=vxo:withscores!;zrange=vvvo:byscore! bylex! rev! limit2 withscores!;zrangebylex=vvvo:limit2;zrangebyscore=vvvo:limit2 withscores!;zrangestore=vvvvo:byscore! bylex! rev! limit2;zrank=vvo:withscore!;zrem=vw;zremrangebylex=vvv;zremrangebyrank=vvv;zremrangebyscore=vvv;zrevrange=vvvo:withscores!;zrevrangebylex=vvvo:limit2;zrevrangebyscore=vvvo:limit2 withscores!;zrevrank=vvo:withscore!;zscan=vvo:match count;zscore=vv;zunion=no:weights* aggregate withscores!;zunionstore=vno:weights* aggregate";
