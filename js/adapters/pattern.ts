/** The pattern (as SCAN's MATCH takes it) of everything that begins with a text. */
export function startingWith(text: string): string {
  return `${text.replace(/[*?[\]\\]/g, "\\$&")}*`;
}
