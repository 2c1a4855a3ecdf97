/** redlet with its worker and its engine inside, for bundlers that do not follow `new URL`. */

import { type Client, redletClass } from "./client/client.ts";
import * as assets from "./inline-assets.ts";
import { browser } from "./transport/browser.ts";

export { RedletError } from "./errors.ts";
export type * from "./types.ts";

/** Opens databases: `await Redlet.open(name)`. */
export const Redlet = redletClass(browser(assets));
/** An open database: Redis's commands as methods. */
export type Redlet = Client;
