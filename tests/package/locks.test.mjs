// One file and several programs, in every runtime, with real processes that are killed.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { emptyApp } from "./packed.mjs";

const runtimes = new URL("../../.cache/runtimes/", import.meta.url).pathname;
const DENO = [`${runtimes}deno`, "run", "--quiet", "--no-prompt", "--node-modules-dir=manual"];
const RUNTIMES = {
  node: ["node"],
  deno: [...DENO, "--allow-all"],
  bun: [`${runtimes}bun`, "run"],
};
/** Deno without the permission to look for other processes. */
const RESTRICTED = [...DENO, "--allow-read=.", "--allow-write=."];
const env = { ...process.env, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };

/** Opens a file, says how that went, counts, and holds it until it is killed or its input ends. */
const PROGRAM = `
  import process from "node:process";
  import { Redlet } from "redlet";
  const db = await Redlet.open(process.argv[2]).catch((error) => error);
  if (db instanceof Error) console.log(JSON.stringify([process.pid, db.code, db.message]));
  else {
    console.log(JSON.stringify([process.pid, await db.incr("opened")]));
    process.stdin.on("data", () => db.close().then(() => process.exit()));
  }
`;

let app;
before(() => {
  app = emptyApp();
  writeFileSync(join(app, "program.js"), PROGRAM);
});
after(() => rmSync(app, { recursive: true, force: true }));

/** Starts a program; gives what it said, and how to end it. */
async function start([command, ...args], file) {
  const program = spawn(command, [...args, "program.js", file], { cwd: app, env, stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => program.once("exit", resolve));
  const [pid, said, message] = await new Promise((resolve, reject) => {
    program.stdout.once("data", (line) => resolve(JSON.parse(line)));
    program.once("exit", (code) => reject(new Error(`it ended with ${code}`)));
  });
  const end = (how) => {
    how();
    return ended;
  };
  return {
    pid,
    said,
    message,
    kill: () => end(() => program.kill("SIGKILL")),
    close: () => end(() => program.stdin.write("close")),
  };
}

for (const [holding, held] of Object.entries(RUNTIMES)) {
  test(`a file that ${holding} holds is refused, and taken over when that is killed`, async () => {
    const file = `${holding}.db`;
    const holder = await start(held, file);
    assert.equal(holder.said, 1);
    const others = await Promise.all(Object.values(RUNTIMES).map((runtime) => start(runtime, file)));
    for (const { said, message } of others) {
      assert.equal(said, "LOCKED");
      assert.ok(message.includes(`in use by process ${holder.pid} `), message);
    }
    await holder.kill();
    assert.ok(existsSync(join(app, `${file}.lock`)));
    // All at once: one gets it.
    const next = await Promise.all(Object.values(RUNTIMES).map((runtime) => start(runtime, file)));
    assert.deepEqual(next.map(({ said }) => said).sort(), [2, "LOCKED", "LOCKED"]);
    await next.find(({ said }) => said === 2).close();
    assert.ok(!existsSync(join(app, `${file}.lock`)));
  });

  test(`in ${holding} all paths to a file meet its one lock`, async () => {
    const folder = join(app, `${holding}-paths`);
    mkdirSync(folder);
    symlinkSync(folder, join(app, `${holding}-link`));
    // It leads to a file that is not there yet.
    symlinkSync("real.db", join(folder, "alias.db"));
    const holder = await start(held, `${holding}-link/alias.db`);
    assert.equal(holder.said, 1);
    for (const path of [`./${holding}-paths/real.db`, join(folder, "../", `${holding}-paths/alias.db`)]) {
      assert.equal((await start(held, path)).said, "LOCKED");
    }
    await holder.close();
    const next = await start(held, join(folder, "real.db"));
    assert.equal(next.said, 2);
    await next.close();
  });
}

test("deno without permission to look for processes waits until nobody renews the lock", async () => {
  const holder = await start(RUNTIMES.node, "restricted.db");
  const refused = await start(RESTRICTED, "restricted.db");
  assert.deepEqual([refused.said, refused.message.includes(`process ${holder.pid} `)], ["LOCKED", true]);
  await holder.kill();
  const next = await start(RESTRICTED, "restricted.db");
  assert.equal(next.said, 2);
  // Nor can others look for it: what it wrote names no machine.
  assert.match(readFileSync(join(app, "restricted.db.lock"), "utf8"), new RegExp(`^${next.pid} \\d+ - -\\n$`));
  assert.equal((await start(RUNTIMES.node, "restricted.db")).said, "LOCKED");
  await next.close();
});
