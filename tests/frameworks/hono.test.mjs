// The server of docs/frameworks/hono.md: checked, and asked as its clients would.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { TOOLS } from "../apps/apps.mjs";
import { FRAMEWORKS, filesOf, likesApp, NODE, runIn, STRICT } from "./likes.mjs";

const files = filesOf("hono.md");
const compilerOptions = { ...STRICT, module: "nodenext", moduleResolution: "nodenext", types: ["node"] };

const make = () =>
  likesApp({
    ...files,
    "server.ts": files["server.ts"].replace("port: 3000", "port: 0"),
    // Deno brings its types itself.
    "tsconfig.json": {
      compilerOptions: { ...compilerOptions, allowImportingTsExtensions: true },
      exclude: ["deno.ts"],
    },
  });

test("it has right types", () => {
  runIn(make(), `${FRAMEWORKS}typescript/bin/tsc`, "-p", ".");
});

/** How each runtime is started on a free port, and how it says which. */
const RUNTIMES = {
  Node: { command: [NODE, "server.ts"], says: /^port (\d+)$/m },
  Deno: {
    command: [`${TOOLS}.bin/deno`, "run", "-A", "deno.ts"],
    env: { DENO_SERVE_ADDRESS: "tcp:127.0.0.1:0" },
    says: /http:.*:(\d+)/,
  },
  Bun: { command: [`${TOOLS}.bin/bun`, "bun.ts"], env: { BUN_PORT: "0" }, says: /http:.*:(\d+)/ },
};

for (const [name, { command, env, says }] of Object.entries(RUNTIMES)) {
  test(`in ${name} it counts, limits, and tells of it`, async () => {
    const root = make();
    const [program, ...args] = command;
    const server = spawn(program, args, {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", REDLET_TOKEN: "secret", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const exit = once(server, "exit");
    try {
      await works(`http://localhost:${await portOf(server, says)}`);
    } finally {
      server.kill("SIGTERM");
    }
    const [code] = await exit;
    // The page shows how Node is ended in order; nothing that was acknowledged is lost in any of them.
    if (name === "Node") assert.equal(code, 0);
    const { Redlet } = await import(join(root, "node_modules/redlet/dist/node.js"));
    const r = await Redlet.open(join(root, "app.db"));
    assert.equal(await r.get("likes:1"), "11");
    await r.close();
  });
}

/** The port that a server says it has. */
function portOf(server, says) {
  return new Promise((resolve, reject) => {
    let said = "";
    const read = (text) => {
      said += text;
      const found = says.exec(said);
      if (found) resolve(found[1]);
    };
    server.stdout.on("data", read);
    server.stderr.on("data", read);
    server.once("exit", () => reject(new Error(`it ended: ${said}`)));
    setTimeout(() => reject(new Error(`it did not say its port: ${said}`)), 30_000).unref();
  });
}

async function works(address) {
  const like = (user) => fetch(`${address}/likes/1`, { method: "POST", headers: { authorization: user } });

  const counts = [];
  for (let i = 0; i < 10; i++) counts.push((await (await like("ann")).json()).likes);
  assert.deepEqual(counts, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assert.equal((await like("ann")).status, 429);

  const events = (await fetch(`${address}/likes`)).body.pipeThrough(new TextDecoderStream()).getReader();
  assert.match((await events.read()).value, /^event: ready$/m);
  assert.deepEqual(await (await like("bob")).json(), { likes: 11 });
  assert.match((await events.read()).value, /^data: 1$/m);

  const redis = (token) =>
    fetch(`${address}/redis`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(["GET", "likes:1"]),
    });
  assert.deepEqual(await (await redis("secret")).json(), { result: "11" });
  assert.equal((await redis("guess")).status, 401);
  // An open stream does not keep a server from being ended.
  events.releaseLock();
}
