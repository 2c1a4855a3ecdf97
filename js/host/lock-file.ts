/**
 * A lock file: made by one program alone, and telling which.
 *
 * A program that was killed leaves its lock behind, and the next one takes it over, so the file has to
 * tell whether its maker lives. The pid alone does not: another process may have it now, and in
 * containers every program has the same. So the file also says when the process began and among which
 * processes it is. Where its maker can't be looked for (another container or machine, or Deno without
 * the permission) the time of the file tells: a holder renews it.
 */

import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import process from "node:process";
import { setInterval } from "node:timers";
import { setTimeout as later } from "node:timers/promises";
import { RedletError } from "../errors.ts";
import { beganAt, type Identity, isRunning, self } from "./process.ts";

/** How often the holder renews the file's time, and when one that nobody renews is nobody's, in ms. */
const RENEWED = 2000;
const ABANDONED = 10_000;
/** A file that says nothing may be in the writing for so long. */
const WRITTEN = 2000;
/** How long to wait before looking again. */
const PAUSE = 100;
const ATTEMPTS = 200;

/** A lock that is held. */
export interface Lock {
  /** Whether another program has taken it over, as this one had been stopped for long. */
  readonly isLost: boolean;
  /** Gives it up. */
  release(): void;
}

/** Makes the lock file, or fails with `LOCKED`. */
export async function takeLock(path: string): Promise<Lock> {
  const mine = write(self());
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (create(path, mine)) return new HeldLock(path, mine);
    const seen = look(path);
    if (seen && !(await isAbandoned(path, seen))) throw locked(path, seen.text);
    if (seen) takeAway(path, seen.text);
    await later(1);
  }
  throw locked(path, look(path)?.text ?? "");
}

class HeldLock implements Lock {
  isLost = false;
  readonly #path: string;
  readonly #text: string;
  readonly #timer: NodeJS.Timeout;

  constructor(path: string, text: string) {
    this.#path = path;
    this.#text = text;
    this.#timer = setInterval(() => this.#renew(), RENEWED);
    this.#timer.unref();
  }

  release(): void {
    clearInterval(this.#timer);
    if (look(this.#path)?.text === this.#text) remove(this.#path);
  }

  #renew(): void {
    const seen = look(this.#path);
    this.isLost = seen !== undefined && seen.text !== this.#text;
    if (this.isLost) clearInterval(this.#timer);
    else renew(this.#path, this.#text, seen !== undefined);
  }
}

/** What a lock file says, and how it was when it said so. */
interface Seen {
  text: string;
  renewed: number;
}

function look(path: string): Seen | undefined {
  try {
    return { text: readFileSync(path, "utf8"), renewed: statSync(path).mtimeMs };
  } catch {
    // It is gone, or going: Windows refuses to read such a file.
    return undefined;
  }
}

function create(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    const { code } = error as { code?: string };
    // Windows says this of a file that is going.
    if (code === "EEXIST" || (code === "EPERM" && process.platform === "win32")) return false;
    throw error;
  }
}

/** Tells whether nobody holds the lock any more; waits where only time can tell. */
async function isAbandoned(path: string, seen: Seen): Promise<boolean> {
  const holder = read(seen.text);
  const running = holder && isRunning(holder);
  if (running !== undefined) return !running;
  const patience = holder ? ABANDONED : WRITTEN;
  for (let now: Seen | undefined = seen; now?.text === seen.text; now = look(path)) {
    if (Date.now() - now.renewed > patience) return true;
    if (now.renewed !== seen.renewed) return false;
    await later(PAUSE);
  }
  // Another program has it now, or had it: that one is to be looked at.
  return true;
}

/**
 * Takes away the file of a holder that is gone. Of several programs that try at once one does: what it
 * found may be another's file by now, so it looks again while nobody else can take one away.
 */
function takeAway(path: string, text: string): void {
  const turn = `${path}.takeover`;
  if (!create(turn, "")) {
    const since = look(turn)?.renewed;
    // It takes microseconds: a program was killed in these.
    if (since !== undefined && Date.now() - since > WRITTEN) remove(turn);
    return;
  }
  try {
    if (look(path)?.text === text) remove(path);
  } finally {
    remove(turn);
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Windows keeps a file that another program reads just now; its time will tell that it is nobody's.
  }
}

/** Sets the time of the file, or makes it again if somebody has deleted it. */
function renew(path: string, text: string, isThere: boolean): void {
  try {
    const now = new Date();
    if (isThere) utimesSync(path, now, now);
    else create(path, text);
  } catch {
    // The next turn tries again.
  }
}

function write({ pid, began, birth, among }: Identity): string {
  return `${pid} ${began} ${birth || "-"} ${among || "-"}\n`;
}

function read(text: string): Identity | undefined {
  const [pid, began, birth, among] = text.trim().split(" ");
  if (!Number(pid) || !Number(began)) return undefined;
  const given = (word: string | undefined) => (word === undefined || word === "-" ? "" : word);
  return { pid: Number(pid), began: Number(began), birth: given(birth), among: given(among) };
}

function locked(path: string, text: string): RedletError {
  const holder = read(text);
  const isSelf = holder?.pid === process.pid && Math.abs(holder.began - beganAt()) < 1000;
  const who = holder ? `process ${holder.pid}${isSelf ? ", which is this one" : ""}` : "another program";
  return new RedletError("LOCKED", `the database is in use by ${who} (${path})`);
}
