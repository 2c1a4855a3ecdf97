// Five tabs write to one database while whoever has it is killed, again and again: in the end what
// was acknowledged is there exactly once, and of each killed writer at most one call more.
//
// KILLS says how often in each browser: 10, or 200 by `npm run test:chaos`.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { serveFolders } from "../../scripts/static.mjs";
import { BROWSERS, killBrowser, launch } from "./browsers.mjs";

const KILLS = Number(process.env.KILLS ?? 10);
const TABS = 5;
const WRITERS = 3;
/** The longest that they write between two kills, and that a fail-over may take, in ms. */
const LONGEST = 600;
const PATIENCE = 20_000;
/** Who is killed: mostly whoever has the database. */
const DEATHS = ["worker", "tab", "worker", "renderer", "tab", "reload", "worker", "bystander", "tab", "browser"];

const root = new URL("../../", import.meta.url).pathname;
let server;
before(async () => {
  server = await serveFolders([`${root}dist`, `${root}tests/browser`]);
});
after(() => server.close());

const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** Waits until something is so. */
async function until(what, isSo) {
  const end = Date.now() + PATIENCE;
  while (!(await isSo())) {
    assert.ok(Date.now() < end, `waited for ${what}`);
    await sleep(10);
  }
}

/** A browser with tabs that write, and what they reported. */
class World {
  constructor(name, folder) {
    this.name = name;
    this.folder = folder;
    this.tabs = [];
    this.count = 0;
    /** By writer: the last call that was acknowledged. */
    this.acknowledged = new Map();
    this.killed = new Set();
    this.failures = [];
    /** How many batches were sent again, and how many of them had been carried out. */
    this.repeated = 0;
    this.recorded = 0;
    /** When tabs were answered after they had reconnected. */
    this.reconnected = [];
  }

  async fill() {
    this.browser ??= await launch(this.name, { userDataDir: this.folder, protocolTimeout: 60_000 });
    while (this.tabs.length < TABS) await this.open();
  }

  async open() {
    const page = await this.browser.newPage();
    const tab = { page, name: `tab${this.count++}` };
    page.once("error", () => this.lose(tab));
    await page.exposeFunction("report", (what) => this.hear(what));
    await page.goto(`http://localhost:${server.address().port}/chaos.html`);
    await page.waitForFunction(() => window.ready, { polling: 20 });
    await page.evaluate((...args) => window.start(...args), tab.name, WRITERS);
    this.tabs.push(tab);
  }

  hear({ failed, writer, n, reconnected, repeated = 0, recorded = 0 }) {
    this.repeated += repeated;
    this.recorded += recorded;
    if (failed) this.failures.push(failed);
    if (writer) this.acknowledged.set(writer, n);
    if (reconnected) this.reconnected.push(reconnected);
  }

  /** The tab is gone: its writers may each have one call that nobody heard of. */
  lose(tab) {
    this.tabs = this.tabs.filter((other) => other !== tab);
    this.killed.add(tab.name);
  }

  async owner() {
    for (;;) {
      for (const tab of this.tabs) if (await tab.page.evaluate(() => window.isOwner)) return tab;
      await sleep(10);
    }
  }

  /** Kills somebody; gives how long it took until another tab was answered, where another had to take over. */
  async kill(death) {
    const owner = await this.owner();
    this.reconnected = [];
    let start = Date.now();
    if (death === "browser") {
      for (const tab of [...this.tabs]) this.lose(tab);
      await killBrowser(this.browser);
      this.browser = undefined;
      return;
    }
    if (death === "bystander") {
      const other = this.tabs.find((tab) => tab !== owner);
      this.lose(other);
      await other.page.close();
      return;
    }
    if (death === "worker") start = await owner.page.evaluate(() => window.killWorker());
    else {
      this.lose(owner);
      await this.end(owner.page, death);
    }
    await until(`a fail-over after ${death}`, () => this.reconnected.length > 0 || this.tabs.length === 0);
    const first = Math.min(...this.reconnected);
    // Every tab goes on, not just the first.
    const last = new Map(this.acknowledged);
    const goesOn = ({ name }) => this.acknowledged.get(`${name}-0`) > (last.get(`${name}-0`) ?? 0);
    await until("all tabs", () => this.failures.length > 0 || this.tabs.every(goesOn));
    return first - start;
  }

  async end(page, death) {
    if (death === "reload") {
      await page.reload();
      await page.close();
    } else if (death === "renderer" && this.name === "chromium") {
      const session = await page.createCDPSession();
      // There is nobody left to answer it.
      session.send("Page.crash").catch(() => {});
      await new Promise((resolve) => page.once("error", resolve));
    } else await page.close();
  }

  /** Compares what is in the database with what was acknowledged. */
  async check() {
    await Promise.all(this.tabs.map(({ page }) => page.evaluate(() => window.stop())));
    assert.deepEqual(this.failures, []);
    const [{ page }] = this.tabs;
    const call = (...words) => page.evaluate((words) => window.db.call(...words), words);
    const list = await call("LRANGE", "list", "0", "-1");
    const stream = await call("XRANGE", "stream", "-", "+");
    const inStream = stream.map(({ fields }) => fields.element);
    let total = 0;
    const expected = [];
    for (const [writer, acknowledged] of this.acknowledged) {
      const counted = Number(await call("GET", `counter:${writer}`));
      const isKilled = this.killed.has(writer.replace(/-\d+$/, ""));
      const more = counted - acknowledged;
      assert.ok(more === 0 || (more === 1 && isKilled), `${writer}: ${acknowledged} acknowledged, ${counted} counted`);
      for (let n = 1; n <= counted; n++) expected.push(`${writer}:${n}`);
      total += counted;
    }
    // A writer that was killed before its first report.
    const known = list.filter((element) => this.acknowledged.has(element.split(":")[0]));
    assert.ok(list.length - known.length <= this.killed.size * WRITERS);
    assert.equal(Number(await call("GET", "total")), total + list.length - known.length);
    assert.deepEqual(known.sort(), expected.sort());
    assert.deepEqual(inStream.sort(), list.sort());
    return total;
  }
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

for (const name of Object.keys(BROWSERS)) {
  describe(name, () => {
    const folder = mkdtempSync(join(tmpdir(), "redlet-chaos-"));
    const world = new World(name, folder);
    after(async () => {
      if (world.browser) await killBrowser(world.browser);
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    });

    test(`${KILLS} kills lose nothing and repeat nothing`, async (t) => {
      const times = [];
      for (let i = 0; i < KILLS; i++) {
        await world.fill();
        await sleep(Math.random() * LONGEST);
        const death = DEATHS[i % DEATHS.length];
        const took = await world.kill(death);
        if (took !== undefined && Number.isFinite(took)) times.push(took);
        t.diagnostic(`${death}: ${took === undefined ? "nobody had to take over" : `${took} ms`}`);
      }
      await world.fill();
      // Whoever listens listens still.
      const [{ page }] = world.tabs;
      await page.evaluate(() => window.db.publish("news", "end"));
      for (const tab of world.tabs) await until("a message", () => tab.page.evaluate(() => window.hears("end")));
      const total = await world.check();
      const all = times.length;
      const typical = median(times);
      t.diagnostic(`${world.repeated} batches were sent again, ${world.recorded} of them had been carried out`);
      t.diagnostic(`${total} calls, ${all} fail-overs: median ${typical} ms, longest ${times.at(-1)} ms`);
    });
  });
}
