/**
 * What an engine knows of the session beside the data: its name, database, subscriptions and so on.
 *
 * Where another engine takes over, its fresh session is made the same by the commands that are kept
 * here. They are those that were answered, so that none is kept which the engine refused.
 */

import { Decode, FrameReader } from "./frame.ts";
import { commandsOf, frameOf, name, text, type Words, words } from "./request.ts";

/** The commands that a session remembers, or that end what it remembers. */
const NOTED = new Set(
  "SELECT AUTH HELLO RESET CLIENT MONITOR SUBSCRIBE UNSUBSCRIBE PSUBSCRIBE PUNSUBSCRIBE SSUBSCRIBE SUNSUBSCRIBE MULTI ATOMIC EXEC DISCARD WATCH UNWATCH".split(
    " ",
  ),
);

/** Whether the session may be another one after the command. */
export function isNoted(command: string): boolean {
  return NOTED.has(command);
}

/** In a transaction whose commands are lost, EXEC must not run the rest of them. */
const SPOILED = words("MULTI", "LOST");

/** A session, as far as another engine can't know it. */
export class Session {
  /** The last command of each kind that still holds, by what it sets, in the order of the first. */
  readonly #settings = new Map<string, Words>();
  /** What is subscribed to, by the command that does it. */
  readonly #channels = new Map<string, Map<string, Uint8Array>>();
  /** The commands since MULTI. */
  #queued: Words[] | undefined;
  /** Whether the next EXEC hangs on keys that are watched. */
  isWatching = false;

  /** The number of the database that was chosen. */
  get database(): string {
    return text(this.#settings.get("SELECT")?.[1]) || "0";
  }

  /** Takes note of a frame that was answered. */
  note(frame: Uint8Array, replies: Uint8Array): void {
    const reader = new FrameReader(replies);
    for (const command of commandsOf(frame)) {
      const isError = reader.isError;
      const reply = reader.late() ?? reader.next(Decode.Binary);
      const first = name(command[0]);
      if (isError && first !== "EXEC") continue;
      if (this.#queued && first !== "EXEC" && first !== "DISCARD" && first !== "RESET" && first !== "WATCH") {
        this.#queued.push(command);
      } else this.#apply(command, first, reply === null || isError);
    }
  }

  #apply(command: Words, first: string, isRefused = false): void {
    if (first === "MULTI" || first === "ATOMIC") this.#queued = [];
    else if (first === "EXEC" || first === "DISCARD") {
      const queued = this.#queued ?? [];
      this.#queued = undefined;
      this.isWatching = false;
      if (first === "EXEC" && !isRefused) for (const each of queued) this.#apply(each, name(each[0]));
    } else if (first === "WATCH" || first === "UNWATCH") this.isWatching = first === "WATCH";
    else if (first === "RESET") this.#reset();
    else if (first.endsWith("SUBSCRIBE")) this.#subscribe(command, first);
    else if (first === "CLIENT") this.#setClient(command);
    else if (isNoted(first)) this.#settings.set(first, command);
  }

  #subscribe(command: Words, first: string): void {
    const isEnd = /^.?UN/.test(first);
    const kind = first.replace("UN", "");
    const channels = this.#channels.get(kind) ?? new Map<string, Uint8Array>();
    this.#channels.set(kind, channels);
    const names = command.slice(1);
    if (isEnd && names.length === 0) channels.clear();
    for (const each of names) {
      if (isEnd) channels.delete(text(each));
      else channels.set(text(each), each);
    }
  }

  #setClient(command: Words): void {
    const what = name(command[1]);
    const key = `CLIENT ${what}${what === "SETINFO" ? name(command[2]) : ""}`;
    const value = name(command[2]);
    if ((what === "TRACKING" && value === "OFF") || (what === "REPLY" && value === "ON")) this.#settings.delete(key);
    else if (what === "REPLY" && value === "SKIP") return;
    else if (/^(SETNAME|SETINFO|TRACKING|NO-EVICT|NO-TOUCH|REPLY)$/.test(what)) this.#settings.set(key, command);
  }

  #reset(): void {
    this.#settings.clear();
    this.#channels.clear();
    this.#queued = undefined;
    this.isWatching = false;
  }

  /** The commands that make any session this one. */
  frame(): Uint8Array<ArrayBuffer> {
    const commands: Words[] = [words("RESET")];
    const silent = this.#settings.get("CLIENT REPLY");
    for (const each of this.#settings.values()) if (each !== silent) commands.push(each);
    for (const [kind, channels] of this.#channels) {
      if (channels.size > 0) commands.push([...words(kind), ...channels.values()]);
    }
    if (this.#queued) for (const each of SPOILED) commands.push([each]);
    if (silent) commands.push(silent);
    return frameOf(commands);
  }
}
