/** What stands before keys, with a colon where it ends in a letter or digit: `app` is not the start of `apple:k`. */
export function separated(prefix: string): string {
  return /[\p{L}\p{N}_]$/u.test(prefix) ? `${prefix}:` : prefix;
}

/** The pattern (as SCAN's MATCH takes it) of everything that begins with a text. */
export function startingWith(text: string): string {
  return `${text.replace(/[*?[\]\\]/g, "\\$&")}*`;
}
