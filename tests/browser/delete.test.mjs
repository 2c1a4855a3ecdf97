// Redlet.delete and Redlet.list in pages and workers, with tabs that have the database open.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { serveFolders } from "../../scripts/static.mjs";
import { BROWSERS, launch } from "./browsers.mjs";

const root = new URL("../../", import.meta.url).pathname;
let server;
before(async () => {
  server = await serveFolders([`${root}dist`, `${root}tests/browser`]);
});
after(() => server.close());

for (const name of Object.keys(BROWSERS)) {
  describe(name, () => {
    let browser;
    before(async () => {
      browser = await launch(name, { protocolTimeout: 60_000 });
    });
    after(() => browser?.close());

    /** A page; with a database open in it, if it is given a name. */
    async function tab(database) {
      const page = await browser.newPage();
      await page.goto(`http://localhost:${server.address().port}/tabs.html`);
      if (database) assert.equal(await page.evaluate((database) => window.open(database), database), "opfs");
      return page;
    }

    const call = (page, ...words) => page.evaluate((words) => window.call(words), words);

    /** Calls a function of `Redlet`; gives the code of an error. */
    const ask = (page, method, ...args) =>
      page.evaluate(
        async (method, args) => {
          const { Redlet } = await import("./index.js");
          return Redlet[method](...args).catch(({ code, message }) => `${code}: ${message}`);
        },
        method,
        args,
      );

    const names = async (page) => (await ask(page, "list")).map(({ name }) => name);

    /** What is in the folder of databases. */
    const files = (page) =>
      page.evaluate(async () => {
        const root = await navigator.storage.getDirectory();
        const names = [];
        for await (const file of (await root.getDirectoryHandle("redlet", { create: true })).keys()) names.push(file);
        return names.sort();
      });

    test("databases are listed by their names, and are gone once they are deleted", async () => {
      const page = await tab();
      assert.deepEqual(await ask(page, "list"), []);
      const all = ["app", "a/b ü.db", "x.db-wal", "B"];
      for (const each of all) {
        await page.evaluate((each) => window.open(each), each);
        await call(page, "SET", "k", "v".repeat(10_000));
        // One that is open is listed, too.
        if (each !== "B") await page.evaluate(() => window.db.close());
      }
      const listed = await ask(page, "list");
      assert.deepEqual(
        listed.map(({ name }) => name),
        [...all].sort(),
      );
      assert.ok(
        listed.every(({ size }) => size > 10_000),
        JSON.stringify(listed),
      );
      await page.evaluate(() => window.db.close());
      for (const each of all) {
        assert.equal(await ask(page, "delete", each), true);
        assert.ok(!(await names(page)).includes(each));
        assert.equal(await ask(page, "delete", { name: each }), false);
      }
      assert.deepEqual(await files(page), []);
      await page.close();
    });

    test("all tabs let go of what is deleted, whichever asks for it, and go on with an empty database", async () => {
      const all = [];
      for (let n = 0; n < 3; n++) all.push(await tab("shared"));
      await all[2].evaluate(() => window.listen("news"));
      for (const [n, page] of all.entries()) {
        await call(page, "SET", "k", "v");
        assert.equal(await ask(page, "delete", "shared"), true);
        for (const other of all) {
          assert.equal(await call(other, "DBSIZE"), 0);
          await other.evaluate(async (n) => {
            while (window.events.length <= n) await new Promise((resolve) => setTimeout(resolve, 10));
          }, n);
        }
      }
      // The sessions are what they were.
      assert.equal(await call(all[0], "PUBLISH", "news", "hello"), 1);
      // Who closes it has it deleted for good.
      for (const page of all) await page.evaluate(() => window.db.close());
      assert.equal(await ask(all[1], "delete", "shared"), true);
      assert.deepEqual(await names(all[1]), []);
      for (const page of all) await page.close();
    });

    test("a tab keeps its worker, however often its database is taken from it", async () => {
      const page = await browser.newPage();
      await page.evaluateOnNewDocument(() => {
        window.started = 0;
        const construct = (Native, args) => {
          window.started++;
          return new Native(...args);
        };
        window.Worker = new Proxy(window.Worker, { construct });
      });
      await page.goto(`http://localhost:${server.address().port}/tabs.html`);
      assert.equal(await page.evaluate(() => window.open("often")), "opfs");
      // As often as a worker may die in ten seconds, and twice more.
      for (let n = 1; n <= 12; n++) {
        assert.equal(await call(page, "INCR", "n"), 1);
        assert.equal(await ask(page, "delete", "often"), true);
      }
      assert.equal(await call(page, "DBSIZE"), 0);
      assert.equal(await page.evaluate(() => window.started), 1);
      await page.evaluate(() => window.db.close());
      await ask(page, "delete", "often");
      await page.close();
    });

    test("what a killed import has left goes too, and a worker of one's own may delete", async () => {
      const page = await tab();
      await page.evaluate(async () => {
        const root = await navigator.storage.getDirectory();
        const folder = await root.getDirectoryHandle("redlet", { create: true });
        for (const file of ["left.db", "left.db-wal", "left.db-import", "left.db-import-wal"])
          await folder.getFileHandle(file, { create: true });
      });
      const said = await page.evaluate(() => {
        const script = `
          import { Redlet } from ${JSON.stringify(new URL("./index.js", location.href).href)};
          const work = async () => [await Redlet.list(), await Redlet.delete("left"), await Redlet.list()];
          postMessage(await work().catch(String));`;
        const worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })), {
          type: "module",
        });
        return new Promise((resolve) => {
          worker.onmessage = ({ data }) => resolve(data);
        });
      });
      assert.deepEqual(said, [[{ name: "left", size: 0 }], true, []]);
      assert.deepEqual(await files(page), []);
      await page.close();
    });

    test("what is no name is an error that says so", async () => {
      const page = await tab();
      for (const given of [undefined, null, "", 7, {}]) {
        assert.match(await ask(page, "open", given), /^NAME: a database needs a name/);
        assert.match(await ask(page, "delete", given), /^NAME: a database needs a name/);
      }
      assert.match(await ask(page, "delete", ":memory:"), /^NAME: /);
      const made = await page.evaluate(async () => {
        const { Redlet } = await import("./index.js");
        try {
          return String(new Redlet("x"));
        } catch ({ code }) {
          return code;
        }
      });
      assert.equal(made, "NEW");
      await page.close();
    });
  });
}
