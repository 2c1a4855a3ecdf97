/**
 * Keeps a thread awake while messages follow each other closely.
 *
 * To wake a sleeping thread takes longer than to run a short command, and a call that is awaited wakes
 * two threads. So while messages follow each other, the thread keeps its event loop running with tasks
 * of the lowest priority. A single message costs nothing; after the last one the thread stays awake for
 * `PATIENCE` at most.
 *
 * Where other programs keep all cores busy it does harm: the two threads stay awake on one core, and each keeps
 * the other from running. Then the message comes only after the wait for it. So a wait in vain is followed by
 * messages for which nobody stays awake, by twice as many each time. A wait that was worth it halves their
 * number: now and then a reply takes longer (a checkpoint, a flush), and that says nothing of the cores.
 */

/** How soon the next message must come, and how long the thread stays awake for it, in ms. */
const PATIENCE = 0.5;
/** For how many messages the thread does not stay awake after it did so in vain, at least and at most. */
const LEAST_SKIPPED = 16;
const MOST_SKIPPED = 1024;

/** The scheduler of newer browsers. Without it the thread sleeps as usual. */
interface Scheduler {
  postTask(task: () => void, options: { priority: "background" }): Promise<unknown>;
}

const BACKGROUND = { priority: "background" } as const;

/** The thread's own, unless on a single core, where staying awake slows down the other thread. */
function ownScheduler(): Scheduler | undefined {
  return navigator.hardwareConcurrency > 1 ? (globalThis as { scheduler?: Scheduler }).scheduler : undefined;
}

/** One thread's side of an exchange of messages. */
export class KeepAwake {
  readonly #scheduler: Scheduler | undefined;
  readonly #clock: { now(): number };
  #until = 0;
  #isTurning = false;
  /** For how many messages it does not stay awake after the next time in vain, and how many are left. */
  #skips = 0;
  #skipped = 0;

  constructor(scheduler = ownScheduler(), clock: { now(): number } = performance) {
    this.#scheduler = scheduler;
    this.#clock = clock;
  }

  /** A message has arrived or was sent: the next one may come soon. */
  extend(): void {
    if (!this.#scheduler) return;
    const now = this.#clock.now();
    const isDialogue = now < this.#until;
    this.#until = now + PATIENCE;
    if (this.#isTurning) this.#skips >>= 1;
    else if (this.#skipped > 0) this.#skipped--;
    else if (isDialogue) {
      this.#isTurning = true;
      this.#turn();
    }
  }

  #turn = (): void => {
    if (this.#clock.now() < this.#until) {
      void this.#scheduler?.postTask(this.#turn, BACKGROUND);
      return;
    }
    this.#isTurning = false;
    this.#skips = Math.min(Math.max(this.#skips * 2, LEAST_SKIPPED), MOST_SKIPPED);
    this.#skipped = this.#skips;
  };
}
