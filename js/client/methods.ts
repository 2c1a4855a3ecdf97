/**
 * The methods of all commands, made from the generated table: there is no JavaScript for each command.
 * A class that has them decides in its `SEND` method what is done with the arguments.
 */

import { plain } from "./arguments.ts";
import { COMMANDS } from "./commands.gen.ts";
import { type Command, command } from "./encode.ts";
import { leaveAlone } from "./inside.ts";

/** The one method that a class with commands has to bring: what to do with a command. */
export const SEND: unique symbol = Symbol("send");

/** A class that can be given the commands as methods. */
export interface Sender {
  [SEND](command: Command, args: readonly unknown[]): unknown;
}

/** A command whose first word is the first argument: that of `call`. */
export const ANY: Command = command("");

/** Adds a method for each command to a prototype; what the class has of its own stays. */
export function addCommands(prototype: Sender): void {
  leaveAlone(prototype);
  for (const [name, command] of table()) {
    if (name in prototype) continue;
    const method = function (this: Sender, ...args: unknown[]): unknown {
      return this[SEND](command, args);
    };
    Object.defineProperty(prototype, name, { value: method, configurable: true, writable: true });
  }
  explainGuesses(prototype);
}

/** What other clients call methods otherwise than by spelling. */
const OTHERS: { readonly [name: string]: string } = {
  delete: "del",
  disconnect: "close",
  executecommand: "call",
  hscaniter: "hscanIterator",
  scaniter: "scanIterator",
  scanstream: "scanIterator",
  sendcommand: "call",
  sscaniter: "sscanIterator",
  zrangewithscores: "zrange",
  zscaniter: "zscanIterator",
};

/** Has methods of other clients' names, `hGetAll`, `scan_iter` or `json.set`, throw and tell the name that is meant. */
function explainGuesses(prototype: object): void {
  const above = Object.getPrototypeOf(prototype);
  // A class of Cloudflare's: its runtime looks for methods itself.
  if (above !== Object.prototype) return;
  const names = Object.getOwnPropertyNames(prototype);
  const get = (target: object, name: string | symbol, receiver: unknown): unknown => {
    if (typeof name === "symbol" || name in target) return Reflect.get(target, name, receiver);
    const own = plain(name).replaceAll(".", "");
    const [wanted, view] = own.endsWith("buffer") ? [own.slice(0, -6), "binary."] : [own, ""];
    const meant = names.find((each) => plain(each) === wanted || each === OTHERS[wanted]);
    if (!meant) return undefined;
    return () => {
      throw new TypeError(`there is no method ${name}: ${view}${meant} is meant`);
    };
  };
  // Above the class, where a name is looked for that it does not have.
  Object.setPrototypeOf(prototype, new Proxy(Object.create(above), { get }));
}

let parsed: [name: string, command: Command][] | undefined;

function table(): [name: string, command: Command][] {
  parsed ??= COMMANDS.split(";").map(entry);
  return parsed;
}

function entry(text: string): [name: string, command: Command] {
  const [name = "", shape] = text.split("=");
  return [methodName(name), command(name.toUpperCase(), shape)];
}

/** `client no-evict` is `clientNoEvict`, `json.set` is `jsonSet`, `ft._list` is `ftList`. */
export function methodName(command: string): string {
  return command.replace(/(?:[ -]|\._?)(.)/g, (_, next: string) => next.toUpperCase());
}
