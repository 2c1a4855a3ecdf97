/**
 * Calls that compile, with the types of their replies, and calls that do not: `types.test.mjs` compiles them with the
 * packed types, as strictly as the compiler can. They never run.
 */

import { expectTypeOf } from "expect-type";
import type { Redlet, Scored, StreamEntry } from "redlet";

type Text = string | null;
type Done = "OK" | null;

interface Note {
  title: string;
  stars: number;
  draft?: string;
}

interface Settings {
  seconds: number | undefined;
  onlyNew: boolean;
  count: number | undefined;
  names: string[];
  note: Note;
}

export async function right(r: Redlet, { seconds, onlyNew, count, names, note }: Settings): Promise<void> {
  // Options decide about the reply.
  expectTypeOf(await r.set("k", "v")).toEqualTypeOf<Done>();
  expectTypeOf(await r.set("k", "v", { ex: 60, nx: true })).toEqualTypeOf<Done>();
  expectTypeOf(await r.set("k", "v", { get: true })).toEqualTypeOf<Text>();
  expectTypeOf(await r.set("k", "v", { get: onlyNew })).toEqualTypeOf<Text>();
  expectTypeOf(await r.set("k", "v", { get: undefined, keepttl: true })).toEqualTypeOf<Done>();
  expectTypeOf(await r.lpos("l", "a", { count })).toEqualTypeOf<number[] | number | null>();
  expectTypeOf(await r.zrange("z", 0, -1, { withscores: onlyNew || undefined })).toEqualTypeOf<Scored[] | string[]>();
  expectTypeOf(await r.set("k", "v", "EX", 60)).toEqualTypeOf<Done>();
  expectTypeOf(await r.set("k", "v", "EX", 60, "GET")).toEqualTypeOf<Text>();
  expectTypeOf(await r.zrange("z", 0, -1)).toEqualTypeOf<string[]>();
  expectTypeOf(await r.zrange("z", 0, -1, { withscores: true, rev: true })).toEqualTypeOf<Scored[]>();
  expectTypeOf(await r.zrange("z", 0, -1, "WITHSCORES")).toEqualTypeOf<Scored[] | string[]>();
  expectTypeOf(await r.zrank("z", "m", { withscore: true })).toEqualTypeOf<[rank: number, score: number] | null>();
  expectTypeOf(await r.zadd("z", { score: 1, member: "m" }, { gt: true })).toEqualTypeOf<number>();
  expectTypeOf(await r.zadd("z", { score: 1, member: "m" }, { incr: true })).toEqualTypeOf<number | null>();
  expectTypeOf(await r.lpos("l", "a", { count: 0 })).toEqualTypeOf<number[]>();
  expectTypeOf(await r.lpos("l", "a", { rank: -1 })).toEqualTypeOf<number | null>();
  expectTypeOf(await r.sort("l", { store: "sorted" })).toEqualTypeOf<number>();
  expectTypeOf(await r.sort("l", { by: "w:*", get: ["#", "v:*"], limit: [0, 5] })).toEqualTypeOf<Text[]>();
  expectTypeOf(await r.xadd("s", "*", { a: 1 })).toEqualTypeOf<string>();
  expectTypeOf(await r.xadd("s", "*", { a: 1 }, { nomkstream: true, maxlen: ["~", 9] })).toEqualTypeOf<Text>();
  expectTypeOf(await r.xclaim("s", "g", "c", 0, ["1-0"], { justid: true })).toEqualTypeOf<string[]>();
  expectTypeOf(await r.xclaim("s", "g", "c", 0, "1-0")).toEqualTypeOf<StreamEntry[]>();
  expectTypeOf(await r.xpending("s", "g", "-", "+", 10, { idle: 5 })).toEqualTypeOf<
    [id: string, consumer: string, idle: number, deliveries: number][]
  >();
  expectTypeOf(await r.geosearch("g", { frommember: "m", byradius: [5, "km"] })).toEqualTypeOf<string[]>();
  expectTypeOf(
    await r.geosearch("g", { fromlonlat: [1, 2], bybox: [5, 5, "km"], withdist: true, withcoord: true }),
  ).toEqualTypeOf<[member: string, distance: number, place: [longitude: number, latitude: number]][]>();
  expectTypeOf(await r.lcs("a", "b")).toEqualTypeOf<string>();
  expectTypeOf(await r.lcs("a", "b", { len: true })).toEqualTypeOf<number>();
  // As other clients spell them.
  expectTypeOf(await r.zrange("z", 0, -1, { withScores: true, byScore: true })).toEqualTypeOf<Scored[]>();
  expectTypeOf(await r.set("k", "v", { GET: true, EX: 60 })).toEqualTypeOf<Text>();
  expectTypeOf(await r.set("k", "v", { keepTtl: true, keep_ttl: undefined })).toEqualTypeOf<Done>();
  expectTypeOf(await r.xadd("s", { a: 1 })).toEqualTypeOf<string>();
  expectTypeOf(await r.zadd("z", { ann: 10, bob: 20 }, { NX: true })).toEqualTypeOf<number>();
  await r.zadd("z", new Map([["ann", 10]]));
  // A count does.
  expectTypeOf(await r.lpop("l")).toEqualTypeOf<Text>();
  expectTypeOf(await r.lpop("l", 2)).toEqualTypeOf<string[] | null>();
  expectTypeOf(await r.lpop("l", count)).toEqualTypeOf<string | string[] | null>();
  expectTypeOf(await r.spop("s", 2)).toEqualTypeOf<string[]>();
  expectTypeOf(await r.srandmember("s")).toEqualTypeOf<Text>();
  expectTypeOf(await r.hrandfield("h")).toEqualTypeOf<Text>();
  expectTypeOf(await r.hrandfield("h", 2)).toEqualTypeOf<string[]>();
  expectTypeOf(await r.hrandfield("h", 2, { withvalues: true })).toEqualTypeOf<[field: string, value: string][]>();
  expectTypeOf(await r.zrandmember("z", -2, { withscores: true })).toEqualTypeOf<Scored[]>();
  // The same in every view.
  expectTypeOf(r.sync.set("k", "v", { get: true })).toEqualTypeOf<Text>();
  expectTypeOf(await r.binary.lpop("l", 2)).toEqualTypeOf<Uint8Array[] | null>();
  expectTypeOf(await r.binary.type("k")).toEqualTypeOf<
    "none" | "string" | "list" | "set" | "zset" | "hash" | "stream"
  >();
  expectTypeOf(
    await r.pipeline().set("k", "v").spop("s", 2).zrange("z", 0, -1, { withscores: true }).exec(),
  ).toEqualTypeOf<[Done, string[], Scored[]]>();
  expectTypeOf(await r.multi().lpop("l", 2).exec()).toEqualTypeOf<[string[] | null] | null>();
  // Options that are undefined, keys that are numbers, interfaces, arrays, spreads, the flat form.
  await r.set("k", "v", { ex: seconds, nx: onlyNew || undefined });
  await r.expire(42, 60, { nx: true });
  await r.getex("k", { persist: true });
  await r.hset("h", note);
  await r.xadd("s", "*", note);
  await r.mset({ a: 1, b: new Uint8Array(2) });
  await r.hset("h", new Map([["a", new ArrayBuffer(1)]]));
  await r.hset("h", "a", 1, "b", 2);
  await r.hset("h", ...names);
  await r.hset("h", Object.entries({ a: 1, b: 2 }));
  expectTypeOf(await r.zadd("z", { score: 1, member: "a" }, { score: 2, member: "b" })).toEqualTypeOf<number>();
  expectTypeOf(await r.zunion(2, "a", "b")).toEqualTypeOf<string[]>();
  expectTypeOf(await r.zunion(2, "a", "b", "WITHSCORES")).toEqualTypeOf<Scored[] | string[]>();
  expectTypeOf(await r.blpop("a", "b", 1)).toEqualTypeOf<[key: string, element: string] | null>();
  await r.httl("h", "FIELDS", 1, "a");
  await r.lmpop(1, "l", "LEFT");
  await r.del(names);
  await r.del(...names, "more");
  await r.zadd("z", "NX", 1, "a", 2, "b");
  await r.zadd("z", "1.5", "a", "+inf", "b");
  await r.geoadd("g", "nx", "ch", 13.36, 38.11, "Palermo");
  await r.zadd("z", [{ score: Number.POSITIVE_INFINITY, member: new Uint8Array(1) }]);
  await r.bitcount("k", 0, -1, { bit: true });
  await r.hexpire("h", 60, ["a", "b"], { gt: true });
  await r.xread({ s: "$" }, { block: 100, count: undefined });
  await r.xreadgroup("g", "c", { s: ">" }, { noack: true });
  await r.xtrim("s", { maxlen: 100 });
  await r.clientTracking("ON", { prefix: ["a:", "b:"], bcast: true });
  await r.georadius("g", 13, 52, 5, "km", { withdist: true });
  await r.bitfield("k", { incrby: ["u8", 0, 1], overflow: "SAT" });
}

/** What a wrapper knows of a value is what its type parameter says. */
export async function wrapped<T extends Record<string, string>>(
  r: Redlet,
  fields: T,
  score: string,
  options: Parameters<Redlet["set"]>[2],
): Promise<void> {
  await r.hset("h", fields);
  await r.zadd("z", score, "a");
  expectTypeOf(await r.set("k", "v", options)).toEqualTypeOf<Text>();
}

export async function wrong(r: Redlet, { seconds, names, note }: Settings): Promise<void> {
  // @ts-expect-error there is no such option
  await r.set("k", "v", { ttl: 60 });
  // @ts-expect-error there is no such option, in any spelling
  await r.set("k", "v", { keepTtls: true });
  // @ts-expect-error they exclude each other in any spelling
  await r.set("k", "v", { NX: true, XX: true });
  // @ts-expect-error seconds are a number in any spelling
  await r.set("k", "v", { EX: "60" });
  // @ts-expect-error only where it is not there, or only where it is
  await r.set("k", "v", { nx: true, xx: true });
  // @ts-expect-error one time to live
  await r.set("k", "v", { ex: 1, px: 1000 });
  // @ts-expect-error a new time to live, or the old one
  await r.set("k", "v", { ex: 60, keepttl: true });
  // @ts-expect-error seconds are a number
  await r.set("k", "v", { ex: "60" });
  // @ts-expect-error there is no such word
  await r.set("k", "v", "TTL", 60);
  // @ts-expect-error a boolean is no value
  await r.set("k", true);
  // @ts-expect-error an object is no value
  await r.set("k", { a: 1 });
  // @ts-expect-error null is no value
  await r.set("k", null);
  // @ts-expect-error a date is no value
  await r.set("k", new Date());
  // @ts-expect-error a value is missing
  await r.set("k");
  // @ts-expect-error undefined is no key
  await r.get(undefined);
  // @ts-expect-error GET has one key
  await r.get("a", "b");
  // @ts-expect-error no key at all
  await r.del();
  // @ts-expect-error no member
  await r.sadd("s");
  // @ts-expect-error a set is no array
  await r.sadd("s", new Set(["a"]));
  // @ts-expect-error no fields
  await r.hset("h");
  // @ts-expect-error a field without a value
  await r.hset("h", "a");
  // @ts-expect-error a field without a value
  await r.hset("h", "a", 1, "b");
  // @ts-expect-error a value of a field is one word
  await r.hset("h", { tags: names });
  // @ts-expect-error a value of a field is there
  await r.hset("h", { a: seconds });
  // @ts-expect-error a value of a field is no object
  await r.hset("h", { note });
  // @ts-expect-error a date is no fields
  await r.hset("h", new Date());
  // @ts-expect-error a value of a key is one word
  await r.mset({ a: [1, 2] });
  // @ts-expect-error the increment is a number
  await r.hincrby("h", "f", "1");
  // @ts-expect-error a score is a number
  await r.zadd("z", { score: "1", member: "a" });
  // @ts-expect-error a member has a score
  await r.zadd("z", { member: "a" });
  // @ts-expect-error a score is a number
  await r.zadd("z", { ann: "10" });
  // @ts-expect-error the score comes first
  await r.zadd("z", "ann", 10);
  // @ts-expect-error the place comes first
  await r.geoadd("g", "Palermo", 13.36, 38.11);
  // @ts-expect-error a member has a name
  await r.zadd("z", { score: 1 });
  // @ts-expect-error there is no such part of a member
  await r.zadd("z", { score: 1, member: "a", nx: true });
  // @ts-expect-error greater or less
  await r.zadd("z", { score: 1, member: "a" }, { gt: true, lt: true });
  // @ts-expect-error there is no such option
  await r.zrange("z", 0, -1, { withScores: true, order: "desc" });
  // @ts-expect-error by score or by name
  await r.zrange("z", 0, -1, { byscore: true, bylex: true });
  // @ts-expect-error a limit has two numbers
  await r.zrange("z", 0, -1, { byscore: true, limit: [1] });
  // @ts-expect-error how long to wait is missing
  await r.blpop("a", "b");
  // @ts-expect-error keys are an array
  await r.zunion("a", "b");
  // @ts-expect-error there is no such aggregate
  await r.zunion(["a", "b"], { aggregate: "AVG" });
  // @ts-expect-error there is no such option
  await r.zrank("z", "m", { withscores: true });
  // @ts-expect-error a count is a number
  await r.lpop("l", "2");
  // @ts-expect-error a count is no option
  await r.spop("s", { count: 2 });
  // @ts-expect-error LEFT or RIGHT
  await r.lmove("a", "b", "TOP", "LEFT");
  // @ts-expect-error BEFORE or AFTER
  await r.linsert("l", "between", "a", "b");
  // @ts-expect-error one condition
  await r.expire("k", 60, { nx: true, xx: true });
  // @ts-expect-error a time is missing
  await r.expire("k");
  // @ts-expect-error a new time to live, or none
  await r.getex("k", { ex: 60, persist: true });
  // @ts-expect-error where from is missing
  await r.geosearch("g", { byradius: [5, "km"] });
  // @ts-expect-error one place to search from
  await r.geosearch("g", { frommember: "m", fromlonlat: [1, 2], byradius: [5, "km"] });
  // @ts-expect-error there is no such unit
  await r.geosearch("g", { frommember: "m", byradius: [5, "miles"] });
  // @ts-expect-error fields are missing
  await r.xadd("s", "*");
  // @ts-expect-error by length or by id
  await r.xadd("s", "*", { a: 1 }, { maxlen: 5, minid: "1-0" });
  // @ts-expect-error the streams come first
  await r.xread({ count: 1 }, { s: "$" });
  // @ts-expect-error one order
  await r.sort("l", { asc: true, desc: true });
  // @ts-expect-error there is no such option
  await r.scan("0", { pattern: "a*" });
  // @ts-expect-error the fields are an array
  await r.hexpire("h", 60, "a", "b");
  // @ts-expect-error old values come with get alone
  (await r.set("k", "v")) === "old";
  // @ts-expect-error several are no string
  (await r.spop("s", 2)).toUpperCase();
  // @ts-expect-error there is no such option in a pipeline either
  r.pipeline().set("k", "v", { ttl: 60 });
  // @ts-expect-error a key is missing in the synchronous view, too
  r.sync.del();
  // @ts-expect-error nor are there other options in the binary view
  await r.binary.set("k", "v", { nx: true, xx: true });
}
