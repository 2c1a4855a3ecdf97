import { Dexie, type Table } from "dexie";
import type { Peer } from "./peer.ts";

type Row = { key: string; value: string };

export const dexie: Peer = {
  async open(name) {
    const db = new Dexie(`dexie-${name}`);
    db.version(1).stores({ values: "key" });
    const values: Table<Row, string> = db.table("values");
    const fill = (entries: [string, string][]) => values.bulkPut(entries.map(([key, value]) => ({ key, value })));
    return {
      get: async (key) => (await values.get(key))?.value,
      set: (key, value) => values.put({ key, value }),
      fill,
      bulk: { get: async (keys) => (await values.bulkGet(keys)).map((row) => row?.value), set: fill },
    };
  },
};
