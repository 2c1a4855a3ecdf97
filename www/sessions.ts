/**
 * The two sessions of this page: the prompt's, which has nothing but what is typed, and the page's own, for the
 * list of keys and all that the page asks by itself. So MULTI, SELECT or CLIENT REPLY at the prompt are the user's alone.
 */

import type { Redlet } from "redlet";
import { clients } from "./cli/clients.ts";
import { text } from "./cli/format.ts";
import type { Word } from "./cli/words.ts";

/** What CLIENT LIST calls them (`lib-name`); `lib-ver` is the page, as there may be several. */
const PROMPT = "redlet-playground";
const PAGE = "redlet-playground-page";

/** What the prompt's session is in. */
export interface State {
  db: number;
  /** The version of the protocol, 2 or 3, that HELLO chose. */
  protocol: number;
  isInTransaction: boolean;
  isMonitor: boolean;
  isListening: boolean;
}

/** The sessions, and what the server says of them. */
export class Sessions {
  private readonly number = Math.random().toString(36).slice(2);
  /** Whether a session is a playground's own, by its id. */
  private readonly known = new Map<number, boolean>();

  /** The names of commands that may wait. */
  private blocking = new Set<string>();

  private constructor(
    readonly prompt: Redlet,
    readonly page: Redlet,
  ) {}

  /** Begins the page's session beside the prompt's, and names both. */
  static async begin(prompt: Redlet): Promise<Sessions> {
    const sessions = new Sessions(prompt, await prompt.duplicate());
    await Promise.all([sessions.name(prompt, PROMPT), sessions.name(sessions.page, PAGE)]);
    const blocking = await sessions.page.call<string[]>("COMMAND", "LIST", "FILTERBY", "ACLCAT", "blocking");
    sessions.blocking = new Set(blocking);
    // Another engine numbers its sessions anew.
    prompt.addEventListener("reconnect", () => sessions.known.clear());
    return sessions;
  }

  private async name(session: Redlet, name: string): Promise<void> {
    await Promise.all([
      session.call("CLIENT", "SETINFO", "LIB-NAME", name),
      session.call("CLIENT", "SETINFO", "LIB-VER", this.number),
    ]);
  }

  /** Whether a command is one that may wait. */
  waits([name = ""]: Word[]): boolean {
    return this.blocking.has(text(name).toLowerCase());
  }

  /** What the prompt's session is in; nothing where it has taken another name. */
  async state(): Promise<State | undefined> {
    const all = await this.list();
    const found = all.find((each) => each.get("lib-name") === PROMPT && each.get("lib-ver") === this.number);
    if (!found) return undefined;
    const figure = (name: string) => Number(found.get(name));
    return {
      db: figure("db"),
      protocol: figure("resp"),
      isInTransaction: figure("multi") >= 0,
      isMonitor: found.get("flags")?.includes("O") ?? false,
      isListening: figure("sub") + figure("psub") + figure("ssub") > 0,
    };
  }

  /** Whether a line of MONITOR is of a playground's list of keys, and not of its user. */
  async isOwn(line: string): Promise<boolean> {
    const id = Number(/^\S+ \[\d+ client:(\d+)\]/.exec(line)?.[1]);
    if (Number.isNaN(id)) return false;
    if (!this.known.has(id)) await this.list();
    return this.known.get(id) ?? false;
  }

  private async list(): Promise<Map<string, string>[]> {
    const all = clients(await this.page.clientList());
    for (const each of all) this.known.set(Number(each.get("id")), each.get("lib-name") === PAGE);
    return all;
  }
}
