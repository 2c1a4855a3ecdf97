/** redlet in Deno: Redis on SQLite, in this program. */

import { readFileSync } from "node:fs";
import { type Client, redletClass } from "./client/client.ts";
import { engine, lua } from "./engine-file.ts";
import { node } from "./transport/node-runtime.ts";

export { RedletError } from "./errors.ts";
export type * from "./types.ts";

/** As a module it needs no permission to be read, and goes along into what `deno compile` makes. */
const wasm = () =>
  import("./engine-source.js").then(
    (module) => module.default,
    // A Deno that can't import modules of its kind.
    () => readFileSync(engine()),
  );

/** Opens databases: `await Redlet.open(name)`. */
export const Redlet = redletClass(node({ wasm, lua: () => readFileSync(lua()) }));
/** An open database: Redis's commands as methods. */
export type Redlet = Client;
