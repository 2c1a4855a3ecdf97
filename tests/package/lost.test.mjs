// A holder that is stopped or busy for long: it keeps its lock, or comes back to find it taken and writes nothing.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { emptyApp } from "./packed.mjs";

const deno = new URL("../../.cache/runtimes/deno", import.meta.url).pathname;
/** Without the permission to say which process it is: others go by the time of its lock alone. */
const UNSEEN = [
  deno,
  "run",
  "--quiet",
  "--no-prompt",
  "--node-modules-dir=manual",
  "--allow-read=.",
  "--allow-write=.",
];
const env = { ...process.env, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };

/** Runs its lines of input, each the body of a function of the database, and says what came of them. */
const PROGRAM = `
  import process from "node:process";
  import { createInterface } from "node:readline";
  import { Redlet } from "redlet";
  const state = { path: process.argv[2] };
  const show = (value) => (value instanceof Error ? [value.name, value.code, value.message] : (value ?? null));
  for await (const line of createInterface({ input: process.stdin })) {
    const work = new Function("state", "Redlet", "return (async () => {" + line + "})()");
    console.log(JSON.stringify(show(await work(state, Redlet).catch((error) => error))));
  }
`;
/** The same in a worker of Node, whose main thread hands on the lines and goes on. */
const IN_THREAD = `
  import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
  import * as fs from "node:fs";
  import { createInterface } from "node:readline";
  import { Redlet } from "redlet";
  if (isMainThread) {
    const worker = new Worker(new URL(import.meta.url), { workerData: process.argv[2] });
    worker.on("message", (said) => console.log(said));
    for await (const line of createInterface({ input: process.stdin })) worker.postMessage(line);
    process.exit();
  } else {
    const state = { path: workerData, fs };
    const show = (value) => (value instanceof Error ? [value.name, value.code, value.message] : (value ?? null));
    parentPort.on("message", async (line) => {
      const work = new Function("state", "Redlet", "return (async () => {" + line + "})()");
      parentPort.postMessage(JSON.stringify(show(await work(state, Redlet).catch((error) => error))));
    });
  }
`;

let app;
before(() => {
  app = emptyApp();
  writeFileSync(join(app, "program.js"), PROGRAM);
  writeFileSync(join(app, "thread.js"), IN_THREAD);
});
after(() => rmSync(app, { recursive: true, force: true }));

function start([command, ...args], file) {
  const program = spawn(command, [...args, file], { cwd: app, env, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: program.stdout });
  const ask = async (line) => {
    program.stdin.write(`${line}\n`);
    const [said] = await once(lines, "line");
    return JSON.parse(said);
  };
  const end = () => {
    program.kill("SIGKILL");
    return once(program, "exit");
  };
  return { ask, end, stop: () => program.kill("SIGSTOP"), go: () => program.kill("SIGCONT") };
}

const OPEN = "state.r = await Redlet.open({ path: state.path }); return state.r.storage;";
const SET = "return state.r.set('k', 'mine');";
const WAIT = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ";
const SETS =
  "try { state.r.sync.set('k', 'late'); return 'written'; } catch (error) { return [error.name, error.code]; }";
/** Both write without a turn of the event loop before, in which a timer could have looked. */
const SLEEPS_AND_SETS = `${WAIT} 13500); ${SETS}`;
const LOSES_AND_SETS =
  `const says = () => { try { return state.fs.readFileSync(state.path + '.lock', 'utf8'); } catch { return ''; } };
  for (const mine = says(); says() === mine; ) ${WAIT} 20); ${SETS}`.replace("\n", " ");

/** What a holder whose lock was taken over may still do: nothing that writes. */
async function writesNothing({ ask }) {
  for (const line of [
    "return state.r.set('k', 'late');",
    "return state.r.sync.set('k', 'late');",
    "return state.r.flushall();",
    "return state.r.get('k');",
  ])
    assert.deepEqual((await ask(line)).slice(0, 2), ["RedletError", "LOCKED"], line);
  assert.equal(await ask("return state.r.close();"), null);
}

// They wait for the time that nobody renews a lock: side by side.
describe("a holder that is stopped or busy", { concurrency: true }, () => {
  test("the lock of a process that is stopped, and of a main thread that is busy, stays its own", async () => {
    const [stopped, busy, other] = ["stopped.db", "busy.db", "none.db"].map((file) =>
      start(["node", "program.js"], file),
    );
    for (const each of [stopped, busy]) assert.deepEqual([await each.ask(OPEN), await each.ask(SET)], ["file", "OK"]);
    stopped.stop();
    const slept = busy.ask(SLEEPS_AND_SETS);
    await new Promise((resolve) => setTimeout(resolve, 11_000));
    for (const file of ["stopped.db", "busy.db"])
      assert.equal((await other.ask(`return Redlet.open('./${file}')`))[1], "LOCKED");
    stopped.go();
    assert.equal(await slept, "written");
    assert.equal(await stopped.ask("return state.r.incr('n')"), 1);
    await Promise.all([stopped, busy, other].map(({ end }) => end()));
  });

  test("who can't be seen and is stopped, and a worker that is busy, lose the lock after ten seconds, and write nothing", async () => {
    const stopped = start([...UNSEEN, "program.js"], "unseen.db");
    const busy = start(["node", "thread.js"], "worker.db");
    const other = start(["node", "program.js"], "none.db");
    for (const each of [stopped, busy]) assert.deepEqual([await each.ask(OPEN), await each.ask(SET)], ["file", "OK"]);
    stopped.stop();
    const slept = busy.ask(LOSES_AND_SETS);
    const takes = (file) =>
      other.ask(
        `
    for (const end = Date.now() + 20000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
      state.r = await Redlet.open('./${file}').catch(() => undefined);
      if (state.r) return [await state.r.get('k'), await state.r.set('k', 'new'), await state.r.close()];
    }`
          .split("\n")
          .join(" "),
      );
    assert.deepEqual(await takes("worker.db"), ["mine", "OK", null]);
    assert.deepEqual(await takes("unseen.db"), ["mine", "OK", null]);
    // It had no turn of the event loop since.
    assert.deepEqual(await slept, ["RedletError", "LOCKED"]);
    await writesNothing(busy);
    stopped.go();
    await writesNothing(stopped);
    for (const file of ["worker.db", "unseen.db"])
      assert.equal(
        await other.ask(
          `state.r = await Redlet.open('./${file}'); const v = await state.r.get('k'); await state.r.close(); return v;`,
        ),
        "new",
      );
    await Promise.all([stopped, busy, other].map(({ end }) => end()));
  });
});
