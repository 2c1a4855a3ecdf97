/**
 * Deferred replies, which come later than those of their batch: who waits for them, by the engine's tickets.
 *
 * An engine that takes over does not know the tickets. With each ticket the former engine sent a command
 * that goes on with the wait (see `src/engine/run/restoration.rs`). That is sent to the new engine, which
 * gives it a new ticket.
 */

import type { RedletError } from "../errors.ts";
import type { FrameReader } from "../protocol/frame-reader.ts";
import type { Deferred } from "../protocol/values.ts";

/** Takes one or more replies of a batch. */
export interface Waiter {
  /** Takes its replies from the reader. For those that come later, it is put into `deferred`. */
  settle(reader: FrameReader, deferred: DeferredReplies): void;
  /** There will be no reply. */
  fail(error: RedletError): void;
  /** The engine has ended, and the ticket with it; it will get another ticket. */
  forget?(): void;
}

/** A waiter, and the command that goes on with its wait in another engine. */
export interface Waiting {
  readonly waiter: Waiter;
  readonly again: Uint8Array;
}

/** The waiters for deferred replies. */
export class DeferredReplies {
  readonly #waiting = new Map<number, Waiting>();
  /** The waiters with tickets of a former engine. */
  #lost: Waiting[] = [];
  /** Whether the replies that are being read are from a former engine. */
  isRecorded = false;

  get size(): number {
    return this.#waiting.size + this.#lost.length;
  }

  /** Adds a waiter. */
  set({ ticket, again }: Deferred, waiter: Waiter): void {
    const waiting = { waiter, again };
    if (this.isRecorded) this.#lose(waiting);
    else this.#waiting.set(ticket, waiting);
  }

  /** Removes the waiter with this ticket, and returns it. */
  take(ticket: number): Waiter | undefined {
    const found = this.#waiting.get(ticket);
    this.#waiting.delete(ticket);
    return found?.waiter;
  }

  /** The engine has ended: all tickets are void. */
  lose(): void {
    for (const waiting of this.#waiting.values()) this.#lose(waiting);
    this.#waiting.clear();
  }

  /** Removes the waiters without valid tickets, and returns them. */
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
