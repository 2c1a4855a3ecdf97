/** The worker's script as a module of its own, which stands beside the engine. */

import { Candidate } from "./transport/candidate.ts";

// biome-ignore lint/suspicious/noExplicitAny: the page's types describe this scope wrongly.
new Candidate(globalThis as any, () => new URL("./engine.wasm", import.meta.url));
