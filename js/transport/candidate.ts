/**
 * A worker in the queue for a database: it waits for the Web Lock, opens the database, and then serves
 * its own page and the other tabs.
 *
 * Only the holder of the lock opens the files, and file handles are exclusive, too: so no two workers
 * have the database open at a time. A worker that dies frees both.
 */

import { Database, isInMemory } from "../host/database.ts";
import type { EngineSource, WasmSource } from "../host/host.ts";
import { OPFS } from "../host/opfs.ts";
import { RestPart } from "../host/rest-part.ts";
import { type Moments, moment } from "../host/timing.ts";
import { warmUp } from "../host/warm-up.ts";
import { importInTurn } from "./in-turn.ts";
import { clientLock, databaseLock, hold, workerLock } from "./locks.ts";
import {
  type Broadcast,
  type Channel,
  type FromCandidate,
  type FromOwner,
  PROTOCOL,
  type PublicChannel,
  publicChannel,
  type ToCandidate,
  type ToOwner,
} from "./messages.ts";
import { failed, Owner, OwnerClient } from "./owner.ts";
import type { OpenOptions } from "./transport.ts";

/** Where the engine is. */
export interface EngineFiles {
  /** The engine, or its first part. */
  wasm(): WasmSource;
  /** The rest of it, where that is its first part. */
  rest?(): URL;
}

/** How long a page may take to say how other tabs reach it, in ms: its thread may be busy. */
const PAGE_PATIENCE = 300;

const nobody = () => {};

/** A worker's part in a database. */
export class Candidate {
  readonly #page: Channel;
  readonly #isVisitor: boolean;
  readonly #closed = new AbortController();
  readonly #moments: Moments = { worker: moment() };
  #id = "";
  #workerLock: Promise<unknown> | undefined;
  /** The engine. What of it the page sends is not looked for. */
  readonly #engine: EngineSource;
  #sent: Promise<WasmSource | undefined> | undefined;
  #onLoaded: (wasm: WasmSource | undefined) => void = nobody;
  /** Where the page has the rest of it. */
  #rest: URL | undefined;
  #options: OpenOptions = {};
  #owner: Owner | undefined;
  /** The page, as the owner here knows it. */
  #client: OwnerClient | undefined;
  #public: PublicChannel | undefined;
  /** Releases the database's lock. */
  #release = nobody;
  /** How other tabs reach the page: unknown, not at all, or by a number. */
  #via: { number: number | undefined } | undefined;

  /**
   * Serves a page. The engine is in the files, where the page does not send it. A visitor never opens the database: its
   * thread can't open the files.
   */
  constructor(page: Channel, { wasm, rest }: EngineFiles, isVisitor = false) {
    this.#page = page;
    this.#engine = {
      wasm: async () => (await this.#sent) ?? wasm(),
      ...(rest && { rest: () => new RestPart(() => this.#rest ?? rest()) }),
    };
    this.#isVisitor = isVisitor;
    page.onmessage = ({ data }: MessageEvent<ToCandidate | ToOwner>) => {
      // Without the database a batch is ignored: the page sends it again to the owner.
      if (data instanceof Uint8Array) this.#client?.receive(data);
      else this.#receive(data);
    };
  }

  #receive(data: Exclude<ToCandidate | ToOwner, Uint8Array>): void {
    if (data.type === "open") this.#open(data);
    else if (data.type === "prepare") void this.#prepare();
    else if (data.type === "loading") this.#sent = new Promise((resolve) => (this.#onLoaded = resolve));
    else if (data.type === "loaded") {
      if (data.rest) this.#rest = new URL(data.rest);
      this.#onLoaded(data.wasm);
    } else if (data.type === "import") this.#import(data);
    else if (data.type === "reachable") {
      this.#via = { number: data.via };
      this.#announce();
    } else if (data.type === "port") this.#admit(data.port);
    else if (data.type === "close") this.#close();
    else this.#client?.receive(data);
  }

  async #prepare(): Promise<void> {
    // A database that is opened meanwhile needs no other to have the code compiled.
    if (!this.#isVisitor) await warmUp(this.#engine, () => this.#id === "");
    this.#post({ type: "prepared" });
  }

  #open({ id, options, client }: Extract<ToCandidate, { type: "open" }>): void {
    this.#id = id;
    this.#options = options;
    // Held for as long as this worker lives.
    this.#workerLock = hold(workerLock(id)).catch(nobody);
    if (client !== undefined) void hold(clientLock(client));
    this.#try(this.#takeTurn());
  }

  #import({ options, source }: Extract<ToCandidate, { type: "import" }>): void {
    const done = importInTurn(this.#engine, options, source);
    this.#try(done.then(() => this.#post({ type: "imported" })));
  }

  #post(message: FromCandidate | FromOwner): void {
    this.#page.postMessage(message);
  }

  #try(work: Promise<void>): void {
    work.catch((error) => {
      if (!this.#closed.signal.aborted) this.#post({ type: "refused", failure: failed(error) });
    });
  }

  /** Waits for the lock and opens the database. A database in memory needs no lock: nobody shares it. */
  async #takeTurn(): Promise<void> {
    const place = this.#options.path ?? this.#options.name ?? "";
    const isShared = !isInMemory(this.#options);
    if (isShared && this.#isVisitor) {
      this.#post({ type: "waiting" });
      return;
    }
    // A page takes a worker that does not hold its own lock for dead: so that lock comes first.
    await (isShared ? this.#wait(place) : this.#workerLock);
    this.#moments.lock = moment();
    try {
      const database = await Database.open(this.#engine, this.#options, OPFS);
      this.#owner = new Owner(database, () => this.#lose());
    } catch (error) {
      this.#release();
      throw error;
    }
    this.#client = new OwnerClient(this.#owner, this.#page);
    this.#client.greet({ ...this.#moments, ...this.#owner.database.moments });
    if (this.#owner.database.storage === "memory") this.#release();
    else this.#goPublic(place);
  }

  /** Waits for the database's lock. */
  async #wait(name: string): Promise<void> {
    const lock = databaseLock(name);
    const onLost = () => this.#lose();
    try {
      this.#release = await hold(lock, { ifAvailable: true }, onLost);
      return;
    } catch {
      this.#post({ type: "waiting" });
    }
    // So that the engine is compiled when the lock is free.
    void warmUp(this.#engine, () => this.#release === nobody);
    this.#release = await hold(lock, { signal: this.#closed.signal }, onLost);
  }

  /** Lets other tabs find the database. They may not know that their owner has gone. */
  #goPublic(name: string): void {
    const all = publicChannel(name);
    this.#public = all;
    all.onmessage = ({ data }: MessageEvent<Broadcast>) => {
      if (data.type === "find-owner") this.#tellPage();
      else if (data.type === "open-channel" && data.owner === this.#id) this.#admit(new BroadcastChannel(data.place));
      else if (data.type === "release-database") this.#lose();
    };
    if (this.#via) this.#announce();
    else all.postMessage({ type: "owner-changed", owner: this.#id } satisfies Broadcast);
  }

  /** A worker gets ports only from its page: asks the page whether it can, and then announces it. */
  #tellPage(): void {
    if (this.#via) {
      this.#announce();
      return;
    }
    this.#post({ type: "owner-wanted" });
    setTimeout(() => this.#via || this.#announce(), PAGE_PATIENCE);
  }

  #announce(): void {
    const via = this.#via?.number;
    this.#public?.postMessage({ type: "owner", protocol: PROTOCOL, owner: this.#id, via } satisfies Broadcast);
  }

  /** A client has come. */
  #admit(channel: MessagePort | BroadcastChannel): void {
    if (!this.#owner) {
      channel.close();
      return;
    }
    const client = new OwnerClient(this.#owner, channel);
    channel.onmessage = ({ data }: MessageEvent<ToOwner>) => client.receive(data);
    client.greet();
  }

  /** The engine has trapped, or somebody stole the lock or asked for it: waits in the queue again. */
  #lose(): void {
    if (!this.#owner) return;
    this.#leave();
    this.#try(this.#takeTurn());
  }

  #leave(): void {
    const owner = this.#owner;
    this.#owner = undefined;
    this.#client = undefined;
    this.#public?.close();
    this.#public = undefined;
    try {
      owner?.close();
    } finally {
      this.#release();
      this.#release = nobody;
    }
  }

  #close(): void {
    this.#closed.abort();
    try {
      this.#leave();
      this.#post({ type: "closed" });
    } catch (error) {
      this.#post({ type: "closed", failure: failed(error) });
    }
  }
}
