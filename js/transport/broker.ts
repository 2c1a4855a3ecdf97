/**
 * Hands ports from tab to tab, through a shared worker that does nothing else.
 *
 * A message through a port takes a third of the time that it takes on a broadcast channel, a large
 * one a tenth (`bench/tabs.mjs`), but ports can be given only to whom one can already talk. The
 * worker's script is a `data:` URL: no bundler has to find it, and tabs of any version share it.
 * Where there are no shared workers, or a policy forbids this one, tabs stay on broadcast channels.
 */

import { trusted } from "./trusted.ts";

const SCRIPT = `const pages = new Map, kept = new Map;
onconnect = ({ ports: [page] }) => page.onmessage = ({ data: { me, to }, ports: [port] }) => {
  if (me) { pages.set(me, page); page.postMessage(0); for (const port of kept.get(me) ?? []) page.postMessage(1, [port]); kept.delete(me) }
  else if (pages.has(to)) pages.get(to).postMessage(1, [port]);
  else kept.set(to, [...kept.get(to) ?? [], port]);
}`;

/** A page's line to the broker. */
export class Broker {
  readonly #port: MessagePort;

  private constructor(port: MessagePort) {
    this.#port = port;
  }

  /** Begins; `onReady` hears whether ports come through, `onPort` takes them. */
  static open(me: number, onReady: (works: boolean) => void, onPort: (port: MessagePort) => void): Broker | undefined {
    if (typeof SharedWorker === "undefined") return undefined;
    try {
      const worker = new SharedWorker(trusted(`data:text/javascript,${encodeURIComponent(SCRIPT)}`), "redlet");
      worker.onerror = () => onReady(false);
      worker.port.onmessage = ({ ports: [port] }) => (port ? onPort(port) : onReady(true));
      worker.port.postMessage({ me });
      return new Broker(worker.port);
    } catch {
      // A policy may refuse the script.
      return undefined;
    }
  }

  /** Gives a port to the page with that number. */
  send(to: number, port: MessagePort): void {
    this.#port.postMessage({ to }, [port]);
  }

  close(): void {
    this.#port.close();
  }
}
