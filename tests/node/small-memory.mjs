// The engine with a memory that can't grow far, so that a large value is a real trap.

const MEMORY_SECTION = 5;

/** The module's bytes with a maximum on its memory, in pages of 64 KiB. */
export function withMaximum(wasm, pages) {
  let at = 8;
  for (;;) {
    const [size, body] = number(wasm, at + 1);
    if (wasm[at] === MEMORY_SECTION) {
      // One memory, whose flag says that it has no maximum, and its minimum.
      if (wasm[body] !== 1 || wasm[body + 1] !== 0) throw new Error("the memory has a maximum already");
      const minimum = wasm.subarray(body + 2, body + size);
      const section = Buffer.concat([Buffer.from([1, 1]), minimum, leb(pages)]);
      const head = Buffer.concat([wasm.subarray(0, at + 1), leb(section.length)]);
      return new Uint8Array(Buffer.concat([head, section, wasm.subarray(body + size)]));
    }
    at = body + size;
  }
}

/** A LEB128 number and where it ends. */
function number(bytes, start) {
  let [value, shift, at] = [0, 0, start];
  do {
    value |= (bytes[at] & 127) << shift;
    shift += 7;
  } while (bytes[at++] & 128);
  return [value, at];
}

function leb(value) {
  const bytes = [];
  for (let left = value; ; left >>>= 7) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left & 127) | 128);
  }
}
