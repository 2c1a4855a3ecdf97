// The engine in two parts answers every transcript, and the first part alone runs its own commands.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { before, test } from "node:test";
import { buildSync } from "esbuild";
import { Redlet } from "../../dist/slim.js";
import { isFirst } from "../../scripts/split/split.mjs";
import { cases, filesOf, isForOne, matches } from "../transcripts.mjs";

const root = new URL("../../", import.meta.url).pathname;
const folder = `${root}tests/commands/`;
const compiled = (name) => new WebAssembly.Module(readFileSync(`${root}dist/redlet/${name}.wasm`));
const wasm = compiled("engine");

let cli;
let loads = 0;

before(async () => {
  const outfile = `${root}.cache/split/cli.mjs`;
  mkdirSync(`${root}.cache/split`, { recursive: true });
  const contents = `export * from "${root}www/cli/format.ts"; export * from "${root}www/cli/words.ts";`;
  buildSync({ stdin: { contents, resolveDir: root }, outfile, bundle: true, format: "esm", target: "node20" });
  cli = await import(outfile);
  standIn(compiled("engine-first"), compiled("engine-rest"));
});

/** Makes instances of the first part in the place of those of the whole, and gives each the rest when a stub asks for it. */
function standIn(first, rest) {
  const { instantiate } = WebAssembly;
  const [{ module: build }] = WebAssembly.Module.imports(rest);
  WebAssembly.instantiate = async (_, imports) => {
    const load = () => {
      loads++;
      new WebAssembly.Instance(rest, { [build]: instance.exports });
      instance.exports[`$${build}`].value = 1;
    };
    const instance = await instantiate(first, { ...imports, split: { load } });
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

test("a part of the engine is not taken for the whole", async () => {
  await assert.rejects(Redlet.open({ wasm: compiled("engine-first"), name: ":memory:" }), { code: "WASM" });
});

for (const name of filesOf(folder)) {
  test(name, async () => {
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
