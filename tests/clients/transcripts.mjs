// The commands that the transcripts of tests/commands say, without what is answered there.

import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { buildSync } from "esbuild";

const root = new URL("../../", import.meta.url).pathname;
const folder = `${root}tests/commands/`;

/** Every case: its file and title, and its steps: words with how the reply is described, or a wait in ms. */
export async function cases() {
  const { split } = await words();
  const all = [];
  for (const name of readdirSync(folder).sort()) {
    for (const line of readFileSync(folder + name, "utf8").split("\n")) {
      const said = /^(\d?)> (.*)$/.exec(line);
      const wait = /^! wait (\d+)$/.exec(line);
      if (line.startsWith("# ")) all.push({ name, title: line.slice(2), steps: [] });
      else if (wait) all.at(-1).steps.push({ wait: Number(wait[1]) });
      else if (said) all.at(-1).steps.push({ line: said[2], words: split(said[2]), want: [] });
      else if (/^\d<$/.test(line)) all.at(-1).steps.push({ wait: 0, want: [] });
      else if (line !== "") all.at(-1)?.steps.at(-1)?.want?.push(line);
    }
  }
  return all;
}

/** The playground's own way to split a line. */
async function words() {
  const outfile = `${root}.cache/clients-tests/words.mjs`;
  mkdirSync(`${root}.cache/clients-tests`, { recursive: true });
  buildSync({ entryPoints: [`${root}www/cli/words.ts`], outfile, format: "esm", target: "node20" });
  return import(outfile);
}
