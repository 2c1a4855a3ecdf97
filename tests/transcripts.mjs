// The cases of tests/commands, with what is answered, for tests that play them on a built module.

import { readdirSync } from "node:fs";

/** What can't be played on a built module yet: it has no interpreter for Lua. */
const NOT_YET = ["scripting.test"];

/** The names of the files in a folder that can be played on a built module. */
export const filesOf = (folder) =>
  readdirSync(folder).filter((file) => file.endsWith(".test") && !NOT_YET.includes(file));

/** The cases of a file: a title, and steps with the reply that is expected. */
export function cases(text) {
  const all = [];
  for (const line of text.split("\n")) {
    const said = /^(\d?)> (.*)$/.exec(line);
    const heard = /^(\d)<$/.exec(line);
    const wait = /^! wait (\d+)$/.exec(line);
    if (line.startsWith("# ")) all.push({ title: line.slice(2), steps: [] });
    else if (said) all.at(-1).steps.push({ session: said[1] || "1", line: said[2], want: [] });
    else if (heard) all.at(-1).steps.push({ session: `${heard[1]}<`, want: [] });
    else if (wait) all.at(-1).steps.push({ wait: Number(wait[1]) });
    else all.at(-1)?.steps.at(-1)?.want?.push(line);
  }
  for (const { steps } of all) for (const { want } of steps) while (want?.at(-1) === "") want.pop();
  return all;
}

/** Whether the case needs no second session, and nothing is told unasked: a page has one session a database. */
export function isForOne({ steps }) {
  return new Set(steps.flatMap(({ session }) => session ?? [])).size === 1;
}

/** A line after `~ ` is a glob, in which a backslash makes the next character plain; all else stands for itself. */
export function matches(want, got) {
  if (!want.startsWith("~ ")) return want === got;
  const pattern = want.slice(2).replace(/\\(.)|[.+^${}()|\\*?]/g, (found, plain) => {
    if (found === "*") return ".*";
    if (found === "?") return ".";
    return (plain ?? found).replace(/\W/, "\\$&");
  });
  return new RegExp(`^${pattern}$`, "s").test(got);
}
