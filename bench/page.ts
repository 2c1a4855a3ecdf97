/** The page of the benchmark: what browser.mjs tells it to do, it does and times. */

import { dexie } from "./peers/dexie.ts";
import { idbKeyval } from "./peers/idb-keyval.ts";
import { localStorage } from "./peers/local-storage.ts";
import { localForage } from "./peers/localforage.ts";
import type { Peer, Store } from "./peers/peer.ts";
import { redlet } from "./peers/redlet.ts";
import { sqliteWasm } from "./peers/sqlite-wasm.ts";

const PEERS: Record<string, Peer> = {
  redlet,
  "idb-keyval": idbKeyval,
  dexie,
  localforage: localForage,
  localstorage: localStorage,
  "sqlite-wasm": sqliteWasm,
};

/** What is issued together. */
const IN_FLIGHT = 1000;

/** How many keys there are, and how long a value is. */
type Shape = { keys: number; size: number };
type Work = "get" | "set" | "get in flight" | "set in flight";

const open = new Map<string, Store>();

/** The same numbers for every library: mulberry32 (Ettinger 2017). */
function dice(seed: number) {
  let state = seed;
  return (limit: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((((t ^ (t >>> 14)) >>> 0) * limit) / 2 ** 32) | 0;
  };
}

const key = (n: number) => `key:${String(n).padStart(8, "0")}`;

/** A value of `size` characters that differs from the last one under its key. */
const value = (n: number, size: number) => String(n).padEnd(size, "abcdefghijklmnopqrstuvwxyz");

/** Opens a library's database and fills it; false where it can't hold so much. */
async function prepare(name: string, { keys, size }: Shape): Promise<boolean> {
  const peer = PEERS[name] as Peer;
  if (keys * (size + 12) > (peer.capacity ?? Number.POSITIVE_INFINITY)) return false;
  const store = await peer.open(`${keys}-${size}`);
  for (let from = 0; from < keys; from += IN_FLIGHT) {
    const count = Math.min(IN_FLIGHT, keys - from);
    await store.fill(Array.from({ length: count }, (_, i) => [key(from + i), value(from + i, size)]));
  }
  open.set(name, store);
  return true;
}

/** Works for about `millis`; operations a second. */
async function measure(name: string, work: Work, shape: Shape, seed: number, millis: number): Promise<number> {
  const store = open.get(name) as Store;
  const draw = dice(seed);
  let done = 0;
  const one = {
    get: () => store.get(key(draw(shape.keys))),
    set: () => store.set(key(draw(shape.keys)), value(seed * 1e6 + done++, shape.size)),
  };
  const start = performance.now();
  let count = 0;
  let elapsed = 0;
  while (elapsed < millis) {
    if (work === "get" || work === "set") {
      await one[work]();
      count += 1;
    } else {
      await together(store, work, one, shape, seed + count);
      count += IN_FLIGHT;
    }
    elapsed = performance.now() - start;
  }
  return (count / elapsed) * 1000;
}

function together(
  store: Store,
  work: Work,
  one: Record<"get" | "set", () => Promise<unknown>>,
  shape: Shape,
  seed: number,
) {
  const kind = work === "get in flight" ? "get" : "set";
  if (!store.batch) return Promise.all(Array.from({ length: IN_FLIGHT }, () => one[kind]()));
  const draw = dice(seed);
  const keys = Array.from({ length: IN_FLIGHT }, () => key(draw(shape.keys)));
  if (kind === "get") return store.batch.get(keys);
  return store.batch.set(keys.map((each, i) => [each, value(seed + i, shape.size)]));
}

/** Milliseconds from nothing to the first value of a database that is there. */
async function firstReply(name: string, { keys, size }: Shape): Promise<number> {
  const start = performance.now();
  const store = await (PEERS[name] as Peer).open(`${keys}-${size}`);
  const found = await store.get(key(keys >> 1));
  const elapsed = performance.now() - start;
  if (found?.length !== size) throw new Error(`${name} has lost its data`);
  await store.close();
  return elapsed;
}

async function closeAll() {
  for (const store of open.values()) await store.close();
  open.clear();
}

Object.assign(window, { bench: { prepare, measure, firstReply, closeAll } });
