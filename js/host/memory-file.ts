/** A file in memory, for an engine that is opened only to have its code compiled. */

import type { HostFile } from "./host.ts";

/** An empty file. What is written to it is gone with it. */
export function memoryFile(): HostFile {
  let bytes = new Uint8Array(0);
  const resize = (size: number) => {
    const before = bytes.subarray(0, size);
    bytes = new Uint8Array(size);
    bytes.set(before);
  };
  return {
    read(buffer, at) {
      const found = bytes.subarray(at, at + buffer.length);
      buffer.set(found);
      return found.length;
    },
    write(buffer, at) {
      if (at + buffer.length > bytes.length) resize(at + buffer.length);
      bytes.set(buffer, at);
      return buffer.length;
    },
    truncate: resize,
    flush() {},
    size: () => bytes.length,
    close() {},
  };
}
