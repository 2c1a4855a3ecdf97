/**
 * The wasm glue that the build puts beside the compiled facade: what `src/wasm.rs` exports, by
 * hand, so that the facade is typed before the engine is built.
 */

import type { HostFile } from "./host/host.ts";

export interface EngineOptions {
  db?: HostFile;
  wal?: HostFile;
  now(): number;
  entropy(buffer: Uint8Array<ArrayBuffer>): void;
  sleep?(milliseconds: number): void;
  password?: string;
  port?: number;
  appendfsync?: string;
}

export class Engine {
  private constructor();
  static open(options: EngineOptions): Engine;
  connect(address: string): number;
  disconnect(session: number): void;
  exec(session: number, frame: Uint8Array): Uint8Array<ArrayBuffer>;
  receive(session: number, bytes: Uint8Array): void;
  run(): Uint32Array;
  woken(): Uint32Array;
  output(session: number): Uint8Array<ArrayBuffer>;
  isClosing(session: number): boolean;
  tick(): number;
  close(): void;
  free(): void;
}

export default function init(options: {
  module_or_path: URL | BufferSource | WebAssembly.Module | Promise<WebAssembly.Module>;
}): Promise<unknown>;
