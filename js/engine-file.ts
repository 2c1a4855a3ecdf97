/**
 * Where the whole engine is, for runtimes that have the package's files. Pages have it in two parts (`assets.ts`), and
 * their bundlers must not find this one.
 */

/** The engine. */
export const engine = (): URL => new URL("redlet/engine.wasm", import.meta.url);
/** The interpreter of scripts. */
export const lua = (): URL => new URL("redlet/lua.wasm", import.meta.url);
