// Writes cold-functions.txt: the functions that no usual work of a page calls. `node scripts/split/record.mjs`, after
// `node scripts/build.mjs`. What is usual: a worker's database is opened, new, closed before or left behind by a worker
// that died; it plays the transcripts of the first part's commands, for several clients; and time passes.
//
// The clock and the random numbers are the recorder's own, so that it writes the same list each time.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as esbuild from "esbuild";
import { cases } from "../../tests/transcripts.mjs";
import { asFactory } from "../glue.mjs";
import {
  HEADER,
  list,
  Reader,
  read,
  renumbered,
  section,
  sections,
  signed32,
  sized,
  text,
  unsigned,
} from "./module.mjs";
import { isFirst, lastingName } from "./split.mjs";

process.chdir(new URL("../..", import.meta.url).pathname);
const FUNCTION = 0;

/** The module, with a call of an import `record.hit` at the start of each function. */
function instrumented(bytes, module) {
  const { imports, functions, types, exports, elements } = module;
  const number = (index) => (index < imports.length ? index : index + 1);
  const all = new Map();
  for (const { id, inner, end } of sections(bytes)) if (id !== 0) all.set(id, bytes.subarray(inner, end));
  const typeOf = ({ params, results }) => {
    const bytesOf = (each) => list(each.map((type) => Buffer.of(type)));
    return Buffer.concat([Buffer.of(0x60), bytesOf(params), bytesOf(results)]);
  };
  const importOf = ({ module, name, type }) =>
    Buffer.concat([text(module), text(name), Buffer.of(FUNCTION), unsigned(type)]);
  const exportOf = ({ name, kind, index }) =>
    Buffer.concat([text(name), Buffer.of(kind), unsigned(kind === FUNCTION ? number(index) : index)]);
  const elementOf = ({ at, functions }) =>
    Buffer.concat([Buffer.of(0, 0x41), signed32(at), Buffer.of(0x0b), list(functions.map((f) => unsigned(number(f))))]);
  const code = ({ body }, i) => {
    const locals = new Reader(body);
    locals.list(() => [locals.unsigned(), locals.byte()]);
    const whole = new Reader(renumbered(body, number));
    whole.unsigned();
    const hit = [Buffer.of(0x41), signed32(imports.length + i), Buffer.of(0x10), unsigned(imports.length)];
    return sized(Buffer.concat([body.subarray(0, locals.at), ...hit, whole.bytes.subarray(whole.at + locals.at)]));
  };
  all.set(1, list([...types, { params: [0x7f], results: [] }].map(typeOf)));
  all.set(2, list([...imports, { module: "record", name: "hit", type: types.length }].map(importOf)));
  all.set(7, list(exports.map(exportOf)));
  all.set(9, list(elements.map(elementOf)));
  all.set(10, list(functions.map(code)));
  const order = [1, 2, 3, 4, 5, 6, 7, 9, 12, 10, 11].filter((id) => all.has(id));
  return Buffer.concat([HEADER, ...order.map((id) => section(id, all.get(id)))]);
}

/** The engine's glue, and what of the facade and the playground makes frames of lines. */
async function imported() {
  writeFileSync(".cache/recorded-glue.mjs", asFactory(readFileSync(".cache/glue/engine.js", "utf8"), true));
  const contents = `export { default } from "./.cache/recorded-glue.mjs"; export * from "./js/protocol/frame.ts";
    export { memoryFile } from "./js/host/memory-file.ts"; export { split } from "./www/cli/words.ts";`;
  const outfile = ".cache/recorder.mjs";
  const input = { contents, resolveDir: process.cwd() };
  await esbuild.build({ stdin: input, outfile, bundle: true, format: "esm", target: "node20" });
  return import(new URL(`../../${outfile}`, import.meta.url));
}

const { default: instantiate, memoryFile, frameOf, framed, restorationAt, HEAD, split } = await imported();
const bytes = readFileSync(".cache/engine-named.wasm");
const module = read(bytes);
const compiled = new WebAssembly.Module(instrumented(bytes, module));
const called = new Set();
let isRecording = true;
const hit = (index) => isRecording && called.add(index);
const original = WebAssembly.instantiate;
WebAssembly.instantiate = (wasm, imports) => original(wasm, { ...imports, record: { hit } });

let now = Date.UTC(2026, 0, 1);
/** How many ms pass from one look at the clock to the next: on a slow machine commands get into the slow log. */
let pace = 0;
let seed = 1;
const host = {
  now: () => (now += pace),
  entropy: (buffer) => {
    for (let i = 0; i < buffer.length; i++) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      buffer[i] = seed >>> 16;
    }
  },
};

/** A command may be given as its words. */
const wordsOf = (line) => (typeof line === "string" ? split(line) : line);

/** A worker that has a database, as the owner of it uses the engine. */
class Worker {
  static async open(files) {
    const worker = new Worker();
    worker.engine = (await instantiate(compiled)).open({ ...host, ...files });
    return worker;
  }
  clients = new Map();

  /** A client begins, or comes from another worker with its last restoration. */
  join(name, { restoration = new Uint8Array(), number = 1 } = {}) {
    const session = this.engine.connect("");
    this.engine.attach(session, this.clients.size + 1, restoration);
    this.clients.set(name, { session, number, restoration });
  }

  run(name, ...lines) {
    const client = this.clients.get(name);
    const other = isRecording && lines.find((line) => !isFirst(titleOf(line)));
    if (other) throw new Error(`not of the first part: ${other}`);
    const frame = frameOf(lines.map((line) => framed(...wordsOf(line))));
    client.number++;
    client.restoration =
      restorationAt(HEAD, this.engine.exec(client.session, frame, client.number))?.slice() ?? client.restoration;
    this.listen();
  }

  /** Takes what the engine has for the clients. */
  listen() {
    for (const session of this.engine.woken()) this.engine.output(session);
  }

  /** Lets time pass, in ms. */
  pass(time) {
    for (const end = now + time; now < end; ) {
      const next = this.engine.tick();
      this.listen();
      now = next < 0 ? end : Math.min(end, now + Math.max(1, next));
    }
  }
}

const files = () => ({ db: memoryFile(), wal: memoryFile() });
const many = (count, line) => Array.from({ length: count }, (_, i) => line(i));

/** What pages do with a database. */
function work(worker) {
  worker.join("page");
  worker.run("page", "CONFIG DEFAULT maxmemory 100mb maxmemory-policy allkeys-lru appendfsync always");
  worker.run("page", "CONFIG DEFAULT notify-keyspace-events KEA appendfsync everysec");
  const value = "v".repeat(100);
  for (let i = 0; i < 300; i++) {
    worker.run("page", `HSET hash f${i} ${value}`, `SADD set m${i}`, `RPUSH list ${value}`);
    worker.run("page", `ZADD zset ${(i * 7919) % 1000} m${i}`);
  }
  worker.run("page", ...many(5000, (i) => `SET k${(i * 7919) % 5000} ${value}${i}`));
  worker.pass(30_000);
  for (let i = 0; i < 200; i++) worker.run("page", `SET k${(i * 7919) % 5000} ${value}${i}`, `GET k${i}`);
  worker.run("page", ["SET", "large", "y".repeat(200_000)], "GET large", ["HSET", "hash", "large", "y".repeat(20_000)]);
  worker.run("page", ...many(200, (i) => `SET short${i} 1 PX ${20 + i}`));
  worker.pass(1_000);
  worker.run("page", ...many(4000, (i) => `DEL k${i}`), "GET short", "HGETALL hash", "DEL hash set list zset large");
  worker.pass(700_000);
}

/** Other clients come and listen, wait and go; the worker dies, and they go on with the next one. */
async function die(worker, left) {
  for (const name of ["other", "third"]) worker.join(name);
  worker.run("other", "SUBSCRIBE news", "CLIENT SETNAME other", "CLIENT TRACKING ON");
  worker.run("other", "GET k4500");
  worker.run("third", "SELECT 3", "MULTI", "SET k 1");
  worker.run("page", "PUBLISH news hello", "SET k4500 1", "RPUSH queue a", "SET k 1 EX 100");
  worker.pass(6000);
  worker.engine.disconnect(worker.clients.get("third").session);
  const next = await Worker.open(left);
  for (const name of ["page", "other"]) next.join(name, worker.clients.get(name));
  const { session, number } = next.clients.get("page");
  for (const each of [number, number + 1]) next.engine.answered(session, each);
  next.run("page", "GET k", "SET k 2", "GET k4500");
  return next;
}

/** Many tabs come, listen and go, in no order. */
function crowd(worker) {
  const names = many(120, (i) => `tab ${(i * 77) % 120}`);
  for (const name of names) {
    worker.join(name);
    worker.run(name, "CLIENT TRACKING ON", `SUBSCRIBE news ${name.slice(4)}`, `GET k${name.slice(4)}`, "GET k1");
  }
  worker.run("page", "PUBLISH news hello", ...many(120, (i) => `SET k${i} 1 PX ${(i * 77) % 120}`));
  for (const name of names.sort()) worker.engine.disconnect(worker.clients.get(name).session);
  worker.pass(1000);
}

async function live() {
  const left = files();
  const first = await Worker.open(left);
  work(first);
  const second = await die(first, left);
  crowd(second);
  second.pass(100_000);
  second.engine.close();
  // As one finds it that was closed.
  const third = await Worker.open(left);
  third.join("page");
  third.run("page", "GET k", "SET k 3");
  third.pass(20_000);
  third.engine.close();
  const inMemory = await Worker.open({});
  work(inMemory);
  inMemory.engine.close();
}

/** A database as large as it may be. */
async function fill() {
  const worker = await Worker.open(files());
  worker.join("page");
  worker.run("page", "CONFIG DEFAULT maxmemory 1mb maxmemory-policy allkeys-lru");
  for (let i = 0; i < 600; i++) worker.run("page", `SET k${i} ${"v".repeat(5000)}`, `GET k${i % 10}`);
  worker.pass(10_000);
  worker.engine.close();
}

/** A database that has what the commands of the rest have made: it is opened, and its keys are read and deleted. */
async function findOthers() {
  isRecording = false;
  const left = files();
  const before = await Worker.open(left);
  before.join("page");
  before.run(
    "page",
    "XADD stream * f v",
    "XGROUP CREATE stream g 0",
    "GEOADD geo 13 38 a",
    "PFADD hll a",
    "SETBIT bits 7 1",
  );
  before.run("page", "CONFIG SET maxmemory-policy allkeys-lru", "CONFIG REWRITE", "HEXPIRE h 100 FIELDS 1 f");
  before.engine.close();
  isRecording = true;
  const worker = await Worker.open(left);
  worker.join("page");
  for (const key of ["stream", "geo", "hll", "bits"]) {
    worker.run("page", `TYPE ${key}`, `GET ${key}`, `EXISTS ${key}`, `EXPIRE ${key} 5`, `TTL ${key}`);
  }
  worker.run("page", "DEL stream geo");
  worker.pass(10_000);
  worker.engine.close();
}

const titleOf = (line) => wordsOf(line).slice(0, 2).join(" ").toUpperCase();

async function play({ steps }) {
  const lines = steps.flatMap(({ line }) => line ?? []);
  if (!lines.every((line) => isFirst(titleOf(line)))) return;
  for (const [kept, speed] of [
    [files(), 0],
    [{}, 0],
    [files(), 20],
  ]) {
    pace = speed;
    playOn(await Worker.open(kept), steps);
  }
}

function playOn(worker, steps) {
  for (const { session, line, wait } of steps) {
    if (wait) worker.pass(wait);
    if (line === undefined) continue;
    if (!worker.clients.has(session)) worker.join(session);
    worker.run(session, line);
  }
  worker.engine.close();
}

await live();
await fill();
await findOthers();
const folder = "tests/commands/";
for (const name of readdirSync(folder)) for (const each of cases(readFileSync(folder + name, "utf8"))) await play(each);

// A name that several functions have is cold if none of them is called. Rows are told apart by the table, not by names.
const names = [...module.names].filter(([index]) => index >= module.imports.length);
const hot = new Set(names.filter(([index]) => called.has(index)).map(([, name]) => lastingName(name)));
const isOwn = (name) => !/call_once|multivalue shim$|^(engine_|__w|rust_)/.test(name);
const cold = new Set(names.map(([, name]) => lastingName(name)).filter((name) => isOwn(name) && !hot.has(name)));
writeFileSync("scripts/split/cold-functions.txt", `${[...cold].sort().join("\n")}\n`);
console.log(`${called.size} functions are called, ${cold.size} names are cold`);
