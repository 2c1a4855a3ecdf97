// What is no command, on `redlet serve` and on a real redis-server: to the byte the same answer, the
// same end of the connection, and nothing is changed.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { command, serve, serveRedis, stop, talk } from "./servers.mjs";

/** What every answer ends with, unless the connection was closed or waits for the rest. */
const MARK = "the end";

let redlet;
let redis;
before(async () => {
  [redlet, redis] = await Promise.all([serve("--memory"), serveRedis()]);
});
after(() => Promise.all([redlet, redis].map((server) => stop(server, "SIGKILL"))));

// So long that neither server has read it whole when it finds it too long.
const LONG = "x".repeat(1_000_000);
const DIGITS = "1".repeat(1_000_000);

/** Bytes, as latin1, that are answered by an error or by nothing. */
const CASES = {
  "lengths that lie": [
    "*1\r\n$536870913\r\n",
    "*1\r\n$99999999999999999999\r\n",
    "*1\r\n$-1\r\n",
    "*1\r\n$-5\r\n",
    "*2\r\n$3\r\nGET\r\n$-1\r\n",
    "*2147483648\r\n",
    "*99999999999999999999\r\n",
    "*-2147483649\r\nPING\r\n",
    "*-1\r\nPING\r\n",
    "*0\r\nPING\r\n",
    "*1\r\n$3\r\nPING\r\n",
  ],
  "lengths that are none": [
    "*abc\r\n",
    "*\r\n",
    "*1 \r\n",
    "*+1\r\n$4\r\nPING\r\n",
    "*01\r\n$4\r\nPING\r\n",
    "*1\r\n$abc\r\n",
    "*1\r\n$\r\n",
    "*1\r\n$ 4\r\nPING\r\n",
    "*1\r\n$04\r\nPING\r\n",
    "*1\r\n$+4\r\nPING\r\n",
  ],
  "parts of another kind": [
    "*1\r\nPING\r\n",
    "*1\r\n+PING\r\n",
    "*1\r\n:1\r\n",
    "*1\r\n*1\r\n$4\r\nPING\r\n",
    "$4\r\nPING\r\n",
    "%1\r\n",
    "*1\r\n$4\r\nPINGxx",
    "*1\r\n$0\r\n\r\n",
  ],
  "lines that are too long": [LONG, `${LONG}\r\n`, `*${DIGITS}`, `*1\r\n$${DIGITS}`, `*1\r\n$4\r\nPING\r\n${LONG}`],
  "inline lines": [
    "\r\n\r\nPING\r\n",
    "   \r\nPING\r\n",
    "PING\n",
    "PING 'a\r\n",
    'PING "a\r\n',
    'PING "a"b\r\n',
    "PING 'a'b\r\n",
    'PING "\\x41\\n\\"" \r\n',
    "PING\v\r\n",
    "\v\f PING\r\n",
    "NOPE a b c\r\n",
    "GET\r\n",
    "GET a b\r\n",
    "PING a b\r\n",
  ],
  "what a browser is made to send": [
    "POST / HTTP/1.1\r\nHost: x\r\n\r\nSET stolen 1\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\n\r\nSET stolen 1\r\n",
    `${command("host:", "x")}${command("SET", "stolen", "1")}`,
  ],
  "what follows the end": ["QUIT\r\nSET late 1\r\n", "*1\r\n$-9\r\nSET late 1\r\n"],
  protocols: [
    "HELLO 4\r\n",
    "HELLO 1\r\n",
    "HELLO abc\r\n",
    "HELLO 3 SETNAME\r\n",
    "HELLO 3 AUTH a\r\n",
    "HELLO 3 AUTH a b\r\n",
  ],
  "commands that are refused": [
    command("SET", "k"),
    command("SET", "k", "v", "EX", "0"),
    command("SET", "k", "v", "EX", "9223372036854775807"),
    command("SET", "k", "v", "NX", "XX"),
    command("INCRBY", "k", "9223372036854775808"),
    command("SETRANGE", "k", "536870912", "x"),
    command("SETRANGE", "k", "-1", "x"),
    command("GETRANGE", "k", "a", "b"),
    command("EXPIRE", "k", "1e3"),
    command("SELECT", "16"),
    command("SELECT", "x"),
    command("HSET", "h", "a"),
    command("", "x"),
    command("X".repeat(200), "y".repeat(200)),
  ],
};

/** Waits for the end of a connection. What is written to one that has ended already resets it: that is no failure. */
async function ended(socket) {
  if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
}

/** Says the bytes, a mark and no more; gives all that comes back until the connection ends. */
async function answer({ port }, bytes) {
  const socket = connect(port, "127.0.0.1");
  socket.setTimeout(10_000, () => socket.destroy(new Error("no answer in ten seconds")));
  // What is closed from the other side while we still write is no failure here.
  socket.on("error", () => {});
  let got = "";
  socket.on("data", (data) => {
    got += data.toString("latin1");
  });
  await once(socket, "connect");
  socket.write(bytes, "latin1");
  // Apart from the bytes, so that what they did to the connection shows.
  await new Promise((resolve) => setTimeout(resolve, 20));
  if (!socket.destroyed) socket.end(command("ECHO", MARK));
  await ended(socket);
  return got;
}

for (const [what, cases] of Object.entries(CASES)) {
  test(`${what}: answered as by redis-server`, async () => {
    for (const bytes of cases) {
      const [got, want] = await Promise.all([answer(redlet, bytes), answer(redis, bytes)]);
      assert.equal(got, want, JSON.stringify(bytes.slice(0, 100)));
    }
    for (const server of [redlet, redis]) assert.equal(await talk(server, command("DBSIZE"), 4), ":0\r\n");
  });
}

/** Commands that never become whole: the connection waits for the rest, and is closed instead. */
const CUT = [
  "*1\r\n$536870912\r\nabc",
  "*2147483647\r\n$1\r\na\r\n",
  "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$10\r\nabc",
  "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv",
  "*3\r\n$3\r\nSET\r\n",
  "*3",
  "SET k v",
  "PING\0\r\nSET k v\r\n",
];

test("commands that are cut off run no part and cost no memory", async () => {
  for (const bytes of CUT) {
    for (const server of [redlet, redis]) {
      const socket = connect(server.port, "127.0.0.1");
      let got = "";
      socket.on("data", (data) => {
        got += data;
      });
      socket.end(bytes, "latin1");
      await once(socket, "close");
      assert.equal(got, "", JSON.stringify(bytes));
    }
  }
  for (const server of [redlet, redis]) assert.equal(await talk(server, command("DBSIZE"), 4), ":0\r\n");
});

test("a thousand connections that claim 512 MB each hinder nobody", async () => {
  const liars = Array.from({ length: 1000 }, () => connect(redlet.port, "127.0.0.1"));
  await Promise.all(liars.map((socket) => once(socket, "connect")));
  for (const socket of liars) socket.write("*2\r\n$3\r\nGET\r\n$536870912\r\nabc");
  assert.equal(await talk(redlet, command("SET", "k", "v"), 5), "+OK\r\n");
  assert.equal(await talk(redlet, command("DEL", "k"), 4), ":1\r\n");
  for (const socket of liars) socket.destroy();
});

test("the same bytes one by one are answered the same", async () => {
  for (const bytes of ["*1\r\n$-5\r\n", command("NOPE", "a"), "PING 'a\r\n", "GET a b\r\n"]) {
    const socket = connect({ port: redlet.port, host: "127.0.0.1", noDelay: true });
    socket.on("error", () => {});
    let got = "";
    socket.on("data", (data) => {
      got += data;
    });
    for (const byte of bytes) {
      socket.write(byte);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    socket.write(command("QUIT"));
    await ended(socket);
    const want = await talk(redis, bytes + command("QUIT"), 1000);
    assert.equal(got, want);
  }
});
