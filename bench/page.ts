/** The page of the benchmark: what browser.mjs tells it to do, it does and times. */

import { dice } from "./dice.ts";
import { dexie } from "./peers/dexie.ts";
import { echo } from "./peers/echo.ts";
import { idbKeyval } from "./peers/idb-keyval.ts";
import { localStorage } from "./peers/local-storage.ts";
import { localForage } from "./peers/localforage.ts";
import type { Peer, Store } from "./peers/peer.ts";
import { pglite } from "./peers/pglite.ts";
import { beside, redlet, redletAlways, redletPreloaded } from "./peers/redlet.ts";
import { sqliteWasm } from "./peers/sqlite-wasm.ts";

const PEERS: Record<string, Peer> = {
  redlet,
  "redlet preloaded": redletPreloaded,
  "redlet always": redletAlways,
  beside,
  "idb-keyval": idbKeyval,
  dexie,
  localforage: localForage,
  localstorage: localStorage,
  "sqlite-wasm": sqliteWasm,
  pglite,
  "bare echo": echo,
};

/** What is issued together. */
const IN_FLIGHT = 1000;
/** How many writes go out at once where it is asked for how long they keep the page from all else. */
const FLOOD = 10_000;

/** How many keys there are, and how long a value is. */
type Shape = { keys: number; size: number };
type Kind = "get" | "set";
type Way = "one by one" | "in flight" | "bulk";

const open = new Map<string, Store>();

const key = (n: number) => `key:${String(n).padStart(8, "0")}`;

/** Random letters: what compresses well would be a gift to the stores that compress. */
const letters = Array.from(
  { length: 1 << 17 },
  (
    (draw) => () =>
      String.fromCharCode(97 + draw(26))
  )(dice(1)),
).join("");

/** A value of `size` characters that differs from the last one under its key. */
const value = (n: number, size: number) => letters.slice(n % 65_521, (n % 65_521) + size);

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

/** Works for about `millis`; keys a second, or null where the library has no such call. */
async function measure(name: string, kind: Kind, way: Way, shape: Shape, seed: number, millis: number) {
  const store = open.get(name) as Store;
  if (way === "bulk" ? !store.bulk : way === "in flight" && store.isAwaited) return null;
  const step = stepOf(store, kind, way, shape, seed);
  const start = performance.now();
  let count = 0;
  let elapsed = 0;
  while (elapsed < millis) {
    count += await step();
    elapsed = performance.now() - start;
  }
  return (count / elapsed) * 1000;
}

/** A step of the work, which gives how many keys it dealt with. Every read is checked. */
function stepOf(store: Store, kind: Kind, way: Way, { keys, size }: Shape, seed: number): () => Promise<number> {
  const draw = dice(seed);
  let written = seed * 1e6;
  const anyKey = () => key(draw(keys));
  const newValue = () => value(written++, size);
  const get = async () => check(await store.get(anyKey()), size);
  const set = () => store.set(anyKey(), newValue());
  const one = kind === "get" ? get : set;
  if (way === "one by one") return () => one().then(() => 1);
  const { bulk } = store;
  if (!bulk || (way === "in flight" && !store.isGathered)) {
    return () => Promise.all(Array.from({ length: IN_FLIGHT }, one)).then(() => IN_FLIGHT);
  }
  const anyKeys = () => Array.from({ length: IN_FLIGHT }, anyKey);
  return async () => {
    if (kind === "set") await bulk.set(anyKeys().map((each) => [each, newValue()]));
    else for (const found of await bulk.get(anyKeys())) check(found, size);
    return IN_FLIGHT;
  };
}

function check(found: string | null | undefined, size: number): void {
  if (found?.length !== size) throw new Error("the data are lost");
}

/** Milliseconds from nothing to the first value of a database that is there. */
async function firstReply(name: string, { keys, size }: Shape): Promise<number> {
  const peer = PEERS[name] as Peer;
  await peer.prepare?.();
  const start = performance.now();
  const store = await peer.open(`${keys}-${size}`);
  const found = await store.get(key(keys >> 1));
  const elapsed = performance.now() - start;
  check(found, size);
  return elapsed;
}

/** For how long, in ms, the page could do nothing else at most while 10,000 writes went out and were answered. */
async function longestBlock(name: string, { size }: Shape, seed: number): Promise<number | null> {
  const store = open.get(name) as Store;
  if (store.isAwaited) return null;
  const stop = watch();
  const entry = (i: number) => [key(i), value(seed * 1e6 + i, size)] as [string, string];
  if (store.isGathered) await store.bulk?.set(Array.from({ length: FLOOD }, (_, i) => entry(i)));
  else await Promise.all(Array.from({ length: FLOOD }, (_, i) => store.set(...entry(i))));
  return stop();
}

/** Watches how long tasks of this thread wait for their turn; gives what ends that and tells the longest wait. */
function watch(): () => Promise<number> {
  const { port1, port2 } = new MessageChannel();
  let last = performance.now();
  let longest = 0;
  port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    port2.postMessage(0);
  };
  port2.postMessage(0);
  return async () => {
    // What has blocked until now is told by the next turn.
    await new Promise((resolve) => setTimeout(resolve));
    port1.close();
    return longest;
  };
}

/** Opens a library's database and reads all of it. */
async function readAll(name: string, { keys, size }: Shape): Promise<void> {
  const store = await (PEERS[name] as Peer).open(`${keys}-${size}`);
  open.set(name, store);
  for (let from = 0; from < keys; from += IN_FLIGHT) {
    const some = Array.from({ length: Math.min(IN_FLIGHT, keys - from) }, (_, i) => key(from + i));
    for (const found of await (store.bulk ? store.bulk.get(some) : Promise.all(some.map(store.get))))
      check(found, size);
  }
}

Object.assign(window, { bench: { prepare, measure, firstReply, longestBlock, readAll } });
