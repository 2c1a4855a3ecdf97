/** The worker of sqlite-wasm.ts: one database on opfs-sahpool, its statements prepared once. */

import init from "@sqlite.org/sqlite-wasm";
import type { Answer, Request } from "./sqlite-wasm.ts";

async function open() {
  const sqlite = await init();
  const pool = await sqlite.installOpfsSAHPoolVfs({ name: `pool-${self.name}` });
  const db = new pool.OpfsSAHPoolDb(`/${self.name}`);
  // The promise of redlet's everysec: a log, and no flush at a commit. Without shared memory SQLite
  // can have a log only if it knows that nobody else uses the file, and else says so in the mode.
  db.exec("PRAGMA locking_mode = EXCLUSIVE");
  const mode = db.selectValue("PRAGMA journal_mode = WAL");
  if (mode !== "wal") throw new Error(`the journal's mode is ${mode}`);
  db.exec("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384");
  return db;
}

const opened = open();
const statements = new Map<string, ReturnType<Awaited<ReturnType<typeof open>>["prepare"]>>();

self.onmessage = async ({ data: { id, sql, rows } }: MessageEvent<Request>) => {
  const answer: Answer = { id, values: [] };
  try {
    const db = await opened;
    const statement = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, statement);
    db.transaction(() => {
      for (const row of rows) {
        if (row.length > 0) statement.bind(row);
        const has = statement.step();
        if (sql.startsWith("SELECT")) answer.values.push(has ? (statement.get(0) as string) : null);
        statement.reset();
      }
    });
  } catch (error) {
    answer.error = String(error);
  }
  self.postMessage(answer);
};
