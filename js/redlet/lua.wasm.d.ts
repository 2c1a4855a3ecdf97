/** The interpreter of scripts, as Workers and their bundlers import it; the build puts it there. */
declare const lua: WebAssembly.Module;
export default lua;
