/** The page of the benchmark of a large database: `npm run bench:large`. */

import { Redlet } from "redlet";
import { dice } from "./dice.ts";

/** What is issued together. */
const IN_FLIGHT = 1000;
/** Of a database some keys are read more often than others: so many get nine reads in ten. */
const HOT = 10_000;

type Way = "evenly" | "hot";

const key = (n: number) => `key:${String(n).padStart(8, "0")}`;
const draw = dice(7);
let db: Redlet;

/** Makes a database of so many keys with values of `size` characters; the bytes that it takes. */
async function fill(keys: number, size: number): Promise<number> {
  db = await Redlet.open(`large-${keys}`);
  for (let from = 0; from < keys; from += IN_FLIGHT) {
    const part = Array.from({ length: IN_FLIGHT }, (_, n) => key(from + n));
    await db.mset(...part.flatMap((name) => [name, name.padEnd(size, "x")]));
  }
  await db.close();
  const { usage = 0 } = await navigator.storage.estimate();
  return usage;
}

/** Milliseconds from nothing to the first value of a database that is there. */
async function firstReply(keys: number, size: number): Promise<number> {
  const start = performance.now();
  db = await Redlet.open(`large-${keys}`);
  const found = await db.get(key(keys >> 1));
  const elapsed = performance.now() - start;
  check(found, size);
  return elapsed;
}

/** Reads for about `millis`, a thousand in flight; microseconds each. */
async function read(keys: number, size: number, way: Way, millis: number): Promise<number> {
  const any = () => key(draw(way === "hot" && draw(10) > 0 ? Math.min(HOT, keys) : keys));
  let count = 0;
  let spent = 0;
  while (spent < millis) {
    const start = performance.now();
    const found = await Promise.all(Array.from({ length: IN_FLIGHT }, () => db.get(any())));
    spent += performance.now() - start;
    for (const value of found) check(value, size);
    count += IN_FLIGHT;
  }
  return (spent * 1000) / count;
}

function check(found: string | null, size: number): void {
  if (found?.length !== size) throw new Error("the data are lost");
}

Object.assign(window, { large: { fill, firstReply, read } });
