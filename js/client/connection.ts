/**
 * Gathers commands into batches and hands each reply to its caller.
 *
 * A message to a worker costs as much as fifty commands, so everything issued in the same task goes
 * in one frame: the frame leaves in a microtask, which waits again while new commands keep coming.
 * Replies come in the order of the commands, and every command is settled exactly once.
 */

import { RedletError } from "../errors.ts";
import { moment, type Timing, timingSince } from "../host/timing.ts";
import { Decode, FrameReader } from "../protocol/frame-reader.ts";
import { FrameWriter } from "../protocol/frame-writer.ts";
import type { TypedReply } from "../protocol/typed-reply.ts";
import type {
  Answer,
  Reconnection,
  RespListener,
  RespSession,
  StorageKind,
  Transport,
} from "../transport/transport.ts";
import { DeferredReplies, type Waiter } from "./deferred.ts";
import { type Command, command, encode } from "./encode.ts";

/** How many microtasks a batch waits for at least and at most: callers resume at different depths. */
const MIN_HOPS = 2;
const MAX_HOPS = 32;
/** A frame leaves at once when it is this large, so that the engine runs while the next is filled. */
const FULL = 1 << 20;

// Cheaper than `queueMicrotask`, which in Node makes an object for each call.
const soon = Promise.resolve();

type Resolve = (value: unknown) => void;
type Reject = (error: unknown) => void;

// One executor for all promises, in place of a closure for each.
let resolve: Resolve;
let reject: Reject;
function capture(resolveIt: Resolve, rejectIt: Reject): void {
  resolve = resolveIt;
  reject = rejectIt;
}

/** One command, which waits for one reply. */
class Call implements Waiter {
  constructor(
    private readonly resolve: Resolve,
    readonly reject: Reject,
    private readonly command: string,
    private readonly decode: Decode,
  ) {}

  settle(reader: FrameReader, deferred: DeferredReplies): void {
    const announced = reader.deferred();
    if (announced) {
      deferred.set(announced, this);
      return;
    }
    const value = reader.next(this.decode, this.command);
    if (value instanceof RedletError) this.reject(value);
    else this.resolve(value);
  }

  fail(error: RedletError): void {
    this.reject(new RedletError(error.code, error.message, this.command, { cause: error }));
  }
}

/** Ends a wait by its ticket. Returns 0 if it has already ended. */
const CANCEL = command("CLIENT CANCEL");

/** A command whose wait can be ended by a signal. */
class AbortableCall implements Waiter {
  constructor(
    private readonly call: Call,
    private readonly signal: AbortSignal,
    private readonly cancel: (ticket: number) => Promise<void>,
  ) {}

  private ticket = 0;

  settle(reader: FrameReader, deferred: DeferredReplies): void {
    const announced = reader.deferred();
    if (!announced) {
      this.signal.removeEventListener("abort", this.end);
      this.call.settle(reader, deferred);
      return;
    }
    this.ticket = announced.ticket;
    deferred.set(announced, this);
    // Later, because the frame that this answers may still be in the writer.
    if (this.signal.aborted) void soon.then(this.end);
    else this.signal.addEventListener("abort", this.end, { once: true });
  }

  forget(): void {
    this.ticket = 0;
  }

  /** The engine has ended its wait. */
  abort(): void {
    this.call.reject(this.signal.reason);
  }

  fail(error: RedletError): void {
    this.signal.removeEventListener("abort", this.end);
    this.call.fail(error);
  }

  private readonly end = (): void => {
    // Between two engines it has no ticket. When it gets one, `settle` ends the wait.
    if (this.ticket === 0) return;
    this.cancel(this.ticket).catch((error) => this.fail(RedletError.from(error, "CLOSED")));
  };
}

/** The waiters of one frame, in its order. */
class Batch implements Answer {
  constructor(
    private readonly waiters: readonly Waiter[],
    private readonly deferred: DeferredReplies,
    private readonly replied: () => void,
  ) {}

  settle(replies: Uint8Array, isRecorded = false): void {
    let settled = 0;
    try {
      this.deferred.isRecorded = isRecorded;
      const reader = new FrameReader(replies);
      for (const waiter of this.waiters) {
        waiter.settle(reader, this.deferred);
        settled++;
      }
      this.replied();
    } catch (error) {
      this.failFrom(settled, RedletError.from(error, "PROTOCOL"));
    }
  }

  fail(error: RedletError): void {
    this.failFrom(0, error);
  }

  private failFrom(first: number, error: RedletError): void {
    for (const waiter of this.waiters.slice(first)) waiter.fail(error);
  }
}

/** One session with an engine. */
export class Connection {
  #writer = new FrameWriter();
  #spare: FrameWriter | undefined;
  #waiters: Waiter[] = [];
  #hops = 0;
  #seen = 0;
  #closing: Promise<void> | undefined;
  #isClosing = false;
  readonly #deferred = new DeferredReplies();
  readonly #duplicates = new Set<Connection>();
  #isAwaited = false;
  readonly #calledAt: number;
  #repliedAt: number | undefined;
  readonly #transport: Transport;
  /** Gets messages, as the arrays that Redis sends, with bytes for strings. */
  onMessage: ((message: unknown[]) => void) | undefined;
  /** Gets the same with their types, and lines of MONITOR, which are not arrays. */
  onPush: ((push: TypedReply) => void) | undefined;
  /** Called when there will be no more messages, with the reason. */
  onEnd: ((error: RedletError) => void) | undefined;
  /** Called when the session has ended, with the error unless it was closed. */
  onClosed: ((error: RedletError | undefined) => void) | undefined;
  /** Resolves when it is closed, or rejects with the error that has ended it. */
  readonly closed: Promise<void>;
  readonly #settleClosed: (error?: RedletError) => void;
  /** Called when another engine has taken over. */
  onReconnect: ((what: Reconnection & { resumed: number }) => void) | undefined;

  /** `calledAt` is when it was asked for. */
  constructor(transport: Transport, calledAt = moment()) {
    this.#transport = transport;
    this.#calledAt = calledAt;
    let settle: ((error?: RedletError) => void) | undefined;
    this.closed = new Promise((resolve, reject) => {
      settle = (error) => (error ? reject(error) : resolve());
    });
    // It need not be handled.
    this.closed.catch(() => {});
    this.#settleClosed = (error) => {
      if (!settle) return;
      settle(error);
      settle = undefined;
      this.onClosed?.(error);
    };
    transport.onMessages = (values) => this.#receive(values);
    transport.onEnd = (error) => {
      this.#failWaiting(error);
      if (!this.#isClosing) this.#settleClosed(error);
    };
    transport.reconnection = {
      lost: () => this.#deferred.lose(),
      resumed: (what) => this.#resume(what),
    };
  }

  /** Where the engine keeps the database. */
  get storage(): StorageKind {
    return this.#transport.storage;
  }

  /** Why that is memory, if another storage was asked for. */
  get fallback(): RedletError | undefined {
    return this.#transport.fallback;
  }

  /** How long its opening took. */
  get timing(): Timing {
    const reply = this.#repliedAt;
    return timingSince(this.#calledAt, { ...this.#transport.moments, ...(reply && { reply }) });
  }

  /** Adds a command to the batch. `signal` cancels it while it waits. */
  send(command: Command, args: readonly unknown[], decode: Decode, signal?: AbortSignal): Promise<unknown> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#closing) return Promise.reject(closed(command.name));
    try {
      encode(this.#writer, command, args);
    } catch (error) {
      return Promise.reject(error);
    }
    const name = command.name || String(args[0]).toUpperCase();
    const promise = new Promise<unknown>(capture);
    const call = new Call(resolve, reject, name, decode);
    this.#add(signal ? new AbortableCall(call, signal, this.#cancel) : call);
    return promise;
  }

  /** Adds the commands of a whole frame to the batch, next to each other. */
  sendAll(frame: FrameWriter, waiter: Waiter): void {
    if (this.#closing) {
      waiter.fail(closed());
      return;
    }
    try {
      this.#writer.append(frame);
    } catch (error) {
      waiter.fail(RedletError.from(error, "OOM"));
      return;
    }
    this.#add(waiter);
  }

  /** Begins another session, which ends with this one. */
  async duplicate(): Promise<Connection> {
    if (this.#closing) throw closed();
    const calledAt = moment();
    const transport = await this.#transport.duplicate?.();
    if (!transport)
      throw new RedletError("DUPLICATE", "a client of a Durable Object can't be duplicated: make another");
    const other = new Connection(transport, calledAt);
    this.#duplicates.add(other);
    const forget = () => void this.#duplicates.delete(other);
    other.closed.then(forget, forget);
    // It was closed meanwhile.
    if (this.#closing) await other.close();
    return other;
  }

  /** Opens a session that speaks RESP. */
  resp(listener: RespListener): RespSession {
    if (this.#closing) throw closed();
    const session = this.#transport.resp?.(listener);
    if (!session) throw new RedletError("RESP", "RESP is spoken by an engine in this program alone, not in a worker");
    return session;
  }

  /** Sends all waiting commands and then this one, and returns the frame with its reply. For an engine in this thread. */
  exchange(command: Command, args: readonly unknown[]): Uint8Array {
    if (!this.#transport.isDirect)
      throw new RedletError("ASYNC", "the engine is in another thread: use what awaits it");
    if (this.#closing) throw closed(command.name);
    this.#flush();
    encode(this.#writer, command, args);
    let replies: Uint8Array | undefined;
    let failed: RedletError | undefined;
    const settle = (frame: Uint8Array) => {
      replies = frame;
    };
    const fail = (error: RedletError) => {
      failed = error;
    };
    this.#transmit({ settle, fail });
    if (replies) return replies;
    throw failed;
  }

  /** Sends all waiting commands, waits for all replies and ends the session. Later calls do nothing more. */
  close(): Promise<void> {
    if (!this.#closing) {
      this.#flush();
      this.#isClosing = true;
      const others = [...this.#duplicates].map((other) => other.close());
      const close = () => this.#transport.close();
      this.#closing = others.length > 0 ? Promise.allSettled(others).then(close) : close();
      this.#closing.then(
        () => this.#settleClosed(),
        (error) => this.#settleClosed(RedletError.from(error, "ERR")),
      );
      this.#failWaiting(closed());
    }
    return this.#closing;
  }

  /** Takes messages, and replies that come later than those of their batch. */
  #receive(values: Uint8Array): void {
    const reader = new FrameReader(values, 0);
    this.#deferred.isRecorded = false;
    while (!reader.isEmpty) {
      const ticket = reader.arrived();
      if (ticket === undefined) {
        const push = this.onPush && reader.peek();
        if (push && !(push instanceof RedletError)) this.onPush?.(push);
        const message = reader.next(Decode.Binary) as unknown[] | RedletError;
        if (Array.isArray(message)) this.onMessage?.(message);
        continue;
      }
      const waiter = this.#deferred.take(ticket);
      if (waiter) waiter.settle(reader, this.#deferred);
      else reader.next(Decode.Binary);
    }
    this.#tellAwaited();
  }

  /** Ends a wait, unless its reply is on its way already. */
  #cancel = async (ticket: number): Promise<void> => {
    if ((await this.send(CANCEL, [ticket], Decode.Text)) !== 1) return;
    const waiter = this.#deferred.take(ticket) as AbortableCall | undefined;
    this.#tellAwaited();
    waiter?.abort();
  };

  #replied = (): void => {
    this.#repliedAt ??= moment();
    this.#tellAwaited();
  };

  /** Tells the transport whether a reply is awaited. */
  #tellAwaited(): void {
    if (this.#deferred.size > 0 === this.#isAwaited) return;
    this.#isAwaited = !this.#isAwaited;
    this.#transport.await?.(this.#isAwaited);
  }

  /** Fails all waiters: there will be no more replies. */
  #failWaiting(error: RedletError): void {
    this.onEnd?.(error);
    this.#deferred.fail(error);
  }

  /** Continues the waits in the new engine. */
  #resume(what: Reconnection): void {
    const lost = this.#deferred.resume();
    for (const { waiter, again } of lost) {
      this.#writer.command(again);
      this.#add(waiter);
    }
    this.onReconnect?.({ ...what, resumed: lost.length });
  }

  #add(waiter: Waiter): void {
    if (this.#waiters.push(waiter) === 1) void soon.then(this.#hop);
    if (this.#writer.size >= FULL) this.#flush();
  }

  #hop = (): void => {
    const count = this.#waiters.length;
    if (count === 0) return;
    const isQuiet = count === this.#seen && this.#hops >= MIN_HOPS;
    if (isQuiet || this.#hops >= MAX_HOPS) {
      this.#flush();
      return;
    }
    this.#seen = count;
    this.#hops++;
    void soon.then(this.#hop);
  };

  #flush(): void {
    this.#hops = 0;
    this.#seen = 0;
    if (this.#waiters.length === 0) return;
    const batch = new Batch(this.#waiters, this.#deferred, this.#replied);
    this.#waiters = [];
    this.#transmit(batch);
  }

  /** Sends what is in the writer. Meanwhile a callback may already write the next batch, into another one. */
  #transmit(answer: Answer): void {
    const writer = this.#writer;
    this.#writer = this.#spare ?? new FrameWriter();
    this.#spare = undefined;
    try {
      this.#transport.send(writer.finish(), answer);
    } catch (error) {
      // There was no memory to keep it, or to pass it on.
      answer.fail(RedletError.from(error, "OOM"));
    }
    writer.clear();
    this.#spare = writer;
  }
}

function closed(command?: string): RedletError {
  return new RedletError("CLOSED", "the database was closed", command);
}
