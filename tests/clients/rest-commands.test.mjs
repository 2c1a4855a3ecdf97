// Every command of every transcript by REST on redlet, and by RESP on real servers: the same answers.
//
// On both sides each command has a connection of its own, so what a transcript chose, watched or
// queued before does not hold: that is what REST is.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { serveIn, serveNewerRedis, serveRedis, stop } from "../server/servers.mjs";
import { ask, json } from "./resp2.mjs";
import { cases } from "./transcripts.mjs";

/** Longer than any wait of a transcript that ends by itself; and for those that do not, in ms. */
const PATIENCE = 400;
const LITTLE_PATIENCE = 100;
const TOKEN = "secret";

const folder = mkdtempSync(join(tmpdir(), "redlet-rest-"));
let redlet;
let servers;
before(async () => {
  redlet = await serveIn([process.execPath], "--memory", "--port", "none", "--rest", "0", "--token", TOKEN);
  // Some transcripts have the servers write files.
  const where = ["--dir", folder];
  servers = (await Promise.all([serveRedis(...where), serveNewerRedis(...where)])).filter((server) => server);
});
after(async () => {
  await Promise.all([redlet, ...servers].map((server) => stop(server, "SIGTERM")));
  rmSync(folder, { recursive: true });
});

/** What has no one reply, and what would end the comparison. */
const LEFT_OUT =
  /^(([PS]?(UN)?SUBSCRIBE|MONITOR|HELLO|AUTH|SHUTDOWN|ACL|DEBUG)\b|CLIENT (REPLY|PAUSE|KILL)|CONFIG SET.*REQUIREPASS)/i;

/** By REST: with the words in the body, or in the path where they are no text. */
async function askRest(words, encoding, patience = PATIENCE) {
  const isText = words.every((word) => typeof word === "string");
  const path = isText ? "/" : `/${words.map(percent).join("/")}`;
  const headers = { authorization: `Bearer ${TOKEN}`, ...(encoding === "base64" && { "upstash-encoding": encoding }) };
  try {
    const response = await fetch(redlet.rest + path, {
      method: "POST",
      headers,
      ...(isText && { body: JSON.stringify(words) }),
      signal: AbortSignal.timeout(patience),
    });
    const text = await response.text();
    if (response.ok) return { result: text.slice('{"result":'.length, -1) };
    assert.equal(response.status, 400, text);
    return JSON.parse(text);
  } catch (error) {
    if (error.name !== "TimeoutError") throw error;
    // Until the server knows too: it would serve what waits.
    await new Promise((resolve) => setTimeout(resolve, LITTLE_PATIENCE));
    return { waits: true };
  }
}

function percent(word) {
  return typeof word === "string"
    ? encodeURIComponent(word)
    : Array.from(word, (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}

async function askRedis({ port }, words, encoding, patience = PATIENCE) {
  const bytes = await ask(port, words, patience);
  return bytes ? json(bytes, encoding) : { waits: true };
}

/** What redlet words itself, what depends on chance, and what is about the server. */
const OWN =
  /^(INFO|TIME|LOLWUT|CLIENT (ID|INFO|LIST)|COMMAND|CONFIG GET|MEMORY|OBJECT (IDLETIME|FREQ|REFCOUNT)|DUMP|LATENCY|SLOWLOG|RANDOMKEY|[HZ]RAND|SRANDMEMBER|SPOP)\b/i;

/** Replies whose order Redis leaves open. */
const UNORDERED = /^(KEYS|SCAN|[HSZ]SCAN|H(GETALL|KEYS|VALS)|S(MEMBERS|INTER|UNION|DIFF))\b/i;

/** What of an answer must be the same: all of it, or its kind where redlet's own words or chance decide. */
function comparable(answer, { line, want }) {
  if (want.some((each) => each.startsWith("~ ")) || OWN.test(line)) {
    return Object.keys(answer)[0] + { "[": "array", '"': "string", n: "null" }[answer.result?.[0]];
  }
  if (!answer.result || !UNORDERED.test(line)) return JSON.stringify(answer);
  const sorted = (value) => (Array.isArray(value) ? value.map(sorted).sort() : JSON.stringify(value));
  return JSON.stringify(sorted(JSON.parse(answer.result)));
}

const everywhere = (words, ...how) =>
  Promise.all([askRest(words, ...how), ...servers.map((server) => askRedis(server, words, ...how))]);

/** Waits until a server does not save in the background any more: it would refuse to save. */
async function saved({ port }) {
  while (String(await ask(port, ["INFO", "persistence"], PATIENCE)).includes("rdb_bgsave_in_progress:1")) {
    await new Promise((resolve) => setTimeout(resolve, LITTLE_PATIENCE));
  }
}

/** Plays a case on an empty database; gives what was answered otherwise, and puts what was done into `asked`. */
async function play(each, asked) {
  const differences = [];
  await Promise.all(servers.map(saved));
  await everywhere(["FLUSHALL"]);
  await everywhere(["CONFIG", "RESETSTAT"]);
  for (const [at, step] of each.steps.entries()) {
    if (step.wait) await new Promise((resolve) => setTimeout(resolve, step.wait));
    if (!step.words?.length || LEFT_OUT.test(step.line)) continue;
    const patience = step.want.length ? PATIENCE : LITTLE_PATIENCE;
    const [got, ...wanted] = await everywhere(step.words, at % 2 ? "base64" : "text", patience);
    if (got.result) asked.add(String(step.words[0]).toUpperCase());
    // No server at hand has it, or none says it so.
    if (/\[(8\.2|in memory|own words)\]/.test(each.title)) continue;
    if (wanted.some((want) => comparable(want, step) === comparable(got, step))) continue;
    differences.push([`${each.name}: ${each.title}: ${step.line}`, ...[got, ...wanted].map((a) => JSON.stringify(a))]);
  }
  return differences;
}

test("every command is answered as by redis-server", async () => {
  const asked = new Set();
  const differences = [];
  for (const each of await cases()) {
    let found = await play(each, asked);
    // On a busy machine a time to live may end on one side alone.
    for (let tries = 0; found.length > 0 && tries < 2; tries++) found = await play(each, asked);
    differences.push(...found);
  }
  assert.deepEqual(differences, []);
  const { result } = await askRest(["COMMAND", "LIST"], "text");
  const names = JSON.parse(result).filter((name) => !name.includes("|") && !LEFT_OUT.test(name));
  const never = names.map((name) => name.toUpperCase()).filter((name) => !asked.has(name));
  assert.deepEqual(never, NEVER_SUCCEED);
});

/** What can't succeed without a transaction around it. */
const NEVER_SUCCEED = ["DISCARD", "EXEC"];
