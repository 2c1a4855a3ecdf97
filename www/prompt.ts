/** The prompt: history, completion and hints around one input. */

import { completions, type Entry, find, hint, usage } from "./cli/syntax.ts";
import { History } from "./history.ts";

interface Parts {
  form: HTMLFormElement;
  input: HTMLInputElement;
  hint: HTMLElement;
  syntax: HTMLElement;
  choices: HTMLElement;
}

/** Reads lines from the person at the page. */
export class Prompt {
  /** The commands that can be completed; empty until they have been read. */
  commands: Entry[] = [];
  private readonly history = new History();
  private at = this.history.length;
  private draft = "";

  constructor(
    private readonly parts: Parts,
    private readonly run: (line: string) => unknown,
    private readonly interrupt: () => boolean,
  ) {
    parts.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit(parts.input.value);
    });
    parts.input.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keydown", (event) => this.break(event));
    parts.input.addEventListener("input", () => this.suggest());
  }

  /** Runs a line as if it had been typed. */
  submit(line: string): void {
    this.fill("");
    if (line.trim() === "") return;
    this.history.add(line);
    this.at = this.history.length;
    this.run(line);
  }

  /** Ctrl-C stops what runs, or else forgets the line; where text is selected, it copies as everywhere. */
  private break(event: KeyboardEvent): void {
    const isBreak = event.ctrlKey && !event.shiftKey && !event.altKey && !event.metaKey && event.key === "c";
    const { selectionStart, selectionEnd } = this.parts.input;
    const isSelected = selectionStart !== selectionEnd || String(getSelection()) !== "";
    if (!isBreak || isSelected) return;
    event.preventDefault();
    if (!this.interrupt()) this.fill("");
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "ArrowUp") this.recall(-1);
    else if (event.key === "ArrowDown") this.recall(1);
    else if (event.key === "Tab" && !event.shiftKey && this.complete()) {
      // Completed: the focus stays. With nothing to complete, Tab moves on as everywhere.
    } else return;
    event.preventDefault();
  }

  private recall(step: number): void {
    if (this.at === this.history.length) this.draft = this.parts.input.value;
    this.at = Math.min(Math.max(this.at + step, 0), this.history.length);
    this.fill(this.history.at(this.at) ?? this.draft);
  }

  /** Types what all completions share; with one completion, all of it. */
  private complete(): boolean {
    const found = completions(this.commands, this.parts.input.value);
    const [first] = found;
    if (first === undefined) return false;
    const shared = found.reduce(sharedStart);
    this.fill(found.length === 1 ? `${first} ` : shared);
    return true;
  }

  private fill(line: string): void {
    this.parts.input.value = line;
    this.suggest();
  }

  private suggest(): void {
    const line = this.parts.input.value;
    const typed = document.createElement("i");
    typed.textContent = line;
    this.parts.hint.replaceChildren(typed, hint(this.commands, line));
    const entry = find(this.commands, line);
    this.parts.syntax.textContent = entry ? usage(entry) : "";
    const names = entry && line.includes(" ") ? [] : completions(this.commands, line).slice(0, 12);
    this.parts.choices.replaceChildren(...names.map((name) => this.choice(name)));
  }

  private choice(name: string): HTMLLIElement {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => {
      this.fill(`${name} `);
      this.parts.input.focus();
    });
    item.append(button);
    return item;
  }
}

/** What two words begin with. */
function sharedStart(a: string, b: string): string {
  let end = 0;
  while (end < a.length && a[end] === b[end]) end++;
  return a.slice(0, end);
}
