import type { Peer } from "./peer.ts";

/**
 * No store: a worker that answers with as many bytes as a value has, and keeps nothing. Nothing that has a worker can
 * answer an awaited call in less time.
 */
export const echo: Peer = {
  async open() {
    const worker = new Worker("./echo-worker.js", { type: "module" });
    const waiting: ((bytes: Uint8Array) => void)[] = [];
    worker.onmessage = ({ data }: MessageEvent<Uint8Array>) => waiting.shift()?.(data);
    const ask = (bytes: number, answer: number) =>
      new Promise<Uint8Array>((resolve) => {
        waiting.push(resolve);
        worker.postMessage({ bytes: new Uint8Array(bytes), answer });
      });
    let value = "";
    return {
      isAwaited: true,
      get: async (key) => value.slice(0, (await ask(key.length, value.length)).length),
      set: (key, value) => ask(key.length + value.length, 1),
      async fill([first]) {
        value = first?.[1] ?? "";
      },
    };
  },
};
