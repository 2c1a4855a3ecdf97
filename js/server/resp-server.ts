/**
 * RESP over TCP and Unix sockets: every socket has a session with one engine.
 *
 * While a client does not read its replies, nothing is read from it. The engine is told how much is not
 * sent yet, and closes connections that exceed `client-output-buffer-limit`. If all of them together have too
 * much, the one with most is closed.
 */

import { createServer, type Server, type Socket } from "node:net";
import { RedletError } from "../errors.ts";
import type { Database } from "../host/database.ts";
import type { RespListener, RespSession, RespSource } from "../host/resp.ts";
import { RespSessions } from "../host/resp-sessions.ts";

/** What all clients together may leave unread, in bytes. */
const MAX_UNSENT = 1 << 30;
/** With so much unsent, none of what a client has sent is run any more. */
const MUCH_UNSENT = 4 << 20;
/** For how long a client that is to be closed may read nothing of its last replies, in ms. */
const UNREAD = 30_000;
/** How long clients may take to read their last replies when the server stops, in ms. */
const FAREWELL = 2000;

/** A server of one database. */
export class RespServer implements RespSource {
  readonly #database: Database;
  readonly #sessions: RespSessions;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();
  /** Those with something unsent. */
  readonly #slow = new Set<Socket>();
  readonly #failed: (error: RedletError) => void;
  #isOver = false;

  /** `failed` hears of a failure that ends the server: the engine can't go on. */
  constructor(database: Database, failed: (error: RedletError) => void) {
    this.#database = database;
    this.#failed = failed;
    // All sockets that have something are read in one turn of the event loop; then it runs.
    this.#sessions = new RespSessions(database, setImmediate);
    this.#sessions.onFail = (error) => this.#fail(error);
    database.onTick = () => this.#attempt(() => this.#sessions.deliver());
  }

  /** Listens on a port. Returns it, as the system chooses it where 0 is asked for. */
  async listen(port: number, host: string): Promise<number> {
    const server = await this.#listen({ port, host });
    const address = server.address();
    return typeof address === "object" && address ? address.port : port;
  }

  /** Listens on a Unix socket. */
  async listenUnix(path: string): Promise<void> {
    await this.#listen({ path });
  }

  /** Opens a session without a socket, for what serves other protocols. */
  resp(listener: RespListener): RespSession {
    return this.#sessions.open("in-process:0", listener);
  }

  /** Accepts nobody more, runs what was received, sends the replies and closes the database. */
  async close(): Promise<void> {
    const closed = this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    for (const socket of this.#sockets) socket.pause();
    this.#attempt(() => this.#sessions.run());
    this.#sessions.end();
    const late = setTimeout(() => this.#cut(), FAREWELL);
    await Promise.all(closed);
    clearTimeout(late);
    this.#isOver = true;
    this.#database.close();
  }

  #listen(where: { port: number; host: string } | { path: string }): Promise<Server> {
    const server = createServer({ noDelay: true }, (socket) => this.#attempt(() => this.#accept(socket)));
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(where, () => {
        server.off("error", reject);
        this.#servers.push(server);
        resolve(server);
      });
    });
  }

  #accept(socket: Socket): void {
    const keepAlive = this.#database.use((engine) => engine.keepalive());
    if (keepAlive > 0) socket.setKeepAlive(true, keepAlive * 1000);
    const session = this.#sessions.open(addressOf(socket), {
      data: (bytes, isLast) => {
        if (socket.destroyed) return true;
        if (isLast ? writeLast(socket, bytes) : socket.write(bytes)) return true;
        socket.pause();
        if (socket.writableLength > 0) this.#wait(socket, session);
        return socket.writableLength < MUCH_UNSENT;
      },
      end: (isCut) => (isCut ? socket.destroy() : hangUp(socket)),
    });
    this.#sockets.add(socket);
    socket.on("data", (bytes) => this.#attempt(() => session.write(bytes)));
    socket.on("drain", () => {
      socket.resume();
      if (this.#slow.delete(socket)) this.#attempt(() => session.unsent?.(0));
      this.#attempt(() => session.resume?.());
    });
    // A connection that breaks is closed next: there is nobody to tell.
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#sockets.delete(socket);
      this.#slow.delete(socket);
      this.#attempt(() => session.close());
    });
  }

  /** Looks after a client that has not read everything. */
  #wait(socket: Socket, session: RespSession): void {
    this.#slow.add(socket);
    this.#attempt(() => session.unsent?.(socket.writableLength));
    let all = 0;
    for (const { writableLength } of this.#slow) all += writableLength;
    if (all <= MAX_UNSENT) return;
    const [largest] = [...this.#slow].sort((a, b) => b.writableLength - a.writableLength);
    largest?.destroy();
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Runs a step of the server; if the engine fails in it, nothing that follows can be trusted. */
  #attempt(step: () => void): void {
    if (this.#isOver) return;
    try {
      step();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cut();
    this.#failed(RedletError.from(error, "ERR"));
  }
}

/**
 * Writes what is followed by the end. The system keeps the last byte until the rest has arrived, and so sends it
 * together with the end: whoever has read the reply to QUIT sees that the connection is closed, and sends nothing more.
 */
function writeLast(socket: Socket, bytes: Uint8Array): boolean {
  socket.setNoDelay(false);
  socket.write(bytes.subarray(0, -1));
  return socket.write(bytes.subarray(-1));
}

/** Closes a connection as soon as all of it is sent: at once, where the system took it all. */
function hangUp(socket: Socket): void {
  if (socket.writableLength === 0) {
    socket.destroy();
    return;
  }
  socket.setTimeout(UNREAD, () => socket.destroy());
  socket.write("", () => socket.destroy());
}

/** Who is at the other end, as CLIENT LIST shows it. */
function addressOf(socket: Socket): string {
  return socket.remoteAddress ? `${socket.remoteAddress}:${socket.remotePort ?? 0}` : "unix:0";
}
