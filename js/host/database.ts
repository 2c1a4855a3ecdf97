/**
 * An engine at work on its files, with what surrounds it in every runtime: clock, entropy, the timer
 * of its background work, and an orderly end.
 *
 * Everything goes through `use`, so that a trap anywhere is noticed: from then on each use fails
 * with `POISONED`, and the files are let go, so that another program can open them.
 */

import { nameless, RedletError } from "../errors.ts";
import { type Engine, type EngineOptions, failure, loadEngine } from "./engine.ts";
import { type EngineSource, type Home, type Homes, MEMORY, type StorageKind } from "./host.ts";
import { Lua } from "./lua.ts";
import type { Part } from "./part.ts";
import type { CopyOut } from "./pool.ts";
import { type Moments, moment } from "./timing.ts";

/** What a database is opened with. */
export interface DatabaseOptions {
  name?: string;
  path?: string;
  storage?: StorageKind | "auto";
  fallback?: "memory";
  /** Where a server over the database listens, for INFO. */
  port?: number;
}

/** A change may have brought a deadline nearer: the engine is asked again after so many ms. */
const TICK_AFTER_USE = 20;
/** `getRandomValues` gives no more at once. */
const ENTROPY_AT_ONCE = 65_536;

/** An open engine. */
export class Database {
  /** Where it is kept. */
  readonly storage: StorageKind;
  /** Why that is memory, where files were asked for. */
  readonly fallback: RedletError | undefined;
  /** When the steps of opening it were done. */
  readonly moments: Moments;
  /** What is loaded when it is needed. */
  readonly parts: readonly Part[];
  /** Called after background work, which may have given sessions output. */
  onTick: (() => void) | undefined;
  /** Hears that it was closed, or has trapped: there will be nothing more. */
  onEnd: ((error: RedletError) => void) | undefined;
  /** Nothing once it has trapped: its memory is free then, though somebody may keep the database. */
  #engine: Engine | undefined;
  readonly #home: Home;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = 0;
  #isTickSoon = false;
  #isAwaited = false;
  #ended: RedletError | undefined;

  private constructor(engine: Engine, parts: readonly Part[], home: Home, moments: Moments) {
    this.#engine = engine;
    this.parts = parts;
    this.#home = home;
    this.moments = moments;
    this.storage = home.storage;
    this.fallback = home.fallback;
  }

  /** Opens the database that the options name, in the home that the runtime gives. */
  static async open(
    source: EngineSource,
    options: DatabaseOptions,
    homes: Homes,
    copyOut?: CopyOut,
  ): Promise<Database> {
    // Both take a while, and neither needs the other.
    const moments: Moments = {};
    const loading = loadEngine(source, copyOut);
    loading.then(
      () => (moments.module = moment()),
      () => {},
    );
    const home = await findHome(options, homes);
    moments.files = moment();
    try {
      const { engine, parts } = await loading;
      const files = home.db && home.wal && { db: home.db, wal: home.wal };
      const figures = home.figures && { figures: home.figures };
      const lua = source.lua && new Lua(source.lua);
      const script = lua && { script: lua.run.bind(lua) };
      const opened = engine.open({ ...host(options), ...files, ...figures, ...script });
      return new Database(opened, parts, home, { ...moments, engine: moment() });
    } catch (error) {
      abandon(home, false);
      throw failure(error);
    }
  }

  /** Lets the engine work; a failure of it is thrown as a RedletError. */
  use<T>(work: (engine: Engine) => T): T {
    if (!this.#engine) throw this.#ended;
    try {
      const result = work(this.#engine);
      // What it says of files that are another program's now is worth nothing.
      if (this.#home.lost) throw this.#home.lost;
      this.#tickSoon();
      return result;
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** Flushes and closes everything. Later uses fail with `CLOSED`. */
  close(): void {
    if (this.#ended) return;
    clearTimeout(this.#timer);
    try {
      this.use((engine) => engine.close());
    } finally {
      this.#end(new RedletError("CLOSED", "the database was closed"));
    }
  }

  /** What the engine threw as a RedletError; a trap ends the database, and so does the loss of its files. */
  #failed(thrown: unknown): RedletError {
    const error = this.#home.lost ?? failure(thrown);
    if (error.code === "POISONED" || this.#home.lost) this.#end(error);
    return error;
  }

  #end(error: RedletError): void {
    clearTimeout(this.#timer);
    if (this.#ended) return;
    this.#ended = error;
    this.#engine = undefined;
    abandon(this.#home);
    this.onEnd?.(error);
  }

  #tickSoon(): void {
    if (this.#isTickSoon) return;
    this.#isTickSoon = true;
    this.#schedule(TICK_AFTER_USE);
  }

  /** Does what is due, where the runtime may have dropped the timer. */
  catchUp(): void {
    if (this.#timer !== undefined && Date.now() > this.#due) this.#tick();
  }

  #schedule(delay: number): void {
    clearTimeout(this.#timer);
    this.#due = Date.now() + delay;
    this.#timer = setTimeout(this.#tick, delay);
    this.#hold();
  }

  /** Tells whether somebody waits for what time may bring: until then the program goes on. */
  await(isAwaited: boolean): void {
    this.#isAwaited = isAwaited;
    this.#hold();
  }

  /** In Node, an open database alone does not keep the program running. */
  #hold(): void {
    const timer = this.#timer as { ref?(): void; unref?(): void } | undefined;
    if (this.#isAwaited) timer?.ref?.();
    else timer?.unref?.();
  }

  #tick = (): void => {
    if (!this.#engine) return;
    // To ask for output is no use that could bring a deadline nearer.
    this.#isTickSoon = true;
    try {
      const next = this.#engine.tick();
      if (this.#home.lost) throw this.#home.lost;
      this.onTick?.();
      this.#isTickSoon = false;
      if (next >= 0) this.#schedule(next);
    } catch (error) {
      // A failure of the storage is told to the next command that meets it.
      this.#failed(error);
    }
  };
}

/** Stops the thread, for DEBUG SLEEP; throws where it may not be stopped, as in a service worker. */
function sleep(milliseconds: number): void {
  // Pages that are not isolated have no SharedArrayBuffer by name, but wasm gives one.
  const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  Atomics.wait(new Int32Array(buffer), 0, 0, milliseconds);
}

/** The options of the engine without its files, with the clock and entropy that every runtime has. */
export function host(options: DatabaseOptions): EngineOptions {
  return {
    ...(options.port && { port: options.port }),
    now: () => Date.now(),
    sleep,
    entropy(buffer) {
      for (let at = 0; at < buffer.length; at += ENTROPY_AT_ONCE) {
        crypto.getRandomValues(buffer.subarray(at, at + ENTROPY_AT_ONCE));
      }
    },
  };
}

/** Whether the options ask for a database that is not kept. */
export const isInMemory = ({ name, path = name, storage }: DatabaseOptions): boolean =>
  storage === "memory" || path === ":memory:";

async function findHome(options: DatabaseOptions, homes: Homes): Promise<Home> {
  const { name, path: place = name, storage = "auto", fallback } = options;
  if (isInMemory(options)) return MEMORY;
  if (!place) throw nameless(place);
  try {
    if (storage === "auto" || storage === homes.storage) return await homes.open(place);
    throw new RedletError("STORAGE", `there is no storage ${JSON.stringify(storage)} in this runtime`);
  } catch (error) {
    const failed = RedletError.from(error, "IO");
    // A database that is in use has data: going on without it would hide that.
    if (fallback === "memory" && failed.code !== "LOCKED") return { ...MEMORY, fallback: failed };
    throw failed;
  }
}

/** The name of a database that outlives the program, for what makes no sense with another. */
export function keptName({ name, path = name, storage }: DatabaseOptions): string {
  if (path && path !== ":memory:" && storage !== "memory") return path;
  throw new RedletError("NAME", "this is for databases that are kept, not for one in memory: name one");
}

/** Closes the files, whatever state they are in, and lets others have them. */
function abandon(home: Home, wasOpened = true): void {
  closeFiles(home);
  home.release(wasOpened);
}

/** Closes the files, whatever state they are in. */
export function closeFiles({ db, wal }: Pick<Home, "db" | "wal">): void {
  for (const file of [db, wal]) {
    try {
      file?.close();
    } catch {
      // The engine closed it, or it can't be closed: either way it is not ours any more.
    }
  }
}
