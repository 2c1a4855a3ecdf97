/** Opens a database in a browser: from a page in a dedicated worker, from a worker in the worker itself. */

import type { Channel } from "./messages.ts";
import { Seat } from "./seat.ts";
import { type Desk, Tabs } from "./tabs.ts";
import type { Assets, Connect } from "./transport.ts";

/** The way of browsers, with the worker and the wasm that an entry point knows to find. */
export function browser(assets: Assets): Connect {
  return (options) => {
    // Asked when a database is opened, not when the module is loaded: servers render pages too.
    const isPage = typeof document !== "undefined" && typeof Worker !== "undefined";
    if (!isPage) return Tabs.open(() => deskHere(assets), options);
    return Tabs.open(() => assets.worker(), options, assets.sendsWasm ? assets.wasm() : undefined);
  };
}

/** A seat in this very thread: what one side posts the other has at once. */
function deskHere(assets: Assets): Desk {
  const there: Channel = {
    onmessage: null,
    postMessage: (data) => desk.onmessage?.({ data } as MessageEvent),
  };
  const desk: Desk = {
    onmessage: null,
    postMessage: (data) => there.onmessage?.({ data } as MessageEvent),
    terminate: () => desk.postMessage({ type: "close" }),
  };
  new Seat(there, assets.wasm);
  return desk;
}
