// The settings that a database is opened with, and those that its file keeps.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Redlet, RedletError } from "redlet";

const folder = mkdtempSync(join(tmpdir(), "redlet-config-"));
after(() => rmSync(folder, { recursive: true }));
let files = 0;
const file = () => join(folder, `${files++}.db`);

/** Opens, asks for parameters, and closes. */
async function asked(name, options, ...parameters) {
  const r = await Redlet.open(name, options);
  try {
    return Object.values(await r.configGet(parameters));
  } finally {
    await r.close();
  }
}

test("a database is opened with settings, by Redis's names or in camel case", async () => {
  for (const name of [":memory:", file()]) {
    const config = {
      "notify-keyspace-events": "KEA",
      maxmemory: "100mb",
      maxmemoryPolicy: "allkeys-lru",
      maxmemorySamples: 9,
      "lazyfree-lazy-expire": true,
      timeout: undefined,
    };
    const names = [
      "notify-keyspace-events",
      "maxmemory",
      "maxmemory-policy",
      "maxmemory-samples",
      "lazyfree-lazy-expire",
    ];
    const values = await asked(name, { config }, ...names);
    assert.deepEqual(values, ["AKE", "104857600", "allkeys-lru", "9", "yes"]);
    const r = await Redlet.open({ name, config: { notifyKeyspaceEvents: "KEA" } });
    const events = r.subscribe("__keyevent@0__:set");
    await events.ready;
    await r.set("k", "v");
    assert.equal((await events.next()).value.message, "k");
    await r.close();
  }
});

test("a setting that can't be fails the opening by its name, and leaves nothing open", async () => {
  const path = file();
  const wrong = [
    [{ nosuch: 1 }, /'nosuch'/],
    [{ maxmemory: "lots" }, /'maxmemory'.*memory/],
    [{ maxmemory: "1mb", maxmemoryPolicy: "sometimes" }, /'maxmemory-policy'/],
    [{ databases: 3 }, /'databases'.*immutable/],
    [{ appendonly: "maybe" }, /'appendonly'/],
    [{ notifyKeyspaceEvents: true }, /'notify-keyspace-events'/],
  ];
  for (const [config, message] of wrong) {
    const opened = Redlet.open(path, { config });
    await assert.rejects(
      opened,
      (error) => error instanceof RedletError && error.code === "ERR" && message.test(error.message),
    );
    assert.ok(!existsSync(`${path}.lock`));
  }
  for (const value of [null, {}, 1n, () => {}]) {
    await assert.rejects(Redlet.open(path, { config: { maxmemory: value } }), /TypeError: the setting "maxmemory" is /);
  }
  await assert.rejects(Redlet.open(path, { appendfsync: "sometimes" }), /'appendfsync'.*everysec/);
  assert.deepEqual(await asked(path, {}, "maxmemory", "appendfsync"), ["0", "everysec"]);
});

test("what opening gives is in the place of what the file keeps, CONFIG SET in the place of both", async () => {
  const path = file();
  const first = await Redlet.open(path, { config: { maxmemory: "1mb" } });
  await first.configSet({ "maxmemory-samples": 7, "hash-max-ziplist-entries": 3, timeout: 9, requirepass: "secret" });
  await first.configSet({ timeout: 0 });
  assert.equal(await first.configRewrite(), "OK");
  await first.configSet({ "maxmemory-samples": 8, "slowlog-max-len": 1 });
  await first.close();
  const names = [
    "maxmemory",
    "maxmemory-samples",
    "hash-max-listpack-entries",
    "timeout",
    "slowlog-max-len",
    "requirepass",
  ];
  assert.deepEqual(await asked(path, {}, ...names), ["1048576", "7", "3", "0", "128", "secret"]);
  const config = { maxmemory: 5000, hashMaxZiplistEntries: 4 };
  assert.deepEqual(await asked(path, { config }, ...names), ["5000", "7", "4", "0", "128", "secret"]);
  assert.deepEqual(await asked(path, {}, "maxmemory"), ["1048576"]);
  // Another REWRITE keeps what holds then, and no more.
  const again = await Redlet.open(path);
  await again.configSet({ maxmemory: 0 });
  assert.equal(await again.configRewrite(), "OK");
  await again.configResetstat();
  await again.close();
  assert.deepEqual(await asked(path, {}, ...names), ["0", "7", "3", "0", "128", "secret"]);
});

test("appendfsync and password are settings like others", async () => {
  const path = file();
  const options = { appendfsync: "always", password: "secret" };
  assert.deepEqual(await asked(path, options, "appendfsync", "requirepass"), ["always", "secret"]);
  const both = { appendfsync: "always", config: { appendfsync: "no" } };
  assert.deepEqual(await asked(path, both, "appendfsync", "requirepass"), ["no", ""]);
});

test("in memory there is nothing to keep settings in", async () => {
  const r = await Redlet.open(":memory:");
  await assert.rejects(r.configRewrite(), /ERR The server is running without a config file/);
  await r.close();
});

test("a rewrite is part of its transaction, and is exported but not imported", async () => {
  const path = file();
  const r = await Redlet.open(path, { config: { maxmemorySamples: 7 } });
  await assert.rejects(r.atomic().configRewrite().call("INCR", "k", "x").exec());
  await r.atomic().configRewrite().lpush("l", "v").exec();
  const backup = await new Response(await r.export()).blob();
  await r.close();
  assert.deepEqual(await asked(path, {}, "maxmemory-samples"), ["7"]);
  const other = file();
  await Redlet.import(other, backup);
  assert.deepEqual(await asked(other, {}, "maxmemory-samples"), ["5"]);
});
