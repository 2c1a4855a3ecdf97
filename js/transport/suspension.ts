/**
 * When a page is suspended, and when it resumes.
 *
 * A page that is frozen, or kept for the back button, may never run again, and its workers are suspended
 * with it. They must not hold what other tabs need.
 */

/** Calls `suspend` before the page is suspended and `resume` when it resumes; returns what removes the listeners. */
export function onSuspension(suspend: () => void, resume: () => void): () => void {
  if (typeof document === "undefined") return () => {};
  const listening = new AbortController();
  const { signal } = listening;
  const listen = (target: EventTarget, name: string, listener: (event: Event) => void) =>
    target.addEventListener(name, listener, { signal });
  // A page that is not kept ends, and its worker with it.
  listen(window, "pagehide", (event) => (event as PageTransitionEvent).persisted && suspend());
  listen(document, "freeze", suspend);
  listen(window, "pageshow", (event) => (event as PageTransitionEvent).persisted && resume());
  listen(document, "resume", resume);
  return () => listening.abort();
}
