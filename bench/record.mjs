// A run's results: each row is written when it is measured, and a run that was stopped can go on.
//
// The invariant: all rows of a file were measured on one commit, by one browser, on one machine, in one way. A
// run that differs in any of them begins a file of its own.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** What is measured: the commit, and a digest of what was changed since, if anything was. */
export function commit() {
  const git = (...args) => execFileSync("git", args, { encoding: "utf8", maxBuffer: 1 << 28 });
  const changes = git("diff", "HEAD", "--", "src", "js", "bench", "scripts", "Cargo.lock", "package-lock.json");
  const digest = changes && `+${createHash("sha256").update(changes).digest("hex").slice(0, 8)}`;
  return git("rev-parse", "--short=12", "HEAD").trim() + digest;
}

/** The rows of one run, in its file. */
export class Record {
  #path;
  #results;

  /** With `resumes`, goes on with the file's rows where `made` says the same as the file: how they were made. */
  constructor(path, made, resumes) {
    const found = resumes && existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
    const isSame = JSON.stringify(found?.made) === JSON.stringify(made);
    if (found && !isSame) console.log(`${path} was made otherwise: all rows are measured anew`);
    this.#path = path;
    this.#results = isSame ? found : { made, date: new Date().toISOString().slice(0, 10), rows: [] };
  }

  get path() {
    return this.#path;
  }

  get results() {
    return this.#results;
  }

  has(name) {
    return this.#results.rows.some((row) => row.name === name);
  }

  /** Keeps a row: `rounds` has what was measured in each round, for each library. */
  add(row, rounds) {
    const rounded = ([name, values]) => [name, values.map((value) => Number(value.toPrecision(5)))];
    this.#results.rows.push({ ...row, rounds: Object.fromEntries(Object.entries(rounds).map(rounded)) });
    this.write(this.#path);
  }

  write(path) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(this.#results, undefined, 1)}\n`);
  }
}
