/**
 * Web Locks: each name has one holder in the whole origin, and becomes free when the holder dies.
 * They show which worker has a database, and which workers and clients are alive.
 */

/**
 * There are none in an insecure context, where there is no OPFS either. In a frame without an origin
 * they are refused.
 */
const locks = (): LockManager | undefined => (typeof navigator === "undefined" ? undefined : navigator.locks);

/** Whether this thread has them. */
export const hasLocks = (): boolean => locks() !== undefined;

const ignore = () => {};

/** Takes a lock as soon as it is free. Returns what releases it. `onLost` is called if somebody steals it. */
export function hold(name: string, options: LockOptions = {}, onLost: () => void = ignore): Promise<() => void> {
  const all = locks();
  if (!all) return Promise.resolve(ignore);
  return new Promise((resolve, reject) => {
    let isHeld = false;
    const work = (lock: Lock | null) => {
      if (!lock) {
        reject(new DOMException(`${name} is held`, "AbortError"));
        return;
      }
      isHeld = true;
      return new Promise<void>((release) => resolve(release));
    };
    all.request(name, options, work).catch((error) => {
      if (isHeld) onLost();
      else if (error.name === "SecurityError") resolve(ignore);
      else reject(error);
    });
  });
}

/** Resolves once nobody holds the lock; never where there are no locks. */
export async function freed(name: string, signal: AbortSignal): Promise<void> {
  const all = locks();
  await (all ? all.request(name, { signal }, ignore) : new Promise(ignore));
}

/** Whether somebody holds the lock or waits for it. */
export async function isWanted(name: string): Promise<boolean> {
  const { held = [], pending = [] } = (await locks()?.query().catch(ignore)) ?? {};
  return [...held, ...pending].some((lock) => lock.name === name);
}

/** The lock of the worker that has a database. */
export const databaseLock = (database: string) => `redlet:${database}`;
/** The lock of a client, for as long as it lives. */
export const clientLock = (client: number) => `redlet client:${client}`;
/** The lock of a worker, for as long as it lives. */
export const workerLock = (id: string) => `redlet worker:${id}`;
