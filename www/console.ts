/**
 * What happens to a typed line: it is sent, its reply printed, and what it goes on to wait for or to listen to is
 * kept among what runs, until it ends or is stopped.
 */

import { RedletError, type TypedReply } from "redlet";
import { print, text, word } from "./cli/format.ts";
import { split, type Word } from "./cli/words.ts";
import type { Log } from "./log.ts";
import type { Sessions, State } from "./sessions.ts";

/** How long a reply may take before its command is shown as one that runs, in ms. */
const PATIENCE = 100;

/** Something that goes on after its line. */
export interface Activity {
  /** The line that has begun it. */
  readonly line: string;
  stop(): void;
}

/** What the commands that begin and end subscriptions have to do with their messages. */
const BEGINS: Record<string, string> = { subscribe: "message", psubscribe: "pmessage", ssubscribe: "smessage" };
const ENDS: Record<string, string> = { message: "UNSUBSCRIBE", pmessage: "PUNSUBSCRIBE", smessage: "SUNSUBSCRIBE" };

const COLOURS: Partial<Record<TypedReply["type"], string>> = {
  error: "error",
  bulk: "string",
  integer: "number",
  double: "number",
};

/** The prompt's session, as the person at it sees it. */
export class Console {
  private state: State = { db: 0, protocol: 2, isInTransaction: false, isMonitor: false, isListening: false };
  private readonly activities: Activity[] = [];
  /** Which line listens to what, by the word of the messages and the name: `message news`. */
  private readonly listeners = new Map<string, Activity>();
  private readonly monitor: Activity = { line: "MONITOR", stop: () => void this.leaveMonitor() };
  /** What has come and is not printed yet. */
  private arrived: [TypedReply, Date][] = [];
  private isPrinting = false;
  /** Counts commands: what the server said of the session before the last of them is old. */
  private turn = 0;

  /** `onChange` hears that what runs, or what the session is in, may be another. */
  constructor(
    private readonly sessions: Sessions,
    private readonly log: Log,
    private readonly onChange: () => void,
  ) {
    sessions.prompt.addEventListener("push", ({ detail }) => {
      this.arrived.push([detail, new Date()]);
      if (!this.isPrinting) void this.printArrived();
    });
    sessions.prompt.addEventListener("reconnect", () => void this.learn());
  }

  /** What runs now, in the order in which it began. */
  get running(): readonly Activity[] {
    return this.activities;
  }

  /** The database that SELECT chose. */
  get db(): number {
    return this.state.db;
  }

  /** What stands behind the prompt's name, as in redis-cli. */
  get suffix(): string {
    const { db, isInTransaction } = this.state;
    return `${db === 0 ? "" : `[${db}]`}${isInTransaction ? "(TX)" : ""}`;
  }

  /** Prints a line behind its prompt; gives its place. */
  say(line: string): Element {
    return this.log.say(line, `${this.suffix}> `);
  }

  /** Runs a line. */
  async run(line: string): Promise<void> {
    const said = this.say(line);
    let words: Word[];
    try {
      words = split(line);
    } catch (error) {
      this.log.print(messageOf(error), "error");
      return;
    }
    if (words.length > 0) await this.send(line, words, said);
  }

  private async send(line: string, words: Word[], said: Element): Promise<void> {
    this.turn++;
    const stop = new AbortController();
    const waiting: Activity = { line, stop: () => stop.abort() };
    const timer = setTimeout(() => this.begin(waiting), PATIENCE);
    const { signal } = stop;
    let reply: TypedReply;
    try {
      reply = await this.sessions.prompt.withAbortSignal(signal).reply(...words);
      this.note(line, words, reply);
    } catch (error) {
      reply = signal.aborted ? { type: "status", value: "(stopped)" } : { type: "error", value: messageOf(error) };
    }
    clearTimeout(timer);
    const hasWaited = this.sessions.waits(words) && this.activities.includes(waiting);
    this.end(waiting);
    const kind = COLOURS[reply.type] ?? "plain";
    if (this.log.isLast(said) && !hasWaited) this.log.print(this.shown(reply), kind);
    else this.log.printLate(this.shown(reply), kind, { line, at: new Date() });
    await this.learn();
  }

  /** Stops what began last, as Ctrl-C does; whether there was something. */
  stopLast(): boolean {
    const last = this.activities.at(-1);
    last?.stop();
    return last !== undefined;
  }

  private begin(activity: Activity): void {
    if (this.activities.includes(activity)) return;
    this.activities.push(activity);
    this.onChange();
  }

  private end(activity: Activity): void {
    const at = this.activities.indexOf(activity);
    if (at < 0) return;
    this.activities.splice(at, 1);
    this.onChange();
  }

  private shown(reply: TypedReply): string {
    return print(reply, this.state.protocol);
  }

  /** Keeps what a reply says of the session, before it is printed. */
  private note(line: string, words: Word[], reply: TypedReply): void {
    const name = text(words[0] ?? "").toLowerCase();
    const [, version] = words;
    if (name === "hello" && reply.type === "map" && version) this.state.protocol = Number(version);
    if (name === "reset" && reply.type === "status") this.state.protocol = 2;
    const activity: Activity = { line, stop: () => void this.unsubscribe(activity) };
    for (const [kind, name] of confirmations(reply)) {
      const begun = BEGINS[kind];
      if (begun) this.listen(`${begun} ${name}`, activity);
      else this.unlisten(`${BEGINS[kind.replace("un", "")]} ${name}`);
    }
  }

  private listen(what: string, activity: Activity): void {
    if (this.listeners.has(what)) return;
    this.listeners.set(what, activity);
    this.begin(activity);
  }

  private unlisten(what: string): void {
    const activity = this.listeners.get(what);
    this.listeners.delete(what);
    if (activity && ![...this.listeners.values()].includes(activity)) this.end(activity);
  }

  private async unsubscribe(activity: Activity): Promise<void> {
    const mine = [...this.listeners].filter(([, each]) => each === activity).map(([what]) => what);
    for (const [kind, command] of Object.entries(ENDS)) {
      const names = mine.filter((what) => what.startsWith(`${kind} `)).map((what) => what.slice(kind.length + 1));
      if (names.length > 0) await this.run([command, ...names.map(word)].join(" "));
    }
  }

  /** Nothing but RESET ends it: what that forgets besides, redis-cli chooses anew, too. */
  private async leaveMonitor(): Promise<void> {
    const { db, protocol } = this.state;
    await this.run("RESET");
    if (db !== 0) await this.run(`SELECT ${db}`);
    if (protocol !== 2) await this.run(`HELLO ${protocol}`);
  }

  /** Asks the server what the session is in. */
  private async learn(): Promise<void> {
    const { turn } = this;
    const state = await this.sessions.state().catch(() => undefined);
    if (!state || turn !== this.turn) return;
    this.state = state;
    if (state.isMonitor) this.begin(this.monitor);
    else this.end(this.monitor);
    // After RESET.
    if (!state.isListening) for (const what of this.listeners.keys()) this.unlisten(what);
    this.onChange();
  }

  /** Prints what has come, in its order, once the reply that came before it is printed. */
  private async printArrived(): Promise<void> {
    this.isPrinting = true;
    await new Promise((resolve) => setTimeout(resolve));
    for (let next = this.arrived.shift(); next; next = this.arrived.shift()) await this.printPush(...next);
    this.isPrinting = false;
  }

  private async printPush(push: TypedReply, at: Date): Promise<void> {
    if (push.type === "status") {
      const isOwn = await this.sessions.isOwn(push.value).catch(() => false);
      if (!isOwn) this.log.printLate(push.value, "plain", { line: this.monitor.line, at });
      return;
    }
    const [kind = "", name] = names(push);
    const line = kind === "invalidate" ? "CLIENT TRACKING" : (this.listeners.get(`${kind} ${name}`)?.line ?? kind);
    this.log.printLate(this.shown(push), "plain", { line, at });
  }
}

/** The words of a push that are text. */
function names(push: TypedReply): string[] {
  if (push.type !== "push") return [];
  return push.value.map((each) => (each.type === "bulk" ? text(each.value) : ""));
}

/** The confirmations of SUBSCRIBE and its kin in a reply, also in that of EXEC. */
function confirmations(reply: TypedReply): [kind: string, name: string][] {
  if (reply.type === "array") return reply.value.flatMap(confirmations);
  const [kind = "", name = ""] = names(reply);
  return /^[ps]?(un)?subscribe$/.test(kind) ? [[kind, name]] : [];
}

/** What went wrong, with its code where the server has said no such word. */
export function messageOf(error: unknown): string {
  if (!(error instanceof RedletError)) return error instanceof Error ? error.message : String(error);
  return error.message.startsWith(error.code) ? error.message : `${error.code} ${error.message}`;
}
