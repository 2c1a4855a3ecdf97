// The playground's way to split a line and to print a reply, beside redis-cli at its terminal.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { before, test } from "node:test";
import { buildSync } from "esbuild";
import { Redlet } from "redlet";
import { serve, stop } from "./servers.mjs";

const root = new URL("../../", import.meta.url).pathname;

/** Lines that leave the same data on both; those joined by `;` are typed in one session. */
const LINES = `
SET k "a b\\x00\\xff\\n\\t\\"é"
GET k
GET none
NOPE a b
GET
SET '' 'it\\'s'
GET ""
GET "unbalanced
GET 'a'b
INCR n
INCRBYFLOAT f 1.5
RPUSH l a b c d e f g h i j k
LRANGE l 0 -1
LRANGE none 0 -1
LPOP l 2
HSET h f v g w
HGETALL h
HGETALL none
SADD s x
SMEMBERS s
SMEMBERS none
ZADD z 1 a 2.5 b inf c -inf d 1e20 e
ZRANGE z 0 -1 WITHSCORES
ZSCORE z b
ZSCORE z c
ZMPOP 1 z MIN COUNT 2
XADD st 1-1 a 1 b 2
XADD st 1-2 c 3
XRANGE st - +
XREAD STREAMS st 0
XINFO STREAM st FULL
GEOADD g 13.361389 38.115556 Palermo
GEOSEARCH g FROMMEMBER Palermo BYRADIUS 1 km WITHCOORD WITHDIST
MGET n none
TYPE n
PING
PING "hi there"
CONFIG GET maxmemory-policy
COMMAND INFO get dbsize
COMMAND DOCS mget
CLIENT TRACKINGINFO
OBJECT HELP
SCAN 0 COUNT 100
MEMORY DOCTOR
LATENCY DOCTOR
MULTI;SET n 1;LRANGE l 0 1;HGETALL h;NOPE;EXEC
MULTI;SET n 1;LRANGE l 0 1;HGETALL h;INCR k;EXEC
`
  .trim()
  .split("\n");

let playground;
before(async () => {
  const folder = `${root}.cache/playground-tests`;
  mkdirSync(folder, { recursive: true });
  const entryPoints = ["format", "words"].map((name) => `${root}www/cli/${name}.ts`);
  buildSync({ entryPoints, outdir: folder, format: "esm", target: "node20", outExtension: { ".js": ".mjs" } });
  playground = { ...(await import(`${folder}/format.mjs`)), ...(await import(`${folder}/words.mjs`)) };
});

/** What redis-cli prints on a terminal for lines that are typed. */
function typed({ port }, version, lines) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, FAKETTY: "1" };
    const child = execFile(
      "redis-cli",
      ["-p", String(port), `-${version}`],
      { env, timeout: 20_000 },
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    );
    child.stdin.end(`${lines.join("\n")}\n`);
  });
}

/** What the playground prints for them. */
async function printed(r, version, lines) {
  let all = "";
  for (const line of lines) {
    try {
      all += `${playground.print(await r.reply(...playground.split(line)), version)}\n`;
    } catch (error) {
      all += `${error.message}\n`;
    }
  }
  return all;
}

/** Without what nobody sees: spaces at the end of a line, and whether the last line ends. */
const seen = (text) => text.replace(/ +$/gm, "").trimEnd();

for (const version of [2, 3]) {
  test(`in RESP${version} lines are split, and replies printed, as by redis-cli`, async () => {
    const server = await serve("--data", ":memory:");
    const r = await Redlet.open(":memory:");
    try {
      await r.call("HELLO", version);
      for (const line of LINES) {
        const lines = line.split(";");
        const [ours, theirs] = [await printed(r, version, lines), await typed(server, version, lines)];
        assert.equal(seen(ours), seen(theirs), line);
      }
    } finally {
      await r.close();
      await stop(server, "SIGTERM");
    }
  });
}
