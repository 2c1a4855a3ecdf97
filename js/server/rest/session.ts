/** Runs commands in a session of their own: a request never sees what another one selected, watched or queued. */

import type { RespSource } from "../../host/resp.ts";
import { textOf } from "../../protocol/bytes.ts";
import { Refusal } from "./refusal.ts";
import { decodeReplies, ErrorReply, encodeCommands, type Reply2, type Word } from "./resp2.ts";

/** What is the same for all requests of a handler. */
export interface Backend {
  readonly source: RespSource;
  /** The database's password, where it has one. */
  readonly password: string | undefined;
  /** The bytes of replies that requests hold until all of theirs are there. */
  held: number;
}

/** How many bytes the replies to a request may have, and to all requests at a time. As JSON they take up to six times as many. */
const MAX_REPLIES = 64 << 20;
const MAX_HELD = 4 * MAX_REPLIES;

/** Runs the commands one after the other. Returns a reply for each. */
export function run(backend: Backend, commands: readonly (readonly Word[])[], signal?: AbortSignal): Promise<Reply2[]> {
  const { source, password } = backend;
  const login = password ? [["AUTH", password]] : [];
  const replies: Reply2[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const leave = () => {
      signal?.removeEventListener("abort", abort);
      session.close();
      backend.held -= size;
      size = 0;
    };
    const finish = () => {
      leave();
      resolve(replies.slice(login.length));
    };
    const abort = () => {
      leave();
      reject(signal?.reason);
    };
    const session = source.resp({
      data(bytes) {
        size += bytes.length;
        backend.held += bytes.length;
        if (size > MAX_REPLIES || backend.held > MAX_HELD) {
          const isOwn = size > MAX_REPLIES;
          leave();
          const why = isOwn
            ? `the replies to a request may have ${MAX_REPLIES} bytes`
            : "too much is asked for at once";
          reject(new Refusal(isOwn ? 413 : 503, `OOM ${why}`));
          return;
        }
        for (const reply of decodeReplies(bytes)) replies.push(reply);
        const turnedAway = refusalIn(replies);
        if (turnedAway) {
          leave();
          reject(turnedAway);
          return;
        }
        if (replies.length >= login.length + commands.length) finish();
      },
      // After QUIT, or a CLIENT KILL of this very session.
      end() {
        while (replies.length < login.length + commands.length)
          replies.push(new ErrorReply("ERR the session has ended"));
        finish();
      },
    });
    signal?.addEventListener("abort", abort, { once: true });
    session.write(encodeCommands([...login, ...commands]));
  });
}

/** What a session is told that is one too many, before anything of it has run. */
const TOO_MANY = "ERR max number of clients reached";

/** The refusal of a request that got these replies, if its session was not let in. */
export function refusalIn([first, second]: readonly Reply2[]): Refusal | undefined {
  const isOut = second === undefined && first instanceof ErrorReply && first.text === TOO_MANY;
  return isOut ? new Refusal(503, TOO_MANY) : undefined;
}

/** What would answer more than once or never, or in another protocol; and where it can be had. */
const ELSEWHERE: Record<string, string> = {
  SUBSCRIBE: "use /subscribe/<channel>",
  PSUBSCRIBE: "use /psubscribe/<pattern>",
  SSUBSCRIBE: "use /subscribe/<channel>",
  UNSUBSCRIBE: "close the stream of /subscribe",
  PUNSUBSCRIBE: "close the stream of /psubscribe",
  SUNSUBSCRIBE: "close the stream of /subscribe",
  MONITOR: "use /monitor",
};

/** What would end the transaction around it. */
const ENDS = ["MULTI", "EXEC", "DISCARD", "WATCH", "ATOMIC", "RESET", "QUIT"];

/** Refuses what has no one reply. */
export function checkOneReply(words: readonly Word[]): void {
  const [name, second] = upper(words);
  const advice = ELSEWHERE[name];
  if (advice) throw new Refusal(400, `ERR ${name} has no one reply: ${advice}`);
  if ((name === "CLIENT" && second === "REPLY") || (name === "HELLO" && second === "3")) {
    throw new Refusal(400, `ERR ${name} ${second} is for connections that stay`);
  }
}

/** Refuses what would end a transaction. */
export function checkWithin(words: readonly Word[]): void {
  const [name] = upper(words);
  if (ENDS.includes(name)) throw new Refusal(400, `ERR ${name} can't be within a transaction`);
}

/** The first two words in capitals. */
export function upper(words: readonly Word[]): [string, string] {
  const [first, second] = [words[0], words[1]].map((word) =>
    word === undefined ? "" : (typeof word === "string" ? word : textOf(word)).toUpperCase(),
  );
  return [first ?? "", second ?? ""];
}
