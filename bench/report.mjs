// What the benchmarks print: rates, tables, and the machine that they ran on.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem, type } from "node:os";
import { commit } from "./record.mjs";

/** Operations a second. */
export function rate(perSecond) {
  if (perSecond >= 1e6) return `${short(perSecond / 1e6)} M`;
  return perSecond >= 1000 ? `${short(perSecond / 1000)} k` : short(perSecond);
}

/** A number in three digits, or in all that stand before the point. */
export function short(number) {
  return number >= 100 ? String(Math.round(number)) : number.toPrecision(3);
}

/** A table in Markdown, aligned for reading as it is. */
export function table(head, rows) {
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at].length), 3));
  const line = (row) =>
    `| ${row.map((cell, at) => (at ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))).join(" | ")} |`;
  const rule = widths.map((width, at) => (at ? `${"-".repeat(width - 1)}:` : "-".repeat(width)));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

function system() {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? type();
  } catch {
    return type();
  }
}

/** The machine, without its name. */
export function machine() {
  const all = cpus();
  return {
    cpu: all[0]?.model.replace(/\((R|TM)\)/g, ""),
    cores: all.length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: system(),
  };
}

/** The machine and what ran on it, in a sentence. */
export function described({ cpu, cores, memory, system }, programs, date) {
  return `${cpu}, ${cores} cores, ${memory}, ${system}; ${programs.join(", ")}; ${date}.`;
}

/**
 * Writes results as JSON and gives the path. Those behind the docs are kept in git, and their report
 * goes between the two comments of their name in docs/benchmarks.md.
 */
export function save(name, results, report, { docs: isForDocs }) {
  const path = `bench/results/${name}${isForDocs ? "" : "-latest"}.json`;
  mkdirSync("bench/results", { recursive: true });
  const rounded = (_, value) => (typeof value === "number" ? Number(value.toPrecision(5)) : value);
  writeFileSync(path, `${JSON.stringify({ commit: commit(), ...results }, rounded, 1)}\n`);
  if (isForDocs) intoDocs(name, report);
  return path;
}

/** Puts a report between the two comments of its name in docs/benchmarks.md. */
export function intoDocs(name, report) {
  const path = "docs/benchmarks.md";
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const [before, rest] = readFileSync(path, "utf8").split(start);
  writeFileSync(path, `${before}${start}\n${report}\n\n${end}${rest.split(end)[1]}`);
}
