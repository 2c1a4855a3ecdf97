/** redlet without its engine, which the caller passes: for runtimes and bundlers that no other entry supports. */

import { type Client, redletClass } from "./client/client.ts";
import { RedletError } from "./errors.ts";
import { preloadModule } from "./host/engine.ts";
import type { WasmSource } from "./host/host.ts";
import { OPFS } from "./host/opfs.ts";
import type { ImportSource } from "./host/source.ts";
import { inProcess } from "./transport/in-process.ts";
import { deleteInTurn } from "./transport/in-turn.ts";
import type { OpenOptions, Runtime } from "./transport/transport.ts";

export { RedletError } from "./errors.ts";
export type * from "./types.ts";

/** What `Redlet.open` takes here. */
export interface SlimOptions extends OpenOptions {
  /** `redlet/engine.wasm`: as a module, as bytes, or as the URL to fetch it from. */
  wasm: WasmSource;
}

function runtime(options: OpenOptions): Runtime {
  const { wasm } = options as SlimOptions;
  if (!wasm) throw new RedletError("WASM", "redlet/slim needs the engine: open({ wasm, name })");
  return inProcess({ wasm: () => wasm }, OPFS);
}

const Base = redletClass({
  preload: (options) => preloadModule({ wasm: () => (options as SlimOptions).wasm }),
  connect: (options) => runtime(options).connect(options),
  import: (options, source) => runtime(options).import(options, source),
  delete: deleteInTurn,
  list: OPFS.list,
});

/** Opens databases: `await Redlet.open({ wasm, name })`. */
export const Redlet: Omit<typeof Base, "preload" | "open" | "import"> & {
  preload(options: Pick<SlimOptions, "wasm">): Promise<void>;
  open(options: SlimOptions): Promise<Client>;
  import(options: SlimOptions, source: ImportSource): Promise<void>;
} = Base;
/** An open database: Redis's commands as methods. */
export type Redlet = Client;
