/** redlet without its engine: the caller gives it, for runtimes and bundlers that no other entry knows. */

import { type Client, redletClass } from "./client/client.ts";
import { RedletError } from "./errors.ts";
import type { WasmSource } from "./host/host.ts";
import { OPFS } from "./host/opfs.ts";
import type { ImportSource } from "./host/source.ts";
import { deleteInTurn } from "./transport/import.ts";
import { inProcess } from "./transport/in-process.ts";
import type { OpenOptions, Runtime } from "./transport/transport.ts";

export { RedletError } from "./errors.ts";
export type * from "./types.ts";

/** What `Redlet.open` takes here. */
export interface SlimOptions extends OpenOptions {
  /** `redlet/engine.wasm`: its module, its bytes, or where to fetch it. */
  wasm: WasmSource;
}

function runtime(options: OpenOptions): Runtime {
  const { wasm } = options as SlimOptions;
  if (!wasm) throw new RedletError("WASM", "redlet/slim needs the engine: open({ wasm, name })");
  return inProcess(() => wasm, OPFS);
}

const Base = redletClass({
  connect: (options) => runtime(options).connect(options),
  import: (options, source) => runtime(options).import(options, source),
  delete: deleteInTurn,
  list: OPFS.list,
});

/** Opens databases: `await Redlet.open({ wasm, name })`. */
export const Redlet: Omit<typeof Base, "open" | "import"> & {
  open(options: SlimOptions): Promise<Client>;
  import(options: SlimOptions, source: ImportSource): Promise<void>;
} = Base;
/** An open database: Redis's commands as methods. */
export type Redlet = Client;
