// An engine that traps when it is told to.

/** The word on which it does. */
export const TRAP = "trap now";
/** The word on which it does once it has carried the batch out. */
export const TRAP_AFTERWARDS = "trap afterwards";

/** Asks the engine for more memory than there can be, in the one way in which it can't say no. */
export function trap(wasm) {
  wasm.__wbindgen_malloc(0xfffffff0, 1);
}

/** The text of a module with the wasm's glue, whose engine traps in, or after, a batch that has the word. */
export function trapping(source) {
  const calls = /([\w$]+)\.engine_exec\(/g;
  if (source.match(calls)?.length !== 1) throw new Error("the glue runs no batches, or in several places");
  return `${source.replace(calls, "trapped($1)(")}
function trapped(wasm) {
  return (...words) => {
    const frame = new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, words[2], words[3]));
    if (frame.includes("${TRAP}")) (${trap})(wasm);
    const done = wasm.engine_exec(...words);
    if (frame.includes("${TRAP_AFTERWARDS}")) (${trap})(wasm);
    return done;
  };
}
`;
}
