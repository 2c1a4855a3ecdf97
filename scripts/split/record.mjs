// Writes cold-functions.txt: the functions that no typical work of a page calls. `node scripts/split/record.mjs`, after
// `node scripts/build.mjs --named` and `--split` once. What is typical: the transcripts of the first part's commands,
// and a database in a file that is written, checkpointed, closed and opened again.

import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { cases, isForOne } from "../../tests/transcripts.mjs";
import { HEADER, list, Reader, read, renumbered, section, signed32, sized, text, unsigned } from "./module.mjs";
import { isFirst, lastingName } from "./split.mjs";

const root = new URL("../../", import.meta.url).pathname;
const FUNCTION = 0;

/** The module, with a call of an import `split.hit` at the start of each function. */
function instrumented(bytes, module) {
  const { imports, functions, types, exports, elements } = module;
  const number = (index) => (index < imports.length ? index : index + 1);
  const sections = new Map();
  for (const reader = new Reader(bytes, HEADER.length); reader.at < bytes.length; ) {
    const id = reader.byte();
    const length = reader.unsigned();
    if (id !== 0) sections.set(id, bytes.subarray(reader.at, reader.at + length));
    reader.at += length;
  }
  const typeOf = ({ params, results }) => [
    Buffer.of(0x60),
    list(params.map((t) => Buffer.of(t))),
    list(results.map((t) => Buffer.of(t))),
  ];
  const all = [...types, { params: [0x7f], results: [] }];
  const importOf = ({ module, name, type }) =>
    Buffer.concat([text(module), text(name), Buffer.of(FUNCTION), unsigned(type)]);
  sections.set(1, list(all.map((type) => Buffer.concat(typeOf(type)))));
  sections.set(2, list([...imports, { module: "split", name: "hit", type: types.length }].map(importOf)));
  const exportOf = ({ name, kind, index }) =>
    Buffer.concat([text(name), Buffer.of(kind), unsigned(kind === FUNCTION ? number(index) : index)]);
  sections.set(7, list(exports.map(exportOf)));
  const elementOf = ({ at, functions }) =>
    Buffer.concat([Buffer.of(0, 0x41), signed32(at), Buffer.of(0x0b), list(functions.map((f) => unsigned(number(f))))]);
  sections.set(9, list(elements.map(elementOf)));
  const code = ({ body }, i) => {
    const reader = new Reader(body);
    const locals = reader.span(() => reader.list(() => [reader.unsigned(), reader.byte()]));
    const whole = new Reader(renumbered(body, number));
    whole.unsigned();
    const rest = whole.bytes.subarray(whole.at + locals.length);
    const hit = [Buffer.of(0x41), signed32(imports.length + i), Buffer.of(0x10), unsigned(imports.length)];
    return sized(Buffer.concat([locals, ...hit, rest]));
  };
  sections.set(10, list(functions.map(code)));
  const order = [1, 2, 3, 4, 5, 6, 7, 9, 12, 10, 11].filter((id) => sections.has(id));
  return Buffer.concat([HEADER, ...order.map((id) => section(id, sections.get(id)))]);
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What a page does with a database that it keeps. */
async function work(db) {
  const value = "v".repeat(100);
  for (let i = 0; i < 300; i++) {
    await Promise.all([db.hset("hash", `f${i}`, value), db.sadd("set", `m${i}`), db.rpush("list", value)]);
    await db.zadd("zset", Math.random(), `m${i}`);
  }
  await Promise.all(Array.from({ length: 3_000 }, (_, i) => db.set(`k${(i * 7_919) % 5_000}`, value + i)));
  await Promise.all(Array.from({ length: 1_000 }, (_, i) => [db.del(`k${i}`), db.get(`k${i + 500}`)]).flat());
  await db.set("large", "y".repeat(20_000));
  await db.get("large");
  await db.set("short", "1", { px: 20 });
  const news = db.subscribe("news");
  const next = news[Symbol.asyncIterator]();
  setTimeout(() => db.publish("news", "hello"), 20);
  await next.next();
  await next.return?.();
  await sleep(400);
  await db.get("short");
}

const bytes = readFileSync(`${root}.cache/engine-named.wasm`);
const module = read(bytes);
const folder = mkdtempSync(`${tmpdir()}/redlet-`);
cpSync(`${root}dist`, folder, { recursive: true });
writeFileSync(`${folder}/redlet/engine.wasm`, instrumented(bytes, module));
copyFileSync(`${root}package.json`, `${folder}/package.json`);
const called = new Set();
const { instantiate } = WebAssembly;
WebAssembly.instantiate = (wasm, imports) =>
  instantiate(wasm, { ...imports, split: { hit: (index) => called.add(index) } });
const { Redlet } = await import(`${folder}/node.js`);
const { split } = await import(`${root}.cache/split/cli.mjs`);
for (const name of [":memory:", `${folder}/a.db`, `${folder}/a.db`]) {
  const db = await Redlet.open(name);
  await work(db);
  await db.close();
}
const commands = `${root}tests/commands/`;
const all = readdirSync(commands).flatMap((name) => cases(readFileSync(commands + name, "utf8")));
for (const { steps } of all.filter(isForOne)) {
  const lines = steps.flatMap(({ line }) => line ?? []);
  if (!lines.every((line) => isFirst(split(line).slice(0, 2).join(" ").toUpperCase()))) continue;
  const db = await Redlet.open(":memory:");
  for (const { line, wait } of steps) {
    if (wait) await sleep(wait);
    if (line !== undefined) await db.reply(...split(line)).catch(() => {});
  }
  await db.close();
}
rmSync(folder, { recursive: true });

// A name that several functions have is cold if none of them is called. Rows are told apart by the table, not by names.
const names = [...module.names].filter(([index]) => index >= module.imports.length);
const hot = new Set(names.filter(([index]) => called.has(index)).map(([, name]) => lastingName(name)));
const isOwn = (name) => !/call_once|^(engine_|__w|rust_)| /.test(name);
const cold = new Set(names.map(([, name]) => lastingName(name)).filter((name) => isOwn(name) && !hot.has(name)));
writeFileSync(`${root}scripts/split/cold-functions.txt`, `${[...cold].sort().join("\n")}\n`);
console.log(`${called.size} functions are called, ${cold.size} names are cold`);
process.exit(0);
