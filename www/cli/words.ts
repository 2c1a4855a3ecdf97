/** Splits a line into words the way redis-cli does: quotes, escapes, and an error for a quote left open. */

const ESCAPES: Record<string, number> = { n: 10, r: 13, t: 9, b: 8, a: 7 };
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** A word: text, or bytes where the line has escapes that are no UTF-8. */
export type Word = string | Uint8Array;

/** Reads one line at a position. */
class Line {
  at = 0;
  constructor(readonly text: string) {}

  get char(): string {
    return this.text.charAt(this.at);
  }

  /** One whole word, quotes and all. */
  word(): Word {
    const bytes: number[] = [];
    while (this.at < this.text.length && !/\s/.test(this.char)) {
      if (this.char === '"' || this.char === "'") this.quoted(bytes, this.char);
      else this.plain(bytes);
    }
    const all = Uint8Array.from(bytes);
    try {
      return decoder.decode(all);
    } catch {
      return all;
    }
  }

  private plain(bytes: number[]): void {
    const char = String.fromCodePoint(this.text.codePointAt(this.at) ?? 0);
    this.at += char.length;
    bytes.push(...encoder.encode(char));
  }

  private quoted(bytes: number[], quote: string): void {
    this.at++;
    while (this.char !== quote) {
      if (this.at >= this.text.length) throw new SyntaxError("Invalid argument(s)");
      if (this.char === "\\" && this.escaped(bytes, quote)) continue;
      this.plain(bytes);
    }
    this.at++;
    if (this.at < this.text.length && !/\s/.test(this.char)) throw new SyntaxError("Invalid argument(s)");
  }

  /** Single quotes know only `\'`. */
  private escaped(bytes: number[], quote: string): boolean {
    const next = this.text.charAt(this.at + 1);
    if (quote === "'") {
      if (next !== "'") return false;
      bytes.push(39);
      this.at += 2;
      return true;
    }
    const hex = /^x[0-9a-f]{2}/i.exec(this.text.slice(this.at + 1));
    if (hex) {
      bytes.push(Number.parseInt(hex[0].slice(1), 16));
      this.at += 4;
      return true;
    }
    if (next === "") return false;
    this.at++;
    const code = ESCAPES[next];
    if (code === undefined) this.plain(bytes);
    else {
      bytes.push(code);
      this.at++;
    }
    return true;
  }
}

/**
 * The words of a line.
 * @throws SyntaxError where a quote is left open or closed in the middle of a word.
 */
export function split(text: string): Word[] {
  const line = new Line(text);
  const words: Word[] = [];
  for (;;) {
    while (/\s/.test(line.char)) line.at++;
    if (line.at >= text.length) return words;
    words.push(line.word());
  }
}
