// Fetches the suites, each of a fixed version, into .cache/compat: once for the user, not for the checkout.
// Their files are run from there and never become part of this repository.

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const here = new URL("./", import.meta.url).pathname;
const cache = new URL("../../.cache/", import.meta.url).pathname;
const home = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "redlet/compat");

/** What ioredis 1.15.1, the last whose package has tests, and those tests need. */
const IOREDIS = [
  "ioredis@1.15.1",
  "mocha@2.5.3",
  "chai@2.3.0",
  "sinon@1.17.7",
  "bluebird@2.11.0",
  "server-destroy@1.0.1",
];

/** Fills a folder, unless that has been done; gives its path. One that was left half filled is filled anew. */
function once(name, fill) {
  filling[name] ??= fillOnce(name, fill);
  return filling[name];
}

const filling = {};

async function fillOnce(name, fill) {
  const folder = join(home, name);
  if (!existsSync(join(folder, "complete"))) {
    console.log(`fetching ${name}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await fill(folder);
    writeFileSync(join(folder, "complete"), "");
  }
  rmSync(join(cache, "compat"), { recursive: true, force: true });
  symlinkSync(home, join(cache, "compat"));
  return folder;
}

/** Changes a piece of text in a file. */
function change(path, from, to) {
  const text = readFileSync(path, "utf8");
  if (!text.includes(from)) throw new Error(`${path} lacks ${from}`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
}

/** The Redis Tcl suite. */
export function redisTcl() {
  // The name grows with what is changed in it.
  return once("redis-7.0.15-2", async (folder) => {
    await run("bash", [join(here, "redis-source.sh"), folder]);
    // Every file starts by deleting functions; a server that has none would fail all files for that.
    const server = join(folder, "tests/support/server.tcl");
    change(server, "\n    r function flush\n", "\n    catch {r function flush}\n");
    // Some files ask for an append-only file, which the server then need not have: the cases that read it say so.
    change(server, "        r config set $param $val\n\n", "        catch {r config set $param $val}\n\n");
    change(
      server,
      "        r config set $param $val\n    }\n\n    set srv",
      "        catch {r config set $param $val}\n    }\n\n    set srv",
    );
    // Short lists have an encoding of their own since 7.2.
    const isShortList = '\n    if {$enc eq "quicklist" && $val eq "listpack"} {set val quicklist}';
    const asked = "set val [r object encoding $key]";
    change(join(folder, "tests/support/test.tcl"), asked, asked + isShortList);
    // A few tests use these from where a build would put them.
    for (const program of ["redis-cli", "redis-benchmark"])
      symlinkSync(`/usr/bin/${program}`, join(folder, "src", program));
  });
}

/** Python with what the Python suites need; gives the interpreter. */
export async function python() {
  const requirements = join(here, "requirements.txt");
  const version = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 8);
  const folder = await once(`python-${version}`, async (folder) => {
    await run("python3", ["-m", "venv", folder]);
    await run(join(folder, "bin/pip"), ["install", "--quiet", "--requirement", requirements]);
  });
  return join(folder, "bin/python");
}

/** The source package of a Python project, tests and all. */
export async function pythonSource(name) {
  const pinned = readFileSync(join(here, "sources.txt"), "utf8").split("\n");
  const line = pinned.find((line) => line.startsWith(`${name}==`));
  const version = /==(\S+)/.exec(line)[1];
  const interpreter = await python();
  return once(`${name}-${version}`, async (folder) => {
    const wanted = join(folder, "wanted.txt");
    writeFileSync(wanted, line);
    const options = ["--quiet", "--no-deps", "--no-binary", ":all:", "--dest", folder];
    await run(interpreter, ["-m", "pip", "download", ...options, "--require-hashes", "--requirement", wanted]);
    await run("tar", ["-xzf", join(folder, `${name}-${version}.tar.gz`), "-C", folder, "--strip-components", "1"]);
  });
}

/** ioredis with its tests, and the mocha that runs them. */
export function ioredis() {
  return once("ioredis-1.15.1", async (folder) => {
    writeFileSync(join(folder, "package.json"), "{}");
    await run("npm", ["install", "--silent", "--no-save", "--prefix", folder, ...IOREDIS]);
  });
}
