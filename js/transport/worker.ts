/**
 * The page's side of a dedicated worker that has the engine.
 *
 * The worker answers in order, so the answers that are waited for form a queue. If the worker dies
 * all of them fail: nothing is left hanging.
 */

import { RedletError } from "../errors.ts";
import type { WasmSource } from "../host/host.ts";
import { Awake } from "./awake.ts";
import { COPIED, type FromWorker, type ToWorker } from "./messages.ts";
import type { Answer, OpenOptions, Storage, Transport } from "./transport.ts";

/** A session with the engine of a worker. */
class WorkerTransport implements Transport {
  readonly storage: Storage;
  readonly #worker: Worker;
  onMessages: ((values: Uint8Array) => void) | undefined;
  onEnd: ((error: RedletError) => void) | undefined;
  readonly #waiting: Answer[] = [];
  readonly #awake = new Awake();
  #ended: RedletError | undefined;
  #closed: ((error?: RedletError) => void) | undefined;

  constructor(worker: Worker, storage: Storage) {
    this.storage = storage;
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(data);
    worker.onerror = (event) => this.#end(died(event, "POISONED"));
    worker.onmessageerror = () => this.#end(new RedletError("POISONED", "a message of the worker was unreadable"));
  }

  send(frame: Uint8Array<ArrayBuffer>, answer: Answer): void {
    if (this.#ended) {
      answer.fail(this.#ended);
      return;
    }
    this.#waiting.push(answer);
    // A copy of its own: a view's whole buffer would go along.
    if (frame.length <= COPIED) this.#worker.postMessage(frame.slice());
    else this.#worker.postMessage(frame, [frame.buffer]);
    this.#awake.note();
  }

  close(): Promise<void> {
    if (this.#ended) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#closed = (error) => {
        // Ending tells it too: it has been told.
        this.#closed = undefined;
        this.#end(new RedletError("CLOSED", "the database was closed"));
        if (error) reject(error);
        else resolve();
      };
      this.#worker.postMessage({ type: "close" } satisfies ToWorker);
    });
  }

  #receive(data: FromWorker): void {
    if (data instanceof Uint8Array) {
      this.#waiting.shift()?.settle(data);
      return;
    }
    if (data.type === "messages") {
      this.onMessages?.(data.values);
      return;
    }
    const error = data.type === "failed" ? received(data) : undefined;
    const answer = this.#waiting.shift();
    if (answer && error) answer.fail(error);
    else this.#closed?.(error);
    if (error?.code === "POISONED") this.#end(error);
  }

  /** Stops the worker; whatever waits fails, now and later. */
  #end(error: RedletError): void {
    if (this.#ended) return;
    this.#ended = error;
    this.#worker.terminate();
    for (const answer of this.#waiting.splice(0)) answer.fail(error);
    this.onEnd?.(error);
    this.#closed?.(error);
  }
}

/** Starts a worker and opens a database in it. `wasm` is sent along where the worker can't find it. */
export function openWorker(worker: Worker, options: OpenOptions, wasm?: WasmSource): Promise<Transport> {
  return new Promise<Transport>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data instanceof Uint8Array) return;
      if (data.type === "opened") resolve(new WorkerTransport(worker, data.storage));
      else if (data.type === "failed") reject(received(data));
    };
    worker.onerror = (event) => reject(died(event, "WORKER"));
    worker.postMessage({ type: "open", options, ...(wasm && { wasm }) } satisfies ToWorker);
  }).catch((error: unknown) => {
    worker.terminate();
    throw error;
  });
}

function received({ failure }: Extract<FromWorker, { type: "failed" }>): RedletError {
  return new RedletError(failure.code, failure.message);
}

function died(event: ErrorEvent, code: string): RedletError {
  // A script that could not be loaded gives no message.
  const reason = event.message || "its script could not be loaded";
  return new RedletError(code, `the worker failed: ${reason}`);
}
