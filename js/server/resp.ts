/**
 * RESP over TCP and Unix sockets: every socket is a session of one engine.
 *
 * A client that does not read its replies is not read from either, so it can't fill the memory; one
 * that has asked for too much at once is cut off.
 */

import { createServer, type Server, type Socket } from "node:net";
import { RedletError } from "../errors.ts";
import type { Database } from "../host/database.ts";
import type { RespListener, RespSession, RespSource } from "../host/resp.ts";
import { RespSessions } from "../host/resp-sessions.ts";

/** Replies that a client may leave unread before it is cut off, in bytes. */
const MAX_UNSENT = 1 << 30;
/** With so much unsent, none of what a client has sent is run any more. */
const MUCH_UNSENT = 4 << 20;
/** How long clients may take to read their last replies when the server stops, in ms. */
const FAREWELL = 2000;

/** A server of one database. */
export class RespServer implements RespSource {
  readonly #database: Database;
  readonly #sessions: RespSessions;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();
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

  /** Listens on a port; gives it, as the system chooses it where 0 is asked for. */
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
    const session = this.#sessions.open(addressOf(socket), {
      data(bytes) {
        if (socket.destroyed) return true;
        if (!socket.write(bytes)) socket.pause();
        if (socket.writableLength > MAX_UNSENT) socket.destroy();
        return socket.writableLength < MUCH_UNSENT;
      },
      end: () => socket.end(() => socket.destroy()),
    });
    this.#sockets.add(socket);
    socket.on("data", (bytes) => this.#attempt(() => session.write(bytes)));
    socket.on("drain", () => {
      socket.resume();
      this.#attempt(() => session.resume?.());
    });
    // A connection that breaks is closed next: there is nobody to tell.
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#sockets.delete(socket);
      this.#attempt(() => session.close());
    });
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

/** Who is at the other end, as CLIENT LIST shows it. */
function addressOf(socket: Socket): string {
  return socket.remoteAddress ? `${socket.remoteAddress}:${socket.remotePort ?? 0}` : "unix:0";
}
