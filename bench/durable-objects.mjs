// What a Durable Object costs, in Linux: .cache/apps/node-24/bin/node bench/durable-objects.mjs (after a build).
// Times are the processor's in workerd, so that other work of the machine does not count; beside them
// is how long it took as seen from outside.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { run, start } from "../tests/cloudflare/workerd.mjs";

const ROUNDS = 5;
const TICK = 10;

/** The process that this one has started. */
function workerdOf() {
  const all = execFileSync("ps", ["--ppid", String(process.pid), "-o", "pid=,comm="], { encoding: "utf8" });
  return Number(/(\d+) workerd/.exec(all)?.[1]);
}

/** The processor's time of a process, in ms. */
function processor(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}

function memory(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
}

function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function say(what, value) {
  console.log(`${what.padEnd(54)} ${value}`);
}

/** How long work takes, in the processor of workerd and from outside. */
async function timed(pid, work) {
  const [before, began] = [processor(pid), performance.now()];
  const value = await work();
  return { value, took: processor(pid) - before, waited: performance.now() - began };
}

const both = (all, per = 1, unit = "ms", scale = 1) =>
  `${((mean(all.map(({ took }) => took)) * scale) / per).toFixed(0)} ${unit}` +
  ` (${((mean(all.map(({ waited }) => waited)) * scale) / per).toFixed(0)} ${unit} from outside)`;

const ping = ({ env, connect }, name) => connect(env.REDLET, name).ping();

const [modules, firsts, others, more] = [[], [], [], []];
for (let round = 0; round < ROUNDS; round++) {
  const workerd = start();
  await workerd.ready;
  const pid = workerdOf();
  modules.push(processor(pid));
  firsts.push(await timed(pid, () => run(workerd, ping, "first")));
  await run(workerd, ping, "second");
  const before = memory(pid);
  for (let i = 0; i < 20; i++) others.push(await timed(pid, () => run(workerd, ping, `object ${i}`)));
  more.push((memory(pid) - before) / 20);
  await workerd.dispose();
}
say("workerd itself, and the module", `${mean(modules).toFixed(0)} ms`);
say("first command of the first object", both(firsts));
say("first command of another new object", both(others));
say("memory of another object", `${mean(more).toFixed(1)} MB`);

const workerd = start();
await workerd.ready;
const pid = workerdOf();

const COUNT = 2000;
const loop = async ({ env, connect }, kind, count) => {
  const r = connect(env.REDLET, "loop");
  await r.set("k", "v");
  for (let i = 0; i < count; i++) await (kind === "GET" ? r.get("k") : r.set("k", i));
};
for (const kind of ["GET", "SET"]) {
  await run(workerd, loop, kind, 100);
  const took = await timed(pid, () => run(workerd, loop, kind, COUNT));
  say(`a ${kind} by a call, awaited`, both([took], COUNT, "us", 1000));
}

const pipeline = async ({ env, connect }, kind, count) => {
  const object = env.REDLET.getByName("pipeline");
  const r = connect(env.REDLET, "pipeline");
  await r.ping();
  const before = await object.usage();
  const commands = r.pipeline();
  for (let i = 0; i < count; i++) {
    if (kind === "SET") commands.set(`key:${i}`, `value ${i}, of some thirty bytes`);
    else commands.get(`key:${i}`);
  }
  await commands.exec();
  return (await object.usage()).rowsWritten - before.rowsWritten;
};
for (const kind of ["SET", "GET"]) {
  const took = await timed(pid, () => run(workerd, pipeline, kind, 5000));
  say(`5,000 ${kind}s in one pipeline`, `${both([took])}, ${took.value} rows written`);
}

const single = async ({ env, connect }, kind) => {
  const object = env.REDLET.getByName("pipeline");
  const r = connect(env.REDLET, "pipeline");
  await r.set("key:1", "before");
  const before = await object.usage();
  for (let i = 0; i < 100; i++) {
    if (kind === "a new key") await r.set(`new:${i}`, "v");
    else if (kind === "the same key") await r.set("key:1", i);
    else await r.set(`key:${i}`, "v", { ex: 60 + i });
  }
  return ((await object.usage()).rowsWritten - before.rowsWritten) / 100;
};
for (const kind of ["the same key", "a new key", "a key with EX"]) {
  say(`rows written by a SET alone, of ${kind}`, await run(workerd, single, kind));
}
await workerd.dispose();
