// The layers of js/, and that each rule finds what breaks it in every spelling.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { importsOf, ROOT, violations } from "./imports.mjs";

const CONFIG = join(ROOT, "tsconfig.json");

test("js/ keeps its layers: entries, client, transport, host", () => {
  const all = importsOf(ROOT, CONFIG);
  assert.ok(all.length > 300, `${all.length} imports were read`);
  assert.deepEqual(violations(ROOT, CONFIG), []);
});

/** What is found where these are the files. */
function found(files) {
  const root = mkdtempSync(join(tmpdir(), "redlet-imports-"));
  try {
    const config = join(root, "tsconfig.json");
    const options = {
      allowImportingTsExtensions: true,
      noEmit: true,
      module: "nodenext",
      moduleResolution: "nodenext",
    };
    writeFileSync(config, JSON.stringify({ compilerOptions: options, include: ["js"] }));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return violations(root, config);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const PLANTED = {
  "js/host/a.ts": 'import { x } from "../transport/x.ts";',
  "js/host/b.ts": 'import type { X } from "../client/x.ts";',
  "js/host/c.ts": 'export { x } from "../transport/x.ts";',
  "js/host/d.ts": 'export type * from "../transport/x.ts";',
  "js/host/e.ts": 'export const x = () => import("../transport/x.ts");',
  "js/host/f.ts": 'export type X = import("../transport/x.ts").X;',
  "js/host/g.ts": "export const x = () => import(`../transport/x.ts`);",
  "js/host/h.ts": 'import "../transport/x.ts";',
  "js/host/i.ts": 'export type X = typeof import("../transport/x.ts");',
  "js/host/j.ts": 'import {\n  type X,\n} from\n  "./../transport/x.ts";',
  "js/host/k.ts": 'declare const name: string;\nexport const x = import("../" + name);',
  "js/host/l.cts": 'import x = require("../transport/x.ts");',
  "js/host/m.cts": 'const x = require("../client/x.ts");',
  "js/host/n.ts": 'import { x } from "../index.ts";',
  "js/protocol/a.ts": 'import { x } from "../host/x.ts";',
  "js/transport/a.ts": 'import type { X } from "../client/x.ts";',
  "js/client/a.ts": 'import init from "../engine.js";',
  "js/client/b.ts": 'import type { Engine } from "../engine.d.ts";',
  "js/client/c.ts": 'import wasm from "../redlet/engine.wasm";',
  "js/client/d.ts": 'import { x } from "../server/x.ts";',
  "js/server/a.ts": 'import { x } from "../client/x.ts";',
  "js/errors.ts": 'import { x } from "./client/x.ts";',
};

test("every spelling of a violation is found", () => {
  const all = found(PLANTED).map((line) => line.split(/[: ]/)[0]);
  assert.deepEqual(all.sort(), Object.keys(PLANTED).sort());
});

test("what keeps the layers is let through", () => {
  const innocent = {
    "js/index.ts": 'import { x } from "./client/x.ts"; import wasm from "./redlet/engine.wasm"; import "./host/x.ts";',
    "js/client/x.ts":
      '// import { x } from "../server/x.ts";\nimport { x } from "../transport/x.ts"; const text = `from "../server/x.ts"`;',
    "js/transport/x.ts": 'import type { X } from "../host/x.ts"; import { y } from "./y.ts";',
    "js/host/x.ts":
      'import init from "../engine.js"; import { RedletError } from "../errors.ts"; import fs from "node:fs";',
    "js/cloudflare/x.ts": 'import wasm from "../redlet/engine.wasm";',
  };
  assert.deepEqual(found(innocent), []);
});
