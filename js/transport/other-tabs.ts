/**
 * What a tab has to do with the other tabs: it finds the owner of the database among them, and lets them reach its
 * own worker, where that is the owner.
 */

import { databaseLock, isWanted } from "./locks.ts";
import { type DiscoveryListener, OwnerDiscovery } from "./owner-discovery.ts";
import { PortBroker } from "./port-broker.ts";

/** After how many looks, one a second, that found no tab with the database a visitor gives up. */
const MOST_MISSES = 3;

/** Hears of the other tabs. */
export interface OtherTabsListener extends DiscoveryListener {
  /** Other tabs can send ports to the own worker under this number, or can't. */
  onReachable(via: number | undefined): void;
  /** One has sent a port. */
  onPort(port: MessagePort): void;
  /** Each second since so many ms, while another tab has the database, or will have it. */
  onSecond(elapsed: number): void;
}

/** The way to the other tabs with the same database. */
export class OtherTabs {
  readonly #database: string;
  readonly #client: number;
  readonly #listener: OtherTabsListener;
  #broker: PortBroker | undefined;
  #discovery: OwnerDiscovery | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #misses = 0;

  /** `client` is the number under which the broker knows this tab. */
  constructor(database: string, client: number, listener: OtherTabsListener) {
    this.#database = database;
    this.#client = client;
    this.#listener = listener;
  }

  /** Looks for the owner among them, until `stopFinding`. */
  find(): void {
    clearInterval(this.#timer);
    const startedAt = Date.now();
    this.#timer = setInterval(() => this.#listener.onSecond(Date.now() - startedAt), 1000);
    this.#openBroker();
    this.#discovery ??= new OwnerDiscovery(this.#database, this.#broker, this.#listener);
    this.#discovery.ask();
  }

  /** Asks anew who the owner is, if it is another tab's. */
  ask(): void {
    this.#discovery?.ask();
  }

  /** The owner is the own worker. */
  stopFinding(): void {
    clearInterval(this.#timer);
    this.#discovery?.close();
    this.#discovery = undefined;
  }

  /** Lets other tabs reach the own worker, and tells the listener how. */
  beReachable(): void {
    const isOpen = this.#broker !== undefined;
    this.#openBroker();
    // If the broker was just opened, it answers by itself.
    if (!this.#broker) this.#listener.onReachable(undefined);
    else if (isOpen) this.#listener.onReachable(this.#client);
  }

  /** Whether, for the third second in turn, no tab has the database or waits for it. */
  async areGone(): Promise<boolean> {
    this.#misses = (await isWanted(databaseLock(this.#database))) ? 0 : this.#misses + 1;
    return this.#misses >= MOST_MISSES;
  }

  close(): void {
    this.stopFinding();
    this.#broker?.close();
    this.#broker = undefined;
  }

  #openBroker(): void {
    const { onReachable, onPort } = this.#listener;
    this.#broker ??= PortBroker.open(this.#client, (works) => onReachable(works ? this.#client : undefined), onPort);
  }
}
