/** The worker's script as a module of its own, which stands beside the engine. */

import { Seat } from "./transport/seat.ts";

// biome-ignore lint/suspicious/noExplicitAny: the page's types describe this scope wrongly.
new Seat(globalThis as any, () => new URL("./engine.wasm", import.meta.url));
