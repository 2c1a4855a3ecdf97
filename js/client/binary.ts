/** The binary view of a client: the same commands, with bulk strings as bytes and maps as `Map`. */

import { Decode } from "../protocol/frame-reader.ts";
import { type Abortable, AbortableSender } from "./abortable.ts";
import type { Connection } from "./connection.ts";
import type { Command } from "./encode.ts";
import { INSIDE } from "./inside.ts";
import { ANY, addCommands, SEND } from "./methods.ts";
import { type BinaryPipeline, PipelineSender } from "./pipeline.ts";
import type { Binary, BinaryCommands } from "./replies.ts";

/** The commands with `Uint8Array` in place of strings in their replies. */
export interface BinaryRedlet extends BinaryCommands {}

/** The commands with `Uint8Array` in place of strings in their replies. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods are added from the table.
export class BinaryRedlet {
  /** @internal */
  readonly [INSIDE]: () => Connection;

  static {
    addCommands(this.prototype);
  }

  /** @internal */
  constructor(connection: Connection) {
    this[INSIDE] = () => connection;
  }

  /** The same commands with a signal that cancels them. */
  withAbortSignal(signal: AbortSignal): Abortable<BinaryCommands> {
    return new AbortableSender(this[INSIDE](), Decode.Binary, signal) as unknown as Abortable<BinaryCommands>;
  }

  /** @internal */
  [SEND](command: Command, args: readonly unknown[]): Promise<unknown> {
    return this[INSIDE]().send(command, args, Decode.Binary);
  }

  /** Sends any command, by its words. */
  call<T = Binary>(name: string, ...args: unknown[]): Promise<T> {
    return this[SEND](ANY, [name, ...args]) as Promise<T>;
  }

  /** Starts a pipeline whose replies are binary. */
  pipeline<R extends unknown[] = []>(...none: []): BinaryPipeline<R> {
    return new PipelineSender(this[INSIDE](), Decode.Binary, none) as unknown as BinaryPipeline<R>;
  }
}
