/**
 * RESP over TCP: every socket is a session of one engine.
 *
 * What all sockets sent in one turn of the event loop runs as one batch, so that they share a
 * commit. A client that does not read its replies is not read from either, so it can't fill the
 * memory; one that has asked for too much at once is cut off.
 */

import { createServer, type Server, type Socket } from "node:net";
import { RedletError } from "../errors.ts";
import type { Database } from "../host/database.ts";

/** Replies that a client may leave unread before it is cut off, in bytes. */
const MAX_UNSENT = 1 << 30;
/** How long clients may take to read their last replies when the server stops, in ms. */
const FAREWELL = 2000;

/** A server of one database. */
export class RespServer {
  readonly #database: Database;
  readonly #server: Server;
  readonly #sockets = new Map<number, Socket>();
  readonly #failed: (error: RedletError) => void;
  #isRunPlanned = false;
  #isOver = false;

  /** `failed` hears of a failure that ends the server: the engine can't go on. */
  constructor(database: Database, failed: (error: RedletError) => void) {
    this.#database = database;
    this.#failed = failed;
    database.onTick = () => this.#attempt(() => this.#answerWoken());
    this.#server = createServer({ noDelay: true }, (socket) => this.#attempt(() => this.#accept(socket)));
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

  /** Accepts nobody more, runs what was received, sends the replies and closes the database. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets.values()) socket.pause();
    this.#run();
    for (const socket of this.#sockets.values()) socket.end(() => socket.destroy());
    const late = setTimeout(() => this.#cut(), FAREWELL);
    await closed;
    clearTimeout(late);
    this.#isOver = true;
    this.#database.close();
  }

  #accept(socket: Socket): void {
    const address = `${socket.remoteAddress ?? ""}:${socket.remotePort ?? 0}`;
    const session = this.#database.use((engine) => engine.connect(address));
    this.#sockets.set(session, socket);
    socket.on("data", (bytes) => this.#attempt(() => this.#receive(session, bytes)));
    socket.on("drain", () => socket.resume());
    // A connection that breaks is closed next: there is nobody to tell.
    socket.on("error", () => {});
    socket.on("close", () => this.#attempt(() => this.#leave(session)));
  }

  #receive(session: number, bytes: Uint8Array): void {
    this.#database.use((engine) => engine.receive(session, bytes));
    if (this.#isRunPlanned) return;
    this.#isRunPlanned = true;
    setImmediate(() => this.#run());
  }

  #leave(session: number): void {
    this.#sockets.delete(session);
    this.#database.use((engine) => engine.disconnect(session));
  }

  #run(): void {
    this.#isRunPlanned = false;
    this.#attempt(() => {
      for (const session of this.#database.use((engine) => engine.run())) this.#answer(session);
    });
  }

  /** Sends what time or others gave to sessions: late replies, messages. */
  #answerWoken(): void {
    for (const session of this.#database.use((engine) => engine.woken())) this.#answer(session);
  }

  #answer(session: number): void {
    const output = this.#database.use((engine) => engine.output(session));
    const isClosing = this.#database.use((engine) => engine.isClosing(session));
    const socket = this.#sockets.get(session);
    if (!socket || socket.destroyed) return;
    if (output.length > 0 && !socket.write(output)) socket.pause();
    if (socket.writableLength > MAX_UNSENT) socket.destroy();
    else if (isClosing) socket.end(() => socket.destroy());
  }

  #cut(): void {
    for (const socket of this.#sockets.values()) socket.destroy();
  }

  /** Runs a step of the server; if the engine fails in it, nothing that follows can be trusted. */
  #attempt(step: () => void): void {
    if (this.#isOver) return;
    try {
      step();
    } catch (error) {
      this.#isOver = true;
      this.#cut();
      this.#failed(RedletError.from(error, "ERR"));
    }
  }
}
