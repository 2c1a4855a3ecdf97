/**
 * What an object of the API has inside, found however the object is wrapped. Vue, MobX, Valtio and
 * others hand out proxies, through which no private field is found. A function is, and is what it was:
 * they wrap objects alone.
 */

/** The method that gives it: `this[INSIDE]().connection`. */
export const INSIDE: unique symbol = Symbol("inside");

/** Has Vue leave the objects of a class alone: to watch them would cost, and tell nothing. */
export function leaveAlone(prototype: object): void {
  Object.defineProperty(prototype, "__v_skip", { value: true });
}
