/**
 * A Durable Object that is a redlet database, ready to export from a Worker.
 *
 * Its methods are the commands themselves, for calls from Workers; `connect` and `createRouter` use
 * `exec` and WebSockets. A class that extends it has the whole client as `this.redlet`.
 */

import { DurableObject } from "cloudflare:workers";
import { Client } from "../client/client.ts";
import type { Commands } from "../client/commands.gen.ts";
import { Connection } from "../client/connection.ts";
import type { Command } from "../client/encode.ts";
import { ANY, addCommands, SEND } from "../client/methods.ts";
import type { Config } from "../client/settings.ts";
import { RedletError } from "../errors.ts";
import type { RespListener, RespSession } from "../host/resp.ts";
import wasm from "../redlet/engine.wasm";
import type { Answer, StorageKind, Transport } from "../transport/transport.ts";
import { call } from "./call.ts";
import { Core } from "./core.ts";
import type { Usage } from "./pages.ts";
import { INVITATION } from "./socket-messages.ts";
import { Sockets } from "./sockets.ts";

/** A command by its words. */
export type Words = readonly (string | number | Uint8Array)[];

type Plain = null | string | number | bigint | Uint8Array;
/** A reply, as a call to an object returns it. Cloudflare's types allow no recursive type. */
export type CallReply = Plain | Plain[] | Plain[][] | { [name: string]: Plain | Plain[] };

/** A database in a Durable Object. */
// biome-ignore lint/correctness/noUnusedVariables: both declarations must have it.
export interface RedletObject<Env = unknown> extends Commands {}

/** A database in a Durable Object. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods are added from the table.
export class RedletObject<Env = unknown> extends DurableObject<Env> {
  /** Parameters of CONFIG for the object's start: `static override config = { maxmemory: "64mb" }`. */
  static config: Config = {};

  #core: Core | undefined;
  #sockets: Sockets | undefined;
  #client: Client | undefined;

  static {
    addCommands(this.prototype);
  }

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    void ctx.blockConcurrencyWhile(async () => {
      this.#core = await Core.open(ctx, wasm, (this.constructor as typeof RedletObject).config);
      this.#sockets = new Sockets(ctx, this.#core);
    });
  }

  /** A client of this object's database, for classes that extend this one. */
  protected get redlet(): Client {
    this.#client ??= new Client(new Connection(new Inside(this.#open)));
    return this.#client;
  }

  get #open(): Core {
    if (!this.#core) throw new RedletError("CLOSED", "the object is still being opened");
    return this.#core;
  }

  /** @internal */
  [SEND](command: Command, args: readonly unknown[]): Promise<unknown> {
    return once(this.#open, (client) => client[SEND](command, args));
  }

  /** Runs any command, by its words. */
  call(name: string, ...args: Words): Promise<CallReply> {
    return this[SEND](ANY, [name, ...args]) as Promise<CallReply>;
  }

  /** Runs commands together, in one transaction of the storage, and returns their replies. */
  pipeline(commands: readonly Words[]): Promise<CallReply[]> {
    return once(this.#open, (client) => {
      const pipeline = client.pipeline();
      for (const [name, ...args] of commands) pipeline.call(String(name), ...args);
      return pipeline.exec() as Promise<CallReply[]>;
    });
  }

  /** Runs a frame of commands, and returns the frame of their replies. Clients use it. */
  exec(frame: Uint8Array, place?: string): Promise<Uint8Array> {
    return sayable(() => {
      this.#sockets?.settleIn(place);
      return call(this.#open, frame);
    });
  }

  /** The rows that were read and written since the object woke, as Cloudflare counts them, and the storage's size. */
  usage(): Usage {
    return this.#open.pages.usage;
  }

  /**
   * Returns an invitation, with which `fetch` opens a session. Only code that can call the object's methods gets one:
   * a request from outside that is passed on to `fetch` opens no session.
   */
  invite(place?: string): Promise<string> {
    return sayable(async () => (this.#sockets as Sockets).invite(place));
  }

  /** Starts a session over a WebSocket, for a request with an invitation. Clients use it to subscribe and to wait. */
  async fetch(request: Request): Promise<Response> {
    const response = this.#sockets?.accept(request.headers.get(INVITATION));
    return response ?? new Response("a session of redlet is by invitation\n", { status: 403 });
  }

  /** @internal */
  async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    this.#sockets?.receive(socket, message);
  }

  /** @internal */
  async webSocketClose(socket: WebSocket): Promise<void> {
    this.#sockets?.leave(socket);
  }

  /** @internal */
  async webSocketError(socket: WebSocket): Promise<void> {
    this.#sockets?.leave(socket);
  }

  /** @internal */
  async alarm(): Promise<void> {
    this.#open.wake();
  }
}

/** The engine in the same object. */
class Inside implements Transport {
  readonly isDirect = true;
  readonly storage: StorageKind = "object";
  onMessages: ((values: Uint8Array) => void) | undefined;
  onEnd: ((error: RedletError) => void) | undefined;
  readonly #core: Core;
  readonly #session: number;
  /** Why the session has ended. */
  #lost: RedletError | undefined;

  constructor(core: Core) {
    this.#core = core;
    this.#session = core.connect({
      take: (values) => this.onMessages?.(values),
      lose: (error) => {
        this.#lost = error;
        this.onEnd?.(error);
      },
    });
  }

  send(frame: Uint8Array<ArrayBuffer>, answer: Answer): void {
    try {
      if (this.#lost) throw this.#lost;
      this.#core.exec(this.#session, frame, (replies) => answer.settle(replies));
    } catch (error) {
      answer.fail(RedletError.from(error, "ERR"));
    }
  }

  async duplicate(): Promise<Transport> {
    return new Inside(this.#core);
  }

  resp(listener: RespListener): RespSession {
    return this.#core.resp(listener);
  }

  await(isAwaited: boolean): void {
    this.#core.watch(this.#session, isAwaited);
  }

  async close(): Promise<void> {
    this.#core.disconnect(this.#session);
  }
}

/** Lets a client work in a session of its own, which ends with its last reply. */
async function once<T>(core: Core, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(new Connection(new Inside(core)));
  try {
    return await sayable(() => work(client));
  } finally {
    await client.close();
  }
}

/** Fails with a plain error: of another class the caller would be told the class in the message. */
async function sayable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof RedletError ? new Error(error.message, { cause: error }) : error;
  }
}
