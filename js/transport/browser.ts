/** Opens a database in a browser: from a page in a dedicated worker, from a worker in the worker itself. */

import { OPFS } from "../host/opfs.ts";
import { openInProcess } from "./in-process.ts";
import type { Assets, Connect } from "./transport.ts";
import { openWorker } from "./worker.ts";

/** The way of browsers, with the worker and the wasm that an entry point knows to find. */
export function browser(assets: Assets): Connect {
  return (options) => {
    // Asked when a database is opened, not when the module is loaded: servers render pages too.
    const isPage = typeof document !== "undefined" && typeof Worker !== "undefined";
    if (!isPage) return openInProcess(assets.wasm, options, OPFS);
    return openWorker(assets.worker(), options, assets.sendsWasm ? assets.wasm() : undefined);
  };
}
