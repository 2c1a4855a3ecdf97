/**
 * Replies as Upstash writes them in JSON: integers as numbers, with all their digits; strings as
 * text, or in base64 where the client asked for it, all but `OK`.
 */

import { textOf, utf8 } from "../../protocol/bytes.ts";
import { ErrorReply, Integer, type Reply2 } from "./resp2.ts";

/** How strings are written. */
export type Encoding = "text" | "base64";

/** One command's answer: `{"result":...}` or `{"error":"..."}`. */
export function answer(reply: Reply2, encoding: Encoding): string {
  return reply instanceof ErrorReply ? failure(reply.text) : `{"result":${value(reply, encoding)}}`;
}

/** The answer of a command that failed. */
export function failure(text: string): string {
  return `{"error":${JSON.stringify(text)}}`;
}

function value(reply: Reply2, encoding: Encoding): string {
  if (reply === null) return "null";
  if (reply instanceof Integer) return reply.digits;
  if (Array.isArray(reply)) return `[${reply.map((item) => value(item, encoding)).join(",")}]`;
  if (reply instanceof Uint8Array) return JSON.stringify(encoding === "base64" ? base64(reply) : textOf(reply));
  // An error within an array, as EXEC gives them, is told in its own place by who knows the array.
  const { text: words } = reply;
  const isPlain = encoding === "text" || words === "OK" || reply instanceof ErrorReply;
  return JSON.stringify(isPlain ? words : base64(utf8(words)));
}

/** How many bytes are made characters at once: arguments have their limit. */
const AT_ONCE = 0x8000;

/** Bytes in base64. */
export function base64(bytes: Uint8Array): string {
  let characters = "";
  for (let at = 0; at < bytes.length; at += AT_ONCE) {
    characters += String.fromCharCode(...bytes.subarray(at, at + AT_ONCE));
  }
  return btoa(characters);
}
