/**
 * The sessions of clients over WebSockets, which outlive the object's sleep.
 *
 * An object that has nothing to do is removed from memory, but its sockets stay open. When a session
 * changes, the engine gives its restoration and how its waits go on. These are kept in rows of the object's
 * storage. When the object wakes, the new engine gets them before anything else runs. So no message is
 * missed, and a wait keeps its place and its deadline.
 */

import { RedletError } from "../errors.ts";
import { joined, utf8 } from "../protocol/bytes.ts";
import { afterRestoration, frameOf, HEAD, repliesOf, restorationAt } from "../protocol/frame.ts";
import { arrived, arrivedIn, deferredIn, values } from "../protocol/values.ts";
import type { Core } from "./core.ts";
import { FAILED, REPLIES, VALUES } from "./socket-messages.ts";

/** A client. */
interface Session {
  readonly id: number;
  readonly socket: WebSocket;
  /** Its number in the engine. */
  engine: number;
  /** The tickets of its waits. */
  readonly waits: Set<number>;
}

/** What restores a session, in parts, or by its ticket a command that goes on with a wait. */
type Row = { session: number; kind: "SESSION" | "WAIT"; name: number; frame: ArrayBuffer };

/** A row's value may be 2 MB. */
const PART = 1 << 20;

/** The sessions of one object. */
export class Sockets {
  readonly #ctx: DurableObjectState;
  readonly #core: Core;
  readonly #sessions = new Map<number, Session>();
  readonly #invited = new Set<string>();
  #lastSession = 0;
  #place: string | undefined;

  /** Gives the engine the sessions that there were when the object fell asleep. */
  constructor(ctx: DurableObjectState, core: Core) {
    this.#ctx = ctx;
    this.#core = core;
    // It kept what an older version had read along.
    this.#sql("DROP TABLE IF EXISTS redlet_sessions");
    this.#sql(`CREATE TABLE IF NOT EXISTS redlet_kept (session INTEGER, kind TEXT, name INTEGER, frame BLOB,
      PRIMARY KEY (session, kind, name)) WITHOUT ROWID`);
    this.#sql("CREATE TABLE IF NOT EXISTS redlet_place (place TEXT)");
    this.#place = this.#sql<{ place: string }>("SELECT place FROM redlet_place")[0]?.place;
    for (const socket of ctx.getWebSockets()) this.#connect(socket, socket.deserializeAttachment() as number);
    // Waits in the order in which they began.
    const rows = this.#sql<Row>("SELECT * FROM redlet_kept ORDER BY name");
    for (const { id, engine } of this.#sessions.values()) {
      const parts = rows.filter(({ session, kind }) => session === id && kind === "SESSION");
      core.keep(engine, id, joined(parts.map(({ frame }) => new Uint8Array(frame))));
    }
    for (const { session: id, kind, name, frame } of rows) {
      const session = this.#sessions.get(id);
      if (!session) this.#sql("DELETE FROM redlet_kept WHERE session = ?", id);
      else if (kind === "WAIT") this.#resume(session, name, new Uint8Array(frame));
    }
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

  /** Invites to a session, once. Returns the word to ask for it with. */
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
    this.#core.keep(this.#connect(ours, id).engine, id, new Uint8Array());
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
      this.#core.exec(session.engine, new Uint8Array(message), (replies) => {
        this.#keep(session, restorationAt(HEAD, replies));
        const all = repliesOf(replies);
        for (const reply of all) this.#keepWait(session, reply);
        send(socket, REPLIES, frameOf(all));
      });
      this.#dropCancelled(session);
    } catch (error) {
      send(socket, FAILED, utf8(error instanceof Error ? error.message : String(error)));
    }
  }

  /** Ends a session. */
  leave(socket: WebSocket): void {
    const session = this.#sessions.get(socket.deserializeAttachment() as number);
    if (!session) return;
    this.#sessions.delete(session.id);
    this.#sql("DELETE FROM redlet_kept WHERE session = ?", session.id);
    this.#core.disconnect(session.engine);
    try {
      socket.close(1000);
    } catch {
      // Its client closed it.
    }
  }

  #connect(socket: WebSocket, id: number): Session {
    const session: Session = { id, socket, engine: 0, waits: new Set() };
    session.engine = this.#core.connect({
      take: (bytes) => this.#tell(session, bytes),
      lose: () => this.leave(socket),
    });
    this.#core.watch(session.engine, true);
    this.#sessions.set(id, session);
    this.#lastSession = Math.max(this.#lastSession, id);
    return session;
  }

  /** Sends messages and deferred replies. */
  #tell(session: Session, bytes: Uint8Array): void {
    this.#keep(session, restorationAt(0, bytes));
    const told = bytes.subarray(afterRestoration(0, bytes));
    for (const value of values(told)) this.#drop(session, arrivedIn(value)?.ticket);
    if (told.length > 0) send(session.socket, VALUES, told);
  }

  /** Starts a wait again, under the ticket that the client knows. */
  #resume(session: Session, ticket: number, command: Uint8Array): void {
    session.waits.add(ticket);
    this.#core.exec(session.engine, frameOf([command]), (replies) => {
      const [reply] = repliesOf(replies);
      if (!reply || deferredIn(reply)) return;
      this.#drop(session, ticket);
      send(session.socket, VALUES, arrived({ ticket, reply }));
    });
  }

  /** Keeps what restores the session, if it is told. */
  #keep(session: Session, restoration: Uint8Array | undefined): void {
    if (!restoration) return;
    const { length } = restoration;
    this.#sql("DELETE FROM redlet_kept WHERE session = ? AND kind = 'SESSION' AND name >= ?", session.id, length);
    for (let at = 0; at < length; at += PART) {
      this.#insert(session, "SESSION", at, restoration.subarray(at, at + PART));
    }
  }

  /** Keeps how a wait goes on, if it is one that a reply announces. */
  #keepWait(session: Session, reply: Uint8Array): void {
    const deferred = deferredIn(reply);
    if (!deferred) return;
    session.waits.add(deferred.ticket);
    this.#insert(session, "WAIT", deferred.ticket, deferred.again);
  }

  /** A wait that was cancelled has no deferred reply. */
  #dropCancelled(session: Session): void {
    if (session.waits.size === 0) return;
    const waiting = this.#core.waiting(session.engine);
    for (const ticket of session.waits) if (!waiting.has(ticket)) this.#drop(session, ticket);
  }

  /** A wait is over. */
  #drop(session: Session, ticket: number | undefined): void {
    if (ticket === undefined || !session.waits.delete(ticket)) return;
    this.#sql("DELETE FROM redlet_kept WHERE session = ? AND kind = 'WAIT' AND name = ?", session.id, ticket);
  }

  #insert(session: Session, kind: Row["kind"], name: number, frame: Uint8Array): void {
    this.#sql("INSERT OR REPLACE INTO redlet_kept VALUES (?, ?, ?, ?)", session.id, kind, name, frame);
  }

  #sql<T extends Record<string, SqlStorageValue>>(query: string, ...bindings: (SqlStorageValue | Uint8Array)[]): T[] {
    return this.#ctx.storage.sql.exec<T>(query, ...bindings).toArray();
  }
}

function send(socket: WebSocket, kind: number, body: Uint8Array): void {
  try {
    socket.send(joined([Uint8Array.of(kind), body]));
  } catch {
    // It is being closed, which ends the session.
  }
}
