/** Opens a database where programs keep nothing themselves: in this program, in memory. */

import { RedletError } from "../errors.ts";
import { Database } from "../host/database.ts";
import { preloadModule } from "../host/engine.ts";
import type { EngineSource, Homes } from "../host/host.ts";
import { pool } from "../host/pool.ts";
import { InProcess } from "./in-process.ts";
import type { Answer, Runtime } from "./transport.ts";

/** No storage, and what to do about it. */
const NOWHERE: Homes = { storage: "memory", open: nowhere, stage: nowhere, delete: nowhere, list: nowhere };

async function nowhere(): Promise<never> {
  throw new RedletError(
    "STORAGE",
    'there is nowhere to keep a database here: open ":memory:", or use a Durable Object',
  );
}

/** The way of runtimes without storage, with the engine's module. */
export function stateless(engine: EngineSource): Runtime {
  return {
    preload: () => preloadModule(engine),
    connect: async (options) => new Stateless(await Database.open(engine, options, NOWHERE, pool())),
    import: nowhere,
    delete: nowhere,
    list: nowhere,
  };
}

/** A session in this program, whose timers are dropped at the end of the request that set them. */
class Stateless extends InProcess {
  readonly #database: Database;

  constructor(database: Database) {
    super(database);
    this.#database = database;
  }

  override run(session: number, frame: Uint8Array<ArrayBuffer>, answer: Answer): void {
    this.#database.catchUp();
    super.run(session, frame, answer);
  }
}
