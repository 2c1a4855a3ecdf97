// Splits the engine into the part that a page needs before its first reply, and the rest.
//
// Into the rest go the commands that `first-commands.mjs` does not list, with every function that nothing else reaches, the
// descriptions, and the functions that `cold-functions.txt` names: those that no typical work calls. Which functions only
// those commands reach follows from the module itself: calls are found in the code, and a function whose address is
// taken counts as reached.
//
// In the place of a function of the rest the first part has a stub, where anything of it still calls or points to it.
// The stub has the host load the rest, unless it is there, and calls the function through the table. So a missing rest
// costs time and never a wrong result. The rest is instantiated over the exports of the first part, and puts its
// functions into that part's table. A digest of the build is in both, so that no two of different builds are joined.

import { createHash } from "node:crypto";
import { FIRST, NOT_FIRST } from "./first-commands.mjs";
import { HEADER, list, read, renumbered, section, signed32, text, unsigned, walk } from "./module.mjs";

/** What JavaScript calls for RESP connections alone, and for an import. */
const EXPORTS_OF_REST = /^engine_(receive|run|isBehind|hold|unsent|isClosing|isCut|keepalive|inspect)$/;

const I32 = 0x7f;
const FUNCTION = 0;
const TABLE = 1;
const MEMORY = 2;
const GLOBAL = 3;

/** The rows of the command table, found in the data by what they point to: name, function, subcommand, flags, arity. */
export function rows(module, titles) {
  const memory = image(module);
  const slots = slotsOf(module);
  const word = (at) => memory.view.readUInt32LE(at - memory.start);
  const textAt = (at, length) => memory.view.toString("latin1", at - memory.start, at - memory.start + length);
  const isText = (at, length) => at >= memory.start && length > 0 && length < 32 && at + length <= memory.end;
  const found = new Map();
  for (let at = (memory.start + 3) & ~3; at + 28 <= memory.end; at += 4) {
    const [name, nameLength, slot, sub, subLength] = [0, 4, 8, 12, 16].map((offset) => word(at + offset));
    if (!isText(name, nameLength) || !slots.has(slot)) continue;
    if (sub !== 0 && !isText(sub, subLength)) continue;
    const title = [textAt(name, nameLength), sub === 0 ? "" : ` ${textAt(sub, subLength)}`].join("");
    if (!titles.has(title)) continue;
    if (found.has(title)) throw new Error(`the wasm has two rows of ${title}`);
    found.set(title, slots.get(slot));
  }
  const missing = [...titles].filter((title) => !found.has(title));
  if (missing.length > 0) throw new Error(`the wasm has no rows of ${missing.join(", ")}: has their layout changed?`);
  return found;
}

/** The memory as it is at the start. */
function image({ data }) {
  const start = Math.min(...data.map(({ at }) => at));
  const end = Math.max(...data.map(({ at, bytes }) => at + bytes.length));
  const view = Buffer.alloc(end - start);
  for (const { at, bytes } of data) bytes.copy(view, at - start);
  return { start, end, view };
}

const slotsOf = ({ elements }) =>
  new Map(elements.flatMap(({ at, functions }) => functions.map((index, i) => [at + i, index])));

/** What a function calls, or takes the address of. */
function callees(module) {
  const all = new Map();
  module.functions.forEach(({ body }, i) => {
    const called = new Set();
    walk(body, (index) => called.add(index));
    all.set(module.imports.length + i, called);
  });
  return all;
}

/** All functions that these lead to, themselves too, but for what is cold and what only that leads to. */
function reached(roots, calls, isCold) {
  const seen = new Set(roots.filter((index) => !isCold(index)));
  for (const index of seen) {
    for (const next of calls.get(index) ?? []) if (!isCold(next)) seen.add(next);
  }
  return seen;
}

/** Whether a command, with its subcommand, is in the first part. */
export const isFirst = (title) =>
  FIRST.includes(title) || (FIRST.includes(title.split(" ")[0]) && !NOT_FIRST.includes(title));

/** A function's name without the hashes that every compilation makes anew. */
export const lastingName = (name) => name?.replace(/(::h[0-9a-f]{16})?(\.\d+)?$/, "").replace(/\[[0-9a-f]{16}\]/g, "");

const exportsOf = ({ exports }) => exports.filter(({ kind }) => kind === FUNCTION);

/** The functions that go into the rest. Those that read the descriptions do, whoever calls them: these are there. */
function moved(module, calls, readers, { descriptions, cold }) {
  const coldNames = new Set(cold);
  const titles = new Set(descriptions.match(/^[^\t\n]+/gm));
  const unknown = [...FIRST, ...NOT_FIRST].filter((title) => !titles.has(title));
  if (unknown.length > 0) throw new Error(`there are no commands ${unknown.join(", ")}`);
  // Rows that are alike share a function: it is of the rest if all of them are.
  const ofFirst = new Set();
  const ofRest = new Set();
  for (const [title, index] of rows(module, titles)) (isFirst(title) ? ofFirst : ofRest).add(index);
  for (const index of ofFirst) ofRest.delete(index);
  const exported = exportsOf(module).flatMap(({ name, index }) => (EXPORTS_OF_REST.test(name) ? [] : [index]));
  const pointedTo = [...slotsOf(module).values()].filter((index) => !ofRest.has(index));
  const isNamed = (index) => coldNames.has(lastingName(module.names.get(index))) && !exported.includes(index);
  const isCold = (index) => isNamed(index) || readers.has(index);
  const kept = reached([...exported, ...pointedTo], calls, isCold);
  return new Set([...calls.keys()].filter((index) => !kept.has(index)));
}

/**
 * The two parts of a module, which has the names of its functions.
 *
 * @param descriptions - `src/command/descriptions.gen.txt`; it goes into the rest.
 * @param cold - names of functions that go there, whoever calls them.
 */
export function split(bytes, { descriptions, cold }) {
  const module = read(bytes);
  const calls = callees(module);
  const data = dataOf(module, descriptions);
  const rest = moved(module, calls, readersOf(module, data.restData[0]), { descriptions, cold });
  const slots = slotsOf(module);
  const slotOf = new Map([...slots].map(([slot, index]) => [index, slot]));
  const own = [...calls.keys()];
  const isOwn = (index) => index >= module.imports.length;
  const called = (callers) => new Set(callers.flatMap((index) => [...calls.get(index)]));
  const calledByFirst = called(own.filter((index) => !rest.has(index)));
  for (const { index } of exportsOf(module)) calledByFirst.add(index);
  const stubs = new Set(own.filter((index) => rest.has(index) && (calledByFirst.has(index) || slotOf.has(index))));
  let end = Math.max(...slots.keys()) + 1;
  for (const index of stubs) if (!slotOf.has(index)) slotOf.set(index, end++);
  // What the rest calls of the first part. The hosts' functions may be the instance's own, so it has them from there.
  const shared = [...called([...rest])].filter((index) => !isOwn(index) || !rest.has(index));
  const nameOf = new Map(shared.map((index, i) => [index, i.toString(36)]));
  const build = createHash("sha256")
    .update(bytes)
    .update([...rest].join())
    .digest("hex")
    .slice(0, 8);
  const parts = { module, build, rest, stubs, slotOf, slots, end, shared, nameOf, own, ...data };
  return { first: firstPart(parts), rest: restPart(parts) };
}

/** The functions that have the address of what only the rest has. Fails where others may find it: they would read zeros. */
function readersOf({ imports, functions, data }, { at }) {
  const readers = new Set();
  const note = (index) => (value) => value === at && readers.add(index);
  for (const [i, { body }] of functions.entries()) walk(body, () => {}, note(imports.length + i));
  const address = Buffer.alloc(4);
  address.writeUInt32LE(at);
  const isInData = data.some(({ bytes }) => bytes.includes(address));
  if (readers.size === 0 || isInData) throw new Error("the wasm has the descriptions' address elsewhere than in code");
  return readers;
}

/** The data of the first part, and the descriptions. */
function dataOf({ data }, descriptions) {
  const found = data.filter(({ bytes }) => bytes.includes(descriptions));
  if (found.length !== 1) throw new Error("the wasm has not one text of descriptions");
  const [whole] = found;
  const at = whole.bytes.indexOf(descriptions);
  const end = at + Buffer.byteLength(descriptions);
  const before = { at: whole.at, bytes: whole.bytes.subarray(0, at) };
  const after = { at: whole.at + end, bytes: whole.bytes.subarray(end) };
  return {
    firstData: data.flatMap((each) => (each === whole ? [before, after] : [each])),
    restData: [{ at: whole.at + at, bytes: whole.bytes.subarray(at, end) }],
  };
}

const typeSection = (types) =>
  section(
    1,
    list(types.map(({ params, results }) => Buffer.concat([Buffer.of(0x60), bytesOf(params), bytesOf(results)]))),
  );
const bytesOf = (types) => list(types.map((type) => Buffer.of(type)));
const importOf = (module, name, kind, type) => Buffer.concat([text(module), text(name), Buffer.of(kind), type]);
const exportOf = (name, kind, index) => Buffer.concat([text(name), Buffer.of(kind), unsigned(index)]);
const offset = (at) => Buffer.concat([Buffer.of(0x41), signed32(at), Buffer.of(0x0b)]);
const elementOf = ({ at, functions }, number) =>
  Buffer.concat([unsigned(0), offset(at), list(functions.map((index) => unsigned(number(index))))]);
const dataSection = (all) =>
  section(
    11,
    list(all.map(({ at, bytes }) => Buffer.concat([unsigned(0), offset(at), unsigned(bytes.length), bytes]))),
  );

/** The number of a function in a part. */
function numbering(order, start) {
  const numbers = new Map(order.map((index, i) => [index, start + i]));
  return (index) => {
    const number = numbers.get(index);
    if (number === undefined) throw new Error(`a part of the wasm lacks the function ${index}`);
    return number;
  };
}

const typeOf = ({ imports, functions }, index) => imports[index]?.type ?? functions[index - imports.length].type;
const codeOf = ({ imports, functions }, index) => functions[index - imports.length].body;

/** The limits of the table of functions, which has room for those that only the rest has. */
const tableOf = ({ end }) => Buffer.concat([Buffer.of(0x70, 0), unsigned(end)]);
const tableNames = ({ exports }, tables) =>
  tables.map((_, i) => exports.find(({ kind, index }) => kind === TABLE && index === i)?.name ?? `$table${i}`);

function firstPart(parts) {
  const { module, build, rest, stubs, slotOf, nameOf, own, firstData } = parts;
  const { imports, types, tables, memory, globals, exports, elements } = module;
  // Stubs that are alike stand beside each other: so they take next to nothing of the download.
  const byType = (a, b) => typeOf(module, a) - typeOf(module, b) || slotOf.get(a) - slotOf.get(b);
  const order = [...own.filter((index) => !rest.has(index)), ...[...stubs].sort(byType)];
  const load = imports.length;
  const number = numbering([...imports.keys(), undefined, ...order], 0);
  const isThere = globals.length;
  const allTypes = [...types, { params: [], results: [] }];
  const stub = (index) => {
    const type = typeOf(module, index);
    const params = types[type].params.flatMap((_, i) => [0x20, ...unsigned(i)]);
    const ask = [0x23, ...unsigned(isThere), 0x45, 0x04, 0x40, 0x10, ...unsigned(load), 0x0b];
    const call = [0x41, ...signed32(slotOf.get(index)), 0x11, ...unsigned(type), 0];
    const code = Buffer.from([0, ...ask, ...params, ...call, 0x0b]);
    return Buffer.concat([unsigned(code.length), code]);
  };
  const names = tableNames(module, tables);
  const added = [
    ...[...nameOf].map(([index, name]) => exportOf(name, FUNCTION, number(index))),
    ...names.flatMap((name, i) => (name.startsWith("$") ? exportOf(name, TABLE, i) : [])),
    ...[...globals.keys()].map((i) => exportOf(`$global${i}`, GLOBAL, i)),
    exportOf(`$${build}`, GLOBAL, isThere),
  ];
  const given = exports.map(({ name, kind, index }) => exportOf(name, kind, kind === FUNCTION ? number(index) : index));
  return Buffer.concat([
    HEADER,
    typeSection(allTypes),
    section(
      2,
      list([
        ...imports.map(({ module, name, type }) => importOf(module, name, FUNCTION, unsigned(type))),
        importOf("split", "load", FUNCTION, unsigned(types.length)),
      ]),
    ),
    section(3, list(order.map((index) => unsigned(typeOf(module, index))))),
    section(4, list([tableOf(parts), ...tables.slice(1)])),
    section(5, list([memory])),
    section(
      6,
      list([...globals.map(({ type, value }) => Buffer.concat([type, value])), Buffer.of(I32, 1, 0x41, 0, 0x0b)]),
    ),
    section(7, list([...given, ...added])),
    section(9, list(elements.map((element) => elementOf(element, number)))),
    section(
      10,
      list(order.map((index) => (stubs.has(index) ? stub(index) : renumbered(codeOf(module, index), number)))),
    ),
    dataSection(firstData),
  ]);
}

function restPart(parts) {
  const { module, build, rest, slots, slotOf, stubs, shared, nameOf, own, restData } = parts;
  const { types, tables, memory, globals } = module;
  const order = own.filter((index) => rest.has(index));
  const number = numbering([...shared, ...order], 0);
  const names = tableNames(module, tables);
  const filled = new Map([...slots].filter(([, index]) => rest.has(index)));
  for (const index of stubs) filled.set(slotOf.get(index), index);
  return Buffer.concat([
    HEADER,
    typeSection(types),
    section(
      2,
      list([
        ...shared.map((index) => importOf(build, nameOf.get(index), FUNCTION, unsigned(typeOf(module, index)))),
        ...tables.map((type, i) => importOf(build, names[i], TABLE, i === 0 ? tableOf(parts) : type)),
        importOf(build, "memory", MEMORY, memory),
        ...globals.map(({ type }, i) => importOf(build, `$global${i}`, GLOBAL, type)),
      ]),
    ),
    section(3, list(order.map((index) => unsigned(typeOf(module, index))))),
    section(9, list(runs(filled).map((run) => elementOf(run, number)))),
    section(10, list(order.map((index) => renumbered(codeOf(module, index), number)))),
    dataSection(restData),
  ]);
}

/** Functions by their slots, as runs without gaps. */
function runs(filled) {
  const all = [];
  for (const [slot, index] of [...filled].sort(([a], [b]) => a - b)) {
    const last = all.at(-1);
    if (last && last.at + last.functions.length === slot) last.functions.push(index);
    else all.push({ at: slot, functions: [index] });
  }
  return all;
}
