/** The options of `redlet serve`, checked. A wrong one is an error for the person who typed it. */

import { parseArgs } from "node:util";
import type { AppendFsync } from "../host/host.ts";

/** What `--help` shows. */
export const USAGE = `Usage: redlet serve [options]

Serves a database to Redis clients over TCP.

  --port <number>         the port to listen on (6379; 0 takes a free one)
  --bind <address>        the address to listen on (127.0.0.1)
  --data <file>           the database's file (redlet.db)
  --memory                keep the database in memory alone
  --password <text>       the password that clients must give (or REDLET_PASSWORD)
  --appendfsync <mode>    when commits are flushed: always, everysec or no (everysec)
  --no-auth               serve other machines without a password
  --help                  show this text
  --version               show the version
`;

/** What was typed can't be done. */
export class UsageError extends Error {}

/** What `redlet serve` was asked for. */
export interface ServeOptions {
  port: number;
  bind: string;
  /** The file's path, or `:memory:`. */
  data: string;
  password: string | undefined;
  appendfsync: AppendFsync;
}

/** A request of the command line. */
export type Request = { kind: "help" } | { kind: "version" } | { kind: "serve"; options: ServeOptions };

/** Reads the command line. Throws a UsageError. */
export function parse(args: string[], env: { readonly [name: string]: string | undefined } = {}): Request {
  const { values, positionals } = words(args);
  const [verb, ...others] = positionals;
  if (values.version) return { kind: "version" };
  if (values.help || verb === undefined) return { kind: "help" };
  if (verb !== "serve") throw new UsageError(`unknown command "${verb}": there is "redlet serve"`);
  if (others.length > 0) throw new UsageError(`unexpected argument "${others[0]}"`);
  if (values.memory && values.data !== undefined) throw new UsageError("--data and --memory exclude each other");
  const options = {
    port: port(values.port),
    bind: values.bind,
    data: values.memory ? ":memory:" : (values.data ?? "redlet.db"),
    password: values.password ?? env["REDLET_PASSWORD"],
    appendfsync: mode(values.appendfsync),
  };
  if (!isLoopback(options.bind) && !options.password && !values["no-auth"]) {
    throw new UsageError(
      `other machines could reach ${options.bind}: give a --password, or say --no-auth to serve without one`,
    );
  }
  return { kind: "serve", options };
}

function words(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        port: { type: "string", default: "6379" },
        bind: { type: "string", default: "127.0.0.1" },
        data: { type: "string" },
        memory: { type: "boolean" },
        password: { type: "string" },
        appendfsync: { type: "string", default: "everysec" },
        "no-auth": { type: "boolean" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) throw new UsageError(`--port takes a number up to 65535, not "${text}"`);
  return number;
}

function mode(text: string): AppendFsync {
  if (text === "always" || text === "everysec" || text === "no") return text;
  throw new UsageError(`--appendfsync takes always, everysec or no, not "${text}"`);
}

/** Whether this machine alone can reach the address. */
function isLoopback(address: string): boolean {
  return address === "localhost" || address === "::1" || /^127\.\d+\.\d+\.\d+$/.test(address);
}
