// `redlet serve` that is stopped or killed while clients write: what was acknowledged is in the file.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { command, open, say, serve, stop } from "./servers.mjs";

const folder = mkdtempSync(join(tmpdir(), "redlet-durable-"));
after(() => rmSync(folder, { recursive: true }));

const CLIENTS = 5;
/** Commands in flight on each connection: `SET client:n n` and `INCR client`, one after the other. */
const IN_FLIGHT = 50;

/** Clients that write without end; gives what tells how many replies each has got. */
async function writeTo(server) {
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => open(server)));
  clients.forEach((client, id) => {
    let sent = 0;
    const fill = () => {
      while (sent - client.replies < IN_FLIGHT && client.socket.writable) {
        const n = Math.floor(sent / 2);
        client.socket.write(sent % 2 === 0 ? command("SET", `${id}:${n}`, n) : command("INCR", id));
        sent++;
      }
    };
    client.socket.on("data", fill);
    fill();
  });
  return clients;
}

for (const [signal, appendfsync] of [
  ["SIGTERM", "everysec"],
  ["SIGINT", "no"],
  ["SIGKILL", "everysec"],
  ["SIGKILL", "always"],
  ["SIGKILL", "no"],
]) {
  test(`${signal} while clients write, appendfsync ${appendfsync}: nothing acknowledged is lost`, async () => {
    const data = join(folder, `${signal}-${appendfsync}.db`);
    for (let round = 0; round < 3; round++) {
      const server = await serve("--data", data, "--appendfsync", appendfsync);
      await say(server, "FLUSHALL");
      const clients = await writeTo(server);
      await clients[0].replied(100);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
      const code = await stop(server, signal);
      assert.equal(code, signal === "SIGKILL" ? null : 0);
      assert.equal(existsSync(`${data}.lock`), signal === "SIGKILL");
      await Promise.all(clients.map((client) => client.replied(Number.POSITIVE_INFINITY)));
      const sound = execFileSync("sqlite3", ["-readonly", data, "PRAGMA integrity_check"], { encoding: "utf8" });
      assert.equal(sound, "ok\n");

      const again = await serve("--data", data);
      for (const [id, { replies }] of clients.entries()) {
        const counted = Number(await say(again, "GET", String(id)));
        assert.ok(counted >= Math.floor(replies / 2), `${replies} replies, ${counted} counted`);
        const last = Math.ceil(replies / 2) - 1;
        if (last >= 0) assert.equal(await say(again, "GET", `${id}:${last}`), String(last));
      }
      assert.equal(await stop(again, "SIGTERM"), 0);
    }
  });
}
