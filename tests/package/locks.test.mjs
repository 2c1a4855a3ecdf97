// One file and several programs, in every runtime, with real processes that are killed.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
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
  const db = await Redlet.open({ path: process.argv[2] }).catch((error) => error);
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
  const program = spawn(command, file === undefined ? args : [...args, "program.js", file], {
    cwd: app,
    env,
    stdio: ["pipe", "pipe", "inherit"],
  });
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

/** Other names of a file, in its folder and elsewhere: what makes them, and whether both lead to it. */
const NAMES = {
  "a hard link beside it": { name: "zz.db", make: linkSync },
  "a hard link that comes before it": { name: "aa.db", make: linkSync },
  "a hard link in another folder": { name: "other/linked.db", make: linkSync },
  "a new name": { name: "renamed.db", make: renameSync },
  "a new name in another folder": { name: "other/renamed.db", make: renameSync },
};

/** Holders of one runtime, and another that comes: each of the three is both. */
const PAIRS = [
  ["node", "deno"],
  ["deno", "bun"],
  ["bun", "node"],
];

let folders = 0;
function freshFolder() {
  const folder = join(app, `folder-${folders++}`);
  mkdirSync(join(folder, "other"), { recursive: true });
  return folder;
}

for (const [holding, coming] of PAIRS) {
  // One pair tries all, the others what is told by the file alone.
  for (const [what, { name, make }] of Object.entries(NAMES).slice(holding === "node" ? 0 : 2)) {
    if (holding !== "node" && what === "a new name") continue;
    test(`a file that ${holding} holds is refused to ${coming} by ${what}, and nothing is lost by it`, async () => {
      const folder = freshFolder();
      const first = join(folder, "first.db");
      const second = join(folder, name);
      const holder = await start(RUNTIMES[holding], first);
      assert.equal(holder.said, 1);
      make(first, second);
      const refused = await start(RUNTIMES[coming], second);
      assert.deepEqual([refused.said, refused.message.includes(`process ${holder.pid} `)], ["LOCKED", true]);
      assert.ok(statSync(`${first}-wal`).size > 0);
      await holder.kill();
      // What was acknowledged is in the log of the first name.
      const next = await start(RUNTIMES[coming], second);
      assert.equal(next.said, 2);
      if (existsSync(first)) assert.equal((await start(RUNTIMES[holding], first)).said, "LOCKED");
      await next.kill();
      const last = await start(RUNTIMES[holding], existsSync(first) ? first : second);
      assert.equal(last.said, 3);
      await last.close();
      const all = [...readdirSync(folder), ...readdirSync(join(folder, "other"))];
      assert.ok(!all.some((each) => each.endsWith("-wal")));
    });
  }
}

test("of several that open a file by two names at once, one gets it", async () => {
  const folder = freshFolder();
  const names = ["a.db", "other/b.db"].map((name) => join(folder, name));
  await (await start(RUNTIMES.node, names[0])).close();
  linkSync(...names);
  for (let round = 2; round < 6; round++) {
    const all = await Promise.all([0, 1, 0, 1].map((n) => start(RUNTIMES.node, names[n])));
    const opened = all.filter(({ said }) => said !== "LOCKED");
    assert.deepEqual(
      opened.map(({ said }) => said),
      [round],
    );
    await opened[0].kill();
  }
});

test("where hard links can't be told, a file with names elsewhere is refused", async () => {
  const folder = freshFolder();
  const names = ["a.db", "b.db", "other/c.db"].map((name) => join(folder, name));
  const holder = await start(RUNTIMES.node, names[0]);
  linkSync(names[0], names[1]);
  assert.equal((await start(RESTRICTED, names[1])).said, "LOCKED");
  await holder.kill();
  const next = await start(RESTRICTED, names[1]);
  assert.equal(next.said, 2);
  await next.close();
  linkSync(names[0], names[2]);
  const refused = await start(RESTRICTED, names[1]);
  assert.deepEqual([refused.said, /hard links/.test(refused.message)], ["LOCKED", true]);
  unlinkSync(names[2]);
  const last = await start(RESTRICTED, names[1]);
  assert.equal(last.said, 3);
  await last.close();
});

test("a file that is mounted at another place meets its one lock and its one log", async (t) => {
  const folder = freshFolder();
  const [first, second] = ["first.db", "other/second.db"].map((name) => join(folder, name));
  const holder = await start(RUNTIMES.node, first);
  writeFileSync(second, "");
  if (spawnSync("mount", ["--bind", first, second]).status !== 0) {
    await holder.close();
    t.skip("nothing can be mounted here");
    return;
  }
  try {
    assert.equal((await start(RUNTIMES.bun, second)).said, "LOCKED");
    await holder.kill();
    const next = await start(RUNTIMES.bun, second);
    assert.equal(next.said, 2);
    await next.close();
  } finally {
    spawnSync("umount", [second]);
  }
});

/** A program that sees other processes and another /var/tmp, as in a container that shares the volume. */
const CONTAINED = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c"];
const contained = (file) => [...CONTAINED, `mount -t tmpfs tmpfs /var/tmp && exec node program.js ${file}`];
const isContainable = spawnSync("unshare", [...CONTAINED.slice(1), "mount -t tmpfs tmpfs /var/tmp"]).status === 0;

test("containers that share a folder meet one lock and one log, by all names there", {
  skip: isContainable ? false : "no container can be made here",
}, async () => {
  const folder = freshFolder();
  const names = ["first.db", "a hard link.db", "a link.db"].map((name) => join(folder, name));
  const first = await start(contained(names[0]));
  assert.equal(first.said, 1);
  linkSync(names[0], names[1]);
  symlinkSync(names[1], names[2]);
  for (const name of names) assert.equal((await start(contained(`'${name}'`))).said, "LOCKED", name);
  await first.kill();
  // Nobody can see that it is gone: it takes ten seconds until nobody has renewed the lock.
  const next = await start(contained(`'${names[1]}'`));
  assert.equal(next.said, 2);
  assert.equal((await start(RUNTIMES.node, names[2])).said, "LOCKED");
  await next.kill();
});

/** Opens a file in a worker, which is terminated with it; says how it opens again. */
const POOL = `
  import process from "node:process";
  import { Redlet } from "redlet";
  const [file] = process.argv.slice(2);
  const said = [];
  for (let round = 0; round < 3; round++) {
    const worker = new Worker(new URL("./thread.js", import.meta.url), { type: "module" });
    const opened = new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
    worker.postMessage(file);
    said.push(await opened, await Redlet.open({ path: file }).catch(({ code }) => code));
    worker.terminate();
    // A thread ends soon after, where that is to be seen; else nobody renews the lock for ten seconds.
    const deadline = Date.now() + 60_000;
    let db;
    do {
      db = await Redlet.open({ path: file }).catch(() => new Promise((resolve) => setTimeout(resolve, 50)));
    } while (!db && Date.now() < deadline);
    said.push(await db?.incr("opened"));
    await db?.close();
  }
  console.log(JSON.stringify(said));
  process.exit();
`;
const THREAD = `
  import { Redlet } from "redlet";
  onmessage = async ({ data }) => {
    const db = await Redlet.open({ path: data });
    postMessage(await db.incr("opened"));
  };
`;
/** Node has its workers under another name. */
const NODE_POOL = `import { Worker as Thread } from "node:worker_threads";
  class Worker extends Thread { set onmessage(hear) { this.on("message", (data) => hear({ data })); } }
  ${POOL}`;
const NODE_THREAD = `import { parentPort } from "node:worker_threads";
  import { Redlet } from "redlet";
  parentPort.on("message", async (path) => {
    const db = await Redlet.open({ path });
    parentPort.postMessage(await db.incr("opened"));
  });
`;

const POOLS = { ...RUNTIMES, "deno without permission to look for threads": RESTRICTED };
for (const [name, [command, ...args]] of Object.entries(POOLS)) {
  test(`in ${name} a worker that was terminated holds nothing`, () => {
    writeFileSync(join(app, "pool.js"), name === "node" ? NODE_POOL : POOL);
    writeFileSync(join(app, "thread.js"), name === "node" ? NODE_THREAD : THREAD);
    const { stdout, stderr } = spawnSync(command, [...args, "pool.js", `./pool-${name.slice(0, 8)}.db`], {
      cwd: app,
      env,
      encoding: "utf8",
    });
    assert.deepEqual(stdout && JSON.parse(stdout), [1, "LOCKED", 2, 3, "LOCKED", 4, 5, "LOCKED", 6], stderr);
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
  assert.match(
    readFileSync(join(app, "restricted.db.lock"), "utf8"),
    new RegExp(`^${next.pid} \\d+ - - \\w+ \\w+\\n$`),
  );
  assert.equal((await start(RUNTIMES.node, "restricted.db")).said, "LOCKED");
  await next.close();
});
