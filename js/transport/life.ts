/**
 * When a page is put to sleep, and when it wakes up.
 *
 * A page that is frozen, or kept for the back button, may never run again, and its workers sleep with
 * it: they must not hold what other tabs need.
 */

/** Hears of both; gives what ends that. Where there is no page nothing sleeps. */
export function onSuspension(sleep: () => void, wake: () => void): () => void {
  if (typeof document === "undefined") return () => {};
  const listening = new AbortController();
  const { signal } = listening;
  const listen = (target: EventTarget, name: string, listener: (event: Event) => void) =>
    target.addEventListener(name, listener, { signal });
  // A page that is not kept ends, and its worker with it.
  listen(window, "pagehide", (event) => (event as PageTransitionEvent).persisted && sleep());
  listen(document, "freeze", sleep);
  listen(window, "pageshow", (event) => (event as PageTransitionEvent).persisted && wake());
  listen(document, "resume", wake);
  return () => listening.abort();
}
