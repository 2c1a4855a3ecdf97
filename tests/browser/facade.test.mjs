// The facade in a page: storage that is refused, and a worker that dies.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { serveFolders } from "../../scripts/static.mjs";
import { BROWSERS, launch } from "./browsers.mjs";

const root = new URL("../../", import.meta.url).pathname;
let server;
before(async () => {
  server = await serveFolders([`${root}dist`, `${root}tests/browser`]);
});
after(() => server.close());

/** A page with the module; `prepare` runs in it before anything else. */
async function tabOf(browser, prepare, host = "localhost") {
  const page = await browser.newPage();
  if (prepare) await page.evaluateOnNewDocument(prepare);
  await page.goto(`http://${host}:${server.address().port}/transcripts.html`);
  await page.evaluate(async () => {
    window.redlet = await import("/index.js");
    /** Runs `work`; gives an error's code and text instead of throwing it. */
    window.attempt = (work) =>
      work.then(
        (value) => value,
        ({ name, code, message }) => ({ name, code, message }),
      );
  });
  return page;
}

const open = (page, options) =>
  page.evaluate(async (options) => {
    const opened = await window.attempt(window.redlet.Redlet.open(options));
    if (opened.code === undefined) window.db = opened;
    return opened.code ?? opened.storage;
  }, options);

for (const name of Object.keys(BROWSERS)) {
  describe(name, () => {
    let browser;
    let page;
    const tab = (prepare) => tabOf(browser, prepare);
    before(async () => {
      browser = await launch(name);
    });
    after(() => browser?.close());
    beforeEach(async () => {
      page = await tab();
    });

    test("what the browser grants is told by it, and by INFO", async () => {
      assert.equal(await open(page, "granted"), "opfs");
      // Firefox asks the user.
      const asks = name === "firefox";
      const [persisted, estimate, text] = await page.evaluate(async (asks) => {
        const { Redlet } = window.redlet;
        const persisted = asks || (await Redlet.persist());
        const estimate = await Redlet.estimate();
        // INFO can't wait: it has the figures as they were at one before.
        let text = "";
        while (!text.includes("storage_quota")) text = await window.db.info("persistence");
        return [persisted, estimate, text];
      }, asks);
      assert.equal(typeof persisted, "boolean");
      assert.ok(estimate.quota > 1e6, `quota ${estimate.quota}`);
      assert.match(text, /^storage_quota:\d+\r\nstorage_usage:\d+\r\nstorage_persisted:[01]\r$/m);
    });

    test("a page stays awake during a dialogue alone", async (t) => {
      const counting = await tab(() => {
        window.turns = 0;
        const { scheduler } = window;
        const post = scheduler?.postTask.bind(scheduler);
        if (post)
          scheduler.postTask = (...args) => {
            window.turns++;
            return post(...args);
          };
      });
      if (!(await counting.evaluate(() => "scheduler" in window))) return t.skip("this browser has no scheduler");
      assert.equal(await open(counting, "awake"), "opfs");
      const turns = await counting.evaluate(async () => {
        const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
        const { db } = window;
        const counts = [];
        const count = async (work) => {
          await pause();
          window.turns = 0;
          await work();
          counts.push(window.turns);
        };
        await count(() => db.ping());
        await count(async () => {
          for (let i = 0; i < 200; i++) await db.ping();
          await pause();
        });
        await count(pause);
        return counts;
      });
      const [lone, dialogue, silence] = turns;
      assert.equal(lone, 0);
      assert.ok(dialogue > 0, `${dialogue} turns`);
      assert.equal(silence, 0);
    });

    test("a database that was closed can be opened again at once, and again", async () => {
      for (let round = 0; round < 5; round++) {
        assert.equal(await open(page, "a/b ü"), "opfs");
        assert.equal(await page.evaluate(() => window.db.incr("n")), round + 1);
        assert.equal(await page.evaluate(() => window.db.close()), undefined);
      }
    });

    test("memory in a page keeps nothing and locks nobody out", async () => {
      assert.equal(await open(page, ":memory:"), "memory");
      const second = await tab();
      assert.equal(await open(second, ":memory:"), "memory");
    });

    test("storage that is refused is an error, and memory only where that was asked for", async () => {
      // The worker is what meets OPFS: this one is given a world where it fails.
      const refused = await tab(() => {
        const construct = (Native, [url, options]) => {
          const script = (source) => URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
          const denial = script(
            `navigator.storage.getDirectory = () => Promise.reject(new DOMException("denied", "SecurityError"));`,
          );
          return new Native(
            script(`import ${JSON.stringify(denial)}; import ${JSON.stringify(String(url))};`),
            options,
          );
        };
        window.Worker = new Proxy(window.Worker, { construct });
      });
      assert.equal(await open(refused, "x"), "OPFS");
      assert.equal(await open(refused, { name: "x", fallback: "memory" }), "memory");
      // An event says so too, to whoever listens once the database is open.
      const told = await refused.evaluate(async () => {
        const db = await window.redlet.Redlet.open({ name: "x", fallback: "memory" });
        return new Promise((resolve) => db.addEventListener("fallback", ({ detail }) => resolve(detail.code)));
      });
      assert.equal(told, "OPFS");
    });

    for (const [database, outcome] of [
      ["dies", ["OK", "v", "OK", "v"]],
      [":memory:", ["POISONED", "POISONED", "POISONED", "POISONED"]],
    ]) {
      test(`when the engine's worker fails, every call of ${database} ends`, async () => {
        const failing = await tab(() => {
          const construct = (Native, args) => {
            window.worker = new Native(...args);
            return window.worker;
          };
          window.Worker = new Proxy(window.Worker, { construct });
        });
        await open(failing, database);
        const got = await failing.evaluate(async () => {
          const messages = window.db.subscribe("c");
          await messages.ready;
          const ends = [messages.next(), window.db.blpop("none", 0), window.db.closed].map(window.attempt);
          ends.push(new Promise((resolve) => window.db.addEventListener("end", ({ detail }) => resolve(detail))));
          window.ends = ends;
          const waiting = [window.db.set("a", "v"), window.db.get("a")].map(window.attempt);
          await null;
          window.worker.dispatchEvent(new ErrorEvent("error", { message: "out of memory" }));
          const later = [window.db.set("a", "v"), window.db.get("a")].map(window.attempt);
          return (await Promise.all([...waiting, ...later])).map((each) => each.code ?? each);
        });
        assert.deepEqual(got, outcome);
        if (database === ":memory:") {
          const ends = () => Promise.all(window.ends).then((all) => all.map(({ code }) => code));
          assert.deepEqual(await failing.evaluate(ends), ["POISONED", "POISONED", "POISONED", "POISONED"]);
        }
        assert.equal(await failing.evaluate(() => window.attempt(window.db.close())), undefined);
        assert.notEqual(await open(failing, database), "LOCKED");
      });
    }

    for (const database of ["duplicated", ":memory:"]) {
      test(`a duplicate has a session of its own with the same ${database}, and ends with its client`, async () => {
        await open(page, database);
        const got = await page.evaluate(async () => {
          const { db, attempt } = window;
          const other = await db.duplicate();
          const third = await db.duplicate();
          await other.call("MULTI");
          const seen = [await db.set("k", "v"), (await other.reply("GET", "k")).value, await other.call("EXEC")];
          const popped = other.blpop("jobs", 0);
          await third.rpush("jobs", "a");
          seen.push(await popped, db.storage === other.storage);
          await third.close();
          seen.push((await attempt(third.get("k"))).code, await other.get("k"));
          const ends = [other.blpop("none", 0), other.subscribe("c").next()].map(attempt);
          await other.ping();
          await db.close();
          await other.closed;
          seen.push(...(await Promise.all(ends)).map(({ code }) => code));
          return [...seen, (await attempt(db.duplicate())).code];
        });
        const ends = ["CLOSED", "v", "CLOSED", "CLOSED", "CLOSED"];
        assert.deepEqual(got, ["OK", "QUEUED", ["v"], ["jobs", "a"], true, ...ends]);
      });
    }

    test("an engine that comes back without what it had in memory ends the client", async () => {
      const failing = await tab(() => {
        const construct = (Native, args) => {
          window.worker = new Native(...args);
          return window.worker;
        };
        window.Worker = new Proxy(window.Worker, { construct });
      });
      await open(failing, ":memory:");
      const got = await failing.evaluate(async () => {
        await window.db.set("a", "v");
        window.worker.dispatchEvent(new MessageEvent("message", { data: { type: "hello", storage: "memory" } }));
        const ends = await Promise.all([window.db.closed, window.db.get("a")].map(window.attempt));
        return ends.map(({ code }) => code);
      });
      assert.deepEqual(got, ["POISONED", "POISONED"]);
    });

    test("a worker whose script is missing fails to open", async () => {
      const lost = await tab(() => {
        const construct = (Native, [, options]) => new Native("/nowhere.js", options);
        window.Worker = new Proxy(window.Worker, { construct });
      });
      assert.equal(await open(lost, "x"), "WORKER");
    });

    test("in a worker of its own the engine runs in that worker, on OPFS", async () => {
      const answer = await page.evaluate(
        () =>
          new Promise((resolve, reject) => {
            const source = `import { Redlet } from "${location.origin}/index.js";
      const db = await Redlet.open("in-worker");
      await db.set("k", "v");
      postMessage([db.storage, await db.get("k")]);`;
            const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })), {
              type: "module",
            });
            worker.onmessage = ({ data }) => resolve(data);
            worker.onerror = (event) => reject(new Error(event.message));
          }),
      );
      assert.deepEqual(answer, ["opfs", "v"]);
    });
  });
}

/** The codes of what else needs a storage. */
const othersOf = (page) =>
  page.evaluate(() => {
    const { Redlet } = window.redlet;
    const all = [Redlet.import("x", new Uint8Array(8192)), Redlet.delete("x"), Redlet.list()];
    return Promise.all(
      all.map((each) =>
        each.then(
          () => "done",
          ({ code }) => code,
        ),
      ),
    );
  });

test("a page without a secure context has memory, and no OPFS", async () => {
  const { args } = BROWSERS.chromium;
  const browser = await launch("chromium", { args: [...args, "--host-resolver-rules=MAP insecure.test 127.0.0.1"] });
  try {
    const page = await tabOf(browser, undefined, "insecure.test");
    assert.equal(await page.evaluate(() => isSecureContext), false);
    assert.equal(await open(page, "x"), "OPFS");
    assert.deepEqual(await othersOf(page), ["OPFS", "OPFS", "OPFS"]);
    assert.equal(await open(page, { name: "x", fallback: "memory" }), "memory");
    assert.equal(await open(page, ":memory:"), "memory");
    assert.equal(await page.evaluate(() => window.db.set("k", "v")), "OK");
  } finally {
    await browser.close();
  }
});

test("in a private window of Firefox, which has no OPFS, only what was asked for happens", async () => {
  const browser = await launch("firefox", { extraPrefsFirefox: { "browser.privatebrowsing.autostart": true } });
  try {
    const page = await tabOf(browser);
    assert.equal(await open(page, "x"), "OPFS");
    assert.deepEqual(await othersOf(page), ["OPFS", "OPFS", "OPFS"]);
    assert.equal(await open(page, { name: "x", fallback: "memory" }), "memory");
    assert.equal(await page.evaluate(() => window.db.set("k", "v")), "OK");
  } finally {
    await browser.close();
  }
});
