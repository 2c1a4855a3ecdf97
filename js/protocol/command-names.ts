/**
 * Which commands a frame names, asked of its bytes: nothing is decoded and nothing is allocated, as this is asked of
 * every batch. A name is known by a hash, so another name may rarely be taken for it: nobody may rely on more than that
 * most frames are told right.
 */

import { utf8, viewOf } from "./bytes.ts";
import { HEAD } from "./frame.ts";

/** A set of commands, such as `GET`, or `CLIENT HELP` for one subcommand. In frames their case does not matter. */
export class CommandNames {
  readonly #hashes: Set<number>;
  /** Whether one of them names a subcommand. */
  readonly #hasSubcommands: boolean;

  constructor(names: readonly string[]) {
    this.#hashes = new Set(names.map(hashOf));
    this.#hasSubcommands = names.some((name) => name.includes(" "));
  }

  /** Whether one of the frame's commands is in the set. No, where the frame is malformed. */
  someIn(frame: Uint8Array): boolean {
    return this.#find(frame, true);
  }

  /** Whether all of the frame's commands are in the set. Yes, where the frame is malformed. */
  everyIn(frame: Uint8Array): boolean {
    return !this.#find(frame, false);
  }

  /** Whether there is a command that is in the set, or is not. */
  #find(frame: Uint8Array, isIn: boolean): boolean {
    if (frame.length < HEAD) return false;
    const view = viewOf(frame);
    let at = HEAD;
    for (let left = view.getUint32(0, true); left > 0; left--) {
      if (at + 8 > frame.length) return false;
      const words = view.getUint32(at, true);
      const name = hashAt(frame, view, at + 4, 0);
      const second = at + 8 + view.getUint32(at + 4, true);
      if (second > frame.length) return false;
      const hasSecond = this.#hasSubcommands && words > 1 && second + 4 <= frame.length;
      const isNamed = this.#hashes.has(name) || (hasSecond && this.#hashes.has(hashAt(frame, view, second, name)));
      if (isNamed === isIn) return true;
      at += 4;
      for (let more = words; more > 0; more--) {
        if (at + 4 > frame.length) return false;
        at += 4 + view.getUint32(at, true);
      }
    }
    return false;
  }
}

/** The hash of the word that stands there behind its length, after what `hash` is the hash of. */
function hashAt(bytes: Uint8Array, view: DataView, at: number, hash: number): number {
  return hashed(bytes, at + 4, view.getUint32(at, true), hash);
}

function hashOf(name: string): number {
  return name.split(" ").reduce((hash, word) => hashed(utf8(word), 0, word.length, hash), 0);
}

/** No name of a command is as long: what is behind it does not count. */
const LONGEST = 24;

function hashed(bytes: Uint8Array, start: number, length: number, before: number): number {
  let hash = Math.imul(before, 31) + length;
  const end = start + Math.min(length, LONGEST);
  // Small letters are made capital ones; what else changes by that is in no name.
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + ((bytes[at] as number) & 0xdf)) | 0;
  return hash;
}
