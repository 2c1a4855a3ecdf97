// A workerd with the packed module and the tests' Worker; functions of a test run in it.

import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trapping } from "../node/trap.mjs";

const root = new URL("../../", import.meta.url).pathname;
const tools = `${realpathSync(`${root}.cache/apps`)}/`;
const { Log, LogLevel, Miniflare } = createRequire(tools)("miniflare");

/** Starts one with these modules, the first of which is the Worker. */
export function startModules(modules, options) {
  return new Miniflare({
    cf: false,
    telemetry: { enabled: false },
    log: new Log(LogLevel.ERROR),
    compatibilityDate: "2026-01-01",
    modules,
    ...options,
  });
}

/** Starts one; `folder` keeps the objects' storage from one to the next. `traps`: its engines do on the word. */
export function start({ folder, traps } = {}) {
  const library = readFileSync(`${root}dist/cloudflare.js`, "utf8");
  const engine = readFileSync(`${root}dist/redlet/engine.wasm`);
  const modules = [
    { type: "ESModule", path: "/worker.js", contents: readFileSync(`${root}tests/cloudflare/worker.js`, "utf8") },
    { type: "ESModule", path: "/cloudflare.js", contents: traps ? trapping(library) : library },
    { type: "CompiledWasm", path: "/redlet/engine.wasm", contents: engine },
  ];
  return startModules(modules, {
    modulesRoot: "/",
    durableObjects: {
      REDLET: { className: "RedletObject", useSQLite: true },
      COUNTED: { className: "Counted", useSQLite: true },
      CONFIGURED: { className: "Configured", useSQLite: true },
    },
    unsafeEvalBinding: "UNSAFE_EVAL",
    ...(folder && { durableObjectsPersist: folder }),
  });
}

/** Runs a function in the Worker, with the module, the bindings and what is given; gives what it returns. */
export async function run(workerd, work, ...args) {
  const body = `return (${work})({ ...library, env }, ...${JSON.stringify(args)});`;
  const response = await workerd.dispatchFetch("http://localhost/", { method: "POST", body });
  const { value, error } = await response.json();
  if (error) throw Object.assign(new Error(error.message), error);
  return value;
}

/** A folder for storage, gone with the tests. */
export function storage(after) {
  const folder = mkdtempSync(join(tmpdir(), "redlet-workerd-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
