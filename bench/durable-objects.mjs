// What a Durable Object costs: node bench/durable-objects.mjs, with Node 22 or later (after a build).
// Times are taken outside workerd, whose clock stands still while it works.

import { performance } from "node:perf_hooks";
import { run, start } from "../tests/cloudflare/workerd.mjs";

async function timed(work) {
  const began = performance.now();
  const value = await work();
  return { value, took: performance.now() - began };
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function say(what, value) {
  console.log(`${what.padEnd(58)} ${value}`);
}

const ms = (number) => `${number.toFixed(1)} ms`;
const ping = ({ env, connect }, name) => connect(env.REDLET, name).ping();

const starts = [];
const firsts = [];
for (let round = 0; round < 5; round++) {
  const workerd = start();
  await workerd.ready;
  firsts.push((await timed(() => run(workerd, () => 1))).took);
  starts.push((await timed(() => run(workerd, ping, "first"))).took);
  await workerd.dispose();
}
say("first request of a new workerd, without an object", ms(median(firsts)));
say("first command: compile, instantiate, make the database", ms(median(starts)));

const workerd = start();
await run(workerd, ping, "warm");
const nothing = [];
const wakes = [];
for (let i = 0; i < 20; i++) {
  nothing.push((await timed(() => run(workerd, () => 1))).took);
  wakes.push((await timed(() => run(workerd, ping, `object ${i}`))).took);
}
say("a request that does nothing", ms(median(nothing)));
say("a request with the first command of another new object", ms(median(wakes)));

const COUNT = 2000;
const loop = async ({ env, connect }, kind, count) => {
  const r = connect(env.REDLET, "loop");
  await r.set("k", "v");
  for (let i = 0; i < count; i++) await (kind === "get" ? r.get("k") : r.set("k", i));
};
for (const kind of ["get", "set"]) {
  const { took } = await timed(() => run(workerd, loop, kind, COUNT));
  say(`${kind.toUpperCase()} awaited one by one, over RPC`, `${((took / COUNT) * 1000).toFixed(0)} us each`);
}

const pipeline = async ({ env, connect }, kind, count) => {
  const object = env.REDLET.getByName("pipeline");
  const r = connect(env.REDLET, "pipeline");
  await r.ping();
  const before = await object.usage();
  const commands = r.pipeline();
  for (let i = 0; i < count; i++) {
    if (kind === "set") commands.set(`key:${i}`, `value ${i}, of some thirty bytes`);
    else commands.get(`key:${i}`);
  }
  await commands.exec();
  return (await object.usage()).rowsWritten - before.rowsWritten;
};
for (const kind of ["set", "get"]) {
  const { value, took } = await timed(() => run(workerd, pipeline, kind, 5000));
  say(`5,000 ${kind.toUpperCase()}s in one pipeline`, `${ms(took)}, ${value} rows written`);
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
  say(`rows written by a SET alone of ${kind}`, await run(workerd, single, kind));
}
await workerd.dispose();
