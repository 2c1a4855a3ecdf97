// A page of another origin talks to `redlet serve --rest`, where its origin is allowed.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { serveFolders } from "../../scripts/static.mjs";
import { serveIn, stop } from "../server/servers.mjs";
import { BROWSERS, launch } from "./browsers.mjs";

const root = new URL("../../", import.meta.url).pathname;
let pages;
let rest;
let origin;
before(async () => {
  pages = await serveFolders([`${root}tests/browser`]);
  origin = `http://localhost:${pages.address().port}`;
  const args = ["--memory", "--port", "none", "--rest", "0", "--token", "t", "--rest-cors", origin];
  rest = await serveIn([process.execPath], ...args);
});
after(async () => {
  pages.close();
  await stop(rest, "SIGKILL");
});

/** Sends a request as a page does; gives its status and its text, or what it fails with. */
const ask = (page, path, init) =>
  page.evaluate(
    async (url, init) => {
      try {
        const response = await fetch(url, init);
        return [response.status, await response.text(), response.headers.get("upstash-sync-token") !== null];
      } catch (error) {
        return error.name;
      }
    },
    `${rest.rest}${path}`,
    init,
  );

const headers = { authorization: "Bearer t", "content-type": "application/json", "upstash-encoding": "base64" };
const post = (body) => ({ method: "POST", headers, body: typeof body === "string" ? body : JSON.stringify(body) });

for (const name of Object.keys(BROWSERS)) {
  describe(name, () => {
    let browser;
    let page;
    before(async () => {
      browser = await launch(name);
      page = await browser.newPage();
      await page.goto(`${origin}/transcripts.html`);
    });
    after(() => browser?.close());

    test("a page of an origin that is allowed reads every reply", async () => {
      assert.deepEqual(await ask(page, "/", post(["SET", "k", "v"])), [200, '{"result":"OK"}', true]);
      assert.deepEqual(await ask(page, "/get/k?_token=t"), [200, '{"result":"v"}', true]);
      assert.deepEqual(await ask(page, "/pipeline", post([["GET", "k"]])), [200, '[{"result":"dg=="}]', true]);
      assert.deepEqual(await ask(page, "/set/k", { ...post(".."), method: "PUT" }), [200, '{"result":"OK"}', true]);
      const statuses = [];
      for (const [path, init] of [
        ["/nope", { headers }],
        ["/get/k", {}],
        ["/get/k", { headers: { authorization: "Bearer wrong" } }],
        ["//get/k", { headers }],
        ["/set/k", post("x".repeat(10_000_001))],
      ]) {
        statuses.push((await ask(page, path, init))[0]);
      }
      assert.deepEqual(statuses, [400, 401, 401, 400, 413]);
    });

    test("and is told messages, until it goes", async () => {
      const said = await page.evaluate(async (url) => {
        const source = new EventSource(`${url}/subscribe/news?_token=t`);
        const heard = [];
        await new Promise((resolve, reject) => {
          source.onerror = () => reject(new Error("the stream was refused"));
          source.onmessage = ({ data }) => {
            heard.push(data);
            if (heard.length === 1) fetch(`${url}/publish/news/hello?_token=t`);
            else resolve();
          };
        });
        source.close();
        const gone = new AbortController();
        const waiting = fetch(`${url}/blpop/none/0?_token=t`, { signal: gone.signal }).catch(({ name }) => name);
        gone.abort();
        return [...heard, await waiting];
      }, rest.rest);
      assert.deepEqual(said, ["subscribe,news,1", "message,news,hello", "AbortError"]);
    });

    test("a page of another origin reads nothing, and what it posts with a token does not run", async () => {
      const stranger = await browser.newPage();
      await stranger.goto(`${origin.replace("localhost", "127.0.0.1")}/transcripts.html`);
      assert.equal(await ask(stranger, "/", post(["SET", "k", "stolen"])), "TypeError");
      assert.equal(await ask(stranger, "/get/k?_token=t"), "TypeError");
      assert.equal((await ask(page, "/get/k", { headers: { authorization: "Bearer t" } }))[1], '{"result":".."}');
      await stranger.close();
    });
  });
}
