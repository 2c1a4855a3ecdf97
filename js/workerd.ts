/** redlet in Cloudflare Workers: Redis on SQLite, in this Worker, in memory. */

import { type Client, redletClass } from "./client/client.ts";
import wasm from "./redlet/engine.wasm";
import { stateless } from "./transport/stateless.ts";

export { RedletError } from "./errors.ts";
export type * from "./types.ts";

/** Opens databases: `await Redlet.open(":memory:")`. */
export const Redlet = redletClass(stateless({ wasm: () => wasm }));
/** An open database: Redis's commands as methods. */
export type Redlet = Client;
