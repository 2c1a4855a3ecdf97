/**
 * The sessions of clients over WebSockets, which outlive the object's sleep.
 *
 * An object that has nothing to do is taken out of memory, its sockets stay. What a session has on
 * the engine beyond its commands (subscriptions, waits, its database and name) stands in rows of the
 * object's storage, and is given to the new engine when the object wakes, before anything else runs.
 * So a message is never missed, and a wait keeps its place and its deadline.
 */

import { RedletError } from "../errors.ts";
import type { Core } from "./core.ts";
import { deadlineOf, withDeadline } from "./deadlines.ts";
import {
  arrivedTicket,
  commandsOf,
  type FramedCommand,
  framed,
  frameOf,
  integer,
  isError,
  joined,
  lateTicket,
  numberOf,
  repliesOf,
  text,
  values,
  withTicket,
} from "./frames.ts";
import { FAILED, REPLIES, VALUES } from "./messages.ts";
import { nameOf } from "./routes.ts";

/** A client. */
interface Session {
  readonly id: number;
  readonly socket: WebSocket;
  /** Its number in the engine. */
  engine: number;
  /** The database that it has chosen: a wait goes on in the one where it began. */
  db: Uint8Array;
}

/** A wait: whose it is, and the number that the client knows it by. */
interface Wait {
  readonly session: Session;
  readonly ticket: number;
}

/** Something that a session has: a subscription by its name, a wait by its number, a setting. */
type Row = { session: number; kind: string; name: ArrayBuffer | number; frame: ArrayBuffer; until: number | null };

/** What begins a subscription, by what ends it. */
const BEGINS: { readonly [end: string]: string } = {
  UNSUBSCRIBE: "SUBSCRIBE",
  PUNSUBSCRIBE: "PSUBSCRIBE",
  SUNSUBSCRIBE: "SSUBSCRIBE",
};
const SUBSCRIBES = new Set(Object.values(BEGINS));
/** What a session has one of. */
const SETTINGS = new Set(["SELECT", "CLIENT SETNAME"]);
/** What ends WATCH. */
const UNWATCHES = new Set(["UNWATCH", "EXEC", "DISCARD"]);

/** A key that nobody has. */
const SPOILED = "\0redlet woke";

const NOTHING = new Uint8Array();
const encoder = new TextEncoder();
const ZERO = encoder.encode("0");

/** The sessions of one object. */
export class Sockets {
  readonly #ctx: DurableObjectState;
  readonly #core: Core;
  readonly #sessions = new Map<number, Session>();
  /** By the engine's number. */
  readonly #waits = new Map<number, Wait>();
  readonly #invited = new Set<string>();
  #lastSession = 0;
  #lastTicket = 0;
  #place: string | undefined;

  /** Gives the engine the sessions that there were when the object fell asleep. */
  constructor(ctx: DurableObjectState, core: Core) {
    this.#ctx = ctx;
    this.#core = core;
    this.#sql(`CREATE TABLE IF NOT EXISTS redlet_sessions (session INTEGER, kind TEXT, name, frame BLOB, until INTEGER,
      PRIMARY KEY (session, kind, name)) WITHOUT ROWID`);
    this.#sql("CREATE TABLE IF NOT EXISTS redlet_place (place TEXT)");
    this.#place = this.#sql<{ place: string }>("SELECT place FROM redlet_place")[0]?.place;
    for (const socket of ctx.getWebSockets()) this.#connect(socket, socket.deserializeAttachment() as number);
    // Waits come first, in the order in which they began: each chooses its database.
    const rows = this.#sql<Row>("SELECT * FROM redlet_sessions ORDER BY kind <> 'WAIT', name");
    for (const row of rows) this.#restore(row);
  }

  /** Refuses a router that counts other objects than the one that wrote here. */
  settleIn(place: string | undefined): void {
    if (place === undefined || place === this.#place) return;
    if (this.#place !== undefined) {
      throw new RedletError("OBJECT", `it is object ${this.#place}, and was called as ${place}`);
    }
    this.#sql("INSERT INTO redlet_place VALUES (?)", place);
    this.#place = place;
  }

  /** Invites to a session, once; gives the word to ask for it with. */
  invite(place: string | undefined): string {
    this.settleIn(place);
    const invitation = crypto.randomUUID();
    this.#invited.add(invitation);
    return invitation;
  }

  /** Starts a session, for who was invited. */
  accept(invitation: string | null): Response | undefined {
    if (!this.#invited.delete(invitation ?? "")) return undefined;
    const { 0: theirs, 1: ours } = new WebSocketPair();
    this.#ctx.acceptWebSocket(ours);
    const id = this.#lastSession + 1;
    ours.serializeAttachment(id);
    this.#connect(ours, id);
    return new Response(null, { status: 101, webSocket: theirs });
  }

  /** Runs a frame that a client sent. */
  receive(socket: WebSocket, message: string | ArrayBuffer): void {
    const session = this.#sessions.get(socket.deserializeAttachment() as number);
    if (!session || typeof message === "string") {
      socket.close(1003, "frames are binary");
      return;
    }
    try {
      const commands = commandsOf(new Uint8Array(message)).map((command) => this.#translated(session, command));
      const frame = frameOf(commands.map(({ bytes }) => bytes));
      this.#core.exec(session.engine, frame, (replies) => {
        const noted = repliesOf(replies).map((reply, at) => this.#noted(session, commands[at]?.words ?? [], reply));
        send(socket, REPLIES, frameOf(noted));
      });
    } catch (error) {
      send(socket, FAILED, encoder.encode(error instanceof Error ? error.message : String(error)));
    }
  }

  /** Ends a session. */
  leave(socket: WebSocket): void {
    const session = this.#sessions.get(socket.deserializeAttachment() as number);
    if (!session) return;
    this.#sessions.delete(session.id);
    for (const [ticket, wait] of this.#waits) if (wait.session === session) this.#waits.delete(ticket);
    this.#forget(session, "%");
    this.#core.disconnect(session.engine);
    try {
      socket.close(1000);
    } catch {
      // Its client closed it.
    }
  }

  #connect(socket: WebSocket, id: number): void {
    const session: Session = { id, socket, engine: 0, db: ZERO };
    session.engine = this.#core.connect((bytes) => this.#tell(session, bytes));
    this.#core.watch(session.engine, true);
    this.#sessions.set(id, session);
    this.#lastSession = Math.max(this.#lastSession, id);
  }

  /** Sends messages and late replies. */
  #tell(session: Session, bytes: Uint8Array): void {
    const told = values(bytes).map((value) => {
      const ticket = arrivedTicket(value);
      const wait = ticket === undefined ? undefined : this.#waits.get(ticket);
      if (ticket === undefined || !wait) return value;
      this.#drop(ticket);
      return withTicket(value, wait.ticket);
    });
    send(session.socket, VALUES, joined(told));
  }

  /** CLIENT CANCEL names a wait by the number that the client knows. */
  #translated(session: Session, command: FramedCommand): FramedCommand {
    const { words } = command;
    if (nameOf(words) !== "CLIENT CANCEL") return command;
    const own = Number(text(words[2]));
    const found = [...this.#waits].find(([, wait]) => wait.session === session && wait.ticket === own);
    const named = [...words.slice(0, 2), encoder.encode(String(found?.[0] ?? 0))];
    return { words: named, bytes: framed(...named) };
  }

  /** Keeps what a command gave its session; gives the reply as the client is to see it. */
  #noted(session: Session, words: readonly Uint8Array[], reply: Uint8Array): Uint8Array {
    const ticket = lateTicket(reply);
    if (ticket !== undefined) {
      const wait = { session, ticket: ++this.#lastTicket };
      this.#waits.set(ticket, wait);
      const frame = frameOf([framed("SELECT", session.db), framed(...words)]);
      this.#keep(session, "WAIT", wait.ticket, frame, deadlineOf(words, Date.now()));
      return withTicket(reply, wait.ticket);
    }
    if (!isError(reply)) this.#changed(session, nameOf(words), words, reply);
    return reply;
  }

  #changed(session: Session, name: string, words: readonly Uint8Array[], reply: Uint8Array): void {
    const begin = BEGINS[name];
    const names = words.slice(1);
    if (SUBSCRIBES.has(name)) for (const channel of names) this.#keep(session, name, channel, NOTHING);
    else if (begin && names.length === 0) this.#forget(session, begin);
    else if (begin) for (const channel of names) this.#forget(session, begin, channel);
    else if (SETTINGS.has(name)) this.#keep(session, name, NOTHING, frameOf([framed(...words)]));
    else if (name === "WATCH") this.#keep(session, name, NOTHING, NOTHING);
    else if (UNWATCHES.has(name)) this.#forget(session, "WATCH");
    else if (name === "RESET") this.#forget(session, "%");
    else if (name === "CLIENT CANCEL" && numberOf(reply) === 1) this.#drop(Number(text(words[2])));
    if (name === "SELECT") session.db = (names[0] ?? ZERO).slice();
    else if (name === "RESET") session.db = ZERO;
  }

  /** Gives the engine what a session had. */
  #restore({ session: id, kind, name, frame, until }: Row): void {
    const session = this.#sessions.get(id);
    if (!session) this.#sql("DELETE FROM redlet_sessions WHERE session = ?", id);
    else if (kind === "WAIT") this.#resume(session, Number(name), new Uint8Array(frame), until);
    else if (SUBSCRIBES.has(kind)) this.#run(session, frameOf([framed(kind, new Uint8Array(name as ArrayBuffer))]));
    else if (kind === "WATCH") this.#spoil(session);
    else this.#set(session, kind, new Uint8Array(frame));
  }

  #set(session: Session, kind: string, frame: Uint8Array): void {
    this.#run(session, frame);
    if (kind === "SELECT") session.db = commandsOf(frame)[0]?.words[1] ?? ZERO;
  }

  /** Starts a wait again; it keeps the number that the client knows. */
  #resume(session: Session, ticket: number, frame: Uint8Array, until: number | null): void {
    const [select, command] = commandsOf(frame);
    if (!select || !command) return;
    this.#lastTicket = Math.max(this.#lastTicket, ticket);
    const words = until === null ? command.words : withDeadline(command.words, until, Date.now());
    this.#core.exec(session.engine, frameOf([select.bytes, framed(...words)]), (replies) => {
      const [, reply = NOTHING] = repliesOf(replies);
      const wait = { session, ticket };
      const waits = lateTicket(reply);
      if (waits !== undefined) this.#waits.set(waits, wait);
      else {
        this.#forget(session, "WAIT", ticket);
        send(session.socket, VALUES, arrived(ticket, reply));
      }
    });
  }

  #run(session: Session, frame: Uint8Array): void {
    this.#core.exec(session.engine, frame, () => {});
  }

  /** Has EXEC fail: whether what was watched had changed is forgotten, and it shall rather fail than be wrong. */
  #spoil(session: Session): void {
    this.#run(session, frameOf([framed("WATCH", SPOILED)]));
    const other = this.#core.connect(() => {});
    this.#core.exec(other, frameOf([framed("SET", SPOILED, ""), framed("DEL", SPOILED)]), () => {});
    this.#core.disconnect(other);
  }

  /** A wait is over. */
  #drop(ticket: number): void {
    const wait = this.#waits.get(ticket);
    this.#waits.delete(ticket);
    if (wait) this.#forget(wait.session, "WAIT", wait.ticket);
  }

  #keep(session: Session, kind: string, name: Uint8Array | number, frame: Uint8Array, until?: number): void {
    const query = "INSERT OR REPLACE INTO redlet_sessions VALUES (?, ?, ?, ?, ?)";
    this.#sql(query, session.id, kind, name, frame, until ?? null);
  }

  /** Forgets what a session has of a kind (`%` is any): what has a name, or all. */
  #forget(session: Session, kind: string, name?: Uint8Array | number): void {
    const query = "DELETE FROM redlet_sessions WHERE session = ? AND kind LIKE ?";
    if (name === undefined) this.#sql(query, session.id, kind);
    else this.#sql(`${query} AND name = ?`, session.id, kind, name);
  }

  #sql<T extends Record<string, SqlStorageValue>>(query: string, ...bindings: (SqlStorageValue | Uint8Array)[]): T[] {
    return this.#ctx.storage.sql.exec<T>(query, ...bindings).toArray();
  }
}

/** A late reply that has come. */
function arrived(ticket: number, reply: Uint8Array): Uint8Array {
  const head = Uint8Array.of(15, 2, 0, 0, 0);
  return joined([head, integer(ticket), reply]);
}

function send(socket: WebSocket, kind: number, body: Uint8Array): void {
  try {
    socket.send(joined([Uint8Array.of(kind), body]));
  } catch {
    // It is being closed, which ends the session.
  }
}
