import localforage from "localforage";
import type { Peer } from "./peer.ts";

export const localForage: Peer = {
  async open(name) {
    const db = localforage.createInstance({ name: `localforage-${name}`, driver: localforage.INDEXEDDB });
    return {
      get: (key) => db.getItem<string>(key),
      set: (key, value) => db.setItem(key, value),
      fill: (entries) => Promise.all(entries.map(([key, value]) => db.setItem(key, value))),
      close: async () => {},
    };
  },
};
