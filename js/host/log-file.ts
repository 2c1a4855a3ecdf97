/** The log beside a database's file while nobody has it open. */

import { closeSync, openSync, readSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { sizeOf } from "./file-names.ts";

/** With less than so many bytes left, a log keeps the room that deleting needs: what `src/vfs/wal.rs` starts one with. */
const SCARCE = 64 * 1024 * 1024;
const ROOM = 32 + 48 * (24 + 4096);

/** Whether there is a log with something in it: one that is blank holds room alone. */
export function hasLog(name: string): boolean {
  const path = `${name}-wal`;
  if (sizeOf(path) === 0) return false;
  const file = openSync(path, "r");
  try {
    const first = new Uint8Array(1);
    return readSync(file, first, 0, 1, 0) === 1 && first[0] !== 0;
  } finally {
    closeSync(file);
  }
}

/** Takes away a log with nothing in it. On a disk that is nearly full a blank one takes its place. */
export function emptyLog(name: string, isNeeded: boolean): void {
  const path = `${name}-wal`;
  rmSync(path, { force: true });
  if (!isNeeded || !isScarce(path)) return;
  try {
    writeFileSync(path, new Uint8Array(ROOM), { mode: 0o600 });
  } catch {
    // It holds what there was.
  }
}

function isScarce(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < SCARCE;
  } catch {
    // Deno tells it by a permission of its own.
    return false;
  }
}
