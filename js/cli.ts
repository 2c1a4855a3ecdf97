#!/usr/bin/env node
/** The `redlet` command line. In the root folder, since the engine and package.json stand beside and above it. */

import { readFileSync } from "node:fs";
import process from "node:process";
import { wasm } from "./assets.ts";
import { RedletError } from "./errors.ts";
import { Database } from "./host/database.ts";
import { FILES } from "./host/node-file.ts";
import { parse, type ServeOptions, USAGE, UsageError } from "./server/options.ts";
import { RespServer } from "./server/resp.ts";

async function main(): Promise<void> {
  const request = parse(process.argv.slice(2), process.env);
  if (request.kind === "help") process.stdout.write(USAGE);
  else if (request.kind === "version") process.stdout.write(`${version()}\n`);
  else await serve(request.options);
}

async function serve({ port, bind, data, password, appendfsync }: ServeOptions): Promise<void> {
  const options = { name: data, appendfsync, port, ...(password && { password }) };
  const database = await Database.open(() => readFileSync(wasm()), options, FILES);
  const server = new RespServer(database, fail);
  const bound = await server.listen(port, bind).catch((error: unknown) => {
    database.close();
    throw error;
  });
  const stop = () => void server.close().then(() => process.exit(0), fail);
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  const where = database.storage === "file" ? data : "memory";
  process.stdout.write(`redlet ${version()} serves ${where} on ${bind}:${bound}\n`);
}

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return (manifest as { version: string }).version;
}

/** Says what went wrong in one line, and ends. */
function fail(error: unknown): never {
  process.stderr.write(`redlet: ${reason(error)}\n`);
  process.exit(error instanceof UsageError ? 2 : 1);
}

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  if (error instanceof UsageError) return `${message}\nTry "redlet --help".`;
  if (code === "EADDRINUSE") return "the port is in use: another server runs there, choose another with --port";
  if (code === "EACCES") return `not permitted: ${message}`;
  if (error instanceof RedletError) return `${message} (${code})`;
  return message;
}

main().catch(fail);
