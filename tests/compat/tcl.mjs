// The Redis Tcl suite against a server that is already there ("external server" mode), file by file.

import { spawn } from "node:child_process";
import { ABORTED, Cases } from "./cases.mjs";
import { redisTcl } from "./install.mjs";

/** The suite's own processes talk over a few ports from here on; each run takes the next ones. */
let base = 20000 + ((process.pid * 400) % 10_000);

/** Whether a case can be played without others of its file. */
export const playsApart = true;

export async function groups() {
  const folder = await redisTcl();
  const names = [];
  const listing = spawn("tclsh", ["tests/test_helper.tcl", "--list-tests"], { cwd: folder });
  for await (const text of listing.stdout) names.push(...String(text).split("\n"));
  // The others start servers of their own; these two have no case.
  return names.filter((name) => name.startsWith("unit/") && !["unit/printver", "unit/tls"].includes(name));
}

/** Plays one file, or of it one case alone, or all but some; gives the cases. */
export async function play(file, port, { only, without = [] } = {}) {
  const folder = await redisTcl();
  base += 40;
  const args = [
    "--host",
    "127.0.0.1",
    "--port",
    port,
    "--single",
    file,
    "--tags",
    "-slow",
    "--durable",
    "--timeout",
    120,
    ...(only === undefined ? [] : ["--only", only]),
    ...without.flatMap((name) => ["--skiptest", name]),
  ];
  const suite = spawn("tclsh", ["tests/test_helper.tcl", ...args, "--baseport", base].map(String), {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  suite.stdout.setEncoding("latin1");
  for await (const text of suite.stdout) output += text;
  return read(output);
}

const OUTCOMES = {
  ok: "passed",
  err: "failed",
  exception: "failed",
  TIMEOUT: "failed",
  skip: "skipped",
  ignore: "skipped",
};

/** The cases in what the suite prints. */
function read(output) {
  const cases = new Cases();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the suite colours its output
  const plain = output.replace(/\x1b\[[0-9;]*m/g, "").split(/\n\s+The End\n/)[0];
  for (const part of plain.split(/\n(?=\[)/)) {
    const [, word, text] = /^\[(\w+)\]: ([\s\S]*)/.exec(part) ?? [];
    const outcome = OUTCOMES[word];
    if (outcome === "passed") cases.add(text.replace(/ \(\d+ ms\)\s*$/, ""), outcome);
    else if (outcome === "skipped") cases.add(text.split("\n")[0], outcome);
    else if (outcome) {
      const [, name] = /^([^\n]*) in tests\//.exec(text) ?? [];
      cases.add(name ?? ABORTED, outcome, text);
    }
  }
  return cases;
}
