/** The playground: a prompt on a database in this tab. */

import { Redlet, RedletError, type TypedReply } from "redlet";
import { format, resp2 } from "./cli/format.ts";
import { type Entry, entries } from "./cli/syntax.ts";
import { split } from "./cli/words.ts";
import { KeyList } from "./keys.ts";
import { Prompt } from "./prompt.ts";

const get = <T extends HTMLElement>(selector: string): T => {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`no element ${selector}`);
  return found;
};
const log = get("#log");
const input = get<HTMLInputElement>("#line");

/** Adds a line to the log, below what is there. */
function print(text: string, kind: string): void {
  const line = document.createElement("div");
  line.className = kind;
  line.textContent = text;
  log.append(line);
  log.scrollTop = log.scrollHeight;
}

function printSaid(line: string): void {
  const said = document.createElement("div");
  const bold = document.createElement("b");
  bold.textContent = line;
  said.className = "said";
  said.append("> ", bold);
  log.append(said);
}

const COLOURS: Partial<Record<TypedReply["type"], string>> = {
  error: "error",
  bulk: "string",
  integer: "number",
  double: "number",
};

/** Runs one line against the database and prints its reply. */
async function run(db: Redlet, line: string, protocol: { version: number }): Promise<void> {
  printSaid(line);
  try {
    const words = split(line);
    const [name, version] = words;
    if (String(name).toLowerCase() === "clear") {
      log.replaceChildren();
      return;
    }
    const reply = await db.reply(...words);
    if (String(name).toLowerCase() === "hello" && reply.type === "map" && version) protocol.version = Number(version);
    const shown = protocol.version === 2 ? resp2(reply) : reply;
    print(format(shown), COLOURS[shown.type] ?? "plain");
  } catch (error) {
    print(error instanceof Error ? error.message : String(error), "error");
  }
}

/** Says where the data is kept, and how much room there is. */
async function showStorage(db: Redlet): Promise<void> {
  const badge = get("#storage");
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  const room = quota > 0 ? ` · ${size(usage)} of ${size(quota)}` : "";
  badge.dataset.storage = db.storage;
  badge.textContent = db.storage === "opfs" ? `kept in OPFS${room}` : "in memory: gone with this tab";
}

/** Gives the database to the user, as one SQLite file. */
async function download(db: Redlet, name: string): Promise<void> {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await new Response(await db.export()).blob());
  link.download = `${name}.db`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Puts a file of the user in the place of the database, for all tabs. */
async function upload(name: string, file: File): Promise<void> {
  if (!confirm(`Put ${file.name} in the place of all keys here?`)) return;
  await Redlet.import(name, file);
  print(`${file.name} is the database now`, "plain");
}

function size(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return `${(bytes / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
}

/** Reads the command table, for completion and hints. */
async function commands(db: Redlet): Promise<Entry[]> {
  return entries((await db.call("COMMAND", "DOCS")) as Parameters<typeof entries>[0]);
}

async function start(): Promise<void> {
  const name = new URLSearchParams(location.search).get("db") ?? "playground";
  const db = await Redlet.open({ name, fallback: "memory" });
  const protocol = { version: 2 };
  const submit = (line: string) => prompt.submit(line);
  const list = new KeyList(db, submit);
  const prompt = new Prompt(
    {
      form: get<HTMLFormElement>("#prompt"),
      input,
      hint: get("#hint"),
      syntax: get("#syntax"),
      choices: get("#choices"),
    },
    (line) => void run(db, line, protocol).then(() => Promise.all([list.refresh(), showStorage(db)])),
  );
  for (const button of document.querySelectorAll<HTMLElement>("[data-line]")) {
    button.addEventListener("click", () => submit(button.dataset.line ?? ""));
  }
  const save = get<HTMLButtonElement>("#download");
  save.addEventListener("click", () => void download(db, name).catch((error) => print(String(error), "error")));
  save.disabled = false;
  const picker = get<HTMLInputElement>("#file");
  const load = get<HTMLButtonElement>("#upload");
  load.addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    const [file] = picker.files ?? [];
    // So that the same file can be chosen again.
    picker.value = "";
    if (!file) return;
    upload(name, file)
      .then(() => Promise.all([list.refresh(), showStorage(db)]))
      .catch((error) => print(String(error), "error"));
  });
  // Without storage there is nothing that could be replaced.
  load.disabled = db.storage !== "opfs";
  input.disabled = false;
  input.focus();
  prompt.commands = await commands(db);
  await Promise.all([list.refresh(), showStorage(db)]);
  // Times to live run down by themselves.
  setInterval(() => {
    if (document.visibilityState === "visible") void list.refresh();
  }, 1000);
}

start().catch((error: unknown) => {
  const badge = get("#storage");
  badge.dataset.storage = "memory";
  badge.textContent = "not open";
  const busy = error instanceof RedletError && ["LOCKED", "VERSION"].includes(error.code);
  const advice = busy ? "\nClose the other tab, then reload this page." : "";
  print(`${error instanceof Error ? error.message : error}${advice}`, "error");
});
