/**
 * One lock file in the file system: created by one program, read, renewed and taken over.
 *
 * On a full disk it is a symbolic link whose target is the text, because that needs no room.
 */

import {
  lstatSync,
  lutimesSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import process from "node:process";
import { isFull } from "./node-error.ts";

/** It takes microseconds to write one, and to take one over: after so many ms a program was killed in these. */
export const WRITTEN = 2000;

/** What a lock file says, and when it was last renewed. */
export interface Seen {
  text: string;
  renewed: number;
}

/** What is there. */
export function look(path: string): Seen | undefined {
  try {
    const about = lstatSync(path);
    if (!about.isFile() && !about.isSymbolicLink()) return undefined;
    const text = about.isFile() ? readFileSync(path, "utf8") : readlinkSync(path);
    return { text, renewed: about.mtimeMs };
  } catch {
    // It is gone, or going: Windows refuses to read such a file.
    return undefined;
  }
}

/** Makes the file; false where there is one. */
export function create(path: string, text: string): boolean {
  return unlessThere(() => {
    try {
      writeFileSync(path, text, { flag: "wx", mode: 0o644 });
    } catch (error) {
      if (!isFull(error)) throw error;
      // It was made, without its text.
      remove(path);
      symlinkSync(text, path);
    }
  });
}

function unlessThere(make: () => void): boolean {
  try {
    make();
    return true;
  } catch (error) {
    const { code } = error as { code?: string };
    // Windows says this of a file that is going.
    if (code === "EEXIST" || (code === "EPERM" && process.platform === "win32")) return false;
    throw error;
  }
}

/**
 * Puts a file of its own in the place of one that was seen, in one step; false where somebody else was first,
 * or it was renewed. While it looks nobody else can take it over or renew what was not for long.
 */
export function replace(path: string, seen: Seen, text: string): boolean {
  const turn = turnOf(path);
  if (!takeTurn(turn, text)) return false;
  let isMoved = false;
  try {
    const now = look(path);
    if (now?.text !== seen.text || now.renewed !== seen.renewed) return false;
    renameSync(turn, path);
    isMoved = true;
    return true;
  } finally {
    // What is there after the move is another's.
    if (!isMoved) remove(turn);
  }
}

/** Renews a file that was not for long; false where it may have been somebody else's meanwhile. */
export function confirm(path: string, text: string): boolean {
  const turn = turnOf(path);
  try {
    // Whoever has the turn takes over just now, or was killed.
    for (const end = Date.now() + 2 * WRITTEN; !takeTurn(turn, text); ) if (Date.now() > end) return false;
  } catch {
    return false;
  }
  const isOurs = look(path)?.text === text;
  if (isOurs) renew(path, new Date());
  remove(turn);
  return isOurs;
}

/** Renews a file that was renewed just before, or makes it again if somebody has deleted it; false where it is another's. */
export function touch(path: string, text: string): boolean {
  const seen = look(path);
  if (seen && seen.text !== text) return false;
  try {
    if (seen) renew(path, new Date());
    else create(path, text);
  } catch {
    // The next turn tries again.
  }
  return true;
}

/** Says that nobody holds the lock, and leaves the file with what it says. */
export function abandon(path: string, text: string, left: string): void {
  const seen = look(path);
  if (seen?.text !== text) return;
  try {
    if (replace(path, seen, left)) renew(path, new Date(0));
  } catch {
    // It stays as it is, and is abandoned when this thread ends.
  }
}

export function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Windows keeps a file that another program reads just now; its time will tell that it is nobody's.
  }
}

const turnOf = (path: string): string => `${path}.takeover`;

function takeTurn(turn: string, text: string): boolean {
  if (create(turn, text)) return true;
  const since = look(turn)?.renewed;
  if (since !== undefined && Date.now() - since > WRITTEN) remove(turn);
  return false;
}

function renew(path: string, time: Date): void {
  lutimesSync(path, time, time);
}
