/** The log: lines that were typed, their replies, and what comes later, with its time and what has asked for it. */

/** How many lines are kept, so that a MONITOR can stay on. */
const KEPT = 2000;
/** How much of one reply is shown: browsers take long to lay out more. */
const SHOWN = 100_000;

/** What is printed late is told apart from the replies around it. */
export interface Origin {
  /** The line that has asked for it. */
  line: string;
  /** When it came. */
  at: Date;
}

/** The lines above the prompt. */
export class Log {
  /** Whether the last line is in sight: who has scrolled up to read is left there. */
  private isAtEnd = true;

  constructor(private readonly element: HTMLElement) {
    element.addEventListener("scroll", () => {
      this.isAtEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 4;
    });
    new ResizeObserver(() => this.scroll()).observe(element);
  }

  /** Adds a line that was typed, behind its prompt; gives its place. */
  say(line: string, prompt: string): Element {
    return this.add("said", [prompt, bold(line)]);
  }

  /** Adds what it was answered. */
  print(text: string, kind: string): void {
    if (text !== "") this.add(kind, [cut(text)]);
  }

  /** Adds what has come meanwhile. */
  printLate(text: string, kind: string, { line, at }: Origin): void {
    if (text === "") return;
    const time = document.createElement("time");
    time.dateTime = at.toISOString();
    time.textContent = at.toLocaleTimeString();
    const from = document.createElement("span");
    from.className = "from";
    from.append(time, " ", line);
    this.add(`${kind} late`, [from, text.includes("\n") ? "\n" : " ", cut(text)]);
  }

  /** Whether nothing was added below that place. */
  isLast(place: Element): boolean {
    return this.element.lastElementChild === place;
  }

  clear(): void {
    this.element.replaceChildren();
  }

  private add(kind: string, parts: (string | Node)[]): Element {
    const { element } = this;
    const line = document.createElement("div");
    line.className = kind;
    line.append(...parts);
    element.append(line);
    while (element.childElementCount > KEPT) element.firstElementChild?.remove();
    if (kind === "said") this.isAtEnd = true;
    this.scroll();
    return line;
  }

  private scroll(): void {
    if (this.isAtEnd) this.element.scrollTop = this.element.scrollHeight;
  }
}

function cut(text: string): string {
  const more = text.length - SHOWN;
  return more > 0 ? `${text.slice(0, SHOWN)}\n(${more.toLocaleString()} more characters are not shown)` : text;
}

function bold(text: string): HTMLElement {
  const element = document.createElement("b");
  element.textContent = text;
  return element;
}
