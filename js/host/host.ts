/** What a runtime gives the engine, as types: files, a place to keep them, and the wasm itself. */

import type { RedletError } from "../errors.ts";
import type { Part } from "./part.ts";

/** Where a database is kept. */
export type StorageKind = "opfs" | "file" | "object" | "memory";

/** When a commit is flushed to the device, in Redis's words. */
export type AppendFsync = "always" | "everysec" | "no";

/** A synchronous file. Counts are bytes; a short count of `write` means a full disk. */
export interface HostFile {
  /** Reads from a position into the buffer. Returns how much there was. */
  read(buffer: Uint8Array, at: number): number;
  /** Writes the buffer at a position. Returns how much was taken. */
  write(buffer: Uint8Array, at: number): number;
  /** Cuts or extends the file. */
  truncate(size: number): void;
  /** Waits until everything written is on the device. */
  flush(): void;
  /** How large the file is. */
  size(): number;
  /** Gives the file up. */
  close(): void;
}

/** The files of one database, held by this program alone until `release`. */
export interface Home {
  readonly storage: StorageKind;
  /** Why this is memory, where files were asked for. */
  readonly fallback?: RedletError;
  /** What is known of the storage, as lines of INFO. */
  figures?(): string;
  readonly db?: HostFile;
  readonly wal?: HostFile;
  /** Why it is not this program's any more, if it is known to be another's. */
  readonly lost?: RedletError | undefined;
  /** Lets others have it. The files were closed before. What was made for a database that never opened goes again. */
  release(wasOpened?: boolean): void;
}

/** A home that is being made, to take the place of a database's. Nobody else can have it. */
export interface Staged {
  readonly db: HostFile;
  readonly wal: HostFile;
  /** Puts `db`, which was closed, in the place of the database's file. Nobody has that open, and its log is empty. */
  replace(): Promise<void>;
  /** Deletes what there is of it, and lets others begin. The files were closed before. */
  discard(): Promise<void>;
}

/** A database that is kept. */
export interface Kept {
  /** Its name, for `open`. */
  name: string;
  /** The size of its files in bytes. */
  size: number;
}

/** A home without files. */
export const MEMORY: Home = { storage: "memory", release() {} };

/** The storage that a runtime has for databases. */
export interface Homes {
  readonly storage: StorageKind;
  /** Takes the home of the database with that name, for this program alone. */
  open(name: string): Promise<Home>;
  /** Makes an empty home beside that of a database. */
  stage(name: string): Promise<Staged>;
  /**
   * Deletes what there is under that name; whether there was something. Nobody may have it open.
   *
   * @param inspect - is given the home where files of other programs may be under the name, and throws then.
   */
  delete(name: string, inspect: (home: Home) => void): Promise<boolean>;
  /** All databases that are kept. */
  list(): Promise<Kept[]>;
}

/** A compiled module: the types of Node name none. */
type CompiledModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer M } } } ? M : object;

/** The wasm module of the engine: where it is, its bytes, or the module. */
export type WasmSource = URL | Uint8Array | CompiledModule;

/** Finds it, when it is needed. */
export type FindWasm = () => WasmSource | Promise<WasmSource>;

/** Finds `lua.wasm` before it returns: its bytes, or the module. */
export type FindLua = () => Uint8Array | CompiledModule;

/** Where a runtime has the engine. */
export interface EngineSource {
  /** The engine, or its first part. */
  readonly wasm: FindWasm;
  /** Where that is its first part: makes what loads the rest, for one instance. */
  readonly rest?: () => RestOfEngine;
  /** Where it can have the interpreter of scripts at once. */
  readonly lua?: FindLua;
}

/** The rest of an instance that is the first part alone. */
export interface RestOfEngine extends Part {
  /** Loads it before this returns, as the instance asks for it in the middle of its work. */
  loadAtOnce(): void;
  /** Has it added by `extend` when it is there. */
  addTo(extend: (rest: CompiledModule) => void): void;
}
