/**
 * Files in Node, Deno and Bun: `<path>` and `<path>-wal` through `node:fs`, and `<path>.lock`, which
 * says which program has the database open. All three stand where the file really is, so that all
 * paths that lead to it meet one lock.
 */

import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { RedletError } from "../errors.ts";
import type { Home, Homes, HostFile, Staged } from "./host.ts";
import { type Lock, takeLock } from "./lock-file.ts";

/** The file system. */
export const FILES: Homes = { storage: "file", open: openFiles, stage };

/** Takes the two files of a database. */
async function openFiles(path: string): Promise<Home> {
  const db = realPath(resolve(path));
  const lock = await takeLock(`${db}.lock`);
  try {
    return { storage: "file", db: hostFile(db, lock), wal: hostFile(`${db}-wal`, lock), release: () => lock.release() };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Makes `<path>-import`, which takes the database's name in one step. */
async function stage(path: string): Promise<Staged> {
  const place = placeOf(path);
  const file = `${place}-import`;
  const lock = await takeLock(`${file}.lock`);
  const discard = () => {
    for (const each of [file, `${file}-wal`]) rmSync(each, { force: true });
    lock.release();
  };
  try {
    // An import that was killed may have left something.
    for (const each of [file, `${file}-wal`]) rmSync(each, { force: true });
    return {
      db: hostFile(file, lock),
      wal: hostFile(`${file}-wal`, lock),
      async replace() {
        renameSync(file, place);
        flushFolder(dirname(place));
      },
      discard: async () => discard(),
    };
  } catch (error) {
    discard();
    throw error;
  }
}

/** Where a file is, or will be. */
function placeOf(path: string): string {
  const place = resolve(path);
  return existsSync(place) ? realpathSync.native(place) : place;
}

/** Has the device keep the names in a folder, where folders can be opened: not in Windows, or without permission. */
function flushFolder(path: string): void {
  try {
    const folder = openSync(path, constants.O_RDONLY);
    fsyncSync(folder);
    closeSync(folder);
  } catch {
    // The system keeps them in its own time.
  }
}

/** Where a file is, through all links; it is made if there is none. */
function realPath(path: string): string {
  closeSync(openFile(path));
  return realpathSync.native(path);
}

function openFile(path: string): number {
  return openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
}

function hostFile(path: string, lock: Lock): HostFile {
  const file = openFile(path);
  let isOpen = true;
  const mayWrite = () => {
    if (lock.isLost)
      throw new RedletError("LOCKED", `another program has taken ${path} over while this one was stopped`);
  };
  return {
    read: (buffer, at) => readSync(file, buffer, 0, buffer.length, at),
    write(buffer, at) {
      mayWrite();
      return writeSync(file, buffer, 0, buffer.length, at);
    },
    truncate(size) {
      mayWrite();
      ftruncateSync(file, size);
    },
    flush: () => fdatasyncSync(file),
    size: () => fstatSync(file).size,
    close() {
      // A number that was closed may already be somebody else's file.
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
}
