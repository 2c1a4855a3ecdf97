/** The list of keys: name, type and time to live, refreshed as commands run and as time passes. */

import type { Redlet } from "redlet";
import { quote, text } from "./cli/format.ts";

/** How many keys are shown at first, and added by each press of "More keys". */
const PAGE = 100;

/** The command that shows a key of each type. */
const SHOW: Record<string, string> = { string: "GET", hash: "HGETALL" };

interface Row {
  key: Uint8Array;
  type: string;
  ttl: number;
}

/** Keeps the table beside the prompt. */
export class KeyList {
  private limit = PAGE;
  private isLoading = false;

  constructor(
    private readonly db: Redlet,
    private readonly say: (line: string) => void,
  ) {
    element("more").addEventListener("click", () => {
      this.limit += PAGE;
      void this.refresh();
    });
  }

  /** Reads the keys anew and shows them. */
  async refresh(): Promise<void> {
    if (this.isLoading) return;
    this.isLoading = true;
    try {
      const [rows, isWhole] = await this.read();
      const count = await this.db.dbsize();
      this.show(rows, Number(count), isWhole);
    } finally {
      this.isLoading = false;
    }
  }

  private async read(): Promise<[Row[], boolean]> {
    const keys: Uint8Array[] = [];
    let cursor: string | Uint8Array = "0";
    do {
      const [next, found] = (await this.db.binary.scan(cursor, { count: PAGE })) as unknown as [
        Uint8Array,
        Uint8Array[],
      ];
      keys.push(...found);
      cursor = text(next);
    } while (cursor !== "0" && keys.length < this.limit);
    const shown = keys.slice(0, this.limit);
    const rows = shown.map(async (key) => ({
      key,
      type: await this.db.type(key),
      ttl: Number(await this.db.pttl(key)),
    }));
    return [await Promise.all(rows), cursor === "0" && shown.length === keys.length];
  }

  private show(rows: Row[], count: number, isWhole: boolean): void {
    const focused = document.activeElement?.textContent;
    const sorted = rows.map((row) => ({ ...row, name: text(row.key) })).sort((a, b) => (a.name < b.name ? -1 : 1));
    element("keys").replaceChildren(...sorted.map((row) => this.row(row)));
    element("count").textContent = count === 0 ? "" : `(${count})`;
    element("empty").hidden = count > 0;
    element("more").hidden = isWhole;
    // The row that had the focus was replaced: keyboard users must not fall back to the top.
    for (const button of document.querySelectorAll<HTMLElement>("#keys button")) {
      if (focused && button.textContent === focused) button.focus();
    }
  }

  private row({ key, name, type, ttl }: Row & { name: string }): HTMLTableRowElement {
    const row = document.createElement("tr");
    const open = document.createElement("button");
    open.type = "button";
    open.textContent = name === "" ? '""' : name;
    open.title = name;
    open.addEventListener("click", () => this.say(`${SHOW[type] ?? "TYPE"} ${word(key)}`));
    for (const cell of [open, type, remaining(ttl)]) {
      const td = document.createElement("td");
      td.append(cell);
      row.append(td);
    }
    return row;
  }
}

/** A key as it can be typed. */
function word(key: Uint8Array): string {
  const plain = text(key);
  return /^[\w:.{}/@-]+$/.test(plain) ? plain : quote(key);
}

function remaining(ms: number): string {
  if (ms < 0) return "none";
  const seconds = Math.ceil(ms / 1000);
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
