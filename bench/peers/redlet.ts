import { Redlet } from "redlet";
import type { Peer, Store } from "./peer.ts";

type Sync = "everysec" | "always";

/** redlet as it comes: OPFS, `appendfsync everysec`. */
export const redlet: Peer = { open: (name) => open(Redlet, `everysec ${name}`, "everysec") };
/** The same in a page that has loaded the engine before. */
export const redletPreloaded: Peer = { ...redlet, prepare: () => Redlet.preload() };
/** redlet where a reply means that the data is on the device. */
export const redletAlways: Peer = { open: (name) => open(Redlet, `always ${name}`, "always") };
/** Another build of redlet, as it comes: before and after a change in the same run. */
export const beside: Peer = {
  async open(name) {
    const url = "./beside/index.js";
    const other = (await import(url)) as { Redlet: typeof Redlet };
    return open(other.Redlet, `beside ${name}`, "everysec");
  },
};

async function open(Client: typeof Redlet, name: string, appendfsync: Sync): Promise<Store> {
  const db = await Client.open({ name, appendfsync });
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
