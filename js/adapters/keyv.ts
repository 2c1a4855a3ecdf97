/**
 * `redlet/keyv`: a database as the store of Keyv, version 5 or 6, and so of cache-manager too.
 *
 * The two differ in what they hand over. Keyv 5 puts its namespace before the keys itself, and tells
 * how long a value lives; Keyv 6 leaves the namespace to the store, and tells until when. It asks a
 * store for its `capabilities` before it uses it, which Keyv 5 never does.
 */

import { INSIDE, leaveAlone } from "../client/inside.ts";
import { separated, startingWith } from "./pattern.ts";

/** The commands that are used. */
export interface KeyvCommands {
  get(key: string): Promise<string | null>;
  mget(keys: string[]): Promise<(string | null)[]>;
  set(key: string, value: string, options?: { px?: number; pxat?: number }): Promise<unknown>;
  del(key: string): Promise<number>;
  exists(key: string): Promise<number>;
  scan(cursor: string, options: { match: string; count: number }): Promise<[string, string[]]>;
}

/** Options of the store. */
export interface KeyvRedletOptions {
  /**
   * The prefix of every key in the database: `keyv:` by default. A prefix that ends in a letter or a digit gets a
   * colon. `clear` deletes only keys with the prefix.
   */
  prefix?: string;
}

/** A value with its key. Keyv 6 gives the time when it expires, Keyv 5 the time to live, in milliseconds. */
export interface KeyvRedletEntry {
  key: string;
  value: unknown;
  expires?: number;
  ttl?: number;
}

/** Between a namespace and a key. */
const SEPARATOR = "::";

/** A namespace without the separator in it or at its end, so that none is the start of another. */
function escaped(namespace: string): string {
  return namespace.replace(/%|:(?=:|$)/g, (found) => (found === "%" ? "%25" : "%3A"));
}

const METHODS = [
  ...["get", "getMany", "has", "hasMany", "set", "setMany", "delete", "deleteMany"],
  ...["clear", "disconnect", "iterator"],
];

/** What a store works with. */
class Inside {
  isKeyv6 = false;

  constructor(
    readonly redlet: KeyvCommands,
    readonly prefix: string,
  ) {}

  async set(key: string, value: unknown, until: { expires?: number | undefined; ttl?: number | undefined }) {
    if (typeof value !== "string") {
      throw new TypeError("redlet keeps text: leave the serialization of Keyv on");
    }
    const { expires, ttl } = until;
    const left = expires === undefined ? ttl : expires - Date.now();
    if (left !== undefined && left <= 0) await this.redlet.del(key);
    else if (expires !== undefined) await this.redlet.set(key, value, { pxat: Math.ceil(expires) });
    else await this.redlet.set(key, value, ttl === undefined ? {} : { px: Math.ceil(ttl) });
  }

  key(key: string, namespace: string | undefined): string {
    return (this.isKeyv6 ? this.start(namespace) : this.prefix) + key;
  }

  /** What the keys of a namespace begin with. */
  start(namespace: string | undefined): string {
    if (!namespace) return this.prefix;
    return this.prefix + (this.isKeyv6 ? escaped(namespace) + SEPARATOR : `${namespace}:`);
  }

  async *pages(namespace: string | undefined): AsyncGenerator<string[], void> {
    const match = startingWith(this.start(namespace));
    let cursor = "0";
    do {
      const [next, keys] = await this.redlet.scan(cursor, { match, count: 1000 });
      if (keys.length > 0) yield keys;
      cursor = next;
    } while (cursor !== "0");
  }
}

/** The store: `new Keyv({ store: new KeyvRedlet(redlet) })`. */
export class KeyvRedlet {
  /** @internal */
  readonly [INSIDE]: () => Inside;
  /** Set by Keyv. */
  namespace: string | undefined;
  /** Keyv 5 lets only some kinds of stores be iterated over: it goes by this word. */
  readonly opts = { dialect: "redis", url: "redlet:" };

  static {
    leaveAlone(this.prototype);
  }

  constructor(redlet: KeyvCommands, { prefix = "keyv:" }: KeyvRedletOptions = {}) {
    const inside = new Inside(redlet, separated(prefix));
    this[INSIDE] = () => inside;
  }

  /** What Keyv 6 asks: that deadlines are taken as they are. */
  get capabilities() {
    const inside = this[INSIDE]();
    inside.isKeyv6 = true;
    const methods = METHODS.map((name) => [name, { exists: true, methodType: "async" as const }] as const);
    return {
      compatible: true,
      store: "keyvStorage" as const,
      methods: Object.fromEntries(methods),
      expires: true,
    };
  }

  async get<T>(key: string): Promise<T | undefined> {
    const inside = this[INSIDE]();
    return ((await inside.redlet.get(inside.key(key, this.namespace))) ?? undefined) as T | undefined;
  }

  async getMany<T>(keys: string[]): Promise<(T | undefined)[]> {
    if (keys.length === 0) return [];
    const inside = this[INSIDE]();
    const values = await inside.redlet.mget(keys.map((key) => inside.key(key, this.namespace)));
    return values.map((value) => (value ?? undefined) as T | undefined);
  }

  /** `until` is a time for Keyv 6, a duration for Keyv 5, in milliseconds. */
  async set(key: string, value: unknown, until?: number): Promise<boolean> {
    const inside = this[INSIDE]();
    await inside.set(inside.key(key, this.namespace), value, inside.isKeyv6 ? { expires: until } : { ttl: until });
    return true;
  }

  async setMany(entries: KeyvRedletEntry[]): Promise<boolean[]> {
    const inside = this[INSIDE]();
    await Promise.all(entries.map((entry) => inside.set(inside.key(entry.key, this.namespace), entry.value, entry)));
    return entries.map(() => true);
  }

  async delete(key: string): Promise<boolean> {
    const inside = this[INSIDE]();
    return (await inside.redlet.del(inside.key(key, this.namespace))) > 0;
  }

  /** What became of each key for Keyv 6; for Keyv 5, whether there was any. */
  async deleteMany(keys: string[]): Promise<boolean[] & boolean> {
    const inside = this[INSIDE]();
    const deleted = await Promise.all(keys.map((key) => this.delete(key)));
    return (inside.isKeyv6 ? deleted : deleted.includes(true)) as boolean[] & boolean;
  }

  async has(key: string): Promise<boolean> {
    const inside = this[INSIDE]();
    return (await inside.redlet.exists(inside.key(key, this.namespace))) > 0;
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return Promise.all(keys.map((key) => this.has(key)));
  }

  /**
   * Deletes what is in the namespace, or without a namespace everything with the prefix. With Keyv 5 the namespace `app`
   * contains `app:users`.
   */
  async clear(): Promise<void> {
    const inside = this[INSIDE]();
    for await (const keys of inside.pages(this.namespace)) {
      await Promise.all(keys.map((key) => inside.redlet.del(key)));
    }
  }

  /** The keys with their values; Keyv 5 says in which namespace. */
  async *iterator<T>(namespace = this.namespace): AsyncGenerator<[key: string, value: T | undefined], void> {
    const inside = this[INSIDE]();
    const start = inside.isKeyv6 ? inside.start(namespace).length : inside.prefix.length;
    for await (const keys of inside.pages(namespace)) {
      const values = await inside.redlet.mget(keys);
      for (const [at, key] of keys.entries()) {
        const value = values[at];
        if (value != null) yield [key.slice(start), value as T];
      }
    }
  }

  /** Nothing: whoever opened the database closes it. */
  async disconnect(): Promise<void> {}
}

export default KeyvRedlet;
