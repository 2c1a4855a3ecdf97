/**
 * A page's way to the database that all tabs of the origin share.
 *
 * The page has a worker that waits for the database like the workers of all tabs (`candidate.ts`). Frames go
 * to the worker that has it, the owner: directly to the page's own, through a channel to another tab's.
 * When the owner dies, unanswered batches are sent to the next one, one at a time, and take effect once.
 * Every batch ends with its replies or with an error.
 */

import { type ErrorCode, RedletError } from "../errors.ts";
import type { WasmSource } from "../host/host.ts";
import { restorationOf } from "../protocol/frame.ts";
import { restorationIn, withoutRestoration } from "../protocol/values.ts";
import { Broker } from "./broker.ts";
import { KeepAwake } from "./keep-awake.ts";
import { clientLock, databaseLock, freed, hasLocks, hold, isWanted, workerLock } from "./locks.ts";
import {
  type Channel,
  COPIED,
  type Failure,
  type FromCandidate,
  type FromOwner,
  IN_FLIGHT,
  type ToCandidate,
  type ToOwner,
  unique,
} from "./messages.ts";
import { OwnerDiscovery } from "./owner-discovery.ts";
import { onSuspension } from "./suspension.ts";
import type { Answer, OpenOptions, ReconnectionListener, StorageKind, Transport } from "./transport.ts";

/** How long the owner's first message may take, and how long an unanswered batch may wait without any message, in ms. */
const OPEN_PATIENCE = 10_000;
const ANSWER_PATIENCE = 60_000;
/** How long another tab may take to open what the page's own worker could not, in ms. */
const TURN_PATIENCE = 2000;
/** How long a worker may take until its first message, in ms. The first worker and its engine must be fetched. */
const FIRST_START_PATIENCE = 60_000;
const START_PATIENCE = 5000;
/** After how many checks, one a second, that found no tab with the database a visitor gets `NOTAB`. */
const MOST_MISSES = 3;
/** How long a batch may be sent again: after that the engine may have forgotten it. */
const REPEATABLE = 300_000;
/** How often a batch is sent again, and how many crashes of workers in how many ms are too many. */
const MOST_TRIES = 10;
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

/** A batch without its replies. */
interface Pending {
  readonly frame: Uint8Array<ArrayBuffer>;
  /** When it was sent. */
  readonly at: number;
  readonly number: number;
  readonly answer: Answer;
  tries: number;
}

type Hello = Extract<FromOwner, { type: "hello" }>;

/** A client of the database that all tabs share. */
export class Tabs implements Transport {
  storage: StorageKind = "memory";
  fallback: RedletError | undefined;
  reconnection: ReconnectionListener | undefined;
  onMessages: ((values: Uint8Array) => void) | undefined;
  onEnd: ((error: RedletError) => void) | undefined;
  readonly #options: OpenOptions;
  readonly #wasm: WasmSource | undefined;
  readonly #startWorker: () => WorkerPort;
  /** The client's number. Below 2^47, because the engine makes row ids of it. */
  readonly #client = Math.floor(Math.random() * 2 ** 47);
  readonly #keepAwake = new KeepAwake();
  readonly #pending: Pending[] = [];
  /** How many of them, from the first, were sent. */
  #sent = 0;
  #number = 1;
  /** The session's restoration, for another engine. */
  #restoration: Uint8Array = new Uint8Array();
  #worker: WorkerPort | undefined;
  #workerId = "";
  /** Other sessions with the engine of the own worker. */
  readonly #beside = new Set<Tabs>();
  #workerLife = new AbortController();
  /** The channel to the owner. */
  #channel: Channel | undefined;
  /** Whether unanswered batches are being sent again, one after the other. */
  #isRepeating = false;
  #recorded = 0;
  #repeated = 0;
  #heardAt = 0;
  #misses = 0;
  #crashes: number[] = [];
  #broker: Broker | undefined;
  #discovery: OwnerDiscovery | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #releaseClient: Promise<() => void> | undefined;
  #stopListening = () => {};
  #stopStartWatch = () => {};
  #ended: RedletError | undefined;
  #opened: { resolve(): void; reject(error: RedletError): void } | undefined;
  #idle: (() => void) | undefined;
  #workerClosed: ((error?: RedletError) => void) | undefined;

  private constructor(startWorker: () => WorkerPort, options: OpenOptions, wasm: WasmSource | undefined) {
    this.#startWorker = startWorker;
    this.#options = options;
    this.#wasm = wasm;
  }

  /** Opens the database; `startWorker` starts a worker. */
  static async open(startWorker: () => WorkerPort, options: OpenOptions, wasm?: WasmSource): Promise<Tabs> {
    const tabs = new Tabs(startWorker, options, wasm);
    await new Promise<void>((resolve, reject) => {
      tabs.#opened = { resolve, reject };
      tabs.#start();
    });
    // A database in memory would be lost with the worker.
    if (tabs.storage === "opfs")
      tabs.#stopListening = onSuspension(
        () => tabs.#suspend(),
        () => tabs.#start(),
      );
    return tabs;
  }

  send(frame: Uint8Array<ArrayBuffer>, answer: Answer): void {
    if (this.#ended) {
      answer.fail(this.#ended);
      return;
    }
    // Kept until it is answered, as it may have to be sent again.
    const kept = frame.slice();
    this.#pending.push({ frame: kept, at: Date.now(), number: this.#number++, answer, tries: 0 });
    const channel = this.#channel;
    if (channel && !this.#isRepeating && this.#sent === this.#pending.length - 1 && this.#sent < IN_FLIGHT) {
      this.#sent++;
      if (frame.length <= COPIED) channel.postMessage(kept);
      else channel.postMessage(frame, [frame.buffer]);
    }
    this.#keepAwake.note();
  }

  /** Begins another session. What is in memory is in the own worker alone. */
  async duplicate(): Promise<Tabs> {
    if (this.storage !== "memory") return Tabs.open(this.#startWorker, this.#options, this.#wasm);
    const other = await Tabs.open(() => this.#openPort(), this.#options);
    this.#beside.add(other);
    other.#stopListening = () => this.#beside.delete(other);
    if (this.#ended) other.#end(this.#ended);
    return other;
  }

  #openPort(): WorkerPort {
    if (!this.#worker) throw this.#ended;
    const { port1, port2 } = new MessageChannel();
    this.#worker.postMessage({ type: "port", port: port2 } satisfies ToCandidate, [port2]);
    return Object.assign(port1, { id: this.#workerId, terminate: () => port1.close() });
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    if (this.#pending.length > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
    if (this.#ended) return;
    const error = await new Promise<RedletError | undefined>((resolve) => {
      this.#workerClosed = resolve;
      const own = this.#worker?.id === undefined ? this.#worker : undefined;
      if (this.#channel !== own) this.#channel?.postMessage({ type: "leave" } satisfies ToOwner);
      if (own) own.postMessage({ type: "close" } satisfies ToCandidate);
      else resolve(undefined);
    });
    this.#end(new RedletError("CLOSED", "the database was closed"));
    if (error) throw error;
  }

  /** Starts the worker, and looks for the owner if that is another tab's. */
  #start(): void {
    if (this.#ended || this.#worker) return;
    // The owner ends the session when this lock is free.
    this.#releaseClient ??= hold(clientLock(this.#client)).catch(() => () => {});
    let worker: WorkerPort;
    try {
      worker = this.#startWorker();
    } catch (error) {
      this.#end(RedletError.from(error, "WORKER"));
      return;
    }
    const id = worker.id ?? unique();
    this.#workerId = id;
    this.#worker = worker;
    this.#workerLife = new AbortController();
    this.#watchStart(worker);
    worker.onmessage = ({ data }: MessageEvent<FromOwner | FromCandidate>) => this.#receive(worker, data, id);
    worker.onerror = (event) => this.#crash(worker, event.message);
    worker.onmessageerror = () => this.#crash(worker, "a message was unreadable");
    if (worker.id !== undefined) return;
    const client = hasLocks() ? undefined : this.#client;
    const wasm = this.#wasm && { wasm: this.#wasm };
    worker.postMessage({ type: "open", options: this.#options, client, id, ...wasm } satisfies ToCandidate);
  }

  #receive(channel: Channel, data: FromOwner | FromCandidate, id?: string): void {
    if (data instanceof Uint8Array) {
      if (channel === this.#channel) this.#settle(data);
      return;
    }
    if (id !== undefined) this.#note(data, id);
    if (channel !== this.#channel) return;
    this.#heardAt = Date.now();
    if (data.type === "messages") {
      this.#keep(restorationIn(data.values));
      this.onMessages?.(withoutRestoration(data.values));
    } else if (data.type === "again") this.#settleAgain(data);
    else if (data.type === "failed") this.#fail(data);
    else if (data.type === "lost") this.#end(received(data.failure));
  }

  /** A message of the page's own worker about its place in the queue. */
  #note(data: Exclude<FromOwner | FromCandidate, Uint8Array>, id: string): void {
    const worker = this.#worker as WorkerPort;
    if (data.type === "hello") {
      this.#watchWorker(id);
      this.#stopDiscovery();
      if (worker.id === undefined) this.#arrive(worker, data);
      // An owner would take a client without its lock for dead.
      else void this.#releaseClient?.then(() => this.#arrive(worker, data));
    } else if (data.type === "waiting") {
      this.#watchWorker(id);
      if (this.#channel === worker) this.#lose();
      void this.#findOwner();
    } else if (data.type === "sought") this.#beReachable();
    else if (data.type === "closed") this.#workerClosed?.(data.failure && received(data.failure));
    else if (data.type === "refused") this.#fallOut(received(data.failure));
  }

  /** A worker that dies before its first message does not hold its lock yet. */
  #watchStart(worker: WorkerPort): void {
    const patience = this.#opened ? FIRST_START_PATIENCE : START_PATIENCE;
    const timer = setTimeout(() => this.#crash(worker, "it did not start"), patience);
    this.#stopStartWatch = () => clearTimeout(timer);
  }

  /** A worker that dies sends no message, but its locks become free. */
  #watchWorker(id: string): void {
    const worker = this.#worker as WorkerPort;
    const { signal } = this.#workerLife;
    this.#stopStartWatch();
    freed(workerLock(id), signal).then(
      () => this.#crash(worker, "it was stopped"),
      () => {},
    );
  }

  #crash(worker: WorkerPort, reason: string): void {
    if (this.#worker !== worker || this.#ended) return;
    if (this.#workerClosed) {
      this.#workerClosed();
      return;
    }
    const error = workerFailed(reason, this.#opened ? "WORKER" : "POISONED");
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < CRASH_WINDOW), now];
    if (this.#opened || this.#crashes.length > MOST_CRASHES || this.storage === "memory") {
      this.#end(error);
      return;
    }
    this.#stopWorker();
    this.#start();
  }

  /** The page's own worker can't open the database. Another tab's perhaps can. */
  #fallOut(error: RedletError): void {
    this.#stopWorker();
    if (this.#opened) {
      this.#end(error);
      return;
    }
    // The worker held the lock, so the former owner has gone.
    this.#lose();
    void this.#findOwner();
    setTimeout(() => (this.#channel ? this.#start() : this.#end(error)), TURN_PATIENCE);
  }

  #stopWorker(): void {
    this.#workerLife.abort();
    this.#stopStartWatch();
    const worker = this.#worker;
    this.#worker = undefined;
    if (!worker) return;
    worker.onmessage = null;
    worker.terminate();
    if (this.#channel === worker) this.#lose();
  }

  /** Drops the channel to the owner. */
  #lose(): void {
    if (this.#channel && this.#channel !== this.#worker) this.#channel.close?.();
    this.#channel = undefined;
  }

  async #findOwner(): Promise<void> {
    // An owner would take a client without its lock for dead.
    await this.#releaseClient;
    const isOwner = this.#worker !== undefined && this.#channel === this.#worker;
    if (this.#ended || !this.#releaseClient || isOwner) return;
    this.#startWatch();
    this.#openBroker();
    this.#discovery ??= new OwnerDiscovery(this.#options.path ?? this.#options.name ?? "", this.#broker, {
      onHello: (channel, hello) => {
        channel.onmessage = ({ data }: MessageEvent<FromOwner>) => this.#receive(channel, data);
        this.#arrive(channel, hello);
      },
      onOtherVersion: () => {
        const advice = "another tab runs another version of redlet: reload it";
        this.#end(new RedletError("VERSION", `the database is open in ${advice}`));
      },
    });
    this.#discovery.ask();
  }

  #openBroker(): void {
    this.#broker ??= Broker.open(
      this.#client,
      (works) => this.#tellReachable(works ? this.#client : undefined),
      (port) => this.#worker?.postMessage({ type: "port", port } satisfies ToCandidate, [port]),
    );
  }

  #beReachable(): void {
    const isOpen = this.#broker !== undefined;
    this.#openBroker();
    // If the broker was just opened, it answers by itself.
    if (!this.#broker) this.#tellReachable(undefined);
    else if (isOpen) this.#tellReachable(this.#client);
  }

  #tellReachable(via: number | undefined): void {
    this.#worker?.postMessage({ type: "reachable", via } satisfies ToCandidate);
  }

  /** An owner has answered: the session begins, or goes on there. */
  #arrive(channel: Channel, hello: Hello): void {
    if (this.#channel !== channel) this.#lose();
    if (!this.#opened && (this.storage === "memory" || this.storage !== hello.storage)) {
      // A database in memory exists in one engine only.
      const error =
        this.storage === "memory"
          ? new RedletError("POISONED", "the engine has failed, and what it had in memory is gone")
          : new RedletError("OPFS", "the database can't be opened again", undefined, { cause: hello.fallback });
      this.#end(error);
      return;
    }
    this.#channel = channel;
    this.#heardAt = Date.now();
    const number = this.#pending[this.#sent]?.number ?? this.#number;
    this.#post({ type: "join", client: this.#client, number, restoration: this.#restoration });
    if (!this.#opened) this.reconnection?.lost();
    this.#isRepeating = true;
    this.#recorded = 0;
    this.#repeated = this.#sent;
    if (this.#opened) {
      this.storage = hello.storage;
      this.fallback = hello.fallback && received(hello.fallback);
      this.#opened.resolve();
    }
    this.#repeat();
  }

  #post(message: ToOwner): void {
    this.#channel?.postMessage(message);
  }

  /** Sends the next batch again that may have run. After the last of them, sends all others. */
  #repeat(): void {
    for (let first = this.#pending[0]; first && this.#sent > 0; first = this.#pending[0]) {
      const isOld = Date.now() - first.at > REPEATABLE;
      if (!isOld && ++first.tries <= MOST_TRIES) {
        this.#post({ type: "again", number: first.number, frame: first.frame });
        return;
      }
      const why = isOld ? "the tab was suspended for long" : "the worker died each time";
      this.#take()?.answer.fail(unknown(why));
    }
    this.#isRepeating = false;
    this.#pump();
    if (this.#opened) this.#opened = undefined;
    else this.reconnection?.resumed({ repeated: this.#repeated, recorded: this.#recorded });
  }

  #take(): Pending | undefined {
    this.#sent--;
    const first = this.#pending.shift();
    if (this.#pending.length === 0) this.#idle?.();
    return first;
  }

  /** Sends batches that were not sent yet. */
  #pump(): void {
    while (this.#channel && this.#sent < this.#pending.length && this.#sent < IN_FLIGHT) {
      this.#channel.postMessage((this.#pending[this.#sent++] as Pending).frame);
    }
  }

  #settle(replies: Uint8Array): void {
    const first = this.#take();
    this.#heardAt = Date.now();
    this.#keep(restorationOf(replies));
    first?.answer.settle(replies);
    if (this.#sent < this.#pending.length && !this.#isRepeating) this.#pump();
  }

  #settleAgain({ replies, isRecorded }: Extract<FromOwner, { type: "again" }>): void {
    const first = this.#take();
    const told = this.#keep(restorationOf(replies));
    first?.answer.settle(replies, isRecorded);
    if (isRecorded) this.#recorded++;
    // The batch changed the session in the former engine.
    if (isRecorded && told) this.#post({ type: "restore", restoration: this.#restoration });
    this.#repeat();
  }

  /** Keeps the session's restoration, if there is a new one. */
  #keep(told: Uint8Array | undefined): boolean {
    if (told) this.#restoration = told.slice();
    return told !== undefined;
  }

  #fail({ failure }: Extract<FromOwner, { type: "failed" }>): void {
    const error = received(failure);
    if (this.#sent > 0) this.#take()?.answer.fail(error);
    if (error.code === "POISONED" && this.storage === "memory") this.#end(error);
    else if (this.#isRepeating) this.#repeat();
    else this.#pump();
  }

  /** Releases everything that other tabs wait for: the page is suspended, perhaps forever. */
  #suspend(): void {
    this.#stopDiscovery();
    this.#stopWorker();
    this.#lose();
    this.#isRepeating = false;
    this.#broker?.close();
    this.#broker = undefined;
    void this.#releaseClient?.then((release) => release());
    this.#releaseClient = undefined;
  }

  #stopDiscovery(): void {
    clearInterval(this.#watch);
    this.#discovery?.close();
    this.#discovery = undefined;
  }

  /** Starts the timeouts: a suspended owner that still holds the files looks like a busy one. */
  #startWatch(): void {
    clearInterval(this.#watch);
    const startedAt = Date.now();
    this.#watch = setInterval(() => {
      const now = Date.now();
      if (this.#opened && now - startedAt > OPEN_PATIENCE && !this.#channel) {
        this.#end(new RedletError("LOCKED", "the tab that has the database open does not answer"));
      }
      for (let first = this.#pending[0]; first; first = this.#pending[0]) {
        if (now - Math.max(first.at, this.#heardAt) < ANSWER_PATIENCE) break;
        this.#expire("TIMEOUT", "the tab that has the database open does not answer");
      }
      if (this.#worker?.isVisitor) void this.#lookForTab();
    }, 1000);
  }

  /** Fails a visitor's batches if no tab has the database or waits for it. */
  async #lookForTab(): Promise<void> {
    if (!this.#opened && !this.#channel && this.#pending.length === 0) return;
    const isThere = await isWanted(databaseLock(this.#options.path ?? this.#options.name ?? ""));
    this.#misses = isThere ? 0 : this.#misses + 1;
    if (this.#misses < MOST_MISSES) return;
    const why = "no tab has the database open, and only a tab can open it";
    if (this.#opened) this.#end(new RedletError("NOTAB", why));
    else this.#expire("NOTAB", why);
  }

  /** Fails all batches and drops the owner, whose later answers would be taken for those of other batches. */
  #expire(code: ErrorCode, why: string): void {
    const sent = this.#sent;
    this.#lose();
    this.#isRepeating = false;
    for (const [at, { answer }] of this.#pending.splice(0).entries()) {
      answer.fail(at < sent ? unknown(why) : new RedletError(code, why));
    }
    this.#sent = 0;
    this.#idle?.();
    this.#discovery?.ask();
  }

  /** Ends the client: everything that waits fails, and all later calls. */
  #end(error: RedletError): void {
    if (this.#ended) return;
    this.#ended = error;
    this.#stopListening();
    this.#suspend();
    for (const { answer } of this.#pending.splice(0)) answer.fail(error);
    this.#sent = 0;
    this.#idle?.();
    for (const other of this.#beside) other.#end(error);
    this.onEnd?.(error);
    this.#opened?.reject(error);
    this.#workerClosed?.(error);
  }
}

/** The error of a worker. Browsers give no reason if they can't load its script, or may not. */
export function workerFailed(reason: string, code: ErrorCode = "WORKER"): RedletError {
  return new RedletError(code, `the worker failed: ${reason || "its script could not be loaded"}`);
}

function received({ code, message }: Failure): RedletError {
  return new RedletError(code, message);
}

/** It is not known whether the batch took effect. */
function unknown(why: string): RedletError {
  return new RedletError("UNKNOWN", `it is not known whether the command was carried out: ${why}`);
}
