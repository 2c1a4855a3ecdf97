// The code samples of the readme and of docs/: each compiles against the packed types and runs, and
// what a comment behind a statement says is what comes out.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { installed } from "../clients/installed.mjs";
import { emptyApp } from "../package/packed.mjs";
import { CLI } from "../server/servers.mjs";
import { compiles, holds } from "./code.mjs";

const root = new URL("../../", import.meta.url).pathname;
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(`${root}docs`, { recursive: true }).map((name) => `docs/${name}`),
]
  .filter((name) => name.endsWith(".md"))
  .sort();

let app;
before(() => {
  app = emptyApp();
  // What the samples import besides redlet.
  for (const name of packages(installed())) {
    mkdirSync(join(app, "node_modules", name, ".."), { recursive: true });
    symlinkSync(join(installed(), name), join(app, "node_modules", name));
  }
});
after(() => rmSync(app, { recursive: true, force: true }));

/** The packages in a folder, those in scopes too. */
function packages(folder, scope = "") {
  return readdirSync(join(folder, scope)).flatMap((name) => {
    if (name.startsWith("@")) return packages(folder, `${name}/`);
    return name.startsWith(".") ? [] : [scope + name];
  });
}

/** The servers that a page starts, for the time of its samples. */
async function serversOf(page, cwd) {
  const lines = readFileSync(root + page, "utf8").matchAll(/^npx redlet (serve .*)$/gm);
  const servers = [...lines].map(([, line]) => spawn("node", [CLI, ...line.split(" ")], { cwd, stdio: "pipe" }));
  for (const server of servers) await once(server.stdout, "data");
  return servers;
}

/** The samples of a page as one module: later ones go on with what the earlier ones declared. */
function sample(page) {
  const text = readFileSync(root + page, "utf8");
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code).join("\n");
}

/** Pages whose databases are those of pages: here each is a file. */
const IN_PAGES = ["README.md", "docs/tabs.md"];
const inFiles = (code) => code.replaceAll(/(Redlet\.\w+\(|\bname: )"(\w+)"/g, '$1"./$2.db"');

for (const page of pages.filter((page) => sample(page) !== "")) {
  test(`the samples of ${page} compile`, () => {
    // The types of other libraries are theirs to check.
    compiles(app, sample(page), ...(page.startsWith("docs/clients/") ? ["--skipLibCheck"] : []));
  });

  test(`the samples of ${page} do what their comments say`, async () => {
    const code = IN_PAGES.includes(page) ? inFiles(sample(page)) : sample(page);
    mkdirSync(join(app, "run"), { recursive: true });
    const cwd = join(app, "run");
    const servers = await serversOf(page, cwd);
    try {
      await holds(app, code, cwd);
    } finally {
      for (const server of servers) server.kill("SIGTERM");
    }
    rmSync(join(app, "run"), { recursive: true });
  });
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchors(file) {
  const headings = readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, title]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

test("every file and every heading that the pages lead to is there", () => {
  for (const page of [...pages, "ARCHITECTURE.md", "CHANGELOG.md"]) {
    const links = readFileSync(root + page, "utf8").matchAll(/\]\(([^)#:]*)(?:#([^)]+))?\)/g);
    for (const [, link, anchor] of links) {
      const file = link === "" ? root + page : join(root, page, "..", link);
      assert.ok(existsSync(file), `${page} leads to ${link}`);
      if (anchor) assert.ok(anchors(file).includes(anchor), `${page} leads to ${link}#${anchor}`);
    }
  }
});

test("the index leads to every page, but to those that the page of their folder leads to", () => {
  const linksOf = (page) =>
    [...readFileSync(root + page, "utf8").matchAll(/\]\(([^)#:]+)/g)].map(([, link]) => join(page, "..", link));
  const index = linksOf("docs/README.md");
  const known = index.flatMap((page) => [page, ...(page.endsWith("/README.md") ? linksOf(page) : [])]);
  const lost = pages.filter((page) => page.startsWith("docs/") && page !== "docs/README.md" && !known.includes(page));
  assert.deepEqual(lost, []);
});

test("of the families of commands in the readme each is there, or not, as it says", async () => {
  const { Redlet } = await import(`${root}dist/node.js`);
  const r = await Redlet.open(":memory:");
  const [, table] = /^## Redis, by family$(.*?)^## /ms.exec(readFileSync(`${root}README.md`, "utf8"));
  const rows = [...table.matchAll(/^\| [^|]+ \| (yes|mostly|no|\*\*not yet\*\*) \| (.*) \|$/gm)];
  assert.equal(rows.length, table.match(/^\| /gm).length - 2, "the head, the line below it, and rows");
  for (const [, has, commands] of rows) {
    for (const [, name] of commands.matchAll(/`([A-Z]+)[A-Z ]*`/g)) {
      const [known] = await r.call("COMMAND", "INFO", name);
      assert.equal(known !== null, has === "yes" || has === "mostly", name);
    }
  }
  await r.close();
});

/** The code that is not run here: by which tests, on which pages, in which languages. A block with a name is a file. */
const RUN_ELSEWHERE = [
  ["tests/apps/examples.test.mjs", /^docs\/runtimes\//, ["js", "cjs", "html", "text", "js file"]],
  ["tests/cloudflare/docs.test.mjs", /^docs\/runtimes\/durable-objects/, ["typescript", "jsonc"]],
  ["tests/frameworks", /^docs\/frameworks\//, ["ts file", "tsx file", "vue file", "svelte file"]],
  ["tests/browser/policies.test.mjs", /^docs\/security/, ["http file"]],
  ["tests/browser/versions.test.mjs", /^docs\/versions/, ["js"]],
  ["tests/clients/keyv.test.mjs", /^docs\/clients\/keyv/, ["js"]],
];
/** What a shell is given: the servers run with the samples, and the scripts are there. */
const SHELL = /^(npx redlet serve .*|npm (install redlet|start|test|run [\w:]+( -- --docs)?))( *#.*)?$/;

/** The text of a test, or of all in a folder. */
function testCode(path) {
  if (path.endsWith(".mjs")) return readFileSync(root + path, "utf8");
  return readdirSync(root + path)
    .filter((name) => name.endsWith(".mjs"))
    .map((name) => readFileSync(join(root, path, name), "utf8"))
    .join("\n");
}

test("all code of all pages is run by a test", () => {
  for (const page of [...pages, "ARCHITECTURE.md"]) {
    const blocks = readFileSync(root + page, "utf8").matchAll(/^ *```(\w*)( ?)[^\n]*\n(.*?)^ *```$/gms);
    for (const [whole, language, file, code] of blocks) {
      const kind = file ? `${language} file` : language;
      if (kind === "ts") assert.match(whole, /^`/, `${page}: an indented block is not found`);
      else if (kind === "sh") for (const line of code.trim().split("\n")) assert.match(line, SHELL, page);
      else {
        const found = RUN_ELSEWHERE.find(([, on, kinds]) => on.test(page) && kinds.includes(kind));
        assert.ok(found, `${page} has code that no test runs: ${whole}`);
        assert.ok(testCode(found[0]).includes(page.split("/").at(-1)), `${found[0]} does not read ${page}`);
      }
    }
  }
});

test("every npm command and every file that the pages name is there", () => {
  const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  for (const page of [...pages, "ARCHITECTURE.md"]) {
    for (const [, name] of readFileSync(root + page, "utf8").matchAll(/\bnpm (?:run )?([a-z:]+)/g)) {
      assert.ok(name in scripts || ["install", "pack", "ci"].includes(name), `${page}: npm ${name}`);
    }
    // The files there are those of apps.
    if (page.startsWith("docs/frameworks/")) continue;
    for (const [file] of readFileSync(root + page, "utf8").matchAll(
      /\b(?:bench|js|lua|scripts|src|tests|www)\/[\w./-]+/g,
    )) {
      assert.ok(existsSync(root + file), `${page}: ${file}`);
    }
  }
});
