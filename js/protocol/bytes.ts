/** Bytes and text: the few steps that frames, and whoever passes them on, are made of. */

/** Writes UTF-8; a lone surrogate becomes U+FFFD. */
export const encoder = new TextEncoder();
// A leading U+FEFF belongs to the value.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A text as UTF-8. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** Bytes as text: what is no UTF-8 becomes U+FFFD, and nothing the empty text. */
export function textOf(bytes: Uint8Array | undefined): string {
  return decoder.decode(bytes);
}

/** A view of the bytes, wherever in a buffer they stand. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The bytes behind their length, which stands at a place. A view. */
export function sized(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.subarray(at + 4, at + 4 + viewOf(bytes).getUint32(at, true));
}

/** Writes a number of four bytes, little endian. */
export function put32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

/** A number as four bytes, little endian. */
export function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  put32(bytes, 0, value);
  return bytes;
}

/** All bytes, one behind the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
