/** What can be typed: names, completions and syntax lines, all read from `COMMAND DOCS`. */

/** One argument as COMMAND DOCS describes it. */
interface Argument {
  name: string;
  type: string;
  token?: string;
  flags?: string[];
  arguments?: Argument[];
}

/** One command as COMMAND DOCS describes it. */
interface Docs {
  summary: string;
  group: string;
  arguments?: Argument[];
  subcommands?: Record<string, Docs>;
}

/** A command that can be completed and explained. */
export interface Entry {
  /** The name as typed, upper-case: `CLIENT ID`. */
  name: string;
  summary: string;
  /** The arguments, one string each, in Redis's notation. */
  args: string[];
}

/** Makes the list of commands from the reply of COMMAND DOCS. */
export function entries(docs: Record<string, Docs>): Entry[] {
  const all: Entry[] = [];
  for (const [name, command] of Object.entries(docs)) {
    const subcommands = Object.entries(command.subcommands ?? {});
    if (subcommands.length === 0) all.push(entry(name, command));
    for (const [sub, docs] of subcommands) all.push(entry(sub.replace("|", " "), docs));
  }
  return all.sort((a, b) => a.name.localeCompare(b.name));
}

function entry(name: string, docs: Docs): Entry {
  return { name: name.toUpperCase(), summary: docs.summary, args: (docs.arguments ?? []).map(notation) };
}

function notation(arg: Argument): string {
  const has = (flag: string) => arg.flags?.includes(flag) ?? false;
  const inner = (arg.arguments ?? []).map(notation);
  let text = arg.name;
  if (arg.type === "pure-token") text = "";
  else if (arg.type === "oneof") text = inner.join(" | ");
  else if (arg.type === "block") text = inner.join(" ");
  if (arg.token) text = text === "" ? arg.token : `${arg.token} ${text}`;
  if (has("multiple")) text = `${text} [${text} ...]`;
  if (arg.type === "oneof" && !has("optional")) text = `<${text}>`;
  return has("optional") ? `[${text}]` : text;
}

/** What a command takes and does, in a line. */
export function usage(entry: Entry): string {
  return `${[entry.name, ...entry.args].join(" ")}: ${entry.summary}`;
}

/** The command that a line calls, longest name first. */
export function find(all: Entry[], line: string): Entry | undefined {
  const words = line.trimStart().toUpperCase().split(/\s+/);
  const called = (entry: Entry) => entry.name.split(" ").every((word, i) => words[i] === word);
  return all.filter(called).sort((a, b) => b.name.length - a.name.length)[0];
}

/** The arguments that are still to be typed, as a hint behind the line. */
export function hint(all: Entry[], line: string): string {
  const entry = find(all, line);
  if (!entry) return "";
  const words = line.trimStart().split(/\s+/);
  const finished = words.length - entry.name.split(" ").length - (line.endsWith(" ") ? 1 : 0);
  const rest = entry.args.slice(Math.max(0, finished)).join(" ");
  return rest && (line.endsWith(" ") ? rest : ` ${rest}`);
}

/** The names that a line may go on to. */
export function completions(all: Entry[], line: string): string[] {
  const typed = line.trimStart().toUpperCase();
  if (typed === "") return [];
  return all.map((entry) => entry.name).filter((name) => name.startsWith(typed) && name !== typed);
}
