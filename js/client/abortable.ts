/** The commands with a signal that ends their waits. */

import type { Word } from "./client.ts";
import type { Connection } from "./connection.ts";
import type { Command } from "./encode.ts";
import type { Decode } from "./frame.ts";
import { INSIDE } from "./inside.ts";
import { ANY, addCommands, SEND, type Sender } from "./methods.ts";

/** Commands that an `AbortSignal` cancels: `C` says which. */
export type Abortable<C> = C & {
  /** Sends any command, by its words. */
  call<T>(name: string, ...args: Word[]): Promise<T>;
};

/** What sends them. */
export class AbortableSender {
  readonly [INSIDE]: Sender[typeof SEND];

  static {
    addCommands(this.prototype);
  }

  constructor(connection: Connection, decode: Decode, signal: AbortSignal) {
    this[INSIDE] = (command, args) => connection.send(command, args, decode, signal);
  }

  [SEND](command: Command, args: readonly unknown[]): Promise<unknown> {
    return this[INSIDE](command, args) as Promise<unknown>;
  }

  call(name: string, ...args: unknown[]): Promise<unknown> {
    return this[SEND](ANY, [name, ...args]);
  }
}
