/** Reads CLIENT LIST: a line for each client, of fields `name=value`. */

/** The fields of each client's line. */
export function clients(list: string): Map<string, string>[] {
  const lines = list.split("\n").filter((line) => line !== "");
  return lines.map((line) => new Map(line.split(" ").map(field)));
}

function field(text: string): [name: string, value: string] {
  const at = text.indexOf("=");
  return [text.slice(0, at), text.slice(at + 1)];
}
