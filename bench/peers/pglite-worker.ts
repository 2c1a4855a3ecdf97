/** The worker of pglite.ts: one database on opfs-ahp. */

import { PGlite } from "@electric-sql/pglite";
import type { PgliteAnswer, PgliteRequest } from "./pglite.ts";

// No commit waits for the device: redlet's everysec promises no more.
const opened = PGlite.create({ dataDir: `opfs-ahp://${self.name}`, relaxedDurability: true });

self.onmessage = async ({ data: { id, sql, values } }: MessageEvent<PgliteRequest>) => {
  try {
    const { rows } = await (await opened).query(sql, values);
    self.postMessage({ id, rows: rows as PgliteAnswer["rows"] } satisfies PgliteAnswer);
  } catch (error) {
    self.postMessage({ id, rows: [], error: String(error) } satisfies PgliteAnswer);
  }
};
