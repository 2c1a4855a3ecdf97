// Several tabs on one database: whoever has it may go at any time, and the others go on with their
// sessions as they were.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import { serveFolders } from "../../scripts/static.mjs";
import { trapping } from "../node/trap.mjs";
import { BROWSERS, launch, withoutMemory } from "./browsers.mjs";

const root = new URL("../../", import.meta.url).pathname;
let server;
/** Serves an engine that traps on a word. */
let fragile;
before(async () => {
  const folders = [`${root}dist`, `${root}tests/browser`];
  server = await serveFolders(folders);
  const worker = "/redlet/worker.js";
  fragile = await serveFolders(folders, 0, {}, { [worker]: trapping(readFileSync(`${root}dist${worker}`, "utf8")) });
});
after(() => {
  server.close();
  fragile.close();
});

const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** Makes the page's workers known to it, so that it can stop them. */
function keepWorkers() {
  window.workers = [];
  const construct = (Native, args) => {
    const worker = new Native(...args);
    window.workers.push(worker);
    // The first listener there is: what it stops the page never hears.
    worker.addEventListener("message", (event) => window.isDeaf && event.stopImmediatePropagation());
    return worker;
  };
  window.Worker = new Proxy(window.Worker, { construct });
}

/** Has the page's workers live a minute ahead, but for three seconds. */
function aheadOfTime() {
  const construct = (Native, [url, options]) => {
    const script = `import ${JSON.stringify(String(url))}; const now = Date.now; Date.now = () => now() + 57_000;`;
    return new Native(URL.createObjectURL(new Blob([script], { type: "text/javascript" })), options);
  };
  window.Worker = new Proxy(window.Worker, { construct });
}

for (const name of Object.keys(BROWSERS)) {
  describe(name, () => {
    let browser;
    let pages = [];
    let databases = 0;
    before(async () => {
      browser = await launch(name, { protocolTimeout: 60_000 });
    });
    after(() => browser?.close());
    afterEach(async () => {
      await Promise.all(pages.map((page) => page.close().catch(() => {})));
      pages = [];
    });

    /** A page with the database open, or with the error that it met; `prepare` runs in it first. */
    async function tab(database, prepare = () => {}, from = server) {
      const page = await browser.newPage();
      pages.push(page);
      await page.evaluateOnNewDocument(keepWorkers);
      await page.evaluateOnNewDocument(prepare);
      await page.goto(`http://localhost:${from.address().port}/tabs.html`);
      page.storage = await page.evaluate((database) => window.open(database), database);
      return page;
    }

    const fresh = () => `tabs-${databases++}`;

    /** Tabs on one database, the first of which has it. */
    async function tabs(count, prepare, from) {
      const database = fresh();
      const all = [];
      for (let i = 0; i < count; i++) all.push(await tab(database, prepare, from));
      assert.deepEqual(new Set(all.map((page) => page.storage)), new Set(["opfs"]));
      return all;
    }

    /** Sends a command from a page. */
    const call = (page, ...words) => page.evaluate((words) => window.call(words), words);

    test("all tabs see one database, and it outlives each of them", async () => {
      const all = await tabs(4);
      for (const [i, page] of all.entries()) assert.equal(await call(page, "INCR", "n"), i + 1);
      let n = all.length;
      for (const [i, page] of all.entries()) {
        const left = all.slice(i + 1);
        if (i % 2 === 0) await page.close();
        else await page.evaluate(() => window.db.close());
        for (const other of left) assert.equal(await call(other, "INCR", "n"), ++n);
      }
      assert.equal(n, 10);
    });

    test("messages go from tab to tab, and waits end with what another tab does", async () => {
      const [owner, second, third] = await tabs(3);
      await second.evaluate(() => window.listen("news"));
      await second.evaluate(() => window.wait("jobs"));
      await owner.evaluate(() => window.wait("jobs"));
      assert.equal(await call(third, "PUBLISH", "news", "hello"), 1);
      assert.equal(await call(third, "RPUSH", "jobs", "a", "b"), 2);
      assert.deepEqual(await second.evaluate(() => window.waiting), ["jobs", "a"]);
      assert.deepEqual(await owner.evaluate(() => window.waiting), ["jobs", "b"]);
      assert.deepEqual(await second.evaluate(() => window.heard), ["hello"]);
    });

    test("whoever waits for a reply that the worker has no memory to copy is told so", async () => {
      const [owner, second, third] = await tabs(3, withoutMemory);
      const large = "x".repeat(6 << 20);
      for (const page of [second, owner]) {
        await page.evaluate(() => {
          window.ended = window.db.closed.catch(({ code }) => code);
          window.waits = ["large", "other"].map((list) => window.db.blpop(list, 0).catch(({ code }) => code));
        });
        await call(page, "PING");
        await third.evaluate((large) => window.db.rpush("large", large), large);
        assert.deepEqual(await page.evaluate(() => Promise.all([window.ended, ...window.waits])), [
          "OOM",
          "OOM",
          "OOM",
        ]);
        // It takes nothing more off lists.
        assert.equal(await call(third, "RPUSH", "other", "a"), 1);
        assert.deepEqual(await call(third, "LPOP", "other"), "a");
      }
    });

    test("a tab that is gone takes nothing more off a list", async () => {
      const [owner, second] = await tabs(2);
      await second.evaluate(() => void window.db.blpop("jobs", 0));
      await call(second, "CLIENT", "SETNAME", "second");
      await second.close();
      while ((await call(owner, "CLIENT", "LIST")).includes("second")) await sleep(10);
      await call(owner, "RPUSH", "jobs", "a");
      assert.equal(await call(owner, "LLEN", "jobs"), 1);
    });

    test("a session is the same in the next engine", async () => {
      const [owner, second, third] = await tabs(3);
      const setUp = [
        ["CLIENT", "SETNAME", "me"],
        ["SELECT", "3"],
        ["CLIENT", "NO-TOUCH", "ON"],
        ["CLIENT", "TRACKING", "ON", "BCAST"],
        ["SET", "k", "v"],
        ["WATCH", "k"],
      ];
      for (const words of setUp) await call(second, ...words);
      await second.evaluate(() => window.listen("news", "n*", "shard"));
      await owner.close();
      await call(third, "PUBLISH", "news", "before").catch(() => {});
      assert.equal(await call(second, "CLIENT", "GETNAME"), "me");
      assert.equal(await call(second, "GET", "k"), "v");
      const info = await call(second, "CLIENT", "INFO");
      assert.match(info, / db=3 sub=1 psub=1 ssub=1 /);
      assert.match(info, / flags=[A-Za-z]*tdT /);
      // The key was watched in the engine that is gone: whether it has changed nobody knows.
      const transaction = () => second.evaluate(() => window.db.multi().set("k", "w").exec());
      assert.equal(await transaction(), null);
      assert.deepEqual(await transaction(), ["OK"]);
      await second.evaluate(() => window.heard.splice(0));
      await call(third, "PUBLISH", "news", "x");
      await call(third, "SPUBLISH", "shard", "y");
      await second.waitForFunction(() => window.heard.length === 3, { polling: 50 });
      assert.deepEqual(await second.evaluate(() => window.heard.sort()), ["x", "x", "y"]);
    });

    test("a transaction that was begun in an engine that is gone is refused", async () => {
      const [owner, second] = await tabs(2);
      await call(second, "MULTI");
      await call(second, "SET", "k", "lost");
      await owner.close();
      // It may have come before the death was known.
      await second.waitForFunction(() => window.events.length > 0, { polling: 20 });
      await call(second, "SET", "k", "half");
      assert.match(await call(second, "EXEC"), /EXECABORT/);
      assert.equal(await call(second, "EXISTS", "k"), 0);
    });

    test("commands that wait go on waiting, with what is left of their time", async () => {
      const database = fresh();
      const owner = await tab(database);
      // Its worker is next, and by its clock three seconds are left of the minute.
      const second = await tab(database, aheadOfTime);
      const third = await tab(database);
      await call(owner, "XGROUP", "CREATE", "stream", "block", "$", "MKSTREAM");
      await second.evaluate(async () => {
        const { db } = window;
        const start = performance.now();
        const took = (waiting) => waiting.then((reply) => [reply, performance.now() - start]);
        const signal = AbortSignal.timeout(3200);
        window.waiting = [
          took(db.blpop("none", 60)),
          took(db.blpop("list", 0)),
          took(db.pipeline().incr("n").blpop("list", 0).xread({ stream: "0" }, { block: 0 }).exec()),
          took(db.withAbortSignal(signal).blpop("none", 0)).catch((error) => [error.name, performance.now() - start]),
          took(db.call("XREADGROUP", "GROUP", "block", "7", "BLOCK", "60000", "STREAMS", "stream", ">")),
          took(db.call("BLMPOP", "60", "1", "left", "LEFT")),
        ];
        await db.ping();
      });
      await owner.close();
      await call(third, "RPUSH", "list", "a", "b");
      await call(third, "XADD", "stream", "1-1", "f", "v");
      const [[nothing, late], [first], [[n, second_, entries]], [aborted, after], [read], [none, later]] =
        await second.evaluate(() => Promise.all(window.waiting));
      assert.equal(nothing, null);
      assert.ok(late > 2900, `${late} ms`);
      assert.equal(none, null);
      assert.ok(later > 2900, `${later} ms`);
      assert.equal(read.stream[0].id, "1-1");
      assert.deepEqual(
        [first, second_],
        [
          ["list", "a"],
          ["list", "b"],
        ],
      );
      assert.equal(n, 1);
      assert.equal(entries.stream[0].id, "1-1");
      assert.equal(aborted, "TimeoutError");
      assert.ok(after > 3100, `${after} ms`);
      const [{ resumed }] = await second.evaluate(() => window.events);
      assert.equal(resumed, 7);
    });

    test("settings hold for whoever has the database next, until nobody has it", async () => {
      const name = fresh();
      const config = { "notify-keyspace-events": "KEA", maxmemory: "100mb" };
      const owner = await tab({ name, config });
      const second = await tab(name);
      const third = await tab({ name, config: { maxmemory: "1mb", maxmemorySamples: 3 } });
      await second.evaluate(() => window.listen("__keyevent@0__:set"));
      await call(owner, "CONFIG", "SET", "hash-max-listpack-entries", "3");
      const settings = ["maxmemory", "maxmemory-samples", "hash-max-listpack-entries", "appendfsync"];
      const said = (page) => page.evaluate((names) => window.db.configGet(names).then(Object.values), settings);
      await owner.close();
      await call(third, "SET", "k", "v");
      await second.waitForFunction(() => window.heard.includes("k"), { polling: 50 });
      assert.deepEqual(await said(third), ["104857600", "3", "3", "everysec"]);
      await call(third, "CONFIG", "SET", "hash-max-listpack-entries", "4", "appendfsync", "always");
      await second.close();
      assert.deepEqual(await said(third), ["104857600", "3", "4", "always"]);
      await call(third, "CONFIG", "REWRITE");
      await call(third, "CONFIG", "SET", "hash-max-listpack-entries", "5");
      await third.close();
      const kept = await tab(name);
      assert.deepEqual(await said(kept), ["104857600", "3", "4", "always"]);
    });

    test("a setting that can't be is told to the tab that gives it, whoever has the database", async () => {
      const name = fresh();
      const wrong = { name, config: { maxmemory: "lots" } };
      const first = await tab(wrong);
      assert.match(first.storage, /^ERR: .*'maxmemory'/);
      const owner = await tab(name);
      assert.equal(owner.storage, "opfs");
      const second = await tab(wrong);
      assert.match(second.storage, /^ERR: .*'maxmemory'/);
      const third = await tab({ name, config: { nosuch: 1 } });
      assert.match(third.storage, /^ERR: .*'nosuch'/);
      assert.equal(await call(owner, "SET", "k", "v"), "OK");
    });

    test("client-side caching and MONITOR go on, and what they say goes to who asked", async () => {
      const [owner, second, third] = await tabs(3);
      const target = await call(third, "CLIENT", "ID");
      for (const words of [
        ["CLIENT", "TRACKING", "ON", "REDIRECT", String(target), "BCAST", "PREFIX", "block", "NOLOOP"],
        ["CLIENT", "TRACKING", "ON", "REDIRECT", String(target), "BCAST", "PREFIX", "redirect", "NOLOOP"],
        ["CLIENT", "REPLY", "ON"],
        ["MONITOR"],
      ]) {
        assert.equal(await call(second, ...words), "OK");
      }
      await owner.close();
      const id = await call(third, "CLIENT", "ID");
      const { flags, redirect, prefixes } = await second.evaluate(() => window.db.clientTrackinginfo());
      assert.deepEqual([redirect, prefixes.sort()], [id, ["block", "redirect"]]);
      assert.deepEqual(flags.sort(), ["bcast", "noloop", "on"]);
      assert.match(await call(second, "CLIENT", "INFO"), / flags=Ot /);
    });

    test("QUIT is answered, and changes nothing of a tab's session", async () => {
      for (const page of await tabs(2)) {
        const said = await page.evaluate(async () => {
          const { db } = window;
          const other = await db.duplicate();
          const heard = [];
          db.addEventListener("push", ({ detail }) => heard.push(String(detail.value)));
          await db.select(2);
          const quit = await db.quit();
          await db.call("MONITOR");
          await other.echo("seen");
          for (let i = 0; i < 200 && heard.length === 0; i++) await new Promise((done) => setTimeout(done, 25));
          return [quit, / "seen"$/.test(heard[0]), / flags=O db=2 /.test(await db.clientInfo())];
        });
        assert.deepEqual(said, ["OK", true, true]);
      }
    });

    test("nothing is done twice or lost when workers are stopped under the writers", async () => {
      const all = await tabs(2);
      const writers = all.map((page) => page.evaluate(() => window.write(1500)));
      for (let i = 0; i < 6; i++) {
        await sleep(200);
        await all[i % 2].evaluate(() => window.workers.at(-1).terminate());
      }
      const written = await Promise.all(writers);
      const [a, b] = written;
      assert.equal(await call(all[0], "GET", "n"), String(a.increments + b.increments));
      const elements = await call(all[0], "LRANGE", "l", "0", "-1");
      assert.deepEqual(elements.sort(), [...a.elements, ...b.elements].sort());
    });

    test("what was carried out and not answered is answered from the record", async () => {
      const [page, other] = await tabs(2);
      await page.evaluate(async () => {
        const { db } = window;
        await db.set("n", 5);
        await db.watch("n");
        window.isDeaf = true;
      });
      /** Sends something whose answer the page does not hear, and waits until another tab sees what it did. */
      const send = async (work, words, seen) => {
        await page.evaluate(work);
        while (!seen.test(await call(other, ...words))) await sleep(5);
      };
      await send(
        () => {
          window.popped = window.db.blpop("p", 0);
        },
        ["INFO", "clients"],
        /blocked_clients:1\r/,
      );
      await send(
        () => {
          window.counted = window.db.incr("n");
        },
        ["GET", "n"],
        /^6$/,
      );
      await call(other, "SELECT", "3");
      await send(
        () => {
          window.selected = window.db.pipeline().select(3).set("k", "v").exec();
        },
        ["GET", "k"],
        /^v$/,
      );
      await send(
        () => {
          window.waited = window.db.pipeline().set("m", 1).blpop("q", 0).exec();
        },
        ["EXISTS", "m"],
        /^1$/,
      );
      await call(other, "SELECT", "0");
      const [counted, [selected], waited, popped, transaction] = await page.evaluate(async () => {
        const { db, workers, counted, selected, waited, popped } = window;
        window.isDeaf = false;
        workers.at(-1).terminate();
        await Promise.all([counted, selected]);
        await db.rpush("q", "element");
        const transaction = await db.multi().set("never", 1).exec();
        await db.select(0);
        await db.rpush("p", "first");
        await db.select(3);
        return [await counted, await selected, await waited, await popped, transaction];
      });
      assert.deepEqual([counted, selected, waited], [6, "OK", ["OK", ["q", "element"]]]);
      assert.deepEqual(popped, ["p", "first"]);
      assert.equal(transaction, null);
      assert.equal(await call(other, "GET", "n"), "6");
      // The session is in the database that the recorded batch chose.
      assert.equal(await call(page, "GET", "k"), "v");
      const [{ repeated, recorded, resumed }] = await page.evaluate(() => window.events);
      // The first wait was in a batch that was sent again; the other one's was recorded.
      assert.deepEqual({ repeated, recorded, resumed }, { repeated: 4, recorded: 3, resumed: 1 });
    });

    test("without shared workers tabs talk over a broadcast channel", async () => {
      const all = await tabs(3, () => {
        window.SharedWorker = undefined;
      });
      const big = "x".repeat(100_000);
      await call(all[2], "SET", "k", big);
      assert.equal(await call(all[1], "GET", "k"), big);
      await all[0].close();
      assert.equal(await call(all[2], "GET", "k"), big);
    });

    test("in a worker too, the database is that of all tabs", async () => {
      const database = fresh();
      const page = await browser.newPage();
      pages.push(page);
      await page.goto(`http://localhost:${server.address().port}/tabs.html`);
      const start = () =>
        page.evaluate(
          (database) =>
            new Promise((resolve, reject) => {
              const source = `import { Redlet } from "${location.origin}/index.js";
                const db = await Redlet.open("${database}");
                onmessage = async () => postMessage(await db.incr("n"));
                postMessage(db.storage);`;
              const script = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
              window.inWorker = new Worker(script, { type: "module" });
              window.inWorker.onmessage = ({ data }) => resolve(data);
              window.inWorker.onerror = (event) => reject(new Error(event.message));
            }),
          database,
        );
      const increment = () =>
        page.evaluate(
          () =>
            new Promise((resolve) => {
              window.inWorker.onmessage = ({ data }) => resolve(data);
              window.inWorker.postMessage(0);
            }),
        );
      assert.equal(await start(), "opfs");
      assert.equal(await increment(), 1);
      // First the worker has the database, then a tab, then the worker again.
      const other = await tab(database);
      assert.equal(await call(other, "INCR", "n"), 2);
      await page.evaluate(() => window.inWorker.terminate());
      assert.equal(await call(other, "INCR", "n"), 3);
      assert.equal(await start(), "opfs");
      assert.equal(await increment(), 4);
      await other.close();
      assert.equal(await increment(), 5);
    });

    test("a tab with another version of redlet is told so", async () => {
      const [owner] = await tabs(1);
      const database = `tabs-${databases - 1}`;
      await owner.evaluate((database) => {
        const other = new BroadcastChannel(`redlet:${database}`);
        other.onmessage = () => other.postMessage({ type: "owner", protocol: 0, owner: "other" });
      }, database);
      const second = await tab(database);
      assert.match(second.storage, /^(VERSION|opfs$)/);
      // Whichever answers first: where the owner does, the other is heard as soon as it says anything.
      if (second.storage === "opfs") {
        await owner.evaluate((database) => {
          new BroadcastChannel(`redlet:${database}`).postMessage({ type: "owner", protocol: 0, owner: "other" });
        }, database);
        const isTold = () => window.call(["PING"]).then((said) => said.startsWith("VERSION"));
        const messages = await second.evaluateHandle(() => window.db.subscribe("c"));
        await second.waitForFunction(isTold, { polling: 50 });
        const codes = await second.evaluate(async (messages) => {
          const ends = await Promise.allSettled([messages.next(), window.db.closed]);
          return ends.map(({ reason }) => reason.code);
        }, messages);
        assert.deepEqual(codes, ["VERSION", "VERSION"]);
      }
    });

    test("an owner that never answers is no reason to wait for ever", async () => {
      const page = await browser.newPage();
      pages.push(page);
      await page.goto(`http://localhost:${server.address().port}/tabs.html`);
      const database = fresh();
      await page.evaluate((database) => {
        navigator.locks.request(`redlet:${database}`, () => new Promise(() => {}));
      }, database);
      const second = await tab(database);
      assert.match(second.storage, /^LOCKED/);
    });

    test("an owner that falls silent is waited for a minute, and then found again", async () => {
      const [owner, second] = await tabs(2);
      await call(second, "SET", "k", "v");
      await owner.evaluate(() => void window.call(["DEBUG", "SLEEP", "6"]));
      const ends = await second.evaluate(async () => {
        const { db } = window;
        const sent = [db.incr("n")];
        await new Promise((resolve) => setTimeout(resolve, 500));
        // A minute passes at once.
        const now = Date.now;
        Date.now = () => now() + 61_000;
        const ends = await Promise.allSettled(sent);
        Date.now = now;
        return ends.map(({ reason }) => reason.code);
      });
      assert.deepEqual(ends, ["UNKNOWN"]);
      assert.equal(await call(second, "GET", "k"), "v");
      // It was carried out, once, or never.
      assert.ok([null, "1"].includes(await call(second, "GET", "n")));
    });

    test("an engine that traps takes nothing with it but what it was asked for", async () => {
      const [owner, second, third] = await tabs(3, undefined, fragile);
      await call(owner, "SET", "kept", "1");
      await third.evaluate(() => window.wait("jobs"));
      const said = second.evaluate(() =>
        window.db.set("word", "trap now").catch((error) => `${error.code}: ${error.message}`),
      );
      assert.match(await said, /^(UNKNOWN|POISONED): /);
      for (const page of [owner, second, third]) assert.equal(await call(page, "EXISTS", "kept", "word"), 1);
      await call(second, "RPUSH", "jobs", "a");
      assert.deepEqual(await third.evaluate(() => window.waiting), ["jobs", "a"]);
    });

    test("a tab that comes back with the back button goes on", async () => {
      const [owner, second] = await tabs(2);
      await call(owner, "SELECT", "2");
      await call(owner, "INCR", "n");
      await owner.evaluate(() => window.events.push("still here"));
      await owner.goto("about:blank");
      assert.equal(await call(second, "SELECT", "2"), "OK");
      assert.equal(await call(second, "INCR", "n"), 2);
      await owner.goBack();
      // Where the browser did not keep the page it was loaded anew.
      const isKept = await owner.evaluate(() => window.events.includes("still here"));
      if (!isKept) return;
      assert.equal(await call(owner, "INCR", "n"), 3);
    });

    if (name === "chromium") {
      test("a tab that is frozen leaves the database to the others", async () => {
        const [owner, second] = await tabs(2);
        await call(owner, "SELECT", "2");
        const session = await owner.createCDPSession();
        await session.send("Page.setWebLifecycleState", { state: "frozen" });
        assert.equal(await call(second, "SET", "k", "v"), "OK");
        await session.send("Page.setWebLifecycleState", { state: "active" });
        assert.equal(await call(owner, "SET", "k", "w"), "OK");
        assert.equal(await call(second, "GET", "k"), "v");
      });
    }
  });
}
