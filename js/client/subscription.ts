/**
 * Subscriptions: messages as async iterators or to callbacks.
 *
 * The session subscribes once to a channel, however many subscriptions of the program there are to
 * it, and stops with the last.
 */

import type { Connection } from "./connection.ts";
import { type Command, command } from "./encode.ts";
import { Decode } from "./frame.ts";

/** A message of a channel. */
export interface Message<T = string> {
  /** The channel it was published to. */
  channel: string;
  /** What was published. */
  message: T;
  /** The pattern that the channel matches, where it was subscribed to by one. */
  pattern?: string;
}

/** How messages are given. */
export interface SubscribeOptions {
  /** Gives messages as bytes. */
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

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * A subscription: `for await` gives its messages, which are kept until they are taken. A loop that
 * ends, ends it too.
 */
export class Subscription<T = string> implements AsyncIterableIterator<Message<T>> {
  /** Resolves once the subscription holds. */
  readonly ready: Promise<void>;
  readonly #waiting: ((result: IteratorResult<Message<T>>) => void)[] = [];
  readonly #kept: Message<T>[] = [];
  readonly #isBinary: boolean;
  readonly #callback: ((message: Message<T>) => void) | undefined;
  readonly #leave: () => Promise<void>;
  #left: Promise<void> | undefined;

  /** @internal */
  constructor(
    join: () => Promise<void>,
    leave: () => Promise<void>,
    { binary = false, signal }: SubscribeOptions,
    callback?: (message: Message<T>) => void,
  ) {
    this.#isBinary = binary;
    this.#callback = callback;
    this.#leave = leave;
    this.ready = join();
    // Who does not wait for it learns of the failure by the end of the messages.
    this.ready.catch(() => this.end());
    if (signal?.aborted) void this.close();
    else signal?.addEventListener("abort", () => void this.close(), { once: true });
  }

  /** @internal A message as it came. */
  deliver(channel: Uint8Array, text: Uint8Array, pattern: Uint8Array | undefined): void {
    if (this.#left) return;
    const message = {
      channel: decoder.decode(channel),
      message: (this.#isBinary ? text : decoder.decode(text)) as T,
      ...(pattern && { pattern: decoder.decode(pattern) }),
    };
    if (this.#callback) this.#callback(message);
    else {
      const waiting = this.#waiting.shift();
      if (waiting) waiting({ value: message, done: false });
      else this.#kept.push(message);
    }
  }

  /** The next message, once there is one. */
  next(): Promise<IteratorResult<Message<T>>> {
    const kept = this.#kept.shift();
    if (kept) return Promise.resolve({ value: kept, done: false });
    if (this.#left) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Ends the subscription, as the end of a loop does. */
  async return(): Promise<IteratorResult<Message<T>>> {
    await this.close();
    return { value: undefined, done: true };
  }

  /** Ends the subscription: no more messages come. Those that came before can still be taken. */
  close(): Promise<void> {
    this.#left ??= this.#leave();
    this.end();
    return this.#left;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal No more messages come. */
  end(): void {
    this.#left ??= Promise.resolve();
    for (const waiting of this.#waiting.splice(0)) waiting({ value: undefined, done: true });
  }
}

/** The subscriptions of one session. */
export class Subscriptions {
  readonly #connection: Connection;
  /** By kind and name. */
  readonly #listeners = new Map<string, Set<Subscription<unknown>>>();

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.onEnd = () => {
      for (const listener of [...this.#listeners.values()].flatMap((all) => [...all])) listener.end();
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
    const subscription: Subscription<T> = new Subscription(
      () => this.#join(kind, names, () => subscription),
      () => this.#part(kind, names, subscription),
      options,
      callback,
    );
    for (const name of names) this.#of(kind, name).add(subscription as Subscription<unknown>);
    return subscription;
  }

  #of(kind: Kind, name: string): Set<Subscription<unknown>> {
    const key = `${kind.message} ${name}`;
    const found = this.#listeners.get(key);
    if (found) return found;
    const made = new Set<Subscription<unknown>>();
    this.#listeners.set(key, made);
    return made;
  }

  async #join<T>(kind: Kind, names: readonly string[], self: () => Subscription<T>): Promise<void> {
    try {
      await this.#connection.send(kind.begin, names, Decode.Text);
    } catch (error) {
      for (const name of names) this.#of(kind, name).delete(self() as Subscription<unknown>);
      throw error;
    }
  }

  async #part<T>(kind: Kind, names: readonly string[], subscription: Subscription<T>): Promise<void> {
    const unheard = names.filter((name) => {
      const listeners = this.#of(kind, name);
      listeners.delete(subscription as Subscription<unknown>);
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
    const kind = decoder.decode(words[0]);
    const [name, channel, text] = kind === "pmessage" ? words.slice(1) : [words[1], words[1], words[2]];
    if (!name || !channel || !text) return;
    const listeners = this.#listeners.get(`${kind} ${decoder.decode(name)}`);
    const pattern = kind === "pmessage" ? name : undefined;
    for (const listener of listeners ?? []) listener.deliver(channel, text, pattern);
  }
}
