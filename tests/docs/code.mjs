// Code of the documents: it compiles against the packed types, and a comment behind a statement says what comes out.

import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { transformSync } from "esbuild";

const run = promisify(execFile);
const root = new URL("../../", import.meta.url).pathname;
const STRICT = ["--ignoreConfig", "--strict", "--noEmit", "--target", "es2022", "--module", "nodenext"];
const NODE = ["--types", "", "--lib", "es2022,dom"];

/** Compiles code in an app. */
export function compiles(app, code, ...options) {
  writeFileSync(join(app, "sample.ts"), code);
  const args = [...STRICT, ...NODE, ...options, join(app, "sample.ts")];
  const { stdout } = spawnSync(`${root}node_modules/.bin/tsc`, args, { encoding: "utf8" });
  assert.equal(stdout, "");
}

/** `await x;  // y` as a check that it gives y. Other comments explain, and stay. */
function checked(code) {
  return code.replaceAll(/^(await [^;\n]*); *\/\/ ([[{"].*|-?\d.*|null|true|false)$/gm, "same($1, $2);");
}

/** Runs code in a folder within an app; every claim of its comments must hold. */
export async function holds(app, code, cwd) {
  const script = checked(code);
  const claims = script.match(/^same\(/gm) ?? [];
  const head = `import assert from "node:assert/strict";
    let claims = 0;
    const same = (got, want) => { assert.deepEqual(got, want); claims++; };\n`;
  const { code: plain } = transformSync(head + script, { loader: "ts", target: "es2022", format: "esm" });
  writeFileSync(join(app, "sample.js"), `${plain}\nconsole.log(claims);`);
  const { stdout } = await run("node", ["../sample.js"], { cwd, timeout: 30_000 });
  assert.equal(stdout, `${claims.length}\n`);
}
