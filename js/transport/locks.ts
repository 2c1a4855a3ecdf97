/**
 * Web Locks: one holder a name in all of an origin, and freed when the holder dies, however it does.
 * They say who has a database, and who is still alive.
 */

/**
 * Where there are none, in an insecure context, there is no OPFS either. The same holds where a policy
 * refuses them, as in a frame without an origin.
 */
const locks = (): LockManager | undefined => (typeof navigator === "undefined" ? undefined : navigator.locks);

/** Whether this thread has them. */
export const hasLocks = (): boolean => locks() !== undefined;

const ignore = () => {};

/** Takes a lock as soon as it is free; gives what releases it. `onLost` hears that somebody stole it. */
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

/** The lock of whoever has a database. */
export const databaseLock = (database: string) => `redlet:${database}`;
/** The lock of a client, for as long as it lives. */
export const clientLock = (client: number) => `redlet client:${client}`;
/** The lock of a worker, for as long as it lives. */
export const seatLock = (seat: string) => `redlet worker:${seat}`;
