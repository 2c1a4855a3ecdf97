/**
 * Which process this is, and whether another one still runs, as far as the system tells.
 *
 * Nothing here may fail: Deno refuses much of it without permissions, and what is unknown stays empty.
 */

import { readFileSync, readlinkSync } from "node:fs";
import { hostname, uptime } from "node:os";
import process from "node:process";

/** What tells a process from all others. */
export interface Identity {
  pid: number;
  /** When it began, in ms since 1970, about. */
  began: number;
  /** When it began as the system counts it: with this a pid that is used again is told apart. Linux has it. */
  birth: string;
  /** Among which processes the pid is its: of which start of which machine, and in which container. */
  among: string;
}

/** Two readings of one beginning may differ by so much, in ms. */
const TOLERANCE = 2000;

/** This process. */
export function self(): Identity {
  return { pid: process.pid, began: beganAt(), birth: birthOf(process.pid), among: among() };
}

/** When this process began, in ms since 1970. */
export function beganAt(): number {
  return Math.round(Date.now() - process.uptime() * 1000);
}

/** Tells whether a process still runs; undefined where it can't be looked for. */
export function isRunning({ pid, began, birth, among: home }: Identity): boolean | undefined {
  if (!home || home !== among()) return undefined;
  if (pid !== process.pid) {
    const isThere = exists(pid);
    if (!isThere) return isThere;
  }
  const now = birthOf(pid);
  if (birth && now) return birth === now;
  if (pid === process.pid) return Math.abs(began - beganAt()) < TOLERANCE;
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

function birthOf(pid: number): string {
  // The name in parentheses may hold anything; the beginning is the twentieth word after it.
  const stat = attempt(PROC, () => readFileSync(`/proc/${pid}/stat`, "utf8"));
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function among(): string {
  const boot = attempt(PROC, () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  const container = attempt(PROC, () => readlinkSync("/proc/self/ns/pid"));
  if (boot && container) return `${boot}/${container}`;
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
function isPermitted(permission: Permission): boolean {
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
