/**
 * Holds back work until the parts of the engine that it needs are there.
 *
 * All work of a database goes through one queue, and is done in the order in which it came, whichever client it is of:
 * what comes behind work that is held is held, too. While nothing is held and nothing is missing, the queue is not used.
 */

import { RedletError } from "../errors.ts";
import type { Part } from "../host/part.ts";

/** Work that is to be done once. */
export interface Work {
  /** The commands that it runs, if it runs any. */
  readonly frame: Uint8Array | undefined;
  run(): void;
  /** A part that it needs could not be loaded. It is not run. */
  fail(error: RedletError): void;
}

/** The queue of one database. */
export class HeldWork {
  readonly #parts: readonly Part[];
  #held: Work[] = [];
  #hasPrefetched = false;

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  /** Whether work with such a frame can be done at once. Otherwise it must be added. */
  isReadyFor(frame: Uint8Array | undefined): boolean {
    return this.#held.length === 0 && this.#missing(frame) === undefined;
  }

  /** Adds work, which is done in its turn. */
  add(work: Work): void {
    this.#held.push(work);
    if (this.#held.length === 1) void this.#drain();
  }

  /** Loads what every database gets sooner or later. What fails is tried again when a command needs it. */
  prefetch(): void {
    if (this.#hasPrefetched) return;
    this.#hasPrefetched = true;
    for (const part of this.#parts) if (part.isPrefetched) part.load().catch(() => {});
  }

  /** Drops what is held. */
  clear(): void {
    this.#held = [];
  }

  /** The first part that the commands need and that is not there. */
  #missing(frame: Uint8Array | undefined): Part | undefined {
    if (!frame) return undefined;
    for (const part of this.#parts) if (!part.isLoaded && part.isNeededBy(frame)) return part;
    return undefined;
  }

  async #drain(): Promise<void> {
    for (let work = this.#held[0]; work; work = this.#held[0]) {
      const failure = await this.#load(work.frame);
      // It may have been dropped meanwhile.
      if (work !== this.#held[0]) continue;
      // It stays first while it runs, so that what comes meanwhile comes behind it.
      if (failure) work.fail(failure);
      else work.run();
      if (work === this.#held[0]) this.#held.shift();
    }
  }

  /** Loads what the commands need. */
  async #load(frame: Uint8Array | undefined): Promise<RedletError | undefined> {
    try {
      for (let part = this.#missing(frame); part; part = this.#missing(frame)) await part.load();
    } catch (error) {
      return RedletError.from(error, "WASM");
    }
    return undefined;
  }
}
