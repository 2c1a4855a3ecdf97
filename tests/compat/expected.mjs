// The list of cases that redlet is known not to pass, with reasons: a table of docs/compatibility.md.

import { readFileSync } from "node:fs";

const PAGE = new URL("../../docs/compatibility.md", import.meta.url).pathname;
const HEADER = "| suite | cases | why |";

/** The rows: a suite, its patterns ("file: case", with * for anything), and the reason. */
export function readExpected() {
  const lines = readFileSync(PAGE, "utf8").split("\n");
  const start = lines.indexOf(HEADER);
  if (start < 0) throw new Error(`docs/compatibility.md has no table ${HEADER}`);
  const end = lines.findIndex((line, at) => at > start && !line.startsWith("|"));
  return lines.slice(start + 2, end < 0 ? undefined : end).flatMap((line) => {
    const [, suite, cases, why] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    return [...cases.matchAll(/`([^`]+)`/g)].map(([, pattern]) => ({ suite, pattern, why, ...matcher(pattern) }));
  });
}

function matcher(pattern) {
  const literal = pattern.replaceAll("\\|", "|").replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  return { form: new RegExp(`^${literal.replaceAll("*", ".*")}$`, "s"), matches: 0 };
}

/** The row that a case falls under, if any. */
export function find(expected, suite, group, name) {
  const row = expected.find((row) => row.suite === suite && row.form.test(`${group}: ${name}`));
  if (row) row.matches++;
  return row;
}
