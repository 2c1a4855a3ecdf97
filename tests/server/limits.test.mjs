// What clients may send, leave unread and keep open on `redlet serve`, beside redis-server: who exceeds a
// limit loses its connection as there, and everybody else goes on.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { command, say, serve, serveNewerRedis, serveRedis, stop, talk } from "./servers.mjs";

const MEBI = 1 << 20;
const DEFAULTS = {
  "client-query-buffer-limit": "640mb",
  "client-output-buffer-limit": "normal 0 0 0 pubsub 32mb 8mb 60",
  "proto-max-bulk-len": "512mb",
  maxclients: "10000",
  timeout: "0",
};

/** All servers, redlet first. */
let servers;
let redlet;
before(async () => {
  servers = (await Promise.all([serve("--memory"), serveRedis(), serveNewerRedis()])).filter(Boolean);
  [redlet] = servers;
});
after(() => Promise.all(servers.map((server) => stop(server, "SIGKILL"))));
beforeEach(async () => {
  await set(DEFAULTS);
  await all((server) => say(server, "FLUSHALL"));
});

/** Sets parameters on all servers. */
const set = (parameters) => all((server) => say(server, "CONFIG", "SET", ...Object.entries(parameters).flat()));
const all = (work) => Promise.all(servers.map(work));

/** A field of INFO. */
async function figure(server, name) {
  return Number(new RegExp(`^${name}:(\\d+)`, "m").exec(await say(server, "INFO"))?.[1]);
}

/** A connection that notes what it gets and whether it is closed. */
async function client({ port }, ...said) {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  const one = { socket, got: "", isClosed: false };
  one.closed = new Promise((resolve) => socket.once("close", resolve)).then(() => {
    one.isClosed = true;
  });
  socket.on("data", (bytes) => {
    one.got += bytes.toString("latin1");
  });
  await once(socket, "connect");
  for (const words of said) {
    const before = one.got.length;
    socket.write(words);
    while (one.got.length === before && !one.isClosed) await pause();
  }
  return one;
}

const pause = (time = 5) => new Promise((resolve) => setTimeout(resolve, time));

/** Writes pieces until `count` are written or the connection ends; gives how many. */
async function pour({ socket }, piece, count) {
  let poured = 0;
  for (; poured < count && !socket.destroyed; poured++) {
    if (socket.write(piece)) continue;
    await new Promise((resolve) => {
      const goOn = () => {
        for (const event of ["drain", "close"]) socket.off(event, goOn);
        resolve();
      };
      for (const event of ["drain", "close"]) socket.on(event, goOn);
    });
  }
  return poured;
}

test("who has read the reply to QUIT finds the connection closed", async () => {
  let open = 0;
  for (let round = 0; round < 100; round++) {
    const { socket, ...one } = await client(redlet, command("PING"));
    const { localPort } = socket;
    let got = "";
    socket.write(command("QUIT"));
    await new Promise((resolve) => {
      socket.on("data", (bytes) => {
        got += bytes;
        if (!got.endsWith("\n")) return;
        const hex = (number) => number.toString(16).toUpperCase().padStart(4, "0");
        const lines = readFileSync("/proc/net/tcp", "utf8").split("\n");
        const line = lines.find((each) => each.includes(`:${hex(localPort)} 0100007F:${hex(redlet.port)} `));
        // 01 is a connection whose other side has said no end yet.
        if (line && / 01 /.test(line.slice(0, 40))) open++;
        resolve();
      });
    });
    await one.closed;
  }
  // It was 80 and more; of redis-server up to 30 on a busy machine.
  assert.ok(open < 10, `${open} of 100 were still open`);
});

test("what follows QUIT, CLIENT KILL and their kin does not run, and the last reply arrives", async () => {
  const big = command("SET", "big", "x".repeat(3 * MEBI));
  for (const end of [
    command("QUIT"),
    command("GET", "big") + command("QUIT"),
    command("CLIENT", "REPLY", "SKIP") + command("PING") + command("QUIT"),
    command("MULTI") + command("QUIT"),
    command("SUBSCRIBE", "c") + command("QUIT"),
    command("RESET") + command("QUIT"),
    command("CLIENT", "KILL", "ID", "0", "SKIPME", "no") + command("QUIT"),
    command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no"),
  ]) {
    const said = await all((server) => talk(server, big + end + command("SET", "late", "1"), Number.POSITIVE_INFINITY));
    assert.equal(said[0], said[1], JSON.stringify(end.slice(0, 60)));
    await all(async (server) => assert.equal(await say(server, "EXISTS", "late"), "0"));
  }
});

test("a command that never ends is cut off, wherever it is", async () => {
  await set({ "client-query-buffer-limit": "1mb" });
  const piece = "x".repeat(100_000);
  for (const [begin, bytes] of [
    ["*100000\r\n$50000000\r\n", piece],
    [`${command("BLPOP", "none", "0")}`, command("ECHO", piece)],
  ]) {
    await all(async (server) => {
      const greedy = await client(server);
      greedy.socket.write(begin);
      assert.ok((await pour(greedy, bytes, 2000)) < 2000, begin);
      await greedy.closed;
      assert.equal(await talk(server, command("PING"), 7), "+PONG\r\n");
    });
  }
  await all(async (server) => assert.equal(await say(server, "DBSIZE"), "0"));
  // Many words take memory, however short they are, and so does what waits for EXEC.
  for (const [begin, bytes] of [
    ["*2147483647\r\n", "$1\r\nx\r\n".repeat(10_000)],
    [command("MULTI"), command("SET", "k", piece)],
  ]) {
    const greedy = await client(redlet);
    greedy.socket.write(begin);
    assert.ok((await pour(greedy, bytes, 2000)) < 2000);
    await greedy.closed;
  }
  assert.equal(await figure(redlet, "client_query_buffer_limit_disconnections"), 4);
});

test("bulk strings are as long as proto-max-bulk-len allows", async () => {
  await set({ "proto-max-bulk-len": "1mb" });
  const long = "x".repeat(MEBI);
  for (const said of [
    // What follows the length may be there when the connection is closed, and then the reply is lost.
    "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1048577\r\n",
    command("SET", "k", long) + command("APPEND", "k", "x") + command("SETRANGE", "k", MEBI, "x") + command("QUIT"),
  ]) {
    const [got, ...others] = await all(async (server) => {
      const one = await client(server);
      one.socket.write(said);
      await one.closed;
      return one.got;
    });
    for (const want of others) assert.equal(got, want);
    assert.match(got, /proto-max-bulk-len|invalid bulk length/);
  }
});

/** Publishes until nobody is told any more, or `most` bytes; gives how many bytes. */
async function flood(server, most, size = 100_000) {
  const publisher = await client(server);
  const message = command("PUBLISH", "news", "x".repeat(size));
  let sent = 0;
  for (; sent < most && !publisher.got.endsWith(":0\r\n"); sent += size) {
    publisher.got = "";
    publisher.socket.write(message);
    while (publisher.got === "") await pause(0);
  }
  publisher.socket.destroy();
  return sent;
}

/** What the system keeps for a connection may be some megabytes. */
const SYSTEM = 12 * MEBI;

test("a subscriber that does not read is cut off at the hard limit, one that reads is not", async () => {
  for (const limit of ["pubsub 1mb 0 0", "pubsub 32mb 8mb 60"]) {
    await set({ "client-output-buffer-limit": limit });
    const hard = limit.includes("32mb") ? 32 * MEBI : MEBI;
    for (const server of servers) {
      const before = await figure(server, "client_output_buffer_limit_disconnections");
      const reader = await client(server, command("SUBSCRIBE", "news"));
      const lazy = await client(server, command("SUBSCRIBE", "news"));
      lazy.socket.pause();
      let sent = 0;
      while (sent < 2 * hard + 2 * SYSTEM) {
        const upto = await flood(server, 1_000_000);
        sent += upto;
        if ((await say(server, "PUBSUB", "NUMSUB", "news")).endsWith("1")) break;
      }
      assert.ok(sent >= hard && sent <= hard + SYSTEM, `${sent} bytes of ${hard}`);
      assert.equal(reader.isClosed, false);
      assert.ok(reader.got.length >= sent, `${reader.got.length} of ${sent}`);
      if (server === redlet)
        assert.equal(await figure(server, "client_output_buffer_limit_disconnections"), before + 1);
      for (const { socket } of [reader, lazy]) socket.destroy();
      while (!(await say(server, "PUBSUB", "NUMSUB", "news")).endsWith("0")) await pause();
    }
  }
});

test("and at the soft limit when its time is over", async () => {
  await set({ "client-output-buffer-limit": "pubsub 0 100kb 1" });
  await all(async (server) => {
    const lazy = await client(server, command("SUBSCRIBE", "news"));
    lazy.socket.pause();
    await flood(server, SYSTEM);
    while ((await say(server, "PUBSUB", "NUMSUB", "news")).endsWith("1")) await pause(50);
    lazy.socket.destroy();
  });
});

test("one task may not fill a subscriber either", async () => {
  const publish = command("PUBLISH", "news", "x".repeat(MEBI)).repeat(40);
  await all(async (server) => {
    const told = await client(server, command("SUBSCRIBE", "news"));
    const said = command("MULTI") + publish + command("EXEC") + command("QUIT");
    await talk(server, said, Number.POSITIVE_INFINITY);
    await told.closed;
    assert.ok(told.got.length < 40 * MEBI);
  });
});

test("who monitors or tracks and does not read is cut off as well", async () => {
  await set({ "client-output-buffer-limit": "pubsub 1mb 0 0" });
  const tracks = command("HELLO", "3") + command("CLIENT", "TRACKING", "on", "BCAST");
  for (const begin of [command("MONITOR"), tracks]) {
    const lazy = await client(redlet, begin);
    lazy.socket.pause();
    const keys = Array.from({ length: 1000 }, (_, n) => `${n}${"x".repeat(1000)}`);
    const pairs = command("MSET", ...keys.flatMap((key) => [key, "v"]));
    for (let round = 0; round < 100; round++) {
      await talk(redlet, pairs, 5);
      if (!(await say(redlet, "CLIENT", "LIST")).includes(`:${lazy.socket.localPort} `)) break;
    }
    assert.ok(!(await say(redlet, "CLIENT", "LIST")).includes(`:${lazy.socket.localPort} `), begin);
    lazy.socket.destroy();
    await say(redlet, "FLUSHALL");
  }
});

test("a large reply that was asked for does not end a subscriber that reads it", async () => {
  await say(redlet, "SET", "k", "v");
  await talk(redlet, command("SETRANGE", "k", 40 * MEBI, "x"), 4);
  const slow = await client(redlet, command("HELLO", "3"), command("SUBSCRIBE", "news"));
  slow.got = "";
  slow.socket.write(command("GET", "k"));
  slow.socket.pause();
  await flood(redlet, 3_000_000);
  slow.socket.resume();
  while (slow.got.length < 40 * MEBI + 3_000_000 && !slow.isClosed) await pause();
  assert.equal(slow.isClosed, false);
  slow.socket.destroy();
});

test("a normal client has the limit that is set for it", async () => {
  await set({ "client-output-buffer-limit": "normal 100kb 0 0" });
  await all(async (server) => {
    await talk(server, command("SET", "k", "x".repeat(20 * MEBI)), 5);
    const asks = await client(server);
    asks.socket.write(command("GET", "k"));
    await asks.closed;
    assert.ok(asks.got.length < 20 * MEBI);
  });
});

test("one connection too many is told so and closed, and another may come when one goes", async () => {
  await set({ maxclients: "3" });
  const before = await all((server) => figure(server, "rejected_connections"));
  for (const [at, server] of servers.entries()) {
    const [first, , third] = [await client(server), await client(server), await client(server)];
    await pause(50);
    const fourth = await client(server);
    await fourth.closed;
    assert.equal(fourth.got, "-ERR max number of clients reached\r\n");
    first.socket.write(command("QUIT"));
    await first.closed;
    const fifth = await client(server, command("PING"));
    assert.equal(fifth.got, "+PONG\r\n");
    const asked = await client(server);
    await asked.closed;
    third.socket.destroy();
    // Until the server has seen that it is gone.
    while ((await say(server, "CONFIG", "SET", "maxclients", "10000")) !== "OK") await pause(50);
    assert.ok((await figure(server, "rejected_connections")) >= before[at] + 2);
    fifth.socket.destroy();
  }
});

test("who says nothing for too long is closed, but who waits or listens is not", async () => {
  await all(async (server) => {
    const stays = [
      await client(server, command("SUBSCRIBE", "news")),
      await client(server, command("PSUBSCRIBE", "news*")),
      await client(server, command("MONITOR")),
      await client(server),
    ];
    stays[3].socket.write(command("BLPOP", "none", "0"));
    const busy = await client(server);
    const timer = setInterval(() => busy.socket.write(command("PING")), 100);
    const half = await client(server);
    half.socket.write("*2\r\n$4\r\nEC");
    const idle = await client(server, command("PING"));
    await say(server, "CONFIG", "SET", "timeout", "1");
    await Promise.all([idle.closed, half.closed]);
    clearInterval(timer);
    for (const each of [...stays, busy]) {
      assert.equal(each.isClosed, false);
      each.socket.destroy();
    }
    await say(server, "CONFIG", "SET", "timeout", "0");
  });
});
