/// <reference lib="esnext.disposable" preserve="true" />
/**
 * The client: Redis's commands as methods on one session with an engine.
 *
 * It knows no runtime: each entry point gives it a `Runtime`. It never imports the wasm glue.
 */

import { RedletError } from "../errors.ts";
import { type Estimate, estimate, persist } from "../host/quota.ts";
import type { ImportSource } from "../host/source.ts";
import { moment, type Timing } from "../host/timing.ts";
import { Decode } from "../protocol/frame-reader.ts";
import type { TypedReply } from "../protocol/typed-reply.ts";
import type { Kept, OpenOptions, RespListener, RespSession, Runtime, StorageKind } from "../transport/transport.ts";
import { type Abortable, AbortableSender } from "./abortable.ts";
import { plain } from "./arguments.ts";
import { BinaryRedlet } from "./binary.ts";
import type { Commands, HscanOptions } from "./commands.gen.ts";
import { Connection } from "./connection.ts";
import { type Command, command } from "./encode.ts";
import { Events, type ListenOptions, type RedletEvent, type RedletEvents } from "./events.ts";
import { INSIDE } from "./inside.ts";
import { ANY, addCommands, SEND } from "./methods.ts";
import { type Named, optionsOf } from "./options.ts";
import { type Pipeline, PipelineSender, type Transaction } from "./pipeline.ts";
import { type Script, type ScriptOptions, script } from "./script.ts";
import { DEFAULT, settingsOf } from "./settings.ts";
import type { Asked, If, Key, Reply, Spelt, Value } from "./signatures.ts";
import {
  CHANNEL,
  type Kind,
  type Message,
  PATTERN,
  SHARD,
  type SubscribeOptions,
  type Subscription,
  Subscriptions,
} from "./subscription.ts";
import { type SyncRedlet, SyncSender } from "./sync.ts";

/** One word of a command, or an array of words: `call` does not know the arguments of a command, and flattens arrays. */
export type Word = string | number | bigint | Uint8Array | readonly Word[];

/** Options of a scan. */
export interface ScanOptions {
  /** A glob pattern for the names. */
  match?: Value | undefined;
  /** How many elements each step looks at, approximately. */
  count?: number | undefined;
}

/** Options of the scan of keys. */
type KeyScanOptions = ScanOptions & { type?: Value | undefined };
type Names = string | readonly string[];
/** Options of a subscription, or what takes its messages. */
type How<B extends boolean> = (SubscribeOptions & { binary?: B }) | ((message: Message) => void);
type Text<B extends boolean> = B extends true ? Uint8Array : string;

const MULTI = command("MULTI");
const ATOMIC = command("ATOMIC");

/** How much of an export is read at once: long enough to be quick, and short for those who wait. */
const PART = 256 * 1024;

/** What a client has. */
interface Inside {
  readonly connection: Connection;
  readonly events: Events;
  binary?: BinaryRedlet;
  sync?: SyncRedlet;
  subscriptions?: Subscriptions;
}

/** An open database: Redis's commands as methods. */
export interface Client extends Commands {}

/** An open database: Redis's commands as methods. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods are added from the table.
export class Client {
  /** @internal */
  readonly [INSIDE]: () => Inside;

  static {
    addCommands(this.prototype);
  }

  /** @internal */
  constructor(connection: Connection) {
    const inside: Inside = { connection, events: new Events(connection) };
    this[INSIDE] = () => inside;
  }

  /**
   * Adds a listener for an event:
   * - `"reconnect"`: another tab has taken over the database;
   * - `"fallback"`: the database is in memory, because its storage could not be used;
   * - `"end"`: the database was closed, or has ended with an error;
   * - `"push"`: messages of SUBSCRIBE, lines of MONITOR and invalidations of CLIENT TRACKING, if these commands
   *   were sent by `call` or `reply`.
   *
   * @example
   * r.addEventListener("reconnect", ({ detail }) => console.log(detail.repeated));
   */
  addEventListener<K extends keyof RedletEvents>(
    type: K,
    listener: (event: RedletEvent<K>) => void,
    options?: ListenOptions,
  ): void {
    this[INSIDE]().events.add(type, listener, options);
  }

  /** Removes a listener. */
  removeEventListener<K extends keyof RedletEvents>(type: K, listener: (event: RedletEvent<K>) => void): void {
    this[INSIDE]().events.remove(type, listener);
  }

  /**
   * Settles when this client has ended: resolves after `close`, or rejects with the `RedletError` that has ended
   * it (`POISONED`, `VERSION`, `LOCKED`, ...). Commands that wait, and loops over subscriptions, fail with the same
   * error. You need not handle it.
   */
  get closed(): Promise<void> {
    return this[INSIDE]().connection.closed;
  }

  /** Where the database is kept: `"opfs"`, `"file"` or `"memory"`. */
  get storage(): StorageKind {
    return this[INSIDE]().connection.storage;
  }

  /** How long the steps of opening it took, for whoever wants to make that shorter. */
  get timing(): Timing {
    return this[INSIDE]().connection.timing;
  }

  /** The same commands with `Uint8Array` for the strings of their replies, and `Map` for objects. */
  get binary(): BinaryRedlet {
    const inside = this[INSIDE]();
    inside.binary ??= new BinaryRedlet(inside.connection);
    return inside.binary;
  }

  /**
   * The same commands without promises: `r.sync.get("key")`. They work where the engine is in the same thread
   * (Node, Deno, Bun, Cloudflare, `redlet/slim`); elsewhere they throw an error with the code `ASYNC`.
   */
  get sync(): SyncRedlet {
    const inside = this[INSIDE]();
    inside.sync ??= new SyncSender(inside.connection) as unknown as SyncRedlet;
    return inside.sync;
  }

  /**
   * The same commands with a signal that cancels them: `r.withAbortSignal(signal).blpop("jobs", 0)`.
   *
   * A cancelled command rejects with the signal's reason, and has done nothing. A command that was already done
   * when the signal came resolves.
   */
  withAbortSignal(signal: AbortSignal): Abortable<Commands> {
    return new AbortableSender(this[INSIDE]().connection, Decode.Text, signal) as unknown as Abortable<Commands>;
  }

  /** @internal */
  [SEND](command: Command, args: readonly unknown[]): Promise<unknown> {
    return this[INSIDE]().connection.send(command, args, Decode.Text);
  }

  /** Sends any command, by its words: `call("SET", "key", "value", "EX", 60)`. Arrays are flattened. */
  call<T = Reply>(name: string, ...args: Word[]): Promise<T> {
    return this[SEND](ANY, [name, ...args]) as Promise<T>;
  }

  /**
   * Makes a function of a Lua script. A call sends its digest, and its source where the database does not have it.
   *
   * @example
   * const add = r.script<number>("return redis.call('INCRBY', KEYS[1], ARGV[1])", { keys: 1 });
   * await add(["visits"], [5]); // 5
   */
  script<T = Reply>(source: string, options: ScriptOptions): Script<T>;
  /** `SCRIPT subcommand`, by its words. */
  script(...args: Value[]): Promise<Reply>;
  script(...args: unknown[]): unknown {
    return script((command, words) => this[SEND](command, words), args);
  }

  /** Sends any command, and returns its reply with its type. An error reply does not reject. */
  reply(...words: Word[]): Promise<TypedReply> {
    return this[INSIDE]().connection.send(ANY, words, Decode.Typed) as Promise<TypedReply>;
  }

  /**
   * Starts a pipeline: commands that are sent together, with one promise for all replies.
   *
   * @example
   * const [name, visits] = await r.pipeline().get("name").incr("visits").exec();
   *
   * @example
   * // If a loop adds the commands, say the type of their replies, or leave it out.
   * const pipeline = r.pipeline<(string | null)[]>();
   * for (const key of keys) pipeline.get(key);
   * const values = await pipeline.exec();
   */
  pipeline<R extends unknown[] = []>(...none: []): Pipeline<R> {
    return new PipelineSender(this[INSIDE]().connection, Decode.Text, none) as unknown as Pipeline<R>;
  }

  /**
   * Starts a transaction: no other client's command runs between its commands. As in Redis, a command that fails
   * does not undo the others.
   */
  multi<R extends unknown[] = []>(...none: []): Transaction<R> {
    return new PipelineSender(this[INSIDE]().connection, Decode.Text, none, MULTI) as unknown as Transaction<R>;
  }

  /** A transaction of which all commands happen, or none: if one fails, `exec` rejects and nothing has changed. */
  atomic<R extends unknown[] = []>(...none: []): Pipeline<R> {
    return new PipelineSender(this[INSIDE]().connection, Decode.Text, none, ATOMIC) as unknown as Pipeline<R>;
  }

  /**
   * Subscribes to channels: `for await (const { channel, message } of r.subscribe("news"))`, or with a callback. The
   * subscription ends with the loop, with its `close()`, or with the signal. If the database ends first, the loop
   * throws the error (`CLOSED` after `close`), after the messages that had arrived.
   */
  subscribe<B extends boolean = false>(channels: Names, how?: How<B>): Subscription<Text<B>> {
    return subscribe(this[INSIDE](), CHANNEL, channels, how);
  }

  /** Subscribes to all channels that match patterns, in the same way. */
  psubscribe<B extends boolean = false>(patterns: Names, how?: How<B>): Subscription<Text<B>> {
    return subscribe(this[INSIDE](), PATTERN, patterns, how);
  }

  /** Subscribes to shard channels (SPUBLISH), in the same way. */
  ssubscribe<B extends boolean = false>(channels: Names, how?: How<B>): Subscription<Text<B>> {
    return subscribe(this[INSIDE](), SHARD, channels, how);
  }

  /** Every key, read in steps: `for await (const key of r.scanIterator({ match: "user:*" }))`. */
  scanIterator<O>(options: KeyScanOptions | Spelt<O, KeyScanOptions> = {}): AsyncGenerator<string, void> {
    return scanned((cursor) => this.scan(cursor, options as KeyScanOptions));
  }

  /**
   * Every field of a hash with its value, read in steps; with `novalues` the fields alone.
   *
   * @example
   * for await (const [field, value] of r.hscanIterator("user:1", { match: "a*" })) console.log(field, value);
   * for await (const field of r.hscanIterator("user:1", { novalues: true })) console.log(field);
   * @throws TypeError if the options are no object.
   */
  hscanIterator<const O extends object = Record<never, never>>(
    key: Key,
    options: HscanOptions | Spelt<O, HscanOptions> = {},
  ): AsyncGenerator<If<Asked<O, "novalues">, string, [field: string, value: string]>, void> {
    // NOVALUES as a word of Redis would change what the replies are.
    if (Object(options) !== options || Array.isArray(options)) {
      throw new TypeError("hscanIterator: give options as an object");
    }
    const isAlone = Object.entries(options).some(([name, value]) => value && plain(name) === "novalues");
    const page = (cursor: string) => this.hscan(key, cursor, options as ScanOptions);
    return scanned(page, isAlone ? undefined : (...pair) => pair) as AsyncGenerator<never, void>;
  }

  /** Every member of a set, read in steps. */
  sscanIterator<O>(key: Key, options: ScanOptions | Spelt<O, ScanOptions> = {}): AsyncGenerator<string, void> {
    return scanned((cursor) => this.sscan(key, cursor, options as ScanOptions));
  }

  /** Every member of a sorted set with its score, read in steps. */
  zscanIterator<O>(
    key: Key,
    options: ScanOptions | Spelt<O, ScanOptions> = {},
  ): AsyncGenerator<{ member: string; score: number }, void> {
    const page = (cursor: string) => this.zscan(key, cursor, options as ScanOptions);
    return scanned(page, (member, score) => ({ member, score: Number(score.replace("inf", "Infinity")) }));
  }

  /**
   * Another session with the same database: it has a database number (SELECT), WATCH, MULTI, subscriptions and
   * CLIENT settings of its own. It ends with its `close`, or with the `close` of the client that it was made from.
   *
   * @example
   * const other = await r.duplicate();
   * await other.select(1);             // r stays in database 0
   * @throws RedletError with the code `DUPLICATE` for a client of a Durable Object.
   */
  async duplicate(): Promise<Client> {
    const session = this.constructor as new (connection: Connection) => Client;
    return new session(await this[INSIDE]().connection.duplicate());
  }

  /**
   * Opens a session that speaks RESP, for other libraries: `redlet/ioredis` and `redlet/rest` use it. The engine must
   * be in the same thread, which it is not in a page.
   */
  resp(listener: RespListener): RespSession {
    return this[INSIDE]().connection.resp(listener);
  }

  /**
   * The whole database as it is now, as a stream of one SQLite file. Commands may run while it is read:
   * `new Response(await r.export()).blob()`, or in Node `pipeline(await r.export(), createWriteStream(path))`.
   *
   * The stream fails if nothing is read from it for a minute, or while the database grows by 256 MB.
   */
  async export(): Promise<ReadableStream<Uint8Array>> {
    const id = await this.call<number>("SNAPSHOT", "START");
    let at = 0;
    return new ReadableStream({
      pull: async (controller) => {
        const bytes = await this.binary.call<Uint8Array>("SNAPSHOT", "READ", id, at, PART);
        at += bytes.length;
        if (bytes.length > 0) controller.enqueue(bytes);
        if (bytes.length === PART) return;
        await this.call("SNAPSHOT", "END", id);
        controller.close();
      },
      cancel: async () => void (await this.call("SNAPSHOT", "END", id)),
    });
  }

  /** Waits for all replies, flushes and closes the database. Commands that wait, and loops over messages, fail with `CLOSED`. */
  close(): Promise<void> {
    return this[INSIDE]().connection.close();
  }

  /** The same as `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function subscribe<T>(inside: Inside, kind: Kind, names: Names, how: How<boolean> = {}): Subscription<T> {
  inside.subscriptions ??= new Subscriptions(inside.connection);
  const [options, callback] = typeof how === "function" ? [{}, how] : [how, undefined];
  const list = typeof names === "string" ? [names] : names;
  if (!Array.isArray(list) || !list.every((name) => typeof name === "string")) {
    throw new TypeError(`${kind.begin.name}: give the names as strings, or as an array of them`);
  }
  return inside.subscriptions.open(kind, list, options, callback as ((message: Message<T>) => void) | undefined);
}

/** What a scan gives, page by page: what is there all the time comes at least once. `made` joins items to pairs. */
async function* scanned<T = string>(
  page: (cursor: string) => Promise<[string, string[]]>,
  made?: (first: string, second: string) => T,
): AsyncGenerator<T, void> {
  let cursor = "0";
  do {
    const [next, items] = await page(cursor);
    if (!made) yield* items as T[];
    else for (let i = 0; i < items.length; i += 2) yield made(items[i] as string, items[i + 1] as string);
    cursor = next;
  } while (cursor !== "0");
}

/** What an entry point exports as `Redlet`. */
export interface RedletClass {
  readonly prototype: Client;
  /**
   * Loads and compiles the engine before a database is opened. In a page it starts a worker for that, which the next
   * `open` takes: then that need only open the files. No database is opened or made.
   *
   * It never fails: what is wrong `open` tells. You need not await it. It resolves when all is done.
   *
   * @example
   * void Redlet.preload();
   */
  preload(): Promise<void>;
  /**
   * Opens a database, and creates it if it does not exist.
   *
   * In a page the database has a name, and is kept in the origin private file system. In Node, Deno and Bun the name
   * is the path of its file (`"./app.db"`). `":memory:"` keeps nothing.
   *
   * @throws RedletError with the code
   * - `NAME`: this can't be a name;
   * - `LOCKED`: another program has it open, or a tab that does not answer;
   * - `VERSION`: a tab with another version of redlet has it open;
   * - `OPFS`: the browser offers no storage;
   * - `WORKER`: the browser can't start a worker;
   * - `NOTAB`: in a service or shared worker, no tab has the database open;
   * - `NOTADB`, `FOREIGN`, `CORRUPT`, `TOONEW`, `MODULE`, `IO`, `FULL`: its files can't be used;
   * - `ERR`: `config` has an unknown parameter or an impossible value, which the message names.
   */
  open(options: Named): Promise<Client>;
  /** The same with the name as an argument of its own: `open("app", { config: { "notify-keyspace-events": "KEA" } })`. */
  open(name: string, options: OpenOptions): Promise<Client>;
  /**
   * Replaces a database by a file that `export` made, or by any database file of redlet.
   *
   * The file is copied and checked as a whole before anything is replaced. If that fails, the database is as it was.
   * In a page all tabs that have it open go on with the imported data, after a `reconnect` event. Elsewhere it must not
   * be open.
   *
   * @throws RedletError with the code `NOTADB`, `FOREIGN`, `CORRUPT`, `TOONEW` or `MODULE` if the file is not a whole
   * database of redlet, or if the file to be replaced is not one; `FULL`, `IO`, `LOCKED` and `OPFS` as `open`. Errors of the source
   * are thrown as they are.
   */
  import(options: Named, source: ImportSource): Promise<void>;
  /**
   * Deletes a database. Returns whether it existed.
   *
   * In a page all tabs that have it open go on with an empty one, after a `reconnect` event. Elsewhere it must not be
   * open.
   *
   * @throws RedletError with the code `LOCKED` if it is open, or if a tab does not give it up; `NOTADB` or `FOREIGN` if
   * the file belongs to another program; `IO` and `OPFS` as `open`.
   */
  delete(options: Named): Promise<boolean>;
  /**
   * The databases of this origin: their names, and their sizes in bytes. For pages and workers.
   *
   * @throws RedletError with the code `STORAGE` in Node, Deno and Bun: list the folder instead.
   */
  list(): Promise<Kept[]>;
  /** How much the origin may store in this browser, how much it has stored, and whether the browser may delete it. */
  estimate(): Promise<Estimate>;
  /** Asks the browser never to delete what the origin stores; returns whether it agreed. For pages: it may ask the user. */
  persist(): Promise<boolean>;
}

/** The class of a runtime. */
export function redletClass(runtime: Runtime): RedletClass {
  return class Redlet extends Client {
    static readonly estimate = estimate;
    static readonly persist = persist;
    constructor(connection: Connection) {
      if (!(connection instanceof Connection))
        throw new RedletError("NEW", 'a database is opened, not made: await Redlet.open("app")');
      super(connection);
    }
    static preload(options: OpenOptions = {}): Promise<void> {
      return runtime.preload(options);
    }
    static async open(name: Named, options?: OpenOptions): Promise<Client> {
      return new Redlet(await openConnection(runtime, { ...options, ...optionsOf(name) }));
    }
    static async import(options: Named, source: ImportSource): Promise<void> {
      await runtime.import(optionsOf(options), source);
    }
    static async delete(options: Named): Promise<boolean> {
      return runtime.delete(optionsOf(options));
    }
    static async list(): Promise<Kept[]> {
      return runtime.list();
    }
  };
}

async function openConnection(runtime: Runtime, options: OpenOptions): Promise<Connection> {
  const { appendfsync, password, config } = options;
  const settings = settingsOf({ appendfsync, ...(password && { requirepass: password }), ...config });
  const calledAt = moment();
  const connection = new Connection(await runtime.connect(options), calledAt);
  try {
    // Also where another tab has the database: what is wrong is told at once, not when that tab goes.
    if (settings.length > 0) await connection.send(DEFAULT, settings, Decode.Text);
    if (password) await connection.send(ANY, ["AUTH", password], Decode.Text);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return connection;
}
