/**
 * Where the package's other files are, in the form that bundlers look for.
 *
 * The addresses are `redlet/...`, not `./...`, on purpose. The files stand in a folder `redlet`
 * beside this module, so they are found relative to it. Where a development server has moved this
 * module away from them (the pre-bundling of Vite 7 and older), it finds no such folder, takes the
 * address for a package's export, and there they are as well.
 */

import { trusted } from "./transport/trusted.ts";

/** The first part of the engine. */
export const wasm = (): URL => new URL("redlet/engine-first.wasm", import.meta.url);

/** The rest of it. */
export const rest = (): URL => new URL("redlet/engine-rest.wasm", import.meta.url);

const start = (): Worker =>
  new Worker(new URL("redlet/worker.js", import.meta.url), { type: "module", name: "redlet" });

/**
 * Starts the worker's script; through another that imports it if it comes from another origin, as from a
 * CDN. Whose origin a frame has its address does not tell.
 */
export function worker(): Worker {
  const { started, address, options } = run(start);
  if (address === undefined) return started;
  const url = new URL(address, document.baseURI);
  if (url.origin === self.origin) return new Worker(trusted(url.href), options);
  return workerOf(`import ${JSON.stringify(url.href)};`);
}

/** Starts a module that is given as text. */
function workerOf(script: string): Worker {
  const options = { type: "module", name: "redlet" } as const;
  // Where there is no origin, Chromium starts no module out of a blob.
  if (self.origin === "null") return new Worker(trusted(`data:text/javascript,${encodeURIComponent(script)}`), options);
  const blob = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(trusted(blob), options);
  // The script is being fetched from memory: the URL has served.
  setTimeout(() => URL.revokeObjectURL(blob), 10_000);
  return worker;
}

/** What a bundler has put into the expression, which must stand in it as it is. */
function run(start: () => Worker): { started: Worker; address?: string; options?: WorkerOptions } {
  const { Worker } = globalThis;
  let asked = {};
  const stub = class {
    constructor(url: URL | string, options?: WorkerOptions) {
      asked = { address: String(url), ...(options && { options }) };
    }
  };
  // Where it can't be replaced, the worker has been started.
  Reflect.set(globalThis, "Worker", stub);
  try {
    return { started: start(), ...asked };
  } finally {
    Reflect.set(globalThis, "Worker", Worker);
  }
}
