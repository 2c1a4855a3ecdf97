/** The worker and the engine out of strings: nothing to find, so every bundler can ship it. */

import { ENGINE, WORKER } from "./inline-files.js";
import { trusted } from "./transport/trusted.ts";

/** A worker of a blob can't fetch what stands beside this module. */
export const sendsWasm = true;

/** The engine. */
export function wasm(): Uint8Array<ArrayBuffer> {
  const text = atob(ENGINE);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Starts the worker's script. */
export function worker(): Worker {
  const url = URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" }));
  const worker = new Worker(trusted(url), { name: "redlet" });
  // The script is being fetched from memory: the URL has served.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  return worker;
}
