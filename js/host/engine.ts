/**
 * The one module that knows the wasm glue.
 *
 * The glue holds one instance of the engine for the whole program. Once that has trapped its memory
 * can't be trusted, so every database in it is lost to this program: `poison` remembers it.
 */

import init, { Engine } from "../engine.js";
import { RedletError } from "../errors.ts";
import type { WasmSource } from "./host.ts";

export { Engine };

let loading: Promise<unknown> | undefined;
let poisoned: RedletError | undefined;

/** Loads the engine, once. */
export async function loadEngine(wasm: () => WasmSource): Promise<typeof Engine> {
  if (poisoned) throw poisoned;
  loading ??= init({ module_or_path: wasm() });
  try {
    await loading;
  } catch (error) {
    loading = undefined;
    const message = error instanceof Error ? error.message : String(error);
    throw new RedletError("WASM", `the engine could not be loaded: ${message}`, undefined, { cause: error });
  }
  return Engine;
}

/** What the engine threw as a RedletError: an error of its own has a code, all else is a trap. */
export function failure(thrown: unknown): RedletError {
  const own = thrown instanceof Error && typeof (thrown as { code?: unknown }).code === "string";
  if (own && !(thrown instanceof WebAssembly.RuntimeError)) return RedletError.from(thrown, "ERR");
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  poisoned ??= new RedletError("POISONED", `the engine stopped: ${message}`, undefined, { cause: thrown });
  return poisoned;
}

/** The error of the trap that ended the engine, if one did. */
export function poison(): RedletError | undefined {
  return poisoned;
}
