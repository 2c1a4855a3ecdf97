// The engine in two parts: what a page has before the rest of it is there, what waits for that, and what becomes of it
// where the rest is not to be had.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { TYPES } from "../../scripts/static.mjs";
import { BROWSERS, launch } from "./browsers.mjs";

const dist = new URL("../../dist", import.meta.url).pathname;
const REST = "/redlet/engine-rest.wasm";

/** Opening it reaches the rest in the middle of the first batch: the parameter's value is read there. */
const LIMITED = { name: "kept", config: { "client-output-buffer-limit": "normal 0 0 0" } };
const HEADERS = { "content-type": "application/wasm", "cache-control": "no-store" };

/** The rest as another build has it: the digest that its imports name is another. */
function asAnotherBuild(bytes) {
  const [{ module }] = WebAssembly.Module.imports(new WebAssembly.Module(bytes));
  return Buffer.from(bytes.toString("latin1").replaceAll(module, "00000000"), "latin1");
}

let server;
let origin;
/** What becomes of a request for the rest: it is answered, held until then, or cut off. */
let answer;
/** How often the rest was asked for. */
let asked;
/** Waits until it was asked for once more. */
let nextAsked;
let onAsked;
const expectAsked = () => (nextAsked = new Promise((resolve) => (onAsked = resolve)));

before(async () => {
  server = createServer(async ({ url }, response) => {
    if (url === REST) {
      asked++;
      onAsked?.();
      const change = await answer();
      if (!change) return response.destroy();
      if (change !== true) return response.writeHead(200, HEADERS).end(change(await readFile(dist + url)));
    }
    try {
      const body = url === "/" ? "<!doctype html><title>parts</title>" : await readFile(dist + url);
      const type = TYPES[url === "/" ? ".html" : extname(url)];
      response.writeHead(200, { "content-type": type, "cache-control": "no-store" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://localhost:${server.address().port}/`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

/** Holds the rest back; gives what lets it go. */
function hold() {
  let release;
  const released = new Promise((resolve) => (release = () => resolve(true)));
  answer = () => released;
  return release;
}

for (const name of Object.keys(BROWSERS)) {
  describe(name, () => {
    let browser;
    /** Has storage of its own. */
    let context;
    before(async () => {
      browser = await launch(name);
    });
    after(() => browser?.close());
    beforeEach(async () => {
      context = await browser.createBrowserContext();
      asked = 0;
      answer = async () => true;
      expectAsked();
    });
    afterEach(() => context.close());

    /** A tab, whose `ends` are the commands that are answered, with their replies, in order. */
    async function tab() {
      const page = await context.newPage();
      await page.goto(origin);
      await page.evaluate(async () => {
        const { Redlet } = await import("/index.js");
        window.ends = [];
        window.Redlet = Redlet;
        window.start = async (options = "kept") => {
          window.db = await Redlet.open(options);
          return window.db.storage;
        };
        /** Sends each line in a batch of its own, and keeps what comes of it. */
        window.send = async (...lines) => {
          for (const line of lines) {
            const end = (reply) => window.ends.push(`${line}: ${reply}`);
            window.sent = window.db.call(...line.split(" ")).then(end, ({ code }) => end(code));
            await 0;
            await new Promise((resolve) => setTimeout(resolve));
          }
        };
        window.ask = async (line) => {
          await window.send(line);
          await window.sent;
          return window.ends.at(-1);
        };
      });
      return page;
    }

    const start = (page, options) => page.evaluate((options) => window.start(options), options);
    const send = (page, ...lines) => page.evaluate((lines) => window.send(...lines), lines);
    const ask = (page, line) => page.evaluate((line) => window.ask(line), line);
    const ends = (page) => page.evaluate(() => window.ends);
    const settled = (page) => page.evaluate(() => window.sent);

    test("a page works before the rest is there, which is fetched after the first reply", async () => {
      const release = hold();
      const page = await tab();
      assert.equal(await start(page), "opfs");
      assert.equal(asked, 0);
      for (const line of ["SET k 1", "HSET h f v", "LRANGE l 0 -1", "ZADD z 1 m", "SET k 2 EX 100", "DEL h"])
        await ask(page, line);
      await nextAsked;
      assert.equal(await ask(page, "GET k"), "GET k: 2");
      // Another database of the page has another worker.
      await page.evaluate(async () => {
        const other = await window.Redlet.open({ name: "other", config: { maxmemory: "10mb" } });
        await other.set("k", "v");
        await other.close();
      });
      release();
      assert.equal(await ask(page, "BITCOUNT k"), "BITCOUNT k: 3");
    });

    test("what needs the rest waits for it, and all that comes later, of all tabs", async () => {
      const release = hold();
      const page = await tab();
      await start(page);
      await send(page, "SET k a", "APPEND k b", "GET k");
      await nextAsked;
      const other = await tab();
      assert.equal(await start(other), "opfs");
      await send(other, "APPEND k c", "GET k");
      // Known to be answered is what came before.
      await page.waitForFunction(() => window.ends.length > 0);
      assert.deepEqual([await ends(page), await ends(other)], [["SET k a: OK"], []]);
      release();
      await settled(page);
      await settled(other);
      assert.deepEqual(await ends(page), ["SET k a: OK", "APPEND k b: 2", "GET k: ab"]);
      assert.deepEqual(await ends(other), ["APPEND k c: 3", "GET k: abc"]);
    });

    test("a command of the rest may be the first", async () => {
      const page = await tab();
      await start(page);
      await send(page, "XADD s 1-1 f v", "XLEN s", "GET k");
      await settled(page);
      assert.deepEqual(await ends(page), ["XADD s 1-1 f v: 1-1", "XLEN s: 1", "GET k: null"]);
      assert.equal(asked, 1);
    });

    test("a fetch that fails is tried again", async () => {
      let failures = 2;
      answer = async () => failures-- <= 0;
      const page = await tab();
      await start(page);
      assert.equal(await ask(page, "APPEND k a"), "APPEND k a: 1");
      assert.equal(asked, 3);
    });

    test("where the rest is not to be had, what needs it fails and changes nothing, and all else works", async () => {
      answer = async () => false;
      const page = await tab();
      await start(page);
      await send(page, "SET k a", "APPEND k b", "GET k", "MULTI", "SET k b", "LMOVE a b LEFT LEFT", "EXEC", "GET k");
      await settled(page);
      assert.deepEqual(await ends(page), [
        "SET k a: OK",
        "APPEND k b: WASM",
        "GET k: a",
        "MULTI: OK",
        "SET k b: QUEUED",
        "LMOVE a b LEFT LEFT: WASM",
        "EXEC: OK",
        "GET k: b",
      ]);
      answer = async () => true;
      assert.equal(await ask(page, "APPEND k b"), "APPEND k b: 2");
      // It is numbered like all others, so that another owner would know it again.
      const other = await tab();
      await start(other);
      await page.close();
      assert.equal(await ask(other, "GET k"), "GET k: bb");
    });

    test("a session that another tab's worker has to restore waits for the rest", async () => {
      const owner = await tab();
      await start(owner);
      await ask(owner, "APPEND k a");
      const release = hold();
      expectAsked();
      const page = await tab();
      await start(page);
      // The worker in the queue makes itself ready.
      await nextAsked;
      await page.evaluate(() => {
        window.moved = window.db.blmove("from", "to", "LEFT", "LEFT", 0);
      });
      await ask(page, "CLIENT SETNAME it");
      await owner.close();
      const third = await tab();
      await start(third);
      await send(page, "CLIENT GETNAME");
      await send(third, "RPUSH from it");
      assert.equal((await ends(page)).length, 1);
      release();
      await settled(page);
      assert.equal((await ends(page)).at(-1), "CLIENT GETNAME: it");
      assert.equal(await page.evaluate(() => window.moved), "it");
    });

    test("a session that can't be restored without the rest ends, and the database can be opened again", async () => {
      const owner = await tab();
      await start(owner);
      answer = async () => false;
      const page = await tab();
      await start(page);
      await page.evaluate(() => {
        window.moved = window.db.blmove("from", "to", "LEFT", "LEFT", 0).catch(({ code }) => code);
      });
      await ask(page, "SET k a");
      await owner.close();
      assert.equal(await page.evaluate(() => window.moved), "WASM");
      assert.equal(await start(page), "opfs");
      assert.equal(await ask(page, "GET k"), "GET k: a");
    });

    test("preload fetches it", async () => {
      const page = await tab();
      await page.evaluate(() => window.Redlet.preload());
      await nextAsked;
      await start(page);
      assert.equal(await ask(page, "APPEND k a"), "APPEND k a: 1");
      assert.equal(asked, 1);
    });

    test("what a command of the first part meets of the rest is loaded in the middle of it", async () => {
      const page = await tab();
      assert.equal(await start(page, LIMITED), "opfs");
      assert.equal(await ask(page, "GET k"), "GET k: null");
      assert.equal(
        await ask(page, "CONFIG GET client-output-buffer-limit"),
        "CONFIG GET client-output-buffer-limit: [object Object]",
      );
    });

    test("where that fails, the engine stops, and the batch runs in the next one", async () => {
      let failures = 1;
      answer = async () => failures-- <= 0;
      const page = await tab();
      assert.equal(await start(page, LIMITED), "opfs");
      assert.equal(await ask(page, "GET k"), "GET k: null");
      assert.equal(asked, 2);
    });

    test("a rest of another build, which the browser may have kept, is not taken", async () => {
      let others = 1;
      answer = async () => (others-- > 0 ? asAnotherBuild : true);
      const page = await tab();
      await start(page);
      assert.equal(await ask(page, "APPEND k a"), "APPEND k a: 1");
      assert.equal(asked, 2);
    });

    test("a dedicated worker of the page's own does the same", async () => {
      const release = hold();
      const page = await tab();
      const said = page.evaluate(async () => {
        const source = `import { Redlet } from "${location.origin}/index.js";
          const db = await Redlet.open("a");
          postMessage([db.storage, await db.set("k", "v")]);
          postMessage(await db.append("k", "w"));`;
        const script = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
        const worker = new Worker(script, { type: "module" });
        window.said = [];
        return new Promise((resolve) => {
          worker.onmessage = ({ data }) => window.said.push(data) === 2 && resolve(window.said);
        });
      });
      await page.waitForFunction(() => window.said?.length === 1);
      release();
      assert.deepEqual(await said, [["opfs", "OK"], 2]);
    });
  });
}
