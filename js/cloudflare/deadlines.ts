/** Which commands wait, and until when: for a wait that goes on in another engine. */

import { text } from "./frames.ts";

const LAST = new Set(["BLPOP", "BRPOP", "BZPOPMIN", "BZPOPMAX", "BLMOVE", "BRPOPLPUSH"]);
const FIRST = new Set(["BLMPOP", "BZMPOP"]);
const BLOCK = new Set(["XREAD", "XREADGROUP"]);

/** Where a command has its time-out, and how many ms its unit has; nowhere where it has none. */
function timeoutOf(words: readonly Uint8Array[]): { at: number; unit: number } | undefined {
  const name = text(words[0]).toUpperCase();
  if (LAST.has(name)) return { at: words.length - 1, unit: 1000 };
  if (FIRST.has(name)) return { at: 1, unit: 1000 };
  const block = BLOCK.has(name) ? words.findIndex((word) => text(word).toUpperCase() === "BLOCK") : -1;
  return block < 0 ? undefined : { at: block + 1, unit: 1 };
}

/** Whether a command may wait for a key. */
export function mayWait(words: readonly Uint8Array[]): boolean {
  return timeoutOf(words) !== undefined;
}

/** When a command that starts to wait now gives up, in ms; never where it waits without end. */
export function deadlineOf(words: readonly Uint8Array[], now: number): number | undefined {
  const timeout = timeoutOf(words);
  if (!timeout) return undefined;
  const wait = Number(text(words[timeout.at])) * timeout.unit;
  return wait > 0 ? Math.ceil(now + wait) : undefined;
}

/** The same command with what is left of its time. */
export function withDeadline(words: readonly Uint8Array[], until: number, now: number): (string | Uint8Array)[] {
  const timeout = timeoutOf(words);
  if (!timeout) return [...words];
  // None left would mean without end.
  const left = Math.max(until - now, 1) / timeout.unit;
  return words.map((word, at) => (at === timeout.at ? String(left) : word));
}
