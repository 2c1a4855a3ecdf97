/**
 * Replaces a database by a file: the file is copied beside the database, checked as a whole, and renamed.
 *
 * Until the rename the database is as it was, whatever happens; from then on it is the new one. A log does
 * not say which file it belongs to, so before the rename the old database's log is moved into it.
 */

import { RedletError } from "../errors.ts";
import { closeFiles, type DatabaseOptions, host, keptName } from "./database.ts";
import { type Engine, failure, loadWhole } from "./engine.ts";
import type { EngineSource, Home, Homes, HostFile, Staged } from "./host.ts";
import { type ImportSource, streamOf } from "./source.ts";

/**
 * Puts the file that a source gives in the place of a database.
 *
 * @param turn - waits until nobody has the database open; gives what lets others open it again.
 */
export async function importFile(
  engineSource: EngineSource,
  options: DatabaseOptions,
  source: ImportSource,
  homes: Homes,
  turn: () => Promise<() => void> = async () => () => {},
): Promise<void> {
  const path = keptName(options);
  const engine = await loadWhole(engineSource);
  const staged = await homes.stage(path);
  try {
    await copy(streamOf(source), staged.db);
    inspect(engine, staged);
    const release = await turn();
    try {
      const old = await homes.open(path);
      let isReplaced = false;
      try {
        settle(engine, old);
        await staged.replace();
        isReplaced = true;
      } finally {
        old.release(isReplaced);
      }
    } finally {
      release();
    }
  } finally {
    closeFiles(staged);
    await staged.discard();
  }
}

async function copy(source: ReadableStream<Uint8Array>, file: HostFile): Promise<void> {
  let at = 0;
  const write = (bytes: Uint8Array) => {
    if (!(bytes instanceof Uint8Array)) throw new TypeError("an import reads bytes");
    if (!isWritten(file, bytes, at)) throw new RedletError("FULL", "no space is left in the storage");
    at += bytes.length;
  };
  await source.pipeTo(new WritableStream({ write }));
  file.flush();
}

/** False where the storage is full: browsers and Node each have a way to say so. */
function isWritten(file: HostFile, bytes: Uint8Array, at: number): boolean {
  try {
    return file.write(bytes, at) === bytes.length;
  } catch (error) {
    const { name, code } = error as { name?: string; code?: unknown };
    if (name === "QuotaExceededError" || code === "ENOSPC" || code === "EDQUOT") return false;
    throw error;
  }
}

/** Reads all of what was copied. */
function inspect(engine: typeof Engine, { db, wal }: Staged): void {
  try {
    engine.inspect({ ...host({}), db, wal });
  } catch (error) {
    throw failure(error);
  }
}

/** Moves the log of the old database into it, and closes it. One that is damaged is worth no more. */
export function settle(engine: typeof Engine, home: Home): void {
  const { db, wal } = home as Home & { db: HostFile; wal: HostFile };
  try {
    if (db.size() > 0 || wal.size() > 0) engine.open({ ...host({}), db, wal }).close();
  } catch (error) {
    const { code, message } = failure(error);
    if (code !== "CORRUPT") throw new RedletError(code, `what is to be replaced is left as it is: ${message}`);
    wal.truncate(0);
    wal.flush();
  } finally {
    closeFiles(home);
  }
}
