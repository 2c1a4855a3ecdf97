/**
 * The private state of an object of the API, which works through proxies, too. Vue, MobX, Valtio and
 * others wrap objects in proxies, through which private fields can't be read. They don't wrap functions,
 * so a function returns the state.
 */

/** The method that returns it: `this[INSIDE]().connection`. */
export const INSIDE: unique symbol = Symbol("inside");

/** Makes Vue leave the objects of a class as they are: watching them would cost time for nothing. */
export function leaveAlone(prototype: object): void {
  Object.defineProperty(prototype, "__v_skip", { value: true });
}
