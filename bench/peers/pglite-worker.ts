/** The worker of pglite.ts: one database on opfs-ahp, in Firefox on IndexedDB. */

import { PGlite } from "@electric-sql/pglite";
import type { PgliteAnswer, PgliteRequest } from "./pglite.ts";

// In Firefox a file handle takes 18 ms to open, and opfs-ahp opens hundreds.
const home = navigator.userAgent.includes("Firefox") ? "idb" : "opfs-ahp";
// No commit waits for the device: redlet's everysec promises no more.
const opened = PGlite.create({ dataDir: `${home}://${self.name}`, relaxedDurability: true });

self.onmessage = async ({ data: { id, sql, values } }: MessageEvent<PgliteRequest>) => {
  try {
    const { rows } = await (await opened).query(sql, values);
    self.postMessage({ id, rows: rows as PgliteAnswer["rows"] } satisfies PgliteAnswer);
  } catch (error) {
    self.postMessage({ id, rows: [], error: String(error) } satisfies PgliteAnswer);
  }
};
