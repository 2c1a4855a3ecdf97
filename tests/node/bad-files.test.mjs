// A file that is not redlet's is refused with the cause as code, and left byte for byte as it was.

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Redlet } from "redlet";
import { foreign } from "./foreign.mjs";

const folder = mkdtempSync(join(tmpdir(), "redlet-bad-"));
after(() => rmSync(folder, { recursive: true }));

/** A database of redlet, closed. */
async function ours() {
  const path = join(folder, "ours.db");
  const r = await Redlet.open(path);
  for (let n = 0; n < 200; n++) r.set(`k${n}`, "v".repeat(100));
  await r.close();
  return readFileSync(path);
}

const FILES = {
  "another program's": [foreign, "FOREIGN"],
  "a picture's": [async () => Buffer.from("\x89PNG\r\n\x1a\n".repeat(1000), "latin1"), "NOTADB"],
  "cut short": [async () => (await ours()).subarray(0, 8192), "CORRUPT"],
  "a newer redlet's": [async () => (await ours()).fill(99, 63, 64), "TOONEW"],
};

for (const [whose, [bytes, code]] of Object.entries(FILES)) {
  test(`a file that is ${whose} is refused`, async () => {
    const path = join(folder, `${code}.db`);
    const before = await bytes();
    writeFileSync(path, before);
    await assert.rejects(Redlet.open(path), { name: "RedletError", code });
    assert.ok(readFileSync(path).equals(before), "it was left as it was");
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith(`${code}.db`)),
      [`${code}.db`],
    );
  });
}
