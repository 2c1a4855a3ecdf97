/** Opens a database in Node, Deno or Bun: in this program, on a file. */

import process from "node:process";
import { Database } from "../host/database.ts";
import type { FindWasm } from "../host/host.ts";
import { FILES } from "../host/node-file.ts";
import { InProcess, inProcess } from "./in-process.ts";
import type { Runtime } from "./transport.ts";

const open = new Set<Database>();

/** The way of Node, with the engine. */
export function node(wasm: FindWasm): Runtime {
  return {
    ...inProcess(wasm, FILES),
    connect: async (options) => new FileTransport(await Database.open(wasm, options, FILES)),
  };
}

/** A session in this program. Without `close` it ends with the program, and then leaves no lock behind. */
class FileTransport extends InProcess {
  readonly #open: Database;

  constructor(database: Database) {
    super(database);
    if (open.size === 0) process.on("exit", closeAll);
    open.add(database);
    this.#open = database;
  }

  override async close(): Promise<void> {
    open.delete(this.#open);
    if (open.size === 0) process.off("exit", closeAll);
    await super.close();
  }
}

function closeAll(): void {
  for (const database of open) {
    try {
      database.close();
    } catch {
      // The program is ending, and what was acknowledged is with the operating system.
    }
  }
}
