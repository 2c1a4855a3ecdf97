/** The engine, as Workers and their bundlers import it; the build puts it there. */
declare const engine: WebAssembly.Module;
export default engine;
