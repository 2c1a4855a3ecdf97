// The package as somebody who installs it has it: packed, and unpacked into an empty app.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = new URL("../../", import.meta.url).pathname;

let tarball;

/** The package as `npm publish` would send it; packed once a program. */
function packed() {
  if (tarball) return tarball;
  const folder = mkdtempSync(join(tmpdir(), "redlet-packed-"));
  process.on("exit", () => rmSync(folder, { recursive: true }));
  const args = ["pack", "--json", "--pack-destination", folder];
  const stdio = ["ignore", "pipe", "ignore"];
  const [{ filename }] = JSON.parse(execFileSync("npm", args, { cwd: root, encoding: "utf8", stdio }));
  tarball = join(folder, filename);
  return tarball;
}

/** Makes an app that has nothing but the package; gives its folder. */
export function emptyApp() {
  const app = mkdtempSync(join(tmpdir(), "redlet-app-"));
  const modules = join(app, "node_modules/redlet");
  mkdirSync(modules, { recursive: true });
  execFileSync("tar", ["-xzf", packed(), "-C", modules, "--strip-components=1"]);
  writeFileSync(join(app, "package.json"), '{ "type": "module", "dependencies": { "redlet": "*" } }');
  return app;
}
