/**
 * `redlet/unstorage`: a database as a driver of unstorage, and so of Nitro and Nuxt. Bytes stay
 * bytes; items may have a time to live.
 */

import { startingWith } from "./pattern.ts";

/** The commands that are used. */
export interface UnstorageCommands {
  get(key: string): Promise<string | null>;
  mget(keys: string[]): Promise<(string | null)[]>;
  set(key: string, value: string | Uint8Array, options?: { px?: number }): Promise<unknown>;
  del(key: string): Promise<number>;
  exists(key: string): Promise<number>;
  pttl(key: string): Promise<number>;
  scanIterator(options: { match: string; count: number }): AsyncIterable<string>;
  binary: { get(key: string): Promise<Uint8Array | null> };
}

/** Options of the driver. */
export interface UnstorageDriverOptions {
  /** The prefix of every key in the database; a colon is added. */
  base?: string;
  /** The default time to live of items, in seconds. */
  ttl?: number;
}

/** Options of a single call. */
export interface UnstorageItemOptions {
  /** The time to live of the item, in seconds. */
  ttl?: number;
}

/** The driver: `createStorage({ driver: redletDriver(redlet) })`. */
export function redletDriver<R extends UnstorageCommands>(redlet: R, options: UnstorageDriverOptions = {}) {
  const base = options.base ? `${options.base.replace(/:+$/, "")}:` : "";

  function lifetime({ ttl = options.ttl }: UnstorageItemOptions = {}): { px?: number } {
    return ttl ? { px: Math.ceil(ttl * 1000) } : {};
  }

  async function getKeys(under = ""): Promise<string[]> {
    const start = base + under;
    const keys = new Set<string>();
    for await (const key of redlet.scanIterator({ match: startingWith(start), count: 1000 })) keys.add(key);
    return [...keys].map((key) => key.slice(base.length));
  }

  return {
    name: "redlet",
    options,
    flags: { ttl: true },
    getInstance: (): R => redlet,
    async hasItem(key: string): Promise<boolean> {
      return (await redlet.exists(base + key)) > 0;
    },
    getItem: (key: string): Promise<string | null> => redlet.get(base + key),
    async getItems(items: { key: string }[]): Promise<{ key: string; value: string | null }[]> {
      const values = items.length === 0 ? [] : await redlet.mget(items.map(({ key }) => base + key));
      return items.map(({ key }, at) => ({ key, value: values[at] ?? null }));
    },
    getItemRaw: (key: string): Promise<Uint8Array | null> => redlet.binary.get(base + key),
    async setItem(key: string, value: string, each?: UnstorageItemOptions): Promise<void> {
      await redlet.set(base + key, value, lifetime(each));
    },
    async setItems(items: { key: string; value: string; options?: UnstorageItemOptions }[]): Promise<void> {
      await Promise.all(items.map(({ key, value, options: each }) => redlet.set(base + key, value, lifetime(each))));
    },
    async setItemRaw(key: string, value: unknown, each?: UnstorageItemOptions): Promise<void> {
      await redlet.set(base + key, raw(value), lifetime(each));
    },
    async removeItem(key: string): Promise<void> {
      await redlet.del(base + key);
    },
    async getMeta(key: string): Promise<{ ttl?: number } | null> {
      const left = await redlet.pttl(base + key);
      if (left === -2) return null;
      return left < 0 ? {} : { ttl: left / 1000 };
    },
    getKeys,
    async clear(under?: string): Promise<void> {
      const keys = await getKeys(under);
      await Promise.all(keys.map((key) => redlet.del(base + key)));
    },
    /** Does nothing: close the database yourself. */
    dispose(): void {},
  };
}

/** What is kept of a value that is no text by itself. */
function raw(value: unknown): string | Uint8Array {
  if (typeof value === "string" || value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  // Of whatever window or context.
  const isBuffer = /ArrayBuffer\]$/.test(Object.prototype.toString.call(value));
  return isBuffer ? new Uint8Array(value as ArrayBuffer) : JSON.stringify(value);
}

export default redletDriver;
