// The playground as a visitor has it: `npm start`'s page in both browsers.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { BROWSERS, launch } from "./browsers.mjs";

const root = new URL("../../", import.meta.url).pathname;
let child;
let address;
before(async () => {
  child = spawn(process.execPath, [`${root}scripts/serve.mjs`], {
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const text of child.stdout) {
    address = /playground: (http:\S+)/.exec(String(text))?.[1];
    if (address) break;
  }
});
const folder = mkdtempSync(join(tmpdir(), "redlet-playground-"));
after(() => {
  child?.kill();
  rmSync(folder, { recursive: true });
});

/** A tab with the playground, once its badge says where the data is kept. */
async function visit(browser) {
  const page = await browser.newPage();
  await page.goto(address);
  await page.waitForFunction(() => document.querySelector("#storage").dataset.storage !== undefined);
  return page;
}

const text = (page, selector) => page.$eval(selector, (element) => element.textContent);
const badge = async (page) => [await page.$eval("#storage", (e) => e.dataset.storage), await text(page, "#storage")];

const replies = (page, from = 0) =>
  page.$$eval("#log > *", (all, from) => all.slice(from).map((line) => line.textContent), from);

/** Types a line, and waits until the log has it; gives its place there. */
async function type(page, line) {
  // A page behind another draws nothing, and what waits for it to draw waits for ever.
  await page.bringToFront();
  const { length } = await replies(page);
  await page.type("#line", line);
  await page.keyboard.press("Enter");
  await page.waitForFunction((from) => document.querySelectorAll("#log > *").length > from, {}, length);
  return length;
}

/** Types a line; gives what is printed below it. */
async function say(page, line) {
  const at = await type(page, line);
  await page.waitForFunction((at) => document.querySelectorAll("#log > *").length > at + 1, {}, at);
  return (await replies(page, at + 1)).join("\n");
}

/** Waits for a line of the log that has all these words. */
const printed = (page, ...words) =>
  page.waitForFunction(
    (words) =>
      [...document.querySelectorAll("#log > *")].some((line) => words.every((word) => line.textContent.includes(word))),
    {},
    words,
  );

/** Waits until the list has a key, or these and no other. */
const listed = (page, ...keys) =>
  page.waitForFunction(
    (keys) => [...document.querySelectorAll("#keys button")].map((button) => button.textContent).join() === keys.join(),
    {},
    keys,
  );

/** Waits until these lines run, and no other. */
const runs = (page, ...lines) =>
  page.waitForFunction(
    (lines) => [...document.querySelectorAll("#running code")].map((line) => line.textContent).join() === lines.join(),
    {},
    lines,
  );

async function interrupt(page) {
  await page.bringToFront();
  await page.keyboard.down("Control");
  await page.keyboard.press("c");
  await page.keyboard.up("Control");
}

/** What a session has for itself, at the prompt of a page; `other` is a page with the same database. */
async function useSession(page, other = page) {
  assert.equal(await say(page, "FLUSHALL"), "OK");
  assert.equal(await say(page, "SET a 1"), "OK");
  await listed(page, "a");
  assert.equal(await say(page, "MULTI"), "OK");
  await page.waitForFunction(() => document.querySelector("#prompt label").textContent.startsWith("redlet(TX)>"));
  if (other !== page) {
    // The list reads meanwhile.
    assert.equal(await say(other, "SET b 1"), "OK");
    await page.bringToFront();
    await listed(page, "a", "b");
  }
  assert.equal(await say(page, "INCR a"), "QUEUED");
  assert.equal(await say(page, "EXEC"), "1) (integer) 2");
  assert.equal(await say(page, "ATOMIC"), "OK");
  assert.equal(await say(page, "GET a"), "QUEUED");
  assert.equal(await say(page, "EXEC"), '1) "2"');
  await page.waitForFunction(() => document.querySelector("#prompt label").textContent.startsWith("redlet>"));
  // What has no reply leaves nothing between two lines.
  const at = await type(page, "CLIENT REPLY OFF");
  await type(page, "SET c 1");
  assert.equal(await say(page, "CLIENT REPLY ON"), "OK");
  assert.deepEqual(await replies(page, at), ["> CLIENT REPLY OFF", "> SET c 1", "> CLIENT REPLY ON", "OK"]);
  assert.equal(await say(page, "SELECT 1"), "OK");
  await listed(page);
  assert.equal(await say(page, "SET only-here 1"), "OK");
  await listed(page, "only-here");
  assert.equal(await text(page, "#database"), "of database 1");
  assert.match(await text(page, "#prompt label"), /^redlet\[1\]>/);
  assert.equal(await say(page, "SELECT 0"), "OK");
  await listed(page, ...(other === page ? ["a", "c"] : ["a", "b", "c"]));
}

for (const name of Object.keys(BROWSERS)) {
  describe(name, () => {
    let browser;
    before(async () => {
      browser = await launch(name);
    });
    after(() => browser?.close());

    test("a line is answered as by redis-cli, the key is listed, and both outlive a reload", async () => {
      const page = await visit(browser);
      const [storage, said] = await badge(page);
      assert.equal(storage, "opfs");
      assert.match(said, /^kept in OPFS/);
      assert.match(await say(page, 'SET greeting "hello there" EX 3600'), /OK/);
      assert.match(await say(page, "GET greeting"), /"hello there"/);
      assert.match(await say(page, "NOPE"), /\(error\) ERR unknown command 'NOPE'/);
      await page.waitForFunction(() => document.body.textContent.includes("greeting"));
      await page.reload();
      await page.waitForFunction(() => document.querySelector("#storage").dataset.storage === "opfs");
      assert.match(await say(page, "GET greeting"), /"hello there"/);
      await page.close();
    });

    test("what was downloaded can be uploaded, and nothing else", async () => {
      const page = await visit(browser);
      const other = await visit(browser);
      page.on("dialog", (dialog) => dialog.accept());
      // What the button gives is kept here: the page's policy lets nobody fetch it again.
      await page.evaluate(() => {
        const { createObjectURL } = URL;
        window.downloaded = new Promise((resolve) => {
          URL.createObjectURL = (blob) => {
            resolve(blob.arrayBuffer());
            return createObjectURL(blob);
          };
        });
      });
      assert.match(await say(page, "SET kept before"), /OK/);
      await page.click("#download");
      const bytes = await page.evaluate(async () => Array.from(new Uint8Array(await window.downloaded)));
      const good = join(folder, `${name}.db`);
      writeFileSync(good, Buffer.from(bytes));
      assert.match(await say(page, "SET kept after"), /OK/);

      const upload = async (path, said) => {
        await page.bringToFront();
        const [chooser] = await Promise.all([page.waitForFileChooser(), page.click("#upload")]);
        await chooser.accept([path]);
        await page.waitForFunction((text) => document.querySelector("#log").textContent.includes(text), {}, said);
      };
      const bad = join(folder, "letter.txt");
      writeFileSync(bad, "Dear Ann");
      await upload(bad, "not a SQLite database");
      assert.match(await say(other, "GET kept"), /after/);
      await upload(good, `${name}.db is the database now`);
      assert.match(await say(other, "GET kept"), /before/);
      assert.match(await say(page, "GET kept"), /before/);
      await page.close();
      await other.close();
    });

    test("a second tab sees what the first does, and goes on without it", async () => {
      const first = await visit(browser);
      const second = await visit(browser);
      assert.match(await say(first, "SET shared by-all"), /OK/);
      assert.match(await say(second, "GET shared"), /by-all/);
      await first.close();
      await second.bringToFront();
      await printed(second, "The tab that had the database has let go of it");
      assert.match(await say(second, "SET shared still"), /OK/);
      await second.close();
    });

    test("MULTI, ATOMIC, CLIENT REPLY and SELECT at the prompt are for what is typed there alone", async () => {
      const [page, other] = [await visit(browser), await visit(browser)];
      await useSession(page, other);
      assert.equal(await say(page, "WATCH a"), "OK");
      assert.equal(await say(page, "MULTI"), "OK");
      assert.equal(await say(page, "GET a"), "QUEUED");
      assert.equal(await say(page, "EXEC"), '1) "2"');
      assert.equal(await say(page, "WATCH a"), "OK");
      assert.equal(await say(other, "SET a changed"), "OK");
      assert.equal(await say(page, "MULTI"), "OK");
      assert.equal(await say(page, "GET a"), "QUEUED");
      assert.equal(await say(page, "EXEC"), "(nil)");
      await page.close();
      await other.close();
    });

    test("MONITOR shows what people type, and no command of a list of keys; Ctrl-C ends it", async () => {
      const [page, other] = [await visit(browser), await visit(browser)];
      assert.equal(await say(page, "FLUSHALL"), "OK");
      assert.equal(await say(page, "HELLO 3").then((reply) => reply.includes('"proto" => (integer) 3')), true);
      assert.equal(await say(page, "SELECT 1"), "OK");
      assert.equal(await say(page, "MONITOR"), "OK");
      await runs(page, "MONITOR");
      const { length } = await replies(page);
      assert.equal(await say(other, "SET seen 1"), "OK");
      await listed(other, "seen");
      assert.equal(await say(other, "ECHO end"), '"end"');
      await page.bringToFront();
      await printed(page, "MONITOR", '"ECHO" "end"');
      const lines = await replies(page, length);
      assert.deepEqual(
        lines.map((line) => /MONITOR \d+\.\d{6} \[0 client:\d+\] (.*)$/.exec(line)?.[1]),
        ['"SET" "seen" "1"', '"ECHO" "end"'],
      );
      assert.match(await say(page, "GET seen"), /^\(error\) ERR Replica can't interact with the keyspace/);
      await interrupt(page);
      await runs(page);
      // As redis-cli it goes on with the same database and protocol.
      await page.waitForFunction(() => document.querySelector("#prompt label").textContent.startsWith("redlet[1]>"));
      await printed(page, "> HELLO 3");
      assert.equal(await say(page, "GET seen"), "(nil)");
      await page.close();
      await other.close();
    });

    test("messages are printed as they come, with the line that asked for them, until that is stopped", async () => {
      const page = await visit(browser);
      assert.equal(
        await say(page, "SUBSCRIBE news other"),
        '1) "subscribe"\n2) "news"\n3) (integer) 1\n1) "subscribe"\n2) "other"\n3) (integer) 2',
      );
      assert.match(await say(page, "PSUBSCRIBE n*"), /^1\) "psubscribe"/);
      await runs(page, "SUBSCRIBE news other", "PSUBSCRIBE n*");
      const at = Date.now();
      assert.match(await say(page, "PUBLISH news hello"), /^\(integer\) 2/);
      await printed(page, "SUBSCRIBE news other", '1) "message"\n2) "news"\n3) "hello"');
      await printed(page, "PSUBSCRIBE n*", '1) "pmessage"\n2) "n*"\n3) "news"\n4) "hello"');
      const times = await page.$$eval("#log .late time", (all) => all.map((time) => Date.parse(time.dateTime)));
      assert.equal(times.length, 2);
      assert.ok(times.every((time) => time >= at && time <= Date.now()));
      await page.focus("aria/Stop SUBSCRIBE news other");
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate(() => document.activeElement.id), "line");
      await runs(page, "PSUBSCRIBE n*");
      assert.match(await say(page, "PUBLISH news again"), /^\(integer\) 1/);
      await interrupt(page);
      await runs(page);
      await printed(page, "> PUNSUBSCRIBE n*");
      assert.equal(await say(page, "PUBLISH news nobody"), "(integer) 0");
      // What is unsubscribed at the prompt ends as well, and so does all with RESET.
      await type(page, "SUBSCRIBE a b");
      await runs(page, "SUBSCRIBE a b");
      assert.match(await say(page, "UNSUBSCRIBE a"), /"unsubscribe"/);
      assert.equal(await say(page, "PUBSUB CHANNELS"), '1) "b"');
      await runs(page, "SUBSCRIBE a b");
      assert.equal(await say(page, "RESET"), "RESET");
      await runs(page);
      await page.close();
    });

    test("a command that waits keeps no other from running, says what it was answered, and can be stopped", async () => {
      const page = await visit(browser);
      assert.equal(await say(page, "DEL jobs log"), "(integer) 0");
      await type(page, "BLPOP jobs 0");
      await runs(page, "BLPOP jobs 0");
      assert.match(await say(page, "RPUSH jobs a"), /^\(integer\) 1/);
      await printed(page, "BLPOP jobs 0", '1) "jobs"\n2) "a"');
      await runs(page);
      await type(page, "XREAD BLOCK 0 STREAMS log $");
      await runs(page, "XREAD BLOCK 0 STREAMS log $");
      await type(page, "BLPOP jobs 0");
      await runs(page, "XREAD BLOCK 0 STREAMS log $", "BLPOP jobs 0");
      await interrupt(page);
      await runs(page, "XREAD BLOCK 0 STREAMS log $");
      await page.click("aria/Stop XREAD BLOCK 0 STREAMS log $");
      await runs(page);
      const stopped = (await replies(page)).filter((line) => line.endsWith(" (stopped)"));
      assert.equal(stopped.length, 2);
      assert.match(stopped[0], /BLPOP jobs 0 \(stopped\)$/);
      assert.match(stopped[1], /XREAD BLOCK 0 STREAMS log \$ \(stopped\)$/);
      // Nothing is taken for what was stopped.
      assert.equal(await say(page, "RPUSH jobs b"), "(integer) 1");
      assert.equal(await say(page, "LLEN jobs"), "(integer) 1");
      await page.close();
    });

    test("what a session caches is told as by redis-cli", async () => {
      const page = await visit(browser);
      assert.match(await say(page, "HELLO 3"), /"proto" => \(integer\) 3/);
      assert.equal(await say(page, "CLIENT TRACKING ON BCAST"), "OK");
      await say(page, "SET cached 1");
      await printed(page, "CLIENT TRACKING", "-> invalidate: 'cached'");
      assert.equal(await say(page, "HGETALL none"), "(empty hash)");
      assert.equal(await say(page, "RESET"), "RESET");
      // The protocol is the older one again.
      assert.equal(await say(page, "HGETALL none"), "(empty array)");
      await page.close();
    });

    test("Ctrl-C copies where text is selected, and empties a line; no password is kept", async () => {
      const page = await visit(browser);
      const line = () => page.$eval("#line", (input) => input.value);
      await type(page, "BLPOP none 0");
      await runs(page, "BLPOP none 0");
      await page.$eval("#log .said", (said) => getSelection().selectAllChildren(said));
      await interrupt(page);
      await page.evaluate(() => getSelection().removeAllRanges());
      await page.focus("#line");
      assert.equal(await say(page, "ECHO here"), '"here"');
      await runs(page, "BLPOP none 0");
      await interrupt(page);
      await runs(page);
      await page.type("#line", "half a li");
      await interrupt(page);
      assert.equal(await line(), "");
      await say(page, "AUTH secret");
      await say(page, "CONFIG SET requirepass ''");
      await page.keyboard.press("ArrowUp");
      assert.equal(await line(), "ECHO here");
      await page.keyboard.press("ArrowDown");
      assert.equal(await line(), "");
      await page.close();
    });

    test("where a tab with another version has the database the page says so, and what to do", async () => {
      const other = await browser.newPage();
      await other.goto(`${address}style.css`);
      await other.evaluate(
        () =>
          new Promise((resolve) => {
            const all = new BroadcastChannel("redlet:taken");
            const tell = () => all.postMessage({ type: "owner", protocol: 0, owner: "other" });
            all.onmessage = ({ data }) => data.type === "find-owner" && tell();
            navigator.locks.request("redlet:taken", () => {
              resolve();
              return new Promise(() => {});
            });
          }),
      );
      const page = await browser.newPage();
      await page.goto(`${address}?db=taken`);
      await page.waitForFunction(() => document.querySelector("#storage").dataset.storage === "none");
      assert.match(await text(page, "#log"), /^VERSION .*\nClose or reload the other tab, then reload this page\.$/);
      assert.equal(await text(page, "#storage"), "not open");
      assert.equal(await page.$eval("#line", (input) => input.disabled), true);
      await page.close();
      await other.close();
    });

    test("where the worker dies with what was in memory the page says so, and stops what ran", async () => {
      const page = await browser.newPage();
      await page.evaluateOnNewDocument(() => {
        const construct = (Native, args) => {
          window.worker = new Native(...args);
          return window.worker;
        };
        window.Worker = new Proxy(window.Worker, { construct });
      });
      await page.goto(`${address}?db=:memory:`);
      await page.waitForFunction(() => document.querySelector("#storage").dataset.storage === "memory");
      await type(page, "BLPOP none 0");
      await runs(page, "BLPOP none 0");
      await page.evaluate(() => window.worker.dispatchEvent(new ErrorEvent("error", { message: "out of memory" })));
      await page.waitForFunction(() => document.querySelector("#storage").dataset.storage === "none");
      await printed(page, "POISONED", "out of memory", "Reload this page to open it again.");
      await runs(page);
      await page.close();
    });

    test("nothing that the page does is against its own policy", async () => {
      const page = await browser.newPage();
      await page.evaluateOnNewDocument(() => {
        window.refused = [];
        addEventListener("securitypolicyviolation", (event) => window.refused.push(event.violatedDirective));
      });
      await page.goto(address);
      await page.waitForFunction(() => document.querySelector("#storage").dataset.storage !== undefined);
      assert.equal(await say(page, "SET strict 1"), "OK");
      await page.$eval("#download", (button) => button.click());
      await page.waitForFunction(() => !document.querySelector("#download").disabled);
      assert.deepEqual(await page.evaluate(() => window.refused), []);
      // The policy is there.
      await page.evaluate(() => {
        const script = document.createElement("script");
        script.append("window.hasRun = true");
        document.head.append(script);
      });
      await page.waitForFunction(() => window.refused.length > 0);
      assert.equal(await page.evaluate(() => window.hasRun), undefined);
      await page.close();
    });

    test("a reply that is too long to be read is cut, and says so", async () => {
      const page = await visit(browser);
      assert.equal(await say(page, "SETRANGE long 1000000 x"), "(integer) 1000001");
      const shown = await say(page, "GET long");
      assert.ok(shown.length < 110_000);
      assert.match(shown, /\n\(3\D?900\D?\d{3} more characters are not shown\)$/);
      assert.equal(await say(page, "DEL long"), "(integer) 1");
      await page.close();
    });

    test("on a narrow screen nothing is wider than the page, and everything has a name", async () => {
      const page = await visit(browser);
      await page.setViewport({ width: 320, height: 640 });
      const long = "key:".repeat(30);
      assert.equal(await say(page, `SET ${long} ${"value".repeat(40)}`), "OK");
      await listed(page, ...(await page.$$eval("#keys button", (all) => all.map((b) => b.textContent))));
      await type(page, `BLPOP ${"queue:".repeat(20)} 0`);
      await page.waitForSelector("#running li");
      await page.type("#line", "CLIENT ");
      const widths = () => [document.documentElement.scrollWidth, innerWidth];
      const [scrolled, inner] = await page.evaluate(widths);
      assert.ok(scrolled <= inner, `${scrolled} in ${inner}`);
      const nameless = await page.$$eval("button, input, ul, section, [role=log]", (all) =>
        all
          .filter((each) => {
            const labels = [...(each.labels ?? [])].map((label) => label.textContent).join("");
            return !(each.getAttribute("aria-label") || labels || each.textContent.trim() || each.hidden);
          })
          .map((each) => each.outerHTML),
      );
      assert.deepEqual(nameless, []);
      await page.close();
    });
  });
}

test("in a private window of Firefox the badge says that nothing is kept", async () => {
  const browser = await launch("firefox", { extraPrefsFirefox: { "browser.privatebrowsing.autostart": true } });
  try {
    const page = await visit(browser);
    assert.deepEqual(await badge(page), ["memory", "in memory: gone with this tab"]);
    await useSession(page);
  } finally {
    await browser.close();
  }
});
