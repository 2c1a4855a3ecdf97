/**
 * A client's way to one object: a call for each frame, or a WebSocket when the client needs a session
 * there, because it subscribes, waits or watches.
 *
 * The socket is opened when it is first needed. From then on all frames of this client go through it, in
 * order. An idle socket costs nothing, because the object may sleep.
 */

import { RedletError } from "../errors.ts";
import { textOf } from "../protocol/bytes.ts";
import { FAILED, INVITATION, REPLIES, VALUES } from "./socket-messages.ts";

/** What objects are found in: a binding of `RedletObject`, or of a class that extends it. */
export interface ObjectNamespace {
  getByName(name: string): unknown;
}

/** What is called of an object. */
interface ObjectStub {
  exec(frame: Uint8Array, place?: string): Promise<Uint8Array>;
  invite(place?: string): Promise<string>;
  fetch(url: string, init?: RequestInit): Promise<Response>;
}

interface Waiting {
  resolve(replies: Uint8Array): void;
  reject(error: RedletError): void;
}

/** A way to one object. */
export class Link {
  /** Hears of messages and deferred replies. */
  onValues: ((values: Uint8Array) => void) | undefined;
  /** Hears that the session is gone: the object was stopped. */
  onEnd: ((error: RedletError) => void) | undefined;
  readonly #namespace: ObjectNamespace;
  readonly #name: string;
  readonly #place: string | undefined;
  #stub: ObjectStub | undefined;
  #socket: Promise<WebSocket> | undefined;
  #waiting: Waiting[] = [];

  /** To the object of a name; of several objects of a router, with its place among them. */
  constructor(namespace: ObjectNamespace, name: string, place?: string) {
    this.#namespace = namespace;
    this.#name = name;
    this.#place = place;
  }

  /** Whether the object knows the session. */
  get isOpen(): boolean {
    return this.#socket !== undefined;
  }

  /** Sends a frame. Returns the frame of its replies. */
  async exec(frame: Uint8Array, needsSession: boolean): Promise<Uint8Array> {
    try {
      if (needsSession) this.#socket ??= this.#open();
      if (!this.#socket) return await this.#object().exec(frame, this.#place);
      const socket = await this.#socket;
      return await new Promise((resolve, reject) => {
        this.#waiting.push({ resolve, reject });
        socket.send(frame as Uint8Array<ArrayBuffer>);
      });
    } catch (thrown) {
      // A stub whose object failed stays broken.
      this.#stub = undefined;
      throw failed(thrown);
    }
  }

  /** Ends the session. */
  async close(): Promise<void> {
    const socket = await this.#socket?.catch(() => undefined);
    this.#end(new RedletError("CLOSED", "the database was closed"));
    socket?.close(1000);
  }

  #object(): ObjectStub {
    this.#stub ??= this.#namespace.getByName(this.#name) as ObjectStub;
    return this.#stub;
  }

  async #open(): Promise<WebSocket> {
    try {
      const headers = { upgrade: "websocket", [INVITATION]: await this.#object().invite(this.#place) };
      const { webSocket: socket, status } = await this.#object().fetch("https://redlet/", { headers });
      if (!socket) throw new Error(`it refused a session (${status})`);
      socket.binaryType = "arraybuffer";
      socket.addEventListener("message", ({ data }) => this.#receive(new Uint8Array(data)));
      for (const event of ["close", "error"]) socket.addEventListener(event, () => this.#end(STOPPED));
      socket.accept();
      return socket;
    } catch (error) {
      this.#socket = undefined;
      throw error;
    }
  }

  #receive(message: Uint8Array): void {
    const body = message.subarray(1);
    if (message[0] === REPLIES) this.#waiting.shift()?.resolve(body);
    else if (message[0] === VALUES) this.onValues?.(body);
    else if (message[0] === FAILED) this.#waiting.shift()?.reject(failed(textOf(body)));
  }

  #end(error: RedletError): void {
    if (!this.#socket) return;
    this.#socket = undefined;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
    this.onEnd?.(error);
  }
}

const STOPPED = new RedletError("OBJECT", "the object was stopped, and this session with it");

/** What an object, or the way to it, failed with. */
function failed(thrown: unknown): RedletError {
  if (thrown instanceof RedletError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new RedletError("OBJECT", `the object failed: ${message}`, undefined, { cause: thrown });
}
