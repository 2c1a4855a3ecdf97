// The package as somebody who installs it has it: packed, and unpacked into an empty app.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = new URL("../../", import.meta.url).pathname;

/** Makes an app that has nothing but the package; gives its folder. */
export function emptyApp() {
  const app = mkdtempSync(join(tmpdir(), "redlet-app-"));
  const args = ["pack", "--json", "--pack-destination", app];
  const [packed] = JSON.parse(
    execFileSync("npm", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  );
  const modules = join(app, "node_modules/redlet");
  mkdirSync(modules, { recursive: true });
  execFileSync("tar", ["-xzf", join(app, packed.filename), "-C", modules, "--strip-components=1"]);
  writeFileSync(join(app, "package.json"), '{ "type": "module", "dependencies": { "redlet": "*" } }');
  return app;
}
