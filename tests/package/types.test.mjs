// The types of every entry, in a project that has the types of its runtime alone, and nothing skipped.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { emptyApp } from "./packed.mjs";

const root = new URL("../../", import.meta.url).pathname;

let app;
before(() => {
  app = emptyApp();
  for (const name of ["@types/node", "undici-types", "@cloudflare/workers-types", "expect-type"]) {
    const link = join(app, "node_modules", name);
    mkdirSync(join(link, ".."), { recursive: true });
    symlinkSync(join(root, "node_modules", name), link);
  }
});
after(() => rmSync(app, { recursive: true, force: true }));

const EVERYWHERE = ["rest", "keyv", "unstorage", "web-storage", "slim"];
const DOM = { lib: ["es2023", "dom", "dom.iterable"], conditions: ["browser"], entries: ["inline", ...EVERYWHERE] };
const USES = `
  import { type ErrorCode, Redlet, RedletError, type StorageKind } from "redlet";
  const r = await Redlet.open(":memory:");
  export const kept: StorageKind = r.storage;
  export const code: ErrorCode = await r.ping().then(() => "ERR" as const, (error: RedletError) => error.code);
  export const file: ReadableStream<Uint8Array> = await r.export();
`;

/** What the programs of a runtime have: the compiler's libraries, packages of types, and what they write. */
const RUNTIMES = {
  "a page": { ...DOM, uses: USES },
  "a worker of a page": { ...DOM, lib: ["es2023", "webworker"], uses: USES },
  Node: {
    lib: ["es2023"],
    types: ["node"],
    conditions: ["node"],
    entries: ["ioredis", ...EVERYWHERE],
    uses: `${USES}
      import { readFileSync } from "node:fs";
      import { Redlet as Slim } from "redlet/slim";
      export const slim = await Slim.open({ wasm: readFileSync("engine.wasm"), name: ":memory:" });
      await Redlet.import("./app.db", readFileSync("backup.db"));
    `,
  },
  "Cloudflare Workers": {
    lib: ["es2023"],
    types: ["@cloudflare/workers-types"],
    conditions: ["workerd", "worker"],
    entries: ["cloudflare", "ioredis", ...EVERYWHERE],
    uses: `${USES}
      import { connect, RedletObject } from "redlet/cloudflare";
      export class Store extends RedletObject<Env> {}
      interface Env {
        STORE: DurableObjectNamespace<Store>;
      }
      export default {
        async fetch(_request: Request, env: Env): Promise<Response> {
          const store = await connect(env.STORE, "app");
          return new Response(await store.get("k"));
        },
      } satisfies ExportedHandler<Env>;
    `,
  },
};

/** Compiles a program of the app; gives what the compiler says. */
function compile(name, source, options) {
  writeFileSync(join(app, name), source);
  const compilerOptions = {
    target: "es2022",
    module: "esnext",
    moduleResolution: "bundler",
    strict: true,
    exactOptionalPropertyTypes: true,
    isolatedModules: true,
    skipLibCheck: false,
    noEmit: true,
    ...options,
  };
  const project = join(app, `${name}.json`);
  writeFileSync(project, JSON.stringify({ compilerOptions, files: [name] }));
  return spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", project], { cwd: app, encoding: "utf8" }).stdout;
}

/** That every entry of the package is compiled somewhere. */
test("no entry is left out", () => {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const typed = Object.keys(exports).filter((entry) => JSON.stringify(exports[entry]).includes('"types"'));
  const tried = Object.values(RUNTIMES).flatMap(({ entries }) => entries.map((entry) => `./${entry}`));
  assert.deepEqual([...new Set([".", ...tried])].sort(), typed.sort());
});

for (const [runtime, { lib, types = [], conditions, entries, uses }] of Object.entries(RUNTIMES)) {
  test(`the types need nothing that ${runtime} does not have`, () => {
    const all = entries.map((entry, i) => `export * as entry${i} from "redlet/${entry}";\n`).join("");
    const name = `${runtime.replaceAll(" ", "-")}.ts`;
    assert.equal(compile(name, all + uses, { lib, types, customConditions: conditions }), "");
  });
}

test("right calls compile, and wrong ones do not", () => {
  const calls = readFileSync(join(root, "tests/package/calls.ts"), "utf8");
  for (const exactOptionalPropertyTypes of [true, false]) {
    const options = { lib: ["es2023", "dom"], types: [], exactOptionalPropertyTypes };
    assert.equal(compile("calls.ts", calls, options), "");
  }
});

test("require of Node has types", () => {
  const source = `
    import redlet = require("redlet");
    export const opened: Promise<redlet.Redlet> = redlet.Redlet.open(":memory:");
    export const isOurs = (thrown: unknown): boolean => thrown instanceof redlet.RedletError;
  `;
  const options = { lib: ["es2023"], types: ["node"], module: "nodenext", moduleResolution: "nodenext" };
  assert.equal(compile("required.cts", source, options), "");
});

test("Deno checks them", () => {
  const entries = ["ioredis", ...EVERYWHERE]
    .map((entry, i) => `export * as entry${i} from "redlet/${entry}";\n`)
    .join("");
  writeFileSync(join(app, "deno.ts"), entries + USES);
  const args = ["check", "--quiet", "--all", "--node-modules-dir=manual", "deno.ts"];
  const env = { ...process.env, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };
  const { status, stderr } = spawnSync(`${root}.cache/runtimes/deno`, args, { cwd: app, encoding: "utf8", env });
  assert.equal(status, 0, stderr);
});
