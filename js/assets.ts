/**
 * Where the package's other files are, in the form that bundlers look for.
 *
 * The addresses are `redlet/...`, not `./...`, on purpose. The two files stand in a folder `redlet`
 * beside this module, so they are found relative to it. Where a development server has moved this
 * module away from them (the pre-bundling of Vite 7 and older), it finds no such folder, takes the
 * address for a package's export, and there they are as well.
 */

/** The engine. */
export const wasm = (): URL => new URL("redlet/engine.wasm", import.meta.url);

const start = (): Worker =>
  new Worker(new URL("redlet/worker.js", import.meta.url), { type: "module", name: "redlet" });

/** Starts the worker's script; through a blob if it comes from another origin, as from a CDN. */
export function worker(): Worker {
  const url = addressOf(start);
  if (url.origin === location.origin) return start();
  const script = `import ${JSON.stringify(url.href)};`;
  const blob = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(blob, { type: "module", name: "redlet" });
  // The script is being fetched from memory: the URL has served.
  setTimeout(() => URL.revokeObjectURL(blob), 10_000);
  return worker;
}

/** The address that a bundler has put into the expression, which must stand in it as it is. */
function addressOf(start: () => unknown): URL {
  const scope = globalThis as { Worker: unknown };
  const { Worker } = scope;
  let address = "";
  scope.Worker = class {
    constructor(url: URL | string) {
      address = String(url);
    }
  };
  try {
    start();
  } finally {
    scope.Worker = Worker;
  }
  return new URL(address, location.href);
}
