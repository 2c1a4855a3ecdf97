/** The options of `redlet serve`, checked. A wrong one is an error for the person who typed it. */

import { parseArgs } from "node:util";

/** What `--help` shows. */
export const USAGE = `Usage: redlet serve [options]

Serves a database to Redis clients over TCP, and over HTTP to those of Upstash.

  --port <number>         the port to listen on (6379; 0 takes a free one)
  --bind <address>        the address to listen on (127.0.0.1)
  --unix <path>           a Unix socket to listen on too; with --port none, in place of a port
  --rest <number>         a port for the REST protocol of Upstash
  --token <text>          the token that REST clients must give (or REDLET_TOKEN)
  --read-only-token <text>  one that may only read (or REDLET_READ_ONLY_TOKEN)
  --rest-cors <origin>    an origin whose pages may use REST, * for all; again for more
  --data <file>           the database's file (redlet.db)
  --memory                keep the database in memory alone
  --password <text>       the password that clients must give (or REDLET_PASSWORD)
  --appendfsync <mode>    when commits are flushed: always, everysec or no (everysec)
  --config <name=value>   a parameter of CONFIG, in the place of what CONFIG REWRITE kept; may be repeated
  --no-auth               serve other machines without a password
  --help                  show this text
  --version               show the version
`;

/** What was typed can't be done. */
export class UsageError extends Error {}

/** What `redlet serve` was asked for. */
export interface ServeOptions {
  /** The port for RESP, if there is to be one. */
  port: number | undefined;
  bind: string;
  /** The file's path, or `:memory:`. */
  data: string;
  password: string | undefined;
  /** Parameters of CONFIG. */
  config: { [name: string]: string };
  /** The Unix socket's path, if there is to be one. */
  unix: string | undefined;
  rest: RestOptions | undefined;
}

/** How REST is served. */
export interface RestOptions {
  port: number;
  token: string;
  readOnlyToken: string | undefined;
  /** The origins whose pages may send requests. */
  cors: string[];
}

/** A request of the command line. */
export type Request = { kind: "help" } | { kind: "version" } | { kind: "serve"; options: ServeOptions };

type Environment = { readonly [name: string]: string | undefined };

/** Reads the command line. Throws a UsageError. */
export function parse(args: string[], env: Environment = {}): Request {
  const { values, positionals } = words(args);
  const [verb, ...others] = positionals;
  if (values.version) return { kind: "version" };
  if (values.help || verb === undefined) return { kind: "help" };
  if (verb !== "serve") throw new UsageError(`unknown command "${verb}": there is "redlet serve"`);
  if (others.length > 0) throw new UsageError(`unexpected argument "${others[0]}"`);
  if (values.memory && values.data !== undefined) throw new UsageError("--data and --memory exclude each other");
  const options = {
    port: values.port === "none" ? undefined : port("port", values.port),
    bind: values.bind,
    data: values.memory ? ":memory:" : (values.data ?? "redlet.db"),
    password: values.password ?? env["REDLET_PASSWORD"],
    config: settings(values.config ?? [], values.appendfsync),
    unix: values.unix,
    rest: rest(values, env),
  };
  if (options.port === undefined && !options.unix && !options.rest) {
    throw new UsageError("with --port none there must be a --unix or a --rest");
  }
  if (options.port !== undefined && !isLoopback(options.bind) && !options.password && !values["no-auth"]) {
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
        unix: { type: "string" },
        rest: { type: "string" },
        token: { type: "string" },
        "read-only-token": { type: "string" },
        "rest-cors": { type: "string", multiple: true },
        data: { type: "string" },
        memory: { type: "boolean" },
        password: { type: "string" },
        appendfsync: { type: "string" },
        config: { type: "string", multiple: true },
        "no-auth": { type: "boolean" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** REST has no password but its token, and any page of a browser may send requests to this machine. */
function rest(
  values: {
    rest?: string | undefined;
    token?: string | undefined;
    "read-only-token"?: string | undefined;
    "rest-cors"?: string[] | undefined;
  },
  env: Environment,
): RestOptions | undefined {
  if (values.rest === undefined) {
    if (values["rest-cors"]) throw new UsageError("--rest-cors is for --rest");
    return undefined;
  }
  const token = values.token ?? env["REDLET_TOKEN"];
  if (!token) throw new UsageError("--rest needs a --token, or REDLET_TOKEN in the environment");
  const readOnlyToken = (values["read-only-token"] ?? env["REDLET_READ_ONLY_TOKEN"]) || undefined;
  const cors = values["rest-cors"] ?? [];
  return { port: port("rest", values.rest), token, readOnlyToken, cors };
}

function port(option: string, text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) {
    throw new UsageError(`--${option} takes a number up to 65535, not "${text}"`);
  }
  return number;
}

/** Whether they can be, the engine says. */
function settings(given: string[], appendfsync: string | undefined): { [name: string]: string } {
  if (appendfsync !== undefined && !["always", "everysec", "no"].includes(appendfsync)) {
    throw new UsageError(`--appendfsync takes always, everysec or no, not "${appendfsync}"`);
  }
  const pairs = given.map((text) => {
    const at = text.indexOf("=");
    if (at < 1) throw new UsageError(`--config takes a name and a value, as in maxmemory=100mb, not "${text}"`);
    return [text.slice(0, at), text.slice(at + 1)];
  });
  return { ...(appendfsync !== undefined && { appendfsync }), ...Object.fromEntries(pairs) };
}

/** Whether this machine alone can reach the address. */
function isLoopback(address: string): boolean {
  return address === "localhost" || address === "::1" || /^127\.\d+\.\d+\.\d+$/.test(address);
}
