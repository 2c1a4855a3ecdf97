import { createStore, get, getMany, set, setMany } from "idb-keyval";
import type { Peer } from "./peer.ts";

export const idbKeyval: Peer = {
  async open(name) {
    const store = createStore(`idb-keyval-${name}`, "values");
    return {
      get: (key) => get<string>(key, store),
      set: (key, value) => set(key, value, store),
      fill: (entries) => setMany(entries, store),
      bulk: { get: (keys) => getMany<string>(keys, store), set: (entries) => setMany(entries, store) },
    };
  },
};
