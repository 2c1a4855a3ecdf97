/**
 * Commands that are sent together, with one promise for all replies.
 *
 * They are next to each other in one frame, so no other command of this client runs between them. As in
 * Redis, a pipeline is no transaction: a command that fails does not stop the others.
 */

import { RedletError } from "../errors.ts";
import { Decode, type FrameReader } from "../protocol/frame-reader.ts";
import { FrameWriter } from "../protocol/frame-writer.ts";
import type { Word } from "./client.ts";
import type { Commands, Methods } from "./commands.gen.ts";
import type { Connection } from "./connection.ts";
import type { DeferredReplies, Waiter } from "./deferred.ts";
import { type Command, command, encode } from "./encode.ts";
import { INSIDE } from "./inside.ts";
import { ANY, addCommands, SEND, type Sender } from "./methods.ts";
import type { Binary, BinaryCommands, BinaryReply } from "./replies.ts";
import { type Script, scriptWithSource } from "./script.ts";
import type { Key, Reply, Value, View } from "./signatures.ts";

/** What `exec` does with a command that failed. */
export interface ExecOptions {
  /** `"return"` puts errors into the array, in the places of the replies. By default the first error rejects. */
  errors?: "return" | "throw";
}

/** Whether replies are texts: GET's shows it, as to compare all methods is too much for the compiler. */
type OfTexts = { get(...args: never[]): Promise<string | null> };
/** Any reply of a view. */
type AnyReply<C> = C extends OfTexts ? Reply : Binary;
/** One reply more; where it is not known how many there are, that stays so. */
type AndOne<R extends unknown[], T> = number extends R["length"] ? R : [...R, T];
/** What `exec` gives: where nothing was chained, commands were added by calls of their own, as in a loop. */
type All<R extends unknown[], C> = R extends [] ? AnyReply<C>[] : R;
/** What a method gives: the pipeline with one reply more. */
interface Added<R extends unknown[], C, N> extends View {
  readonly given: Pipeline<AndOne<R, C extends OfTexts ? this["reply"] : BinaryReply<this["reply"]>>, C, N>;
}
type WithErrors<R> = { [I in keyof R]: R[I] | RedletError };

/**
 * Commands to be sent together: each method adds one, and the type of its reply to the tuple that `exec` returns. `N`
 * is what else `exec` may return.
 */
export type Pipeline<R extends unknown[] = [], C = Commands, N = never> = Methods<Added<R, C, N>> & {
  /** How many commands it holds. */
  readonly length: number;
  /** Adds any command, by its words. */
  call(name: string, ...args: Word[]): Pipeline<AndOne<R, AnyReply<C>>, C, N>;
  /** Adds a script of `r.script`, with its source. */
  script<T>(script: Script<T>, keys?: readonly Key[], args?: readonly Value[]): Pipeline<AndOne<R, T>, C, N>;
  /**
   * Sends the commands, and returns their replies in order. The pipeline is empty afterwards. If a watched key has
   * changed, nothing has run: `multi()` returns null, `atomic()` rejects with `WATCHED`.
   *
   * If a command fails, it rejects with that command's `RedletError`, after all have run. If a method got an argument
   * that its command does not take, it rejects with that `TypeError`, and nothing was sent.
   */
  exec(options?: { errors?: "throw" }): Promise<All<R, C> | N>;
  /** The same, with the `RedletError` of a command that failed in the place of its reply. */
  exec(options: { errors: "return" }): Promise<WithErrors<All<R, C>> | N>;
};

/** A pipeline of the binary view. */
export type BinaryPipeline<R extends unknown[] = []> = Pipeline<R, BinaryCommands>;

/** The commands of `multi()`: `exec` returns null if a watched key has changed. */
export type Transaction<R extends unknown[] = [], C = Commands> = Pipeline<R, C, null>;

/** A pipeline at run time; `Pipeline` is its type. */
export class PipelineSender implements Sender {
  readonly [INSIDE]: () => Queue;

  static {
    addCommands(this.prototype);
  }

  /** With `begin` (MULTI or ATOMIC) the commands are a transaction. `none` is what the caller was given. */
  constructor(connection: Connection, decode: Decode, none: readonly [], begin?: Command) {
    if (none.length > 0)
      throw new TypeError("pipeline, multi and atomic take no arguments: add commands by the methods");
    const queue = new Queue(connection, decode, begin);
    this[INSIDE] = () => queue;
  }

  get length(): number {
    return this[INSIDE]().length;
  }

  [SEND](command: Command, args: readonly unknown[]): this {
    this[INSIDE]().add(command, args);
    return this;
  }

  call(name: string, ...args: unknown[]): this {
    return this[SEND](ANY, [name, ...args]);
  }

  script(...args: unknown[]): unknown {
    return scriptWithSource((command, words) => this[SEND](command, words), args);
  }

  exec(options: ExecOptions = {}): Promise<unknown[] | null> {
    return this[INSIDE]().exec(options);
  }
}

/** The commands that are to be sent together. */
class Queue {
  readonly #connection: Connection;
  readonly #decode: Decode;
  readonly #begin: Command | undefined;
  #writer = new FrameWriter();
  #names: string[] = [];
  #failed: unknown;

  constructor(connection: Connection, decode: Decode, begin?: Command) {
    this.#connection = connection;
    this.#decode = decode;
    this.#begin = begin;
  }

  get length(): number {
    return this.#names.length;
  }

  add(command: Command, args: readonly unknown[]): void {
    try {
      encode(this.#writer, command, args);
      this.#names.push(command.name || String(args[0]).toUpperCase());
    } catch (error) {
      // `exec` throws it: an error in the middle of a chain of calls is harder to handle.
      this.#failed ??= error;
    }
  }

  async exec(options: ExecOptions): Promise<unknown[] | null> {
    const [writer, names, failed] = [this.#writer, this.#names, this.#failed];
    this.#writer = new FrameWriter();
    this.#names = [];
    this.#failed = undefined;
    if (failed !== undefined) throw failed;
    if (names.length === 0) return [];
    const replies = await this.#send(writer, names);
    const error = options.errors === "return" ? undefined : replies?.find((reply) => reply instanceof RedletError);
    if (error) throw error;
    // A caller of `atomic` need not check for null.
    if (!replies && this.#begin?.name === "ATOMIC") throw new RedletError("WATCHED", "a watched key has changed");
    return replies;
  }

  #send(writer: FrameWriter, names: readonly string[]): Promise<unknown[] | null> {
    return new Promise((resolve, reject) => {
      if (!this.#begin) {
        this.#connection.sendAll(writer, new Replies(resolve, reject, names, this.#decode));
        return;
      }
      const whole = new FrameWriter();
      encode(whole, this.#begin, []);
      whole.append(writer);
      encode(whole, EXEC, []);
      this.#connection.sendAll(whole, new Executed(resolve, reject, names, this.#decode));
    });
  }
}

const EXEC = command("EXEC");

/** The replies of one pipeline. It waits for those that come later. */
class Replies implements Waiter {
  readonly #replies: unknown[] = [];
  #missing = 0;

  constructor(
    private readonly resolve: (replies: unknown[]) => void,
    readonly fail: (error: RedletError) => void,
    private readonly names: readonly string[],
    private readonly decode: Decode,
  ) {}

  settle(reader: FrameReader, deferred: DeferredReplies): void {
    for (const at of this.names.keys()) if (!this.#take(at, reader, deferred)) this.#missing++;
    if (this.#missing === 0) this.resolve(this.#replies);
  }

  /** Takes a reply, or waits for it if it comes later. Returns whether it was there. */
  #take(at: number, reader: FrameReader, deferred: DeferredReplies): boolean {
    const announced = reader.deferred();
    if (announced === undefined) {
      this.#replies[at] = reader.next(this.decode, this.names[at]);
      return true;
    }
    const settle = (reader: FrameReader) => {
      if (this.#take(at, reader, deferred) && --this.#missing === 0) this.resolve(this.#replies);
    };
    deferred.set(announced, { settle, fail: this.fail });
    return false;
  }
}

/** The replies of one transaction: to MULTI or ATOMIC, to each command, and to EXEC. */
class Executed implements Waiter {
  constructor(
    private readonly resolve: (replies: unknown[] | null) => void,
    readonly fail: (error: RedletError) => void,
    private readonly names: readonly string[],
    private readonly decode: Decode,
  ) {}

  settle(reader: FrameReader): void {
    let refused: unknown;
    for (const name of ["MULTI", ...this.names]) {
      const queued = reader.next(Decode.Text, name);
      if (queued instanceof RedletError) refused ??= queued;
    }
    const replies = reader.next(this.decode, "EXEC");
    // The error of a refused command says more than that of EXEC.
    if (replies instanceof RedletError) this.fail((refused as RedletError | undefined) ?? replies);
    else this.resolve(replies as unknown[] | null);
  }
}
