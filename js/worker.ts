/** The worker's script as a module of its own, which stands beside the engine. */

import { serve } from "./transport/worker-entry.ts";

// biome-ignore lint/suspicious/noExplicitAny: the page's types describe this scope wrongly.
serve(globalThis as any, () => new URL("./engine.wasm", import.meta.url));
