import { Dexie, type Table } from "dexie";
import type { Peer } from "./peer.ts";

type Row = { key: string; value: string };

export const dexie: Peer = {
  async open(name) {
    const db = new Dexie(`dexie-${name}`);
    db.version(1).stores({ values: "key" });
    const values: Table<Row, string> = db.table("values");
    return {
      get: async (key) => (await values.get(key))?.value,
      set: (key, value) => values.put({ key, value }),
      fill: (entries) => values.bulkPut(entries.map(([key, value]) => ({ key, value }))),
      close: async () => db.close(),
    };
  },
};
