// `redlet serve` as a program: what it says, how it serves and how it stops.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { CLI, serve, serveIn, stop, talk } from "./servers.mjs";

const folder = mkdtempSync(join(tmpdir(), "redlet-serve-"));
after(() => rmSync(folder, { recursive: true }));

const run = (...args) => spawnSync(process.execPath, [CLI, ...args], { encoding: "utf8" });

test("help, version and wrong options", () => {
  assert.match(run("--help").stdout, /Usage: redlet serve/);
  assert.match(run("--version").stdout, /^\d+\.\d+\.\d+\n$/);
  const wrong = run("serve", "--prot", "6379");
  assert.deepEqual([wrong.status, /--prot/.test(wrong.stderr)], [2, true]);
});

test("pipelined and inline commands of several connections are answered", async () => {
  const server = await serve("--memory");
  assert.equal(await talk(server, "PING\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\n", 12), "+PONG\r\n$-1\r\n");
  const clients = Array.from({ length: 20 }, (_, i) => talk(server, `SET k${i} v\r\nGET k${i}\r\n`, 12));
  for (const got of await Promise.all(clients)) assert.equal(got, "+OK\r\n$1\r\nv\r\n");
  assert.match(await talk(server, "*1\r\nPING\r\n", 100), /^-ERR Protocol error.*\r\n$/);
  assert.equal(await stop(server, "SIGINT"), 0);
});

test("what was acknowledged is in the file after SIGTERM, with a connection still open", async () => {
  const data = join(folder, "a.db");
  const first = await serve("--data", data);
  const idle = connect(first.port, "127.0.0.1");
  await once(idle, "connect");
  assert.equal(await talk(first, "SET k kept\r\n", 5), "+OK\r\n");
  assert.equal(await stop(first, "SIGTERM"), 0);
  assert.ok(!existsSync(`${data}.lock`));
  const second = await serve("--data", data);
  assert.equal(await talk(second, "GET k\r\n", 10), "$4\r\nkept\r\n");
  await stop(second, "SIGTERM");
});

test("the command line's settings come before those that the file keeps", async () => {
  const data = join(folder, "settings.db");
  const config = (name) => `CONFIG GET ${name}\r\n`;
  const first = await serve("--data", data, "--config", "maxmemory=1mb", "--appendfsync", "always");
  assert.match(await talk(first, `${config("maxmemory")}CONFIG REWRITE\r\n`, 37), /\r\n1048576\r\n\+OK/);
  await stop(first, "SIGTERM");
  const second = await serve("--data", data, "--config", "maxmemory=2mb");
  assert.match(await talk(second, config("maxmemory"), 32), /\r\n2097152\r\n/);
  assert.match(await talk(second, config("appendfsync"), 34), /\r\nalways\r\n/);
  await stop(second, "SIGTERM");
  const wrong = run("serve", "--port", "0", "--data", data, "--config", "maxmemory=lots");
  assert.deepEqual([wrong.status, /'maxmemory'/.test(wrong.stderr), existsSync(`${data}.lock`)], [1, true, false]);
});

test("a busy port and a locked file are said plainly", async () => {
  const data = join(folder, "b.db");
  const server = await serve("--data", data);
  const busy = run("serve", "--memory", "--port", String(server.port));
  assert.deepEqual([busy.status, /port is in use/.test(busy.stderr)], [1, true]);
  const locked = run("serve", "--port", "0", "--data", data);
  assert.deepEqual([locked.status, /LOCKED/.test(locked.stderr)], [1, true]);
  await stop(server, "SIGTERM");
});

test("a Unix socket that a killed server left is replaced, one in use is not", async () => {
  const unix = join(folder, "redlet.sock");
  const args = ["--memory", "--port", "none", "--unix", unix];
  await stop(await serveIn([process.execPath], ...args), "SIGKILL");
  assert.ok(existsSync(unix));
  const server = await serveIn([process.execPath], ...args);
  const busy = run("serve", ...args);
  assert.deepEqual([busy.status, /socket is in use/.test(busy.stderr)], [1, true]);
  assert.equal(await talk({ port: unix }, "PING\r\n", 7), "+PONG\r\n");
  await stop(server, "SIGTERM");
  assert.ok(!existsSync(unix));
  writeFileSync(unix, "no socket");
  assert.equal(run("serve", ...args).status, 1);
  assert.equal(readFileSync(unix, "utf8"), "no socket");
});

test("a client that does not read its replies is not read from, and hinders nobody", async () => {
  const server = await serve("--memory");
  await talk(server, `*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$10000\r\n${"x".repeat(10_000)}\r\n`, 5);
  const greedy = connect(server.port, "127.0.0.1");
  const commands = 30_000;
  greedy.write("GET k\r\n".repeat(commands));
  for (let i = 0; i < 20; i++) assert.equal(await talk(server, "PING\r\n", 7), "+PONG\r\n");
  let size = 0;
  for await (const bytes of greedy) {
    size += bytes.length;
    if (size >= commands * 10_010) break;
  }
  assert.equal(size, commands * 10_010);
  assert.equal(await stop(server, "SIGTERM"), 0);
});
