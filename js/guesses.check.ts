/** Checks of the types: of the names that others guess, those compile that lead to one meaning. It never runs. */

import { expectTypeOf } from "expect-type";
import type { Redlet } from "./index.ts";

interface Note {
  title: string;
  stars: number;
}
interface Board {
  ann: number;
  bob: number;
}

export async function taken(r: Redlet, note: Note, board: Board): Promise<void> {
  // An entry without an id.
  expectTypeOf(await r.xadd("s", { f: 1 })).toEqualTypeOf<string>();
  expectTypeOf(await r.xadd("s", note, { maxlen: 5 })).toEqualTypeOf<string>();
  expectTypeOf(await r.xadd("s", new Map([["f", 1]]), { nomkstream: true })).toEqualTypeOf<string | null>();
  expectTypeOf(await r.xadd("s", "*", note)).toEqualTypeOf<string>();
  expectTypeOf(r.sync.xadd("s", { f: 1 })).toEqualTypeOf<string>();
  expectTypeOf(await r.pipeline().xadd("s", { f: 1 }).xlen("s").exec()).toEqualTypeOf<[string, number]>();
  // Members by their names.
  expectTypeOf(await r.zadd("z", { ann: 1, bob: 2 })).toEqualTypeOf<number>();
  expectTypeOf(await r.zadd("z", board, { gt: true })).toEqualTypeOf<number>();
  expectTypeOf(await r.zadd("z", new Map([["score", 1]]), { incr: true })).toEqualTypeOf<number | null>();
  expectTypeOf(await r.zadd("z", [{ score: 1, member: "a" }])).toEqualTypeOf<number>();
  // Options in any spelling, of iterators too.
  await r.set("k", "v", { EX: 60, keepttl: false });
  for await (const key of r.scanIterator({ match: "user:*", count: 10, type: "hash" })) r.hgetall(key);
  for await (const key of r.scanIterator({ MATCH: "user:*", COUNT: 10, TYPE: "hash" })) r.hgetall(key);
  for await (const [field] of r.hscanIterator("h", { MATCH: "a*" })) expectTypeOf(field).toEqualTypeOf<string>();
  for await (const field of r.hscanIterator("h", { NOVALUES: true })) expectTypeOf(field).toEqualTypeOf<string>();
  for await (const member of r.sscanIterator("s", { Count: 5 })) expectTypeOf(member).toEqualTypeOf<string>();
  for await (const { score } of r.zscanIterator("z", { match: undefined })) expectTypeOf(score).toEqualTypeOf<number>();
}

export function refused(r: Redlet, note: Note): void {
  // @ts-expect-error a value is no array
  r.xadd("s", { f: ["a", "b"] });
  // @ts-expect-error there is no such option
  r.xadd("s", { f: 1 }, { max: 5 });
  // @ts-expect-error a score is a number
  r.zadd("z", note);
  // @ts-expect-error a score is a number
  r.zadd("z", { ann: "1" });
  // @ts-expect-error a member has a score
  r.zadd("z", { member: 1 });
  // @ts-expect-error a score is somebody's
  r.zadd("z", { score: 1 });
  // @ts-expect-error the member is not its value
  r.zadd("z", { score: 1, value: "a" });
  // @ts-expect-error an iterator has its options in an object
  r.hscanIterator("h", "NOVALUES");
  // @ts-expect-error values are in hashes alone
  r.zscanIterator("z", { novalues: true });
  // @ts-expect-error members have no type
  r.sscanIterator("s", { type: "hash" });
  // @ts-expect-error a pattern is a text
  r.scanIterator({ MATCH: ["a"] });
  // @ts-expect-error redlet's names are Redis's
  r.hGetAll("h");
  // @ts-expect-error the same
  r.scan_iter({ match: "a*" });
  // @ts-expect-error commands are added by methods
  r.pipeline([["set", "k", "v"]]);
  // @ts-expect-error there is no callback
  r.get("k", () => {});
}
