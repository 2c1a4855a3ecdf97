/** Checks of the public types: this compiles, or the types say something wrong. It never runs. */

import { expectTypeOf } from "expect-type";
import type {
  Binary,
  Kept,
  Message,
  Redlet,
  RedletError,
  Reply,
  StorageKind,
  Subscription,
  TypedReply,
} from "./index.ts";

type Text = string | null;

export async function strings(r: Redlet): Promise<void> {
  expectTypeOf(await r.get("k")).toEqualTypeOf<Text>();
  expectTypeOf(await r.mget("a", "b")).toEqualTypeOf<Text[]>();
  expectTypeOf(await r.del("a", "b", ["c"])).toEqualTypeOf<number>();
  expectTypeOf(await r.incr("n")).toEqualTypeOf<number>();
  await r.set("k", 1, { nx: true, ex: 5 });
  await r.set("k", new Uint8Array(), "EX", 60);
  // Redis takes XX together with GT or LT.
  expectTypeOf(await r.expire("k", 60, "XX", "GT")).toEqualTypeOf<number>();
  expectTypeOf(await r.pexpireat("k", 4102444800000, "lt", "xx")).toEqualTypeOf<number>();
  // @ts-expect-error there is no such condition
  await r.expire("k", 60, "EQ");
  // @ts-expect-error there is no such option
  await r.set("k", 1, { nope: true });
  await r.get(1);
  // @ts-expect-error there is no such command
  await r.nope();
  expectTypeOf(r.storage).toEqualTypeOf<StorageKind>();
  // @ts-expect-error the storage is one of four
  expectTypeOf(r.storage).toEqualTypeOf<"disk">();
}

export function synchronously(r: Redlet): void {
  expectTypeOf(r.sync.get("k")).toEqualTypeOf<Text>();
  expectTypeOf(r.sync.hgetall("h")).toEqualTypeOf<Record<string, string>>();
}

export async function collections(r: Redlet): Promise<void> {
  expectTypeOf(await r.hgetall("h")).toEqualTypeOf<Record<string, string>>();
  expectTypeOf(await r.hset("h", { f: 1, g: "x" })).toEqualTypeOf<number>();
  expectTypeOf(await r.lrange("l", 0, -1)).toEqualTypeOf<string[]>();
  expectTypeOf(await r.blpop("l", 0)).toEqualTypeOf<[key: string, element: string] | null>();
  expectTypeOf(await r.smembers("s")).toEqualTypeOf<string[]>();
  expectTypeOf(await r.sismember("s", "m")).toEqualTypeOf<number>();
  expectTypeOf(await r.zscore("z", "m")).toEqualTypeOf<number | null>();
  await r.zadd("z", { score: 1, member: "m" });
  const fields = new Map<string, ArrayBuffer>([["f", new ArrayBuffer(1)]]);
  expectTypeOf(await r.hset("h", fields)).toEqualTypeOf<number>();
  expectTypeOf(await r.mset(fields)).toEqualTypeOf<"OK">();
  await r.xadd("s", "*", fields);
  await r.hsetex("h", fields, { ex: 1 });
  await r.set("k", new ArrayBuffer(1), { ex: 1 });
  await r.set("k", new DataView(new ArrayBuffer(1)));
  // @ts-expect-error a value is no Map
  await r.set("k", fields);
  // @ts-expect-error a value is no date
  await r.hset("h", new Map([["f", new Date()]]));
  // @ts-expect-error a member has a score
  await r.zadd("z", { member: "m" });
}

export async function views(r: Redlet): Promise<void> {
  expectTypeOf(await r.binary.get("k")).toEqualTypeOf<Uint8Array | null>();
  expectTypeOf(await r.binary.mget("k")).toEqualTypeOf<(Uint8Array | null)[]>();
  expectTypeOf(await r.binary.hgetall("k")).toEqualTypeOf<Map<Uint8Array, Uint8Array>>();
  expectTypeOf(await r.binary.del("k")).toEqualTypeOf<number>();
  const { signal } = new AbortController();
  expectTypeOf(await r.withAbortSignal(signal).get("k")).toEqualTypeOf<Text>();
  expectTypeOf(await r.binary.withAbortSignal(signal).get("k")).toEqualTypeOf<Uint8Array | null>();

  const typed = await r.reply("GET", "k");
  if (typed.type === "integer") expectTypeOf(typed.value).toEqualTypeOf<number | bigint>();
  expectTypeOf(await r.call<Record<string, string>>("COMMAND", "DOCS")).toEqualTypeOf<Record<string, string>>();
}

export async function together(r: Redlet): Promise<void> {
  expectTypeOf(await r.pipeline().get("a").del("b").exec()).toEqualTypeOf<[Text, number]>();
  expectTypeOf(await r.pipeline().get("a").del("b").exec({ errors: "return" })).toEqualTypeOf<
    [Text | RedletError, number | RedletError]
  >();
  expectTypeOf(await r.binary.pipeline().get("a").exec()).toEqualTypeOf<[Uint8Array | null]>();
  expectTypeOf(await r.multi().get("a").del("b").exec()).toEqualTypeOf<[Text, number] | null>();
  // Never null: a watched key that has changed rejects.
  expectTypeOf(await r.atomic().get("a").exec()).toEqualTypeOf<[Text]>();
  expectTypeOf(await r.atomic().get("a").exec({ errors: "return" })).toEqualTypeOf<[Text | RedletError]>();
  // @ts-expect-error it takes words alone
  r.pipeline().call("HSET", "h", { f: 1 });
  // @ts-expect-error the increment is a number
  r.pipeline().hincrby("h", "f", "1");
}

export async function inLoops(r: Redlet, keys: string[]): Promise<void> {
  const pipeline = r.pipeline();
  for (const key of keys) pipeline.get(key);
  expectTypeOf(await pipeline.exec()).toEqualTypeOf<Reply[]>();
  expectTypeOf(await pipeline.exec({ errors: "return" })).toEqualTypeOf<(Reply | RedletError)[]>();
  const binary = r.binary.pipeline();
  for (const key of keys) binary.get(key);
  const replies: Binary[] = await binary.exec();
  expectTypeOf(replies.length).toEqualTypeOf<number>();
  const multi = r.multi();
  for (const key of keys) multi.incr(key);
  expectTypeOf(await multi.exec()).toEqualTypeOf<Reply[] | null>();
  const atomic = r.atomic();
  for (const key of keys) atomic.incr(key);
  expectTypeOf(await atomic.exec()).toEqualTypeOf<Reply[]>();
  let chained = r.pipeline<Text[]>();
  for (const key of keys) chained = chained.get(key).get(key);
  expectTypeOf(await chained.exec()).toEqualTypeOf<Text[]>();
  let counts = r.multi<number[]>();
  for (const key of keys) counts = counts.incr(key);
  expectTypeOf(await counts.exec()).toEqualTypeOf<number[] | null>();
}

export async function iteration(r: Redlet): Promise<void> {
  expectTypeOf(r.subscribe("c")).toEqualTypeOf<Subscription<string>>();
  expectTypeOf(r.subscribe("c", { binary: true })).toEqualTypeOf<Subscription<Uint8Array>>();
  for await (const message of r.subscribe("c")) expectTypeOf(message).toEqualTypeOf<Message<string>>();
  for await (const key of r.scanIterator({ match: "a*" })) expectTypeOf(key).toEqualTypeOf<string>();
  for await (const pair of r.hscanIterator("h")) {
    expectTypeOf(pair).toEqualTypeOf<[field: string, value: string]>();
  }
  for await (const pair of r.hscanIterator("h", { match: "a*", novalues: false })) {
    expectTypeOf(pair).toEqualTypeOf<[field: string, value: string]>();
  }
  for await (const field of r.hscanIterator("h", { novalues: true, count: 5 })) {
    expectTypeOf(field).toEqualTypeOf<string>();
  }
  for await (const either of r.hscanIterator("h", { novalues: Math.random() < 0.5 })) {
    expectTypeOf(either).toEqualTypeOf<string | [field: string, value: string]>();
  }
  for await (const scored of r.zscanIterator("z")) {
    expectTypeOf(scored).toEqualTypeOf<{ member: string; score: number }>();
  }
}

export async function sessions(r: Redlet): Promise<void> {
  expectTypeOf(await r.duplicate()).toEqualTypeOf<Redlet>();
  expectTypeOf(await r.withAbortSignal(AbortSignal.timeout(1)).reply("PING")).toEqualTypeOf<TypedReply>();
  r.addEventListener("push", ({ detail }) => expectTypeOf(detail).toEqualTypeOf<TypedReply>());
}

export async function databases(all: typeof Redlet): Promise<void> {
  expectTypeOf(await all.open({ path: new URL("file:///x.db"), password: "secret" })).toEqualTypeOf<Redlet>();
  expectTypeOf(await all.delete(new URL("file:///x.db"))).toEqualTypeOf<boolean>();
  expectTypeOf(await all.list()).toEqualTypeOf<Kept[]>();
  // @ts-expect-error: it has a name
  await all.open();
}
