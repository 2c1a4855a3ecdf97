// A page of Next that imports the packed module: rendered on the server first, then used in Chromium.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { app, keepsWhenServed, TOOLS } from "./apps.mjs";

/** Copies packages with all they need: Next builds nothing that lies outside of the app's folder. */
function install(root, names) {
  const found = new Set();
  const find = (name) => {
    if (found.has(name)) return;
    let manifest;
    try {
      manifest = JSON.parse(readFileSync(`${TOOLS}${name}/package.json`, "utf8"));
    } catch {
      // Another platform's.
      return;
    }
    found.add(name);
    Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).forEach(find);
  };
  names.forEach(find);
  const copy = (flags) => spawnSync("cp", [flags, "--parents", ...found, join(root, "node_modules")], { cwd: TOOLS });
  // As links where that can be: these are hundreds of megabytes.
  if (copy("-al").status !== 0) assert.equal(copy("-a").status, 0);
}

/** The second takes a minute, and is for `npm run test:apps`. */
const BUNDLERS = { Turbopack: [], ...(process.env.REDLET_APPS === "all" && { webpack: ["--webpack"] }) };

for (const [bundler, flags] of Object.entries(BUNDLERS)) {
  test(`Next builds and prerenders it with ${bundler}`, async () => {
    const root = app("next");
    install(root, ["next", "react", "react-dom"]);
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };
    const next = join(root, "node_modules/next/dist/bin/next");
    execFileSync("node", [next, "build", ...flags], { cwd: root, env, stdio: ["ignore", "ignore", "inherit"] });
    await keepsWhenServed(join(root, "out"));
  });
}
