/** Scripts as functions: a call sends the digest, and the source where the engine does not have it. */

import { RedletError } from "../errors.ts";
import { type Command, command } from "./encode.ts";
import { sha1 } from "./sha1.ts";
import type { Key, Reply, Value } from "./signatures.ts";

/** Options of a script. */
export interface ScriptOptions {
  /** How many keys each call has; if it is left out, a call may have any number. */
  keys?: number | undefined;
  /** Whether it only reads: then it can't write, and runs where writes may not. */
  readonly?: boolean | undefined;
}

/**
 * A script to call: with its keys, then with its other arguments. `T` is what it returns. In a pipeline, a transaction
 * or `r.sync` it is given to their method `script`.
 */
export interface Script<T = Reply> {
  (keys?: readonly Key[], args?: readonly Value[]): Promise<T>;
  /** Its source. */
  readonly source: string;
  /** The SHA-1 digest of its source. */
  readonly sha1: string;
  /** Its options. */
  readonly options: ScriptOptions;
}

type Send = (command: Command, args: readonly unknown[]) => unknown;

const EVAL = command("EVAL", "vnw");
const EVALSHA = command("EVALSHA", "vnw");
const EVAL_RO = command("EVAL_RO", "vnw");
const EVALSHA_RO = command("EVALSHA_RO", "vnw");
const SCRIPT = command("SCRIPT");

/** What the method `script` of a client does: it makes a function of a source with options, or sends SCRIPT. */
export function script(send: Send, args: readonly unknown[]): unknown {
  const [source, options] = args;
  if (typeof source !== "string" || Object.getPrototypeOf(Object(options)) !== Object.prototype) {
    return send(SCRIPT, args);
  }
  const digest = sha1(source);
  let isKnown = false;
  const call = async (keys: readonly Key[] = [], rest: readonly Value[] = []): Promise<unknown> => {
    const whole = () => evaluate(send, made, keys, rest);
    // The first time at once, so that it runs before what is called after it.
    if (!isKnown) {
      isKnown = true;
      return whole();
    }
    try {
      return await evaluate(send, made, keys, rest, digest);
    } catch (error) {
      if (isUnknown(error)) return whole();
      throw error;
    }
  };
  const made: Script = Object.assign(call as () => Promise<Reply>, {
    source,
    sha1: digest,
    options: options as object,
  });
  return made;
}

/** What the method `script` of a pipeline does: it adds a script with its source, or SCRIPT. */
export function scriptWithSource(send: Send, args: readonly unknown[]): unknown {
  const [script, keys, rest] = args;
  if (typeof script !== "function") return send(SCRIPT, args);
  return evaluate(send, script as Script, keys as Key[] | undefined, rest as Value[] | undefined);
}

/** What the method `script` of the synchronous view does. */
export function scriptAtOnce(send: Send, args: readonly unknown[]): unknown {
  const [script, keys, rest] = args as [Script, Key[] | undefined, Value[] | undefined];
  if (typeof script !== "function") return send(SCRIPT, args);
  try {
    return evaluate(send, script, keys, rest, script.sha1);
  } catch (error) {
    if (isUnknown(error)) return evaluate(send, script, keys, rest);
    throw error;
  }
}

function evaluate(
  send: Send,
  { source, options }: Script,
  keys: readonly Key[] = [],
  args: readonly Value[] = [],
  digest?: string,
): unknown {
  if (options.keys !== undefined && keys.length !== options.keys) {
    throw new TypeError(`the script takes ${options.keys} keys, and was given ${keys.length}`);
  }
  const words = [digest ?? source, keys, ...args];
  if (options.readonly) return send(digest ? EVALSHA_RO : EVAL_RO, words);
  return send(digest ? EVALSHA : EVAL, words);
}

function isUnknown(error: unknown): boolean {
  return error instanceof RedletError && error.code === "NOSCRIPT";
}
