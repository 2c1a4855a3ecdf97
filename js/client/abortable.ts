/** The commands with a signal that ends their waits. */

import type { Word } from "./client.ts";
import type { Connection } from "./connection.ts";
import type { Command } from "./encode.ts";
import type { Decode } from "./frame.ts";
import { ANY, addCommands, SEND } from "./methods.ts";

/** Commands that an `AbortSignal` cancels: `C` says which. */
export type Abortable<C> = C & {
  /** Sends any command, by its words. */
  call<T>(name: string, ...args: Word[]): Promise<T>;
};

/** What sends them. */
export class AbortableSender {
  readonly #connection: Connection;
  readonly #decode: Decode;
  readonly #signal: AbortSignal;

  static {
    addCommands(this.prototype);
  }

  constructor(connection: Connection, decode: Decode, signal: AbortSignal) {
    this.#connection = connection;
    this.#decode = decode;
    this.#signal = signal;
  }

  [SEND](command: Command, args: readonly unknown[]): Promise<unknown> {
    return this.#connection.send(command, args, this.#decode, this.#signal);
  }

  call(name: string, ...args: unknown[]): Promise<unknown> {
    return this[SEND](ANY, [name, ...args]);
  }
}
