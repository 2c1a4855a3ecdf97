// The wasm glue as a factory. wasm-bindgen writes a module that holds one instance for the whole
// program; redlet has one instance a database, so that a trap ends that database alone.
// A replacement that does not match as often as it should fails the build: then wasm-bindgen has changed.

import { createHash } from "node:crypto";

const REPLACEMENTS = [
  // What was exported is what the factory gives.
  [/^export class Engine \{$/m, "class Engine {"],
  // An engine that nobody closed goes with its instance: nothing is to be freed, least of all after a trap.
  [/^const EngineFinalization = .*?;\n/ms, ""],
  [/^ {8}EngineFinalization\.register\(.*\n/m, ""],
  [/^ {4}__destroy_into_raw\(\) \{\n.*?^ {4}\}\n {4}free\(\) \{\n.*?^ {4}\}\n/ms, ""],
  [/^if \(Symbol\.dispose\) .*\n/m, ""],
  // Every runtime has it, and the wasm's own allocator.
  [/^if \(!\('encodeInto' in cachedTextEncoder\)\) \{\n.*?^\}\n/ms, ""],
  [/^ {4}if \(realloc === undefined\) \{\n.*?^ {4}\}\n/ms, ""],
  // Where there is `globalThis`, and that is everywhere, no other name is asked for.
  [/const ret = typeof global === 'undefined' [^}]*?\n {8}\}/m, "return 0;\n        }"],
  [/const ret = typeof self === 'undefined' [^}]*?\n {8}\}/m, "return 0;\n        }"],
  [/const ret = typeof window === 'undefined' [^}]*?\n {8}\}/m, "return 0;\n        }"],
  [/if \(cachedDataViewMemory0 === null .*\{/, "if (cachedDataViewMemory0?.buffer !== wasm.memory.buffer) {"],
  // Safari's decoder fails after two gigabytes. Nothing but the texts of errors is decoded here.
  [
    /^const MAX_SAFARI_DECODE_BYTES = .*?^function decodeText\(bytes\) \{\n.*?^\}\n/ms,
    "const decodeText = (bytes) => cachedTextDecoder.decode(bytes);\n",
  ],
  [/^let wasmModule, wasmInstance, wasm;\nfunction __wbg_finalize_init\(.*?^\}\n/ms, "let wasm;\n"],
  // How the wasm is found and compiled is the host's.
  [
    /^async function __wbg_load\(.*^export \{ initSync, __wbg_init as default \};\n$/ms,
    "wasm = (await WebAssembly.instantiate(module, { ...__wbg_get_imports(), split: { load } })).exports;\nwasm.__wbindgen_start();\nreturn Object.assign(Engine, { extend });\n",
  ],
];

// What the engine gives is copied where the page may have no room for it. That is no trap: the engine goes on.
const COPY = /getArrayU8FromWasm0\((\w+\[0\]), (\w+\[1\])\)\.slice\(\)/g;
const COPY_OUT = `
function copyOut(at, length) {
    try {
        return copy(getArrayU8FromWasm0(at, length));
    } catch (cause) {
        wasm.__wbindgen_free(at, length, 1);
        throw Object.assign(new Error("there is no memory for what the commands answered; they have run", { cause }), { code: "OOM" });
    }
}
`;

// The rest of an engine in two parts is instantiated over the exports of the first, if both are of one build
// (`split/split.mjs`).
const EXTEND = `
function extend(rest) {
    const [{ module: build }] = WebAssembly.Module.imports(rest);
    const isThere = wasm["$" + build];
    if (!isThere) throw new Error("it is of another build of the engine");
    if (isThere.value) return;
    new WebAssembly.Instance(rest, { [build]: wasm });
    isThere.value = 1;
}
`;

// wasm-bindgen names its imports at length, with sixteen digits of a hash at the end, which no compression makes
// smaller; the names are in the wasm, in a page's script and in its worker's. So letters stand for them. That a glue
// meets the wasm it was made for shows the name of the module that they are imported from: a digest of all names.
const IMPORT = /^ {8}(__wb\w+): function/gm;
const MODULE = '"./engine_bg.js"';

/** What each name is in short, and the name of the module. */
function shortNames(names) {
  const sorted = [...names].sort();
  const module = createHash("sha256").update(sorted.join()).digest("hex").slice(0, 8);
  return { module, short: new Map(sorted.map((name, at) => [name, letters(at)])) };
}

/** a to z, then aa to zz. */
function letters(at) {
  const last = String.fromCharCode(97 + (at % 26));
  return at < 26 ? last : letters(Math.floor(at / 26) - 1) + last;
}

/** The glue under the short names. */
function shortened(text) {
  const { module, short } = shortNames([...text.matchAll(IMPORT)].map(([, name]) => name));
  return text.replace(IMPORT, (_, name) => `${short.get(name)}: function`).replace(MODULE, `"${module}"`);
}

/** The wasm with its imports under the short names. */
export function withShortNames(wasm) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const text = () => {
    const length = number();
    at += length;
    return wasm.toString("utf8", at - length, at);
  };
  // The imports are section 2; of those before it, each is an id, its length and so many bytes.
  while (wasm[at] !== 2) {
    at++;
    const length = number();
    at += length;
  }
  const start = at++;
  number();
  const found = Array.from({ length: number() }, () => {
    text();
    const name = text();
    if (wasm[at++] !== 0) throw new Error("the wasm imports what is no function");
    return { name, type: number() };
  });
  const { module, short } = shortNames(found.map(({ name }) => name));
  const named = (name) => [varint(name.length), Buffer.from(name)];
  const parts = found.flatMap(({ name, type }) => [
    ...named(module),
    ...named(short.get(name)),
    Buffer.of(0),
    varint(type),
  ]);
  const imports = Buffer.concat([varint(found.length), ...parts]);
  return Buffer.concat([wasm.subarray(0, start), Buffer.of(2), varint(imports.length), imports, wasm.subarray(at)]);
}

/** A number as wasm has it: seven bits a byte, the lowest first. */
function varint(number) {
  const bytes = [];
  for (; number > 0x7f; number >>>= 7) bytes.push((number & 0x7f) | 0x80);
  return Buffer.of(...bytes, number);
}

/** What the engine offers to connections that speak RESP, and to Durable Objects that wake; how often it is there. */
const NOT_FOR_PAGES = [
  [/^ {4}(?:hold|isBehind|isClosing|isCut|keepalive|receive|run|unsent|waiting)\(.*?^ {4}\}\n/ms, "", 9],
  [/^let cachedFloat64ArrayMemory0 = null;\n/m, ""],
  [/^function get(?:ArrayF64From|Float64ArrayMemory).*?^\}\n/ms, "", 2],
];

/**
 * The glue as a module whose default export makes an instance of a compiled module, and gives its `Engine`. A page has
 * no connections.
 */
export function asFactory(glue, isForPage) {
  let text = shortened(glue);
  const replacements = isForPage ? [...REPLACEMENTS, ...NOT_FOR_PAGES] : REPLACEMENTS;
  for (const [pattern, replacement, times = 1] of replacements) {
    const all = new RegExp(pattern, `${pattern.flags}g`);
    const found = text.match(all)?.length ?? 0;
    if (found !== times) throw new Error(`the wasm glue has ${found} places like ${pattern}, not ${times}`);
    text = text.replace(all, replacement);
  }
  const copying = text.replace(COPY, "copyOut($1, $2)");
  if (copying === text) throw new Error("the wasm glue copies nothing out");
  return `export default async function instantiate(module, copy = (view) => view.slice(), load) {\n${COPY_OUT}${EXTEND}${copying}}\n`;
}
