/**
 * Passes MessagePorts from tab to tab, through a shared worker.
 *
 * A message through a port takes a third of the time that it takes on a broadcast channel, a large one a
 * tenth (`bench/tabs.mjs`). But a tab can send a port only to what it can already talk to. The worker's
 * script is a `data:` URL, so no bundler has to find it, and tabs of all versions share it. Without
 * shared workers, or if a policy forbids this one, tabs use broadcast channels.
 */

import { trusted } from "./trusted.ts";

const SCRIPT = `const pages = new Map, kept = new Map;
onconnect = ({ ports: [page] }) => page.onmessage = ({ data: { me, to }, ports: [port] }) => {
  if (me) { pages.set(me, page); page.postMessage(0); for (const port of kept.get(me) ?? []) page.postMessage(1, [port]); kept.delete(me) }
  else if (pages.has(to)) pages.get(to).postMessage(1, [port]);
  else kept.set(to, [...kept.get(to) ?? [], port]);
}`;

/** A page's connection to the shared worker. */
export class PortBroker {
  readonly #port: MessagePort;

  private constructor(port: MessagePort) {
    this.#port = port;
  }

  /** Connects. `onReady` is told whether ports arrive, `onPort` gets them. */
  static open(
    me: number,
    onReady: (works: boolean) => void,
    onPort: (port: MessagePort) => void,
  ): PortBroker | undefined {
    if (typeof SharedWorker === "undefined") return undefined;
    try {
      const worker = new SharedWorker(trusted(`data:text/javascript,${encodeURIComponent(SCRIPT)}`), "redlet");
      worker.onerror = () => onReady(false);
      worker.port.onmessage = ({ ports: [port] }) => (port ? onPort(port) : onReady(true));
      worker.port.postMessage({ me });
      return new PortBroker(worker.port);
    } catch {
      // A policy may refuse the script.
      return undefined;
    }
  }

  /** Sends a port to the page with this number. */
  send(to: number, port: MessagePort): void {
    this.#port.postMessage({ to }, [port]);
  }

  close(): void {
    this.#port.close();
  }
}
