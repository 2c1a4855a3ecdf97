/** One object as a whole database: `connect(env.REDLET, "app")`. */

import { Client } from "../client/client.ts";
import { Connection } from "../client/connection.ts";
import type { RedletError } from "../errors.ts";
import { commandsOf } from "../protocol/frame.ts";
import type { Answer, StorageKind, Transport } from "../transport/transport.ts";
import { Link, type ObjectNamespace } from "./link.ts";
import { needsSession } from "./routes.ts";

/**
 * A client of the object with this name, which runs all commands. Make one in each request: Cloudflare lets no request
 * use the connections of another.
 *
 * @example
 * const r = connect(env.REDLET, "app");
 */
export function connect(namespace: ObjectNamespace, name: string): Client {
  return new Client(new Connection(new Direct(new Link(namespace, name))));
}

/** Passes frames on as they are. */
class Direct implements Transport {
  readonly storage: StorageKind = "object";
  readonly #link: Link;
  #settled: Promise<unknown> = Promise.resolve();

  constructor(link: Link) {
    this.#link = link;
  }

  set onMessages(take: ((values: Uint8Array) => void) | undefined) {
    this.#link.onValues = take;
  }

  set onEnd(take: ((error: RedletError) => void) | undefined) {
    this.#link.onEnd = take;
  }

  send(frame: Uint8Array<ArrayBuffer>, answer: Answer): void {
    const isSession = needsSession(commandsOf(frame));
    // The frame is the sender's again once this returns.
    const done = this.#link.exec(frame.slice(), isSession).then(
      (replies) => answer.settle(replies),
      (error) => answer.fail(error),
    );
    this.#settled = Promise.all([this.#settled, done]);
  }

  async close(): Promise<void> {
    await this.#settled;
    await this.#link.close();
  }
}
