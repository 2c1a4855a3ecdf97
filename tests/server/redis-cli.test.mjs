// `redlet serve` as redis-cli and a raw socket see it.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const cli = new URL("../../dist/cli.js", import.meta.url).pathname;

/** Starts the server on a free port; gives the port once it listens. */
async function serve(...args) {
  const child = spawn("node", [cli, "serve", "--port", "0", ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  const port = Number(/:(\d+)/.exec(String(line))?.[1]);
  assert.ok(port > 0, `no port in: ${line}`);
  return { child, port };
}

const say = (port, ...words) => execFileSync("redis-cli", ["-p", String(port), ...words], { encoding: "utf8" }).trim();

test("what was acknowledged is there after SIGTERM", async () => {
  const folder = mkdtempSync(join(tmpdir(), "redlet-"));
  const file = join(folder, "data.db");
  let { child, port } = await serve("--data", file);
  assert.equal(say(port, "SET", "k", "v"), "OK");
  assert.equal(say(port, "-3", "HSET", "h", "f", "1"), "1");
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  assert.equal(code, 0);
  ({ child, port } = await serve("--data", file));
  assert.equal(say(port, "GET", "k"), "v");
  assert.equal(say(port, "HGET", "h", "f"), "1");
  child.kill("SIGINT");
  await once(child, "exit");
  rmSync(folder, { recursive: true });
});

test("pipelines, inline commands and lies on one socket", async () => {
  const { child, port } = await serve("--memory");
  const socket = connect(port, "127.0.0.1");
  let got = "";
  socket.on("data", (data) => {
    got += data;
  });
  socket.write('SET a "b c"\r\n*2\r\n$3\r\nGET\r\n$1\r\na\r\nPING\r\n*1\r\n$999999999999\r\n');
  await once(socket, "close");
  assert.equal(got, "+OK\r\n$3\r\nb c\r\n+PONG\r\n-ERR Protocol error: invalid bulk length\r\n");
  assert.equal(say(port, "GET", "a"), "b c");
  child.kill("SIGTERM");
  await once(child, "exit");
});
