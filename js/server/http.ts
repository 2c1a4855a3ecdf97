/** A `fetch` handler on a port, by Node's own HTTP server, which Deno and Bun have too. */

import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";

/** Answers requests. */
type Handler = (request: Request) => Promise<Response>;

/** How long answers under way may take when the server stops, in ms. */
const FAREWELL = 2000;

/** A server of one handler. */
export class HttpServer {
  readonly #server: Server;

  constructor(handler: Handler) {
    this.#server = createServer((incoming, outgoing) => {
      serve(handler, incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  /** Listens; gives the port, which the system chooses where 0 is asked for. */
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

async function serve(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  const response = await handler(requestOf(incoming, gone.signal));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (incoming.method === "HEAD" || !response.body) outgoing.end();
  else if (response.headers.get("content-type") === "text/event-stream")
    await send(response.body, outgoing, gone.signal);
  // In one piece, its length first.
  else outgoing.end(new Uint8Array(await response.arrayBuffer()));
}

function requestOf(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = "GET", headers } = incoming;
  const hasBody = method !== "GET" && method !== "HEAD";
  // The authority is nobody's to trust: it is asked for nothing.
  const url = new URL(incoming.url ?? "/", "http://redlet");
  return new Request(url, {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]),
    signal,
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: "half" }),
  });
}

/** Sends a stream, as fast as it is read. */
async function send(body: ReadableStream<Uint8Array>, outgoing: ServerResponse, signal: AbortSignal): Promise<void> {
  const reader = body.getReader();
  outgoing.flushHeaders();
  signal.addEventListener("abort", () => void reader.cancel().catch(() => {}), { once: true });
  for (;;) {
    const { done, value } = await reader.read();
    if (done || signal.aborted) break;
    if (!outgoing.write(value)) await once(outgoing, "drain", { signal });
  }
  outgoing.end();
}
