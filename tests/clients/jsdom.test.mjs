// The modules for pages in a test runner whose page is jsdom: it has a document, but no worker and no storage.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { emptyApp } from "../package/packed.mjs";
import { installed } from "./installed.mjs";

let app;
before(() => {
  app = emptyApp();
  for (const name of ["vitest", "jsdom"]) symlinkSync(join(installed(), name), join(app, "node_modules", name));
});
after(() => rmSync(app, { recursive: true, force: true }));

/** What is tried of each entry. */
const TEST = `
  import { writeFileSync } from "node:fs";
  import { test } from "vitest";

  const ATTEMPTS = {
    "no name": (Redlet) => Redlet.open(),
    "a name": (Redlet) => Redlet.open("app"),
    "a name or memory": async (Redlet) => {
      const r = await Redlet.open({ name: "app", fallback: "memory" });
      return new Promise((resolve) => r.addEventListener("fallback", ({ detail }) => resolve([r.storage, detail.code])));
    },
    memory: async (Redlet) => (await Redlet.open(":memory:")).set("k", "v"),
    import: (Redlet) => Redlet.import("app", new Uint8Array(8192)),
    delete: (Redlet) => Redlet.delete("app"),
    list: (Redlet) => Redlet.list(),
    "by hand": async (Redlet) => new Redlet("app"),
  };

  test("the entry", async () => {
    const { Redlet, RedletError } = await import(/* @vite-ignore */ process.env.ENTRY);
    const said = {};
    for (const [what, attempt] of Object.entries(ATTEMPTS)) {
      said[what] = await attempt(Redlet).catch((error) =>
        error instanceof RedletError ? error.code + ": " + error.message : String(error.stack),
      );
    }
    writeFileSync("said.json", JSON.stringify([typeof document, typeof Worker, said]));
  });
`;

/** What an entry says in vitest, in its page of jsdom. */
function tried(entry) {
  writeFileSync(join(app, "entry.test.js"), TEST);
  const args = [join(app, "node_modules/vitest/vitest.mjs"), "run", "--environment", "jsdom"];
  const env = { ...process.env, ENTRY: `./node_modules/redlet/dist/${entry}.js`, CI: "1" };
  execFileSync("node", args, { cwd: app, env, stdio: "pipe", timeout: 120_000 });
  const [document, worker, said] = JSON.parse(readFileSync(join(app, "said.json"), "utf8"));
  assert.deepEqual([document, worker], ["object", "undefined"]);
  return said;
}

const NO_NAME = /^NAME: a database needs a name, not undefined: /;
const NO_PATH = /^NAME: "app" is no path of a file: /;
const NO_STORAGE = /^OPFS: .*have "redlet" resolved with the condition "node"/;
const NO_ENGINE = /^WASM: .*have "redlet" resolved with the condition "node"/;
const BY_HAND = /^NEW: a database is opened, not made: /;
const STORES = { import: NO_STORAGE, delete: NO_STORAGE, list: NO_STORAGE };
const IN_PAGES = { "no name": NO_NAME, "a name": NO_STORAGE, ...STORES, "by hand": BY_HAND };

/** What has to come of it: a value, or an error's code and what it advises. */
const SAID = {
  index: { ...IN_PAGES, "a name or memory": NO_ENGINE, memory: NO_ENGINE, import: /^(OPFS|WASM): .*"node"/ },
  inline: { ...IN_PAGES, "a name or memory": ["memory", "OPFS"], memory: "OK" },
  node: {
    "no name": NO_NAME,
    "a name": NO_PATH,
    "a name or memory": NO_PATH,
    memory: "OK",
    import: NO_PATH,
    delete: NO_PATH,
    list: /^STORAGE: /,
    "by hand": BY_HAND,
  },
};

for (const [entry, outcomes] of Object.entries(SAID)) {
  test(`in jsdom the entry "${entry}" works, or says what to do`, () => {
    const said = tried(entry);
    assert.deepEqual(Object.keys(said).sort(), Object.keys(outcomes).sort());
    for (const [what, outcome] of Object.entries(outcomes)) {
      if (outcome instanceof RegExp) assert.match(said[what], outcome, what);
      else assert.deepEqual(said[what], outcome, what);
    }
  });
}
