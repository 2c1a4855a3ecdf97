/**
 * Has the engine compiled before it is needed.
 *
 * Browsers compile a function of WebAssembly when it is first called, and what they compiled serves all instances of
 * the module. That is most of the time that opening a database takes. So an engine opens a database here whose files
 * are in memory: by the same code as one that is kept, which a database without files would not use.
 */

import { host } from "./database.ts";
import { loadEngine } from "./engine.ts";
import type { EngineSource } from "./host.ts";
import { memoryFile } from "./memory-file.ts";

/** Loads the engine and, if `isWanted` says so then, has its code compiled. A failure is told to whoever opens a database. */
export async function warmUp(source: EngineSource, isWanted: () => boolean): Promise<void> {
  try {
    const { engine, parts } = await loadEngine(source);
    if (isWanted()) engine.open({ ...host({}), db: memoryFile(), wal: memoryFile() }).close();
    for (const part of parts) if (part.isPrefetched) part.load().catch(() => {});
  } catch {
    // There it is tried again.
  }
}
