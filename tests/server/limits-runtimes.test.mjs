// The limits of connections where `redlet serve` runs in Deno and Bun, whose sockets are Node's by name alone.

import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";
import { command, serveIn, stop, talk } from "./servers.mjs";

const MEBI = 1 << 20;
/** What the system keeps for a connection may be some megabytes. */
const SYSTEM = 12 * MEBI;
const runtimes = new URL("../../.cache/runtimes/", import.meta.url).pathname;
const OTHERS = {
  Deno: [`${runtimes}deno`, "run", "--allow-all", "--quiet", "--no-config"],
  Bun: [`${runtimes}bun`, "run"],
};
const DEFAULTS = [
  "client-output-buffer-limit",
  "normal 0 0 0 pubsub 32mb 8mb 60",
  "maxclients",
  "10000",
  "timeout",
  "0",
];

for (const [name, runtime] of Object.entries(OTHERS)) {
  describe(name, { skip: !existsSync(runtime[0]) }, () => {
    let server;
    before(async () => {
      server = await serveIn(runtime, "--memory", "--port", "0");
    });
    after(() => stop(server, "SIGKILL"));
    beforeEach(() => says("CONFIG", "SET", ...DEFAULTS));

    /** What the server answers to one command, and to QUIT. */
    const says = async (...words) =>
      (await talk(server, command(...words) + command("QUIT"), Number.POSITIVE_INFINITY)).replace(/\+OK\r\n$/, "");

    /** A connection that has said something, and what it got for it. */
    async function client(said) {
      const socket = connect(server.port, "127.0.0.1");
      socket.on("error", () => {});
      const closed = new Promise((resolve) => socket.once("close", resolve));
      await once(socket, "connect");
      socket.write(said);
      const [got] = await once(socket, "data");
      return { socket, closed, got: String(got) };
    }

    test("the last reply arrives whole, and what follows QUIT does not run", async () => {
      const big = "x".repeat(3 * MEBI);
      await says("SET", "big", big);
      const said = command("GET", "big") + command("QUIT") + command("SET", "late", "1");
      assert.equal(await talk(server, said, Number.POSITIVE_INFINITY), `$${big.length}\r\n${big}\r\n+OK\r\n`);
      assert.equal(await says("EXISTS", "late"), ":0\r\n");
      assert.match(await talk(server, command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no"), 1e9), /^:\d+\r\n$/);
    });

    test("a subscriber that does not read is cut off at its limit", async () => {
      for (const [limit, hard] of [
        ["pubsub 1mb 0 0", MEBI],
        ["pubsub 20mb 0 0", 20 * MEBI],
      ]) {
        await says("CONFIG", "SET", "client-output-buffer-limit", limit);
        const lazy = await client(command("SUBSCRIBE", "news"));
        lazy.socket.pause();
        const message = "x".repeat(100_000);
        let sent = 0;
        for (; sent < 2 * hard + 2 * SYSTEM; sent += message.length)
          if ((await says("PUBLISH", "news", message)) === ":0\r\n") break;
        assert.ok(sent >= hard && sent <= hard + SYSTEM, `${sent} bytes of ${hard}`);
        lazy.socket.destroy();
      }
    });

    test("one that asks and does not read is not read from, and everybody else goes on", async () => {
      await says("SET", "big", "x".repeat(MEBI));
      const lazy = connect(server.port, "127.0.0.1");
      lazy.on("error", () => {});
      lazy.pause();
      lazy.write(command("GET", "big").repeat(200) + command("SET", "all", "1"));
      for (let n = 0; n < 50; n++) assert.equal(await says("EXISTS", "all"), ":0\r\n");
      lazy.resume();
      while ((await says("EXISTS", "all")) !== ":1\r\n");
      lazy.destroy();
    });

    test("a normal client has the limit that is set for it", async () => {
      await says("SET", "big", "x".repeat(20 * MEBI));
      await says("CONFIG", "SET", "client-output-buffer-limit", "normal 100kb 0 0");
      const got = await talk(server, command("GET", "big"), Number.POSITIVE_INFINITY).catch(() => "");
      assert.ok(got.length < 20 * MEBI);
    });

    test("a command that never ends is cut off", async () => {
      await says("CONFIG", "SET", "client-query-buffer-limit", "1mb");
      const greedy = connect(server.port, "127.0.0.1");
      greedy.on("error", () => {});
      const closed = new Promise((resolve) => greedy.once("close", resolve));
      greedy.write(`*100000\r\n$50000000\r\n${"x".repeat(3 * MEBI)}`);
      greedy.resume();
      await closed;
    });

    test("one connection too many is told so and closed", async () => {
      await says("CONFIG", "SET", "maxclients", "2");
      const first = await client(command("PING"));
      const second = await client(command("PING"));
      const third = connect(server.port, "127.0.0.1");
      let got = "";
      for await (const bytes of third) got += bytes;
      assert.equal(got, "-ERR max number of clients reached\r\n");
      second.socket.write(command("QUIT"));
      await second.closed;
      while ((await says("PING")) !== "+PONG\r\n");
      assert.equal(await says("CONFIG", "SET", "maxclients", "10000"), "+OK\r\n");
      first.socket.destroy();
    });

    test("who says nothing for too long is closed, but not who listens", async () => {
      const listens = await client(command("SUBSCRIBE", "news"));
      const idle = await client(command("PING"));
      await says("CONFIG", "SET", "timeout", "1");
      await idle.closed;
      assert.equal(await says("PUBLISH", "news", "x"), ":1\r\n");
      listens.socket.destroy();
    });
  });
}
