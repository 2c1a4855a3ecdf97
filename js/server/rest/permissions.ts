/**
 * What a read-only token may run. It is decided by what COMMAND says about each command, so it holds for
 * new commands, too. Allowed: commands that read, and those on the request's own session. Refused: commands
 * that write, administer or affect others (PUBLISH), and unknown ones.
 */

import { textOf } from "../../protocol/bytes.ts";
import { ErrorReply, Integer, type Reply2, Status, type Word } from "./resp2.ts";
import { type Backend, run, upper } from "./session.ts";

/** Reads, though not of keys, so that no flag says it. */
const READS = ["time", "info", "pubsub"];
/** What concerns the session alone. */
const OWN = ["@connection", "@transaction"];

/** What is known of the commands. */
export class Permissions {
  readonly #backend: Backend;
  #known: Promise<Map<string, boolean>> | undefined;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** The error for a command that a read-only token may not run. */
  async refusal(words: readonly Word[]): Promise<ErrorReply | undefined> {
    this.#known ??= this.#load();
    const known = await this.#known;
    const [name, second] = upper(words).map((word) => word.toLowerCase());
    // What is unknown is told so by the engine.
    if (known.get(`${name}|${second}`) ?? known.get(name ?? "") ?? true) return undefined;
    return new ErrorReply(`NOPERM a read-only token has no permissions to run the '${name}' command`);
  }

  async #load(): Promise<Map<string, boolean>> {
    try {
      const [commands] = await run(this.#backend, [["COMMAND"]]);
      return new Map(list(commands).flatMap(permitted));
    } catch (error) {
      this.#known = undefined;
      throw error;
    }
  }
}

/** A command and its subcommands, each with whether it may be run. */
function permitted(info: Reply2): [name: string, isAllowed: boolean][] {
  const [name, , flags, , , , categories, , , subcommands] = list(info);
  const has = (words: Reply2 | undefined, word: string) => list(words).some((each) => string(each) === word);
  const isOwn = OWN.some((category) => has(categories, category)) && !has(flags, "admin") && !has(flags, "write");
  const isAllowed = has(flags, "readonly") || isOwn || READS.includes(string(name).split("|")[0] ?? "");
  return [[string(name), isAllowed], ...list(subcommands).flatMap(permitted)];
}

function list(reply: Reply2 | undefined): Reply2[] {
  return Array.isArray(reply) ? reply : [];
}

function string(reply: Reply2 | undefined): string {
  if (reply instanceof Uint8Array) return textOf(reply);
  if (reply instanceof Status) return reply.text;
  return reply instanceof Integer ? reply.digits : "";
}
