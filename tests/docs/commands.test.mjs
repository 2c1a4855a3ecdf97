// The example of every method compiles against the packed types, and gives what it says.

import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { emptyApp } from "../package/packed.mjs";
import { compiles, holds } from "./code.mjs";

const EXAMPLES = readFileSync(new URL("commands.ts", import.meta.url), "utf8");

let app;
before(() => {
  app = emptyApp();
});
after(() => rmSync(app, { recursive: true, force: true }));

test("the examples of all methods compile", () => {
  compiles(app, EXAMPLES, "--exactOptionalPropertyTypes");
});

test("the examples of all methods give what they say", async () => {
  const cwd = join(app, "run");
  mkdirSync(cwd);
  await holds(app, EXAMPLES, cwd);
});
