/**
 * A page's way to the database that all tabs of the origin share.
 *
 * The page has a worker that waits for the database like the workers of all tabs (`candidate.ts`). Frames go
 * to the worker that has it, the owner: directly to the page's own, through a channel to another tab's.
 * How things stand between the client and the owner is one variable, `State`. When the owner dies, unanswered
 * batches are sent to the next one, and take effect once (`outbox.ts`).
 */

import { type ErrorCode, RedletError } from "../errors.ts";
import type { Moments } from "../host/timing.ts";
import { HEAD, restorationAt } from "../protocol/frame.ts";
import { KeepAwake } from "./keep-awake.ts";
import { clientLock, hasLocks, hold } from "./locks.ts";
import {
  type Channel,
  COPIED,
  type Failure,
  type FromCandidate,
  type FromOwner,
  type ToCandidate,
  type ToOwner,
} from "./messages.ts";
import { OtherTabs } from "./other-tabs.ts";
import { Outbox } from "./outbox.ts";
import { OwnWorker, type WorkerPort, workerFailed } from "./own-worker.ts";
import { onSuspension } from "./suspension.ts";
import type { Answer, OpenOptions, ReconnectionListener, StorageKind, Transport } from "./transport.ts";

/** How long the owner's first message may take, in ms. */
const OPEN_PATIENCE = 10_000;
/** How long another tab may take to open what the page's own worker could not, in ms. */
const TURN_PATIENCE = 2000;
/** How long a worker may take until its first message, in ms. The first worker and its engine must be fetched. */
const FIRST_START_PATIENCE = 60_000;
const START_PATIENCE = 5000;

/**
 * How things stand between a client and the owner of the database. The first four follow each other as owners come and
 * go. A page may be suspended in any of them, and starts again when it resumes.
 */
type State =
  /** The own worker was started, and has not said yet whether it has the database. */
  | { readonly name: "starting"; readonly channel?: undefined }
  /** Another tab has the database, or will have it: the owner is looked for. */
  | { readonly name: "searching"; readonly channel?: undefined }
  /** The owner is found: what was sent to the one before is sent again, one batch at a time. */
  | { readonly name: "repeating"; readonly channel: Channel; readonly repeated: number; recorded: number }
  /** Batches go to the owner as they come. */
  | { readonly name: "running"; readonly channel: Channel }
  /** All batches are answered. The own worker closes the database, if it has it. */
  | { readonly name: "closing"; readonly channel: Channel | undefined; readonly done: (error?: RedletError) => void }
  /** The page is suspended, or was not begun: the client holds nothing that others wait for. */
  | { readonly name: "suspended"; readonly channel?: undefined }
  | { readonly name: "ended"; readonly channel?: undefined; readonly error: RedletError };

type Hello = Extract<FromOwner, { type: "hello" }>;

/** A client of the database that all tabs share. */
export class Tabs implements Transport {
  storage: StorageKind = "memory";
  fallback: RedletError | undefined;
  moments: Moments = {};
  reconnection: ReconnectionListener | undefined;
  onMessages: ((values: Uint8Array) => void) | undefined;
  onEnd: ((error: RedletError) => void) | undefined;
  readonly #startWorker: () => WorkerPort;
  readonly #options: OpenOptions;
  /** The client's number. Below 2^47, because the engine makes row ids of it. */
  readonly #client = Math.floor(Math.random() * 2 ** 47);
  readonly #keepAwake = new KeepAwake();
  readonly #outbox = new Outbox();
  readonly #worker: OwnWorker;
  readonly #others: OtherTabs;
  /** Other sessions with the engine of the own worker. */
  readonly #beside = new Set<Tabs>();
  #state: State = { name: "suspended" };
  /** Settles `open`; nothing once it was opened. */
  #opening: { resolve(): void; reject(error: RedletError): void } | undefined;
  /** The session's restoration, for another owner. */
  #restoration: Uint8Array = new Uint8Array();
  /** Releases the client's lock. The owner ends the session when this lock is free. */
  #releaseClient: Promise<() => void> | undefined;
  #stopListening = () => {};

  private constructor(startWorker: () => WorkerPort, options: OpenOptions) {
    this.#startWorker = startWorker;
    this.#options = options;
    this.#worker = new OwnWorker(startWorker, {
      onMessage: (port, data) => {
        if (!(data instanceof Uint8Array)) this.#hearWorker(port, data);
        this.#receive(port, data);
      },
      onCrash: (reason, isTooOften) => this.#restart(reason, isTooOften),
    });
    this.#others = new OtherTabs(options.path ?? options.name ?? "", this.#client, {
      onHello: (channel, hello) => {
        channel.onmessage = ({ data }: MessageEvent<FromOwner>) => this.#receive(channel, data);
        this.#join(channel, hello);
      },
      onOtherVersion: () => {
        const advice = "another tab runs another version of redlet: reload it";
        this.#end(new RedletError("VERSION", `the database is open in ${advice}`));
      },
      onReachable: (via) => this.#tellWorker({ type: "reachable", via }),
      onPort: (port) => this.#tellWorker({ type: "port", port }, [port]),
      onSecond: (elapsed) => this.#checkPatience(elapsed),
    });
  }

  /** Opens the database; `startWorker` starts a worker. */
  static async open(startWorker: () => WorkerPort, options: OpenOptions): Promise<Tabs> {
    const tabs = new Tabs(startWorker, options);
    await new Promise<void>((resolve, reject) => {
      tabs.#opening = { resolve, reject };
      tabs.#begin();
    });
    // A database in memory would be lost with the worker.
    if (tabs.storage === "opfs")
      tabs.#stopListening = onSuspension(
        () => tabs.#suspend(),
        () => tabs.#begin(),
      );
    return tabs;
  }

  send(frame: Uint8Array<ArrayBuffer>, answer: Answer): void {
    const state = this.#state;
    if (state.name === "ended") {
      answer.fail(state.error);
      return;
    }
    const isNext = state.name === "running" && this.#outbox.isSent;
    this.#outbox.add(frame, answer);
    if (isNext) {
      const kept = this.#outbox.next();
      if (frame.length <= COPIED) state.channel.postMessage(kept);
      else state.channel.postMessage(frame, [frame.buffer]);
    }
    this.#keepAwake.extend();
  }

  /** Begins another session. What is in memory is in the own worker alone. */
  async duplicate(): Promise<Tabs> {
    if (this.storage !== "memory") return Tabs.open(this.#startWorker, this.#options);
    const other = await Tabs.open(() => this.#openPort(), this.#options);
    this.#beside.add(other);
    other.#stopListening = () => this.#beside.delete(other);
    if (this.#ended) other.#end(this.#ended);
    return other;
  }

  #openPort(): WorkerPort {
    const { id } = this.#worker;
    if (id === undefined) throw this.#ended;
    const { port1, port2 } = new MessageChannel();
    this.#tellWorker({ type: "port", port: port2 }, [port2]);
    return Object.assign(port1, { id, terminate: () => port1.close() });
  }

  async close(): Promise<void> {
    await this.#outbox.emptied();
    if (this.#ended) return;
    const error = await new Promise<RedletError | undefined>((done) => this.#leave(done));
    this.#end(new RedletError("CLOSED", "the database was closed"));
    if (error) throw error;
  }

  #leave(done: (error?: RedletError) => void): void {
    const { port } = this.#worker;
    const own = port?.id === undefined ? port : undefined;
    if (this.#state.channel !== own) this.#post({ type: "leave" });
    this.#become({ name: "closing", channel: this.#state.channel, done });
    if (own) this.#tellWorker({ type: "close" });
    else done();
  }

  get #ended(): RedletError | undefined {
    return this.#state.name === "ended" ? this.#state.error : undefined;
  }

  /** Goes into another state. A channel to an owner that is not needed there is closed. */
  #become(state: State): void {
    const { channel } = this.#state;
    this.#state = state;
    if (channel !== state.channel && channel !== this.#worker.port) channel?.close?.();
  }

  /** Starts the worker, which finds out whether it can have the database. */
  #begin(): void {
    if (this.#state.name !== "suspended") return;
    this.#become({ name: "starting" });
    this.#releaseClient = hold(clientLock(this.#client)).catch(() => () => {});
    this.#queue();
  }

  /** Starts a worker that waits for the database like those of the other tabs. */
  #queue(): void {
    try {
      this.#worker.start(this.#opening ? FIRST_START_PATIENCE : START_PATIENCE);
    } catch (error) {
      this.#end(RedletError.from(error, "WORKER"));
      return;
    }
    const { port, id = "" } = this.#worker;
    if (port?.id !== undefined) return;
    const client = hasLocks() ? undefined : this.#client;
    this.#tellWorker({ type: "open", options: this.#options, client, id });
  }

  #tellWorker(message: ToCandidate, transfer?: Transferable[]): void {
    this.#worker.port?.postMessage(message, transfer);
  }

  #receive(channel: Channel, data: FromOwner | FromCandidate): void {
    if (data instanceof Uint8Array) {
      if (channel === this.#state.channel) this.#settle(data);
      return;
    }
    if (channel !== this.#state.channel) return;
    this.#outbox.heard();
    if (data.type === "messages") {
      this.#keep(restorationAt(0, data.values));
      this.onMessages?.(data.values);
    } else if (data.type === "repeated") this.#settleRepeated(data);
    else if (data.type === "failed") this.#fail(received(data.failure));
    else if (data.type === "session-lost") this.#end(received(data.failure));
  }

  /** A message of the page's own worker about its place in the queue. */
  #hearWorker(port: WorkerPort, data: Exclude<FromOwner | FromCandidate, Uint8Array>): void {
    if (data.type === "closed") this.#finish(data.failure && received(data.failure));
    else if (this.#state.name === "closing") return;
    else if (data.type === "hello") {
      this.#worker.watch();
      this.#others.stopFinding();
      // An owner would take a client without its lock for dead, unless it is in the page's own worker.
      if (port.id === undefined) this.#join(port, data);
      else void this.#releaseClient?.then(() => this.#ended || this.#join(port, data));
    } else if (data.type === "waiting") {
      this.#worker.watch();
      if (this.#state.name === "starting" || port === this.#state.channel) this.#become({ name: "searching" });
      void this.#findOwner();
    } else if (data.type === "owner-wanted") this.#others.beReachable();
    else if (data.type === "refused") this.#fallOut(received(data.failure));
  }

  /** The page's own worker can't open the database. Another tab's perhaps can. */
  #fallOut(error: RedletError): void {
    if (this.#opening) {
      this.#end(error);
      return;
    }
    // The worker held the lock, so the former owner has gone.
    this.#become({ name: "searching" });
    this.#worker.stop();
    void this.#findOwner();
    setTimeout(() => {
      if (this.#state.name === "searching") this.#end(error);
      else if (this.#state.channel) this.#queue();
    }, TURN_PATIENCE);
  }

  /** The page's own worker has died. */
  #restart(reason: string, isTooOften: boolean): void {
    if (this.#state.name === "closing") {
      this.#finish();
      return;
    }
    if (this.#opening || isTooOften || this.storage === "memory") {
      this.#end(workerFailed(reason, this.#opening ? "WORKER" : "POISONED"));
      return;
    }
    if (this.#state.channel === this.#worker.port) this.#become({ name: "starting" });
    this.#worker.stop();
    this.#queue();
  }

  async #findOwner(): Promise<void> {
    // An owner would take a client without its lock for dead.
    await this.#releaseClient;
    const { port } = this.#worker;
    const isOwner = port !== undefined && port === this.#state.channel;
    if (this.#releaseClient && !isOwner) this.#others.find();
  }

  /** An owner has answered: the session begins, or goes on there. */
  #join(channel: Channel, hello: Hello): void {
    const isAnother = !this.#opening;
    if (isAnother && (this.storage === "memory" || this.storage !== hello.storage)) {
      // A database in memory exists in one engine only.
      const error =
        this.storage === "memory"
          ? new RedletError("POISONED", "the engine has failed, and what it had in memory is gone")
          : new RedletError("OPFS", "the database can't be opened again", undefined, { cause: hello.fallback });
      this.#end(error);
      return;
    }
    this.#become({ name: "repeating", channel, repeated: this.#outbox.sent, recorded: 0 });
    this.#outbox.heard();
    this.#post({ type: "join", client: this.#client, number: this.#outbox.number, restoration: this.#restoration });
    if (isAnother) this.reconnection?.lost();
    else {
      this.storage = hello.storage;
      this.moments = hello.moments ?? {};
      this.fallback = hello.fallback && received(hello.fallback);
    }
    this.#repeat();
  }

  #post(message: ToOwner): void {
    this.#state.channel?.postMessage(message);
  }

  /** Sends the next batch again that may have run. After the last of them, sends all others. */
  #repeat(): void {
    const state = this.#state;
    if (state.name !== "repeating") return;
    const batch = this.#outbox.again();
    if (batch) {
      this.#post({ type: "repeat", number: batch.number, frame: batch.frame });
      return;
    }
    const { channel, repeated, recorded } = state;
    this.#become({ name: "running", channel });
    this.#sendNext();
    if (!this.#opening) this.reconnection?.resumed({ repeated, recorded });
    this.#opening?.resolve();
    this.#opening = undefined;
  }

  /** Sends batches that were not sent yet. */
  #sendNext(): void {
    const state = this.#state;
    if (state.name !== "running") return;
    for (let frame = this.#outbox.next(); frame; frame = this.#outbox.next()) state.channel.postMessage(frame);
  }

  #settle(replies: Uint8Array): void {
    this.#outbox.heard();
    this.#keep(restorationAt(HEAD, replies));
    this.#outbox.settle(replies);
    this.#sendNext();
  }

  #settleRepeated({ replies, isRecorded }: Extract<FromOwner, { type: "repeated" }>): void {
    const told = this.#keep(restorationAt(HEAD, replies));
    this.#outbox.settle(replies, isRecorded);
    if (isRecorded && this.#state.name === "repeating") this.#state.recorded++;
    // The batch changed the session in the former engine.
    if (isRecorded && told) this.#post({ type: "restore", restoration: this.#restoration });
    this.#repeat();
  }

  /** Keeps the session's restoration, if there is a new one. */
  #keep(told: Uint8Array | undefined): boolean {
    if (told) this.#restoration = told.slice();
    return told !== undefined;
  }

  /** The owner could not do what it was sent. */
  #fail(error: RedletError): void {
    this.#outbox.fail(error);
    if (error.code === "POISONED" && this.storage === "memory") this.#end(error);
    this.#repeat();
    this.#sendNext();
  }

  /** The page is suspended, perhaps forever. */
  #suspend(): void {
    this.#finish();
    this.#become({ name: "suspended" });
    this.#release();
  }

  /** Releases everything that other tabs wait for. */
  #release(): void {
    this.#others.close();
    this.#worker.stop();
    void this.#releaseClient?.then((release) => release());
    this.#releaseClient = undefined;
  }

  /** Each second: a suspended owner that still holds the files looks like a busy one. */
  #checkPatience(elapsed: number): void {
    if (this.#opening && elapsed > OPEN_PATIENCE && !this.#state.channel) {
      this.#end(new RedletError("LOCKED", "the tab that has the database open does not answer"));
    }
    if (this.#outbox.isOverdue) this.#expire("TIMEOUT", "the tab that has the database open does not answer");
    if (this.#worker.port?.isVisitor) void this.#lookForTab();
  }

  /** Fails a visitor's batches if no tab has the database or waits for it. */
  async #lookForTab(): Promise<void> {
    if (!this.#opening && !this.#state.channel && this.#outbox.isEmpty) return;
    if (!(await this.#others.areGone())) return;
    const why = "no tab has the database open, and only a tab can open it";
    if (this.#opening) this.#end(new RedletError("NOTAB", why));
    else this.#expire("NOTAB", why);
  }

  /** Fails all batches and drops the owner, whose later answers would be taken for those of other batches. */
  #expire(code: ErrorCode, why: string): void {
    this.#become({ name: "searching" });
    this.#outbox.expire(new RedletError(code, why));
    this.#others.ask();
  }

  /** The client has closed, or its worker has died while it did. */
  #finish(error?: RedletError): void {
    if (this.#state.name === "closing") this.#state.done(error);
  }

  /** Ends the client: everything that waits fails, and all later calls. */
  #end(error: RedletError): void {
    if (this.#ended) return;
    this.#finish(error);
    this.#become({ name: "ended", error });
    this.#stopListening();
    this.#release();
    this.#outbox.failAll(error);
    for (const other of this.#beside) other.#end(error);
    this.onEnd?.(error);
    this.#opening?.reject(error);
  }
}

function received({ code, message }: Failure): RedletError {
  return new RedletError(code, message);
}
