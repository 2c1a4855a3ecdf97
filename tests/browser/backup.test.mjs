// Files that pages export, and files in the place of a database that tabs have open.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Redlet } from "redlet";
import { serveFolders } from "../../scripts/static.mjs";
import { BROWSERS, launch } from "./browsers.mjs";

const root = new URL("../../", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "redlet-backup-"));
let server;
before(async () => {
  // A database that Node made, for the pages to fetch.
  const r = await Redlet.open(join(folder, "node.db"));
  await Promise.all(Array.from({ length: 500 }, (_, n) => r.hset(`h${n}`, { n, from: "node" })));
  await r.set("n", 1_000_000);
  await r.close();
  server = await serveFolders([`${root}dist`, `${root}tests/browser`, folder]);
});
after(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

for (const name of Object.keys(BROWSERS)) {
  describe(name, () => {
    let browser;
    let databases = 0;
    before(async () => {
      browser = await launch(name, { protocolTimeout: 60_000 });
    });
    after(() => browser?.close());

    /** Tabs on a database of their own. */
    async function tabs(count) {
      const database = `backup-${databases++}`;
      const all = [];
      for (let i = 0; i < count; i++) {
        const page = await browser.newPage();
        await page.goto(`http://localhost:${server.address().port}/tabs.html`);
        assert.equal(await page.evaluate((database) => window.open(database), database), "opfs");
        all.push(page);
      }
      return { database, all };
    }

    /** Imports what Node made; gives "" or what was wrong. */
    const importFile = (page, database, path = "/node.db") =>
      page.evaluate(
        async (database, path) => {
          const { Redlet } = await import("./index.js");
          const { body } = await fetch(path);
          return Redlet.import(database, body).then(
            () => "",
            (error) => `${error.code}: ${error.message}`,
          );
        },
        database,
        path,
      );

    const call = (page, ...words) => page.evaluate((words) => window.call(words), words);

    /** What is in the folder of databases, by the names of this one's files. */
    const files = (page, database) =>
      page.evaluate(async (database) => {
        const root = await navigator.storage.getDirectory();
        const names = [];
        for await (const file of (await root.getDirectoryHandle("redlet")).keys())
          if (file.startsWith(`${database}.`)) names.push(file);
        return names.sort();
      }, database);

    test("a file that Node made opens in a browser, where no database was", async () => {
      const {
        all: [page],
      } = await tabs(1);
      assert.equal(await importFile(page, "made-by-node"), "");
      assert.equal(await page.evaluate(() => window.open("made-by-node")), "opfs");
      assert.equal(await call(page, "DBSIZE"), 501);
      assert.deepEqual(await page.evaluate(() => window.db.hgetall("h499")), { n: "499", from: "node" });
      assert.deepEqual(await files(page, "made-by-node"), ["made-by-node.db", "made-by-node.db-wal"]);
      await page.close();
    });

    test("tabs that have the database open, and write, go on with what was imported", async () => {
      const { database, all } = await tabs(4);
      const [owner, second, third, importer] = all;
      await call(owner, "SET", "old", "gone");
      await call(second, "SET", "n", "5");
      await third.evaluate(() => window.listen("news"));
      await third.evaluate(() => window.wait("jobs"));
      const writers = [owner, second];
      const writing = Promise.all(writers.map((page) => page.evaluate(() => window.write(30_000))));
      const someWrites = (page) =>
        page.evaluate(async () => {
          const enough = (window.increments ?? 0) + 20;
          while ((window.increments ?? 0) < enough) await new Promise((resolve) => setTimeout(resolve, 10));
        });
      await Promise.all(writers.map(someWrites));
      assert.equal(await importFile(importer, database), "");
      await Promise.all(writers.map(someWrites));
      for (const page of writers)
        await page.evaluate(() => {
          window.isDone = true;
        });
      const written = await writing;
      for (const page of all) {
        assert.equal(await call(page, "EXISTS", "old", "h7", "h499"), 2);
        assert.ok((await page.evaluate(() => window.events.length)) >= 1);
      }
      // Elements that were pushed before are gone with the old database, those of later are there, once each.
      const list = await owner.evaluate(() => window.db.lrange("l", 0, -1));
      const pushed = written.flatMap(({ elements }) => elements);
      assert.equal(new Set(list).size, list.length);
      assert.ok(list.length > 0 && list.length < pushed.length, `${list.length} of ${pushed.length}`);
      const later = Number(await call(owner, "GET", "n")) - 1_000_000;
      assert.ok(later > 0 && Math.abs(later - list.length) <= 2, `${later} increments, ${list.length} elements`);
      // The sessions are what they were.
      assert.equal(await call(second, "PUBLISH", "news", "hello"), 1);
      await call(second, "RPUSH", "jobs", "a");
      assert.deepEqual(await third.evaluate(() => window.waiting), ["jobs", "a"]);
      for (const page of all) await page.close();
    });

    test("what tabs watch, listen to, cache and wait for goes on over an import and a deletion", async () => {
      const { database, all } = await tabs(2);
      const [owner, other] = all;
      for (const page of all)
        await page.evaluate(async () => {
          const { db } = window;
          const messages = db.subscribe("news");
          await messages.ready;
          window.news = [];
          (async () => {
            for await (const { message } of messages) window.news.push(message);
          })().catch(() => {});
          await db.call("CLIENT", "TRACKING", "ON");
        });
      await other.evaluate(() => window.wait("jobs"));
      let rounds = 0;
      const remove = (page, name) =>
        page.evaluate(async (name) => (await import("./index.js")).Redlet.delete(name), name);
      for (const replace of [() => importFile(owner, database), () => remove(other, database)]) {
        rounds++;
        for (const page of all) {
          assert.equal(await call(page, "WATCH", "w"), "OK");
          await call(page, "GET", "h7");
        }
        await replace();
        for (const page of all) {
          await page.evaluate(async (rounds) => {
            while (window.events.length < rounds) await new Promise((resolve) => setTimeout(resolve, 10));
          }, rounds);
          const said = await page.evaluate(async () => {
            const { db } = window;
            await db.call("MULTI");
            await db.call("SET", "w", "1");
            return [await db.call("EXEC"), await db.exists("w"), (await db.call("CLIENT", "TRACKINGINFO")).flags];
          });
          assert.deepEqual(said, [null, 0, ["on"]]);
        }
        // Each has its session again once it has been heard of.
        while ((await call(owner, "PUBSUB", "NUMSUB", "news"))[1] !== 2);
        for (const page of all) assert.equal(await call(page, "PUBLISH", "news", `${rounds}`), 2);
      }
      for (const page of all) {
        const news = await page.evaluate(async () => {
          while (window.news.length < 4) await new Promise((resolve) => setTimeout(resolve, 10));
          return window.news;
        });
        assert.deepEqual(news, ["1", "1", "2", "2"]);
      }
      await call(owner, "RPUSH", "jobs", "a");
      assert.deepEqual(await other.evaluate(() => window.waiting), ["jobs", "a"]);
      for (const page of all) await page.close();
    });

    test("a file that is none is refused, and nobody notices", async () => {
      const { database, all } = await tabs(2);
      const [owner, second] = all;
      await call(owner, "SET", "k", "v");
      assert.match(await importFile(second, database, "/tabs.html"), /^NOTADB: the file is not a SQLite database/);
      assert.equal(await call(second, "GET", "k"), "v");
      assert.deepEqual(await second.evaluate(() => window.events), []);
      assert.deepEqual(await files(second, database), [`${database}.db`, `${database}.db-wal`]);
      for (const page of all) await page.close();
    });

    test("a tab that is closed while it imports leaves the old database or the new one", async () => {
      const { database, all } = await tabs(1);
      const [owner] = all;
      let replaced = 0;
      for (let round = 0; round < 6; round++) {
        await call(owner, "FLUSHALL");
        await call(owner, "SET", "round", String(round));
        const page = await browser.newPage();
        await page.goto(`http://localhost:${server.address().port}/tabs.html`);
        importFile(page, database).catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, 30 + round * 60));
        await page.close();
        const isOld = (await call(owner, "GET", "round")) === String(round);
        assert.equal(await call(owner, "DBSIZE"), isOld ? 1 : 501);
        if (!isOld) replaced++;
      }
      // Whatever was left behind is in nobody's way.
      assert.equal(await importFile(owner, database), "");
      assert.equal(await call(owner, "DBSIZE"), 501, `${replaced} replaced before`);
      assert.deepEqual(await files(owner, database), [`${database}.db`, `${database}.db-wal`]);
      await owner.close();
    });

    test("a worker of one's own imports as well", async () => {
      const { database, all } = await tabs(1);
      const [page] = all;
      const said = await page.evaluate(async (database) => {
        const script = `
          import { Redlet } from ${JSON.stringify(new URL("./index.js", location.href).href)};
          const { body } = await fetch(${JSON.stringify(new URL("./node.db", location.href).href)});
          await Redlet.import(${JSON.stringify(database)}, body).then(() => postMessage("done"), (error) => postMessage(String(error)));`;
        const worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })), {
          type: "module",
        });
        return new Promise((resolve) => {
          worker.onmessage = ({ data }) => resolve(data);
        });
      }, database);
      assert.equal(said, "done");
      assert.equal(await call(page, "DBSIZE"), 501);
      await page.close();
    });

    /** What the page's database exports, while some of its hashes are written. */
    const exported = async (page, writes = 0) => {
      const text = await page.evaluate(async (writes) => {
        const { db } = window;
        const stream = await db.export();
        const writing = Promise.all(Array.from({ length: writes }, (_, n) => db.hset(`h${n}`, { n: "later" })));
        const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
        await writing;
        return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
      }, writes);
      return Buffer.from(text, "latin1");
    };

    test("what a page exports of it opens in Node, as it was there", async () => {
      const { database, all } = await tabs(1);
      const [page] = all;
      assert.equal(await importFile(page, database), "");
      const path = join(folder, `${name}.db`);
      await Redlet.import(path, await exported(page));
      const r = await Redlet.open(path);
      assert.deepEqual(await r.hgetall("h499"), { n: "499", from: "node" });
      await r.close();
      await page.close();
    });

    test("what a page exports while it writes opens in Node, as it was before", async () => {
      const [page] = (await tabs(1)).all;
      await page.evaluate(async () => {
        const text = "x".repeat(200);
        await Promise.all(Array.from({ length: 3000 }, (_, n) => window.db.hset(`h${n}`, { n, text })));
      });
      const path = join(folder, `${name}-meanwhile.db`);
      writeFileSync(path, await exported(page, 300));
      const r = await Redlet.open(path);
      assert.equal(await r.dbsize(), 3000);
      assert.deepEqual(await r.hgetall("h7"), { n: "7", text: "x".repeat(200) });
      await r.close();
      await page.close();
    });
  });
}
