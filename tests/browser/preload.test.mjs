// What is made ready before a database is opened, and how often the engine is loaded.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { serveFolders } from "../../scripts/static.mjs";
import { BROWSERS, launch } from "./browsers.mjs";

const root = new URL("../../", import.meta.url).pathname;
const folders = [`${root}dist`, `${root}tests/browser`];
const ENGINE = "/redlet/engine-first.wasm";

let server;
/** Has an engine that is none. */
let broken;
/** What was asked of the first. */
let asked = [];
before(async () => {
  server = await serveFolders(folders, 0, { "cache-control": "max-age=600" });
  server.on("request", ({ url }) => asked.push(url));
  broken = await serveFolders(folders, 0, {}, { [ENGINE]: "no module" });
});
after(() => {
  server.close();
  broken.close();
});

/** Counts the workers of the page, and lets no more start once there are enough. */
function countWorkers() {
  window.workers = [];
  const construct = (Native, args) => {
    if (window.isEnough) throw new DOMException("not here", "SecurityError");
    window.workers.push(new Native(...args));
    return window.workers.at(-1);
  };
  window.Worker = new Proxy(window.Worker, { construct });
}

for (const name of Object.keys(BROWSERS)) {
  describe(name, () => {
    let browser;
    /** Has storage and a cache of its own. */
    let context;
    before(async () => {
      browser = await launch(name);
    });
    after(() => browser?.close());
    beforeEach(async () => {
      context = await browser.createBrowserContext();
      asked = [];
    });
    afterEach(() => context.close());

    async function tab(entry = "index.js", from = server) {
      const page = await context.newPage();
      await page.evaluateOnNewDocument(countWorkers);
      await page.goto(`http://localhost:${from.address().port}/transcripts.html`);
      await page.evaluate(async (entry) => {
        Object.assign(window, await import(`/${entry}`));
        /** Opens a database; gives what a key of it was, or the error's code, and how many workers there are. */
        window.visit = async (name) => {
          try {
            const db = await window.Redlet.open(name);
            window.db = db;
            return [await db.set("k", name, "GET"), window.workers.length];
          } catch ({ code }) {
            return [code, window.workers.length];
          }
        };
      }, entry);
      return page;
    }

    const visit = (page, database) => page.evaluate((database) => window.visit(database), database);

    for (const entry of ["index.js", "inline.js"]) {
      test(`${entry}: the next database that is opened has the worker that was started before`, async () => {
        const page = await tab(entry);
        await page.evaluate(() => window.Redlet.preload());
        assert.equal(await page.evaluate(() => window.workers.length), 1);
        assert.deepEqual(await visit(page, "a"), [null, 1]);
        assert.deepEqual(await visit(page, "b"), [null, 2]);
        // Once more, for another database and one that is open.
        await page.evaluate(() => window.Redlet.preload());
        assert.deepEqual(await visit(page, "c"), [null, 3]);
        assert.deepEqual(await visit(page, "a"), ["a", 4]);
      });

      test(`${entry}: whoever asks twice gets one worker, and need not wait for it`, async () => {
        const page = await tab(entry);
        const opened = await page.evaluate(async () => {
          const ready = [window.Redlet.preload(), window.Redlet.preload()];
          const opened = await window.visit("a");
          await Promise.all(ready);
          return opened;
        });
        assert.deepEqual(opened, [null, 1]);
      });

      test(`${entry}: nothing is kept or held by it`, async () => {
        const page = await tab(entry);
        await page.evaluate(() => window.Redlet.preload());
        assert.deepEqual(await page.evaluate(() => window.Redlet.list()), []);
        const { held, pending } = await page.evaluate(() => navigator.locks.query());
        assert.deepEqual([held, pending], [[], []]);
        // Another tab is not in its way, and it in no other's.
        const other = await tab(entry);
        assert.deepEqual(await visit(other, "a"), [null, 1]);
        await other.evaluate(() => window.db.close());
        assert.equal(await other.evaluate(() => window.Redlet.delete("a")), true);
        await page.close();
        assert.deepEqual(await visit(other, "b"), [null, 2]);
      });

      test(`${entry}: where another tab has the database, the worker waits for it`, async () => {
        const owner = await tab(entry);
        await visit(owner, "a");
        const page = await tab(entry);
        await page.evaluate(() => window.Redlet.preload());
        assert.deepEqual(await visit(page, "a"), ["a", 1]);
        await owner.close();
        assert.equal(await page.evaluate(() => window.db.get("k")), "a");
      });

      test(`${entry}: the steps of opening are told, and those before it as none`, async () => {
        const page = await tab(entry);
        const timing = () => page.evaluate(() => window.db.timing);
        await visit(page, "a");
        const first = await timing();
        assert.deepEqual(Object.keys(first).sort(), ["engine", "files", "lock", "module", "reply", "worker"]);
        for (const step of Object.values(first)) assert.ok(step >= 0);
        const { worker, module, lock, files, engine } = first;
        assert.ok(worker <= lock && lock <= files && module <= engine && files <= engine, JSON.stringify(first));
        await page.evaluate(() => window.Redlet.preload());
        await visit(page, "b");
        assert.equal((await timing()).worker, 0);
        // Another tab's worker took the steps.
        const other = await tab(entry);
        await visit(other, "a");
        assert.deepEqual(await other.evaluate(() => Object.keys(window.db.timing)), ["reply"]);
        const unanswered = await other.evaluate(async () => (await window.Redlet.open("a")).timing);
        assert.deepEqual(unanswered, {});
      });
    }

    test("all workers of a page have the engine that it has loaded once", async () => {
      const page = await tab();
      await page.evaluate(() => window.Redlet.preload());
      for (const database of ["a", "b", "c"]) assert.equal((await visit(page, database))[0], null);
      await page.evaluate(() => window.workers.at(-1).terminate());
      assert.equal(await page.evaluate(() => window.db.get("k")), "c");
      assert.deepEqual(
        asked.filter((url) => url === ENGINE),
        [ENGINE],
      );
    });

    test("what is wrong is told to whoever opens a database", async () => {
      const page = await tab("index.js", broken);
      await page.evaluate(() => window.Redlet.preload());
      assert.equal((await visit(page, "a"))[0], "WASM");
    });

    test("where no worker can be had, that is told there too", async () => {
      const page = await tab();
      await page.evaluate(() => {
        window.isEnough = true;
        return window.Redlet.preload();
      });
      assert.deepEqual(await visit(page, "a"), ["WORKER", 0]);
    });

    test("a worker whose script is missing is not waited for", async () => {
      const page = await tab();
      await page.evaluate(async () => {
        const { Worker } = window;
        window.Worker = new Proxy(Worker, { construct: (Native, [, how]) => new Native("/nowhere.js", how) });
        await window.Redlet.preload();
        window.Worker = Worker;
      });
      assert.deepEqual(await visit(page, "a"), [null, 2]);
    });

    test("a page's own worker makes itself ready", async () => {
      const page = await tab();
      const said = await page.evaluate(async () => {
        const source = `import { Redlet } from "${location.origin}/index.js";
          await Redlet.preload();
          const db = await Redlet.open("a");
          postMessage([db.storage, await db.set("k", "v")]);`;
        const script = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
        const worker = new Worker(script, { type: "module" });
        return new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
      });
      assert.deepEqual(said, ["opfs", "OK"]);
    });
  });
}
