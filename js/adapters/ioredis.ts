/**
 * `redlet/ioredis`: ioredis on a database of this program, without a socket.
 *
 * ioredis takes a class that connects, and expects a stream like a socket. This stream has a session of
 * the engine. Like a socket, it takes no more commands while its replies are not read.
 */

import { Duplex } from "node:stream";
import type { RespSession, RespSource } from "../host/resp.ts";

/** Replies and messages that may be left unread before the stream breaks, in bytes. */
const MAX_UNREAD = 1 << 30;
/** So much is taken before it has run, in bytes; then the writer waits. */
const MAX_UNRUN = 1 << 16;

type Done = (error?: Error | null) => void;

/** A session as a stream: commands go in, replies come out. */
class RespStream extends Duplex {
  /** What ioredis looks for in sockets. */
  readonly connecting = false;
  // No private ones: ioredis may be in a Proxy, of Vue for one, and then so is this.
  readonly session: RespSession;
  unrun = 0;
  isFull = false;
  held: Done | undefined;
  last: (() => void) | undefined;

  constructor(redlet: RespSource) {
    super({ allowHalfOpen: false });
    this.session = redlet.resp({
      data: (bytes) => this.give(bytes),
      end: () => {
        this.push(null);
        this.ran();
      },
      drain: () => this.ran(),
    });
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: Done): void {
    this.run(chunk, done);
  }

  override _writev(chunks: { chunk: Uint8Array }[], done: Done): void {
    this.run(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _read(): void {
    this.isFull = false;
    this.release();
  }

  override _final(done: Done): void {
    this.last = () => {
      this.session.close();
      if (!this.readableEnded) this.push(null);
      done();
    };
    // What was written runs first, and is answered.
    if (this.unrun === 0) this.last();
  }

  override _destroy(error: Error | null, done: Done): void {
    this.session.close();
    done(error);
  }

  run(bytes: Uint8Array, done: Done): void {
    this.unrun += bytes.length;
    this.session.write(bytes);
    this.held = done;
    this.release();
  }

  give(bytes: Uint8Array): void {
    if (this.destroyed || this.readableEnded) return;
    this.isFull = !this.push(bytes);
    if (this.readableLength > MAX_UNREAD) this.destroy(new Error("the replies are not read"));
  }

  ran(): void {
    this.unrun = 0;
    this.release();
    this.last?.();
  }

  release(): void {
    if (this.isFull || this.unrun > MAX_UNRUN) return;
    const done = this.held;
    this.held = undefined;
    done?.();
  }

  // The rest of a socket. There is no network that could be slow.
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

/**
 * The class that ioredis takes. Its own abstract class has protected members, which no other class can
 * have: so the instances are `any`.
 */
// biome-ignore lint/suspicious/noExplicitAny: see above.
export type Connector = new (options: unknown) => any;

/** The class for ioredis: `new Redis({ Connector: connector(redlet) })`. */
export function connector(redlet: RespSource): Connector {
  return class {
    stream: RespStream | undefined;

    async connect(): Promise<Duplex> {
      this.stream = new RespStream(redlet);
      return this.stream;
    }

    disconnect(): void {
      this.stream?.end();
    }

    check(): boolean {
      return true;
    }
  };
}
