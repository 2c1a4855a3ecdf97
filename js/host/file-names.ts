/**
 * The name of a database's file.
 *
 * A file can have several names: symbolic and hard links, and other mount points. Its log is found by its
 * name, so all programs that open the file must come to the same name.
 */

import { type BigIntStats, lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { RedletError } from "../errors.ts";

/** More links in a row are a circle to every system. */
const MOST_LINKS = 40;

/**
 * The path that names a database. As in a shell, a word alone is no path: in a page it names a database, and
 * a module that runs on a server too would make a file of that name in whatever folder that runs in.
 */
export function pathOf(name: string): string {
  if (name.startsWith("file:")) return pathOfUrl(name);
  const isPath = name.includes("/") || isAbsolute(name) || (process.platform === "win32" && /[\\:]/.test(name));
  if (isPath && !/[/\\]$/.test(name)) return name;
  const advice = isPath ? "name a file in the folder" : `"./${name}.db" would be a file in the working folder`;
  throw new RedletError(
    "NAME",
    `${JSON.stringify(name)} is no path of a file: ${advice}, { path } takes any path, and ":memory:" keeps nothing. ` +
      "A module for pages that also runs on a server opens its database in the page alone.",
  );
}

function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    const message = `${JSON.stringify(url)} leads to no file of this machine: ${(cause as Error).message}`;
    throw new RedletError("NAME", message, undefined, { cause });
  }
}

/** The file's name without symbolic links; the file need not be there, but its folder. */
export function realName(path: string, links = 0): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if ((error as { code?: string }).code !== "ENOENT") throw error;
  }
  const place = resolve(path);
  if (links < MOST_LINKS && lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink())
    return realName(resolve(dirname(place), readlinkSync(place)), links + 1);
  return join(realpathSync.native(dirname(place)), basename(place));
}

/** Whether a path leads to a file. */
export function leadsTo(path: string, { dev, ino }: BigIntStats): boolean {
  const there = statSync(path, { bigint: true, throwIfNoEntry: false });
  return there?.dev === dev && there.ino === ino;
}

/** The names of a file in the folder of one of them. Hard links in other folders can't be found. */
export function namesBeside(name: string, file: BigIntStats): string[] {
  const folder = dirname(name);
  const names = readdirSync(folder).map((each) => join(folder, each));
  return names.sort().filter((each) => lstatSync(each, { throwIfNoEntry: false })?.isFile() && leadsTo(each, file));
}

/** How much there is of a file. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
