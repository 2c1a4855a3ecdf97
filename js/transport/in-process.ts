/** The engine in this very program: a batch runs while it is sent. */

import { RedletError } from "../errors.ts";
import { Database } from "../host/database.ts";
import type { Homes, WasmSource } from "../host/host.ts";
import type { Answer, OpenOptions, Storage, Transport } from "./transport.ts";

/** A session with an engine in this program. */
export class InProcess implements Transport {
  readonly #database: Database;
  readonly #session: number;
  onMessages: ((values: Uint8Array) => void) | undefined;
  onEnd: ((error: RedletError) => void) | undefined;

  constructor(database: Database) {
    this.#database = database;
    this.#session = database.use((engine) => engine.connect(""));
    database.onTick = () => this.#tell();
  }

  get storage(): Storage {
    return this.#database.storage;
  }

  send(frame: Uint8Array<ArrayBuffer>, answer: Answer): void {
    let replies: Uint8Array;
    try {
      replies = this.#database.use((engine) => engine.exec(this.#session, frame));
    } catch (error) {
      answer.fail(RedletError.from(error, "ERR"));
      return;
    }
    answer.settle(replies);
    this.#tell();
  }

  await(isAwaited: boolean): void {
    this.#database.await(isAwaited);
  }

  #tell(): void {
    const values = this.#database.use((engine) => engine.output(this.#session));
    if (values.length > 0) this.onMessages?.(values);
  }

  async close(): Promise<void> {
    this.#database.close();
  }
}

/** Opens a database in this program. */
export async function openInProcess(wasm: () => WasmSource, options: OpenOptions, homes: Homes): Promise<Transport> {
  return new InProcess(await Database.open(wasm, options, homes));
}
