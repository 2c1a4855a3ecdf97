/** What the commands' methods take and give, as types: `commands.gen.ts` is written in their words. */

/** The name of a key. */
export type Key = string | number | bigint | Uint8Array;
/** Anything that Redis takes as one word. */
export type Value = string | number | bigint | ArrayBufferView | ArrayBuffer;
/** An integer; a bigint where it is too large for a number. */
export type Integer = number | bigint;
/** One or several, as an array. */
export type OneOrMore<T> = T | readonly T[];
/** Several arguments that begin as `T` does. */
export type AtLeast<A extends readonly unknown[], T extends readonly unknown[]> = number extends A["length"]
  ? A
  : Vague<A> extends readonly [...T, ...unknown[]]
    ? A
    : T;
/** What is any string may be whatever is wanted. */
type Vague<A> = { [I in keyof A]: string extends A[I] ? never : A[I] };
/** A number, or a word that is one. */
export type Numeral = number | bigint | `${number}` | `${"" | "+" | "-"}inf`;
/** Names with values, one after the other: as many names as values. */
export type Pairs<A extends readonly unknown[], Rest = A> = number extends A["length"]
  ? A
  : Rest extends readonly [unknown, unknown, ...infer More]
    ? More extends readonly []
      ? A
      : Pairs<A, More>
    : [name: Value, value: Value];
/** Names with values: an object, of an interface as well, a map, or the entries of either. */
export type Fields<T> =
  // Of a type parameter that has values alone, that is all that is known.
  | { readonly [name: string]: Value }
  | readonly (readonly [name: Value, value: Value])[]
  | (T extends ReadonlyMap<Value, Value> ? T : { readonly [K in keyof T]: Value });
/** Members with their scores: an object, of an interface as well, or a map, which may have a member `score`, too. */
export type Scores<T> =
  T extends ReadonlyMap<Value, number> ? T : { readonly [K in keyof T]: K extends "score" | "member" ? never : number };

/** Options, each of which may be left out, or be undefined, which is the same. */
export type Optional<T> = { readonly [K in keyof T]?: T[K] | undefined };
/** Options that exclude each other: one of them or none. */
export type OneOf<T> = {
  [K in keyof T]: Optional<Pick<T, K>> & {
    readonly [N in Exclude<keyof T, K>]?: Extract<T[N], false> | undefined;
  };
}[keyof T];
/** Options of which exactly one is needed. */
export type ExactlyOne<T> = {
  [K in keyof T]: { readonly [N in K]: T[N] } & { readonly [N in Exclude<keyof T, K>]?: undefined };
}[keyof T];
/** `O`, where it has options of `T`, as other clients spell them: `withScores`, `keep_ttl`, `EX`. */
export type Spelt<O, T> = [keyof O] extends [NameOf<T>]
  ? never
  : [PlainName<keyof O>] extends [NameOf<T>]
    ? Plain<O> extends T
      ? O
      : never
    : never;
/** What the option `N` is among those of `O`; of `object`, which is what the compiler makes of `T | undefined`, unknown. */
export type Asked<O, N> = [keyof O] extends [never] ? (string extends O ? undefined : boolean) : AskedOf<O, N>;
type AskedOf<O, N> = O extends unknown
  ? N extends keyof O
    ? O[N]
    : N extends keyof Plain<O>
      ? Plain<O>[N]
      : undefined
  : never;
type Plain<O> = { [K in keyof O as PlainName<K>]: O[K] };
type PlainName<N> = N extends `${infer A}_${infer B}` ? PlainName<`${A}${B}`> : Lowercase<N & string>;
type NameOf<T> = T extends unknown ? keyof T : never;
/** A word that Redis knows, in upper or lower case. */
export type Word<T extends string> = T | Lowercase<T>;
/** Redis's flat form: a word that it knows, and what follows. */
export type Flat<T extends string> = [word: Word<T>, ...words: Value[]];

/** `Y` where an option or an argument is given, `N` where it is not; both where that is not known. */
export type If<A, Y, N> = A extends undefined | false ? N : Y;
/** Whether a word may stand among those of the flat form. */
export type Said<A extends readonly unknown[], T extends string> =
  T extends Uppercase<A[number] & string> ? boolean : false;

/** How replies are given: at once, as promises, as bytes, or in a pipeline. */
export interface View {
  /** The type of one reply, which `given` is made of. */
  readonly reply: unknown;
  /** What the method gives. */
  readonly given: unknown;
}
/** What a method gives whose reply is `R`. */
export type Given<V extends View, R> = (V & { readonly reply: R })["given"];
/** A promise of each reply. */
export interface Promised extends View {
  readonly given: Promise<this["reply"]>;
}

/** A reply whose type depends on what was asked. */
export type Reply = null | boolean | string | number | bigint | Uint8Array | Reply[] | { [name: string]: Reply };
/** A member of a sorted set with its score. */
export interface Scored<M = string> {
  member: M;
  score: number;
}
/** A member that GEOSEARCH found, with what it was asked to tell: the distance, the geohash, the place. */
export type Found<D, H, C> = Alone<
  [
    member: string,
    ...If<D, [distance: number], []>,
    ...If<H, [geohash: number], []>,
    ...If<C, [place: [longitude: number, latitude: number]], []>,
  ]
>;
type Alone<T extends unknown[]> = T extends [infer Only] ? Only : T;
/** What LCS with IDX tells: where the strings match, the last match first. */
export interface Matches<M> {
  matches: M[];
  len: number;
}
/** Where a match begins and ends, in each of the two strings. */
export type Match = [first: [start: number, end: number], second: [start: number, end: number]];
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
