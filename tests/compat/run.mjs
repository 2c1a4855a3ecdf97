// `npm run test:compat`: plays public suites on redlet's server and on redis-server, and fails where a case
// passes on redis-server alone and is not on the list in docs/compatibility.md.
//   run.mjs [--suite NAME] [--file TEXT] [--tries N] [--quick] [--list]
// `--list` tells every case that differs, on the list or not, and why it fails.

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { say, serve, serveRedis } from "../server/servers.mjs";
import { ABORTED, differing } from "./cases.mjs";
import { find, readExpected } from "./expected.mjs";
import * as ioredis from "./ioredis.mjs";
import * as python from "./python.mjs";
import * as tcl from "./tcl.mjs";

const SUITES = {
  redis: tcl,
  "redis-py": { groups: python.redisPyGroups, play: python.playRedisPy },
  fakeredis: { groups: python.fakeredisGroups, play: python.playFakeredis },
  ioredis,
};
/** What `--quick` leaves out: files that take a minute, on redis-server too, and those of which nothing can pass yet. */
const SLOW =
  /^redis unit.(geo|hyperloglog|tracking|pause|pubsub$|scripting|functions|type.list-3|dump)|^redis-py .*(test_pubsub|asyncio|RESP3|connection_pool|test_cache|multiprocessing)|^fakeredis/;
/** Suites wait much and compute little. */
const AT_ONCE = 4;

const { values: options } = parseArgs({
  options: {
    suite: { type: "string" },
    file: { type: "string", default: "" },
    quick: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    tries: { type: "string", default: "2" },
  },
});

const START = {
  async redis() {
    const dir = mkdtempSync(join(tmpdir(), "redlet-compat-redis-"));
    return serveRedis("--enable-debug-command", "yes", "--dir", dir);
  },
  async redlet() {
    const server = await serve("--memory");
    // Small sets of strings have an encoding of their own since 7.2; the suites ask for what 7.0 has.
    await say(server, "CONFIG", "SET", "set-max-listpack-entries", "0");
    return server;
  },
};

/** Plays a file, or of it one case alone or all but some, on a fresh server. */
async function playOn(kind, { suite, group }, which) {
  const server = await START[kind]();
  try {
    return await SUITES[suite].play(group, server.port, which);
  } finally {
    server.child.kill("SIGKILL");
  }
}

/** Plays a file on both, and once more if they differ beyond the list: a busy machine fails tests of time. */
async function playOnBoth(job) {
  const started = Date.now();
  const isListed = (name) => expected.some((row) => row.suite === job.suite && row.form.test(`${job.group}: ${name}`));
  for (let tries = 0; tries < Number(options.tries); tries++) {
    const [redis, redlet] = await Promise.all([playOn("redis", job), playOn("redlet", job)]);
    job.differing = differing(redis, redlet).filter((name) => !job.differing || job.differing.includes(name));
    Object.assign(job, { redis, redlet });
    if (job.differing.every(isListed)) break;
  }
  const isDone = !options.list && job.differing.every(isListed);
  if (SUITES[job.suite].playsApart && !isDone) await playApart(job);
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.error(
    `  ${job.suite} ${job.group}: ${job.redlet.count("passed")} of ${job.redis.count("passed")}, ${seconds} s`,
  );
}

/**
 * Plays again what differs, without what comes before it in its file and may have left a mess behind or ended the file:
 * each case alone, and then the file without the cases that ask for what is not there. What passes so on both servers
 * passes.
 */
async function playApart(job) {
  for (const name of [...job.differing]) await settle(job, { only: name });
  const without = job.differing.filter((name) => /unknown (sub)?command/i.test(job.redlet.detail(name)));
  for (;;) {
    await settle(job, { without });
    // The first of the rest may be what the others suffer from.
    const next = job.differing.find((name) => !without.includes(name));
    if (next === undefined) return;
    without.push(next);
  }
}

/** Plays a part of a file on both, and strikes off what passes on both. */
async function settle(job, which) {
  const [redis, redlet] = await Promise.all(["redis", "redlet"].map((kind) => playOn(kind, job, which)));
  const passes = (name) => redis.outcome(name) === "passed" && redlet.outcome(name) === "passed";
  for (const name of job.differing.filter(passes)) job.redlet.outcomes.set(name, redlet.outcomes.get(name));
  job.differing = job.differing.filter((name) => !passes(name));
}

/** The files to play; none of a suite that can't be had here. */
async function jobsOf(suite) {
  let groups = [];
  try {
    groups = await SUITES[suite].groups();
  } catch (error) {
    console.error(`${suite} could not be fetched, and is not played: ${error.message}`);
  }
  const isMeant = (group) => group.includes(options.file) && !(options.quick && SLOW.test(`${suite} ${group}`));
  return groups.filter(isMeant).map((group) => ({ suite, group }));
}

async function playAll(jobs) {
  const queue = [...jobs];
  const worker = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) await playOnBoth(job);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const counts = (cases) => ["passed", "failed", "skipped"].map((outcome) => cases.count(outcome));
const row = (title, ...numbers) => console.log(title.padEnd(48), ...numbers.map((n) => String(n).padStart(7)));

/** Prints a suite's files; gives the cases that nothing excuses. */
function report(suite, jobs) {
  const totals = [0, 0, 0, 0, 0, 0, 0, 0];
  const unexpected = [];
  row(`\n${suite}`, "", "redis", "", "", "redlet");
  row("", "passed", "failed", "skipped", "passed", "failed", "skipped", "listed", "new");
  for (const { group, redis, redlet, differing } of jobs) {
    if (options.list) {
      for (const name of differing)
        console.log(`${suite}: ${group}: ${name}\n  ${redlet.detail(name).slice(0, 300).replaceAll("\n", "\n  ")}`);
    }
    const fresh = differing.filter((name) => !find(expected, suite, group, name));
    const numbers = [...counts(redis), ...counts(redlet), differing.length - fresh.length, fresh.length];
    row(group, ...numbers);
    for (const [at, n] of numbers.entries()) totals[at] += n;
    const tell = (name) => ({ title: `${suite}: ${group}: ${name}`, detail: redlet.detail(name) });
    unexpected.push(...fresh.map(tell));
    // What ended the file early is why others did not run.
    if (fresh.some((name) => redlet.outcome(name) === "not run") && redlet.detail(ABORTED))
      unexpected.push(tell(ABORTED));
  }
  row("in all", ...totals);
  return unexpected;
}

const expected = readExpected();
const suites = options.suite ? [options.suite] : Object.keys(SUITES);
const jobs = (await Promise.all(suites.map(jobsOf))).flat();
await playAll(jobs);

const unexpected = suites.flatMap((suite) =>
  report(
    suite,
    jobs.filter((job) => job.suite === suite),
  ),
);
for (const { title, detail } of unexpected) {
  console.log(`\n${title}\n  ${detail.slice(-600).replaceAll("\n", "\n  ")}`);
}
const empty = jobs.filter(({ redis }) => redis.outcomes.size === 0);
for (const { suite, group } of empty) console.log(`\n${suite}: ${group} did not run on redis-server`);
if (!options.file && !options.quick) {
  for (const { suite, pattern, matches } of expected) {
    if (!matches && suites.includes(suite)) console.log(`\nthe list has ${suite} \`${pattern}\`, which nothing needs`);
  }
}
const news = unexpected.filter(({ title }) => !title.endsWith(ABORTED)).length;
console.log(`\n${news} cases pass on redis-server and not on redlet, and are not on the list`);
process.exit(unexpected.length || empty.length ? 1 : 0);
