/**
 * Keys distributed over several objects, with one client: `createRouter(env.REDLET, { objects })`.
 *
 * A frame is split, its parts are sent at the same time, and the replies are joined as if one engine had
 * given them. If an object fails, only the commands that went to it fail.
 */

import { Client } from "../client/client.ts";
import { Connection } from "../client/connection.ts";
import type { RedletError } from "../errors.ts";
import { joined } from "../protocol/bytes.ts";
import { commandsOf, countOf, frameOf, repliesOf } from "../protocol/frame.ts";
import { arrivedIn, deferredIn, error, values, withTicket } from "../protocol/values.ts";
import type { Answer, StorageKind, Transport } from "../transport/transport.ts";
import { Link, type ObjectNamespace } from "./link.ts";
import { NIL, type Plan, plan, type Ticket } from "./routes.ts";

/** How keys are distributed. */
export interface RouterOptions {
  /** The number of objects, from 1 to 16384. It can't be changed later. */
  objects: number;
  /** What the objects' names begin with: `"redlet"` by default. */
  name?: string;
}

const MOST = 16_384;

/**
 * A client whose keys are distributed over several objects by Redis Cluster's hash slots: keys with the same `{tag}` are
 * in one object. Make one in each request: Cloudflare lets no request use the connections of another.
 *
 * @example
 * const r = createRouter(env.REDLET, { objects: 8 });
 * @throws RangeError if the number of objects is not from 1 to 16384.
 */
export function createRouter(namespace: ObjectNamespace, { objects, name = "redlet" }: RouterOptions): Client {
  if (!Number.isInteger(objects) || objects < 1 || objects > MOST) {
    throw new RangeError(`the number of objects must be from 1 to ${MOST}, not ${objects}`);
  }
  const link = (object: number) => new Link(namespace, `${name}-${object}`, `${object + 1} of ${objects}`);
  return new Client(new Connection(new Router(Array.from({ length: objects }, (_, object) => link(object)))));
}

/** The ways to several objects, as one. */
class Router implements Transport {
  readonly storage: StorageKind = "object";
  onMessages: ((values: Uint8Array) => void) | undefined;
  onEnd: ((error: RedletError) => void) | undefined;
  readonly #links: readonly Link[];
  /** Deferred replies by the number that the client knows: which object owes them, and by which number. */
  readonly #tickets = new Map<number, Ticket>();
  #lastTicket = 0;
  /** Settled when every frame that was sent is. */
  #settled: Promise<unknown> = Promise.resolve();

  constructor(links: readonly Link[]) {
    this.#links = links;
    for (const [object, link] of links.entries()) {
      link.onValues = (bytes) => this.#receive(object, bytes);
      link.onEnd = (error) => this.onEnd?.(error);
    }
  }

  send(frame: Uint8Array<ArrayBuffer>, answer: Answer): void {
    const open = [...this.#links.keys()].filter((object) => this.#links[object]?.isOpen);
    const objects = { count: this.#links.length, open, ticket: (own: number) => this.#tickets.get(own) };
    const made = plan(commandsOf(frame), objects);
    // The frame is the sender's again once this returns: what goes out is a copy.
    const asked = [...made.frames].map(([object, commands]) =>
      this.#ask(object, frameOf(commands), made.sessions.has(object)),
    );
    const done = Promise.all(asked).then((replies) => answer.settle(frameOf(assembled(made, new Map(replies)))));
    this.#settled = Promise.all([this.#settled, done.catch(() => {})]);
  }

  async close(): Promise<void> {
    await this.#settled;
    await Promise.all(this.#links.map((link) => link.close()));
  }

  async #ask(object: number, frame: Uint8Array, needsSession: boolean): Promise<[number, Uint8Array[]]> {
    try {
      const replies = repliesOf(await (this.#links[object] as Link).exec(frame, needsSession));
      return [object, replies.map((reply) => this.#announced(object, reply))];
    } catch (thrown) {
      const { code, message } = thrown as RedletError;
      const refusal = error(`${code} ${message}`);
      return [object, Array.from({ length: countOf(frame) }, () => refusal)];
    }
  }

  /** A reply, under a number of the client's own if it is deferred: each object has its own. */
  #announced(object: number, reply: Uint8Array): Uint8Array {
    const ticket = deferredIn(reply)?.ticket;
    if (ticket === undefined) return reply;
    this.#tickets.set(++this.#lastTicket, { object, ticket });
    return withTicket(reply, this.#lastTicket);
  }

  async #receive(object: number, bytes: Uint8Array): Promise<void> {
    // The client may not yet have been told what is deferred.
    await this.#settled;
    const told = values(bytes).map((value) => {
      const ticket = arrivedIn(value)?.ticket;
      if (ticket === undefined) return value;
      const own = [...this.#tickets].find(([, its]) => its.object === object && its.ticket === ticket)?.[0] ?? 0;
      this.#tickets.delete(own);
      return withTicket(value, own);
    });
    this.onMessages?.(joined(told));
  }
}

/** The replies of a frame, from those of each object. */
function assembled(made: Plan, replies: ReadonlyMap<number, Uint8Array[]>): Uint8Array[] {
  return made.steps.map(({ parts, join }) => join(parts.map(({ object, at }) => replies.get(object)?.[at] ?? NIL)));
}
