/**
 * The messages between tabs and the owner, the worker that has their database.
 *
 * A channel leads from a client to the owner: to the tab's own worker, through a port to another tab's,
 * or over a broadcast channel. A batch, and its replies, are a bare `Uint8Array`, which is the fastest
 * message. Each batch is answered by exactly one message, in order, so messages have no numbers.
 * `messages` may come in between.
 */

import type { ErrorCode } from "../errors.ts";
import type { StorageKind, WasmSource } from "../host/host.ts";
import type { Moments } from "../host/timing.ts";
import type { OpenOptions } from "./transport.ts";

/** Grows with every change of these messages or of the frames: tabs of different versions don't talk to each other. */
export const PROTOCOL = 6;

/** A frame up to this size is copied: to transfer its buffer would take a few microseconds more. */
export const COPIED = 4096;

/** How many unanswered batches a client may have: the engine records as many. */
export const IN_FLIGHT = 64;

/** A way to the owner: a worker, a port, or a broadcast channel. */
export interface Channel {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
  close?(): void;
}

/** An error in a message: an error object would lose its code. */
export interface Failure {
  code: ErrorCode;
  message: string;
}

/** From a client after the owner's `hello`: `join`, then batches. */
export type ToOwner =
  | {
      type: "join";
      /** The client's number, the same for as long as it lives. */
      client: number;
      /** The number of the first bare batch; each has one more than the one before. */
      number: number;
      /** The last restoration of its session; empty at first. */
      restoration: Uint8Array;
    }
  /** Restores the session. */
  | { type: "restore"; restoration: Uint8Array }
  /** A batch that may have been run before. */
  | { type: "repeat"; number: number; frame: Uint8Array }
  | Uint8Array<ArrayBuffer>
  | { type: "leave" };

/** From the owner. */
export type FromOwner =
  | { type: "hello"; storage: StorageKind; fallback?: Failure | undefined; moments?: Moments | undefined }
  | Uint8Array<ArrayBuffer>
  | { type: "repeated"; replies: Uint8Array<ArrayBuffer>; isRecorded: boolean }
  | { type: "messages"; values: Uint8Array<ArrayBuffer> }
  /** Messages or deferred replies could not be sent: the session has ended. */
  | { type: "session-lost"; failure: Failure }
  | { type: "failed"; failure: Failure };

/** From a page to its own worker, in addition. */
export type ToCandidate =
  | {
      type: "open";
      options: OpenOptions;
      /** The worker's id, which names its lock. */
      id: string;
      /** The client's number, where the worker must hold its lock as the page has no locks. */
      client: number | undefined;
    }
  /** Has the engine compiled, before it is known which database is opened. */
  | { type: "prepare" }
  /** Replaces the database by a file, instead of opening it. */
  | { type: "import"; options: OpenOptions; source: Blob }
  /** The page loads the engine: it will send it, and where the rest is, or nothing if the worker must find it. */
  | { type: "loading" }
  | { type: "loaded"; wasm: WasmSource | undefined; rest: string | undefined }
  /** Whether, and under which number, other tabs can send ports here. */
  | { type: "reachable"; via: number | undefined }
  /** A port to another tab. */
  | { type: "port"; port: MessagePort }
  | { type: "close" };

/** From a worker to its own page, in addition. */
export type FromCandidate =
  /** Another worker has the database. */
  | { type: "waiting" }
  | { type: "prepared" }
  | { type: "imported" }
  /** It can't be opened, or replaced. */
  | { type: "refused"; failure: Failure }
  /** Another tab looks for the database, which this worker has. */
  | { type: "owner-wanted" }
  | { type: "closed"; failure?: Failure | undefined };

/**
 * To all, on the database's broadcast channel. The first two never change: by them tabs of different versions find out
 * that they are.
 */
export type Broadcast =
  /** Asks who the owner is. */
  | { type: "find-owner" }
  /** The owner, and the number under which its tab can be sent ports. */
  | { type: "owner"; protocol: number; owner: string; via: number | undefined }
  /** There is a new owner. It does not know yet how other tabs reach it. */
  | { type: "owner-changed"; owner: string }
  /** Asks the owner to give the database up for a moment. */
  | { type: "release-database" }
  /** Asks the owner to use a broadcast channel with this name. */
  | { type: "open-channel"; owner: string; place: string };

/** A name that nobody else has. Pages without a secure context have no `crypto.randomUUID`. */
export const unique = (): string => `${Date.now()}-${Math.random()}`;

/** A channel to all tabs. */
export interface PublicChannel extends Channel {
  readonly name: string;
  close(): void;
}

/** The channel on which owners of a database are announced. It does nothing if the browser offers or allows none. */
export function publicChannel(database: string): PublicChannel {
  const name = `redlet:${database}`;
  try {
    return new BroadcastChannel(name);
  } catch {
    return { name, onmessage: null, postMessage() {}, close() {} };
  }
}
