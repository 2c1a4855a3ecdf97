import type { Peer } from "./peer.ts";

/** A statement with its values, and what the worker answers. */
export type Request = { id: number; sql: string; rows: string[][] };
export type Answer = { id: number; values: (string | null)[]; error?: string };

const GET = "SELECT value FROM kv WHERE key = ?";
const SET = "INSERT INTO kv (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value";

/** The official SQLite in a worker of its own on opfs-sahpool, with a plain table. A message is a transaction. */
export const sqliteWasm: Peer = {
  async open(name) {
    const worker = new Worker("./sqlite-worker.js", { type: "module", name });
    const waiting = new Map<number, { resolve(values: (string | null)[]): void; reject(error: Error): void }>();
    let next = 0;
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const { resolve, reject } = waiting.get(data.id) ?? {};
      waiting.delete(data.id);
      if (data.error === undefined) resolve?.(data.values);
      else reject?.(new Error(data.error));
    };
    const run = (sql: string, rows: string[][]) =>
      new Promise<(string | null)[]>((resolve, reject) => {
        const id = next++;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, sql, rows } satisfies Request);
      });
    await run("CREATE TABLE IF NOT EXISTS kv (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID", [[]]);
    return {
      get: async (key) => (await run(GET, [[key]]))[0],
      set: (key, value) => run(SET, [[key, value]]),
      fill: (entries) => run(SET, entries),
      isGathered: true,
      bulk: {
        get: (keys) =>
          run(
            GET,
            keys.map((key) => [key]),
          ),
        set: (entries) => run(SET, entries),
      },
    };
  },
};
