import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { takeLock } from "./lock-file.ts";
import { self } from "./process.ts";

const { REDLET_RACE } = process.env;
if (REDLET_RACE) {
  await race(REDLET_RACE);
  process.exit();
}

if (!isMainThread) {
  await takeLock(workerData);
  parentPort?.postMessage("held");
  // Until it is terminated.
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}

const folder = mkdtempSync(join(tmpdir(), "redlet-lock-"));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, "x.db.lock");

/** The time of a file, `age` ms ago. */
function setAge(age: number): void {
  const time = new Date(Date.now() - age);
  utimesSync(path, time, time);
}

test("a lock is held by one, and free after its release", async () => {
  const lock = await takeLock(path);
  await assert.rejects(takeLock(path), {
    code: "LOCKED",
    message: new RegExp(`process ${process.pid}, which is this`),
  });
  lock.release();
  (await takeLock(path)).release();
  assert.ok(!existsSync(path));
});

const dead = spawnSync(process.execPath, ["--version"]).pid;
const { pid, began, birth, among } = self();
const LEFT_BEHIND: [what: string, text: string, age: number][] = [
  ["a process that is dead", `${dead} ${Date.now()} 1 ${among}\n`, 0],
  ["an earlier process with this pid", `${pid} ${began - 86_400_000} 1 ${among}\n`, 0],
  ["an earlier process with a pid that another one has", `${process.ppid} ${began} 1 ${among}\n`, 0],
  ["a process in another container, long ago", `${pid} ${began} ${birth} other\n`, 9800],
  ["a process killed while it wrote", "", 1900],
  ["something else", "garbage\n", 1900],
];

for (const [what, text, age] of LEFT_BEHIND) {
  test(`the lock of ${what} is taken over`, async () => {
    writeFileSync(path, text);
    setAge(age);
    const lock = await takeLock(path);
    assert.equal(readFileSync(path, "utf8").split(" ")[0], String(pid));
    lock.release();
    assert.deepEqual(readdirSync(folder), []);
  });
}

test("the lock of a living process is respected", async () => {
  const parent = readFileSync(`/proc/${process.ppid}/stat`, "utf8").split(") ")[1]?.split(" ")[19];
  writeFileSync(path, `${process.ppid} ${Date.now()} ${parent} ${among}\n`);
  await assert.rejects(takeLock(path), { code: "LOCKED", message: new RegExp(`process ${process.ppid} `) });
});

test("the lock of a process that can't be looked for is respected while it is renewed", async () => {
  writeFileSync(path, "1 1 1 other\n");
  const renewing = setInterval(() => setAge(0), 300);
  await assert.rejects(takeLock(path), { code: "LOCKED" }).finally(() => clearInterval(renewing));
  rmSync(path);
});

test("a lock that was taken over is lost, and left to its new holder", async () => {
  const lock = await takeLock(path);
  writeFileSync(path, "1 1 1 other\n");
  await new Promise((resolve) => setTimeout(resolve, 2500));
  assert.equal(lock.isLost(), true);
  lock.release();
  assert.equal(readFileSync(path, "utf8"), "1 1 1 other\n");
  rmSync(path);
});

test("a holder that was stopped for long looks again, and finds what was taken over or given back since", async () => {
  const lost = await takeLock(path);
  const gone = await takeLock(`${path}.gone`);
  const kept = await takeLock(`${path}.kept`);
  writeFileSync(path, "1 1 1 other\n");
  rmSync(`${path}.gone`);
  assert.deepEqual([lost.isLost(), gone.isLost(), kept.isLost()], [false, false, false]);
  // No timer runs in this time, which is longer than a holder may go without looking.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5100);
  assert.deepEqual([lost.isLost(), gone.isLost(), kept.isLost()], [true, true, false]);
  for (const lock of [lost, gone, kept]) lock.release();
  assert.deepEqual(readdirSync(folder), ["x.db.lock"]);
  rmSync(path);
});

test("what a holder that is gone has noted is told to the next one, and stays where things are not in order", async () => {
  const heard: unknown[] = [];
  const take = async (note: string) => {
    const lock = await takeLock(`${path}.other`);
    await lock.extend(path, (left) => {
      heard.push(left);
      return note;
    });
    return lock;
  };
  (await take("a")).release();
  (await take("b")).release(false);
  assert.ok(existsSync(path));
  (await take("c")).release();
  assert.deepEqual([heard.filter(Boolean), existsSync(path)], [["b"], false]);
});

test("the lock of a thread is taken over when it has ended, though its process lives", {
  skip: !existsSync("/proc/thread-self"),
}, async () => {
  const worker = new Worker(process.argv[1] ?? "", { workerData: path });
  await once(worker, "message");
  await assert.rejects(takeLock(path), { code: "LOCKED" });
  await worker.terminate();
  (await takeLock(path)).release();
});

test("a lock needs no room where none is left", {
  skip: isMountable() ? false : "a file system can't be mounted here",
}, async () => {
  const disk = join(folder, "disk");
  mkdirSync(disk);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]);
  try {
    assert.throws(() => writeFileSync(join(disk, "filler"), Buffer.alloc(65_537)), { code: "ENOSPC" });
    const on = join(disk, "x.lock");
    const lock = await takeLock(on);
    await assert.rejects(takeLock(on), { code: "LOCKED", message: /which is this one/ });
    assert.equal(lock.isLost(), false);
    lock.release();
    assert.deepEqual(readdirSync(disk), ["filler"]);
  } finally {
    execFileSync("umount", [disk]);
    rmdirSync(disk);
  }
});

/** Tells whether this program may mount a file system, as root may. */
function isMountable(): boolean {
  const disk = mkdtempSync(join(tmpdir(), "redlet-mount-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]).status === 0;
  if (mounted) execFileSync("umount", [disk]);
  rmdirSync(disk);
  return mounted;
}

test("of several that find a dead holder's lock at once, one gets it", async () => {
  const file = process.argv[1] ?? "";
  const env = { ...process.env, REDLET_RACE: path };
  const racers = Array.from({ length: 4 }, () =>
    spawn(process.execPath, [file], { env, stdio: ["ignore", "pipe", "inherit"] }),
  );
  const counts = await Promise.all(
    racers.map(async (racer) => {
      const said: Buffer[] = [];
      racer.stdout.on("data", (data) => said.push(data));
      await new Promise((resolve) => racer.once("exit", resolve));
      return Number(Buffer.concat(said).toString());
    }),
  );
  assert.ok(
    counts.every((count) => count > 0),
    `the lock was taken ${counts} times`,
  );
  rmSync(path, { force: true });
});

/** Takes the lock again and again for a while, and leaves it each time as one that was killed does. */
async function race(path: string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  let taken = 0;
  for (const end = Date.now() + 1500; Date.now() < end; ) {
    try {
      const lock = await takeLock(path);
      // There can't be two in here.
      mkdirSync(`${path}.held`);
      taken++;
      rmdirSync(`${path}.held`);
      writeFileSync(aside, `${2 ** 22 + 1} 1 1 ${self().among}\n`);
      renameSync(aside, path);
      lock.release();
    } catch (error) {
      if ((error as { code?: string }).code !== "LOCKED") throw error;
    }
  }
  process.stdout.write(String(taken));
}
