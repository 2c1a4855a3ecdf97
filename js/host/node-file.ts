/**
 * Files in Node, Deno and Bun: `<path>` and `<path>-wal` through `node:fs`, and `<path>.lock`, made
 * with O_EXCL, which holds the pid of the program that has the database open.
 */

import { closeSync, constants, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import type { Home, Homes, HostFile } from "./host.ts";
import { takeLock } from "./lock-file.ts";

/** The file system. */
export const FILES: Homes = { storage: "file", open: openFiles };

/** Takes the two files of a database. */
async function openFiles(path: string): Promise<Home> {
  const db = resolve(path);
  const release = takeLock(`${db}.lock`);
  try {
    return { storage: "file", db: hostFile(db), wal: hostFile(`${db}-wal`), release };
  } catch (error) {
    release();
    throw error;
  }
}

function hostFile(path: string): HostFile {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  let isOpen = true;
  return {
    read: (buffer, at) => readSync(file, buffer, 0, buffer.length, at),
    write: (buffer, at) => writeSync(file, buffer, 0, buffer.length, at),
    truncate: (size) => ftruncateSync(file, size),
    flush: () => fdatasyncSync(file),
    size: () => fstatSync(file).size,
    close() {
      // A number that was closed may already be somebody else's file.
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
}
