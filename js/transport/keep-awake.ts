/**
 * Keeps a thread awake while messages follow each other closely.
 *
 * To wake a sleeping thread takes longer than to run a short command, and a call that is awaited wakes
 * two threads. So while messages follow each other, the thread keeps its event loop running with tasks
 * of the lowest priority. A single message costs nothing; after the last one the thread stays awake for
 * `PATIENCE` at most.
 */

/** How soon the next message must come, and how long the thread stays awake for it, in ms. */
const PATIENCE = 0.5;

/** The scheduler of newer browsers. Without it the thread sleeps as usual. */
interface Scheduler {
  postTask(task: () => void, options: { priority: "background" }): Promise<unknown>;
}

const { scheduler } = globalThis as { scheduler?: Scheduler };
const BACKGROUND = { priority: "background" } as const;

/** One thread's side of an exchange of messages. */
export class KeepAwake {
  // On a single core it would slow down the other thread.
  readonly #scheduler = navigator.hardwareConcurrency > 1 ? scheduler : undefined;
  #until = 0;
  #isTurning = false;

  /** A message has arrived or was sent: the next one may come soon. */
  extend(): void {
    if (!this.#scheduler) return;
    const now = performance.now();
    const isDialogue = now < this.#until;
    this.#until = now + PATIENCE;
    if (isDialogue && !this.#isTurning) {
      this.#isTurning = true;
      this.#turn();
    }
  }

  #turn = (): void => {
    if (performance.now() < this.#until) void this.#scheduler?.postTask(this.#turn, BACKGROUND);
    else this.#isTurning = false;
  };
}
