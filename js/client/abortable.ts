/** The commands with a signal that ends their waits. */

import { Decode } from "../protocol/frame-reader.ts";
import type { TypedReply } from "../protocol/typed-reply.ts";
import type { Word } from "./client.ts";
import type { Connection } from "./connection.ts";
import type { Command } from "./encode.ts";
import { INSIDE } from "./inside.ts";
import { ANY, addCommands, SEND } from "./methods.ts";

/** Commands that an `AbortSignal` cancels: `C` says which. */
export type Abortable<C> = C & {
  /** Sends any command, by its words. */
  call<T>(name: string, ...args: Word[]): Promise<T>;
  /** Sends any command and gives its reply with its kind; an error reply does not reject. */
  reply(...words: Word[]): Promise<TypedReply>;
};

/** What sends them. */
export class AbortableSender {
  readonly [INSIDE]: (command: Command, args: readonly unknown[], decode?: Decode) => Promise<unknown>;

  static {
    addCommands(this.prototype);
  }

  constructor(connection: Connection, decode: Decode, signal: AbortSignal) {
    this[INSIDE] = (command, args, as = decode) => connection.send(command, args, as, signal);
  }

  [SEND](command: Command, args: readonly unknown[]): Promise<unknown> {
    return this[INSIDE](command, args);
  }

  call(name: string, ...args: unknown[]): Promise<unknown> {
    return this[SEND](ANY, [name, ...args]);
  }

  reply(...words: unknown[]): Promise<unknown> {
    return this[INSIDE](ANY, words, Decode.Typed);
  }
}
