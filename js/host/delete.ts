/** Deletes a database: its file, its log, and what a killed import has left. */

import type { RedletError } from "../errors.ts";
import { closeFiles, type DatabaseOptions, keptName } from "./database.ts";
import { loadWhole } from "./engine.ts";
import type { EngineSource, Homes } from "./host.ts";
import { settle } from "./import.ts";

/** Deletes the database that the options name; whether there was one. Fails where the file is another program's. */
export async function deleteDatabase(source: EngineSource, options: DatabaseOptions, homes: Homes): Promise<boolean> {
  const name = keptName(options);
  const engine = await loadWhole(source);
  return homes.delete(name, (home) => {
    try {
      // A file that has another name goes on under it, with what its log has.
      settle(engine, home);
    } catch (error) {
      // It is redlet's, though this build can't read it.
      if (!["TOONEW", "MODULE"].includes((error as RedletError).code)) throw error;
    } finally {
      closeFiles(home);
    }
  });
}
