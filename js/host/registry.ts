/**
 * The files that are open on this machine, by device and inode: a folder of lock files for all programs.
 *
 * The lock beside a file is found only by the file's name. This one is found by all names of the file, also
 * new ones. It says by which name the file was opened, so that its log is found by other names after the
 * program was killed. Programs with different `/var/tmp` folders, as in containers, don't see each other here.
 * Programs that may not write there work without it.
 */

import { type BigIntStats, chmodSync, lstatSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { RedletError } from "../errors.ts";
import type { Lock } from "./lock-file.ts";
import { isPermitted } from "./process.ts";

/** It is kept over a start of the machine, and is the same whatever the environment says. */
const SHARED = ["/var/tmp", "/tmp"];

/** By which name a file was opened. */
export interface Opened {
  name: string;
  /** Tells the file from a later one with its number. */
  birth: number;
}

/**
 * Takes the file's lock, if there may be one. Fails with `LOCKED`.
 *
 * @param choose - is told by which name it was opened by a program that was killed; gives the name that it is opened by.
 */
export async function register(
  lock: Lock,
  file: BigIntStats,
  choose: (left: Opened | undefined) => Opened,
): Promise<boolean> {
  const path = pathOf(file);
  if (!path) return false;
  let isChoosing = false;
  try {
    await lock.extend(path, (left) => {
      isChoosing = true;
      const chosen = choose(read(left));
      isChoosing = false;
      return write(chosen);
    });
    return true;
  } catch (error) {
    if (isChoosing || error instanceof RedletError) throw error;
    usable = undefined;
    return false;
  }
}

/** The folder, until it fails. */
let usable: string | undefined;

function pathOf({ dev, ino }: BigIntStats): string | undefined {
  const shared = process.platform === "win32" ? [tmpdir()] : SHARED;
  usable ??= shared.map((each) => join(each, "redlet")).find(isUsable);
  return usable && join(usable, `${dev}-${ino}.lock`);
}

/** Everybody may make files there, and nobody may take away those of another user. */
function isUsable(folder: string): boolean {
  if (!isPermitted({ name: "read", path: folder }) || !isPermitted({ name: "write", path: folder })) return false;
  try {
    mkdirSync(folder);
    chmodSync(folder, 0o1777);
  } catch {
    // It is there, or can't be.
  }
  try {
    return lstatSync(folder).isDirectory();
  } catch {
    return false;
  }
}

function write({ name, birth }: Opened): string {
  return `${birth}:${encodeURIComponent(name)}`;
}

function read(text: string | undefined): Opened | undefined {
  const [, birth, name] = /^(\d+):(\S+)$/.exec(text ?? "") ?? [];
  if (!birth || !name) return undefined;
  try {
    return { name: decodeURIComponent(name), birth: Number(birth) };
  } catch {
    return undefined;
  }
}
