/** redlet without its engine: the caller gives it, for runtimes and bundlers that no other entry knows. */

import { type Client, redletClass } from "./client/client.ts";
import type { WasmSource } from "./host/host.ts";
import { OPFS } from "./host/opfs.ts";
import { openInProcess } from "./transport/in-process.ts";
import type { OpenOptions } from "./transport/transport.ts";

export { RedletError } from "./errors.ts";
export type * from "./types.ts";

/** What `Redlet.open` takes here. */
export interface SlimOptions extends OpenOptions {
  /** `redlet/engine.wasm`: its module, its bytes, or where to fetch it. */
  wasm: WasmSource;
}

const Base = redletClass((options) => {
  const { wasm } = options as SlimOptions;
  if (!wasm) throw new TypeError("redlet/slim needs the engine: open({ wasm, name })");
  return openInProcess(() => wasm, options, OPFS);
});

/** Opens databases: `await Redlet.open({ wasm, name })`. */
export const Redlet: Omit<typeof Base, "open"> & { open(options: SlimOptions): Promise<Client> } = Base;
/** An open database: Redis's commands as methods. */
export type Redlet = Client;
