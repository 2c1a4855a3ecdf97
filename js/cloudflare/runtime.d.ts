/**
 * The part of Cloudflare's runtime that is used, for the compiler alone: the types that this package
 * publishes name Cloudflare's own, which every project for Workers has.
 */

declare module "cloudflare:workers" {
  export abstract class DurableObject<Env = unknown> {
    protected ctx: DurableObjectState;
    protected env: Env;
    constructor(ctx: DurableObjectState, env: Env);
  }
}

interface DurableObjectState {
  readonly storage: DurableObjectStorage;
  blockConcurrencyWhile<T>(work: () => Promise<T>): Promise<T>;
  acceptWebSocket(socket: WebSocket, tags?: string[]): void;
  getWebSockets(tag?: string): WebSocket[];
  abort(reason?: string): void;
}

interface DurableObjectStorage {
  readonly sql: SqlStorage;
  getAlarm(): Promise<number | null>;
  setAlarm(time: number | Date): Promise<void>;
}

type SqlStorageValue = ArrayBuffer | string | number | null;

interface SqlStorage {
  exec<T extends Record<string, SqlStorageValue>>(
    query: string,
    ...bindings: (SqlStorageValue | Uint8Array)[]
  ): SqlStorageCursor<T>;
  readonly databaseSize: number;
}

interface SqlStorageCursor<T> extends Iterable<T> {
  toArray(): T[];
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

interface DurableObjectNamespace<T = undefined> {
  getByName(name: string): DurableObjectStub<T>;
}

/** A way to an object; its methods are those of the class, each by a call to where the object lives. */
type DurableObjectStub<T = undefined> = { fetch(url: string, init?: RequestInit): Promise<Response> } & {
  [K in keyof T]: T[K];
};

declare class WebSocketPair {
  0: WebSocket;
  1: WebSocket;
}

interface WebSocket {
  /** Cloudflare's: what is kept with a socket while its object sleeps. */
  serializeAttachment(value: unknown): void;
  deserializeAttachment(): unknown;
  accept(): void;
}

interface Response {
  readonly webSocket: WebSocket | null;
}

interface ResponseInit {
  webSocket?: WebSocket;
}
