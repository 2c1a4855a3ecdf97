/** The worker of sqlite-wasm.ts: one database on opfs-sahpool, its statements prepared once. */

import init from "@sqlite.org/sqlite-wasm";
import type { Answer, Request } from "./sqlite-wasm.ts";

async function open() {
  const sqlite = await init();
  const pool = await sqlite.installOpfsSAHPoolVfs({ name: `pool-${self.name}` });
  const db = new pool.OpfsSAHPoolDb(`/${self.name}`);
  // What its documentation proposes for speed; as safe as redlet's everysec when the tab is killed.
  db.exec("PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = NORMAL");
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
