/**
 * The worker's script: one engine, its messages answered one by one in the order they came.
 */

import { RedletError } from "../errors.ts";
import { Database } from "../host/database.ts";
import type { WasmSource } from "../host/host.ts";
import { OPFS } from "../host/opfs.ts";
import { Awake } from "./awake.ts";
import { COPIED, type FromWorker, type ToWorker } from "./messages.ts";

/** The part of a worker's global scope that is used: the page's types have another `postMessage`. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
}

/** Serves the page that started this worker, with the engine found by `wasm` unless the page sends it. */
export function serve(scope: WorkerScope, wasm: () => WasmSource): void {
  let database: Database | undefined;
  let session = 0;
  const awake = new Awake();

  async function open({ options, wasm: sent }: Extract<ToWorker, { type: "open" }>): Promise<FromWorker> {
    database = await Database.open(() => sent ?? wasm(), options, OPFS);
    session = database.use((engine) => engine.connect(""));
    database.onTick = tell;
    return { type: "opened", storage: database.storage };
  }

  function run(frame: Uint8Array): void {
    if (!database) throw new RedletError("CLOSED", "the database is not open");
    const replies = database.use((engine) => engine.exec(session, frame));
    scope.postMessage(replies, replies.length <= COPIED ? [] : [replies.buffer]);
    awake.note();
    tell();
  }

  /** Messages, and replies to commands that had to wait. */
  function tell(): void {
    const values = database?.use((engine) => engine.output(session));
    if (values?.length) scope.postMessage({ type: "messages", values }, [values.buffer]);
  }

  function close(): FromWorker {
    database?.close();
    return { type: "closed" };
  }

  function fail(error: unknown): void {
    const { code, message } = RedletError.from(error, "ERR");
    scope.postMessage({ type: "failed", failure: { code, message } });
  }

  scope.onmessage = ({ data }) => {
    try {
      if (data instanceof Uint8Array) run(data);
      else if (data.type === "close") scope.postMessage(close());
      else open(data).then((opened) => scope.postMessage(opened), fail);
    } catch (error) {
      fail(error);
    }
  };
}
