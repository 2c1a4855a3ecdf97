/**
 * Replies that come late: the commands that wait, by the tickets that the engine gave them.
 *
 * Where another engine takes over, it knows neither tickets nor commands: they are sent again, with
 * what is left of their time.
 */

import type { RedletError } from "../errors.ts";
import type { Sent } from "../transport/transport.ts";
import type { FrameReader } from "./frame.ts";
import { commandsOf, resumed, type Words } from "./request.ts";
import type { Session } from "./session.ts";

/** Whoever waits for one or more replies of a batch. */
export interface Waiter {
  /** Takes its replies from the reader; whatever is to come late is put into `late`. */
  settle(reader: FrameReader, late: Late): void;
  /** There will be none. */
  fail(error: RedletError): void;
  /** The engine that gave it a ticket is gone; it will be given another. */
  forget?(): void;
}

/** A command that waits. */
interface Waiting {
  readonly waiter: Waiter;
  /** Its place in its batch. */
  readonly at: number;
  readonly sent: Sent | undefined;
  /** The number of the database in which it waits. */
  readonly database: string;
}

/** A command that is to be sent again, and for whom. */
export interface Resumed {
  readonly waiter: Waiter;
  readonly command: Words;
  readonly database: string;
}

/** Those who wait for a reply that comes late. */
export class Late {
  readonly #waiting = new Map<number, Waiting>();
  /** Those whose tickets are of an engine that is gone. */
  #lost: Waiting[] = [];
  readonly #session: Session;
  /** The batch whose replies are being read. */
  sent: Sent | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  get size(): number {
    return this.#waiting.size + this.#lost.length;
  }

  /** Has somebody wait; `at` is the place of the command in the batch. */
  set(ticket: number, waiter: Waiter, at: number): void {
    const { sent } = this;
    const { database } = this.#session;
    const waiting = { waiter, at, sent, database };
    if (sent?.isRecorded) this.#lost.push(waiting);
    else this.#waiting.set(ticket, waiting);
  }

  /** Takes out whoever has a ticket. */
  take(ticket: number): Waiter | undefined {
    const found = this.#waiting.get(ticket);
    this.#waiting.delete(ticket);
    return found?.waiter;
  }

  /** The engine is gone: no ticket holds any more. */
  lose(): void {
    for (const waiting of this.#waiting.values()) {
      waiting.waiter.forget?.();
      this.#lost.push(waiting);
    }
    this.#waiting.clear();
  }

  /** Takes out those who lost their tickets, each with its command as it is to be sent again. */
  resume(): Resumed[] {
    const lost = this.#lost.splice(0);
    return lost.flatMap(({ waiter, at, sent, database }) => {
      const command = sent && commandsOf(sent.frame)[at];
      return command ? [{ waiter, command: resumed(command, Date.now() - sent.at), database }] : [];
    });
  }

  /** There will be no more replies. */
  fail(error: RedletError): void {
    this.lose();
    for (const { waiter } of this.#lost.splice(0)) waiter.fail(error);
  }
}
