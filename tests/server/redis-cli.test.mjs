// `redlet serve` as redis-cli sees it.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { say, serve, stop } from "./servers.mjs";

test("what was acknowledged is there after SIGTERM", async () => {
  const folder = mkdtempSync(join(tmpdir(), "redlet-"));
  const file = join(folder, "data.db");
  const first = await serve("--data", file);
  assert.equal(await say(first, "SET", "k", "v"), "OK");
  assert.equal(await say(first, "-3", "HSET", "h", "f", "1"), "1");
  assert.equal(await stop(first, "SIGTERM"), 0);
  const second = await serve("--data", file);
  assert.equal(await say(second, "GET", "k"), "v");
  assert.equal(await say(second, "-3", "HGETALL", "h"), "f 1");
  assert.equal(await stop(second, "SIGINT"), 0);
  rmSync(folder, { recursive: true });
});
