/**
 * The wasm glue that the build puts into the facade, as `scripts/glue.mjs` shapes it: what
 * `src/wasm.rs` exports, by hand, so that the facade is typed before the engine is built.
 */

import type { HostFile } from "./host/host.ts";

export interface EngineOptions {
  db?: HostFile;
  wal?: HostFile;
  /** The host makes a turn's writes to `db` one atomic write: no log is kept in `wal`. */
  isAtomic?: boolean;
  now(): number;
  entropy(buffer: Uint8Array<ArrayBuffer>): void;
  sleep?(milliseconds: number): void;
  figures?(): string;
  script?(request: Uint8Array, ask: (question: Uint8Array) => Uint8Array): Uint8Array | undefined;
  port?: number;
}

export class Engine {
  private constructor();
  static open(options: EngineOptions): Engine;
  static inspect(options: EngineOptions): void;
  /** Adds the rest to an instance of the first part, unless it has it. */
  static extend(rest: WebAssembly.Module): void;
  connect(address: string): number;
  disconnect(session: number): void;
  attach(session: number, client: number, restoration: Uint8Array): void;
  waiting(session: number): Float64Array;
  answered(session: number, number: number): Uint8Array<ArrayBuffer> | undefined;
  exec(session: number, frame: Uint8Array, number?: number): Uint8Array<ArrayBuffer>;
  receive(session: number, bytes: Uint8Array): void;
  run(): Uint32Array;
  isBehind(): boolean;
  hold(session: number, isHeld: boolean): void;
  hasRoom(bytes: number): boolean;
  refuse(count: number): Uint8Array<ArrayBuffer>;
  woken(): Uint32Array;
  output(session: number): Uint8Array<ArrayBuffer>;
  isClosing(session: number): boolean;
  isCut(session: number): boolean;
  unsent(session: number, bytes: number): void;
  keepalive(): number;
  tick(): number;
  close(): void;
}

/**
 * Makes an instance of the compiled engine: a database of its own memory. What it gives are copies, each in a buffer of
 * its own where `copy` makes no others. Of an engine in two parts this is the first one, and `load` is called where it
 * needs the other in the middle of its work: that must be there when `load` returns.
 */
export default function instantiate(
  module: WebAssembly.Module,
  copy?: (view: Uint8Array) => Uint8Array<ArrayBuffer>,
  load?: () => void,
): Promise<typeof Engine>;
