import { Redlet } from "redlet";
import type { Peer } from "./peer.ts";

/** redlet as it comes: OPFS, `appendfsync everysec`. */
export const redlet: Peer = {
  async open(name) {
    const db = await Redlet.open(name);
    return {
      get: (key) => db.get(key),
      set: (key, value) => db.set(key, value),
      fill: (entries) => db.mset(...(entries.flat() as [string, string])),
      bulk: {
        get: (keys) => db.mget(keys),
        set: (entries) => db.mset(...(entries.flat() as [string, string])),
      },
    };
  },
};
