// `redlet serve` under load: long pipelines, both protocols, and redis-benchmark.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { command, say, serve, serveRedis, stop, talk } from "./servers.mjs";

const folder = mkdtempSync(join(tmpdir(), "redlet-load-"));
let server;
before(async () => {
  server = await serve("--data", join(folder, "data.db"));
});
after(async () => {
  assert.equal(await stop(server, "SIGTERM"), 0);
  rmSync(folder, { recursive: true });
});

test("ten thousand commands in one write are answered in order", async () => {
  const count = 10_000;
  let said = "";
  let want = "";
  for (let n = 1; n <= count; n++) {
    said += n % 2 === 0 ? command("ECHO", n) : `incr pipelined\r\n`;
    want += n % 2 === 0 ? `$${String(n).length}\r\n${n}\r\n` : `:${Math.ceil(n / 2)}\r\n`;
  }
  assert.equal(await talk(server, said, want.length), want);
});

test("a value of 64 MB goes in and out", async () => {
  const value = "v".repeat(64 << 20);
  assert.equal(await talk(server, command("SET", "big", value), 5), "+OK\r\n");
  assert.equal(await talk(server, command("STRLEN", "big"), 11), `:${value.length}\r\n`);
  const got = await talk(server, command("GET", "big"), value.length + 13);
  assert.ok(got === `$${value.length}\r\n${value}\r\n`);
  assert.equal(await talk(server, command("DEL", "big"), 4), ":1\r\n");
});

test("RESP3 after HELLO 3, and RESP2 after HELLO 2, as redis-server speaks them", async () => {
  const redis = await serveRedis();
  const said = [
    command("HELLO", "3", "SETNAME", "me"),
    command("HSET", "h", "f", "1"),
    command("HGETALL", "h"),
    command("GET", "none"),
    command("HRANDFIELD", "h", "1", "WITHVALUES"),
    command("INCRBYFLOAT", "float", "1.5"),
    command("CLIENT", "GETNAME"),
    command("HELLO", "2"),
    command("HGETALL", "h"),
    command("GET", "none"),
    command("DEL", "h", "float"),
    command("QUIT"),
  ].join("");
  // What is no protocol: the version and the connection's number.
  const plain = (text) => text.replaceAll(/\$\d\r\n\d+\.\d+\.\d+\r\n/g, "VERSION ").replaceAll(/id\r\n:\d+/g, "ID");
  const [got, want] = await Promise.all([server, redis].map((each) => talk(each, said, 1e9)));
  assert.equal(plain(got), plain(want));
  assert.match(got, /%1\r\n\$1\r\nf\r\n\$1\r\n1\r\n_\r\n/);
  await stop(redis, "SIGTERM");
});

for (const args of [[], ["-P", "16"], ["-P", "100", "-r", "1000", "-d", "1000"]]) {
  test(`redis-benchmark ${args.join(" ")} finishes`, () => {
    const tests = "ping_inline,ping_mbulk,set,get,incr,hset,mset";
    const said = execFileSync(
      "redis-benchmark",
      ["-p", String(server.port), "-n", "5000", "-c", "20", "-t", tests, "--csv", ...args],
      { encoding: "utf8", timeout: 60_000 },
    );
    const rates = said.split("\n").filter((line) => /^"[A-Z]/.test(line));
    assert.equal(rates.length, tests.split(",").length, said);
  });
}

test("the database is whole after all that", async () => {
  assert.equal(await say(server, "GET", "pipelined"), "5000");
});
