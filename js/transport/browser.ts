/**
 * Databases in a browser: from a page in a dedicated worker, from a dedicated worker in the worker itself.
 * Service and shared workers can't open files: they visit the database of a tab.
 */

import { RedletError } from "../errors.ts";
import { isInMemory } from "../host/database.ts";
import { loadModule } from "../host/engine.ts";
import { OPFS } from "../host/opfs.ts";
import { streamOf } from "../host/source.ts";
import { Candidate, type EngineFiles } from "./candidate.ts";
import { deleteInTurn } from "./in-turn.ts";
import type { Channel, FromCandidate, ToCandidate } from "./messages.ts";
import { type WorkerPort, workerFailed } from "./own-worker.ts";
import { SpareWorker } from "./spare-worker.ts";
import { Tabs } from "./tabs.ts";
import type { OpenOptions, Runtime } from "./transport.ts";

/** The files that belong to the facade, which an entry point knows to find. */
export interface Assets extends EngineFiles {
  /** Starts the worker's script. */
  worker(): Worker;
  /** Whether the worker must be sent the engine, as it can't find it by itself. */
  readonly sendsWasm?: boolean;
}

/** The way of browsers, with the worker and the wasm that an entry point knows to find. */
export function browser(assets: Assets): Runtime {
  // Asked when a database is opened, not when the module is loaded: servers render pages too.
  const isPage = () => typeof document !== "undefined" && typeof Worker !== "undefined";
  const start = (): WorkerPort => (isPage() ? startWorker(assets) : workerPortHere(assets));
  const spare = new SpareWorker(start);
  const take = () => spare.take();
  return {
    async preload() {
      try {
        await spare.prepare();
      } catch {
        // There is no worker to be had: whoever opens a database is told.
      }
    },
    async connect(options) {
      try {
        return await Tabs.open(take, options);
      } catch (error) {
        return await inThisThread(assets, options, error as RedletError);
      }
    },
    async import(options, source) {
      const blob = source instanceof Blob ? source : await new Response(streamOf(source)).blob();
      await importAt(start(), { type: "import", options, source: blob });
    },
    delete: deleteInTurn,
    list: OPFS.list,
  };
}

/** Opens a database in memory in this very thread, where that will do and no worker or tab is to be had. */
async function inThisThread(assets: Assets, options: OpenOptions, error: RedletError): Promise<Tabs> {
  const isAskedFor = isInMemory(options);
  const isHelped = error.code === "WORKER" || error.code === "NOTAB";
  if (!isHelped || !(isAskedFor || options.fallback === "memory")) throw error;
  const tabs = await Tabs.open(() => workerPortHere(assets), { ...options, storage: "memory" });
  if (!isAskedFor) tabs.fallback = error;
  return tabs;
}

/** Loads the engine while the worker starts, once for all workers of the page. What the page can't load the worker does. */
async function sendEngine(assets: Assets, worker: Worker): Promise<void> {
  worker.postMessage({ type: "loading" } satisfies ToCandidate);
  const wasm = await loadModule(assets).catch(() => (assets.sendsWasm ? assets.wasm() : undefined));
  // Some bundlers give an address that is relative to the page, whatever its type says.
  const rest = assets.rest && new URL(assets.rest().href, globalThis.document?.baseURI ?? location.href).href;
  worker.postMessage({ type: "loaded", wasm, rest: wasm && rest } satisfies ToCandidate);
}

/** Starts the worker. A policy may forbid it at once. */
function startWorker(assets: Assets): Worker {
  try {
    const worker = assets.worker();
    void sendEngine(assets, worker);
    return worker;
  } catch (error) {
    throw workerFailed(String(error));
  }
}

/** Has a worker do an import, and stops it. */
async function importAt(port: WorkerPort, request: ToCandidate): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      port.onmessage = ({ data }: MessageEvent<FromCandidate>) => {
        if (data.type === "imported") resolve();
        else if (data.type === "refused") reject(new RedletError(data.failure.code, data.failure.message));
      };
      port.onerror = (event) => reject(workerFailed(event.message));
      port.postMessage(request);
    });
  } finally {
    port.terminate();
  }
}

/** A candidate in this very thread: what one side posts the other has at once. */
function workerPortHere(assets: Assets): WorkerPort {
  const there: Channel = {
    onmessage: null,
    postMessage: (data) => port.onmessage?.({ data } as MessageEvent),
  };
  const isVisitor = "ServiceWorkerGlobalScope" in globalThis || "SharedWorkerGlobalScope" in globalThis;
  const port: WorkerPort = {
    isVisitor,
    onmessage: null,
    postMessage: (data) => there.onmessage?.({ data } as MessageEvent),
    terminate: () => port.postMessage({ type: "close" }),
  };
  new Candidate(there, assets, isVisitor);
  return port;
}
