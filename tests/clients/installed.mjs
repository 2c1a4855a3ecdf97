// The clients and libraries of package.json beside this, which scripts/setup.sh keeps for the user.

import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const root = new URL("../../", import.meta.url).pathname;

/** The folder of their packages. */
export function installed() {
  const link = `${root}.cache/clients`;
  if (!existsSync(link)) throw new Error("run scripts/setup.sh test first");
  return realpathSync(link);
}

/** One of them. */
export function load(name) {
  const { resolve } = createRequire(join(dirname(installed()), "package.json"));
  return import(pathToFileURL(resolve(name)).href);
}

/** A module of the built package: `redlet`, or a path behind it. */
export function built(name) {
  return import(`${root}dist/${name}.js`);
}

/** Where the main module of one of them is. */
export function pathOf(name) {
  return createRequire(join(dirname(installed()), "package.json")).resolve(name);
}
