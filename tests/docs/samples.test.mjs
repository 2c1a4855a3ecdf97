// The code samples of the readme and of docs/: each compiles against the packed types and runs, and
// what a comment behind a statement says is what comes out.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { transformSync } from "esbuild";
import { emptyApp } from "../package/packed.mjs";

const root = new URL("../../", import.meta.url).pathname;
const pages = ["README.md", "CONTRIBUTING.md", ...readdirSync(`${root}docs`).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith(".md"),
);

let app;
before(() => {
  app = emptyApp();
});
after(() => rmSync(app, { recursive: true, force: true }));

/** The samples of a page as one module: later ones go on with what the earlier ones declared. */
function sample(page) {
  const text = readFileSync(root + page, "utf8");
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code).join("\n");
}

/** `await x;  // y` as a check that it gives y. Other comments explain, and stay. */
function checked(code) {
  return code.replaceAll(/^(await [^;\n]*); *\/\/ ([[{"\d].*|null|true|false)$/gm, "same($1, $2);");
}

for (const page of pages.filter((page) => sample(page) !== "")) {
  test(`the samples of ${page} compile`, () => {
    writeFileSync(join(app, "sample.ts"), sample(page));
    const strict = [
      "--ignoreConfig",
      "--strict",
      "--noEmit",
      "--target",
      "es2022",
      "--module",
      "nodenext",
      "--types",
      "",
      "--lib",
      "es2022,dom",
    ];
    try {
      execFileSync(`${root}node_modules/.bin/tsc`, [...strict, join(app, "sample.ts")], {
        encoding: "utf8",
        stdio: "pipe",
      });
    } catch (error) {
      assert.fail(error.stdout);
    }
  });

  test(`the samples of ${page} do what their comments say`, () => {
    const code = checked(sample(page));
    const claims = code.match(/^same\(/gm) ?? [];
    const head = `import assert from "node:assert/strict";
      let claims = 0;
      const same = (got, want) => { assert.deepEqual(got, want); claims++; };\n`;
    const { code: script } = transformSync(head + code, { loader: "ts", target: "es2022", format: "esm" });
    mkdirSync(join(app, "run"), { recursive: true });
    writeFileSync(join(app, "sample.js"), `${script}\nconsole.log(claims);`);
    const said = execFileSync("node", ["../sample.js"], { cwd: join(app, "run"), encoding: "utf8", timeout: 30_000 });
    assert.equal(said, `${claims.length}\n`);
    rmSync(join(app, "run"), { recursive: true });
  });
}

test("every file that the pages lead to is there", () => {
  for (const page of [...pages, "ARCHITECTURE.md", "CHANGELOG.md"]) {
    const folder = join(root, page, "..");
    for (const [, link] of readFileSync(root + page, "utf8").matchAll(/\]\(([^)#:]+)\)/g)) {
      assert.ok(existsSync(join(folder, link)), `${page} leads to ${link}`);
    }
  }
});

test("every npm command that the pages name is there", () => {
  const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  for (const page of pages) {
    for (const [, name] of readFileSync(root + page, "utf8").matchAll(/\bnpm (?:run )?([a-z:]+)/g)) {
      assert.ok(name in scripts || ["install", "pack", "ci"].includes(name), `${page}: npm ${name}`);
    }
    for (const [file] of readFileSync(root + page, "utf8").matchAll(/\b(?:scripts|tests|src|js)\/[\w./-]+/g)) {
      assert.ok(existsSync(root + file), `${page}: ${file}`);
    }
  }
});
