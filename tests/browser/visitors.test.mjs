// Service workers and shared workers, which can't open files: they work on the database of an open tab.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import * as esbuild from "esbuild";
import { serveFolders } from "../../scripts/static.mjs";
import { BROWSERS, launch, withoutMemory } from "./browsers.mjs";

const root = new URL("../../", import.meta.url).pathname;
const VISITOR = `${root}tests/browser/visitor.js`;

/** Each kind as a module, and as the one classic script that a bundler makes, with the engine inside. */
const KINDS = {
  "a service worker": { script: "/visitor.js", type: "module", isShared: false },
  "a bundled service worker": { script: "/bundled.js", type: "classic", isShared: false },
  "a shared worker": { script: "/visitor.js", type: "module", isShared: true },
  "a bundled shared worker": { script: "/bundled.js", type: "classic", isShared: true },
};

let server;
let origin;
before(async () => {
  const inline = {
    name: "inline",
    setup: (build) => build.onResolve({ filter: /index/ }, () => ({ path: `${root}dist/inline.js` })),
  };
  const options = { entryPoints: [VISITOR], bundle: true, format: "iife", write: false, plugins: [inline] };
  const { outputFiles } = await esbuild.build(options);
  server = await serveFolders([`${root}dist`, `${root}tests/browser`], 0, {}, { "/bundled.js": outputFiles[0].text });
  origin = `http://localhost:${server.address().port}`;
});
after(() => server.close());

const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** Starts the worker, as a page does; the page is to ask it with `window.ask`. */
async function begin({ script, type, isShared }) {
  let post;
  if (isShared) {
    const { port } = new SharedWorker(script, { type });
    port.start();
    post = (...message) => port.postMessage(...message);
  } else {
    const registration = await navigator.serviceWorker.register(script, { type });
    await navigator.serviceWorker.ready;
    // A worker that the browser has stopped starts again with a message.
    post = (...message) => registration.active.postMessage(...message);
  }
  window.ask = (...question) => {
    const { port1, port2 } = new MessageChannel();
    post(question, [port2]);
    return new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
    });
  };
}

for (const name of Object.keys(BROWSERS)) {
  describe(name, () => {
    let browser;
    let context;
    let databases = 0;
    before(async () => {
      browser = await launch(name);
    });
    after(() => browser?.close());
    afterEach(() => context?.close());

    /** A page of the test's own storage and workers. */
    async function newPage(path = "/tabs.html") {
      const page = await context.newPage();
      await page.goto(origin + path);
      return page;
    }

    /** A tab with the database open. */
    async function tab(database) {
      const page = await newPage();
      assert.equal(await page.evaluate((database) => window.open(database), database), "opfs");
      return page;
    }

    /** A page that has nothing but a worker. */
    async function asker(kind) {
      const page = await newPage("/transcripts.html");
      await page.evaluate(begin, kind);
      return page;
    }

    const fresh = () => `visited-${databases++}`;
    const ask = (page, ...question) => page.evaluate((question) => window.ask(...question), question);
    const call = (page, ...words) => page.evaluate((words) => window.call(words), words);

    /** Waits until the database has no client of that name any more. */
    async function sessionEnds(page, client) {
      while ((await call(page, "CLIENT", "LIST")).includes(`name=${client} `)) await sleep(10);
    }

    for (const [title, kind] of Object.entries(KINDS)) {
      test(`${title} works on the database of a tab`, async () => {
        context = await browser.createBrowserContext();
        const database = fresh();
        const owner = await tab(database);
        const page = await asker(kind);
        assert.equal(await ask(page, "open", database), "opfs");
        await call(owner, "SET", "k", "v");
        assert.equal(await ask(page, "call", ["GET", "k"]), "v");
        const large = "x".repeat(100_000);
        assert.equal(await ask(page, "call", ["SET", "large", large]), "OK");
        assert.equal(await call(owner, "GET", "large"), large);
        await ask(page, "listen", "news");
        assert.equal(await call(owner, "PUBLISH", "news", "hello"), 1);
        while ((await ask(page, "heard")).length === 0) await sleep(10);
        assert.deepEqual(await ask(page, "heard"), ["hello"]);
        await ask(page, "call", ["CLIENT", "SETNAME", "visitor"]);
        await ask(page, "close");
        await sessionEnds(owner, "visitor");
      });

      test(`${title} is told where the tab has no memory to copy a reply that it waits for`, async () => {
        context = await browser.createBrowserContext();
        const database = fresh();
        const owner = await newPage();
        await owner.evaluate(withoutMemory);
        assert.equal(await owner.evaluate((database) => window.open(database), database), "opfs");
        const page = await asker(kind);
        await ask(page, "open", database);
        const waiting = ask(page, "call", ["BLPOP", "l", "0"]);
        for (let tries = 0; !(await call(owner, "INFO", "clients")).includes("blocked_clients:1"); tries++) {
          assert.ok(tries < 1000, "it does not wait");
          await sleep(10);
        }
        await owner.evaluate((large) => window.db.rpush("l", large), "x".repeat(6 << 20));
        assert.equal((await waiting).code, "OOM");
      });

      test(`${title} goes on when another tab takes over, and does everything once`, async () => {
        context = await browser.createBrowserContext();
        const database = fresh();
        const owner = await tab(database);
        const next = await tab(database);
        const page = await asker(kind);
        await ask(page, "open", database);
        await ask(page, "call", ["SELECT", "3"]);
        await call(next, "SELECT", "3");
        const counted = ask(page, "count", 300);
        while (Number(await call(next, "GET", "n")) < 20) await sleep(1);
        await owner.close();
        await counted;
        assert.equal(await call(next, "GET", "n"), "300");
        assert.equal(await ask(page, "call", ["GET", "n"]), "300");
      });

      // How it finds a tab is the same in all of them, and that there is none takes seconds.
      if (kind.isShared !== (kind.type === "classic")) continue;
      test(`${title} never has a database itself, and says that no tab has it`, async () => {
        context = await browser.createBrowserContext();
        const database = fresh();
        const page = await asker(kind);
        const { name, code } = await ask(page, "open", database);
        assert.deepEqual([name, code], ["RedletError", "NOTAB"]);
        assert.equal((await ask(page, "import", database)).code, "OPFS");
        assert.equal(await ask(page, "open", { name: database, fallback: "memory" }), "memory");
        assert.equal(await ask(page, "call", ["SET", "k", "v"]), "OK");
        assert.equal(await ask(page, "open", ":memory:"), "memory");
        assert.equal(await ask(page, "call", ["SET", "k", "v"]), "OK");

        const owner = await tab(database);
        assert.equal(await ask(page, "open", database), "opfs");
        await owner.close();
        let refused;
        do {
          refused = await ask(page, "call", ["INCR", "n"]);
          // One that was sent in the very moment may have been carried out.
        } while (refused.code !== "NOTAB");
        const locks = await page.evaluate(async () => {
          const { held, pending } = await navigator.locks.query();
          return [...held, ...pending].map(({ name }) => name);
        });
        assert.ok(!locks.includes(`redlet:${database}`), locks.join());
        // It finds the next tab by itself.
        const next = await tab(database);
        let found;
        do {
          found = await ask(page, "call", ["SET", "k", "v"]);
        } while (found.code === "NOTAB");
        assert.equal(found, "OK");
        assert.equal(await call(next, "GET", "k"), "v");
      });
    }

    test("with its last page a shared worker's session ends", async () => {
      context = await browser.createBrowserContext();
      const database = fresh();
      const owner = await tab(database);
      const page = await asker(KINDS["a shared worker"]);
      await ask(page, "open", database);
      await ask(page, "call", ["CLIENT", "SETNAME", "visitor"]);
      await page.close();
      await sessionEnds(owner, "visitor");
    });

    test("when the browser stops a service worker its session ends, and the next start has another", async () => {
      // Firefox stops it by itself, and soon where it is told to.
      const soon = { "dom.serviceWorkers.idle_timeout": 200, "dom.serviceWorkers.idle_extended_timeout": 200 };
      const other = name === "firefox" ? await launch(name, { extraPrefsFirefox: soon }) : browser;
      try {
        context = await other.createBrowserContext();
        const database = fresh();
        const owner = await tab(database);
        const page = await asker(KINDS["a service worker"]);
        await page.evaluate(async (database) => {
          await window.ask("open", database);
          await window.ask("call", ["CLIENT", "SETNAME", "visitor"]);
        }, database);
        if (name === "chromium") {
          const session = await page.createCDPSession();
          await session.send("ServiceWorker.enable");
          await session.send("ServiceWorker.stopAllWorkers");
        }
        await sessionEnds(owner, "visitor");
        assert.equal(await ask(page, "open", database), "opfs");
      } finally {
        await context.close();
        context = undefined;
        if (other !== browser) await other.close();
      }
    });

    if (name === "chromium") {
      test("what a service worker is told while pages do other things reaches them", async () => {
        context = await browser.createBrowserContext();
        const owner = await tab("events");
        for (const kind of ["a service worker", "a bundled service worker"]) {
          const page = await asker(KINDS[kind]);
          const session = await page.createCDPSession();
          const registered = new Promise((resolve) => {
            session.on(
              "ServiceWorker.workerRegistrationUpdated",
              ({ registrations: [first] }) => first && resolve(first),
            );
          });
          await session.send("ServiceWorker.enable");
          const { registrationId } = await registered;
          await session.send("ServiceWorker.dispatchSyncEvent", {
            origin,
            registrationId,
            tag: "save",
            lastChance: false,
          });
          assert.deepEqual(await call(owner, "BLPOP", "told", "0"), ["told", "sync save"]);
          await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data: "mail" });
          assert.deepEqual(await call(owner, "BLPOP", "told", "0"), ["told", "push mail"]);
          await page.close();
        }
      });
    }
  });
}
