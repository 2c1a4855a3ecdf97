/** SHA-1, by which Redis knows scripts. The platform's is asynchronous, and not there in pages without https. */

import { utf8 } from "../protocol/bytes.ts";

/** The digest of a text in 40 hexadecimal digits. */
export function sha1(text: string): string {
  const bytes = utf8(text);
  // A one bit, zeros, and the length in bits, to whole blocks of 64 bytes.
  const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  for (let at = 0; at < padded.length; at += 64) addBlock(state, view, at);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function addBlock(state: Int32Array, view: DataView, start: number): void {
  const words = new Int32Array(80);
  const at = (index: number) => words[index] as number;
  for (let i = 0; i < 80; i++) {
    words[i] = i < 16 ? view.getInt32(start + 4 * i) : turned(at(i - 3) ^ at(i - 8) ^ at(i - 14) ^ at(i - 16), 1);
  }
  let [a, b, c, d, e] = state as unknown as [number, number, number, number, number];
  for (let i = 0; i < 80; i++) {
    const [mixed, constant] =
      i < 20
        ? [(b & c) | (~b & d), 0x5a827999]
        : i < 40
          ? [b ^ c ^ d, 0x6ed9eba1]
          : i < 60
            ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
            : [b ^ c ^ d, 0xca62c1d6];
    const next = (turned(a, 5) + mixed + e + constant + at(i)) | 0;
    [a, b, c, d, e] = [next, a, turned(b, 30), c, d];
  }
  for (const [i, word] of [a, b, c, d, e].entries()) state[i] = (state[i] as number) + word;
}

function turned(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
