/** The engine's module as Deno imports it; the build writes it. */
declare const engine: WebAssembly.Module;
export default engine;
