/** The playground: a prompt on a database in this tab. */

import { Redlet, type RedletError } from "redlet";
import { type Entry, entries, find, usage } from "./cli/syntax.ts";
import { Console, messageOf } from "./console.ts";
import { KeyList } from "./keys.ts";
import { Log } from "./log.ts";
import { Prompt } from "./prompt.ts";
import { Running } from "./running.ts";
import { Sessions } from "./sessions.ts";

const get = <T extends HTMLElement>(selector: string): T => {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`no element ${selector}`);
  return found;
};
const log = new Log(get("#log"));
const input = get<HTMLInputElement>("#line");
const badge = get("#storage");

/** What to do where a database can't be had, or no longer. */
const ADVICE: Partial<Record<string, string>> = {
  LOCKED: "Close the other tab or window that has it open, then reload this page.",
  VERSION: "Close or reload the other tab, then reload this page.",
};

/** Says where the data is kept, and how much room there is. */
async function showStorage(db: Redlet): Promise<void> {
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.().catch(() => undefined)) ?? {};
  const room = quota > 0 ? ` · ${size(usage)} of ${size(quota)}` : "";
  const said = db.storage === "opfs" ? `kept in OPFS${room}` : "in memory: gone with this tab";
  badge.dataset.storage = db.storage;
  // It is read aloud whenever it changes.
  if (badge.textContent !== said) badge.textContent = said;
}

/** Says that the database is over, why, and what to do. */
function showEnd(error: unknown): void {
  const advice = ADVICE[(error as RedletError).code] ?? "Reload this page to open it again.";
  badge.dataset.storage = "none";
  badge.textContent = "not open";
  input.disabled = true;
  log.print(`${messageOf(error)}\n${advice}`, "error");
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
  log.print(`${file.name} is the database now`, "note");
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

/** What the page does itself, as redis-cli does; whether the line was such a command. */
function runHere(line: string, all: Entry[], console: Console): boolean {
  const [name = "", ...words] = line.trim().toLowerCase().split(/\s+/);
  if (name === "clear") log.clear();
  else if (name === "help") {
    console.say(line);
    const entry = find(all, words.join(" "));
    log.print(entry ? usage(entry) : words.length > 0 ? `no command ${words.join(" ")}` : help(), "plain");
  } else if (name === "quit" || name === "exit") {
    console.say(line);
    log.print("The session ends with this tab. RESET begins it anew.", "note");
  } else return false;
  return true;
}

/** What the page says of its keys, as text. */
function help(): string {
  const words = (element: Element | null | undefined) => (element?.textContent ?? "").trim().replace(/\s+/g, " ");
  const terms = [...document.querySelectorAll("#help dt")];
  return terms.map((term) => `${words(term)} ${words(term.nextElementSibling)}`).join("\n");
}

/** The buttons that take the database out of the page and into it. */
function offerFiles(db: Redlet, name: string): void {
  const save = get<HTMLButtonElement>("#download");
  const load = get<HTMLButtonElement>("#upload");
  const picker = get<HTMLInputElement>("#file");
  /** One at a time: the buttons rest meanwhile. */
  const work = async (what: () => Promise<void>): Promise<void> => {
    save.disabled = true;
    load.disabled = true;
    await what().catch((error) => log.print(messageOf(error), "error"));
    save.disabled = false;
    // Without storage there is nothing that could be replaced.
    load.disabled = db.storage !== "opfs";
  };
  save.addEventListener("click", () => void work(() => download(db, name)));
  load.addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    const [file] = picker.files ?? [];
    // So that the same file can be chosen again.
    picker.value = "";
    if (file) void work(() => upload(name, file));
  });
  if (db.storage !== "opfs") load.title = "There is no storage here whose database could be replaced.";
  void work(async () => {});
}

async function start(): Promise<void> {
  const name = new URLSearchParams(location.search).get("db") || "playground";
  const db = await Redlet.open({ name, fallback: "memory" });
  db.addEventListener("fallback", ({ detail }) => log.print(`Kept in memory alone. ${messageOf(detail)}`, "note"));
  db.addEventListener("end", ({ detail }) => detail && showEnd(detail));
  db.addEventListener("reconnect", () =>
    log.print("The tab that had the database has let go of it: this session goes on with another.", "note"),
  );
  const sessions = await Sessions.begin(db);
  const { page } = sessions;
  const running = new Running(get("#running"), () => input.focus());
  const console = new Console(sessions, log, () => {
    get("#state").textContent = console.suffix;
    running.show(console.running);
    list.select(console.db).catch(() => {});
  });
  const prompt = new Prompt(
    {
      form: get<HTMLFormElement>("#prompt"),
      input,
      hint: get("#hint"),
      syntax: get("#syntax"),
      choices: get("#choices"),
    },
    (line) => runHere(line, prompt.commands, console) || void console.run(line).then(() => list.refresh()),
    () => console.stopLast(),
  );
  const submit = (line: string) => prompt.submit(line);
  const list = new KeyList(page, submit, () => void showStorage(db));
  for (const button of document.querySelectorAll<HTMLElement>("[data-line]")) {
    button.addEventListener("click", () => submit(button.dataset.line ?? ""));
  }
  offerFiles(page, name);
  input.disabled = false;
  input.focus();
  prompt.commands = await commands(page);
  await Promise.all([list.start(), showStorage(db)]);
}

start().catch(showEnd);
