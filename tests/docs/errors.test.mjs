// The codes of errors: the type has those that the engine and the facade give, and docs/errors.md explains each.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../../", import.meta.url).pathname;
const text = (path) => readFileSync(root + path, "utf8");

/** The sources of a folder, without tests. */
function sources(folder, extension) {
  return readdirSync(root + folder, { recursive: true })
    .filter((name) => name.endsWith(extension) && !/[./]test|\.check\./.test(name))
    .map((name) => `${folder}/${name}`);
}

/** All that a pattern finds in files, each once. */
function found(pattern, paths) {
  const all = paths.flatMap((path) => [...text(path).matchAll(pattern)].map(([, word]) => word));
  return [...new Set(all)].sort();
}

const union = found(/^ {2}\| "([A-Z]+)"/gm, ["js/errors.ts"]);

/** The first words of the engine's replies, without options that a text begins with, and the codes of its failures. */
function ofEngine() {
  const texts = sources("src", ".rs").filter((path) => /^src\/(modules\/\w+\/)?error(\.rs|\/)/.test(path));
  const replies = found(/"([A-Z]{2,}) [A-Za-z{]/g, texts).filter((word) => word !== "ID" && word !== "STORE");
  const failures = found(/(?:=> |\bfail\()"([A-Z]+)"/g, ["src/sqlite/error.rs", "src/wasm.rs"]);
  assert.ok(replies.includes("WRONGTYPE") && failures.includes("CORRUPT") && failures.includes("PROTOCOL"));
  return [...replies, ...failures];
}

test("the type has the codes that are given, and no other", () => {
  const given = /(?:RedletError\(|RedletError\.from\(\w+, |#expire\(|code: ErrorCode = |\berror\()\s*["`]([A-Z]+)/g;
  const ofFacade = found(given, sources("js", ".ts"));
  assert.deepEqual([...new Set([...ofEngine(), ...ofFacade])].sort(), union);
});

test("docs/errors.md explains each code of the type, and no other", () => {
  const rows = text("docs/errors.md").matchAll(/^\| (`[A-Z]+`(?:, `[A-Z]+`)*) \|/gm);
  const explained = [...rows].flatMap(([, codes]) => codes.match(/[A-Z]+/g));
  assert.deepEqual([...new Set(explained)].sort(), union);
});
