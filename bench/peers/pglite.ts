import type { Peer } from "./peer.ts";

/** A statement with its values, and what the worker answers. */
export type PgliteRequest = { id: number; sql: string; values: unknown[] };
export type PgliteAnswer = { id: number; rows: { value: string | null }[]; error?: string };

const GET = "SELECT value FROM kv WHERE key = $1";
const GET_ALL =
  "SELECT value FROM unnest($1::text[]) WITH ORDINALITY AS asked (key, at) LEFT JOIN kv USING (key) ORDER BY at";
const REPLACE = "ON CONFLICT (key) DO UPDATE SET value = excluded.value";
const SET = `INSERT INTO kv VALUES ($1, $2) ${REPLACE}`;
const SET_ALL = `INSERT INTO kv SELECT * FROM unnest($1::text[], $2::text[]) ${REPLACE}`;

/** PostgreSQL in a worker of its own, on OPFS, with a plain table. */
export const pglite: Peer = {
  async open(name) {
    const worker = new Worker("./pglite-worker.js", { type: "module", name: `pglite-${name}` });
    const waiting = new Map<number, { resolve(rows: PgliteAnswer["rows"]): void; reject(error: Error): void }>();
    let next = 0;
    worker.onmessage = ({ data }: MessageEvent<PgliteAnswer>) => {
      const { resolve, reject } = waiting.get(data.id) ?? {};
      waiting.delete(data.id);
      if (data.error === undefined) resolve?.(data.rows);
      else reject?.(new Error(data.error));
    };
    const run = (sql: string, values: unknown[] = []) =>
      new Promise<PgliteAnswer["rows"]>((resolve, reject) => {
        const id = next++;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, sql, values } satisfies PgliteRequest);
      });
    await run("CREATE TABLE IF NOT EXISTS kv (key text PRIMARY KEY, value text)");
    const fill = (entries: [string, string][]) => {
      // A statement may not change a row twice.
      const each = [...new Map(entries)];
      return run(SET_ALL, [each.map(([key]) => key), each.map(([, value]) => value)]);
    };
    return {
      get: async (key) => (await run(GET, [key]))[0]?.value,
      set: (key, value) => run(SET, [key, value]),
      fill,
      bulk: { get: async (keys) => (await run(GET_ALL, [keys])).map(({ value }) => value), set: fill },
    };
  },
};
