// `redlet serve` killed again and again, while its log is long and fields and keys expire: what is there afterwards is
// what a model of each connection has after some number of its commands, no fewer than were answered.
// `KILLS=100 node --test tests/server/kills.test.mjs` is the long form.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { command, serve, stop } from "./servers.mjs";

const KILLS = Number(process.env.KILLS ?? 3);
const SEED = Number(process.env.REDLET_SEED ?? Date.now() % 1_000_000);
const CONNECTIONS = 4;
const IN_FLIGHT = 60;
/** What expires does so within this time, in ms. */
const LIFE = 400;
/** A log longer than this is put into the file even while commands come (`src/vfs/wal.rs`). */
const LONG_LOG = 64 << 20;

const folder = mkdtempSync(join(tmpdir(), "redlet-kills-"));
after(() => rmSync(folder, { recursive: true }));

/** Random numbers (mulberry32). */
function dice(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A command of a connection, and what it does to the model: a Map of keys to a string, an array, a Set or a Map. */
function step(random, id, n) {
  const of = (type, count) => `${id}:${type}${random(count)}`;
  const large = `${n}:${"x".repeat(random(60_000))}`;
  const field = `f${random(40)}`;
  /** Changes a value, which begins empty; where it is empty afterwards, its key is gone. */
  const within = (key, empty, change) => (model) => {
    const value = model.get(key) ?? empty;
    change(value);
    if ((value.length ?? value.size) > 0) model.set(key, value);
    else model.delete(key);
  };
  // Large ones are half of all: so the log grows.
  switch (random(16)) {
    case 0: {
      const key = of("expires", 5);
      return [["SET", key, n], (model) => model.set(key, String(n))];
    }
    case 1: {
      const key = of("expires", 5);
      return [["PEXPIREAT", key, Date.now() + random(LIFE)], (model) => model.delete(key)];
    }
    case 2:
    case 3: {
      const key = of("hash", 4);
      const words = ["HPEXPIREAT", key, Date.now() + random(LIFE), "FIELDS", 1, field];
      return [words, within(key, new Map(), (fields) => fields.delete(field))];
    }
    case 4:
    case 5: {
      const key = of("hash", 4);
      return [["HSET", key, field, n], within(key, new Map(), (fields) => fields.set(field, String(n)))];
    }
    case 6: {
      const key = of("zset", 3);
      return [["ZADD", key, n, field], within(key, new Map(), (scores) => scores.set(field, String(n)))];
    }
    case 7: {
      const key = of("set", 3);
      return [["SREM", key, field], within(key, new Set(), (members) => members.delete(field))];
    }
    case 8: {
      const key = of("set", 3);
      return [["SADD", key, field], within(key, new Set(), (members) => members.add(field))];
    }
    case 9: {
      const key = of("list", 3);
      return [["RPUSH", key, n], within(key, [], (items) => items.push(String(n)))];
    }
    case 10: {
      const key = of("list", 3);
      return [["LTRIM", key, -50, -1], within(key, [], (items) => items.splice(0, Math.max(0, items.length - 50)))];
    }
    case 11: {
      const key = of("hash", 4);
      return [["HSET", key, field, large], within(key, new Map(), (fields) => fields.set(field, large))];
    }
    default: {
      const key = of("string", 40);
      return [["SET", key, large], (model) => model.set(key, large)];
    }
  }
}

/** A connection that writes as long as it is read, and what it wrote. */
async function writer({ port }, id, seed) {
  const random = dice(seed);
  const steps = [];
  let answered = 0;
  let isLineStart = true;
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const fill = () => {
    while (steps.length - answered < IN_FLIGHT && socket.writable) {
      const [words, change] = step(random, id, steps.length);
      steps.push(change);
      socket.write(command(...words));
    }
  };
  const errors = [];
  socket.on("error", () => {});
  socket.on("data", (bytes) => {
    for (const byte of bytes) {
      // HPEXPIREAT answers with an array of one number: the number counts.
      if (isLineStart && (byte === 58 || byte === 43)) answered++;
      if (isLineStart && byte === 45) errors.push(String(bytes));
      isLineStart = byte === 10;
    }
    fill();
  });
  const closed = new Promise((resolve) => socket.once("close", resolve));
  fill();
  return { id, steps, errors, closed, answered: () => answered };
}

/** What a reply of RESP2 is, and where the next begins. */
function decode(bytes, at) {
  const end = bytes.indexOf("\r\n", at);
  const head = bytes.subarray(at + 1, end).toString();
  const next = end + 2;
  if (bytes[at] === 36) {
    const length = Number(head);
    return [bytes.toString("latin1", next, next + length), next + length + 2];
  }
  if (bytes[at] !== 42) return [head, next];
  const items = [];
  let from = next;
  for (let left = Number(head); left > 0; left--) {
    const [item, to] = decode(bytes, from);
    items.push(item);
    from = to;
  }
  return [items, from];
}

/** Asks by a connection of its own, one command after the other. */
async function ask({ port }, lines) {
  const socket = connect(port, "127.0.0.1");
  socket.write([...lines.map((words) => command(...words)), command("QUIT")].join(""));
  const parts = [];
  for await (const part of socket) parts.push(part);
  const bytes = Buffer.concat(parts);
  const replies = [];
  for (let at = 0; at < bytes.length; ) {
    const [reply, next] = decode(bytes, at);
    replies.push(reply);
    at = next;
  }
  assert.equal(replies.length, lines.length + 1);
  return replies.slice(0, -1);
}

const READS = {
  string: (key) => ["GET", key],
  hash: (key) => ["HGETALL", key],
  zset: (key) => ["ZRANGE", key, 0, -1, "WITHSCORES"],
  set: (key) => ["SMEMBERS", key],
  list: (key) => ["LRANGE", key, 0, -1],
};

/** All keys of the database as text, by connection. */
async function found(server) {
  const [keys] = await ask(server, [["KEYS", "*"]]);
  keys.sort();
  const types = await ask(
    server,
    keys.map((key) => ["TYPE", key]),
  );
  const values = await ask(
    server,
    keys.map((key, n) => READS[types[n]](key)),
  );
  const all = {};
  for (const [n, key] of keys.entries()) {
    const id = key.split(":")[0];
    all[id] ??= {};
    all[id][key] = shown(types[n], values[n]);
  }
  return all;
}

function shown(type, value) {
  if (type === "set") return [...value].sort();
  if (type !== "hash" && type !== "zset") return value;
  return Object.fromEntries(
    Array.from({ length: value.length / 2 }, (_, n) => [value[2 * n], value[2 * n + 1]]).sort(),
  );
}

/** The model as `found` shows it. */
function told(model) {
  const shownOf = (value) => {
    if (value instanceof Map) return Object.fromEntries([...value].sort());
    return value instanceof Set ? [...value].sort() : value;
  };
  return Object.fromEntries([...model].sort().map(([key, value]) => [key, shownOf(value)]));
}

/** What no command and no kill may leave behind. Each gives the number of rows that contradict it. */
const INVARIANTS = {
  "elements have their key":
    "SELECT count(*) FROM elements WHERE key_id NOT IN (SELECT id FROM keys WHERE type IN (3, 5))",
  "scores have their key": "SELECT count(*) FROM scores WHERE key_id NOT IN (SELECT id FROM keys WHERE type = 4)",
  "items have their key": "SELECT count(*) FROM items WHERE key_id NOT IN (SELECT id FROM keys WHERE type = 2)",
  "ranks have their key": "SELECT count(*) FROM ranks WHERE key_id NOT IN (SELECT id FROM keys WHERE type = 4)",
  "hashes and sets have their size": `SELECT count(*) FROM keys WHERE type IN (3, 5)
    AND size <> (SELECT count(*) FROM elements WHERE key_id = keys.id)`,
  "sorted sets have their size": `SELECT count(*) FROM keys WHERE type = 4
    AND size <> (SELECT count(*) FROM scores WHERE key_id = keys.id)`,
  "lists have their size, without gaps": `SELECT count(*) FROM keys WHERE type = 2 AND (size, size) IS NOT
    (SELECT count(*), max(pos) - min(pos) + 1 FROM items WHERE key_id = keys.id)`,
  "strings have their size": "SELECT count(*) FROM keys WHERE type = 1 AND size <> length(value)",
  "nothing is empty": "SELECT count(*) FROM keys WHERE type <> 1 AND type <> 6 AND size = 0",
  "large values are one element's": `SELECT count(*) FROM large_values WHERE 1 <>
    (SELECT count(*) FROM elements WHERE key_id = large_values.key_id AND value = large_values.id)`,
  "elements have their large value": `SELECT count(*) FROM elements WHERE typeof(value) = 'integer'
    AND value NOT IN (SELECT id FROM large_values)`,
};

function assertSound(data) {
  const sql = ["PRAGMA integrity_check", ...Object.values(INVARIANTS)].join(";");
  const lines = execFileSync("sqlite3", ["-readonly", data, sql], { encoding: "utf8" }).trim().split("\n");
  assert.equal(lines[0], "ok");
  for (const [n, name] of Object.keys(INVARIANTS).entries()) assert.equal(lines[n + 1], "0", name);
}

test(`${KILLS} kills with a long log, seed ${SEED}: nothing answered is lost, nothing half done`, async (t) => {
  let long = 0;
  let commands = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const mode = ["everysec", "no", "always"][kill % 3];
    const data = join(folder, `${kill}.db`);
    const server = await serve("--data", data, "--appendfsync", mode);
    const seeds = Array.from({ length: CONNECTIONS }, (_, id) => SEED + kill * CONNECTIONS + id);
    const writers = await Promise.all(seeds.map((seed, id) => writer(server, String(id), seed)));
    // Every other time it is killed once the log is long, else anywhere before.
    const until = kill % 2 === 0 ? LONG_LOG : dice(SEED + kill)(LONG_LOG);
    const sizeOf = () => statSync(`${data}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    while (sizeOf() < until) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, dice(SEED - kill)(300)));
    long += Number(sizeOf() >= LONG_LOG);
    await stop(server, "SIGKILL");
    await Promise.all(writers.map(({ closed }) => closed));

    await new Promise((resolve) => setTimeout(resolve, LIFE + 10));
    const again = await serve("--data", data, "--appendfsync", mode);
    const all = await found(again);
    for (const { id, steps, errors, answered } of writers) {
      assert.deepEqual(errors, []);
      commands += answered();
      const model = new Map();
      const isThere = steps.some((change, n) => {
        const isPossible = n >= answered() && isSame(told(model), all[id] ?? {});
        change(model);
        return isPossible;
      });
      const why = `seed ${SEED}, kill ${kill}, connection ${id}: ${answered()} of ${steps.length} answered`;
      assert.ok(isThere || isSame(told(model), all[id] ?? {}), why);
    }
    assert.equal(await stop(again, "SIGTERM"), 0);
    assertSound(data);
    rmSync(data);
  }
  t.diagnostic(`${commands} commands were answered; ${long} of ${KILLS} logs were longer than 64 MiB`);
});

function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
