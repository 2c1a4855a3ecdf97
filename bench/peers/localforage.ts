import localforage from "localforage";
import type { Peer } from "./peer.ts";

const STORE = "keyvaluepairs";

export const localForage: Peer = {
  async open(name) {
    const database = `localforage-${name}`;
    const db = localforage.createInstance({ name: database, storeName: STORE, driver: localforage.INDEXEDDB });
    return {
      get: (key) => db.getItem<string>(key),
      set: (key, value) => db.setItem(key, value),
      fill: (entries) => db.ready().then(() => put(database, entries)),
    };
  },
};

/** Writes past localForage, which has no bulk calls, into its own object store. */
async function put(database: string, entries: [key: string, value: string][]): Promise<void> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(database);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  await new Promise((resolve, reject) => {
    const transaction = db.transaction(STORE, "readwrite");
    for (const [key, value] of entries) transaction.objectStore(STORE).put(value, key);
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  db.close();
}
