/** The events of a client: what happens to its database that no command asked for. */

import type { RedletError } from "../errors.ts";
import type { TypedReply } from "../protocol/typed-reply.ts";
import type { Reconnection } from "../transport/transport.ts";
import type { Connection } from "./connection.ts";

/** What happened when another tab took over the database. */
export interface Reconnected extends Reconnection {
  /** How many commands that wait go on. */
  readonly resumed: number;
}

/** The events, by name, with their details. */
export interface RedletEvents {
  /** Another tab, or a new worker of this one, has taken over the database. */
  reconnect: Reconnected;
  /** The database is in memory; the detail is why its storage could not be used. */
  fallback: RedletError;
  /**
   * What the engine sends without a command: a message of a channel, a line of MONITOR (a status), an invalidation
   * of CLIENT TRACKING.
   */
  push: TypedReply;
  /** The database was closed by `close` (no detail), or has ended with an error. */
  end: RedletError | undefined;
}

/** An event. */
export interface RedletEvent<K extends keyof RedletEvents = keyof RedletEvents> {
  readonly type: K;
  readonly detail: RedletEvents[K];
}

/** Options of a listener. */
export interface ListenOptions {
  /** Only for the first event. */
  once?: boolean;
  /** Until the signal. */
  signal?: AbortSignal;
}

type Listener = (event: never) => void;

/** The listeners of a client. */
export class Events {
  readonly #target = new EventTarget();
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.onReconnect = (what) => this.#tell("reconnect", what);
    connection.onClosed = (error) => this.#tell("end", error);
    // Not before whoever opened the database could listen.
    const { fallback } = connection;
    if (fallback) setTimeout(() => this.#tell("fallback", fallback));
  }

  add(type: string, listener: Listener, options?: ListenOptions): void {
    // Decoded for those who listen alone.
    if (type === "push") this.#connection.onPush ??= (push) => this.#tell("push", push);
    this.#target.addEventListener(type, listener as EventListener, options);
  }

  remove(type: string, listener: Listener): void {
    this.#target.removeEventListener(type, listener as EventListener);
  }

  #tell<K extends keyof RedletEvents>(type: K, detail: RedletEvents[K]): void {
    // A CustomEvent would make null of undefined.
    this.#target.dispatchEvent(Object.assign(new Event(type), { detail }));
  }
}
