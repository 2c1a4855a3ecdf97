/**
 * The list of keys: name, type and time to live.
 *
 * It has a session of its own, which is told of every key that changes (CLIENT TRACKING in broadcasting mode), whoever
 * changes it. So it reads when there is something new, or may be (SWAPDB is told to nobody), and else asks for nothing.
 */

import type { Redlet } from "redlet";
import { text, word } from "./cli/format.ts";
import { messageOf } from "./console.ts";

/** How many keys are shown at first, and added by each press of "More keys". */
const PAGE = 100;
/** The least time between two readings, in ms: a key may change a thousand times a second. */
const PAUSE = 200;

/** What shows a key of each type, around its name. */
const SHOW: Record<string, [before: string, after: string]> = {
  string: ["GET", ""],
  hash: ["HGETALL", ""],
  list: ["LRANGE", " 0 -1"],
  set: ["SMEMBERS", ""],
  zset: ["ZRANGE", " 0 -1 WITHSCORES"],
  stream: ["XRANGE", " - +"],
};

interface Row {
  key: Uint8Array;
  name: string;
  type: string;
  /** When it expires, in ms of this page's clock; infinite where it does not. */
  deadline: number;
}

/** Keeps the table beside the prompt. */
export class KeyList {
  private limit = PAGE;
  private database = 0;
  private isStale = false;
  private isReading = false;
  private rows: Row[] = [];
  private shown = "";

  /** `say` runs a line at the prompt; `onRead` hears that the keys were read. */
  constructor(
    private readonly session: Redlet,
    private readonly say: (line: string) => void,
    private readonly onRead: () => void,
  ) {
    element("more").addEventListener("click", () => {
      this.limit += PAGE;
      this.refresh();
    });
    session.addEventListener("push", () => this.refresh());
    session.addEventListener("reconnect", () => this.refresh());
    document.addEventListener("visibilitychange", () => this.read());
    // Times to live run down by themselves.
    setInterval(() => this.tick(), 1000);
  }

  /** Begins to hear of changes. */
  async start(): Promise<void> {
    await this.session.call("CLIENT", "TRACKING", "ON", "BCAST");
    this.refresh();
  }

  /** Shows the keys of a database. */
  async select(database: number): Promise<void> {
    if (database === this.database) return;
    this.database = database;
    await this.session.select(database);
    this.refresh();
  }

  /** Reads the keys anew and shows them, soon. */
  refresh(): void {
    this.isStale = true;
    void this.read();
  }

  private async read(): Promise<void> {
    if (this.isReading) return;
    this.isReading = true;
    while (this.isStale && document.visibilityState === "visible") {
      this.isStale = false;
      const trouble = await this.readOnce().then(() => "", messageOf);
      element("trouble").textContent = trouble;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    this.isReading = false;
  }

  private async readOnce(): Promise<void> {
    const { database } = this;
    const [keys, isWhole] = await this.scan();
    const [count, ...rows] = await Promise.all([this.session.dbsize(), ...keys.map((key) => this.row(key))]);
    if (database !== this.database) return;
    this.rows = rows.filter(({ type }) => type !== "none").sort((a, b) => (a.name < b.name ? -1 : 1));
    this.show(Number(count), isWhole);
    this.onRead();
  }

  private async scan(): Promise<[keys: Uint8Array[], isWhole: boolean]> {
    const keys = new Map<string, Uint8Array>();
    let cursor: string | Uint8Array = "0";
    do {
      const [next, found] = (await this.session.binary.scan(cursor, { count: PAGE })) as unknown as [
        Uint8Array,
        Uint8Array[],
      ];
      // A scan may come by a key twice.
      for (const key of found) keys.set(String(key), key);
      cursor = text(next);
    } while (cursor !== "0" && keys.size < this.limit);
    return [[...keys.values()].slice(0, this.limit), cursor === "0" && keys.size <= this.limit];
  }

  private async row(key: Uint8Array): Promise<Row> {
    const [type, ttl] = await Promise.all([this.session.type(key), this.session.pttl(key)]);
    return { key, name: text(key), type, deadline: ttl < 0 ? Number.POSITIVE_INFINITY : Date.now() + Number(ttl) };
  }

  private show(count: number, isWhole: boolean): void {
    element("count").textContent = count === 0 ? "" : `(${count.toLocaleString()})`;
    element("database").textContent = this.database === 0 ? "" : `of database ${this.database}`;
    element("empty").hidden = count > 0;
    element("more").hidden = isWhole;
    const shown = this.rows.map(({ key, type }) => `${key} ${type}`).join("\n");
    if (shown !== this.shown) this.replaceRows();
    this.shown = shown;
    this.tick();
  }

  /** The row that had the focus is replaced, too: keyboard users must not fall back to the top. */
  private replaceRows(): void {
    const focused = document.activeElement?.closest("#keys button")?.getAttribute("title");
    element("keys").replaceChildren(...this.rows.map((row) => this.line(row)));
    if (typeof focused !== "string") return;
    for (const button of document.querySelectorAll<HTMLElement>("#keys button")) {
      if (button.title === focused) button.focus();
    }
  }

  private line({ key, name, type }: Row): HTMLTableRowElement {
    const line = document.createElement("tr");
    const open = document.createElement("button");
    open.type = "button";
    open.textContent = name === "" ? '""' : name;
    open.title = name;
    const [before, after] = SHOW[type] ?? ["TYPE", ""];
    open.addEventListener("click", () => this.say(`${before} ${word(key)}${after}`));
    for (const cell of [open, type, ""]) {
      const td = document.createElement("td");
      td.append(cell);
      line.append(td);
    }
    return line;
  }

  /** Shows how long each key has left. */
  private tick(): void {
    const now = Date.now();
    for (const [at, line] of [...element("keys").children].entries()) {
      const cell = line.lastElementChild;
      const left = remaining((this.rows[at]?.deadline ?? 0) - now);
      if (cell && cell.textContent !== left) cell.textContent = left;
    }
  }
}

function remaining(ms: number): string {
  if (ms === Number.POSITIVE_INFINITY) return "none";
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element #${id}`);
  return found;
}
