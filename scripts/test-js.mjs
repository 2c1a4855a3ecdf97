// Bundles the facade's unit tests and runs them: Node 20 reads no TypeScript.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as esbuild from "esbuild";

process.chdir(new URL("..", import.meta.url).pathname);

function tests(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return tests(path);
    return entry.name.endsWith(".test.ts") ? [path] : [];
  });
}

const entryPoints = tests("js");
if (entryPoints.length === 0) throw new Error("no test in js/");
await esbuild.build({
  entryPoints,
  outdir: ".cache/js-tests",
  outbase: "js",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  logLevel: "warning",
  external: ["*/engine.js"],
});
const built = entryPoints.map((file) => file.replace(/^js/, ".cache/js-tests").replace(/\.ts$/, ".mjs"));
process.exitCode =
  spawnSync("node", ["--test", "--test-timeout=900000", ...built], { stdio: ["ignore", "inherit", "inherit"] })
    .status ?? 1;
