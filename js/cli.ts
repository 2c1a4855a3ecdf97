#!/usr/bin/env node
/** The `redlet` command line. In the root folder, since the engine and package.json stand beside and above it. */

import { readFileSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import process from "node:process";
import { configure, parameter } from "./client/configure.ts";
import { engine, lua } from "./engine-file.ts";
import { RedletError } from "./errors.ts";
import { Database } from "./host/database.ts";
import { FILES } from "./host/node-file.ts";
import { pool } from "./host/pool.ts";
import { parse, type RestOptions, type ServeOptions, USAGE, UsageError } from "./server/command-line.ts";
import { HttpServer } from "./server/http.ts";
import { RespServer } from "./server/resp-server.ts";
import { createTargetHandler } from "./server/rest/handler.ts";

async function main(): Promise<void> {
  const request = parse(process.argv.slice(2), process.env);
  if (request.kind === "help") process.stdout.write(USAGE);
  else if (request.kind === "version") process.stdout.write(`${version()}\n`);
  else await serve(request.options);
}

async function serve({ port, bind, unix, rest, data, password, config }: ServeOptions): Promise<void> {
  const options = { path: data, ...(port !== undefined && { port }) };
  const source = { wasm: () => readFileSync(engine()), lua: () => readFileSync(lua()) };
  const database = await Database.open(source, options, FILES, pool());
  try {
    database.use((engine) => configure(engine, { ...config, ...(password && { requirepass: password }) }));
  } catch (error) {
    database.close();
    throw error;
  }
  const server = new RespServer(database, fail);
  const http = rest && restServer(server, rest, passwordOf(database));
  const where = database.storage === "file" ? data : "memory";
  const bound: string[] = [];
  try {
    if (port !== undefined) bound.push(`${bind}:${await server.listen(port, bind)}`);
    if (unix !== undefined) bound.push(await listenUnix(server, unix));
    if (http && rest) bound.push(`http://${urlHost(bind)}:${await http.listen(rest.port, bind)}`);
  } catch (error) {
    await server.close();
    throw error;
  }
  // Requests that are under way need the engine.
  const stop = () =>
    void Promise.resolve(http?.close())
      .then(() => server.close())
      .then(() => process.exit(0), fail);
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  process.stdout.write(`redlet ${version()} serves ${where} on ${bound.join(", ")}\n`);
}

function restServer(server: RespServer, { token, readOnlyToken, cors }: RestOptions, password: string | undefined) {
  const options = { token, cors, ...(readOnlyToken && { readOnlyToken }), ...(password && { password }) };
  try {
    const handler = createTargetHandler(server, options);
    return new HttpServer(handler, cors.includes("*") ? ["access-control-allow-origin: *"] : []);
  } catch (error) {
    throw new UsageError(`--rest-${(error as Error).message}`);
  }
}

/** The password that clients must give, by whatever way it was set: CONFIG REWRITE may have kept it. */
function passwordOf(database: Database): string | undefined {
  return database.use((engine) => parameter(engine, "requirepass")) || undefined;
}

/** Listens on a Unix socket. One that a server left behind when it was killed is replaced. */
async function listenUnix(server: RespServer, path: string): Promise<string> {
  if (isLeftBehind(path) && !(await answers(path))) rmSync(path, { force: true });
  await server.listenUnix(path);
  return path;
}

function isLeftBehind(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isSocket() ?? false;
}

/** Whether somebody listens there. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** An address as it stands in a URL. */
function urlHost(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
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
  const { code, message, port } = error as { code?: string; message: string; port?: number };
  if (error instanceof UsageError) return `${message}\nTry "redlet --help".`;
  if (code === "EADDRINUSE")
    return `the ${port === undefined || port < 0 ? "socket" : "port"} is in use: choose another`;
  if (code === "EACCES") return `not permitted: ${message}`;
  if (error instanceof RedletError) return `${message} (${code})`;
  return message;
}

main().catch(fail);
