/**
 * Files in the browser: `redlet/<name>.db` and `<name>.db-wal` in the origin's private file system,
 * through synchronous access handles, which exist only in dedicated workers.
 *
 * A worker that opens a database holds its Web Lock (`js/transport/candidate.ts`). So the handles are free, or
 * will be in a moment, when a tab has just gone: a refused handle is tried again. Whether OPFS works can
 * only be found by trying, because some browsers offer it and then refuse.
 */

import { elsewhere, RedletError } from "../errors.ts";
import type { Home, Homes, HostFile, Kept, Staged } from "./host.ts";
import { figures } from "./quota.ts";

/** How long a handle may take to be freed by a tab that is gone, and how long is waited at a time. */
const HANDLE_PATIENCE = 5000;
const FIRST_WAIT = 2;
const LONGEST_WAIT = 50;

/** The origin's private file system. */
export const OPFS: Homes = { storage: "opfs", open: openFiles, stage, delete: deleteFiles, list };

/** Takes the two files of a database. */
async function openFiles(name: string): Promise<Home> {
  return { storage: "opfs", ...(await openBoth(fileOf(name))), figures: figures(), release() {} };
}

const fileOf = (name: string): string => `${encodeURIComponent(name)}.db`;

/** A file and the log beside it. */
async function openBoth(file: string): Promise<{ db: HostFile; wal: HostFile }> {
  try {
    const folder = await directory();
    const both = [open(folder, file), open(folder, `${file}-wal`)] as const;
    try {
      const [db, wal] = await Promise.all(both);
      return { db, wal };
    } catch (error) {
      for (const each of both) each.then((opened) => opened.close()).catch(() => {});
      throw error;
    }
  } catch (error) {
    throw unlessOurs(error);
  }
}

const unlessOurs = (error: unknown): RedletError => (error instanceof RedletError ? error : unavailable(error));

/**
 * Makes `<name>.db-import`, which takes the database's name in one step. Its handle is one import's
 * until it is checked: what is moved is whole, whoever else comes between.
 */
async function stage(name: string): Promise<Staged> {
  const file = `${fileOf(name)}-import`;
  const folder = await directory();
  const { db, wal } = await openBoth(file);
  // An import that was killed may have left something.
  db.truncate(0);
  wal.truncate(0);
  return {
    db,
    wal,
    async replace() {
      const staged = (await folder.getFileHandle(file)) as MovableFile;
      await patiently(file, () => staged.move(folder, fileOf(name)));
    },
    async discard() {
      for (const each of [file, `${file}-wal`]) await folder.removeEntry(each).catch(() => {});
    },
  };
}

/** Deletes a database's files, and what an import that was killed has left. Returns whether there was a database. */
async function deleteFiles(name: string): Promise<boolean> {
  const file = fileOf(name);
  const folder = await directory();
  let isThere = false;
  // A log without its database is worth nothing to whoever opens one of that name, a database without its log is torn.
  for (const each of [file, `${file}-wal`, `${file}-import`, `${file}-import-wal`]) {
    try {
      await patiently(each, () => folder.removeEntry(each));
      isThere ||= each === file;
    } catch (error) {
      if ((error as Error).name !== "NotFoundError") throw unlessOurs(error);
    }
  }
  return isThere;
}

/** The databases, in the order of their names. */
async function list(): Promise<Kept[]> {
  const sizes = new Map<string, number>();
  for await (const [file, handle] of (await directory()) as unknown as AsyncIterable<[string, FileSystemHandle]>) {
    const name = nameOf(file);
    if (name === undefined || !isFile(handle)) continue;
    // It may be deleted at this very moment.
    const size = await handle.getFile().then(
      ({ size }) => size,
      () => 0,
    );
    sizes.set(name, (sizes.get(name) ?? 0) + size);
  }
  return [...sizes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, size]) => ({ name, size }));
}

const isFile = (handle: FileSystemHandle): handle is FileSystemFileHandle => handle.kind === "file";

/** The database that a file belongs to. */
function nameOf(file: string): string | undefined {
  const [, name] = /^(.+)\.db(-wal)?$/.exec(file) ?? [];
  try {
    return name && decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

/** Not all types have it yet. */
type MovableFile = FileSystemFileHandle & { move(folder: FileSystemDirectoryHandle, name: string): Promise<void> };

async function directory(): Promise<FileSystemDirectoryHandle> {
  if (typeof navigator === "undefined" || !navigator.storage?.getDirectory) {
    throw unavailable("this runtime has none, or the page is not in a secure context");
  }
  try {
    const root = await navigator.storage.getDirectory();
    return await root.getDirectoryHandle("redlet", { create: true });
  } catch (error) {
    throw unavailable(error);
  }
}

async function open(folder: FileSystemDirectoryHandle, name: string): Promise<HostFile> {
  const file = (await folder.getFileHandle(name, { create: true })) as FileSystemFileHandle & {
    createSyncAccessHandle?(): Promise<SyncAccessHandle>;
  };
  if (!file.createSyncAccessHandle) throw unavailable("synchronous access is for dedicated workers alone");
  const create = file.createSyncAccessHandle.bind(file);
  return hostFile(await patiently(name, create));
}

/** Does what can't be done while somebody has the file, as soon as nobody has. */
async function patiently<T>(name: string, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + HANDLE_PATIENCE;
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    try {
      return await work();
    } catch (error) {
      if ((error as Error).name !== "NoModificationAllowedError") throw error;
      if (performance.now() > deadline) throw locked(name);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** The part of `FileSystemSyncAccessHandle` that is used: the DOM types have it for workers alone. */
interface SyncAccessHandle {
  read(buffer: Uint8Array, options: { at: number }): number;
  write(buffer: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  getSize(): number;
  close(): void;
}

function hostFile(handle: SyncAccessHandle): HostFile {
  // One options object for all calls: the position is the only thing that changes.
  const options = { at: 0 };
  return {
    read(buffer, at) {
      options.at = at;
      return handle.read(buffer, options);
    },
    write(buffer, at) {
      options.at = at;
      return handle.write(buffer, options);
    },
    truncate: (size) => handle.truncate(size),
    flush: () => handle.flush(),
    size: () => handle.getSize(),
    close: () => handle.close(),
  };
}

function locked(name: string): RedletError {
  return new RedletError(
    "LOCKED",
    `${name} is open in another tab or worker, which is not redlet's or does not answer`,
  );
}

function unavailable(cause: unknown): RedletError {
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  const advice = 'open with { fallback: "memory" } to go on without keeping data';
  const message = `the origin private file system is not available (${reason}); ${advice}${elsewhere()}`;
  return new RedletError("OPFS", message, undefined, { cause });
}
