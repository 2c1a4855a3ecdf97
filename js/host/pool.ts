/** Copies what the engine gives out of its memory. */
export type CopyOut = (view: Uint8Array) => Uint8Array<ArrayBuffer>;

/** What is larger gets a buffer of its own. */
const SMALL = 2048;
/** How much one buffer takes of what is smaller. */
const ROOM = 16_384;

/**
 * Copies small replies side by side into one buffer: to make a buffer for each, and to collect it, takes longer than the
 * rest of a short call. They are to be read, or sent on as bytes; who transferred one to another thread would take the
 * others along.
 */
export function pool(): CopyOut {
  let buffer = new Uint8Array(0);
  let at = 0;
  return (view) => {
    const { length } = view;
    if (length > SMALL) return view.slice() as Uint8Array<ArrayBuffer>;
    if (at + length > buffer.length) {
      buffer = new Uint8Array(ROOM);
      at = 0;
    }
    buffer.set(view, at);
    at += length;
    return buffer.subarray(at - length, at);
  };
}
