/**
 * What a page and its worker say to each other.
 *
 * A batch and its replies are a bare `Uint8Array`, transferred unless it is short: that is the
 * cheapest message there is. Each message to the worker is answered by exactly one, in order, so
 * none needs a number; what nobody asked for just now (`messages`) may come between.
 */

import type { Storage, WasmSource } from "../host/host.ts";
import type { OpenOptions } from "./transport.ts";

/** Up to here a frame is copied: to transfer a buffer takes a few microseconds more. */
export const COPIED = 4096;

/** An error on its way: a thrown one would lose its code. */
export interface Failure {
  code: string;
  message: string;
}

/** From the page: first `open`, then batches, at the end `close`. */
export type ToWorker =
  | { type: "open"; options: OpenOptions; wasm?: WasmSource }
  | Uint8Array<ArrayBuffer>
  | { type: "close" };

/** From the worker: the answer to each. */
export type FromWorker =
  | { type: "opened"; storage: Storage }
  | Uint8Array<ArrayBuffer>
  | { type: "messages"; values: Uint8Array<ArrayBuffer> }
  | { type: "closed" }
  | { type: "failed"; failure: Failure };
