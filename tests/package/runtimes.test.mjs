// The packed module in Node, Deno and Bun, where servers render pages, and in a service worker.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { serveFolders } from "../../scripts/static.mjs";
import { BROWSERS, launch } from "../browser/browsers.mjs";
import { emptyApp } from "./packed.mjs";

const runtimes = new URL("../../.cache/runtimes/", import.meta.url).pathname;
const RUNTIMES = {
  node: ["node"],
  deno: [`${runtimes}deno`, "run", "--allow-all", "--quiet", "--node-modules-dir=manual"],
  bun: [`${runtimes}bun`, "run"],
};

let app;
before(() => {
  app = emptyApp();
});
after(() => rmSync(app, { recursive: true, force: true }));

/** Runs a module of the app; gives what it printed. */
function run(runtime, name, source, ...args) {
  writeFileSync(join(app, name), source);
  const [command, ...first] = RUNTIMES[runtime];
  const env = { ...process.env, DENO_NO_UPDATE_CHECK: "1", DO_NOT_TRACK: "1", NO_COLOR: "1" };
  return execFileSync(command, [...first, join(app, name), ...args], {
    cwd: app,
    encoding: "utf8",
    env,
    timeout: 60_000,
  });
}

const WRITES = `
  import { Redlet, RedletError } from "redlet";
  const [file] = process.argv.slice(2);
  const db = await Redlet.open(file);
  const all = await Promise.all([db.incr("opened"), db.hset("h", { a: 1 }), db.hgetall("h"), db.setex("k", 60, "é")]);
  const error = await db.get("h").catch((error) => error);
  console.log(JSON.stringify([db.storage, ...all, error instanceof RedletError && error.code]));
  await db.close();
`;

for (const runtime of Object.keys(RUNTIMES)) {
  test(`${runtime} keeps a database in a file`, () => {
    for (const round of [1, 2]) {
      const said = JSON.parse(run(runtime, "writes.js", WRITES, `./${runtime}.db`));
      assert.deepEqual(said, ["file", round, round === 1 ? 1 : 0, { a: "1" }, "OK", "WRONGTYPE"]);
    }
  });
}

/** What pages have and servers do not: to look at one while the module loads is an error. */
const FORBIDDEN = [
  "window",
  "document",
  "self",
  "location",
  "navigator",
  "Worker",
  "indexedDB",
  "caches",
  "localStorage",
];
const IMPORTS = `
  for (const name of ${JSON.stringify(FORBIDDEN)}) {
    Object.defineProperty(globalThis, name, { configurable: true, get() { throw new Error(name + " was touched"); } });
  }
  // By their paths: the conditions of the package would always choose the module for servers.
  for (const file of ["index", "inline", "node"]) {
    const { Redlet, RedletError } = await import("./node_modules/redlet/dist/" + file + ".js");
    console.log(file, typeof Redlet.open, typeof RedletError);
  }
`;

for (const runtime of Object.keys(RUNTIMES)) {
  test(`importing any entry in ${runtime} touches nothing that a page alone has`, () => {
    const said = run(runtime, "imports.js", IMPORTS);
    assert.equal(said, "index function function\ninline function function\nnode function function\n");
  });
}

for (const browser of Object.keys(BROWSERS)) {
  test(`a service worker of ${browser} has it in memory, and is told that it has no OPFS`, async () => {
    writeFileSync(join(app, "index.html"), "<!doctype html><title>page</title>");
    writeFileSync(
      join(app, "service-worker.js"),
      `
      import { Redlet } from "./node_modules/redlet/dist/index.js";
      const answer = async () => {
        const db = await Redlet.open(":memory:");
        await db.set("k", "v");
        const refused = await Redlet.open("kept").then(() => "opened", (error) => error.code);
        return [db.storage, await db.get("k"), refused];
      };
      addEventListener("message", (event) => {
        event.waitUntil(answer().catch(String).then((said) => event.source.postMessage(said)));
      });
      `,
    );
    const server = await serveFolders([app]);
    const opened = await launch(browser);
    try {
      const page = await opened.newPage();
      await page.goto(`http://localhost:${server.address().port}/index.html`);
      const said = await page.evaluate(async () => {
        const registration = await navigator.serviceWorker.register("/service-worker.js", { type: "module" });
        await navigator.serviceWorker.ready;
        const answered = new Promise((resolve) => {
          navigator.serviceWorker.onmessage = ({ data }) => resolve(data);
        });
        registration.active.postMessage("go");
        return answered;
      });
      assert.deepEqual(said, ["memory", "v", "OPFS"]);
    } finally {
      await opened.close();
      server.close();
    }
  });
}
