// What ships beside redlet's own code, and under which licence: crates in the wasm, C inside those
// crates, and npm packages that are needed at run time. `node scripts/licences.mjs` fails where one
// is not allowed; the build writes the notices that the allowed ones ask for.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = new URL("..", import.meta.url).pathname;

/** Licences that ask for no more than their notice. Nothing that reaches over to the user's own code. */
const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "blessing",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BSL-1.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "Unicode-3.0",
  "Unlicense",
  "Zlib",
]);

/** What no manifest names: code inside the crates and under them, with its copyright line. */
const INSIDE = [
  {
    name: "Rust's standard library and allocator (dlmalloc-rs)",
    licence: "MIT OR Apache-2.0",
    text: "Copyright (c) The Rust Project Developers, Alex Crichton\nlibm: Copyright (c) 1993 by Sun Microsystems, Inc.",
  },
  { name: "SQLite", licence: "blessing", text: "In the public domain; see https://www.sqlite.org/copyright.html" },
  { name: "Lua 5.1 (in lua.wasm)", licence: "MIT", text: "Copyright (C) 1994-2012 Lua.org, PUC-Rio" },
  {
    name: "musl, parts of it (in sqlite-wasm-rs)",
    licence: "MIT",
    text: "Copyright (c) 2005-2020 Rich Felker, et al.\nqsort: Copyright (c) 2011 by Valentin Ochs",
  },
  {
    name: "printf (in sqlite-wasm-rs)",
    licence: "MIT",
    text: "Copyright (c) 2021-2024 Eyal Rozenberg\nCopyright (c) 2014-2019 Marco Paland, PALANDesign Hannover, Germany",
  },
];

/** Whether an SPDX expression leaves a choice that is allowed. Crates of old write `/` for `OR`. */
export function isAllowed(expression) {
  const inside = /\(([^()]*)\)/.exec(expression);
  if (inside) return isAllowed(expression.replace(inside[0], isAllowed(inside[1]) ? "MIT" : "NONE"));
  const either = expression.split(/\s+OR\s+|\//);
  return either.some((all) => all.split(/\s+AND\s+/).every((one) => ALLOWED.has(one.trim())));
}

/** The crates that end up in the wasm: neither tests' nor builds', nor what runs in the compiler. */
function crates() {
  const args = ["metadata", "--format-version", "1", "--filter-platform", "wasm32-unknown-unknown", "--quiet"];
  const { packages, resolve } = JSON.parse(
    execFileSync("cargo", args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 }),
  );
  const byId = new Map(packages.map((each) => [each.id, each]));
  const nodes = new Map(resolve.nodes.map((each) => [each.id, each]));
  const found = new Set();
  const walk = (id) => {
    if (found.has(id) || byId.get(id).targets.some(({ kind }) => kind.includes("proc-macro"))) return;
    found.add(id);
    for (const { pkg, dep_kinds } of nodes.get(id).deps) if (dep_kinds.some(({ kind }) => kind === null)) walk(pkg);
  };
  walk(resolve.root);
  // What has no source is redlet itself.
  const shipped = [...found].map((id) => byId.get(id)).filter(({ source }) => source !== null);
  return shipped.map((each) => ({
    name: `${each.name} ${each.version} (crate)`,
    licence: each.license ?? "none named",
    text: notice(each, shipped),
  }));
}

/** The licence's text out of the crate, or out of another crate of the same repository. */
function notice(crate, others) {
  const family = [crate, ...others.filter(({ repository }) => repository && repository === crate.repository)];
  for (const { manifest_path } of family) {
    for (const file of ["LICENSE-MIT", "LICENSE", "LICENSE.md", "LICENSE.txt", "COPYING"]) {
      const path = join(dirname(manifest_path), file);
      if (existsSync(path)) return readFileSync(path, "utf8").trim();
    }
  }
  return undefined;
}

/** The npm packages that a user of redlet installs with it. */
function modules() {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const needed = Object.entries(packages).filter(([path, { dev }]) => path !== "" && !dev);
  return needed.map(([path, { version, license = "none named" }]) => {
    const file = join(root, path, "LICENSE");
    const text = existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
    return { name: `${path.replace(/^.*node_modules\//, "")} ${version} (npm)`, licence: license, text };
  });
}

/** Everything that ships, with what is wrong about it. */
export function shipped() {
  const all = [...crates(), ...modules(), ...INSIDE];
  const problems = all.flatMap(({ name, licence, text }) => {
    if (!isAllowed(licence)) return [`${name}: the licence "${licence}" is not allowed`];
    return text ? [] : [`${name}: no text of its licence was found`];
  });
  return { all, problems };
}

/** The file of notices: a text once, below the names of all that share it. */
export function notices() {
  const { all, problems } = shipped();
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const byText = new Map();
  for (const each of all) byText.set(each.text, [...(byText.get(each.text) ?? []), each]);
  const parts = [...byText].map(([text, each]) => {
    const names = each.map(({ name, licence }) => `${name}: ${licence}`).join("\n");
    return `${names}\n\n${text}\n`;
  });
  const rule = `\n${"-".repeat(80)}\n\n`;
  const head = "redlet ships with what is listed here. Where a licence leaves a choice, it is used under MIT.\n";
  return [head, ...parts, `MIT\n\n${MIT}`].join(rule);
}

/** The licence of what is named above by its copyright line alone: redlet's own file has the text. */
const MIT = readFileSync(join(root, "LICENSE"), "utf8").split("\n\n").slice(2).join("\n\n");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { all, problems } = shipped();
  for (const problem of problems) console.log(problem);
  console.log(`${all.length} parts ship beside redlet's own code, ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
