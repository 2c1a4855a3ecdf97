/** redlet in Bun: Redis on SQLite, in this program. */

import { readFileSync } from "node:fs";
import { type Client, redletClass } from "./client/client.ts";
// As a file it goes along into what `bun build` makes.
import file from "./redlet/engine.wasm" with { type: "file" };
import lua from "./redlet/lua.wasm" with { type: "file" };
import { node } from "./transport/node-runtime.ts";

export { RedletError } from "./errors.ts";
export type * from "./types.ts";

/** Opens databases: `await Redlet.open(name)`. */
export const Redlet = redletClass(
  node({
    wasm: () => readFileSync(file as unknown as string),
    lua: () => readFileSync(lua as unknown as string),
  }),
);
/** An open database: Redis's commands as methods. */
export type Redlet = Client;
