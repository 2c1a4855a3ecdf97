/**
 * The operations of Upstash's REST protocol, for all kinds of requests: one command, a pipeline, a
 * transaction, or a stream of messages. Each has a session of its own with the engine.
 */

import type { RespSource } from "../../host/resp.ts";
import { events } from "./event-stream.ts";
import { answer, type Encoding, failure } from "./json.ts";
import { Permissions } from "./permissions.ts";
import { Refusal } from "./refusal.ts";
import { ErrorReply, type Word } from "./resp2.ts";
import { type Backend, checkOneReply, checkWithin, run } from "./session.ts";
import type { Access } from "./tokens.ts";

/** What holds for all commands of a request. */
export interface Asked {
  readonly access: Access;
  readonly encoding: Encoding;
  /** Ends it: nobody waits for the answer any more. */
  readonly signal: AbortSignal | undefined;
}

/** An answer: a status of HTTP and a body of JSON. */
export interface Answered {
  readonly status: number;
  readonly json: string;
}

/** What is answered by a stream: the command, and whether names are needed. */
const STREAMS: Record<string, [command: string, takesNames: boolean]> = {
  subscribe: ["SUBSCRIBE", true],
  psubscribe: ["PSUBSCRIBE", true],
  monitor: ["MONITOR", false],
};

/** Whether a path leads to a stream. */
export function isStream([kind]: readonly Word[]): boolean {
  return typeof kind === "string" && Object.hasOwn(STREAMS, kind.toLowerCase());
}

/** The protocol over one database. */
export class RestProtocol {
  readonly #backend: Backend;
  readonly #permissions: Permissions;

  constructor(source: RespSource, password: string | undefined) {
    this.#backend = { source, password, held: 0 };
    this.#permissions = new Permissions(this.#backend);
  }

  /** Runs one command. */
  async command(words: readonly Word[], { access, encoding, signal }: Asked): Promise<Answered> {
    checkOneReply(words);
    const refused = await this.#refusal(words, access);
    if (refused) return { status: 403, json: failure(refused.text) };
    const [reply = null] = await run(this.#backend, [words], signal);
    return { status: reply instanceof ErrorReply ? 400 : 200, json: answer(reply, encoding) };
  }

  /** Runs commands one after the other. Each has its answer in its place; what may not run is not sent. */
  async pipeline(commands: readonly Word[][], { access, encoding, signal }: Asked): Promise<Answered> {
    for (const words of commands) checkOneReply(words);
    const refused = await Promise.all(commands.map((words) => this.#refusal(words, access)));
    const sent = commands.filter((_, at) => !refused[at]);
    const replies = (sent.length > 0 ? await run(this.#backend, sent, signal) : []).values();
    const answers = refused.map((error) => answer(error ?? replies.next().value ?? null, encoding));
    return { status: 200, json: `[${answers.join(",")}]` };
  }

  /** Runs commands as one transaction. */
  async transaction(commands: readonly Word[][], { access, encoding, signal }: Asked): Promise<Answered> {
    for (const words of commands) {
      checkOneReply(words);
      checkWithin(words);
      const refused = await this.#refusal(words, access);
      if (refused) return { status: 403, json: failure(refused.text) };
    }
    const replies = await run(this.#backend, [["MULTI"], ...commands, ["EXEC"]], signal);
    const executed = replies.at(-1) ?? null;
    if (!Array.isArray(executed)) return { status: 400, json: answer(executed, encoding) };
    return { status: 200, json: `[${executed.map((reply) => answer(reply, encoding)).join(",")}]` };
  }

  /** The events of `/subscribe/<channel>` and its kin. */
  async stream([first, ...names]: readonly Word[], access: Access): Promise<ReadableStream<Uint8Array>> {
    const kind = String(first).toLowerCase();
    const [name, takesNames] = STREAMS[kind] ?? ["", false];
    if (takesNames && names.length === 0) throw new Refusal(400, `ERR ${name} needs names: /${kind}/<name>`);
    if (!takesNames && access !== "all") throw new Refusal(403, "NOPERM a read-only token may not monitor");
    return events(this.#backend, [name, ...(takesNames ? names : [])]);
  }

  async #refusal(words: readonly Word[], access: Access): Promise<ErrorReply | undefined> {
    return access === "all" ? undefined : this.#permissions.refusal(words);
  }
}
