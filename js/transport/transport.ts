/**
 * The seam between the client and an engine: how a batch gets there and its replies back.
 *
 * Batches run in the order of `send`, and every one is answered exactly once, with replies or with
 * an error, whatever happens to the engine. All ways to an engine implement this one interface.
 */

import type { Config } from "../client/settings.ts";
import type { RedletError } from "../errors.ts";
import type { AppendFsync, Kept, StorageKind } from "../host/host.ts";
import type { RespListener, RespSession } from "../host/resp.ts";
import type { ImportSource } from "../host/source.ts";
import type { Moments } from "../host/timing.ts";

export type { AppendFsync, Kept, RespListener, RespSession, StorageKind };

/** What `Redlet.open` takes. */
export interface OpenOptions {
  /**
   * The database's name: any text in a page; in Node, Deno and Bun the path of its file (`"./app.db"`, an
   * absolute one, or a `file:` URL). `":memory:"` keeps nothing.
   */
  name?: string;
  /** In Node, Deno and Bun: the path of the database's file. It may be a word alone (`"app.db"`). */
  path?: string;
  /** Where to keep it: `"auto"` (the default) is OPFS in a browser and a file elsewhere. */
  storage?: StorageKind | "auto";
  /** `"memory"`: use memory if the storage, a worker, or a tab that has the database is missing. Without it `open` fails. */
  fallback?: "memory";
  /** When a commit is flushed to the device: `"everysec"` by default. */
  appendfsync?: AppendFsync;
  /** The password of the database (`requirepass`). This client gives it. */
  password?: string;
  /**
   * Parameters of CONFIG, for all clients of the database, also when another tab takes over. They replace what CONFIG
   * REWRITE kept. A parameter that was set before, while the database is open, stays as it is.
   */
  config?: Config;
}

/** What waits for the replies of a batch. */
export interface Answer {
  /** The reply frame has come; `isRecorded` if an engine gave it that is gone. */
  settle(replies: Uint8Array, isRecorded?: boolean): void;
  /** It will not come. */
  fail(error: RedletError): void;
}

/** What happened when another tab took over. */
export interface Reconnection {
  /** How many batches were sent again, and how many of these had already been carried out. */
  readonly repeated: number;
  readonly recorded: number;
}

/** Hears that the engine is another. */
export interface ReconnectionListener {
  /** The last one is gone, with all that waited there. */
  lost(): void;
  /** All that was sent to the last engine is answered. */
  resumed(what: Reconnection): void;
}

/** A way to an engine. */
export interface Transport {
  /** Where the engine keeps the database. */
  readonly storage: StorageKind;
  /** Why that is memory, where another storage was asked for. */
  readonly fallback?: RedletError | undefined;
  /** When the steps of opening were done in this thread or its worker. */
  readonly moments?: Moments;
  /** Told where the engine may be replaced by another. */
  reconnection?: ReconnectionListener | undefined;
  /** Whether `send` answers before it returns, as the engine is in this thread. */
  readonly isDirect?: boolean;
  /** Hears of messages and deferred replies: values of a frame, one after the other. */
  onMessages: ((values: Uint8Array) => void) | undefined;
  /** Hears that the engine has failed or was closed: nothing that is still waited for will come. */
  onEnd: ((error: RedletError) => void) | undefined;
  /** Tells whether deferred replies are waited for, if the transport wants to know. */
  await?(isAwaited: boolean): void;
  /** Sends a batch. The frame is read before this returns, or its buffer is transferred. */
  send(frame: Uint8Array<ArrayBuffer>, answer: Answer): void;
  /** Begins another session with the same database. It is closed before this one. */
  duplicate?(): Promise<Transport>;
  /** Opens a session that speaks RESP, where the engine is in this program. */
  resp?(listener: RespListener): RespSession;
  /** Ends it once all that was sent is answered; the engine closes its files. */
  close(): Promise<void>;
}

/** What a runtime does with databases. */
export interface Runtime {
  /** Gets ready for `connect`. Never rejects: what is wrong is told there. */
  preload(options: OpenOptions): Promise<void>;
  /** Opens one. */
  connect(options: OpenOptions): Promise<Transport>;
  /** Puts a file in the place of one. */
  import(options: OpenOptions, source: ImportSource): Promise<void>;
  /** Deletes one. Returns whether there was one. */
  delete(options: OpenOptions): Promise<boolean>;
  /** All that are kept. */
  list(): Promise<Kept[]>;
}
