/**
 * RESP2 as a client speaks it: commands out, replies in. The engine gives whole replies, so nothing
 * is kept between two reads.
 */

import { joined, textOf, utf8 } from "../../protocol/bytes.ts";

/** A word of a command. */
export type Word = string | Uint8Array;

/** The text of an error reply. */
export class ErrorReply {
  constructor(readonly text: string) {}
}

/** A simple string, which is text whatever the encoding asked for. */
export class Status {
  constructor(readonly text: string) {}
}

/** A reply: integers are their digits, as they may have more than a number holds. */
export type Reply2 = null | Integer | Status | ErrorReply | Uint8Array | Reply2[];

/** The digits of an integer. */
export class Integer {
  constructor(readonly digits: string) {}
}

/** The bytes of commands, one after the other. */
export function encodeCommands(commands: readonly (readonly Word[])[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const words of commands) {
    parts.push(utf8(`*${words.length}\r\n`));
    for (const word of words) {
      const bytes = typeof word === "string" ? utf8(word) : word;
      parts.push(utf8(`$${bytes.length}\r\n`), bytes, LINE);
    }
  }
  return joined(parts);
}

const LINE = utf8("\r\n");

/** Reads the replies in some bytes, which end where a reply ends. */
export function* decodeReplies(bytes: Uint8Array): Generator<Reply2, void> {
  const reader = new Reader(bytes);
  while (!reader.isEmpty) yield reader.reply();
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isEmpty(): boolean {
    return this.#at >= this.#bytes.length;
  }

  reply(): Reply2 {
    const kind = String.fromCharCode(this.#bytes[this.#at++] ?? 0);
    const line = this.#line();
    switch (kind) {
      case "+":
        return new Status(line);
      case "-":
        return new ErrorReply(line);
      case ":":
        return new Integer(line);
      case "$":
        return line === "-1" ? null : this.#bulk(Number(line));
      case "*":
        return line === "-1" ? null : Array.from({ length: Number(line) }, () => this.reply());
      default:
        throw new RangeError(`a reply begins with ${JSON.stringify(kind)}`);
    }
  }

  #line(): string {
    const end = this.#bytes.indexOf(13, this.#at);
    const line = textOf(this.#bytes.subarray(this.#at, end));
    this.#at = end + 2;
    return line;
  }

  #bulk(length: number): Uint8Array {
    const start = this.#at;
    this.#at += length + 2;
    return this.#bytes.subarray(start, start + length);
  }
}
