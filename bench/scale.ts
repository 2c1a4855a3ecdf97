/** The page of the benchmark of scale: the work of scale.rs, through the facade on OPFS. */

import { Redlet } from "redlet";
import { dice } from "./dice.ts";

/** How many elements a command brings that fills. */
const FILL = 1000;

type Side = { db: Redlet; size: number; next: number };

const sides = new Map<number, Side>();

const draw = dice(7);
const member = (n: number) => `member:${String(n).padStart(8, "0")}`;

/** Makes a list, a set, a hash and a sorted set of so many elements, in the order of their names. */
async function fill(size: number): Promise<void> {
  const db = await Redlet.open(`scale-${size}`);
  for (let from = 0; from < size; from += FILL) {
    const part = Array.from({ length: Math.min(FILL, size - from) }, (_, n) => from + n);
    const names = part.map(member);
    await Promise.all([
      db.rpush("list", names),
      db.sadd("set", names),
      db.hset("hash", ...names.flatMap((name) => [name, name])),
      db.zadd("zset", ...part.flatMap((n) => [String((n * 7) % size), member(n)])),
    ]);
  }
  sides.set(size, { db, size, next: 0 });
}

/** Each command, and what takes away again what it adds. */
const KINDS: Record<string, (side: Side) => [Promise<unknown>, undo?: () => Promise<unknown>]> = {
  LPUSH: ({ db, size }) => [db.lpush("list", member(draw(size))), () => db.lpop("list")],
  RPUSH: ({ db, size }) => [db.rpush("list", member(draw(size))), () => db.rpop("list")],
  LPOP: ({ db }) => [db.lpop("list"), () => db.lpush("list", "x")],
  RPOP: ({ db }) => [db.rpop("list"), () => db.rpush("list", "x")],
  LINDEX: ({ db, size }) => [db.lindex("list", size >> 1)],
  HGET: ({ db, size }) => [db.hget("hash", member(draw(size)))],
  SISMEMBER: ({ db, size }) => [db.sismember("set", member(draw(size)))],
  ZSCORE: ({ db, size }) => [db.zscore("zset", member(draw(size)))],
  ZRANK: ({ db, size }) => [db.zrank("zset", member(draw(size)))],
  ZADD: (side) => {
    const name = `new:${side.next++}`;
    return [side.db.zadd("zset", String(draw(side.size)), name), () => side.db.zrem("zset", name)];
  },
  ZINCRBY: ({ db, size }) => [db.zincrby("zset", draw(1000), member(draw(size)))],
};

/** Microseconds that a command takes, where `batch` of them are issued together. */
async function time(size: number, kind: string, batch: number, millis: number): Promise<number> {
  const side = sides.get(size) as Side;
  const make = KINDS[kind] as (side: Side) => [Promise<unknown>, undo?: () => Promise<unknown>];
  let spent = 0;
  let count = 0;
  while (spent < millis) {
    const start = performance.now();
    const all = Array.from({ length: batch }, () => make(side));
    const replies = await Promise.all(all.map(([reply]) => reply));
    spent += performance.now() - start;
    count += batch;
    if (replies.includes(null)) throw new Error("the data are lost");
    await Promise.all(all.map(([, undo]) => undo?.()));
  }
  return (spent * 1000) / count;
}

Object.assign(window, { scale: { fill, time, kinds: Object.keys(KINDS) } });
