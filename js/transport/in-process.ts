/** The engine in this very program: a batch runs while it is sent. */

import { RedletError } from "../errors.ts";
import { Database } from "../host/database.ts";
import { deleteDatabase } from "../host/delete.ts";
import { exec, lostOutput, outputOf, preloadModule } from "../host/engine.ts";
import type { EngineSource, Homes } from "../host/host.ts";
import { importFile } from "../host/import.ts";
import { pool } from "../host/pool.ts";
import type { RespListener, RespSession } from "../host/resp.ts";
import { RespSessions } from "../host/resp-sessions.ts";
import type { Moments } from "../host/timing.ts";
import type { Answer, Runtime, StorageKind, Transport } from "./transport.ts";

/** A session with an engine in this program. */
export class InProcess implements Transport {
  readonly isDirect = true;
  readonly #database: Database;
  readonly #session: number;
  readonly #beside = new Set<Beside>();
  #sessions: RespSessions | undefined;
  /** The sessions that have ended, though the database is open, and why. */
  readonly #lost = new Map<number, RedletError>();
  isAwaited = false;
  onMessages: ((values: Uint8Array) => void) | undefined;
  onEnd: ((error: RedletError) => void) | undefined;

  constructor(database: Database) {
    this.#database = database;
    this.#session = database.use((engine) => engine.connect(""));
    database.onTick = () => {
      this.#tell();
      this.#sessions?.deliver();
    };
    database.onEnd = (error) => {
      this.#sessions?.end();
      for (const other of this.#beside) other.onEnd?.(error);
      this.onEnd?.(error);
    };
  }

  get storage(): StorageKind {
    return this.#database.storage;
  }

  get moments(): Moments {
    return this.#database.moments;
  }

  get fallback(): RedletError | undefined {
    return this.#database.fallback;
  }

  send(frame: Uint8Array<ArrayBuffer>, answer: Answer): void {
    this.run(this.#session, frame, answer);
  }

  /** Runs a batch of a session. */
  run(session: number, frame: Uint8Array<ArrayBuffer>, answer: Answer): void {
    let replies: Uint8Array;
    try {
      if (this.#lost.has(session)) throw this.#lost.get(session);
      replies = this.#database.use((engine) => exec(engine, session, frame));
    } catch (error) {
      answer.fail(RedletError.from(error, "ERR"));
      return;
    }
    answer.settle(replies);
    try {
      this.#tell();
      this.#sessions?.deliver();
    } catch {
      // A trap, which `onEnd` has told of.
    }
  }

  async duplicate(): Promise<Transport> {
    const session = this.#database.use((engine) => engine.connect(""));
    const other = new Beside(this, session, () => {
      this.#beside.delete(other);
      this.#database.use((engine) => engine.disconnect(session));
      this.hold();
    });
    this.#beside.add(other);
    return other;
  }

  resp(listener: RespListener): RespSession {
    this.#sessions ??= this.#open();
    const session = this.#sessions.open("in-process:0", listener);
    this.hold();
    return {
      ...session,
      close: () => {
        session.close();
        this.hold();
      },
    };
  }

  await(isAwaited: boolean): void {
    this.isAwaited = isAwaited;
    this.hold();
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  #open(): RespSessions {
    const sessions = new RespSessions(this.#database);
    sessions.onRun = () => {
      this.#tell();
      this.hold();
    };
    return sessions;
  }

  /** Whoever has a session open may wait for what time brings. */
  hold(): void {
    const waits = [this, ...this.#beside].some(({ isAwaited }) => isAwaited);
    this.#database.await(waits || (this.#sessions?.count ?? 0) > 0);
  }

  #tell(): void {
    this.#tellOne(this, this.#session);
    for (const other of this.#beside) this.#tellOne(other, other.session);
  }

  #tellOne({ onEnd, onMessages }: Transport, session: number): void {
    if (this.#lost.has(session)) return;
    const values = this.#database.use((engine) => outputOf(engine, session));
    if (values) {
      if (values.length > 0) onMessages?.(values);
      return;
    }
    // The client must be told, and its session must take nothing more.
    const error = lostOutput();
    this.#lost.set(session, error);
    this.#database.use((engine) => engine.disconnect(session));
    onEnd?.(error);
  }
}

/** Another session with the engine of the first. */
class Beside implements Transport {
  readonly isDirect = true;
  readonly storage: StorageKind;
  readonly fallback: RedletError | undefined;
  isAwaited = false;
  onMessages: ((values: Uint8Array) => void) | undefined;
  onEnd: ((error: RedletError) => void) | undefined;

  constructor(
    private readonly first: InProcess,
    readonly session: number,
    private readonly leave: () => void,
  ) {
    this.storage = first.storage;
    this.fallback = first.fallback;
  }

  send(frame: Uint8Array<ArrayBuffer>, answer: Answer): void {
    this.first.run(this.session, frame, answer);
  }

  duplicate(): Promise<Transport> {
    return this.first.duplicate();
  }

  resp(listener: RespListener): RespSession {
    return this.first.resp(listener);
  }

  await(isAwaited: boolean): void {
    this.isAwaited = isAwaited;
    this.first.hold();
  }

  async close(): Promise<void> {
    this.leave();
  }
}

/** Databases in this program. */
export function inProcess(engine: EngineSource, homes: Homes): Runtime {
  return {
    preload: () => preloadModule(engine),
    connect: async (options) => new InProcess(await Database.open(engine, options, homes, pool())),
    import: (options, source) => importFile(engine, options, source, homes),
    delete: (options) => deleteDatabase(engine, options, homes),
    list: homes.list,
  };
}
