/** Finds and compiles modules of WebAssembly, each once in a thread. */

import { elsewhere } from "../errors.ts";
import type { FindWasm, WasmSource } from "./host.ts";

/** A module that is compiled once. */
export class WasmModule {
  #compiling: Promise<WebAssembly.Module> | undefined;
  #compiled: WebAssembly.Module | undefined;

  /** The compiled module. After a failure it is found anew, and then as `cache` says. */
  async load(find: FindWasm, cache: RequestCache = "default"): Promise<WebAssembly.Module> {
    this.#compiling ??= compile(find, cache);
    try {
      this.#compiled = await this.#compiling;
      return this.#compiled;
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  /** The same before this returns: the thread stops meanwhile. Only for workers, which may do that. */
  loadAtOnce(url: URL): WebAssembly.Module {
    this.#compiled ??= new WebAssembly.Module(fetchAtOnce(url));
    return this.#compiled;
  }

  /** It was of no use: it is found anew. */
  forget(): void {
    this.#compiling = undefined;
    this.#compiled = undefined;
  }
}

async function compile(find: FindWasm, cache: RequestCache): Promise<WebAssembly.Module> {
  const source: WasmSource = await find();
  if (source instanceof WebAssembly.Module) return source;
  if (!(source instanceof URL)) return WebAssembly.compile(source as BufferSource);
  const response = await fetch(source, { cache }).catch((cause) => {
    throw new Error(`${cause.message}${elsewhere()}`, { cause });
  });
  if (!response.ok) throw unanswered(source, response);
  // Many servers do not know the type, and without it the browser refuses to compile as it loads.
  const isTyped = response.headers.get("content-type") === "application/wasm";
  return isTyped ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

function fetchAtOnce(url: URL): ArrayBuffer {
  const request = new XMLHttpRequest();
  request.open("GET", url, false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw unanswered(url, request);
  return request.response;
}

function unanswered(url: URL, { status, statusText }: { status: number; statusText: string }): Error {
  return new Error(`${url} was answered by ${status} ${statusText}`);
}
