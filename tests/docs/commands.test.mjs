// The example of every method compiles against the packed types, and gives what it says.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { emptyApp } from "../package/packed.mjs";
import { compiles, holds } from "./code.mjs";

/** Those of the core, and of each module. */
const MODULES = new URL("../../src/modules/", import.meta.url);
const OF_MODULES = readdirSync(MODULES).map((name) => new URL(`${name}/examples.ts`, MODULES));
const EXAMPLES = [new URL("commands.ts", import.meta.url), ...OF_MODULES.filter(existsSync)].map((file) => [
  file.pathname.split("/").at(-2),
  readFileSync(file, "utf8"),
]);

let app;
before(() => {
  app = emptyApp();
});
after(() => rmSync(app, { recursive: true, force: true }));

for (const [name, examples] of EXAMPLES) {
  test(`the examples of all methods compile: ${name}`, () => {
    compiles(app, examples, "--exactOptionalPropertyTypes");
  });

  test(`the examples of all methods give what they say: ${name}`, async () => {
    const cwd = join(app, `run-${name}`);
    mkdirSync(cwd);
    await holds(app, examples, cwd);
  });
}
