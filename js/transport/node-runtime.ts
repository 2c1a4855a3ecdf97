/** Opens a database in Node, Deno or Bun: in this program, on a file. */

import process from "node:process";
import { Database } from "../host/database.ts";
import { pathOf } from "../host/file-names.ts";
import type { EngineSource } from "../host/host.ts";
import { FILES } from "../host/node-file.ts";
import { pool } from "../host/pool.ts";
import { InProcess, inProcess } from "./in-process.ts";
import type { OpenOptions, Runtime } from "./transport.ts";

const open = new Set<Database>();

/** The way of Node, with the engine. */
export function node(engine: EngineSource): Runtime {
  const files = inProcess(engine, FILES);
  return {
    ...files,
    connect: async (options) => new FileTransport(await Database.open(engine, located(options), FILES, pool())),
    import: (options, source) => files.import(located(options), source),
    delete: (options) => files.delete(located(options)),
  };
}

/** The options with the path of the file that they name. Fails with `NAME`. */
function located(options: OpenOptions): OpenOptions {
  const { name, path, storage } = options;
  const isFile = (path ?? name) !== ":memory:" && (storage ?? "auto") !== "memory";
  if (!isFile || storage === "opfs") return options;
  return { ...options, path: path?.startsWith("file:") ? pathOf(path) : (path ?? pathOf(name ?? "")) };
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
