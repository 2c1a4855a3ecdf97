/**
 * Which thread of which process this is, and whether another one still runs, if the system tells.
 *
 * Nothing here may fail: Deno refuses much of it without permissions. What is unknown stays empty.
 */

import { readFileSync, readlinkSync } from "node:fs";
import { hostname, uptime } from "node:os";
import process from "node:process";
import { isMainThread } from "node:worker_threads";

/** What tells a thread from all others. */
export interface Identity {
  pid: number;
  /** When it began, in ms since 1970, about. */
  began: number;
  /** When the thread began as the system counts it: with this a number that is used again is told apart. Linux has it. */
  birth: string;
  /** Among which processes the pid is its: of which start of which machine, and in which container. */
  among: string;
  /** The thread's number in the process, where the system tells it: in Linux. Else `main` or `worker`. */
  thread: string;
}

/** Two readings of one beginning may differ by so much, in ms. */
const TOLERANCE = 2000;

let known: Identity | undefined;

/** This thread. */
export function self(): Identity {
  if (!known) {
    const thread = threadNumber() || (isMainThread ? "main" : "worker");
    known = { pid: process.pid, began: beganAt(), birth: birthOf(process.pid, thread), among: among(), thread };
  }
  return known;
}

/** Whether it is the thread that the process began with, and will end with. */
export function isMain({ pid, thread }: Identity): boolean {
  return thread !== "worker" && (!Number(thread) || Number(thread) === pid);
}

/** When this process began, in ms since 1970. */
export function beganAt(): number {
  return Math.round(Date.now() - process.uptime() * 1000);
}

/** Tells whether a thread still runs; undefined where it can't be looked for. */
export function isRunning(thread: Identity): boolean | undefined {
  if (!thread.among || thread.among !== self().among) return undefined;
  const isAlive = isProcessRunning(thread);
  return isAlive && thread.thread === "worker" ? undefined : isAlive;
}

function isProcessRunning({ pid, began, birth, thread }: Identity): boolean | undefined {
  if (pid !== process.pid) {
    const isThere = exists(pid);
    if (!isThere) return isThere;
  }
  const now = birthOf(pid, thread);
  if (birth && now) return birth === now;
  // The process is to be seen, and the thread is not among its threads.
  if (Number(thread) && birthOf(pid, "")) return false;
  // In Deno and Bun a worker counts from its own beginning: another one tells nothing.
  if (pid === process.pid) return Math.abs(began - beganAt()) < TOLERANCE || undefined;
  return began > bootedAt() - TOLERANCE;
}

function exists(pid: number): boolean | undefined {
  if (!isPermitted({ name: "run" })) return undefined;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "ESRCH") return false;
    return code === "EPERM" ? true : undefined;
  }
}

/** The number of this thread: the system's files are read by the thread that asks. */
function threadNumber(): string {
  const link = attempt(PROC, () => readlinkSync("/proc/thread-self"));
  const [pid, , thread] = link.split("/");
  return Number(pid) === process.pid && thread ? thread : "";
}

function birthOf(pid: number, thread: string): string {
  const task = Number(thread) ? `/task/${thread}` : "";
  // The name in parentheses may hold anything; the beginning is the twentieth word after it.
  const stat = attempt(PROC, () => readFileSync(`/proc/${pid}${task}/stat`, "utf8"));
  const words = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // One that has ended is seen until its parent has asked for it.
  return words[0] === "Z" ? "ended" : (words[19] ?? "");
}

/** Short, as a lock file that is a link has little room. */
function among(): string {
  const boot = attempt(PROC, () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8));
  const container = attempt(PROC, () => readlinkSync("/proc/self/ns/pid")).replace(/\D/g, "");
  if (boot && container) return `${boot}/${Number(container).toString(36)}`;
  return attempt({ name: "sys", kind: "hostname" }, hostname).replaceAll(" ", "-");
}

function bootedAt(): number {
  const running = attempt({ name: "sys", kind: "osUptime" }, () => String(uptime()));
  return running ? Date.now() - Number(running) * 1000 : 0;
}

/** A permission as Deno names it. */
interface Permission {
  name: string;
  path?: string;
  kind?: string;
}

const PROC: Permission = { name: "read", path: "/proc" };

/** Deno would ask its user for a permission, who has nothing to do with this. */
export function isPermitted(permission: Permission): boolean {
  const { Deno } = globalThis as { Deno?: { permissions: { querySync(asked: Permission): { state: string } } } };
  return !Deno || Deno.permissions.querySync(permission).state === "granted";
}

function attempt(permission: Permission, ask: () => string): string {
  try {
    return isPermitted(permission) ? ask() : "";
  } catch {
    return "";
  }
}
