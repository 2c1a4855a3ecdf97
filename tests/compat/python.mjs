// The suites that pytest runs: redis-py's own and fakeredis's, file by file.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cases } from "./cases.mjs";
import { python, pythonSource } from "./install.mjs";

/** These leave users or a password behind where ACL SETUSER is missing, and so fail all that comes after them. */
const SPOILERS = ["test_auth", "test_acl_log_auth_exist", "test_acl_getuser_setuser"];
const NO_SPOILERS = SPOILERS.map((name) => `not ${name}`).join(" and ");

/** Neither a cluster nor modules nor TLS are there. */
const REDIS_PY = ["-m", "not onlycluster and not redismod and not ssl and not cp_integration and not replica"];
/** fakeredis's tests run on its imitation too; here the real servers are the matter. */
const FAKEREDIS = ["-m", "real"];

const FILES = {
  redis: [
    ...["commands", "pipeline", "pubsub", "encoding", "monitor", "connection_pool"],
    ...["connection", "multiprocessing", "cache"],
  ].map((name) => `tests/test_${name}.py`),
  fakeredis: [
    ...["acl", "bitmap", "connection", "generic", "generic_scan", "geo", "hash", "list", "pubsub"],
    ...["server", "set", "sortedset", "streams", "string", "transactions"],
  ]
    .map((name) => `test/test_mixins/test_${name}_commands.py`)
    .concat(["sortedset_zadd", "stream_groups", "stream_trimming"].map((name) => `test/test_mixins/test_${name}.py`))
    .concat("test/test_async", "test/test_keyspace_notifications.py"),
};
const ASYNC = ["commands", "pipeline", "pubsub", "encoding", "monitor"];

export async function redisPyGroups() {
  await pythonSource("redis");
  const asynchronous = ASYNC.map((name) => `tests/test_asyncio/test_${name}.py`);
  const resp3 = ["commands", "pubsub", "cache"].map((name) => `tests/test_${name}.py RESP3`);
  return [...FILES.redis, ...asynchronous, ...resp3];
}

export function playRedisPy(group, port) {
  const [file, protocol] = group.split(" ");
  return pytest("redis", file, port, [...REDIS_PY, "--protocol", protocol ? "3" : "2"]);
}

export async function fakeredisGroups() {
  await pythonSource("fakeredis");
  return FILES.fakeredis;
}

export function playFakeredis(file, port) {
  return pytest("fakeredis", file, port, FAKEREDIS);
}

async function pytest(project, file, port, options) {
  const interpreter = await python();
  const cwd = await pythonSource(project);
  const folder = mkdtempSync(join(tmpdir(), "redlet-compat-"));
  const report = join(folder, "report");
  const args = [
    "-p",
    "redlet_compat",
    "-p",
    "no:cacheprovider",
    "--quiet",
    "--tb",
    "line",
    "--timeout",
    "20",
    "-k",
    NO_SPOILERS,
    ...options,
    file,
  ];
  const child = spawn(interpreter, ["-m", "pytest", ...args], {
    cwd,
    stdio: "ignore",
    env: {
      ...process.env,
      PYTHONPATH: new URL("./", import.meta.url).pathname,
      PYTHONDONTWRITEBYTECODE: "1",
      REDLET_COMPAT_PORT: String(port),
      REDLET_COMPAT_REPORT: report,
    },
  });
  await once(child, "exit");
  const cases = existsSync(report) ? read(readFileSync(report, "utf8")) : new Cases();
  rmSync(folder, { recursive: true });
  return cases;
}

/** The cases in what the plugin wrote: of several outcomes of one case the worst counts. */
function read(report) {
  const worst = new Map();
  for (const line of report.trim().split("\n")) {
    const { name, outcome, detail } = JSON.parse(line);
    if (!worst.has(name) || outcome === "failed") worst.set(name, { outcome, detail });
  }
  const cases = new Cases();
  for (const [name, { outcome, detail }] of worst) cases.add(name, outcome, detail);
  return cases;
}
