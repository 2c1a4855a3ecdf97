/** What is compared: a store of strings, as each library's own documentation would use it. */

/** An open database. Keys and values are strings. */
export interface Store {
  get(key: string): Promise<string | null | undefined>;
  set(key: string, value: string): Promise<unknown>;
  /** Many at once, the quickest way that there is: to fill the database. */
  fill(entries: [key: string, value: string][]): Promise<unknown>;
  /** The library's own calls for many keys, where it has them. */
  bulk?: {
    get(keys: string[]): Promise<(string | null | undefined)[]>;
    set(entries: [key: string, value: string][]): Promise<unknown>;
  };
  /** Whether whoever uses it gathers what is in flight by hand, into bulk calls. */
  isGathered?: boolean;
  /** Whether it is measured one call by one alone. */
  isAwaited?: boolean;
}

/** A library. */
export interface Peer {
  /** Opens a database of that name, made if there is none. */
  open(name: string): Promise<Store>;
  /** What a page does as soon as it is there, before it needs the database. */
  prepare?(): Promise<void>;
  /** How many characters it can hold, where that is known. */
  capacity?: number;
}
