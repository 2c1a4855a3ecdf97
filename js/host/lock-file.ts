/**
 * A lock file: made by one program alone, with its pid and the time it started.
 *
 * A program that was killed leaves its lock behind, and the next one takes it over. The pid alone
 * would not tell: in a container every run has the same one.
 */

import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import process from "node:process";
import { RedletError } from "../errors.ts";

/** Two clocks' readings of one start may differ by so much, in ms. */
const START_TOLERANCE = 2000;

/** Makes the lock file, or fails with `LOCKED`; gives what removes it. */
export function takeLock(path: string): () => void {
  const mine = `${process.pid} ${startedAt()}\n`;
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(path, mine, { flag: "wx", mode: 0o600 });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as { code?: string }).code !== "EEXIST") throw error;
    }
    const holder = read(path);
    if (holder !== undefined && isAlive(holder)) throw locked(path, holder);
    if (holder !== undefined) remove(path, holder);
  }
  throw locked(path, read(path) ?? "another program");
}

function startedAt(): number {
  return Math.round(Date.now() - process.uptime() * 1000);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function isAlive(holder: string): boolean {
  const [pid = 0, start = 0] = holder.split(" ").map(Number);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return Math.abs(start - startedAt()) < START_TOLERANCE;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}

/** Removes the lock of a dead holder, unless another program has just done so and holds its own. */
function remove(path: string, holder: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (read(aside) === holder) rmSync(aside, { force: true });
    else renameSync(aside, path);
  } catch {
    // It is gone: the next attempt finds out who has it.
  }
}

function locked(path: string, holder: string): RedletError {
  const pid = holder.split(" ")[0]?.trim();
  return new RedletError("LOCKED", `the database is in use by process ${pid} (${path})`);
}
