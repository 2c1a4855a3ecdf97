/**
 * The one module that knows the wasm glue.
 *
 * The wasm is compiled once, and every database gets an instance of its own, with its own memory
 * (1.3 MB and 2 ms at first). So a trap, after which an instance's memory can't be trusted, ends
 * one database: others go on, and what is opened anew is fresh.
 */

import instantiate, { type Engine, type EngineOptions } from "../engine.js";
import { RedletError } from "../errors.ts";
import { countOf } from "../protocol/frame.ts";
import type { EngineSource } from "./host.ts";
import type { Part } from "./part.ts";
import type { CopyOut } from "./pool.ts";
import { WasmModule } from "./wasm-module.ts";

export type { Engine, EngineOptions };

/** Who has an engine at work. */
export interface EngineAccess {
  /** Lets the engine work. Throws a RedletError where it fails. */
  use<T>(work: (engine: Engine) => T): T;
}

/** An instance of the engine. */
export interface Instance {
  readonly engine: typeof Engine;
  /** What of it may not be there yet. */
  readonly parts: readonly Part[];
}

const engineModule = new WasmModule();

/** The engine's module, which is compiled once. */
export function loadModule({ wasm }: Pick<EngineSource, "wasm">): Promise<WebAssembly.Module> {
  return engineModule.load(wasm);
}

/** Has the module compiled. What is wrong is told to whoever opens a database: there it is tried again. */
export async function preloadModule(source: EngineSource): Promise<void> {
  await loadModule(source).catch(() => {});
}

/** Makes an instance of the engine. Where the thread may not wait for a part in the middle of its work, it is whole. */
export async function loadEngine(source: EngineSource, copyOut?: CopyOut): Promise<Instance> {
  try {
    const module = await loadModule(source);
    if (!isFirstPart(module)) return { engine: await instantiate(module, copyOut), parts: [] };
    const rest = source.rest?.();
    if (!rest) throw new Error("this is a part of it: redlet/engine.wasm is the whole");
    const engine = await instantiate(module, copyOut, () => rest.loadAtOnce());
    rest.addTo((module) => engine.extend(module));
    if (!mayWait()) await rest.load();
    return { engine, parts: [rest] };
  } catch (error) {
    engineModule.forget();
    const message = error instanceof Error ? error.message : String(error);
    throw new RedletError("WASM", `the engine could not be loaded: ${message}`, undefined, {
      cause: error,
    });
  }
}

/** Makes an instance of the engine with all its parts. */
export async function loadWhole(source: EngineSource): Promise<typeof Engine> {
  const { engine, parts } = await loadEngine(source);
  for (const part of parts) await part.load();
  return engine;
}

/** Whether a module is the first part of an engine alone. */
function isFirstPart(module: WebAssembly.Module): boolean {
  return WebAssembly.Module.imports(module).some((each) => each.module === "split");
}

/** Whether this thread may stop for a request. */
const mayWait = () => typeof XMLHttpRequest !== "undefined" && typeof document === "undefined";

/** What the engine threw as a RedletError: an error of its own has a code, all else is a trap (`POISONED`). */
export function failure(thrown: unknown): RedletError {
  const own = thrown instanceof Error && typeof (thrown as { code?: unknown }).code === "string";
  if (own && !(thrown instanceof WebAssembly.RuntimeError)) return RedletError.from(thrown, "ERR");
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  // Until its stack is made text, a trap keeps the frames of the instance, and so its memory.
  if (thrown instanceof Error) String(thrown.stack);
  return new RedletError("POISONED", `the engine stopped: ${message}`, undefined, { cause: thrown });
}

/** What is passed in without asking whether there is room: the engine has a reserve for that. */
const SMALL = 65_536;
/** No more can be passed in, whatever room there is. */
const MOST = 2 ** 31 - 1;

/** Whether the engine has the memory to take these bytes in. */
export function canTake(engine: Engine, { length }: Uint8Array): boolean {
  return length < SMALL || (length <= MOST && engine.hasRoom(length));
}

/** Runs a frame of commands; where there is no memory for it, each is answered with that. */
export function exec(engine: Engine, session: number, frame: Uint8Array, number?: number): Uint8Array<ArrayBuffer> {
  if (canTake(engine, frame)) return engine.exec(session, frame, number);
  return engine.refuse(countOf(frame));
}

/** Why a session ends whose output could not be copied: what it waited for, or listened to, is lost. */
export const lostOutput = (): RedletError =>
  new RedletError("OOM", "there is no memory for a deferred reply or a message, so the session has ended");

/** What the engine has for a session; nothing where the host has no memory to copy it: then it is lost. */
export function outputOf(engine: Engine, session: number): Uint8Array<ArrayBuffer> | undefined {
  try {
    return engine.output(session);
  } catch (error) {
    if ((error as { code?: unknown }).code === "OOM") return undefined;
    throw error;
  }
}
