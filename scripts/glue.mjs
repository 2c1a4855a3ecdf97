// The wasm glue as a factory. wasm-bindgen writes a module that holds one instance for the whole
// program; redlet has one instance a database, so that a trap ends that database alone.
// A replacement that does not match exactly once fails the build: then wasm-bindgen has changed.

const REPLACEMENTS = [
  // What was exported is what the factory gives.
  [/^export class Engine \{$/m, "class Engine {"],
  // An engine that nobody closed goes with its instance: nothing is to be freed, least of all after a trap.
  [
    /^const EngineFinalization = \(typeof FinalizationRegistry === 'undefined'\)\n {4}\? (\{[^\n]*\})\n {4}: [^\n]*;$/m,
    "const EngineFinalization = $1;",
  ],
  // Whatever else than an error or a text a host throws: its kind is enough, and a kilobyte less is loaded.
  [/^function debugString\(val\) \{$.*?^\}$/ms, "const debugString = (val) => toString.call(val);"],
  // How the wasm is found and compiled is the host's.
  [
    /^async function __wbg_load\(.*^export \{ initSync, __wbg_init as default \};\n$/ms,
    "const instance = await WebAssembly.instantiate(module, __wbg_get_imports());\n__wbg_finalize_init(instance, module);\nreturn Engine;\n",
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

// Names of imports end in sixteen digits of a hash, which no compression makes smaller: 0.4 KB in the module, as much
// in the worker and in the wasm. Two digits still keep a module from a wasm that is not its own.
const HASHED = /(__wbg_\w+_[0-9a-f]{2})[0-9a-f]{14}\b/g;

/** A text in which the names are short; each stays the only one of its kind. */
function shortened(text) {
  const names = new Set(text.match(HASHED));
  const short = new Set([...names].map((name) => name.replace(HASHED, "$1")));
  if (short.size !== names.size) throw new Error("two imports of the wasm have one short name");
  return text.replace(HASHED, "$1");
}

/** The wasm with its imports under their short names, as the glue of `asFactory` has them. */
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
  const count = number();
  const parts = [varint(count)];
  for (let i = 0; i < count; i++) {
    for (const name of [text(), text().replace(HASHED, "$1")]) parts.push(varint(name.length), Buffer.from(name));
    if (wasm[at++] !== 0) throw new Error("the wasm imports what is no function");
    parts.push(Buffer.of(0), varint(number()));
  }
  const imports = Buffer.concat(parts);
  return Buffer.concat([wasm.subarray(0, start), Buffer.of(2), varint(imports.length), imports, wasm.subarray(at)]);
}

/** A number as wasm has it: seven bits a byte, the lowest first. */
function varint(number) {
  const bytes = [];
  for (; number > 0x7f; number >>>= 7) bytes.push((number & 0x7f) | 0x80);
  return Buffer.of(...bytes, number);
}

/** The glue as a module whose default export makes an instance of a compiled module, and gives its `Engine`. */
export function asFactory(glue) {
  let text = shortened(glue);
  for (const [pattern, replacement] of REPLACEMENTS) {
    const found = text.match(new RegExp(pattern, `${pattern.flags}g`))?.length ?? 0;
    if (found !== 1) throw new Error(`the wasm glue has ${found} places like ${pattern}, not one`);
    text = text.replace(pattern, replacement);
  }
  const copying = text.replace(COPY, "copyOut($1, $2)");
  if (copying === text) throw new Error("the wasm glue copies nothing out");
  return `export default async function instantiate(module, copy = (view) => view.slice()) {\n${COPY_OUT}${copying}}\n`;
}
