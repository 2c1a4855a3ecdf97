/**
 * Which objects each command of a frame goes to, and how their replies are joined.
 *
 * A command with keys goes to the object of their slot; keys of different slots are refused, as in a
 * Redis Cluster. Channels have slots like keys, so a message goes to one object. Subscriptions to patterns
 * go to all objects, and so do commands on the whole keyspace.
 */

import { textOf } from "../protocol/bytes.ts";
import { type FramedCommand, framed } from "../protocol/frame.ts";
import { Tag } from "../protocol/tags.gen.ts";
import { array, ascii, error, integer, isError, items, numberOf, status, stringOf } from "../protocol/values.ts";
import { BLOCKING, EVERYWHERE, KEYS, SESSION } from "./routes.gen.ts";
import { objectOf, slotOf } from "./slots.ts";

/** A reply, made of the replies of one or more objects. */
interface Step {
  /** Each object that is asked, and where in its frame. */
  readonly parts: readonly { object: number; at: number }[];
  readonly join: (replies: Uint8Array[]) => Uint8Array;
}

/** What becomes of a frame: what each object is sent, and a step for each reply. */
export class Plan {
  /** The commands for each object. */
  readonly frames = new Map<number, Uint8Array[]>();
  readonly steps: Step[] = [];
  /** The objects that must know the session: it listens, waits or watches there. */
  readonly sessions = new Set<number>();

  /** Sends a command to objects. */
  ask(
    objects: readonly number[],
    commands: Uint8Array | ((object: number) => Uint8Array[]),
    join: Step["join"] = first,
  ): void {
    const parts = objects.flatMap((object) => {
      const frame = this.frames.get(object) ?? [];
      this.frames.set(object, frame);
      const mine = typeof commands === "function" ? commands(object) : [commands];
      return mine.map((command) => ({ object, at: frame.push(command) - 1 }));
    });
    this.steps.push({ parts, join });
  }

  /** Answers without asking anybody. */
  say(reply: Uint8Array): void {
    this.steps.push({ parts: [], join: () => reply });
  }
}

/** What is known of the objects. */
export interface Objects {
  readonly count: number;
  /** Those that have a session of this client. */
  readonly open: readonly number[];
  /** Where a deferred reply comes from. */
  ticket(own: number): Ticket | undefined;
}

/** A deferred reply: the object that owes it, and the number it has there. */
export interface Ticket {
  readonly object: number;
  readonly ticket: number;
}

const OK = Uint8Array.of(Tag.Ok);
export const NIL: Uint8Array = Uint8Array.of(Tag.Nil);
const QUEUED = status("QUEUED");
const CROSSSLOT = error("CROSSSLOT Keys in request don't hash to the same slot");

/** Plans a frame. */
export function plan(commands: readonly FramedCommand[], objects: Objects): Plan {
  const made = new Plan();
  for (let at = 0; at < commands.length; at = planned(made, commands, at, objects));
  return made;
}

/** Plans a command, or a transaction. Returns the place after it. */
function planned(made: Plan, commands: readonly FramedCommand[], at: number, objects: Objects): number {
  const command = commands[at] as FramedCommand;
  const name = nameOf(command.words);
  const end = endOf(commands, at);
  if (end > at) {
    transaction(made, commands.slice(at, end + 1), objects);
    return end + 1;
  }
  if (BEGINS.has(name)) made.say(error(`ERR ${name} and EXEC must be sent together, as multi() and atomic() do`));
  else if (name === "CLIENT CACHING") caching(made, commands, at, objects);
  else route(made, name, command, objects);
  return at + 1;
}

const BEGINS = new Set(["MULTI", "ATOMIC"]);
const ENDS = new Set(["EXEC", "DISCARD"]);

/** Where the transaction ends that begins at a place; -1 where none does, or it is not whole. */
function endOf(commands: readonly FramedCommand[], at: number): number {
  if (!BEGINS.has(nameOf((commands[at] as FramedCommand).words))) return -1;
  return commands.findIndex((other, place) => place > at && ENDS.has(nameOf(other.words)));
}

/** It is for the next command alone, and goes where that goes. */
function caching(made: Plan, commands: readonly FramedCommand[], at: number, objects: Objects): void {
  const next = new Plan();
  if (at + 1 < commands.length) planned(next, commands, at + 1, objects);
  const places = [...next.frames.keys()];
  for (const object of places) made.sessions.add(object);
  if (places.length > 0) made.ask(places, (commands[at] as FramedCommand).bytes);
  else made.say(error("ERR CLIENT CACHING and the command that it is for must be sent together, as a pipeline does"));
}

/** All commands of a transaction go to one object, that of their keys. */
function transaction(made: Plan, commands: readonly FramedCommand[], objects: Objects): void {
  const inner = commands.slice(1, -1);
  const slots = new Set(inner.flatMap(({ words }) => keysOf(words).map(slotOf)));
  const partial = inner.find(({ words }) => objects.count > 1 && isEverywhere(nameOf(words)));
  if (slots.size > 1 || partial) {
    const refusal = partial
      ? error(`ERR ${nameOf(partial.words)} concerns several objects, and a transaction one alone`)
      : CROSSSLOT;
    for (const at of commands.keys()) made.say(at === 0 ? OK : at === commands.length - 1 ? refusal : QUEUED);
    return;
  }
  const [slot = 0] = slots;
  const object = objectOf(slot, objects.count);
  if (needsSession(inner)) made.sessions.add(object);
  for (const { bytes } of commands) made.ask([object], bytes);
}

/** Commands that say something of their own. */
const ROUTES: { readonly [name: string]: (made: Plan, command: FramedCommand, objects: Objects) => void } = {
  SCAN: scan,
  RANDOMKEY: (made, { bytes }, objects) => made.ask(all(objects), () => [framed("DBSIZE"), bytes], anyOf),
  SELECT(made, { words, bytes }) {
    // The only database there is needs no telling.
    if (textOf(words[1]) === "0") made.say(OK);
    else if (words.length === 2) made.say(error("ERR SELECT is not allowed in cluster mode"));
    else made.ask([0], bytes);
  },
  MOVE: (made) => made.say(error("ERR MOVE is not allowed in cluster mode")),
  SWAPDB: (made) => made.say(error("ERR SWAPDB is not allowed in cluster mode")),
  SUBSCRIBE: channels,
  UNSUBSCRIBE: channels,
  SSUBSCRIBE: channels,
  SUNSUBSCRIBE: channels,
  PSUBSCRIBE: (made, { bytes }, objects) => inAll(made, bytes, objects),
  PUNSUBSCRIBE: inSessions,
  PUBLISH: (made, { words, bytes }, { count }) => made.ask([channelObject(words[1], count)], bytes),
  SPUBLISH: (made, { words, bytes }, { count }) => made.ask([channelObject(words[1], count)], bytes),
  "PUBSUB CHANNELS": (made, { bytes }, objects) => made.ask(all(objects), bytes, union),
  "PUBSUB SHARDCHANNELS": (made, { bytes }, objects) => made.ask(all(objects), bytes, union),
  "PUBSUB NUMSUB": (made, { bytes }, objects) => made.ask(all(objects), bytes, greatest),
  "PUBSUB SHARDNUMSUB": (made, { bytes }, objects) => made.ask(all(objects), bytes, greatest),
  UNWATCH: inSessions,
  RESET: inSessions,
  "CLIENT TRACKING"(made, { words, bytes }, objects) {
    if (objects.count > 1 && isRedirected(words)) {
      made.say(error("ERR CLIENT TRACKING REDIRECT is not allowed over several objects: each numbers its own clients"));
    } else inAll(made, bytes, objects);
  },
  "CLIENT REPLY"(made, { bytes }, objects) {
    if (objects.count === 1) inAll(made, bytes, objects);
    else made.say(error("ERR CLIENT REPLY is not allowed over several objects: their replies are joined"));
  },
  "CLIENT CANCEL"(made, { words }, objects) {
    const deferred = objects.ticket(Number(textOf(words[2])));
    if (deferred) made.ask([deferred.object], framed("CLIENT", "CANCEL", String(deferred.ticket)));
    else made.say(integer(0));
  },
};

/** Those that Redis's clients send to every shard, or are of a session, and that one object can answer as well. */
const ANYWHERE = new Set(["PING", "WAIT", "WAITAOF", "HELLO", "CLIENT SETINFO", "CLIENT SETNAME"]);

/** What is of a session holds at every object. */
function inAll(made: Plan, bytes: Uint8Array, objects: Objects): void {
  for (const object of all(objects)) made.sessions.add(object);
  made.ask(all(objects), bytes);
}

/** Whether CLIENT TRACKING names another client. A prefix may be called like an option. */
function isRedirected(words: readonly Uint8Array[]): boolean {
  for (let at = 3; at < words.length; at++) {
    const option = textOf(words[at]).toUpperCase();
    if (option === "REDIRECT") return true;
    if (option === "PREFIX") at++;
  }
  return false;
}

function route(made: Plan, name: string, command: FramedCommand, objects: Objects): void {
  const { words, bytes } = command;
  const own = ROUTES[name];
  if (own) {
    own(made, command, objects);
    return;
  }
  const join = ANYWHERE.has(name) ? undefined : everywhere().get(name);
  if (join) {
    made.ask(all(objects), bytes, joins[join] ?? first);
    return;
  }
  const slots = new Set(keysOf(words).map(slotOf));
  if (slots.size > 1) {
    made.say(CROSSSLOT);
    return;
  }
  if (isOfAll(name)) {
    inAll(made, bytes, objects);
    return;
  }
  const [slot = 0] = slots;
  const object = objectOf(slot, objects.count);
  if (needsSession([command])) made.sessions.add(object);
  made.ask([object], bytes);
}

function all({ count }: Objects): number[] {
  return Array.from({ length: count }, (_, object) => object);
}

/** Whether an object must know the session of who sends it these: whole transactions leave it as it is. */
export function needsSession(commands: readonly FramedCommand[]): boolean {
  return commands.some(({ words }, at) => {
    const isWhole = endOf(commands, at) > at;
    return (!isWhole && tables().session.has(nameOf(words))) || mayWait(words);
  });
}

/** Whether a command may wait for a key. Where it does not after all, a session was opened for nothing. */
function mayWait(words: readonly Uint8Array[]): boolean {
  const token = tables().blocking.get(nameOf(words));
  return token === "" || (token !== undefined && words.some((word) => textOf(word).toUpperCase() === token));
}

/** Whether it changes the session without being about a key. */
function isOfAll(name: string): boolean {
  return tables().session.has(name) && !ANYWHERE.has(name) && !keys().has(name);
}

/** The name of a command, with its subcommand where the table has it. */
export function nameOf(words: readonly Uint8Array[]): string {
  const name = textOf(words[0]).toUpperCase();
  const both = `${name} ${textOf(words[1]).toUpperCase()}`;
  return isKnown(both) ? both : name;
}

function isKnown(name: string): boolean {
  const { blocking, session } = tables();
  return keys().has(name) || everywhere().has(name) || blocking.has(name) || session.has(name) || name in ROUTES;
}

function isEverywhere(name: string): boolean {
  return (
    (everywhere().has(name) && !ANYWHERE.has(name)) ||
    isOfAll(name) ||
    (name in ROUTES && name !== "PUBLISH" && name !== "SPUBLISH")
  );
}

/** The cursor's remainder is the object, its quotient that object's own cursor. */
function scan(made: Plan, { words, bytes }: FramedCommand, { count }: Objects): void {
  const cursor = textOf(words[1]);
  if (!/^\d+$/.test(cursor)) {
    made.ask([0], bytes);
    return;
  }
  const objects = BigInt(count);
  const object = Number(BigInt(cursor) % objects);
  made.ask([object], framed("SCAN", String(BigInt(cursor) / objects), ...words.slice(2)), ([reply = NIL]) => {
    if (isError(reply)) return reply;
    const [next = NIL, found = NIL] = items(reply);
    const inner = BigInt(stringOf(next));
    const isLast = object === count - 1;
    const following = inner > 0n ? inner * objects + BigInt(object) : isLast ? 0n : BigInt(object + 1);
    return array([ascii(String(following)), found]);
  });
}

/** Events of keys are told by the object of the key, whatever the channel's own slot. */
const KEY_EVENTS = "__key";

function channelObject(channel: Uint8Array | undefined, count: number): number {
  return channel ? objectOf(slotOf(channel), count) : 0;
}

/** Channels to their objects; without any, to all that know the session. */
function channels(made: Plan, command: FramedCommand, objects: Objects): void {
  const [word = NIL, ...names] = command.words;
  if (names.length === 0) {
    inSessions(made, command, objects);
    return;
  }
  const byObject = new Map<number, Uint8Array[]>();
  for (const name of names) {
    const places = textOf(name).startsWith(KEY_EVENTS) ? all(objects) : [channelObject(name, objects.count)];
    for (const object of places) byObject.set(object, [...(byObject.get(object) ?? []), name]);
  }
  if (!textOf(word).toUpperCase().includes("UN")) for (const object of byObject.keys()) made.sessions.add(object);
  made.ask([...byObject.keys()], (object) => [framed(word, ...(byObject.get(object) ?? []))], concat);
}

function inSessions(made: Plan, { bytes }: FramedCommand, { open }: Objects): void {
  made.ask(open.length > 0 ? open : [0], bytes);
}

// What is made of several replies. An error of one object is the answer of all.

const joins: { readonly [policy: string]: Step["join"] } = {
  agg_sum: refusable((replies) => integer(replies.map(numberOf).reduce((sum, number) => sum + number, 0))),
  agg_min: refusable((replies) => integer(Math.min(...replies.map(numberOf)))),
  agg_logical_and: refusable((replies) =>
    array(columns(replies).map((all) => integer(Math.min(...all.map(numberOf))))),
  ),
  all_succeeded: refusable(first),
  // All say the same: nothing runs while anybody can ask.
  one_succeeded: refusable(first),
  concat: refusable(concat),
};

function refusable(join: Step["join"]): Step["join"] {
  return (replies) => replies.find(isError) ?? join(replies);
}

function first(replies: Uint8Array[]): Uint8Array {
  return replies[0] ?? NIL;
}

function concat(replies: Uint8Array[]): Uint8Array {
  return replies.find(isError) ?? array(replies.flatMap(items));
}

/** The first items of all replies, then the second ones. */
function columns(replies: Uint8Array[]): Uint8Array[][] {
  const rows = replies.map(items);
  return (rows[0] ?? []).map((_, at) => rows.flatMap((row) => row.slice(at, at + 1)));
}

/** Each item once. */
function union(replies: Uint8Array[]): Uint8Array {
  if (replies.some(isError)) return concat(replies);
  return array([...new Map(replies.flatMap(items).map((item) => [String(item), item])).values()]);
}

/** Names and numbers in turn: of each number the greatest, as one object has a channel. */
function greatest(replies: Uint8Array[]): Uint8Array {
  if (replies.some(isError)) return concat(replies);
  const lists = replies.map(items);
  const [names = []] = lists;
  return array(
    names.map((name, at) => {
      const isNumber = at % 2 === 1;
      return isNumber ? integer(Math.max(...lists.map((list) => numberOf(list[at] ?? NIL)))) : name;
    }),
  );
}

/** A key of one of the objects, drawn by how many each has. */
function anyOf(replies: Uint8Array[]): Uint8Array {
  if (replies.some(isError)) return concat(replies);
  const sizes = replies.filter((_, at) => at % 2 === 0).map(numberOf);
  let left = Math.random() * sizes.reduce((sum, size) => sum + size, 0);
  const chosen = sizes.findIndex((size) => {
    left -= size;
    return left < 0;
  });
  return replies[chosen * 2 + 1] ?? NIL;
}

/** The keys of a command; none where it is malformed, which an object will say. */
function keysOf(words: readonly Uint8Array[]): Uint8Array[] {
  const places = keys().get(nameOf(words)) ?? [];
  return places.flatMap((place) => keysAt(place, words));
}

const PLACE = /^(\d+)([:#>/])(.*)$/;

/** The keys of one specification: see `KEYS`. */
function keysAt(place: string, words: readonly Uint8Array[]): Uint8Array[] {
  const [, start, how, rest = ""] = PLACE.exec(place) ?? [];
  const first = Number(start);
  if (how === ":") {
    const [last = 0, step = 1] = rest.split(":").map(Number);
    return every(words, first, last < 0 ? words.length + last : last, step);
  }
  if (how === "#") {
    const step = Number(rest);
    const count = Number(textOf(words[first]));
    return count > 0 ? every(words, first + 1, first + 1 + (count - 1) * step, step) : [];
  }
  const word = placeOf(words, first, rest.split(" "), how === "/");
  if (word < 0) return [];
  return how === ">"
    ? words.slice(word + 1, word + 2)
    : words.slice(word + 1, word + 1 + (words.length - word - 1) / 2);
}

/** Where the word is that announces keys: no value of an option, which may be called like it. Of several the last. */
function placeOf(
  words: readonly Uint8Array[],
  first: number,
  [wanted, ...options]: string[],
  endsLine: boolean,
): number {
  const taken = new Map(options.map((option) => [option.slice(0, -1), Number(option.slice(-1))]));
  let found = -1;
  for (let at = first; at < words.length; at++) {
    const word = textOf(words[at]).toUpperCase();
    if (word === wanted) found = at;
    if (word === wanted && endsLine) break;
    at += word === wanted ? 1 : (taken.get(word) ?? 0);
  }
  return found;
}

function every(words: readonly Uint8Array[], first: number, last: number, step: number): Uint8Array[] {
  return words.filter((_, at) => at >= first && at <= last && (at - first) % step === 0);
}

// The tables, read when the first command is sent: to load the module shall cost nothing.

function read() {
  return {
    keys: new Map([...groups(KEYS)].map(([name, places]) => [name, places.split("+")])),
    everywhere: groups(EVERYWHERE),
    blocking: groups(BLOCKING),
    session: new Set(SESSION.split(",")),
  };
}

let parsed: ReturnType<typeof read> | undefined;

function tables(): ReturnType<typeof read> {
  parsed ??= read();
  return parsed;
}

function groups(table: string): Map<string, string> {
  const entries = table.split(";").flatMap((group) => {
    const at = group.indexOf("=");
    const names = group.slice(at + 1).split(",");
    return names.map((name): [string, string] => [name, group.slice(0, at)]);
  });
  return new Map(entries);
}

const keys = () => tables().keys;
const everywhere = () => tables().everywhere;
