/**
 * What tabs, and the worker that has their database, say to each other.
 *
 * A channel leads from a client to whoever has the database: to the tab's own worker, through a port
 * to another tab's, or over a broadcast channel. A batch and its replies are a bare `Uint8Array`:
 * that is the cheapest message there is. Each is answered by exactly one message, in order, so none
 * carries its number; what nobody asked for just now (`messages`) may come between.
 */

import type { ErrorCode } from "../errors.ts";
import type { StorageKind, WasmSource } from "../host/host.ts";
import type { OpenOptions } from "./transport.ts";

/** Grows with every change of these messages or of the frames: tabs of two versions don't talk. */
export const PROTOCOL = 4;

/** Up to here a frame is copied: to transfer a buffer takes a few microseconds more. */
export const COPIED = 4096;

/** How many batches a client may have unanswered: so many the engine remembers. */
export const IN_FLIGHT = 64;

/** A way to whoever has the database: a worker, a port, or a broadcast channel. */
export interface Channel {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
  close?(): void;
}

/** An error on its way: a thrown one would lose its code. */
export interface Failure {
  code: ErrorCode;
  message: string;
}

/** From a client, once it was greeted: `join`, then batches. */
export type ToOwner =
  | {
      type: "join";
      /** The client's number, the same for as long as it lives. */
      client: number;
      /** The number of the first bare batch; each has one more than the one before. */
      number: number;
      /** What restores its session, as an engine told it last; empty at first. */
      restoration: Uint8Array;
    }
  /** Makes the session what another engine told. */
  | { type: "restore"; restoration: Uint8Array }
  /** A batch that may have been run before. */
  | { type: "again"; number: number; frame: Uint8Array }
  | Uint8Array<ArrayBuffer>
  | { type: "leave" };

/** From whoever has the database. */
export type FromOwner =
  | { type: "hello"; storage: StorageKind; fallback?: Failure | undefined }
  | Uint8Array<ArrayBuffer>
  | { type: "again"; replies: Uint8Array<ArrayBuffer>; isRecorded: boolean }
  | { type: "messages"; values: Uint8Array<ArrayBuffer> }
  /** Messages or late replies could not be sent: the session has ended. */
  | { type: "lost"; failure: Failure }
  | { type: "failed"; failure: Failure };

/** From a page to its own worker, besides. */
export type ToSeat =
  | {
      type: "open";
      options: OpenOptions;
      seat: string;
      /** The client's number, where the worker must hold its lock as the page has no locks. */
      client: number | undefined;
      wasm?: WasmSource;
    }
  /** Puts a file in the place of the database, instead of taking a seat. */
  | { type: "import"; options: OpenOptions; source: Blob; wasm?: WasmSource }
  /** Whether, and under which number, other tabs can send ports here. */
  | { type: "reachable"; via: number | undefined }
  /** A port to another tab. */
  | { type: "port"; port: MessagePort }
  | { type: "close" };

/** From a worker to its own page, besides. */
export type FromSeat =
  /** Another worker has the database. */
  | { type: "waiting" }
  | { type: "imported" }
  /** It can't be opened, or replaced. */
  | { type: "refused"; failure: Failure }
  /** Somebody looks for the database, which is here. */
  | { type: "sought" }
  | { type: "closed"; failure?: Failure | undefined };

/** Said to everybody on the database's broadcast channel. */
export type Broadcast =
  | { type: "seek" }
  | { type: "owner"; protocol: number; owner: string; via: number | undefined }
  /** There is a new owner, who does not know yet how it can be reached. */
  | { type: "changed"; owner: string }
  /** Asks the owner to let somebody else have it for a moment. */
  | { type: "yield" }
  /** Asks the owner to come to a broadcast channel of that name. */
  | { type: "meet"; owner: string; place: string };

/** A name that nobody else has. Pages without a secure context have no `crypto.randomUUID`. */
export const unique = (): string => `${Date.now()}-${Math.random()}`;

/** A channel to everybody. */
export interface PublicChannel extends Channel {
  readonly name: string;
  close(): void;
}

/** The channel on which everybody hears of a database. Where the browser has none, or allows none, nobody does. */
export function publicChannel(database: string): PublicChannel {
  const name = `redlet:${database}`;
  try {
    return new BroadcastChannel(name);
  } catch {
    return { name, onmessage: null, postMessage() {}, close() {} };
  }
}
