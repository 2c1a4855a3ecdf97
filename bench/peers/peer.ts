/** What is compared: a store of strings, as each library's own documentation would use it. */

/** An open database. Keys and values are strings. */
export interface Store {
  get(key: string): Promise<string | null | undefined>;
  set(key: string, value: string): Promise<unknown>;
  /** Many at once, the quickest way that the library has: to fill the database. */
  fill(entries: [key: string, value: string][]): Promise<unknown>;
  /**
   * Many gets or sets at once, where promises issued together are not the library's way: they would
   * be a transaction each.
   */
  batch?: {
    get(keys: string[]): Promise<unknown>;
    set(entries: [key: string, value: string][]): Promise<unknown>;
  };
  close(): Promise<unknown>;
}

/** A library. */
export interface Peer {
  /** Opens a database of that name, made if there is none. */
  open(name: string): Promise<Store>;
  /** How many characters it can hold, where that is known. */
  capacity?: number;
}
