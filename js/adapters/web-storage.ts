/**
 * `redlet/web-storage`: a database as the storage that state libraries persist to: zustand, TanStack
 * Query, redux-persist, Supabase's auth. They all take what has `getItem`, `setItem` and
 * `removeItem`, and wait for promises.
 */

import { separated, startingWith } from "./pattern.ts";

/** The commands that are used. */
export interface WebStorageRedlet {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, options?: { ex?: number }): Promise<unknown>;
  del(key: string): Promise<number>;
  scanIterator(options: { match: string; count: number }): AsyncIterable<string>;
}

/** Options of the storage. */
export interface WebStorageOptions {
  /** The prefix of every key in the database: `storage:` by default. One that ends in a letter or a digit gets a colon. */
  prefix?: string;
  /** The time to live of items, in seconds. By default they do not expire. */
  ttl?: number;
}

/** A storage whose methods return promises. */
export interface WebStorage {
  /** The value of a key, or null. */
  getItem(key: string): Promise<string | null>;
  /** Stores a value. */
  setItem(key: string, value: string): Promise<void>;
  /** Deletes a value. */
  removeItem(key: string): Promise<void>;
  /** All keys. */
  getAllKeys(): Promise<string[]>;
  /** All keys with their values, for TanStack Query's fine-grained persister. */
  entries(): Promise<[key: string, value: string][]>;
  /** Deletes all of its values, and nothing else in the database. */
  clear(): Promise<void>;
}

/**
 * A storage whose keys have a prefix in the database.
 *
 * @example
 * const storage = webStorage(r, { prefix: "draft:" });
 */
export function webStorage(
  redlet: WebStorageRedlet,
  { prefix: given = "storage:", ttl }: WebStorageOptions = {},
): WebStorage {
  const prefix = separated(given);
  const options = ttl === undefined ? undefined : { ex: ttl };
  async function getAllKeys(): Promise<string[]> {
    const keys = new Set<string>();
    for await (const key of redlet.scanIterator({ match: startingWith(prefix), count: 1000 })) keys.add(key);
    return [...keys].map((key) => key.slice(prefix.length));
  }
  return {
    getItem: (key) => redlet.get(prefix + key),
    async setItem(key, value) {
      await redlet.set(prefix + key, value, options);
    },
    async removeItem(key) {
      await redlet.del(prefix + key);
    },
    getAllKeys,
    async entries() {
      const keys = await getAllKeys();
      const values = await Promise.all(keys.map((key) => redlet.get(prefix + key)));
      return keys.flatMap((key, at) => {
        const value = values[at] ?? null;
        return value === null ? [] : [[key, value] as [string, string]];
      });
    },
    async clear() {
      const keys = await getAllKeys();
      await Promise.all(keys.map((key) => redlet.del(prefix + key)));
    },
  };
}
