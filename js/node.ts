/** redlet in Node, Deno and Bun: Redis on SQLite, in this program. */

import { readFileSync } from "node:fs";
import { type Client, redletClass } from "./client/client.ts";
import { engine, lua } from "./engine-file.ts";
import { node } from "./transport/node-runtime.ts";

export { RedletError } from "./errors.ts";
export type * from "./types.ts";

/** Opens databases: `await Redlet.open(name)`. */
export const Redlet = redletClass(node({ wasm: () => readFileSync(engine()), lua: () => readFileSync(lua()) }));
/** An open database: Redis's commands as methods. */
export type Redlet = Client;
