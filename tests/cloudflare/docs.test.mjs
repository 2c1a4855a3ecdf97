// The page on Durable Objects: its samples compile with the runtime's own types, wrangler bundles
// them, and what it would deploy does what the page says.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { env, WRANGLER } from "../apps/workerd.mjs";
import { emptyApp } from "../package/packed.mjs";
import { startModules } from "./workerd.mjs";

const root = new URL("../../", import.meta.url).pathname;
const page = readFileSync(`${root}docs/runtimes/durable-objects.md`, "utf8");
const blocks = (language) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(([, code]) => code);

/** A Worker that has the page's first sample at `/`, and the others beside it. */
const MAIN = `
  import sample, { cart, greet, RedletObject, Rest, Room } from "./sample.ts";
  export { RedletObject, Rest, Room };
  export default {
    async fetch(request, env) {
      const { pathname } = new URL(request.url);
      if (pathname === "/greet") return Response.json(await greet(env));
      if (pathname === "/cart") return Response.json(await cart(env, "ann"));
      if (pathname === "/room") return Response.json(await env.ROOM.getByName("r").join("ann"));
      if (pathname === "/take") {
        const room = env.ROOM.getByName("r");
        await room.hset("stock", { apple: 3 });
        return Response.json([await room.take("apple", 2), await room.take("apple", 2), await room.hget("stock", "apple")]);
      }
      if (pathname.startsWith("/rest")) {
        const { search } = new URL(request.url);
        return env.REST.getByName("app").fetch(new Request("https://rest" + pathname.slice(5) + search, request));
      }
      return sample.fetch(request, env);
    },
  };
`;

let app;
before(() => {
  app = emptyApp();
  mkdirSync(join(app, "src"));
  writeFileSync(join(app, "src/sample.ts"), blocks("typescript").join("\n"));
  writeFileSync(join(app, "src/index.js"), MAIN);
  const [config] = blocks("jsonc").map((text) => JSON.parse(text));
  config.main = "src/index.js";
  config.durable_objects.bindings.push({ name: "ROOM", class_name: "Room" }, { name: "REST", class_name: "Rest" });
  config.migrations[0].new_sqlite_classes.push("Room", "Rest");
  writeFileSync(join(app, "wrangler.jsonc"), JSON.stringify(config));
});
after(() => rmSync(app, { recursive: true, force: true }));

function wrangler(...args) {
  const [node, ...script] = WRANGLER;
  try {
    return execFileSync(node, [...script, ...args], { cwd: app, env, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    assert.fail(`${error.stdout}\n${error.stderr}`);
  }
}

test("the samples compile with the types of the runtime", () => {
  wrangler("types", "runtime.d.ts", "--include-env=false");
  const options = ["--ignoreConfig", "--strict", "--noEmit", "--skipLibCheck", "--target", "es2022"];
  const modules = [
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
    "--lib",
    "es2023,esnext.disposable",
    "--types",
    "",
  ];
  try {
    execFileSync(`${root}node_modules/.bin/tsc`, [...options, ...modules, "runtime.d.ts", "src/sample.ts"], {
      cwd: app,
      encoding: "utf8",
      stdio: "pipe",
    });
  } catch (error) {
    assert.fail(error.stdout);
  }
});

test("what wrangler would deploy is small, and does what the page says", async () => {
  wrangler("deploy", "--dry-run", "--outdir", "out");
  const out = join(app, "out");
  const files = readdirSync(out).filter((name) => /\.(js|wasm)$/.test(name));
  const size = files.map((name) => gzipSync(readFileSync(join(out, name))).length).reduce((sum, size) => sum + size, 0);
  assert.ok(size < 1_000_000, `${size} bytes of gzip`);
  const modules = files
    // The module that runs comes first.
    .sort((a) => (a.endsWith(".js") ? -1 : 1))
    .map((name) => ({ type: name.endsWith(".js") ? "ESModule" : "CompiledWasm", path: join(out, name) }));
  const workerd = startModules(modules, {
    modulesRoot: out,
    durableObjects: {
      REDLET: { className: "RedletObject", useSQLite: true },
      ROOM: { className: "Room", useSQLite: true },
      REST: { className: "Rest", useSQLite: true },
    },
  });
  try {
    const get = async (path) => (await workerd.dispatchFetch(`http://localhost${path}`)).json();
    assert.deepEqual(await get("/a"), { visits: 1, all: { "/a": "1" } });
    assert.deepEqual(await get("/a"), { visits: 2, all: { "/a": "2" } });
    assert.equal(await get("/greet"), "hello");
    assert.deepEqual(await get("/cart"), [["apple"], 2]);
    assert.deepEqual(await get("/room"), ["ann"]);
    assert.deepEqual(await get("/take"), [true, false, "1"]);
    const body = JSON.stringify([
      ["SET", "k", "v", "EX", 60],
      ["BLPOP", "none", "0.1"],
      ["GET", "k"],
    ]);
    const headers = { authorization: "Bearer secret" };
    const rest = await workerd.dispatchFetch("http://localhost/rest/pipeline", { method: "POST", headers, body });
    assert.deepEqual(await rest.json(), [{ result: "OK" }, { result: null }, { result: "v" }]);
    assert.deepEqual(await get("/rest/get/k?_token=secret"), { result: "v" });
    assert.equal((await workerd.dispatchFetch("http://localhost/rest/get/k")).status, 401);
  } finally {
    await workerd.dispose();
  }
});
