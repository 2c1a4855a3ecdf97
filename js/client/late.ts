/**
 * Replies that come late: who waits for them, by the tickets that the engine gave.
 *
 * Another engine that takes over knows none of them. How each wait goes on there the engine said when
 * it announced the reply (see `src/engine/restoration.rs`): that command is sent, and gets a ticket.
 */

import type { RedletError } from "../errors.ts";
import type { Deferred, FrameReader } from "./frame.ts";

/** Whoever waits for one or more replies of a batch. */
export interface Waiter {
  /** Takes its replies from the reader; whatever is to come late is put into `late`. */
  settle(reader: FrameReader, late: Late): void;
  /** There will be none. */
  fail(error: RedletError): void;
  /** The engine that gave it a ticket is gone; it will be given another. */
  forget?(): void;
}

/** Who waits, and the command that goes on with it in another engine. */
export interface Waiting {
  readonly waiter: Waiter;
  readonly again: Uint8Array;
}

/** Those who wait for a reply that comes late. */
export class Late {
  readonly #waiting = new Map<number, Waiting>();
  /** Those whose tickets are of an engine that is gone. */
  #lost: Waiting[] = [];
  /** Whether the replies that are read now are of such an engine. */
  isRecorded = false;

  get size(): number {
    return this.#waiting.size + this.#lost.length;
  }

  /** Has somebody wait. */
  set({ ticket, again }: Deferred, waiter: Waiter): void {
    const waiting = { waiter, again };
    if (this.isRecorded) this.#lose(waiting);
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
    for (const waiting of this.#waiting.values()) this.#lose(waiting);
    this.#waiting.clear();
  }

  /** Takes out those who lost their tickets. */
  resume(): Waiting[] {
    return this.#lost.splice(0);
  }

  /** There will be no more replies. */
  fail(error: RedletError): void {
    this.lose();
    for (const { waiter } of this.#lost.splice(0)) waiter.fail(error);
  }

  #lose(waiting: Waiting): void {
    waiting.waiter.forget?.();
    this.#lost.push(waiting);
  }
}
