/**
 * Imports and deletions. They wait for the database's lock as an owner does, and the owners before them give
 * it up. For other tabs it is as when an owner dies.
 */

import { RedletError } from "../errors.ts";
import { keptName } from "../host/database.ts";
import type { EngineSource } from "../host/host.ts";
import { importFile } from "../host/import.ts";
import { OPFS } from "../host/opfs.ts";
import { databaseLock, hold } from "./locks.ts";
import { type Broadcast, publicChannel } from "./messages.ts";
import type { OpenOptions } from "./transport.ts";

/** How long owners may take to give the database up, in ms. A suspended one never does. */
const YIELD_PATIENCE = 10_000;

/** Replaces the database that the options name by a file. */
export function importInTurn(engine: EngineSource, options: OpenOptions, source: Blob): Promise<void> {
  return importFile(engine, options, source, OPFS, () => takeTurn(options.path ?? options.name ?? ""));
}

/** Deletes the database that the options name. Returns whether it existed. */
export async function deleteInTurn(options: OpenOptions): Promise<boolean> {
  const name = keptName(options);
  const release = await takeTurn(name);
  try {
    return await OPFS.delete(name, () => {});
  } finally {
    release();
  }
}

/** Waits for the database's lock, and asks each owner before it to give it up. */
async function takeTurn(name: string): Promise<() => void> {
  const all = publicChannel(name);
  const ask = () => all.postMessage({ type: "release-database" } satisfies Broadcast);
  all.onmessage = ({ data }: MessageEvent<Broadcast>) => {
    if (data.type === "owner" || data.type === "owner-changed") ask();
  };
  try {
    const turn = hold(databaseLock(name), { signal: AbortSignal.timeout(YIELD_PATIENCE) });
    ask();
    return await turn;
  } catch (cause) {
    const message = "the tab that has the database open does not give it up";
    throw new RedletError("LOCKED", message, undefined, { cause });
  } finally {
    all.close();
  }
}
