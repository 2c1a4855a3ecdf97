/** Databases in a browser: from a page in a dedicated worker, from a worker in the worker itself. */

import { RedletError } from "../errors.ts";
import { OPFS } from "../host/opfs.ts";
import { streamOf } from "../host/source.ts";
import { deleteInTurn } from "./import.ts";
import type { Channel, FromSeat, ToSeat } from "./messages.ts";
import { Seat } from "./seat.ts";
import { type Desk, Tabs } from "./tabs.ts";
import type { Assets, Runtime } from "./transport.ts";

/** The way of browsers, with the worker and the wasm that an entry point knows to find. */
export function browser(assets: Assets): Runtime {
  // Asked when a database is opened, not when the module is loaded: servers render pages too.
  const isPage = () => typeof document !== "undefined" && typeof Worker !== "undefined";
  const startDesk = (): Desk => (isPage() ? assets.worker() : deskHere(assets));
  const wasm = () => (isPage() && assets.sendsWasm ? assets.wasm() : undefined);
  return {
    connect: (options) => Tabs.open(startDesk, options, wasm()),
    async import(options, source) {
      const blob = source instanceof Blob ? source : await new Response(streamOf(source)).blob();
      const engine = wasm();
      await importAt(startDesk(), { type: "import", options, source: blob, ...(engine && { wasm: engine }) });
    },
    delete: deleteInTurn,
    list: OPFS.list,
  };
}

/** Has a worker do an import, and stops it. */
async function importAt(desk: Desk, request: ToSeat): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      desk.onmessage = ({ data }: MessageEvent<FromSeat>) => {
        if (data.type === "imported") resolve();
        else if (data.type === "refused") reject(new RedletError(data.failure.code, data.failure.message));
      };
      const why = (event: ErrorEvent) => event.message || "its script could not be loaded";
      desk.onerror = (event) => reject(new RedletError("WORKER", `the worker failed: ${why(event)}`));
      desk.postMessage(request);
    });
  } finally {
    desk.terminate();
  }
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
