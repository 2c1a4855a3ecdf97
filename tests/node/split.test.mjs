// The engine in two parts answers every transcript, and the first part alone runs its own commands.
// `node scripts/build.mjs --split` makes the parts.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { before, test } from "node:test";
import { buildSync } from "esbuild";
import { Redlet } from "../../dist/slim.js";
import { isFirst } from "../../scripts/split/split.mjs";
import { cases, isForOne, matches } from "../transcripts.mjs";

const root = new URL("../../", import.meta.url).pathname;
const parts = `${root}.cache/split/`;
const folder = `${root}tests/commands/`;
const isBuilt = existsSync(`${parts}rest.wasm`);
const compiled = (name) => new WebAssembly.Module(readFileSync(parts + name));

let cli;
let wasm;
let loads = 0;

before(async () => {
  if (!isBuilt) return;
  const outfile = `${root}.cache/split/cli.mjs`;
  mkdirSync(parts, { recursive: true });
  const contents = `export * from "${root}www/cli/format.ts"; export * from "${root}www/cli/words.ts";`;
  buildSync({ stdin: { contents, resolveDir: root }, outfile, bundle: true, format: "esm", target: "node20" });
  cli = await import(outfile);
  wasm = compiled("first.wasm");
  loadOnDemand(compiled("rest.wasm"));
});

/** Gives each instance of the first part the rest, when a stub asks for it. */
function loadOnDemand(rest) {
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (module, imports) => {
    const load = () => {
      loads++;
      new WebAssembly.Instance(rest, { 0: instance.exports });
      instance.exports.$isThere.value = 1;
    };
    const instance = await instantiate(module, { ...imports, split: { load } });
    return instance;
  };
}

/** What each line of a case is answered, as redis-cli prints it. */
async function play(steps) {
  const db = await Redlet.open({ wasm, name: ":memory:" });
  const printed = [];
  let version = 2;
  for (const { line, wait } of steps) {
    if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
    if (line === undefined) continue;
    const words = cli.split(line);
    const reply = await db.reply(...words);
    if (/^hello [23]/i.test(line) && reply.type === "map") version = Number(words[1]);
    if (/^reset$/i.test(line)) version = 2;
    printed.push(cli.format(version === 2 ? cli.resp2(reply) : reply).split("\n"));
  }
  await db.close();
  return printed;
}

for (const name of readdirSync(folder)) {
  test(name, { skip: !isBuilt && "the parts are not built" }, async () => {
    for (const { title, steps } of cases(readFileSync(folder + name, "utf8")).filter(isForOne)) {
      const earlier = loads;
      const lines = steps.filter(({ line }) => line !== undefined);
      const printed = await play(steps);
      lines.forEach(({ line, want }, i) => {
        const isAny = want.join() === "~ ...";
        const is =
          isAny || (want.length === printed[i].length && want.every((each, at) => matches(each, printed[i][at])));
        assert.ok(is, `${title}\n> ${line}\n--- want\n${want.join("\n")}\n--- got\n${printed[i].join("\n")}`);
      });
      const isOfFirst = lines.every(({ line }) => isFirst(cli.split(line).slice(0, 2).join(" ").toUpperCase()));
      if (isOfFirst) assert.equal(loads, earlier, `${title}: the rest was loaded`);
    }
  });
}
