/**
 * The interpreter of scripts: an instance of its own beside the engine, made at the first script.
 *
 * A trap in it loses the instance and nothing else: the engine is told, and the next script has a new one. What is
 * thrown while the engine answers a script's question is the engine's own trap, and goes on through both.
 */

import type { FindLua } from "./host.ts";

/** What `lua.wasm` exports: `lua/src/instance/mod.rs` says how it is used. */
interface Exports {
  memory: WebAssembly.Memory;
  room(length: number): number;
  run(): number;
}

type Ask = (question: Uint8Array) => Uint8Array;

const modules = new Map<FindLua, WebAssembly.Module>();

/** The interpreter of one database. */
export class Lua {
  readonly #find: FindLua;
  #instance: Exports | undefined;
  #ask: Ask = () => new Uint8Array();

  constructor(find: FindLua) {
    this.#find = find;
  }

  /** Executes a request; nothing where the instance trapped, or there is none. */
  run(request: Uint8Array, ask: Ask): Uint8Array | undefined {
    let thrown: { error: unknown } | undefined;
    this.#ask = (question) => {
      try {
        return ask(question);
      } catch (error) {
        thrown = { error };
        throw error;
      }
    };
    try {
      this.#instance ??= this.#make();
      write(this.#instance, request);
      const at = this.#instance.run();
      const { buffer } = this.#instance.memory;
      return new Uint8Array(buffer.slice(at + 4, at + 4 + new DataView(buffer).getUint32(at, true)));
    } catch {
      this.#instance = undefined;
      if (thrown) throw thrown.error;
      return undefined;
    }
  }

  #make(): Exports {
    const ask = (at: number, length: number): void => {
      const question = new Uint8Array(exports.memory.buffer.slice(at, at + length));
      write(exports, this.#ask(question));
    };
    const instance = new WebAssembly.Instance(compiled(this.#find), { redlet: { ask } });
    const exports = instance.exports as unknown as Exports;
    return exports;
  }
}

function compiled(find: FindLua): WebAssembly.Module {
  let module = modules.get(find);
  if (!module) {
    const source = find();
    module = source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source as BufferSource);
    modules.set(find, module);
  }
  return module;
}

function write(exports: Exports, bytes: Uint8Array): void {
  const at = exports.room(bytes.length);
  new Uint8Array(exports.memory.buffer).set(bytes, at);
}
