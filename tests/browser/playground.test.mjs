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

/** Types a line; gives what is printed below all that was there. */
async function say(page, line) {
  // A page behind another draws nothing, and what waits for it to draw waits for ever.
  await page.bringToFront();
  const before = await text(page, "#log");
  await page.type("#line", line);
  await page.keyboard.press("Enter");
  await page.waitForFunction((had) => document.querySelector("#log").textContent.length > had, {}, before.length);
  // The line itself is printed first, behind its prompt; its reply when it has come.
  await page.waitForFunction(
    (from) => document.querySelector("#log").textContent.length > from,
    {},
    before.length + "> ".length + line.length,
  );
  return (await text(page, "#log")).slice(before.length);
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
      // What the button gives is kept here, as the link is followed.
      await page.evaluate(() => {
        const follow = HTMLAnchorElement.prototype.click;
        window.downloaded = new Promise((resolve) => {
          HTMLAnchorElement.prototype.click = function () {
            if (this.download) resolve(fetch(this.href).then((response) => response.arrayBuffer()));
            else follow.call(this);
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
      assert.match(await say(second, "SET shared still"), /OK/);
      await second.close();
    });
  });
}

test("in a private window of Firefox the badge says that nothing is kept", async () => {
  const browser = await launch("firefox", { extraPrefsFirefox: { "browser.privatebrowsing.autostart": true } });
  try {
    const page = await visit(browser);
    assert.deepEqual(await badge(page), ["memory", "in memory: gone with this tab"]);
    assert.match(await say(page, "SET k v"), /OK/);
  } finally {
    await browser.close();
  }
});
