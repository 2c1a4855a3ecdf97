/**
 * Files in Node, Deno and Bun: `<path>` and `<path>-wal` through `node:fs`.
 *
 * Two locks say which program has them open: `<path>.lock` for the name, because the log is found by it, and
 * one in the registry for the file itself. Files are created and deleted only with both locks. Files of a
 * database that could not be opened are deleted again.
 */

import {
  type BigIntStats,
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { setTimeout as later } from "node:timers/promises";
import { RedletError } from "../errors.ts";
import { leadsTo, namesBeside, realName, sizeOf } from "./file-names.ts";
import type { Home, Homes, HostFile, Staged } from "./host.ts";
import { type Lock, takeLock } from "./lock-file.ts";
import { emptyLog, hasLog } from "./log-file.ts";
import { fileError } from "./node-error.ts";
import { type Opened, register } from "./registry.ts";

/** The file system. Databases have paths here. */
export const FILES: Homes = {
  storage: "file",
  open: (path) => told(path, () => openFiles(realName(path))),
  stage: (path) => told(path, () => stage(realName(path))),
  delete: (path, inspect) => told(path, () => deleteFiles(path, inspect)),
  list: async () => {
    throw new RedletError("STORAGE", "databases are files here: list their folder, as with readdir of node:fs");
  },
};

/** How often files are taken until they are the ones: some file systems give a file another number each time. */
const ATTEMPTS = 10;
/** How often the lock of a log's name is tried, and how long is waited before it is tried again, in ms. */
const LOG_ATTEMPTS = 40;
const PAUSE = 25;

/** A home in files. */
type FileHome = Home & { readonly db: HostFile; readonly wal: HostFile };

/** What goes wrong with files as an error of redlet's. */
async function told<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Takes the two files of a database. */
async function openFiles(name: string): Promise<FileHome> {
  for (let attempt = 1; ; attempt++) {
    const home = await openOnce(name, attempt === ATTEMPTS);
    if (home) return home;
  }
}

/** Takes them, unless the name leads to another file when they are taken: an import was quicker. */
async function openOnce(name: string, isLast: boolean): Promise<FileHome | undefined> {
  const place = existsSync(name) ? nameInFolder(name) : name;
  const files = new Files(place, await takeLock(`${place}.lock`));
  try {
    const file = await files.take();
    if (isLast || leadsTo(name, file)) return files.home();
  } catch (error) {
    files.release();
    throw error;
  }
  files.release();
  return undefined;
}

/** Of the names that a file has in its folder, the one by which all open it: that which has its log. */
function nameInFolder(name: string): string {
  const file = statSync(name, { bigint: true });
  if (file.nlink <= 1n || !file.isFile()) return name;
  const names = namesBeside(name, file);
  const [log, other] = names.filter(hasLog);
  if (log && other) throw twoLogs(log, other);
  return log ?? names.find((each) => existsSync(`${each}.lock`)) ?? names[0] ?? name;
}

/** The files of a database under its locks. */
class Files {
  readonly #name: string;
  readonly #lock: Lock;
  readonly #isNew: boolean;
  /** The name that the log goes by: another one if the file has several, or got another. */
  #logged: string;
  readonly #open: HostFile[] = [];
  #about: BigIntStats | undefined;

  constructor(name: string, lock: Lock) {
    this.#name = name;
    this.#logged = name;
    this.#lock = lock;
    this.#isNew = !existsSync(name);
  }

  /** Opens both. Returns what the system says of the database's. */
  async take(): Promise<BigIntStats> {
    const file = openFile(this.#name);
    this.#open.push(hostFile(file, this.#lock));
    const about = fstatSync(file, { bigint: true });
    this.#about = about;
    if (!about.isFile()) throw new RedletError("IO", `${this.#name} can't be used: it is no ordinary file`);
    const isRegistered = await register(this.#lock, about, (left) => this.#choose(about, left));
    if (!isRegistered && about.nlink > namesBeside(this.#name, about).length) throw unseen(this.#name);
    if (this.#logged !== this.#name) await this.#lockLog();
    const log = `${this.#logged}-wal`;
    this.#open.push(hostFile(openFile(log), this.#lock));
    return about;
  }

  /** Whoever has the log's name has not the file, and gives that name up, unless it can't see whose the file is. */
  async #lockLog(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#lock.extend(`${this.#logged}.lock`);
        return;
      } catch (error) {
        if (attempt === LOG_ATTEMPTS) throw error;
      }
      await later(PAUSE);
    }
  }

  home(): FileHome {
    const [db, wal] = this.#open as [HostFile, HostFile];
    const lock = this.#lock;
    return {
      storage: "file",
      db,
      wal,
      get lost() {
        return lock.wasLost ? lost() : undefined;
      },
      release: (wasOpened) => this.release(wasOpened),
    };
  }

  /** Lets others have them, and takes away what is empty, or was made for a database that did not open. */
  release(wasOpened = false): void {
    for (const file of this.#open) file.close();
    if (this.#lock.isLost()) {
      this.#lock.release();
      return;
    }
    let isInOrder = false;
    try {
      const isOurs = this.#about !== undefined && leadsTo(this.#name, this.#about);
      const wasInVain = this.#isNew && isOurs && !wasOpened;
      isInOrder = wasInVain || !hasLog(this.#logged);
      if (wasInVain) rmSync(this.#name, { force: true });
      if (isInOrder) emptyLog(this.#logged, wasOpened && sizeOf(this.#name) > 0);
    } catch {
      // What can't be taken away stays.
    }
    this.#lock.release(isInOrder);
  }

  /** By which name it is opened, where a program that was killed may have left a log under another. */
  #choose(about: BigIntStats, left: Opened | undefined): Opened {
    // Not all runtimes tell it as finely.
    const birth = Number(about.birthtimeNs / 1_000_000n);
    const isOther = left !== undefined && left.name !== this.#name && hasLog(left.name);
    if (isOther && (leadsTo(left.name, about) || (left.birth === birth && !existsSync(left.name)))) {
      if (hasLog(this.#name)) throw twoLogs(this.#name, left.name);
      this.#logged = left.name;
    }
    return { name: this.#logged, birth };
  }
}

/** Makes `<path>-import`, which takes the database's name in one step. */
async function stage(place: string): Promise<Staged> {
  const file = `${place}-import`;
  const lock = await takeLock(`${file}.lock`);
  const discard = () => {
    for (const each of [file, `${file}-wal`]) rmSync(each, { force: true });
    lock.release();
  };
  try {
    // An import that was killed may have left something.
    for (const each of [file, `${file}-wal`]) rmSync(each, { force: true });
    const [db, wal] = [file, `${file}-wal`].map((each) => hostFile(openFile(each), lock)) as [HostFile, HostFile];
    return {
      db,
      wal,
      replace: () =>
        told(place, async () => {
          renameSync(file, place);
          flushFolder(dirname(place));
        }),
      discard: async () => discard(),
    };
  } catch (error) {
    discard();
    throw error;
  }
}

/** Deletes a database that nobody has open, and what an import left beside it. */
async function deleteFiles(path: string, inspect: (home: FileHome) => void): Promise<boolean> {
  if (!existsSync(dirname(path))) return false;
  const name = realName(path);
  const isThere = existsSync(name);
  if (!isThere && !existsSync(`${name}-wal`) && !existsSync(`${name}-import`)) return false;
  const staged = await stage(name);
  for (const file of [staged.db, staged.wal]) file.close();
  try {
    const home = await openFiles(name);
    try {
      if (isThere) inspect(home);
      for (const file of [home.db, home.wal]) file.close();
      for (const each of [name, `${name}-wal`]) rmSync(each, { force: true });
      flushFolder(dirname(name));
    } finally {
      home.release();
    }
  } finally {
    await staged.discard();
  }
  return isThere;
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

function openFile(path: string): number {
  return openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
}

function hostFile(file: number, lock: Lock): HostFile {
  let isOpen = true;
  const mayWrite = () => {
    if (lock.isLost()) throw lost();
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

function lost(): RedletError {
  return new RedletError(
    "LOCKED",
    "another program has taken the database over while this one was stopped: open it again",
  );
}

function twoLogs(one: string, other: string): RedletError {
  const advice = "open a copy of the file beside each of them to see which one is the newer";
  return new RedletError("CORRUPT", `the file has two logs, as ${one} and as ${other} (-wal): ${advice}`);
}

function unseen(name: string): RedletError {
  const reason = "and this program can't see whether it is open by one of them: remove them, or copy the file";
  return new RedletError("LOCKED", `${name} has other names (hard links) in other folders, ${reason}`);
}
