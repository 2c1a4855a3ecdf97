/**
 * Commands that are sent together and answered together, by one promise instead of one each.
 *
 * They go in one frame, next to each other, so that no other command of this client comes between;
 * like a pipeline of Redis it is no transaction: a command that fails does not stop the others.
 */

import { RedletError } from "../errors.ts";
import type { Commands, Reply } from "./commands.gen.ts";
import type { Connection, Waiter } from "./connection.ts";
import { type Command, encode } from "./encode.ts";
import { type Decode, type FrameReader, FrameWriter } from "./frame.ts";
import { ANY, addCommands, SEND, type Sender } from "./methods.ts";
import type { Binary, BinaryCommands } from "./replies.ts";

/** What `exec` does with a command that failed. */
export interface ExecOptions {
  /** `"return"` puts the errors where the replies stand; otherwise the first one rejects. */
  errors?: "return" | "throw";
}

type Replied<C, K extends keyof C> = C[K] extends (...args: never[]) => Promise<infer R> ? R : never;
type Argued<C, K extends keyof C> = C[K] extends (...args: infer A) => unknown ? A : never;

/** Commands to be sent together: each method adds one, and its reply's type to the tuple that `exec` gives. */
export type Pipeline<R extends unknown[] = [], C = Commands> = {
  [K in Exclude<keyof C, "exec">]: (...args: Argued<C, K>) => Pipeline<[...R, Replied<C, K>], C>;
} & {
  /** How many commands it holds. */
  readonly length: number;
  /** Adds any command, by its words. */
  call(name: string, ...args: unknown[]): Pipeline<[...R, C extends Commands ? Reply : Binary], C>;
  /**
   * Sends the commands; gives their replies in order, and leaves the pipeline empty.
   * A command that failed rejects with its `RedletError`, after all have run.
   */
  exec(options?: { errors?: "throw" }): Promise<R>;
  /** The same with each failed command's `RedletError` in the place of its reply. */
  exec(options: { errors: "return" }): Promise<{ [I in keyof R]: R[I] | RedletError }>;
};

/** A pipeline of the binary view. */
export type BinaryPipeline = Pipeline<[], BinaryCommands>;

/** A pipeline at run time; `Pipeline` is its type. */
export class PipelineSender implements Sender {
  readonly #connection: Connection;
  readonly #decode: Decode;
  #writer = new FrameWriter();
  #names: string[] = [];
  #failed: unknown;

  static {
    addCommands(this.prototype);
  }

  constructor(connection: Connection, decode: Decode) {
    this.#connection = connection;
    this.#decode = decode;
  }

  get length(): number {
    return this.#names.length;
  }

  [SEND](command: Command, args: readonly unknown[]): this {
    try {
      encode(this.#writer, command, args);
      this.#names.push(command.name || String(args[0]).toUpperCase());
    } catch (error) {
      // Told by `exec`: a chain of methods has nobody to throw to but the code that builds it.
      this.#failed ??= error;
    }
    return this;
  }

  call(name: string, ...args: unknown[]): this {
    return this[SEND](ANY, [name, ...args]);
  }

  async exec(options: ExecOptions = {}): Promise<unknown[]> {
    const [writer, names, failed] = [this.#writer, this.#names, this.#failed];
    this.#writer = new FrameWriter();
    this.#names = [];
    this.#failed = undefined;
    if (failed !== undefined) throw failed;
    if (names.length === 0) return [];
    const replies = await new Promise<unknown[]>((resolve, reject) => {
      this.#connection.sendAll(writer, new Replies(resolve, reject, names, this.#decode));
    });
    const error = options.errors === "return" ? undefined : replies.find((reply) => reply instanceof RedletError);
    if (error) throw error;
    return replies;
  }
}

/** The replies of one pipeline. */
class Replies implements Waiter {
  constructor(
    private readonly resolve: (replies: unknown[]) => void,
    readonly fail: (error: RedletError) => void,
    private readonly names: readonly string[],
    private readonly decode: Decode,
  ) {}

  settle(reader: FrameReader): void {
    this.resolve(this.names.map((name) => reader.next(this.decode, name)));
  }
}
