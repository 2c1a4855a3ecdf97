/**
 * Locks that are files. Each is held by one thread, and says which.
 *
 * A thread that is killed leaves its lock behind, and the next one takes it over. So the file must show
 * whether its holder lives. The pid alone does not: another process may have it now, in containers all
 * programs may have the same pid, and a worker ends before its process. So the file also has the thread, when
 * it began, and its process namespace. If the holder can't be looked for (in another container or machine, or
 * in Deno without the permission), the file's time decides: a holder renews it. A holder that has not renewed
 * it for long checks that the lock is still its own before it goes on.
 */

import process from "node:process";
import { setInterval } from "node:timers";
import { setTimeout as later } from "node:timers/promises";
import { RedletError } from "../errors.ts";
import { abandon, confirm, create, look, remove, replace, type Seen, touch, WRITTEN } from "./lock-mark.ts";
import { beganAt, type Identity, isMain, isRunning, self } from "./process.ts";

/** How often the holder renews the file's time, and after how long without that the lock counts as free, in ms. */
const RENEWED = 2000;
const ABANDONED = 10_000;
/** After this time, in ms, a holder that has not renewed its lock checks it before it writes: it may have been stopped. */
const DOUBTFUL = 5000;
/** How long to wait before looking again. */
const PAUSE = 100;
const ATTEMPTS = 200;
/** Where the note is in the file, after the words about the holder. */
const NOTE = 6;

/** Locks that are held together. */
export interface Lock {
  /** Whether another program is known to have taken one over, as this thread had been stopped for long. */
  readonly wasLost: boolean;
  /** The same, and looks if that could have happened since the last time. */
  isLost(): boolean;
  /**
   * Takes another one.
   *
   * @param note - a word for whoever takes it over from a holder that is gone; it is given what that one's said.
   */
  extend(path: string, note?: (left: string | undefined) => string): Promise<void>;
  /** Gives them up. Unless all is in order those with notes stay, as if their holder had been killed. */
  release(isInOrder?: boolean): void;
}

/** Makes the lock file, or fails with `LOCKED`. */
export async function takeLock(path: string): Promise<Lock> {
  const lock = new HeldLock();
  await lock.extend(path);
  return lock;
}

class HeldLock implements Lock {
  readonly #files: { path: string; text: string; note: string }[] = [];
  wasLost = false;
  #renewed = [0, 0] as [wall: number, steady: number];
  #timer: NodeJS.Timeout | undefined;

  isLost(): boolean {
    if (!this.wasLost && this.#isDoubtful()) this.#renew();
    return this.wasLost;
  }

  async extend(path: string, note: (left: string | undefined) => string = () => ""): Promise<void> {
    this.#files.push(await make(path, note));
    if (this.#timer) return;
    this.#renewed = clocks();
    this.#timer = setInterval(() => this.#renew(), RENEWED);
    this.#timer.unref();
  }

  release(isInOrder = true): void {
    clearInterval(this.#timer);
    for (const { path, text, note } of this.#files.splice(0).reverse()) {
      if (note && !isInOrder) abandon(path, text, `${"- ".repeat(NOTE)}${note}\n`);
      else if (look(path)?.text === text) remove(path);
    }
  }

  #renew(): void {
    const now = clocks();
    const isOurs = this.#isDoubtful() ? confirm : touch;
    this.wasLost = !this.#files.every(({ path, text }) => isOurs(path, text));
    this.#renewed = now;
    if (this.wasLost) clearInterval(this.#timer);
  }

  /** One of the clocks stands still while the machine sleeps, and the other may be set. */
  #isDoubtful(): boolean {
    const [wall, steady] = this.#renewed;
    return performance.now() - steady > DOUBTFUL || Date.now() - wall > DOUBTFUL;
  }
}

const clocks = (): [number, number] => [Date.now(), performance.now()];

async function make(path: string, noteOf: (left: string | undefined) => string) {
  const maker = `${write(self())} ${Math.random().toString(36).slice(2, 6)}`;
  const say = (left?: Seen) => {
    const note = noteOf(left?.text.trim().split(" ")[NOTE]);
    return { path, note, text: note ? `${maker} ${note}\n` : `${maker}\n` };
  };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const fresh = say();
    if (create(path, fresh.text)) return fresh;
    const seen = look(path);
    if (seen && !(await isAbandoned(path, seen))) throw locked(path, seen.text);
    const inPlace = seen && say(seen);
    if (inPlace && replace(path, seen, inPlace.text)) return inPlace;
    await later(1);
  }
  throw locked(path, look(path)?.text ?? "");
}

/** Tells whether nobody holds the lock any more; waits where only time can tell. */
async function isAbandoned(path: string, seen: Seen): Promise<boolean> {
  const holder = read(seen.text);
  const running = holder && isRunning(holder);
  if (running === false) return true;
  // A process that is stopped, or a main thread that is busy, goes on one day. A worker's thread may be there without it.
  if (running && (isMain(holder) || Date.now() - seen.renewed <= ABANDONED)) return false;
  const patience = holder ? ABANDONED : WRITTEN;
  // When a machine has slept, holders renew late.
  const end = Date.now() + (holder ? 1.5 * RENEWED : 0);
  for (let now: Seen | undefined = seen; now?.text === seen.text; now = look(path)) {
    if (now.renewed !== seen.renewed) return false;
    if (Date.now() - now.renewed > patience && Date.now() >= end) return true;
    await later(PAUSE);
  }
  // Another program has it now, or had it: that one is to be looked at.
  return true;
}

function write({ pid, began, birth, among, thread }: Identity): string {
  return `${pid} ${began} ${birth || "-"} ${among || "-"} ${thread}`;
}

function read(text: string): Identity | undefined {
  const [pid, began, ...others] = text.trim().split(" ");
  if (!Number(pid) || !Number(began)) return undefined;
  const [birth = "", among = "", thread = ""] = others.map((word) => (word === "-" ? "" : word));
  return { pid: Number(pid), began: Number(began), birth, among, thread };
}

function locked(path: string, text: string): RedletError {
  const holder = read(text);
  const isSelf = holder?.pid === process.pid && Math.abs(holder.began - beganAt()) < 1000;
  const who = holder ? `process ${holder.pid}${isSelf ? ", which is this one" : ""}` : "another program";
  return new RedletError("LOCKED", `the database is in use by ${who} (${path})`);
}
