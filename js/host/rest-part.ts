/**
 * The rest of the engine: what pages do not need for their first reply.
 *
 * It is fetched after the first reply, or before a batch runs that names a command of it. Should a command of the first
 * part get into the rest by a way that nobody foresaw, the wasm itself asks for it, in the middle of its work: then it
 * is loaded at once, while the thread waits. So a missing rest costs time, and never makes a result wrong.
 */

import { RedletError } from "../errors.ts";
import { CommandNames } from "../protocol/command-names.ts";
import { FIRST, NOT_FIRST } from "./first-commands.js";
import type { RestOfEngine } from "./host.ts";
import { WasmModule } from "./wasm-module.ts";

const first = new CommandNames(FIRST);
const notFirst = new CommandNames(NOT_FIRST);
const module = new WasmModule();

/** How long it is waited before a fetch that failed is tried again, in ms. */
const PAUSES = [200, 1000];

/** The rest of one instance. */
export class RestPart implements RestOfEngine {
  readonly isPrefetched = true;
  isLoaded = false;
  readonly #find: () => URL;
  #extend: (rest: WebAssembly.Module) => void = () => {};
  #loading: Promise<void> | undefined;

  constructor(find: () => URL) {
    this.#find = find;
  }

  isNeededBy(frame: Uint8Array): boolean {
    return !first.everyIn(frame) || notFirst.someIn(frame);
  }

  load(): Promise<void> {
    this.#loading ??= this.#load().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  addTo(extend: (rest: WebAssembly.Module) => void): void {
    this.#extend = extend;
  }

  loadAtOnce(): void {
    // An error without a code: whatever it ends, the instance has stopped in the middle of its work.
    this.#add(module.loadAtOnce(this.#find()));
  }

  async #load(): Promise<void> {
    for (let tries = 0; !this.isLoaded; tries++) {
      try {
        // What was wrong may be in the browser's cache.
        this.#add(await module.load(this.#find, tries > 0 ? "reload" : "default"));
      } catch (cause) {
        const pause = PAUSES[tries];
        if (pause === undefined) {
          const why = cause instanceof Error ? cause.message : String(cause);
          throw new RedletError("WASM", `the rest of the engine could not be loaded: ${why}`, undefined, { cause });
        }
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  #add(compiled: WebAssembly.Module): void {
    try {
      this.#extend(compiled);
      this.isLoaded = true;
    } catch (error) {
      module.forget();
      throw error;
    }
  }
}
