/**
 * The batch frame: what the facade and the engine say to each other. The twin of `src/protocol/frame.rs`.
 * Little endian, nothing aligned. Here are a frame's head and its parts as bytes, for code that passes them on;
 * `frame-writer.ts` and `frame-reader.ts` are for code that makes commands and uses replies.
 */

import { joined, sized, uint32, utf8, viewOf } from "./bytes.ts";
import { Tag } from "./tags.gen.ts";
import { values } from "./values.ts";

/** The head of a frame: how many commands, or replies, follow. Messages have none. */
export const HEAD = 4;

/** A command of a frame. */
export interface FramedCommand {
  /** Its words, the first of them its name. */
  readonly words: readonly Uint8Array[];
  /** Itself as it stands in the frame. */
  readonly bytes: Uint8Array;
}

/** How many commands, or replies, a frame has. */
export function countOf(frame: Uint8Array): number {
  return viewOf(frame).getUint32(0, true);
}

/**
 * What restores the session in another engine: it stands first, before replies (at `HEAD`) or messages (at 0), where
 * the session has changed. A view.
 */
export function restorationAt(start: number, bytes: Uint8Array): Uint8Array | undefined {
  return bytes[start] === Tag.Restoration ? sized(bytes, start + 1) : undefined;
}

/** Where the replies, or messages, begin behind it. */
export function afterRestoration(start: number, bytes: Uint8Array): number {
  const restoration = restorationAt(start, bytes);
  return restoration ? start + 5 + restoration.length : start;
}

/** The commands of a frame, in order. They are views of it. */
export function commandsOf(frame: Uint8Array): FramedCommand[] {
  const view = viewOf(frame);
  const commands: FramedCommand[] = [];
  let at = HEAD;
  for (let left = countOf(frame); left > 0; left--) {
    const start = at;
    const words: Uint8Array[] = [];
    at += 4;
    for (let more = view.getUint32(start, true); more > 0; more--) {
      const word = sized(frame, at);
      words.push(word);
      at += 4 + word.length;
    }
    commands.push({ words, bytes: frame.subarray(start, at) });
  }
  return commands;
}

/** The bytes of a command with these words. */
export function framed(...words: readonly (string | Uint8Array)[]): Uint8Array {
  const given = words.map((word) => (typeof word === "string" ? utf8(word) : word));
  return joined([uint32(given.length), ...given.flatMap((word) => [uint32(word.length), word])]);
}

/** A frame of commands or of replies. */
export function frameOf(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return joined([uint32(parts.length), ...parts]);
}

/** The replies of a frame, in order. They are views of it. */
export function repliesOf(frame: Uint8Array): Uint8Array[] {
  return values(frame, afterRestoration(HEAD, frame));
}
