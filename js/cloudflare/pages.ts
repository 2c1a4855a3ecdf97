/**
 * The database's file as rows of the object's own SQL storage: a row a page.
 *
 * All that is written in one turn of the event loop is one transaction of the object, and no reply
 * leaves before it is kept: so nothing is flushed, and there is no log. What must never be is an
 * `await` between the first write of a command and its end. The size is that of whole pages, as
 * SQLite writes no others.
 */

import type { HostFile } from "../host/host.ts";

/** As SQLite's pages in the engine. */
const PAGE = 4096;
const ZEROS = new Uint8Array(PAGE);

/** What the rows have cost, as Cloudflare counts it. */
export interface Usage {
  rowsRead: number;
  rowsWritten: number;
  /** The bytes of the object's storage. */
  databaseSize: number;
}

/** The pages of one object. */
export class Pages implements HostFile {
  readonly #sql: SqlStorage;
  #count: number;
  #rowsRead = 0;
  #rowsWritten = 0;
  /** What a write failed with: those before it in this turn may not stay then. */
  failure: Error | undefined;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec("CREATE TABLE IF NOT EXISTS redlet_pages (page INTEGER PRIMARY KEY, data BLOB NOT NULL)");
    const [last] = this.#run<{ last: number | null }>("SELECT max(page) AS last FROM redlet_pages");
    this.#count = last?.last === null || last === undefined ? 0 : last.last + 1;
  }

  /** What it has cost since the object woke. */
  get usage(): Usage {
    return { rowsRead: this.#rowsRead, rowsWritten: this.#rowsWritten, databaseSize: this.#sql.databaseSize };
  }

  read(buffer: Uint8Array, at: number): number {
    const length = Math.max(0, Math.min(buffer.length, this.size() - at));
    const last = Math.ceil((at + length) / PAGE) - 1;
    const rows = this.#run<{ page: number; data: ArrayBuffer }>(
      "SELECT page, data FROM redlet_pages WHERE page BETWEEN ? AND ?",
      Math.floor(at / PAGE),
      last,
    );
    const wanted = buffer.subarray(0, length).fill(0);
    for (const { page, data } of rows) {
      const from = page * PAGE - at;
      const bytes = new Uint8Array(data);
      if (from < 0) wanted.set(bytes.subarray(-from, -from + length));
      else wanted.set(bytes.subarray(0, length - from), from);
    }
    return length;
  }

  write(buffer: Uint8Array, at: number): number {
    for (let done = 0; done < buffer.length; ) {
      const page = Math.floor((at + done) / PAGE);
      const inside = (at + done) % PAGE;
      const count = Math.min(PAGE - inside, buffer.length - done);
      const bytes = buffer.subarray(done, done + count);
      this.#put(page, count === PAGE ? bytes : this.#laidOver(page, bytes, inside));
      done += count;
    }
    return buffer.length;
  }

  /** A page with some of its bytes anew. */
  #laidOver(page: number, bytes: Uint8Array, inside: number): Uint8Array {
    const whole = new Uint8Array(PAGE);
    this.read(whole, page * PAGE);
    whole.set(bytes, inside);
    return whole;
  }

  #put(page: number, data: Uint8Array): void {
    // A hole would be no row, and the next row's number not the file's size.
    for (let hole = this.#count; hole < page; hole++) this.#put(hole, ZEROS);
    this.#change(
      "INSERT INTO redlet_pages (page, data) VALUES (?, ?) ON CONFLICT (page) DO UPDATE SET data = excluded.data",
      page,
      data,
    );
    this.#count = Math.max(this.#count, page + 1);
  }

  truncate(size: number): void {
    const count = Math.ceil(size / PAGE);
    if (count > this.#count) this.#put(count - 1, ZEROS);
    else this.#change("DELETE FROM redlet_pages WHERE page >= ?", count);
    this.#count = count;
  }

  flush(): void {}

  size(): number {
    return this.#count * PAGE;
  }

  close(): void {}

  #run<T extends Record<string, SqlStorageValue>>(query: string, ...bindings: SqlBinding[]): T[] {
    const cursor = this.#sql.exec<T>(query, ...bindings);
    const rows = cursor.toArray();
    this.#rowsRead += cursor.rowsRead;
    this.#rowsWritten += cursor.rowsWritten;
    return rows;
  }

  #change(query: string, ...bindings: SqlBinding[]): void {
    try {
      this.#run(query, ...bindings);
    } catch (thrown) {
      this.failure = thrown instanceof Error ? thrown : new Error(String(thrown));
      throw this.failure;
    }
  }
}

type SqlBinding = SqlStorageValue | Uint8Array;

/** The log that an atomic host needs none of. */
export const NO_LOG: HostFile = {
  read: () => 0,
  write: (buffer) => buffer.length,
  truncate() {},
  flush() {},
  size: () => 0,
  close() {},
};
