// Who may speak to `redlet serve`, and what it listens on.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { CLI, command, say, serve, serveIn, serveRedis, serveWith, stop, talk } from "./servers.mjs";

const refused = (...args) =>
  spawnSync(process.execPath, [CLI, "serve", "--port", "0", "--memory", ...args], {
    encoding: "utf8",
    timeout: 10_000,
  });

test("other machines are served with a password, or where --no-auth says so", async () => {
  for (const bind of ["0.0.0.0", "::", "192.0.2.1", "example.org"]) {
    const { status, stderr, stdout } = refused("--bind", bind);
    assert.equal(status, 2, bind);
    assert.match(stderr, /--password.*--no-auth/);
    assert.equal(stdout, "");
  }
  assert.equal(refused("--bind", "0.0.0.0", "--password", "").status, 2);
  for (const allowed of [["--no-auth"], ["--password", "p"]]) {
    const server = await serve("--memory", "--bind", "0.0.0.0", ...allowed);
    assert.match(await talk(server, command("PING"), 7), allowed[1] ? /^-NOAUTH / : /^\+PONG/);
    assert.equal(await stop(server, "SIGTERM"), 0);
  }
});

test("with a password nothing is answered before AUTH, and all refusals are redis-server's", async () => {
  const redlet = await serve("--memory", "--password", "secret");
  const redis = await serveRedis();
  assert.equal(await say(redis, "CONFIG", "SET", "requirepass", "secret"), "OK");
  const conversations = [
    command("GET", "k"),
    command("AUTH", "wrong") + command("GET", "k"),
    command("AUTH", "default", "wrong"),
    command("AUTH", "somebody", "secret"),
    command("AUTH", "secret") + command("GET", "k"),
    command("AUTH", "default", "secret") + command("SET", "k", "v") + command("DEL", "k"),
    command("HELLO", "3"),
    command("HELLO", "3", "AUTH", "default", "wrong"),
    command("NOPE", "x"),
    command("GET"),
    command("AUTH"),
    command("AUTH", "a", "b", "c"),
    command("PING"),
    command("RESET") + command("GET", "k"),
    command("AUTH", "secret") + command("RESET") + command("GET", "k"),
    // A stranger may claim little.
    "*11\r\n$4\r\nPING\r\n",
    "*2\r\n$4\r\nECHO\r\n$16385\r\n",
    `${command("AUTH", "secret")}*2\r\n$4\r\nECHO\r\n$16385\r\n${"x".repeat(16_385)}\r\n`,
  ];
  for (const said of conversations) {
    const [got, want] = await Promise.all([redlet, redis].map((server) => talk(server, said + command("QUIT"), 1e9)));
    // Redis 7.4 words it so, Debian's older server does not yet.
    assert.equal(got.replace("HELLO <proto> AUTH", "HELLO AUTH"), want, JSON.stringify(said));
  }
  assert.equal(await say(redlet, "--no-auth-warning", "-a", "secret", "PING"), "PONG");
  await Promise.all([redlet, redis].map((server) => stop(server, "SIGTERM")));
});

test("REST knows the password, whoever set it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "redlet-password-"));
  const args = ["--port", "0", "--rest", "0", "--token", "t"];
  const get = async ({ rest }, path) => (await fetch(rest + path, { headers: { authorization: "Bearer t" } })).text();
  try {
    const data = ["--data", join(folder, "r.db")];
    for (const more of [["--memory", "--config", "requirepass=secret"], [...data, "--password", "first"], data]) {
      const server = await serveIn([process.execPath], ...args, ...more);
      assert.match(await talk(server, command("GET", "k"), 1), /^-NOAUTH /);
      assert.equal(await get(server, "/set/k/v"), '{"result":"OK"}');
      if (more.includes("first")) assert.equal(await get(server, "/config/rewrite"), '{"result":"OK"}');
      assert.match(await (await fetch(`${server.rest}/get/k`)).text(), /error/);
      await stop(server, "SIGTERM");
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the password may come from the environment", async () => {
  const server = await serveWith({ REDLET_PASSWORD: "secret" }, "--memory");
  assert.match(await talk(server, command("GET", "k"), 1), /^-NOAUTH /);
  await stop(server, "SIGTERM");
});
