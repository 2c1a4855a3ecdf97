/**
 * The worker that a client has for itself, from its start to its end.
 *
 * A worker that dies sends no message. So it must send its first one soon, and from then on its lock shows that it
 * lives (`locks.ts`). A worker that was stopped is not heard any more.
 */

import { type ErrorCode, RedletError } from "../errors.ts";
import { freed, workerLock } from "./locks.ts";
import { type Channel, type FromCandidate, type FromOwner, unique } from "./messages.ts";

/** How many crashes in how many ms are too many. */
const MOST_CRASHES = 10;
const CRASH_WINDOW = 10_000;

/** The page's own worker, or the same in this thread. */
export interface WorkerPort extends Channel {
  /** It can never open the database itself. */
  readonly isVisitor?: boolean;
  /** The worker's id, where this is but another way to a worker that has the database. */
  readonly id?: string;
  onerror?: ((event: ErrorEvent) => void) | null;
  onmessageerror?: ((event: MessageEvent) => void) | null;
  terminate(): void;
}

/** Hears of the worker. */
export interface OwnWorkerListener {
  onMessage(port: WorkerPort, data: FromOwner | FromCandidate): void;
  /** It has died; `isTooOften` if many died in a short time. */
  onCrash(reason: string, isTooOften: boolean): void;
}

/** The worker that runs. */
interface Running {
  readonly port: WorkerPort;
  readonly id: string;
  /** Aborted when it is stopped. */
  readonly life: AbortController;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** A client's worker: one at a time. */
export class OwnWorker {
  readonly #make: () => WorkerPort;
  readonly #listener: OwnWorkerListener;
  #running: Running | undefined;
  /** When the last ones died. */
  #crashes: number[] = [];

  /** `make` starts the worker's script. */
  constructor(make: () => WorkerPort, listener: OwnWorkerListener) {
    this.#make = make;
    this.#listener = listener;
  }

  get port(): WorkerPort | undefined {
    return this.#running?.port;
  }

  get id(): string | undefined {
    return this.#running?.id;
  }

  /** Starts a worker, whose first message must come within `patience` ms. Throws if the browser can't start one. */
  start(patience: number): void {
    const port = this.#make();
    const timer = setTimeout(() => this.#crash(port, "it did not start"), patience);
    this.#running = { port, id: port.id ?? unique(), life: new AbortController(), timer };
    port.onmessage = ({ data }: MessageEvent<FromOwner | FromCandidate>) => this.#listener.onMessage(port, data);
    port.onerror = (event) => this.#crash(port, event.message);
    port.onmessageerror = () => this.#crash(port, "a message was unreadable");
  }

  /** It holds its lock: watches that. */
  watch(): void {
    if (!this.#running) return;
    const { port, id, life, timer } = this.#running;
    clearTimeout(timer);
    freed(workerLock(id), life.signal).then(
      () => this.#crash(port, "it was stopped"),
      () => {},
    );
  }

  stop(): void {
    if (!this.#running) return;
    const { port, life, timer } = this.#running;
    this.#running = undefined;
    clearTimeout(timer);
    life.abort();
    port.onmessage = null;
    port.terminate();
  }

  #crash(port: WorkerPort, reason: string): void {
    if (port !== this.port) return;
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < CRASH_WINDOW), now];
    this.#listener.onCrash(reason, this.#crashes.length > MOST_CRASHES);
  }
}

/** The error of a worker. Browsers give no reason if they can't load its script, or may not. */
export function workerFailed(reason: string, code: ErrorCode = "WORKER"): RedletError {
  return new RedletError(code, `the worker failed: ${reason || "its script could not be loaded"}`);
}
