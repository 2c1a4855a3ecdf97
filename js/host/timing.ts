/** How long the steps of opening a database take. */

/**
 * When the steps of opening a database were done, in ms since `open` was called. 0 is what was done before, as `preload`
 * does. A step is missing that was not taken, or was taken in another tab.
 */
export interface Timing {
  /** The page's worker ran. */
  worker?: number;
  /** The engine's module was compiled. */
  module?: number;
  /** The lock was held that one worker at a time has: from now on the database is this page's. */
  lock?: number;
  /** The files were open. */
  files?: number;
  /** The engine had opened the database. */
  engine?: number;
  /** The first reply had come. */
  reply?: number;
}

/** The same as points in time: in ms since 1970, by a clock that all threads share. */
export type Moments = Timing;

/** Now. */
export const moment = (): number => performance.timeOrigin + performance.now();

/** The steps as seen from a point in time. */
export function timingSince(start: number, moments: Moments): Timing {
  const steps = Object.entries(moments).map(([step, at]) => [step, Math.max(0, at - start)]);
  return Object.fromEntries(steps);
}
