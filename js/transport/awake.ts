/**
 * Keeps a thread awake between the messages of a dialogue.
 *
 * A thread that sleeps takes longer to wake than a short command takes to run, and of calls awaited
 * one by one each wakes two threads. So while message follows message closely, the thread turns its
 * event loop with tasks of the lowest priority, which give way to everything else. A lone message
 * costs nothing, and the last of a dialogue at most `PATIENCE`.
 */

/** How soon the next message must come for a dialogue, and how long is waited for it, in ms. */
const PATIENCE = 0.5;

/** What newer browsers schedule tasks with; elsewhere the thread sleeps as it always does. */
interface Scheduler {
  postTask(task: () => void, options: { priority: "background" }): Promise<unknown>;
}

const { scheduler } = globalThis as { scheduler?: Scheduler };
const BACKGROUND = { priority: "background" } as const;

/** A thread's side of a dialogue. */
export class Awake {
  // On a single core it would keep the other side from working.
  readonly #scheduler = navigator.hardwareConcurrency > 1 ? scheduler : undefined;
  #until = 0;
  #isTurning = false;

  /** A message has come or goes out: the answer to it may come soon. */
  note(): void {
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
