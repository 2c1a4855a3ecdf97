/**
 * Serves the open database to clients: to the page of this worker, and to other tabs.
 *
 * Each client has a session and a channel. Its batches are numbered: a batch that is sent again after
 * the former owner has died takes effect once (see `src/engine/run/once.rs`).
 */

import { RedletError } from "../errors.ts";
import type { Database } from "../host/database.ts";
import { exec, lostOutput, outputOf } from "../host/engine.ts";
import type { Moments } from "../host/timing.ts";
import { HeldWork } from "./held-work.ts";
import { KeepAwake } from "./keep-awake.ts";
import { clientLock, freed } from "./locks.ts";
import { type Channel, COPIED, type Failure, type FromOwner, type ToOwner } from "./messages.ts";

/** An error as it is sent. */
export function failed(error: unknown): Failure {
  const { code, message } = RedletError.from(error, "ERR");
  return { code, message };
}

/** The worker that has the database, as its clients use it. */
export class Owner {
  readonly database: Database;
  /** What the clients ask for, where a part of the engine is needed first. */
  readonly held: HeldWork;
  readonly #clients = new Map<number, OwnerClient>();
  /** Called when the engine has trapped. */
  readonly #onTrap: () => void;
  /** Whether it has given the database up: clients join the next owner. */
  isClosed = false;

  constructor(database: Database, onTrap: () => void) {
    this.database = database;
    this.held = new HeldWork(database.parts);
    this.#onTrap = onTrap;
    database.onTick = () => this.tell();
  }

  /** Opens a session for a client. Its former session, if there is one, ends. */
  admit(client: OwnerClient, id: number): number {
    for (const other of this.#clients.values()) if (other.id === id) other.leave();
    const session = this.database.use((engine) => engine.connect(""));
    this.#clients.set(session, client);
    return session;
  }

  dismiss(session: number): void {
    if (!this.#clients.delete(session)) return;
    try {
      this.database.use((engine) => engine.disconnect(session));
      this.tell();
    } catch {
      // The engine has ended, and the session with it.
    }
  }

  /** Sends messages, and replies to commands that waited, to their clients. */
  tell(): void {
    try {
      for (const session of this.database.use((engine) => engine.woken())) this.#clients.get(session)?.tell();
    } catch (error) {
      this.afterFailure(failed(error));
    }
  }

  /** After a trap another worker must take over. */
  afterFailure({ code }: Failure): void {
    if (code === "POISONED") this.#onTrap();
  }

  /** Closes the database. Clients send their unanswered batches to the next owner. */
  close(): void {
    this.isClosed = true;
    this.held.clear();
    for (const client of this.#clients.values()) client.end();
    this.database.close();
  }
}

/** A client, as the owner knows it. */
export class OwnerClient {
  readonly #owner: Owner;
  readonly #channel: Channel;
  readonly #keepAwake = new KeepAwake();
  readonly #gone = new AbortController();
  /** The client's number, once it has joined. */
  id: number | undefined;
  #session = 0;
  #number = 0;

  constructor(owner: Owner, channel: Channel) {
    this.#owner = owner;
    this.#channel = channel;
  }

  /** Tells the client that the database is here, and its own page when that was so far. */
  greet(moments?: Moments): void {
    const { storage, fallback } = this.#owner.database;
    this.post({ type: "hello", storage, fallback: fallback && failed(fallback), moments });
  }

  /** Takes a message; each batch is answered by one. What needs a part of the engine waits for it, and all behind it. */
  receive(data: ToOwner): void {
    const { held } = this.#owner;
    const frame = commandsIn(data);
    if (held.isReadyFor(frame)) this.#handle(data);
    else held.add({ frame, run: () => this.#handle(data), fail: (error) => this.#refuse(data, failed(error)) });
  }

  #handle(data: ToOwner): void {
    // One that was greeted and has not joined yet knows nothing of the owner's end.
    if (this.#gone.signal.aborted || this.#owner.isClosed) return;
    try {
      if (data instanceof Uint8Array) this.#run(data);
      else if (data.type === "join") this.#join(data);
      else if (data.type === "repeat") this.#repeat(data);
      else if (data.type === "restore") this.#restore(data.restoration);
      else if (data.type === "leave") this.leave();
    } catch (error) {
      const failure = failed(error);
      this.post({ type: "failed", failure });
      this.#owner.afterFailure(failure);
    }
  }

  /** Answers what can't be done, as a part of the engine is not to be had. */
  #refuse(data: ToOwner, failure: Failure): void {
    if (this.#gone.signal.aborted || this.#owner.isClosed) return;
    if (data instanceof Uint8Array) this.#number++;
    const isBatch = data instanceof Uint8Array || data.type === "repeat";
    // A session that can't be restored is none.
    this.post({ type: isBatch ? "failed" : "session-lost", failure });
    if (!isBatch) this.leave();
  }

  post(message: FromOwner, transfer?: Transferable[]): void {
    this.#channel.postMessage(message, transfer);
  }

  tell(): void {
    const values = this.#owner.database.use((engine) => outputOf(engine, this.#session));
    if (values?.length === 0) return;
    try {
      if (!values) throw lostOutput();
      this.post({ type: "messages", values }, [values.buffer]);
    } catch {
      // There is no memory to copy it. The client must be told, and its session must take nothing more.
      this.post({ type: "session-lost", failure: failed(lostOutput()) });
      this.leave();
    }
  }

  /** Ends the session. */
  leave(): void {
    this.end();
    if (this.id !== undefined) this.#owner.dismiss(this.#session);
    this.id = undefined;
  }

  /** Closes the channel. */
  end(): void {
    this.#gone.abort();
    this.#channel.close?.();
  }

  #join({ client, number, restoration }: Extract<ToOwner, { type: "join" }>): void {
    this.#session = this.#owner.admit(this, client);
    this.id = client;
    this.#number = number;
    this.#restore(restoration);
    // A client that is gone must not take elements off lists.
    const gone = () => this.receive({ type: "leave" });
    if (this.#channel.close) freed(clientLock(client), this.#gone.signal).then(gone, () => {});
  }

  #run(frame: Uint8Array): void {
    const { database } = this.#owner;
    const number = database.storage === "memory" ? undefined : this.#number++;
    const replies = database.use((engine) => exec(engine, this.#session, frame, number));
    this.#channel.postMessage(replies, replies.length <= COPIED ? [] : [replies.buffer]);
    this.#keepAwake.extend();
    this.#owner.tell();
    this.#owner.held.prefetch();
  }

  #repeat({ number, frame }: Extract<ToOwner, { type: "repeat" }>): void {
    const { database } = this.#owner;
    const recorded = database.use((engine) => engine.answered(this.#session, number));
    const replies = recorded ?? database.use((engine) => exec(engine, this.#session, frame, number));
    this.post({ type: "repeated", replies, isRecorded: recorded !== undefined });
    this.#owner.tell();
  }

  /** Restores the session, and its settings if they are the newest; then tells the clients of new settings. */
  #restore(restoration: Uint8Array): void {
    this.#owner.database.use((engine) => engine.attach(this.#session, this.id ?? 0, restoration));
    this.#owner.tell();
  }
}

/** The commands that a message has the engine run. */
function commandsIn(data: ToOwner): Uint8Array | undefined {
  if (data instanceof Uint8Array) return data;
  if (data.type === "repeat") return data.frame;
  return data.type === "join" || data.type === "restore" ? data.restoration : undefined;
}
