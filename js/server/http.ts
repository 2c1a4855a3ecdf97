/**
 * A `fetch` handler on a port, with Node's HTTP server, which Deno and Bun have, too.
 *
 * Headers, bodies and responses have timeouts, so that a slow client does not keep its connection.
 */

import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Target, targetOf } from "./rest/target.ts";

/** Answers requests, with what their first lines say to be asked for. */
type Handler = (request: Request, target: Target) => Promise<Response>;

/** How long answers under way may take when the server stops, in ms. */
const FAREWELL = 2000;
/** After how many ms without a word it is asked whether the other side is still there. */
const KEEP_ALIVE = 300_000;
/** The longest head of a request: a path may hold a value. */
const MAX_HEAD = 65_536;

/** How patient a server is, in ms. */
export interface Patience {
  /** How long the head of a request may take. */
  head: number;
  /** How long all of a request may take. */
  request: number;
  /** For how long a reply may wait for a client that reads nothing of it. */
  reply: number;
}

const PATIENCE: Patience = { head: 10_000, request: 90_000, reply: 30_000 };

/** A server of one handler. */
export class HttpServer {
  readonly #server: Server;

  /** `headers` are those of replies to what is no request at all. */
  constructor(handler: Handler, headers: readonly string[] = [], patience = PATIENCE) {
    const options = {
      maxHeaderSize: MAX_HEAD,
      headersTimeout: patience.head,
      requestTimeout: patience.request,
      connectionsCheckingInterval: patience.head / 2,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE,
    };
    this.#server = createServer(options, (incoming, outgoing) => {
      serve(handler, incoming, outgoing, patience).catch(() => outgoing.destroy());
    });
    this.#server.on("clientError", ({ code }: NodeJS.ErrnoException, socket) => {
      if (!socket.writable) return;
      const status = REFUSALS[code ?? ""] ?? "400 Bad Request";
      socket.end([`HTTP/1.1 ${status}`, "connection: close", ...headers, "", ""].join("\r\n"));
    });
  }

  /** Listens. Returns the port, which the system chooses where 0 is asked for. */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        const address = this.#server.address();
        resolve(typeof address === "object" && address ? address.port : port);
      });
    });
  }

  /** Accepts nobody more, and lets answers under way end. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const late = setTimeout(() => this.#server.closeAllConnections(), FAREWELL);
    await closed;
    clearTimeout(late);
  }
}

/** What Node tells of what is no request, and how it is answered. */
const REFUSALS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

async function serve(
  handler: Handler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { request: whole, reply: unread }: Patience,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  // Not every runtime looks after `requestTimeout`.
  const late = setTimeout(() => outgoing.destroy(), whole);
  for (const end of ["end", "close"]) incoming.once(end, () => clearTimeout(late));
  const request = requestOf(incoming, gone.signal);
  const response = await handler(request, targetOf(incoming.url ?? "/"));
  // What it left of the body is read and dropped, so that the reply arrives.
  if (request.body && !request.bodyUsed) await request.body.cancel();
  const headers = Object.fromEntries(response.headers);
  if (incoming.method === "HEAD") {
    await response.body?.cancel();
    outgoing.writeHead(response.status, headers).end();
    return;
  }
  if (headers["content-type"] === "text/event-stream" && response.body) {
    outgoing.writeHead(response.status, headers);
    await send(response.body, outgoing, gone.signal);
    return;
  }
  const body = new Uint8Array(await response.arrayBuffer());
  outgoing.writeHead(response.status, { ...headers, ...(body.length > 0 && { "content-length": body.length }) });
  outgoing.setTimeout(unread, () => outgoing.destroy());
  outgoing.end(body);
}

/** Others are no `Request`s, or in Bun ones by GET: they get a name that is refused. */
const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"];

function requestOf(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = "GET", headers } = incoming;
  const hasBody = method !== "GET" && method !== "HEAD";
  if (!hasBody) incoming.resume();
  // Its URL is asked for nothing: the handler is told the target.
  const request = new Request("http://redlet/", {
    method: METHODS.includes(method) ? method : "PATCH",
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]),
    ...(hasBody && { body: bodyOf(incoming), duplex: "half" }),
  });
  // Not by its options: Node's signal of a request falls silent when the request is collected as garbage.
  return Object.defineProperty(request, "signal", { value: signal });
}

/** The body, as fast as it is read. Who cancels it does not end the connection, which waits for a reply. */
function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let isOver = false;
  const end = (tell: () => void) => {
    if (!isOver) tell();
    isOver = true;
  };
  return new ReadableStream<Uint8Array>({
    start(stream) {
      incoming.on("data", (part: Uint8Array) => {
        if (isOver) return;
        stream.enqueue(part);
        if ((stream.desiredSize ?? 0) <= 0) incoming.pause();
      });
      incoming.once("end", () => end(() => stream.close()));
      incoming.once("error", (error) => end(() => stream.error(error)));
      incoming.once("close", () => end(() => stream.error(new Error("the client has gone"))));
      incoming.pause();
    },
    pull: () => void incoming.resume(),
    cancel() {
      isOver = true;
      incoming.resume();
    },
  });
}

/** Sends a stream, as fast as it is read. */
async function send(body: ReadableStream<Uint8Array>, outgoing: ServerResponse, signal: AbortSignal): Promise<void> {
  const reader = body.getReader();
  outgoing.flushHeaders();
  const cancel = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  // It fails where too much of it is unread, while nobody reads.
  reader.closed.catch(() => outgoing.destroy());
  for (;;) {
    const { done, value } = await reader.read();
    if (done || signal.aborted) break;
    if (!outgoing.write(value)) await once(outgoing, "drain", { signal });
  }
  outgoing.end();
}
