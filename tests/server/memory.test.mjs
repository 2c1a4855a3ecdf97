// Replies that no memory holds: whoever asks for them is refused, and nobody else is.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { command, serveIn, stop, talk } from "./servers.mjs";

const LARGE = 10 << 20;
const bulk = (text) => `$${text.length}\r\n${text}\r\n`.length;

/** A reply of one line. */
async function ask(...words) {
  const socket = connect(server.port, "127.0.0.1");
  socket.write(command(...words));
  const [line] = await once(socket, "data");
  socket.destroy();
  return String(line);
}

let server;
before(async () => {
  const tokens = ["--token", "all", "--read-only-token", "read"];
  server = await serveIn([process.execPath], "--data", ":memory:", "--port", "0", "--rest", "0", ...tokens);
  assert.equal(await ask("SET", "k", "v".repeat(LARGE)), "+OK\r\n");
  for (let at = 0; at < 3; at++) {
    assert.equal(await ask("SADD", "s", `${at}${"v".repeat(LARGE)}`), ":1\r\n");
  }
});
after(async () => {
  assert.equal(await stop(server, "SIGTERM"), 0);
});

test("a pipeline of 2 GB is answered, and others between its replies", async () => {
  const socket = connect(server.port, "127.0.0.1");
  const want = 200 * bulk("v".repeat(LARGE));
  let got = 0;
  let others = 0;
  socket.on("data", (bytes) => {
    got += bytes.length;
  });
  socket.write(command("GET", "k").repeat(200));
  while (got < want) {
    const before = got;
    assert.equal(await ask("PING"), "+PONG\r\n");
    if (before > 0 && got < want) others++;
    assert.ok(!socket.destroyed);
  }
  assert.equal(got, want);
  assert.ok(others > 3, `${others} answers to others`);
  socket.end();
  await once(socket, "close");
});

test("what one command may hold is bounded", async () => {
  const many = Array(300).fill("k");
  for (const words of [
    ["MGET", ...many],
    ["SRANDMEMBER", "s", "-300"],
    ["SORT", "s", "ALPHA", ...Array(100).fill(["GET", "#"]).flat()],
    ["SUNION", ...many.map(() => "s")],
  ]) {
    const said = await ask(...words);
    assert.equal(said, "-OOM not enough memory for this command\r\n", words[0]);
  }
  assert.equal(await ask("BITOP", "XOR", "d", ...Array(41).fill("k")), `:${LARGE}\r\n`);
});

test("in a transaction it is the commands beyond the bound that are refused", async () => {
  const queued = command("GET", "k").repeat(80);
  const lines = command("MULTI") + command("SET", "a", 1) + queued + command("SET", "b", 2) + command("EXEC");
  const socket = connect(server.port, "127.0.0.1");
  const parts = [];
  socket.on("data", (bytes) => parts.push(bytes.length > 2_000 ? bytes.subarray(-2_000) : bytes));
  socket.write(lines + command("MGET", "a", "b"));
  const end = "*2\r\n$1\r\n1\r\n$1\r\n2\r\n";
  let text = "";
  while (!text.endsWith(end)) {
    await once(socket, "data");
    text = Buffer.concat(parts.slice(-4)).toString("latin1");
  }
  assert.ok(text.endsWith(`-OOM not enough memory for this command\r\n+OK\r\n${end}`));
  socket.destroy();
});

test("a request over REST is refused, with few bytes or by many", async () => {
  const body = JSON.stringify(Array(300).fill(["GET", "k"]));
  const headers = { authorization: "Bearer read" };
  const asked = Array.from({ length: 4 }, () => fetch(`${server.rest}/pipeline`, { method: "POST", headers, body }));
  for (const response of await Promise.all(asked)) {
    assert.ok([413, 503].includes(response.status), `${response.status}`);
    assert.match((await response.json()).error, /^OOM /);
  }
  const few = await fetch(`${server.rest}/strlen/k`, { headers });
  assert.deepEqual(await few.json(), { result: LARGE });
  assert.equal(await talk(server, command("PING"), 7), "+PONG\r\n");
});
