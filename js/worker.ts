/** The worker's script as a module of its own, which stands beside the engine. */

import { Candidate } from "./transport/candidate.ts";
import type { Channel } from "./transport/messages.ts";

// The page's types describe this scope wrongly.
const scope = globalThis as unknown as Channel;

/** The page. A client that leaves closes its channel: the scope has a `close`, too, and that would end the worker. */
const page: Channel = {
  set onmessage(listener: Channel["onmessage"]) {
    scope.onmessage = listener;
  },
  postMessage: (message, transfer) => scope.postMessage(message, transfer),
};

new Candidate(page, {
  wasm: () => new URL("./engine-first.wasm", import.meta.url),
  rest: () => new URL("./engine-rest.wasm", import.meta.url),
});
