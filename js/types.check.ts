/** Checks of the public types: this compiles, or the types say something wrong. It never runs. */

import type { Redlet, RedletError } from "./index.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <A, B>(_: Equal<A, B>): void => {};

export async function check(r: Redlet): Promise<void> {
  const value = await r.get("k");
  is<typeof value, string | null>(true);
  const count = await r.del("a", "b", ["c"]);
  is<typeof count, number>(true);
  await r.set("k", 1, { nx: true, ex: 5 });
  await r.set("k", new Uint8Array(), "EX", 60);
  // @ts-expect-error there is no such option
  await r.set("k", 1, { nope: true });
  // @ts-expect-error a key is no number
  await r.get(1);
  // @ts-expect-error there is no such command
  await r.nope();
  // @ts-expect-error the storage is one of three
  is<typeof r.storage, "disk">(true);

  const bytes = await r.binary.get("k");
  is<typeof bytes, Uint8Array | null>(true);
  const list = await r.binary.mget("k");
  is<typeof list, (Uint8Array | null)[]>(true);
  const record = await r.binary.hgetall("k");
  is<typeof record, Map<Uint8Array, Uint8Array>>(true);
  const deleted = await r.binary.del("k");
  is<typeof deleted, number>(true);

  const dumped = await r.dump("k");
  is<typeof dumped, Uint8Array | null>(true);
  const same = await r.binary.dump("k");
  is<typeof same, Uint8Array | null>(true);
  await r.restore("k", 0, new Uint8Array(), { replace: true, idletime: 5 });

  const replies = await r.pipeline().get("a").del("b").exec();
  is<typeof replies, [string | null, number]>(true);
  const settled = await r.pipeline().get("a").del("b").exec({ errors: "return" });
  is<typeof settled, [string | null | RedletError, number | RedletError]>(true);
  const binary = await r.binary.pipeline().get("a").exec();
  is<typeof binary, [Uint8Array | null]>(true);
  // @ts-expect-error the increment is a number
  r.pipeline().hincrby("h", "f", "1");

  const typed = await r.reply("GET", "k");
  if (typed.type === "integer") is<typeof typed.value, number | bigint>(true);
  const docs = await r.call<Record<string, string>>("COMMAND", "DOCS");
  is<typeof docs, Record<string, string>>(true);
}
