/**
 * A client's unanswered batches, in the order in which they were given.
 *
 * The first of them were sent, as many as may be in flight. Each has a number, by which an owner knows it again: what
 * was sent to an owner that has died is sent to the next one, one batch at a time, for as long as an engine remembers
 * it. Every batch leaves with its replies or with an error.
 */

import { RedletError } from "../errors.ts";
import { IN_FLIGHT } from "./messages.ts";
import type { Answer } from "./transport.ts";

/** How long, in ms, and how often a batch may be sent again: after that the engine may have forgotten it. */
const REPEATABLE = 300_000;
const MOST_TRIES = 10;
/** How long the first batch may wait while the owner says nothing, in ms. */
const ANSWER_PATIENCE = 60_000;

type Frame = Uint8Array<ArrayBuffer>;

/** A batch without its replies. */
interface Batch {
  readonly frame: Frame;
  readonly number: number;
  readonly answer: Answer;
  /** When it was given. */
  readonly at: number;
  tries: number;
}

/** The unanswered batches of one client. */
export class Outbox {
  #batches: Batch[] = [];
  /** How many of them, from the first, were sent. */
  #sent = 0;
  /** The number of the next batch that is given. */
  #number = 1;
  #heardAt = 0;
  #onEmpty = () => {};

  /** How many batches were sent and are not answered. */
  get sent(): number {
    return this.#sent;
  }

  /** Whether all batches were sent and more may be in flight: one that is given now can be sent at once. */
  get isSent(): boolean {
    return this.#sent === this.#batches.length && this.#sent < IN_FLIGHT;
  }

  /** Whether every batch is answered. */
  get isEmpty(): boolean {
    return this.#batches.length === 0;
  }

  /** The number of the first batch that was not sent yet, or will be given. */
  get number(): number {
    return this.#batches[this.#sent]?.number ?? this.#number;
  }

  /** Takes a batch in; copies the frame, as it may have to be sent again. */
  add(frame: Frame, answer: Answer): void {
    this.#batches.push({ frame: frame.slice(), number: this.#number++, answer, at: Date.now(), tries: 0 });
  }

  /** The next frame to send, which counts as sent from now on. Nothing if enough are in flight. */
  next(): Frame | undefined {
    const frame = this.#sent < IN_FLIGHT ? this.#batches[this.#sent]?.frame : undefined;
    if (frame) this.#sent++;
    return frame;
  }

  /** The first batch that was sent, to be sent again. What may not be sent again fails. */
  again(): { number: number; frame: Frame } | undefined {
    while (this.#sent > 0) {
      const first = this.#batches[0] as Batch;
      const isOld = Date.now() - first.at > REPEATABLE;
      if (!isOld && ++first.tries <= MOST_TRIES) return first;
      this.fail(unknown(isOld ? "the tab was suspended for long" : "the worker died each time"));
    }
    return undefined;
  }

  /** The owner has said something: it is at work. */
  heard(): void {
    this.#heardAt = Date.now();
  }

  /** Gives the first batch its replies; `isRecorded` if an owner that is gone has carried it out. */
  settle(replies: Uint8Array, isRecorded?: boolean): void {
    this.#take()?.settle(replies, isRecorded);
  }

  /** Fails the first batch. */
  fail(error: RedletError): void {
    this.#take()?.fail(error);
  }

  /** Fails all batches. */
  failAll(error: RedletError, ofSent = error): void {
    const sent = this.#sent;
    const batches = this.#batches;
    this.#batches = [];
    this.#sent = 0;
    for (const [at, { answer }] of batches.entries()) answer.fail(at < sent ? ofSent : error);
    this.#onEmpty();
  }

  /** Fails all batches, with `UNKNOWN` where it is not known whether they took effect. */
  expire(error: RedletError): void {
    this.failAll(error, unknown(error.message));
  }

  /** Whether the first batch has waited for too long. */
  get isOverdue(): boolean {
    const [first] = this.#batches;
    return first !== undefined && Date.now() - Math.max(first.at, this.#heardAt) >= ANSWER_PATIENCE;
  }

  /** Resolves once every batch is answered. */
  async emptied(): Promise<void> {
    if (!this.isEmpty) await new Promise<void>((resolve) => (this.#onEmpty = resolve));
  }

  /** Takes the first batch out, if it was sent. */
  #take(): Answer | undefined {
    if (this.#sent === 0) return undefined;
    this.#sent--;
    const first = this.#batches.shift();
    if (this.isEmpty) this.#onEmpty();
    return first?.answer;
  }
}

/** It is not known whether the batch took effect. */
function unknown(why: string): RedletError {
  return new RedletError("UNKNOWN", `it is not known whether the command was carried out: ${why}`);
}
