// ioredis's tests, file by file.

import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Cases } from "./cases.mjs";
import { ioredis } from "./install.mjs";

const REDIRECT = new URL("./redirect-port.cjs", import.meta.url).pathname;

export async function groups() {
  const folder = await ioredis();
  const files = readdirSync(join(folder, "node_modules/ioredis/test/functional"));
  // Clusters and sentinels are imitated by the tests themselves: no server takes part.
  return files.filter((file) => !/cluster|sentinel|exports/.test(file)).map((file) => `functional/${file}`);
}

/** Plays one file; gives its cases. */
export async function play(file, port) {
  const modules = join(await ioredis(), "node_modules");
  const args = ["--require", REDIRECT, join(modules, "mocha/bin/_mocha"), "--reporter", "json-stream"];
  const mocha = spawn(process.execPath, [...args, "--opts", "/dev/null", "test/helpers", `test/${file}`], {
    cwd: join(modules, "ioredis"),
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, NODE_ENV: "test", REDLET_COMPAT_PORT: String(port) },
  });
  // A connection that a failed test leaves open keeps the program alive.
  const overdue = setTimeout(() => mocha.kill("SIGKILL"), 120_000);
  let output = "";
  for await (const text of mocha.stdout) {
    output += text;
    if (/^\["end",/m.test(output)) break;
  }
  clearTimeout(overdue);
  mocha.kill("SIGKILL");
  return read(output);
}

/** The cases in mocha's stream: a line of JSON for each. */
function read(output) {
  const cases = new Cases();
  for (const line of output.split("\n").filter((line) => /^\["(pass|fail)",/.test(line))) {
    const [outcome, { fullTitle, err }] = JSON.parse(line);
    cases.add(fullTitle, `${outcome}ed`, err);
  }
  return cases;
}
