// The examples of docs/runtimes/, each in the runtime that it is for: what the page says comes out.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as esbuild from "esbuild";
import { build } from "vite";
import { emptyApp } from "../package/packed.mjs";
import { app, elsewhere, served, shows, TOOLS } from "./apps.mjs";
import { develop } from "./workerd.mjs";

const pages = new URL("../../docs/runtimes/", import.meta.url);

/** The programs of a page in their order, with their language and what comes out. */
function examples(page) {
  const text = readFileSync(new URL(page, pages), "utf8");
  const found = text.matchAll(/^```(js|cjs|html)\n(.*?)^```\n```text\n(.*?)\n```/gms);
  return [...found].map(([, language, source, expected]) => ({ language, source, expected }));
}

/** Runs programs that print, one after the other in one folder. */
function prints(command, ...args) {
  return (examples) => {
    const cwd = emptyApp();
    const env = { ...process.env, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };
    for (const [i, { language, source, expected }] of examples.entries()) {
      const name = `example-${i}.${language}`;
      writeFileSync(join(cwd, name), source);
      const said = execFileSync(command, [...args, name], { cwd, env, encoding: "utf8", timeout: 60_000 });
      assert.equal(said, `${expected}\n`);
    }
  };
}

/** A module is built by Vite; a page is opened as it is, with the package on another origin. */
async function inBrowser(examples, make = () => app("page")) {
  for (const { language, source, expected } of examples) {
    const root = await make();
    if (language === "js") {
      writeFileSync(join(root, "main.js"), source);
      await build({ root, logLevel: "error" });
      await served(join(root, "dist"), (url) => shows(url, expected));
    } else {
      await elsewhere(join(root, "node_modules"), async (network) => {
        writeFileSync(join(root, "index.html"), source.replaceAll("https://cdn.example", network));
        await served(root, (url) => shows(url, expected));
      });
    }
  }
}

/** The page says what its worker's file is called; a bundler makes one classic script of it. */
function besideServiceWorker(examples) {
  const text = readFileSync(new URL("workers.md", pages), "utf8");
  const [, name, contents] = /^```js (\S+)\n(.*?)^```$/ms.exec(text);
  return inBrowser(examples, async () => {
    const root = app("page");
    mkdirSync(join(root, "public"));
    // Without an address of its own, a classic script finds no engine: it needs none.
    const logOverride = { "empty-import-meta": "silent" };
    const stdin = { contents, resolveDir: root };
    await esbuild.build({ stdin, bundle: true, format: "iife", logOverride, outfile: join(root, "public", name) });
    return root;
  });
}

async function inWorker([{ source, expected }]) {
  const root = app("worker");
  writeFileSync(join(root, "index.js"), source);
  await develop(root, async (address) => assert.equal(await (await fetch(address)).text(), expected));
}

const RUN = {
  "README.md": prints("node"),
  "browser.md": inBrowser,
  "bun.md": prints(`${TOOLS}.bin/bun`),
  "cloudflare-worker.md": inWorker,
  "deno.md": prints(`${TOOLS}.bin/deno`, "run", "--quiet", "--no-prompt", "--allow-read=.", "--allow-write=."),
  "node.md": prints("node"),
  "workers.md": besideServiceWorker,
};

for (const page of readdirSync(pages)) {
  // Other pages beside these are run by the tests of what they are about.
  if (!(page in RUN)) continue;
  test(`the examples of docs/runtimes/${page}`, async () => {
    const found = examples(page);
    assert.equal(found.length, readFileSync(new URL(page, pages), "utf8").match(/^```(js|cjs|html)$/gm).length);
    await RUN[page](found);
  });
}
