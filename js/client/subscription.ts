/**
 * Subscriptions: messages as async iterators or to callbacks.
 *
 * The session subscribes once to a channel, however many subscriptions of the program there are to
 * it, and stops with the last.
 */

import { textOf } from "../protocol/bytes.ts";
import { Decode } from "../protocol/frame-reader.ts";
import type { Connection } from "./connection.ts";
import { type Command, command } from "./encode.ts";
import { INSIDE, leaveAlone } from "./inside.ts";

/** A message of a channel. */
export interface Message<T = string> {
  /** The channel it was published to. */
  channel: string;
  /** What was published. */
  message: T;
  /** The pattern of the subscription, if it has one. */
  pattern?: string;
}

/** Options of a subscription. */
export interface SubscribeOptions {
  /** Messages are bytes. */
  binary?: boolean;
  /** Ends the subscription. */
  signal?: AbortSignal;
}

/** What is subscribed to: the commands that begin and end it, and the word of its messages. */
export interface Kind {
  readonly begin: Command;
  readonly end: Command;
  readonly message: string;
}

/** Channels by name. */
export const CHANNEL: Kind = { begin: command("SUBSCRIBE"), end: command("UNSUBSCRIBE"), message: "message" };
/** Channels by pattern. */
export const PATTERN: Kind = { begin: command("PSUBSCRIBE"), end: command("PUNSUBSCRIBE"), message: "pmessage" };
/** Shard channels. */
export const SHARD: Kind = { begin: command("SSUBSCRIBE"), end: command("SUNSUBSCRIBE"), message: "smessage" };

/**
 * A subscription: `for await` reads its messages, which are kept until then. The end of the loop ends the
 * subscription. If the database ends, the loop throws its error.
 */
export class Subscription<T = string> implements AsyncIterableIterator<Message<T>> {
  /** Resolves when the engine has subscribed: from then on no message is missed. */
  readonly ready: Promise<void>;
  /** @internal */
  readonly [INSIDE]: () => Messages<T>;

  static {
    leaveAlone(this.prototype);
  }

  /** @internal */
  constructor(messages: Messages<T>, ready: Promise<void>) {
    this.ready = ready;
    this[INSIDE] = () => messages;
  }

  /** Waits for the next message. */
  next(): Promise<IteratorResult<Message<T>>> {
    return this[INSIDE]().next();
  }

  /** Ends the subscription, as the end of a loop does. */
  async return(): Promise<IteratorResult<Message<T>>> {
    await this.close();
    return { value: undefined, done: true };
  }

  /** Ends the subscription: no more messages come. Those that came before can still be taken. */
  close(): Promise<void> {
    return this[INSIDE]().close();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Whoever waits for the next message. */
interface Taker<T> {
  resolve(result: IteratorResult<Message<T>>): void;
  reject(error: unknown): void;
}

/** The messages of a subscription. */
class Messages<T = unknown> {
  readonly #takers: Taker<T>[] = [];
  readonly #kept: Message<T>[] = [];
  readonly #isBinary: boolean;
  readonly #callback: ((message: Message<T>) => void) | undefined;
  readonly #leave: () => Promise<void>;
  #left: Promise<void> | undefined;
  /** What has ended it, if not its user. */
  #error: unknown;

  constructor(leave: () => Promise<void>, isBinary: boolean, callback?: (message: Message<T>) => void) {
    this.#isBinary = isBinary;
    this.#callback = callback;
    this.#leave = leave;
  }

  /** Takes a message as it came. */
  deliver(channel: Uint8Array, text: Uint8Array, pattern: Uint8Array | undefined): void {
    if (this.#left) return;
    const message = {
      channel: textOf(channel),
      message: (this.#isBinary ? text : textOf(text)) as T,
      ...(pattern && { pattern: textOf(pattern) }),
    };
    if (this.#callback) this.#callback(message);
    else {
      const taker = this.#takers.shift();
      if (taker) taker.resolve({ value: message, done: false });
      else this.#kept.push(message);
    }
  }

  next(): Promise<IteratorResult<Message<T>>> {
    return new Promise((resolve, reject) => {
      const kept = this.#kept.shift();
      if (kept) resolve({ value: kept, done: false });
      else if (this.#left) this.#finish({ resolve, reject });
      else this.#takers.push({ resolve, reject });
    });
  }

  /** Its user has had enough. */
  close(): Promise<void> {
    this.#left ??= this.#leave();
    this.#finishAll();
    return this.#left;
  }

  /** No more messages come, for this reason. */
  end(error: unknown): void {
    if (!this.#left) this.#error = error;
    this.#left ??= Promise.resolve();
    this.#finishAll();
  }

  #finishAll(): void {
    for (const taker of this.#takers.splice(0)) this.#finish(taker);
  }

  #finish(taker: Taker<T>): void {
    if (this.#error === undefined) taker.resolve({ value: undefined, done: true });
    else taker.reject(this.#error);
  }
}

/** The subscriptions of one session. */
export class Subscriptions {
  readonly #connection: Connection;
  /** By kind and name. */
  readonly #listeners = new Map<string, Set<Messages>>();

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.onEnd = (error) => {
      const all = [...this.#listeners.values()];
      this.#listeners.clear();
      for (const listeners of all) for (const messages of listeners) messages.end(error);
    };
    connection.onMessage = (message) => this.#receive(message);
  }

  /** Subscribes to names of a kind. */
  open<T>(
    kind: Kind,
    names: readonly string[],
    options: SubscribeOptions,
    callback?: (message: Message<T>) => void,
  ): Subscription<T> {
    const messages: Messages<T> = new Messages<T>(
      () => this.#part(kind, names, messages as Messages),
      options.binary === true,
      callback,
    );
    for (const name of names) this.#of(kind, name).add(messages as Messages);
    const ready = this.#join(kind, names, messages as Messages);
    // Who does not wait for it learns of the failure by the end of the messages.
    ready.catch((error) => messages.end(error));
    const { signal } = options;
    if (signal?.aborted) void messages.close();
    else signal?.addEventListener("abort", () => void messages.close(), { once: true });
    return new Subscription(messages, ready);
  }

  #of(kind: Kind, name: string): Set<Messages> {
    const key = `${kind.message} ${name}`;
    const found = this.#listeners.get(key);
    if (found) return found;
    const made = new Set<Messages>();
    this.#listeners.set(key, made);
    return made;
  }

  async #join(kind: Kind, names: readonly string[], messages: Messages): Promise<void> {
    try {
      await this.#connection.send(kind.begin, names, Decode.Text);
    } catch (error) {
      for (const name of names) this.#of(kind, name).delete(messages);
      throw error;
    }
  }

  async #part(kind: Kind, names: readonly string[], messages: Messages): Promise<void> {
    const unheard = names.filter((name) => {
      const listeners = this.#of(kind, name);
      listeners.delete(messages);
      return listeners.size === 0;
    });
    for (const name of unheard) this.#listeners.delete(`${kind.message} ${name}`);
    if (unheard.length === 0) return;
    try {
      await this.#connection.send(kind.end, unheard, Decode.Text);
    } catch {
      // The database was closed, and all subscriptions with it.
    }
  }

  #receive(message: unknown[]): void {
    // A line of MONITOR is no message of a channel.
    if (!Array.isArray(message)) return;
    const words = message as Uint8Array[];
    const kind = textOf(words[0]);
    const [name, channel, text] = kind === "pmessage" ? words.slice(1) : [words[1], words[1], words[2]];
    if (!name || !channel || !text) return;
    const listeners = this.#listeners.get(`${kind} ${textOf(name)}`);
    const pattern = kind === "pmessage" ? name : undefined;
    for (const listener of listeners ?? []) listener.deliver(channel, text, pattern);
  }
}
