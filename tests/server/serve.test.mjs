// `redlet serve` as a program: what it says, how it serves and how it stops.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const cli = new URL("../../dist/cli.js", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "redlet-serve-"));
const children = new Set();
after(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

async function serve(...args) {
  const child = spawn(process.execPath, [cli, "serve", "--port", "0", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.add(child);
  for await (const line of child.stdout) {
    const port = /:(\d+)\n/.exec(String(line))?.[1];
    if (port) return { child, port: Number(port) };
  }
  throw new Error("the server ended");
}

async function stop({ child }, signal) {
  child.kill(signal);
  const [code] = await once(child, "exit");
  children.delete(child);
  return code;
}

/** Sends the text; gives what comes back, once it is as long as `length` or the connection ends. */
async function talk({ port }, text, length) {
  const socket = connect(port, "127.0.0.1");
  socket.setTimeout(10_000, () => socket.destroy(new Error("no answer in ten seconds")));
  socket.write(text);
  let got = "";
  for await (const bytes of socket) {
    got += bytes;
    if (got.length >= length) break;
  }
  socket.destroy();
  return got;
}

const run = (...args) => spawnSync(process.execPath, [cli, ...args], { encoding: "utf8" });

test("help, version and wrong options", () => {
  assert.match(run("--help").stdout, /Usage: redlet serve/);
  assert.match(run("--version").stdout, /^\d+\.\d+\.\d+\n$/);
  const open = run("serve", "--bind", "0.0.0.0");
  assert.equal(open.status, 2);
  assert.match(open.stderr, /password/);
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

test("a busy port and a locked file are said plainly", async () => {
  const data = join(folder, "b.db");
  const server = await serve("--data", data);
  const busy = run("serve", "--memory", "--port", String(server.port));
  assert.deepEqual([busy.status, /port is in use/.test(busy.stderr)], [1, true]);
  const locked = run("serve", "--port", "0", "--data", data);
  assert.deepEqual([locked.status, /LOCKED/.test(locked.stderr)], [1, true]);
  await stop(server, "SIGTERM");
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
