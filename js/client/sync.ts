/**
 * The commands without promises, for an engine in the same thread. Each is a transaction of its own, and
 * runs after all commands that were called before it.
 */

import { RedletError } from "../errors.ts";
import { Decode, FrameReader } from "../protocol/frame-reader.ts";
import type { Word } from "./client.ts";
import type { Methods } from "./commands.gen.ts";
import type { Connection } from "./connection.ts";
import { type Command, command } from "./encode.ts";
import { INSIDE } from "./inside.ts";
import { ANY, addCommands, SEND } from "./methods.ts";
import { type Script, scriptAtOnce } from "./script.ts";
import type { Key, Reply, Value, View } from "./signatures.ts";

/** The same methods as `Commands`, with the replies themselves; an error is thrown. */
export interface SyncRedlet extends Methods<AtOnce> {
  /** Sends any command, by its words. */
  call<T = Reply>(name: string, ...args: Word[]): T;
  /** Runs a script of `r.script`. */
  script<T>(script: Script<T>, keys?: readonly Key[], args?: readonly Value[]): T;
  /** `SCRIPT subcommand`, by its words. */
  script(...args: Value[]): Reply;
}

interface AtOnce extends View {
  readonly given: this["reply"];
}

const CANCEL = command("CLIENT CANCEL");

/** What sends them. */
export class SyncSender {
  readonly [INSIDE]: () => Connection;

  static {
    addCommands(this.prototype);
  }

  constructor(connection: Connection) {
    this[INSIDE] = () => connection;
  }

  [SEND](command: Command, args: readonly unknown[]): unknown {
    const connection = this[INSIDE]();
    const reader = new FrameReader(connection.exchange(command, args));
    const name = command.name || String(args[0]).toUpperCase();
    const announced = reader.deferred();
    if (announced) {
      connection.exchange(CANCEL, [announced.ticket]);
      throw new RedletError("BLOCKED", `${name} would have to wait, which a synchronous call can't`, name);
    }
    const value = reader.next(Decode.Text, name);
    if (value instanceof RedletError) throw value;
    return value;
  }

  script(...args: unknown[]): unknown {
    return scriptAtOnce((command, words) => this[SEND](command, words), args);
  }

  call(name: string, ...args: unknown[]): unknown {
    return this[SEND](ANY, [name, ...args]);
  }
}
