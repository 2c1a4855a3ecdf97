// The server of docs/frameworks/hono.md: checked, and asked as its clients would.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { FRAMEWORKS, filesOf, likesApp, NODE, runIn, STRICT } from "./likes.mjs";

const files = filesOf("hono.md");
const compilerOptions = { ...STRICT, module: "nodenext", moduleResolution: "nodenext", types: ["node"] };

const make = () =>
  likesApp({
    ...files,
    "server.ts": files["server.ts"].replace("port: 3000", "port: 0"),
    "tsconfig.json": { compilerOptions: { ...compilerOptions, allowImportingTsExtensions: true } },
  });

test("it has right types", () => {
  runIn(make(), `${FRAMEWORKS}typescript/bin/tsc`, "-p", ".");
});

test("it counts, limits, tells of it, and is left in order", async () => {
  const root = make();
  const env = { ...process.env, REDLET_TOKEN: "secret" };
  const server = spawn(NODE, ["server.ts"], { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(server, "exit");
  try {
    const [line] = await Promise.race([once(server.stdout, "data"), exit]);
    const address = `http://localhost:${/^port (\d+)$/m.exec(line)[1]}`;
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
  } finally {
    server.kill("SIGTERM");
  }
  assert.deepEqual(await exit, [0, null]);

  const { Redlet } = await import(join(root, "node_modules/redlet/dist/node.js"));
  const r = await Redlet.open(join(root, "app.db"));
  assert.equal(await r.get("likes:1"), "11");
  await r.close();
});
