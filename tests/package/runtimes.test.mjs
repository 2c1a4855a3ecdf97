// The packed module in Node, Deno and Bun, where servers render pages, and in a service worker.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { serveFolders } from "../../scripts/static.mjs";
import { BROWSERS, launch } from "../browser/browsers.mjs";
import { emptyApp } from "./packed.mjs";

const runtimes = new URL("../../.cache/runtimes/", import.meta.url).pathname;
const apps = new URL("../../.cache/apps/", import.meta.url).pathname;
const ALL = {
  node: ["node"],
  "node-22": [`${apps}node-22/bin/node`],
  "node-24": [`${apps}node-24/bin/node`],
  deno: [`${runtimes}deno`, "run", "--allow-all", "--quiet", "--node-modules-dir=manual"],
  bun: [`${runtimes}bun`, "run"],
};
/** Newer Nodes are packed for one platform alone. */
const RUNTIMES = Object.fromEntries(Object.entries(ALL).filter(([, [path]]) => path === "node" || existsSync(path)));

let app;
before(() => {
  app = emptyApp();
});
after(() => rmSync(app, { recursive: true, force: true }));

test("it carries the notices of what it is made of", () => {
  const notices = readFileSync(join(app, "node_modules/redlet/dist/LICENSES.txt"), "utf8");
  for (const part of ["SQLite", "rusqlite", "sqlite-wasm-rs", "wasm-bindgen", "musl"])
    assert.ok(notices.includes(part));
});

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

const REPLACES = `
  import { Redlet } from "redlet";
  const [from, to] = process.argv.slice(2);
  const source = await Redlet.open(from);
  await source.set("k", "imported");
  const old = await Redlet.open(to);
  await old.set("old", 1);
  const locked = await Redlet.import(to, await source.export()).catch((error) => error.code);
  await old.close();
  await Redlet.import(to, await source.export());
  const bad = await Redlet.import(to, new TextEncoder().encode("no database")).catch((error) => error.code);
  await source.close();
  const db = await Redlet.open(to);
  console.log(JSON.stringify([locked, bad, await db.get("k"), await db.exists("old")]));
  await db.close();
`;

for (const runtime of Object.keys(RUNTIMES)) {
  test(`${runtime} puts an export in the place of a database`, () => {
    const said = JSON.parse(run(runtime, "replaces.js", REPLACES, `./${runtime}-from.db`, `./${runtime}-to.db`));
    assert.deepEqual(said, ["LOCKED", "NOTADB", "imported", 0]);
  });
}

const REQUIRES = `
  const { Redlet, RedletError } = require("redlet");
  Redlet.open(process.argv[2]).then(async (db) => {
    const error = await db.incr("k").then(() => db.lpush("k", 1)).catch((error) => error);
    console.log(db.storage, await db.get("k"), error instanceof RedletError && error.code);
    await db.close();
  });
`;

for (const runtime of Object.keys(RUNTIMES)) {
  test(`${runtime} requires it`, () => {
    assert.equal(run(runtime, "requires.cjs", REQUIRES, `./${runtime}-required.db`), "file 1 WRONGTYPE\n");
  });
}

const MEMORY = `
  import { Redlet } from "redlet";
  const db = await Redlet.open(":memory:");
  console.log(await db.set("k", "v"), db.storage);
`;

test("deno needs no permission for memory", () => {
  writeFileSync(join(app, "memory.js"), MEMORY);
  const args = ["run", "--no-prompt", "--node-modules-dir=manual", "memory.js"];
  const env = { ...process.env, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };
  assert.equal(execFileSync(RUNTIMES.deno[0], args, { cwd: app, encoding: "utf8", env }), "OK memory\n");
});

test("bun makes one program of it", () => {
  writeFileSync(join(app, "memory.js"), MEMORY);
  const program = join(app, "program/memory");
  execFileSync(RUNTIMES.bun[0], ["build", "--compile", "memory.js", "--outfile", program], { cwd: app, stdio: "pipe" });
  assert.equal(execFileSync(program, { cwd: join(app, "program"), encoding: "utf8" }), "OK memory\n");
});

test("it takes a module that the caller compiled", () => {
  const source = `
    import { readFileSync } from "node:fs";
    import { Redlet } from "redlet/slim";
    const wasm = await WebAssembly.compile(readFileSync("node_modules/redlet/dist/redlet/engine.wasm"));
    const db = await Redlet.open({ wasm, name: ":memory:" });
    console.log(await db.set("k", "v"), db.storage, await Redlet.open({ name: ":memory:" }).catch(({ message }) => message));
  `;
  assert.equal(run("node", "slim.js", source), "OK memory redlet/slim needs the engine: open({ wasm, name })\n");
});

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
  for (const file of ["index", "inline", "slim", "node", "deno"]) {
    const { Redlet, RedletError } = await import("./node_modules/redlet/dist/" + file + ".js");
    console.log(file, typeof Redlet.open, typeof RedletError);
  }
`;

for (const runtime of Object.keys(RUNTIMES)) {
  test(`importing any entry in ${runtime} touches nothing that a page alone has`, () => {
    const said = run(runtime, "imports.js", IMPORTS);
    const entries = ["index", "inline", "slim", "node", "deno"];
    assert.equal(said, entries.map((entry) => `${entry} function function\n`).join(""));
  });
}

for (const browser of Object.keys(BROWSERS)) {
  test(`a service worker of ${browser} has it in memory, and is told that no tab has it open`, async () => {
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
      assert.deepEqual(said, ["memory", "v", "NOTAB"]);
    } finally {
      await opened.close();
      server.close();
    }
  });
}
