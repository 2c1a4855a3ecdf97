import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { type Identity, isMain, isRunning, self } from "./process.ts";

const here = self();
const isLinux = existsSync("/proc/thread-self");

const KNOWN: [what: string, who: Partial<Identity>, isRunning: boolean | undefined][] = [
  ["this thread", {}, true],
  ["one of another machine or container", { among: "other" }, undefined],
  ["one that says nothing of where it is", { among: "" }, undefined],
  ["a process with a number that nobody has", { pid: 2 ** 22 + 1, thread: "main" }, false],
  ["a worker whose number is not known", { thread: "worker", birth: "" }, undefined],
  ["this process, as a worker of Deno and Bun tells its beginning", { thread: "main", birth: "", began: 1 }, undefined],
];
const KNOWN_IN_LINUX: typeof KNOWN = [
  ["a thread that has ended", { thread: "4194305" }, false],
  ["an earlier thread with this number", { birth: "1" }, false],
  ["what an older version wrote", { thread: "" }, true],
];

for (const [what, who, expected] of [...KNOWN, ...(isLinux ? KNOWN_IN_LINUX : [])]) {
  test(`whether ${what} runs is ${expected === undefined ? "not known" : `told: ${expected}`}`, () => {
    assert.equal(isRunning({ ...here, ...who }), expected);
  });
}

test("a process that has ended and was not asked for yet does not run", { skip: !isLinux }, async () => {
  // The shell goes on as a program that asks for no child.
  const parent = spawn("sh", ["-c", "sh -c 'echo $$; read x' & exec sleep 60"], { stdio: ["pipe", "pipe", "ignore"] });
  const [pid] = await once(parent.stdout, "data");
  const stat = () =>
    readFileSync(`/proc/${Number(pid)}/stat`, "utf8")
      .split(") ")[1]
      ?.split(" ") ?? [];
  const who = { ...here, pid: Number(pid), thread: String(Number(pid)), birth: stat()[19] ?? "" };
  process.kill(who.pid, "SIGKILL");
  while (stat()[0] !== "Z") await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(isRunning(who), false);
  parent.kill();
});

test("a main thread is told from a worker", () => {
  assert.ok(isMain(here));
  for (const thread of ["worker", "4194305"]) assert.ok(!isMain({ ...here, thread }));
  for (const thread of ["main", ""]) assert.ok(isMain({ ...here, thread }));
});
