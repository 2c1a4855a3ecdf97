/**
 * The REST protocol of Upstash as a `fetch` handler, for `@upstash/redis` and all other HTTP clients.
 * It uses only web standards, so it runs in Workers, Deno, Bun and Node.
 */

import type { RespSource } from "../../host/resp.ts";
import { readBody } from "./body.ts";
import { type Cors, corsOf } from "./cors.ts";
import { failure } from "./json.ts";
import { Refusal } from "./refusal.ts";
import type { Word } from "./resp2.ts";
import { type Answered, type Asked, isStream, RestProtocol } from "./rest-protocol.ts";
import { type Target, targetIn } from "./target.ts";
import { accessOf, type Tokens } from "./tokens.ts";
import { commandAt, commandIn, commandsIn, partsOf } from "./words.ts";

/** Options of a handler. */
export interface HandlerOptions extends Tokens {
  /** The largest body of a request, in bytes: 10 MB by default. */
  maxBody?: number;
  /** The path of the handler, such as `/redis`. */
  basePath?: string;
  /** The password of the database, if it has one. */
  password?: string;
  /**
   * The origins whose pages may send requests, such as `["https://app.example"]`; `true` means all. By default, none.
   * Their requests need a token, too.
   */
  cors?: boolean | string | readonly string[];
}

/** Answers requests. */
export type Handler = (request: Request) => Promise<Response>;

const MAX_BODY = 10_000_000;
const METHODS = ["GET", "HEAD", "POST", "PUT"];

/**
 * A handler for requests to an open database.
 *
 * @example
 * Deno.serve(createHandler(r, { token: "secret" }));
 * @throws TypeError if the token is empty, or if `cors` has a text that is not an origin.
 */
export function createHandler(redlet: RespSource, options: HandlerOptions): Handler {
  const handle = createTargetHandler(redlet, options);
  return (request) => handle(request, targetIn(request.url));
}

/** The same, for callers that know the path as it was sent, which the request's URL may have changed. */
export function createTargetHandler(
  redlet: RespSource,
  options: HandlerOptions,
): (request: Request, target: Target) => Promise<Response> {
  if (!options.token || options.readOnlyToken === "") throw new TypeError("a handler needs a token that is not empty");
  const rest = new RestProtocol(redlet, options.password);
  const cors = corsOf(options.cors, METHODS.join(", "));
  let answered = 0;
  const answer = async (request: Request, target: Target) => {
    try {
      const given = await serve(rest, options, request, target);
      return given instanceof Response ? given : respond(given, ++answered);
    } catch (error) {
      return respond(refused(error), ++answered);
    }
  };
  return cors ? (request, target) => shared(cors, request, () => answer(request, target)) : answer;
}

/** Answers for pages of other origins, too: every reply says whether they may read it. */
async function shared(cors: Cors, request: Request, answer: () => Promise<Response>): Promise<Response> {
  const response = cors.isPreflight(request) ? new Response(null, { status: 204 }) : await answer();
  for (const [name, value] of cors.headersFor(request)) response.headers.append(name, value);
  return response;
}

async function serve(
  rest: RestProtocol,
  options: HandlerOptions,
  request: Request,
  { path, query }: Target,
): Promise<Answered | Response> {
  if (!METHODS.includes(request.method)) throw new Refusal(405, `ERR ${request.method} is not one of ${METHODS}`);
  const access = accessOf(request, query, options);
  const parts = partsBehind(options.basePath ?? "", path);
  if (isStream(parts)) {
    const headers = { "content-type": "text/event-stream", "cache-control": "no-cache" };
    return new Response(await rest.stream(parts, access), { headers });
  }
  const body = await readBody(request, options.maxBody ?? MAX_BODY);
  const encoding = request.headers.get("upstash-encoding")?.toLowerCase() === "base64" ? "base64" : "text";
  const asked: Asked = { access, encoding, signal: request.signal };
  const [route] = parts.length === 1 ? parts : [];
  if (route === "pipeline") return rest.pipeline(commandsIn(body), asked);
  if (route === "multi-exec") return rest.transaction(commandsIn(body), asked);
  query.delete("_token");
  return rest.command(parts.length === 0 ? commandIn(body) : commandAt(parts, query, body), asked);
}

/** The parts of the path behind the base; none for `/` itself. */
function partsBehind(basePath: string, path: string): Word[] {
  const base = basePath.replace(/\/$/, "");
  if (!`${path}/`.startsWith(`${base}/`)) throw new Refusal(404, `ERR there is nothing at ${path}`);
  const rest = path.slice(base.length);
  return rest === "" || rest === "/" ? [] : partsOf(rest);
}

/** Every answer has a token of its own: there is one database, which keeps every client up to date. */
function respond({ status, json }: Answered, count: number): Response {
  const headers = new Headers({ "content-type": "application/json", "upstash-sync-token": `redlet-${count}` });
  if (status === 401) headers.set("www-authenticate", "Bearer");
  if (status === 405) headers.set("allow", METHODS.join(", "));
  if (status === 503) headers.set("retry-after", "1");
  return new Response(json, { status, headers });
}

function refused(error: unknown): Answered {
  if (error instanceof Refusal) return { status: error.status, json: failure(error.message) };
  // Told by its code: in another bundle of the package its class is another one.
  if (typeof (error as { code?: unknown } | null)?.code === "string")
    return { status: 503, json: failure(`ERR ${(error as Error).message}`) };
  // The client has gone, or the handler has a fault: nothing of it is for strangers.
  return { status: 500, json: failure("ERR the request could not be served") };
}
