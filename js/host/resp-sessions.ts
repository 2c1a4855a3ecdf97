/**
 * RESP sessions with the engine of one database. Their bytes come from sockets, from streams of this
 * program, or from HTTP requests.
 *
 * What all of them have sent until `plan` runs it is one batch, so that they share a commit. The engine
 * gives complete replies and messages, never parts.
 */

import { canTake, type EngineAccess, outputOf } from "./engine.ts";
import type { RespListener, RespSession } from "./resp.ts";

/** As soon as the task is done that wrote, and before anything else. */
function atEndOfTask(run: () => void): void {
  void Promise.resolve().then(run);
}

/** The RESP sessions of a database. */
export class RespSessions {
  readonly #database: EngineAccess;
  readonly #plan: (run: () => void) => void;
  readonly #listeners = new Map<number, RespListener>();
  /** Those that wrote since the last batch. */
  #wrote = new Set<number>();
  /** Those that do not read what they were given. */
  readonly #held = new Set<number>();
  #isRunPlanned = false;
  /** Called after a batch, with the sessions that it gave output: the program's own may be among them. */
  onRun: ((woken: Iterable<number>) => void) | undefined;
  /** Called where a batch that nobody called for fails: the engine can't go on. */
  onFail: ((error: unknown) => void) | undefined;

  /** `plan` calls what it is given once others have had the time to write too. */
  constructor(database: EngineAccess, plan: (run: () => void) => void = atEndOfTask) {
    this.#database = database;
    this.#plan = plan;
  }

  /** How many are open. */
  get count(): number {
    return this.#listeners.size;
  }

  /** Opens a session; its address is what CLIENT LIST shows. */
  open(address: string, listener: RespListener): RespSession {
    const id = this.#database.use((engine) => engine.connect(address));
    this.#listeners.set(id, listener);
    // One that is one too many is told so, and ended.
    if (this.#database.use((engine) => engine.isClosing(id))) this.#planRun();
    return {
      write: (bytes) => this.#write(id, bytes),
      resume: () => this.#resume(id),
      unsent: (bytes) => this.#unsent(id, bytes),
      close: () => this.#close(id),
    };
  }

  /** Runs what was written, now. */
  run(): void {
    this.#isRunPlanned = false;
    const wrote = this.#wrote;
    this.#wrote = new Set();
    const woken = this.#database.use((engine) => engine.run());
    this.#tell(woken);
    if (this.#goesOn()) for (const id of wrote) this.#wrote.add(id);
    else for (const id of wrote) shielded(() => this.#listeners.get(id)?.drain?.());
    this.onRun?.(woken);
  }

  /** Gives sessions what others, or time, had for them; `woken` are those that have something, where that is known. */
  deliver(woken?: Iterable<number>): void {
    if (this.#listeners.size === 0) return;
    this.#tell(woken ?? this.#database.use((engine) => engine.woken()));
    this.#goesOn();
  }

  #write(id: number, bytes: Uint8Array): void {
    const listener = this.#listeners.get(id);
    if (!listener) return;
    if (!this.#database.use((engine) => canTake(engine, bytes))) {
      this.#close(id);
      shielded(() => listener.end());
      return;
    }
    this.#database.use((engine) => engine.receive(id, bytes));
    this.#wrote.add(id);
    this.#planRun();
  }

  #resume(id: number): void {
    if (!this.#held.delete(id)) return;
    this.#database.use((engine) => engine.hold(id, false));
    this.#goesOn();
  }

  /** Plans to run what the engine has left for later, if there is something. Returns whether there is. */
  #goesOn(): boolean {
    const isBehind = this.#database.use((engine) => engine.isBehind());
    if (isBehind) this.#planRun();
    return isBehind;
  }

  #unsent(id: number, bytes: number): void {
    if (!this.#listeners.has(id)) return;
    this.#database.use((engine) => engine.unsent(id, bytes));
    if (this.#database.use((engine) => engine.isCut(id))) this.#end(id, true);
  }

  #planRun(): void {
    if (this.#isRunPlanned) return;
    this.#isRunPlanned = true;
    this.#plan(() => {
      try {
        // What those wrote that are gone does not run.
        if (this.#listeners.size > 0) this.run();
        else this.#isRunPlanned = false;
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  #tell(ids: Iterable<number>): void {
    for (const id of ids) {
      const listener = this.#listeners.get(id);
      if (!listener) continue;
      const output = this.#database.use((engine) => outputOf(engine, id));
      if (!output) {
        this.#end(id, true);
        continue;
      }
      const isClosing = this.#database.use((engine) => engine.isClosing(id));
      if (!isClosing) {
        if (output.length > 0 && shielded(() => listener.data(output)) === false && !this.#held.has(id)) {
          this.#held.add(id);
          this.#database.use((engine) => engine.hold(id, true));
        }
        continue;
      }
      const isCut = this.#database.use((engine) => engine.isCut(id));
      // Before its last bytes: as soon as they are there, the connection is closed.
      this.#close(id);
      if (output.length > 0) shielded(() => listener.data(output, true));
      shielded(() => listener.end(isCut));
    }
  }

  /** Ends all of them: the database was closed, or has failed. */
  end(): void {
    const listeners = [...this.#listeners.values()];
    this.#listeners.clear();
    for (const listener of listeners) shielded(() => listener.end(false));
  }

  #end(id: number, isCut: boolean): void {
    const listener = this.#listeners.get(id);
    this.#close(id);
    if (listener) shielded(() => listener.end(isCut));
  }

  #close(id: number): void {
    if (!this.#listeners.delete(id)) return;
    this.#held.delete(id);
    this.#database.use((engine) => engine.disconnect(id));
  }

  #fail(error: unknown): void {
    this.end();
    this.onFail?.(error);
  }
}

/** Calls a listener. What it throws is nobody's here to catch: it hurts neither the engine nor other sessions. */
function shielded<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
    return undefined;
  }
}
