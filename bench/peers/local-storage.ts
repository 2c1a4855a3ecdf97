import type { Peer } from "./peer.ts";

/** Synchronous, and on the page's own thread. */
export const localStorage: Peer = {
  // Browsers stop at 5 Mi characters for the origin; keys count too.
  capacity: 2_000_000,
  async open(name) {
    const storage = globalThis.localStorage;
    return {
      get: async (key) => storage.getItem(name + key),
      set: async (key, value) => storage.setItem(name + key, value),
      fill: async (entries) => {
        for (const [key, value] of entries) storage.setItem(name + key, value);
      },
    };
  },
};
