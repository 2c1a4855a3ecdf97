/**
 * Finds the owner of a database for a tab.
 *
 * It asks on the database's broadcast channel, and offers a port to each owner that announces itself. If
 * the port is not answered soon, it offers a broadcast channel instead. The first `hello` decides: only a
 * worker that has the database open sends one.
 */

import {
  type Broadcast,
  type Channel,
  type FromOwner,
  PROTOCOL,
  type PublicChannel,
  publicChannel,
  unique,
} from "./messages.ts";
import type { PortBroker } from "./port-broker.ts";

/** How often it asks while nobody answers, and how long a port may stay without a `hello`, in ms. */
const ASK_AGAIN = 500;
const PORT_PATIENCE = 300;

/** What a tab does with what it finds. */
export interface DiscoveryListener {
  /** An owner has sent `hello` on a channel. */
  onHello(channel: Channel, hello: Extract<FromOwner, { type: "hello" }>): void;
  /** The owner has another version of redlet. */
  onOtherVersion(): void;
}

/** A search, which goes on for as long as there may be a new owner. */
export class OwnerDiscovery {
  readonly #all: PublicChannel;
  readonly #name: string;
  readonly #broker: PortBroker | undefined;
  readonly #listener: DiscoveryListener;
  #asking: ReturnType<typeof setTimeout> | undefined;
  /** Channels without a `hello` yet. */
  #offers: Channel[] = [];
  #offeredTo: string | undefined;

  constructor(name: string, broker: PortBroker | undefined, listener: DiscoveryListener) {
    this.#name = name;
    this.#broker = broker;
    this.#listener = listener;
    this.#all = publicChannel(name);
    this.#all.onmessage = ({ data }: MessageEvent<Broadcast>) => {
      if (data.type === "owner") this.#hear(data);
      else if (data.type === "owner-changed") this.ask();
    };
  }

  /** Asks for the owner, until one sends `hello`. */
  ask(): void {
    clearTimeout(this.#asking);
    this.#offeredTo = undefined;
    this.#post({ type: "find-owner" });
    this.#asking = setTimeout(() => this.ask(), ASK_AGAIN);
  }

  /** Ends the search. */
  close(): void {
    clearTimeout(this.#asking);
    this.#withdraw();
    this.#all.close();
  }

  #post(message: Broadcast): void {
    this.#all.postMessage(message);
  }

  #hear({ protocol, owner, via }: Extract<Broadcast, { type: "owner" }>): void {
    if (protocol !== PROTOCOL) {
      this.#listener.onOtherVersion();
      return;
    }
    // An owner answers each search of any tab to all tabs.
    if (owner === this.#offeredTo) return;
    this.#offeredTo = owner;
    this.#withdraw();
    if (via === undefined || !this.#broker) {
      this.#offerPlace(owner);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    this.#offer(port1, owner);
    this.#broker.send(via, port2);
    setTimeout(() => this.#offers.includes(port1) && this.#offerPlace(owner), PORT_PATIENCE);
  }

  #offerPlace(owner: string): void {
    const place = `${this.#all.name}:${unique()}`;
    this.#offer(new BroadcastChannel(place), owner);
    this.#post({ type: "open-channel", owner, place });
  }

  #offer(channel: Channel, owner: string): void {
    this.#offers.push(channel);
    channel.onmessage = ({ data }: MessageEvent<FromOwner>) => {
      if (data instanceof Uint8Array || data.type !== "hello" || !this.#offers.includes(channel)) return;
      clearTimeout(this.#asking);
      this.#offers = this.#offers.filter((other) => other !== channel);
      this.#withdraw();
      this.#offeredTo = owner;
      this.#listener.onHello(channel, data);
    };
  }

  #withdraw(): void {
    for (const channel of this.#offers.splice(0)) channel.close?.();
  }
}
