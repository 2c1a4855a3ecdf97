// What the benchmarks print: medians, ratios, tables, and the machine that they ran on.

import { cpus, release, totalmem, type } from "node:os";

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Operations a second, and in parentheses how many times as many `ours` are. */
export function rate(theirs, ours) {
  const shown = Math.round(theirs).toLocaleString("en");
  return ours === undefined || ours === theirs ? shown : `${shown} (${(ours / theirs).toFixed(1)}×)`;
}

/** A table in Markdown, aligned for reading as it is. */
export function table(head, rows) {
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at].length), 3));
  const line = (row) =>
    `| ${row.map((cell, at) => (at ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))).join(" | ")} |`;
  const rule = widths.map((width, at) => (at ? `${"-".repeat(width - 1)}:` : "-".repeat(width)));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** The machine, without its name. */
export function machine() {
  const all = cpus();
  return {
    cpu: all[0]?.model,
    cores: all.length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()}`,
  };
}
