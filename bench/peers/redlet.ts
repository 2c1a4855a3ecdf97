import { Redlet } from "redlet";
import type { Peer, Store } from "./peer.ts";

function peer(appendfsync: "everysec" | "always"): Peer {
  return { open: (name) => open(`${appendfsync} ${name}`, appendfsync) };
}

/** redlet as it comes: OPFS, `appendfsync everysec`. */
export const redlet = peer("everysec");
/** redlet where a reply means that the data is on the device. */
export const redletAlways = peer("always");

async function open(name: string, appendfsync: "everysec" | "always"): Promise<Store> {
  const db = await Redlet.open({ name, appendfsync });
  return {
    get: (key) => db.get(key),
    set: (key, value) => db.set(key, value),
    fill: (entries) => db.mset(...(entries.flat() as [string, string])),
    bulk: {
      get: (keys) => db.mget(keys),
      set: (entries) => db.mset(...(entries.flat() as [string, string])),
    },
  };
}
