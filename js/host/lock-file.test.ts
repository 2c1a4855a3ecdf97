import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
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
import { takeLock } from "./lock-file.ts";
import { self } from "./process.ts";

const { REDLET_RACE } = process.env;
if (REDLET_RACE) {
  await race(REDLET_RACE);
  process.exit();
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
  assert.equal(lock.isLost, true);
  lock.release();
  assert.equal(readFileSync(path, "utf8"), "1 1 1 other\n");
  rmSync(path);
});

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
