/**
 * Where the package's other files are. The two expressions stand as bundlers look for them, and in
 * the root folder, so that they hold for the compiled files as well as for a bundle of them.
 */

/** The engine. */
export const wasm = (): URL => new URL("./engine.wasm", import.meta.url);

/** Starts the worker's script. */
export const worker = (): Worker =>
  new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "redlet" });
