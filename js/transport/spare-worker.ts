/**
 * A worker that is started before it is known which database is opened: by then it has compiled the engine. It holds no
 * lock and no file.
 */

import type { ToCandidate } from "./messages.ts";
import type { WorkerPort } from "./own-worker.ts";

/** One worker in reserve, at most. */
export class SpareWorker {
  readonly #start: () => WorkerPort;
  #port: WorkerPort | undefined;
  #ready: Promise<void> | undefined;
  #done = () => {};

  constructor(start: () => WorkerPort) {
    this.#start = start;
  }

  /** Starts it, if it is not there. Resolves when the engine is compiled, or the worker is taken, or of no use. */
  async prepare(): Promise<void> {
    if (!this.#port) {
      const port = this.#start();
      this.#port = port;
      this.#ready = new Promise((resolve) => (this.#done = resolve));
      port.onmessage = this.#done;
      port.onerror = () => {
        this.#port = undefined;
        this.#done();
      };
      port.postMessage({ type: "prepare" } satisfies ToCandidate);
    }
    await this.#ready;
  }

  /** Takes it, or starts another. */
  take(): WorkerPort {
    const port = this.#port ?? this.#start();
    this.#port = undefined;
    this.#done();
    return port;
  }
}
