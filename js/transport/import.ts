/**
 * Imports and deletions, which take their turn as an owner does: other tabs have the database before and
 * after it, and go on as when an owner dies.
 */

import { RedletError } from "../errors.ts";
import { keptName } from "../host/database.ts";
import type { WasmSource } from "../host/host.ts";
import { importFile } from "../host/import.ts";
import { OPFS } from "../host/opfs.ts";
import { databaseLock, hold } from "./locks.ts";
import { type Broadcast, publicChannel } from "./messages.ts";
import type { OpenOptions } from "./transport.ts";

/** How long owners may take to give the database up, in ms: one that sleeps does not hear. */
const YIELD_PATIENCE = 10_000;

/** Puts a file in the place of the database that the options name. */
export function importInTurn(wasm: () => WasmSource, options: OpenOptions, source: Blob): Promise<void> {
  return importFile(wasm, options, source, OPFS, () => takeTurn(options.path ?? options.name ?? ""));
}

/** Deletes the database that the options name; whether there was one. */
export async function deleteInTurn(options: OpenOptions): Promise<boolean> {
  const name = keptName(options);
  const release = await takeTurn(name);
  try {
    return await OPFS.delete(name, () => {});
  } finally {
    release();
  }
}

/** Waits for the database's lock, and asks each owner for it that comes before. */
async function takeTurn(name: string): Promise<() => void> {
  const all = publicChannel(name);
  const ask = () => all.postMessage({ type: "yield" } satisfies Broadcast);
  all.onmessage = ({ data }: MessageEvent<Broadcast>) => {
    if (data.type === "owner" || data.type === "changed") ask();
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
