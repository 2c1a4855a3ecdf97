/**
 * The engine in a Durable Object: a WebAssembly instance over the object's own storage.
 *
 * A command runs in one turn of the event loop, so the object's implicit transaction keeps all of its
 * writes or none. After a trap, or a write that failed, the object is aborted: that takes back what the
 * turn wrote, and the next call starts the object again.
 *
 * Alarms are used as timers: they wake an object that sleeps.
 */

import { configure } from "../client/configure.ts";
import type { Config } from "../client/settings.ts";
import type { RedletError } from "../errors.ts";
import { host } from "../host/database.ts";
import { type Engine, type EngineAccess, exec, failure, loadWhole, lostOutput, outputOf } from "../host/engine.ts";
import type { RespListener, RespSession } from "../host/resp.ts";
import { RespSessions } from "../host/resp-sessions.ts";
import { NO_LOG, Pages } from "./pages.ts";

/** How long expired keys may stay while no client could notice, in ms: each alarm costs a row. */
const HOUSEKEEPING = 10_000;

/** Who has a session of the program's own. */
interface Listener {
  /** Takes its output: messages and deferred replies as values of a frame. */
  take(output: Uint8Array): void;
  /** Hears that output was lost, for which there was no memory: the session has ended. */
  lose(error: RedletError): void;
}

/** The engine of one object. */
export class Core implements EngineAccess {
  readonly pages: Pages;
  readonly #ctx: DurableObjectState;
  readonly #engine: Engine;
  /** When the next alarm is, if there is one. */
  #alarm: number | undefined;
  readonly #sessions = new Map<number, Listener>();
  readonly #resp = new RespSessions(this);
  /** The sessions that would notice late timers at once. */
  readonly #watching = new Set<number>();

  private constructor(ctx: DurableObjectState, pages: Pages, engine: Engine, alarm: number | undefined) {
    this.#ctx = ctx;
    this.pages = pages;
    this.#engine = engine;
    this.#alarm = alarm;
    this.#resp.onRun = (woken) => {
      this.#tell(woken);
      this.#tick();
    };
  }

  /** Opens the engine on the object's storage. */
  static async open(ctx: DurableObjectState, wasm: WebAssembly.Module, config: Config): Promise<Core> {
    const [engine, alarm] = await Promise.all([loadWhole({ wasm: () => wasm }), ctx.storage.getAlarm()]);
    const pages = new Pages(ctx.storage.sql);
    // From here on there is no `await`: the tables are made in one turn.
    const opened = engine.open({ ...host({}), db: pages, wal: NO_LOG, isAtomic: true });
    configure(opened, config);
    return new Core(ctx, pages, opened, alarm ?? undefined);
  }

  /** Starts a session. */
  connect(listener: Listener): number {
    const session = this.use((engine) => engine.connect(""));
    this.#sessions.set(session, listener);
    return session;
  }

  /** Starts a session that speaks RESP. What is written in one task runs as one batch. */
  resp(listener: RespListener): RespSession {
    return this.#resp.open("object:0", listener);
  }

  /** Tells whether a session waits or may listen: then alarms are on time. */
  watch(session: number, isWatching: boolean): void {
    if (isWatching) this.#watching.add(session);
    else this.#watching.delete(session);
  }

  /** Has a session keep what restores it, and makes it what it was before the object slept. */
  keep(session: number, client: number, restoration: Uint8Array): void {
    this.use((engine) => engine.attach(session, client, restoration));
  }

  /** The tickets of a session's waits. */
  waiting(session: number): ReadonlySet<number> {
    return new Set(this.use((engine) => engine.waiting(session)));
  }

  /** Ends a session, and its waits. */
  disconnect(session: number): void {
    this.#sessions.delete(session);
    this.#watching.delete(session);
    this.use((engine) => engine.disconnect(session));
  }

  /** Runs a frame of a session, gives the replies to `answer`, and then what they brought to others. */
  exec(session: number, frame: Uint8Array, answer: (replies: Uint8Array<ArrayBuffer>) => void): void {
    answer(this.use((engine) => exec(engine, session, frame)));
    this.#tick();
  }

  /** The alarm has rung. */
  wake(): void {
    this.#alarm = undefined;
    this.#tick();
  }

  /** Lets the engine work in this turn. */
  use<T>(work: (engine: Engine) => T): T {
    let result: T;
    try {
      result = work(this.#engine);
    } catch (thrown) {
      const error = failure(thrown);
      if (error.code === "POISONED") this.#abort(error);
      throw error;
    }
    if (this.pages.failure) this.#abort(this.pages.failure);
    return result;
  }

  /** Gives the program's own sessions their output. */
  #tell(sessions: Iterable<number>): void {
    for (const session of sessions) {
      const listener = this.#sessions.get(session);
      if (!listener) continue;
      const output = this.use((engine) => outputOf(engine, session));
      if (!output) {
        this.disconnect(session);
        listener.lose(lostOutput());
      } else if (output.length > 0) listener.take(output);
    }
  }

  /** Does the background work that is due, sends its output, and sets the next alarm. */
  #tick(): void {
    const wait = this.use((engine) => engine.tick());
    const woken = this.use((engine) => engine.woken());
    this.#resp.deliver(woken);
    this.#tell(woken);
    if (wait < 0) return;
    // Whoever is not done with a session that speaks RESP waits for something, or listens.
    const isWatched = this.#watching.size > 0 || this.#resp.count > 0;
    const at = Date.now() + (isWatched ? wait : Math.max(wait, HOUSEKEEPING));
    // An alarm that comes too early finds nothing to do and sets the next.
    if (this.#alarm !== undefined && this.#alarm <= at) return;
    this.#alarm = at;
    void this.#ctx.storage.setAlarm(at);
  }

  #abort(error: RedletError | Error): never {
    this.#ctx.abort(`redlet stopped, and what it was about to write is taken back: ${error.message}`);
    throw error;
  }
}
