/** The lines that were typed before, kept between visits and shared by the tabs of this page. */

const NAME = "redlet.playground.history";
const KEPT = 200;
/** Commands with a password, as redis-cli leaves them out. */
const SECRET = /^\s*(auth\b|acl\s+setuser\b|(hello|migrate)\b.*\bauth|config\s+set\b.*\brequirepass\b)/i;

/** The lines, from the oldest. */
export class History {
  private lines: string[] = stored() ?? [];

  get length(): number {
    return this.lines.length;
  }

  at(index: number): string | undefined {
    return this.lines[index];
  }

  /** Adds a line, unless it is the last one again or has a password in it. */
  add(line: string): void {
    if (SECRET.test(line)) return;
    // Another tab may have added some.
    const lines = stored() ?? this.lines;
    if (lines.at(-1) !== line) lines.push(line);
    this.lines = lines.slice(-KEPT);
    try {
      localStorage.setItem(NAME, JSON.stringify(this.lines));
    } catch {
      // Nothing may be kept here: the lines are there until the page is left.
    }
  }
}

/** What was kept; nothing where the browser keeps nothing, or something else is there. */
function stored(): string[] | undefined {
  try {
    const lines: unknown = JSON.parse(localStorage.getItem(NAME) ?? "[]");
    return Array.isArray(lines) ? lines.filter((line) => typeof line === "string") : undefined;
  } catch {
    return undefined;
  }
}
