/**
 * The words of commands in a request: a JSON array in the body, or the path with the body and the
 * query behind it.
 */

import { utf8 } from "../../protocol/bytes.ts";
import { Refusal } from "./refusal.ts";
import type { Word } from "./resp2.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The one command of a body. */
export function commandIn(body: Uint8Array): Word[] {
  return commandOf(parsed(body));
}

/** The commands of a body. */
export function commandsIn(body: Uint8Array): Word[][] {
  return commandsOf(parsed(body));
}

/** The words of a command in JSON. */
export function commandOf(command: unknown, name = "the command"): Word[] {
  if (!Array.isArray(command) || command.length === 0) {
    throw new Refusal(400, `ERR ${name} must be an array of words, its name first`);
  }
  return command.map((word: unknown, at) => {
    if (typeof word === "string") return word;
    if (typeof word === "number" || typeof word === "boolean") return String(word);
    throw new Refusal(400, `ERR word ${at + 1} of ${name} must be a string or a number`);
  });
}

/** The words of several. */
export function commandsOf(commands: unknown): Word[][] {
  if (!Array.isArray(commands)) throw new Refusal(400, "ERR the body must be an array of commands");
  if (commands.length === 0) throw new Refusal(400, "ERR there is no command in the array");
  return commands.map((command, at) => commandOf(command, `command ${at + 1}`));
}

/** `/set/foo/bar?EX=100` is `SET foo bar EX 100`; a body stands before what the query has. */
export function commandAt(path: readonly Word[], query: URLSearchParams, body: Uint8Array): Word[] {
  const words: Word[] = [...path];
  if (body.length > 0) words.push(body);
  for (const [name, value] of query) words.push(...(value === "" ? [name] : [name, value]));
  return words;
}

/** The parts of a path; one whose escapes are no UTF-8 is bytes. */
export function partsOf(path: string): Word[] {
  return path.split("/").slice(1).map(unescaped);
}

function unescaped(part: string): Word {
  try {
    return decodeURIComponent(part);
  } catch {
    const bytes: number[] = [];
    for (const [, hex, text = ""] of part.matchAll(/%([0-9a-f]{2})|([^%]+|%)/gi)) {
      bytes.push(...(hex ? [Number.parseInt(hex, 16)] : utf8(text)));
    }
    return Uint8Array.from(bytes);
  }
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(quoteNumbers(decoder.decode(body)));
  } catch (error) {
    throw new Refusal(400, `ERR the body is not JSON: ${(error as Error).message}`);
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** JSON with its numbers as strings: a 64-bit integer keeps its digits. */
function quoteNumbers(json: string): string {
  let quoted = "";
  let at = 0;
  for (;;) {
    const open = json.indexOf('"', at);
    quoted += json.slice(at, open < 0 ? json.length : open).replaceAll(NUMBER, '"$&"');
    if (open < 0) return quoted;
    at = endOfString(json, open);
    quoted += json.slice(open, at);
  }
}

/** The place behind the string that begins at `open`. */
function endOfString(json: string, open: number): number {
  let close = open;
  for (;;) {
    close = json.indexOf('"', close + 1);
    if (close < 0) return json.length;
    let slashes = 0;
    while (json[close - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return close + 1;
  }
}
