/** redlet in a browser: Redis on SQLite, in a worker of this page. */

import * as assets from "./assets.ts";
import { type Client, redletClass } from "./client/client.ts";
import { browser } from "./transport/browser.ts";

export { RedletError } from "./errors.ts";
export type * from "./types.ts";

/** Opens databases: `await Redlet.open(name)`. */
export const Redlet = redletClass(browser(assets));
/** An open database: Redis's commands as methods. */
export type Redlet = Client;
