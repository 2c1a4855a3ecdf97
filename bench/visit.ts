/** A page that does but one thing with one library: a read as soon as it can. browser-rows.mjs visits it. */

import type { Peer } from "./peers/peer.ts";

const KEYS = 1000;
const KEY = "key:0";

/** Reads; tells how many milliseconds after the navigation began the value was there. A first visit writes for the next. */
export async function visit(peer: Peer): Promise<void> {
  const store = await peer.open("visit");
  const found = await store.get(KEY);
  const elapsed = performance.now();
  const value = "v".repeat(100);
  if (!found) await store.fill(Array.from({ length: KEYS }, (_, i) => [`key:${i}`, value]));
  // Told last: the page is closed then.
  Object.assign(window, { visited: { elapsed, isFirst: !found } });
}
