/**
 * Writes request frames.
 *
 * Every command passes through here: the loops are plain on purpose, and nothing is allocated for a word that is
 * ASCII. Keep it so, or measure.
 */

import { RedletError } from "../errors.ts";
import { encoder, put32 } from "./bytes.ts";
import { HEAD } from "./frame.ts";

/** Strings up to here are copied by a loop, longer ones by `encodeInto`, which costs more to start. */
const SHORT = 64;
/** Bytes up to here are copied by a loop. */
const FEW_BYTES = 32;
/** The buffer a writer begins with, and the largest that it keeps for the next frame. */
const INITIAL = 1024;
const KEPT = 1 << 20;

/** A buffer, where there is memory for it. */
function allocate(size: number): Uint8Array<ArrayBuffer> | undefined {
  try {
    return new Uint8Array(size);
  } catch {
    return undefined;
  }
}

/** Writes the commands of one batch into one growing buffer. */
export class FrameWriter {
  #bytes = new Uint8Array(INITIAL);
  #at = HEAD;
  #count = 0;

  /** How many bytes were written. */
  get size(): number {
    return this.#at;
  }

  /** How many commands were written. */
  get count(): number {
    return this.#count;
  }

  /** Starts a command with the words of its name (as `nameWords` makes them); gives its place for `end`. */
  begin(name: Uint8Array): number {
    const mark = this.#at;
    this.#reserve(4 + name.length);
    this.#at += 4;
    this.#copy(name);
    return mark;
  }

  /** Ends the command that began at `mark`: it has so many words, its name's included. */
  end(mark: number, words: number): void {
    put32(this.#bytes, mark, words);
    this.#count++;
  }

  /** Forgets the command that began at `mark`. */
  undo(mark: number): void {
    this.#at = mark;
  }

  /** Writes a word of text as UTF-8; a lone surrogate becomes U+FFFD. */
  text(word: string): void {
    const { length } = word;
    this.#reserve(4 + length);
    const start = this.#at + 4;
    if (length <= SHORT) {
      const bytes = this.#bytes;
      let i = 0;
      for (; i < length; i++) {
        const unit = word.charCodeAt(i);
        if (unit > 127) break;
        bytes[start + i] = unit;
      }
      if (i === length) {
        put32(bytes, this.#at, length);
        this.#at = start + length;
        return;
      }
    }
    this.#encode(word);
  }

  /** Writes a word of bytes. */
  bytes(word: Uint8Array): void {
    this.#reserve(4 + word.length);
    put32(this.#bytes, this.#at, word.length);
    this.#at += 4;
    this.#copy(word);
  }

  /** Writes all commands of another frame. */
  append(other: FrameWriter): void {
    this.#reserve(other.#at - HEAD);
    this.#copy(other.#bytes.subarray(HEAD, other.#at));
    this.#count += other.#count;
  }

  /** Writes a command that the engine gave, as it stands in a frame. */
  command(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#copy(bytes);
    this.#count++;
  }

  /** The frame. It is a view: whoever keeps it past `clear` must copy it, or take its buffer away. */
  finish(): Uint8Array<ArrayBuffer> {
    put32(this.#bytes, 0, this.#count);
    return this.#bytes.subarray(0, this.#at);
  }

  /** Empties the writer, with a new buffer if the last was transferred or is too large to keep. */
  clear(): void {
    const size = this.#bytes.byteLength;
    if (size === 0) this.#bytes = new Uint8Array(Math.min(Math.max(INITIAL, this.#at), KEPT));
    else if (size > KEPT) this.#bytes = new Uint8Array(INITIAL);
    this.#at = HEAD;
    this.#count = 0;
  }

  #encode(word: string): void {
    const mark = this.#at;
    this.#at += 4;
    let rest = word;
    // The room is for ASCII at first: what does not fit takes three bytes a UTF-16 unit at most.
    for (;;) {
      const { read, written } = encoder.encodeInto(rest, this.#bytes.subarray(this.#at));
      this.#at += written;
      if (read === rest.length) break;
      rest = rest.slice(read);
      this.#reserve(rest.length * 3);
    }
    put32(this.#bytes, mark, this.#at - mark - 4);
  }

  #copy(from: Uint8Array): void {
    const { length } = from;
    const to = this.#bytes;
    const at = this.#at;
    if (length > FEW_BYTES) to.set(from, at);
    else for (let i = 0; i < length; i++) to[at + i] = from[i] as number;
    this.#at = at + length;
  }

  #reserve(more: number): void {
    const needed = this.#at + more;
    const old = this.#bytes;
    if (needed <= old.length) return;
    const grown = allocate(Math.max(needed, old.length * 2)) ?? allocate(needed);
    if (!grown) throw new RedletError("OOM", "there is no memory for the command");
    grown.set(old.subarray(0, this.#at));
    this.#bytes = grown;
  }
}

/** The words of a command's name as they stand in a frame. */
export function nameWords(words: readonly string[]): Uint8Array {
  const writer = new FrameWriter();
  for (const word of words) writer.text(word);
  return writer.finish().slice(HEAD);
}
