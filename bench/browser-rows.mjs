// What is measured in a browser: the rows, and how each is measured.
//
// In each round every library does the same work in turn, and the first is another one each time, so that what
// else the machine does hits all alike: what counts is the ratio of two libraries in one round.

import { setTimeout as sleep } from "node:timers/promises";
import { launch } from "../tests/browser/browsers.mjs";
import { visited } from "./build.mjs";
import { memoryOf } from "./memory.mjs";

const LONGEST_CALL = 600_000;
/** How long a library may take to be filled, in ms: what does not work in a browser often says nothing. */
const FILLED = 120_000;
/** How long garbage is waited for, in ms, before memory is read. */
const SETTLED = 500;
/** redlet's data, opened otherwise: it has no row but that. */
const PRELOADED = "redlet preloaded";
/** The libraries whose single writes would take minutes. */
const SLOW_FLOOD = ["dexie", "localforage", "pglite"];

const WORKS = ["one by one", "in flight", "bulk"].flatMap((way) => [
  ["get", way],
  ["set", way],
]);

/** All rows of a run, in their order; `name` tells one from another. */
export function rowsOf({ shapes }) {
  return [
    ...shapes.flatMap((shape) => [
      ...WORKS.map(([kind, way], at) => named({ what: "rate", kind, way, shape, seed: at * 100 })),
      ...(shape === shapes[0] ? [named({ what: "block", shape, seed: 700 })] : []),
      named({ what: "opening", shape }),
      ...(shape === shapes[0] ? [named({ what: "memory", shape })] : []),
    ]),
    named({ what: "first visit" }),
    named({ what: "second visit" }),
  ];
}

function named(row) {
  const { what, kind, way, shape } = row;
  const words = [what, kind, way, shape && `${shape.keys} keys of ${shape.size} B`];
  return { name: words.filter(Boolean).join(", "), ...row };
}

/** The list, begun one further each round. */
function turned(list, round) {
  const by = round % list.length;
  return [...list.slice(by), ...list.slice(0, by)];
}

/** Browsers, pages, and the libraries in them, for the rows of a run. */
export class Bench {
  #name;
  #peers;
  #pace;
  #urls;
  #browser;
  #shape;
  #page;
  /** The libraries that can hold the shape's data. */
  #here = [];

  /** `pace` says how long to measure; `urls` are those of the server, and of the one at the end of a slow line. */
  constructor(name, peers, pace, urls) {
    this.#name = name;
    this.#peers = peers;
    this.#pace = pace;
    this.#urls = urls;
  }

  async version() {
    return (await (await this.#begun()).version()).replace("/", " ");
  }

  /** Measures a row; gives for each library what it had in each round. */
  async measure(row) {
    const { what, shape } = row;
    if (what === "first visit") return this.#visits((peer) => this.#firstVisit(peer));
    if (what === "second visit") return this.#visits((peer) => this.#secondVisit(peer));
    await this.#fill(shape);
    if (what === "rate") return this.#rates(row);
    if (what === "block") return this.#blocks(row);
    // In pages of their own, with nothing beside.
    await this.#page?.close();
    this.#page = undefined;
    if (what === "opening") return this.#openings(shape);
    return this.#rounds(this.#pace.memories, ["bare page", ...this.#stores()], (peer) => this.#memory(peer, shape));
  }

  async close() {
    await this.#browser?.close();
    this.#browser = undefined;
    this.#shape = undefined;
    this.#page = undefined;
  }

  #stores() {
    return this.#here.filter((peer) => peer !== "bare echo");
  }

  /** Rounds of a budget: at least so many, and no more than so many. Nothing is kept of a library that gives null. */
  async #rounds({ least, most, millis = 0, warm = 0 }, peers, measure) {
    const found = {};
    const start = performance.now();
    for (let round = -warm; round < most && (round < least || performance.now() - start < millis); round++) {
      for (const peer of turned(peers, round + warm)) {
        const value = await measure(peer, round + warm);
        if (round >= 0 && value !== null) found[peer] = [...(found[peer] ?? []), value];
      }
    }
    return found;
  }

  async #begun() {
    this.#browser ??= await launch(this.#name, { protocolTimeout: LONGEST_CALL });
    return this.#browser;
  }

  async #load(path = "") {
    const page = await (await this.#begun()).newPage();
    await page.goto(this.#urls.fast + path);
    await page.waitForFunction(() => window.bench !== undefined || window.visited !== undefined);
    return page;
  }

  /** Has a page in which each library has the shape's data, in a browser of its own: without the leftovers of another. */
  async #fill(shape) {
    if (this.#shape !== shape) {
      await this.close();
      this.#here = [];
    }
    if (this.#page || (this.#shape === shape && this.#here.length > 0)) return;
    this.#page = await this.#load();
    this.#shape = shape;
    for (const peer of this.#peers.filter((peer) => peer !== PRELOADED)) {
      const start = Date.now();
      const problem = await this.#prepare(peer, shape);
      if (!problem) this.#here.push(peer);
      console.log(`  ${peer}: ${problem ?? `filled in ${((Date.now() - start) / 1000).toFixed(1)} s`}`);
    }
  }

  /** Fills a library's database; gives why it can't, where it can't. */
  #prepare(peer, shape) {
    const prepare = (...args) => window.bench.prepare(...args);
    const filled = this.#page.evaluate(prepare, peer, shape).then(
      (fits) => (fits ? undefined : "can't hold so much"),
      (error) => error.message,
    );
    return Promise.race([filled, sleep(FILLED, `not filled in ${FILLED / 1000} s`)]);
  }

  /**
   * What each library does in a second. No two works may share a seed: one would write the values that the other
   * left under the same keys, and SQLite writes no page for the bytes it has.
   */
  #rates({ kind, way, shape, seed }) {
    const run = (...args) => window.bench.measure(...args);
    return this.#rounds({ ...this.#pace.rates, warm: 1 }, this.#here, (peer, round) =>
      this.#page.evaluate(run, peer, kind, way, shape, seed + round + 1, this.#pace.millis),
    );
  }

  #blocks({ shape, seed }) {
    const run = (...args) => window.bench.longestBlock(...args);
    const peers = this.#here.filter((peer) => !SLOW_FLOOD.includes(peer));
    return this.#rounds(this.#pace.blocks, peers, (peer, round) => this.#page.evaluate(run, peer, shape, seed + round));
  }

  #openings(shape) {
    const peers = this.#peers.filter((peer) => this.#here.includes(peer === PRELOADED ? "redlet" : peer));
    return this.#rounds(this.#pace.openings, peers, (peer) => this.#opening(peer, shape));
  }

  /** Milliseconds to the first reply in a page that was just loaded. The one before was left as pages are. */
  async #opening(peer, shape) {
    if (peer === "bare echo") return null;
    const page = await this.#load();
    const elapsed = await page.evaluate((...args) => window.bench.firstReply(...args), peer, shape);
    await page.close();
    return elapsed;
  }

  /** MB of the browser with a page that has read all keys. */
  async #memory(peer, shape) {
    const page = await this.#load();
    if (peer !== "bare page") await page.evaluate((...args) => window.bench.readAll(...args), peer, shape);
    await sleep(SETTLED);
    const used = memoryOf(this.#browser);
    await page.close();
    return used;
  }

  #visits(visit) {
    return this.#rounds(this.#pace.visits, this.#peers.filter(visited), visit);
  }

  /** Milliseconds from the navigation to the first reply, where the browser has been there before. */
  async #secondVisit(peer) {
    for (;;) {
      const page = await this.#load(`visit-${peer}.html`);
      const { elapsed, isFirst } = await page.evaluate(() => window.visited);
      await page.close();
      if (!isFirst) return elapsed;
    }
  }

  /** The same of a browser that has nothing, over a slow line. */
  async #firstVisit(peer) {
    const context = await (await this.#begun()).createBrowserContext();
    const page = await context.newPage();
    await page.goto(`${this.#urls.slow}visit-${peer}.html`);
    await page.waitForFunction(() => window.visited !== undefined, { timeout: LONGEST_CALL });
    const { elapsed } = await page.evaluate(() => window.visited);
    await context.close();
    return elapsed;
  }
}
