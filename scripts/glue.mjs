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
        return getArrayU8FromWasm0(at, length).slice();
    } catch (cause) {
        wasm.__wbindgen_free(at, length, 1);
        throw Object.assign(new Error("there is no memory for what the commands answered; they have run", { cause }), { code: "OOM" });
    }
}
`;

/** The glue as a module whose default export makes an instance of a compiled module, and gives its `Engine`. */
export function asFactory(glue) {
  let text = glue;
  for (const [pattern, replacement] of REPLACEMENTS) {
    const found = text.match(new RegExp(pattern, `${pattern.flags}g`))?.length ?? 0;
    if (found !== 1) throw new Error(`the wasm glue has ${found} places like ${pattern}, not one`);
    text = text.replace(pattern, replacement);
  }
  const copying = text.replace(COPY, "copyOut($1, $2)");
  if (copying === text) throw new Error("the wasm glue copies nothing out");
  return `export default async function instantiate(module) {\n${COPY_OUT}${copying}}\n`;
}
