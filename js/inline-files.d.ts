/** What the build makes of the worker and the engine for `redlet/inline`. */

/** The worker's script: one classic script, everything bundled. */
export const WORKER: string;
/** The engine's wasm in base64. */
export const ENGINE: string;
