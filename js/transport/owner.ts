/**
 * Serves the open database to clients: to the page of this worker, and to other tabs.
 *
 * Each client has a session and a channel. Its batches are numbered, so that one which it sends again
 * after the worker before this one died takes effect once (see `src/engine/once.rs`).
 */

import { RedletError } from "../errors.ts";
import type { Database } from "../host/database.ts";
import { exec, lostOutput, outputOf } from "../host/engine.ts";
import { Awake } from "./awake.ts";
import { clientLock, freed } from "./locks.ts";
import { type Channel, COPIED, type Failure, type FromOwner, type ToOwner } from "./messages.ts";

/** An error as it is sent. */
export function failed(error: unknown): Failure {
  const { code, message } = RedletError.from(error, "ERR");
  return { code, message };
}

/** Whoever has the database. */
export class Owner {
  readonly database: Database;
  readonly #guests = new Map<number, Guest>();
  /** Hears that the engine has trapped. */
  readonly #onTrap: () => void;

  constructor(database: Database, onTrap: () => void) {
    this.database = database;
    this.#onTrap = onTrap;
    database.onTick = () => this.tell();
  }

  /** Gives a client a session. An older one of the same client is not heard any more. */
  admit(guest: Guest, client: number): number {
    for (const other of this.#guests.values()) if (other.client === client) other.leave();
    const session = this.database.use((engine) => engine.connect(""));
    this.#guests.set(session, guest);
    return session;
  }

  dismiss(session: number): void {
    if (!this.#guests.delete(session)) return;
    try {
      this.database.use((engine) => engine.disconnect(session));
      this.tell();
    } catch {
      // The engine is gone, and the session with it.
    }
  }

  /** Sends messages, and replies to commands that had to wait, to those they are for. */
  tell(): void {
    try {
      for (const session of this.database.use((engine) => engine.woken())) this.#guests.get(session)?.tell();
    } catch (error) {
      this.note(failed(error));
    }
  }

  /** After a trap somebody else must go on. */
  note({ code }: Failure): void {
    if (code === "POISONED") this.#onTrap();
  }

  /** Gives the database up. What clients sent and nobody has run they send to the next owner. */
  close(): void {
    for (const guest of this.#guests.values()) guest.end();
    this.database.close();
  }
}

/** A client, as the owner knows it. */
export class Guest {
  readonly #owner: Owner;
  readonly #channel: Channel;
  readonly #awake = new Awake();
  readonly #gone = new AbortController();
  client: number | undefined;
  #session = 0;
  #number = 0;

  constructor(owner: Owner, channel: Channel) {
    this.#owner = owner;
    this.#channel = channel;
  }

  /** Tells the client that the database is here. */
  greet(): void {
    const { storage, fallback } = this.#owner.database;
    this.post({ type: "hello", storage, fallback: fallback && failed(fallback) });
  }

  /** Takes a message; each batch is answered by one. */
  receive(data: ToOwner): void {
    if (this.#gone.signal.aborted) return;
    try {
      if (data instanceof Uint8Array) this.#run(data);
      else if (data.type === "join") this.#join(data);
      else if (data.type === "again") this.#repeat(data);
      else if (data.type === "restore") this.#restore(data.restoration);
      else if (data.type === "leave") this.leave();
    } catch (error) {
      const failure = failed(error);
      this.post({ type: "failed", failure });
      this.#owner.note(failure);
    }
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
      // A broadcast is copied once more. Whoever waits for what is lost must be told, and not served again.
      this.post({ type: "lost", failure: failed(lostOutput()) });
      this.leave();
    }
  }

  /** Ends the session. */
  leave(): void {
    this.end();
    if (this.client !== undefined) this.#owner.dismiss(this.#session);
    this.client = undefined;
  }

  /** Hears and says no more. */
  end(): void {
    this.#gone.abort();
    this.#channel.close?.();
  }

  #join({ client, number, restoration }: Extract<ToOwner, { type: "join" }>): void {
    this.#session = this.#owner.admit(this, client);
    this.client = client;
    this.#number = number;
    this.#restore(restoration);
    // What nobody hears any more must not take elements off lists.
    const gone = () => this.leave();
    if (this.#channel.close) freed(clientLock(client), this.#gone.signal).then(gone, () => {});
  }

  #run(frame: Uint8Array): void {
    const { database } = this.#owner;
    const number = database.storage === "memory" ? undefined : this.#number++;
    const replies = database.use((engine) => exec(engine, this.#session, frame, number));
    this.#channel.postMessage(replies, replies.length <= COPIED ? [] : [replies.buffer]);
    this.#awake.note();
    this.#owner.tell();
  }

  #repeat({ number, frame }: Extract<ToOwner, { type: "again" }>): void {
    const { database } = this.#owner;
    const recorded = database.use((engine) => engine.answered(this.#session, number));
    const replies = recorded ?? database.use((engine) => exec(engine, this.#session, frame, number));
    this.post({ type: "again", replies, isRecorded: recorded !== undefined });
    this.#owner.tell();
  }

  /** It is told what others have set meanwhile, and they what it brings. */
  #restore(restoration: Uint8Array): void {
    this.#owner.database.use((engine) => engine.attach(this.#session, this.client ?? 0, restoration));
    this.#owner.tell();
  }
}
