/** Prints replies the way redis-cli prints them to a terminal. */

import type { TypedReply } from "redlet";

const decoder = new TextDecoder("utf-8", { fatal: true });
const NAMED: Record<number, string> = { 7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 13: "\\r", 34: '\\"', 92: "\\\\" };

/** Bytes in quotes, with what can't be printed as an escape. */
export function quote(value: string | Uint8Array): string {
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
  let out = '"';
  for (const byte of bytes) {
    const plain = byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
    out += NAMED[byte] ?? plain;
  }
  return `${out}"`;
}

const EMPTY = {
  array: "(empty array)",
  push: "(empty push)",
  pairs: "(empty array)",
  map: "(empty hash)",
  streams: "(empty hash)",
  set: "(empty set)",
};
const MARK = { array: ")", push: ")", pairs: ")", map: "#", streams: "#", set: "~" };

/** A word as it can be typed. */
export function word(value: string | Uint8Array): string {
  const plain = text(value);
  return /^[\w:.{}/@*?-]+$/.test(plain) ? plain : quote(value);
}

/** The reply as redis-cli prints it, to a client of RESP2 or RESP3. */
export function print(reply: TypedReply, version: number): string {
  // Text for people, such as INFO, is no string in quotes to either.
  if (reply.type === "verbatim") return reply.value.trimEnd();
  return printAll(version === 2 ? resp2(reply) : reply);
}

/** A SUBSCRIBE to several channels is answered several times; an invalidation looks its own way. */
function printAll(reply: TypedReply): string {
  if (reply.type === "array" && reply.value.length > 0 && reply.value.every(({ type }) => type === "push")) {
    return reply.value.map(printAll).join("\n");
  }
  const [kind, keys] = reply.type === "push" ? reply.value : [];
  if (kind?.value !== "invalidate") return format(reply);
  const names =
    keys?.type === "array" ? keys.value.map(({ value }) => `'${text(value as string | Uint8Array)}'`) : ["all"];
  return `-> invalidate: ${names.join(", ")}`;
}

/** The reply, on as many lines as it takes. */
export function format(reply: TypedReply, indent = ""): string {
  switch (reply.type) {
    case "nil":
    case "nil-array":
      return "(nil)";
    case "none":
      return "";
    case "ok":
      return "OK";
    case "status":
      return reply.value;
    case "error":
      return `(error) ${reply.value}`;
    case "integer":
      return `(integer) ${reply.value}`;
    case "double":
      return `(double) ${numeral(reply.value)}`;
    case "verbatim":
    case "big-number":
      return reply.value;
    case "boolean":
      return `(${reply.value})`;
    case "bulk":
      return quote(reply.value);
    case "map":
    case "pairs":
    case "streams":
      return list(reply.type, reply.value, indent);
    default:
      return list(reply.type, reply.value, indent);
  }
}

function list(
  type: keyof typeof MARK,
  items: readonly (TypedReply | readonly [TypedReply, TypedReply])[],
  indent: string,
): string {
  if (items.length === 0) return EMPTY[type];
  const width = String(items.length).length;
  const lines = items.map((item, i) => {
    const number = `${String(i + 1).padStart(width)}${MARK[type]} `;
    const deeper = indent + " ".repeat(number.length);
    const text = isPair(item) ? pair(type, item, deeper) : format(item, deeper);
    return (i === 0 ? "" : indent) + number + text;
  });
  return lines.join("\n");
}

function isPair(item: TypedReply | readonly [TypedReply, TypedReply]): item is readonly [TypedReply, TypedReply] {
  return Array.isArray(item);
}

function pair(type: string, [key, value]: readonly [TypedReply, TypedReply], indent: string): string {
  if (type === "pairs") return list("array", [key, value], indent);
  const shown = format(value, indent);
  const isBelow = Array.isArray(value.value) && shown.includes("\n");
  return `${format(key, indent)} =>${isBelow ? `\n${indent}` : " "}${shown}`;
}

/** What an older connection, RESP2, is given in its place. */
export function resp2(reply: TypedReply): TypedReply {
  switch (reply.type) {
    case "map":
    case "pairs":
      return { type: "array", value: reply.value.flat().map(resp2) };
    case "streams":
      return { type: "array", value: reply.value.map((value) => ({ type: "array", value: value.map(resp2) })) };
    case "array":
    case "set":
      return { type: "array", value: reply.value.map(resp2) };
    case "push":
      // Printed as an array is.
      return { type: "push", value: reply.value.map(resp2) };
    case "double":
      return { type: "bulk", value: numeral(reply.value) };
    case "verbatim":
    case "big-number":
      return { type: "bulk", value: reply.value };
    case "boolean":
      return { type: "integer", value: Number(reply.value) };
    default:
      return reply;
  }
}

/** A double as Redis prints it. */
function numeral(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0";
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 62) return BigInt(value).toString();
  const sign = value < 0 ? "-" : "";
  const [mantissa = "", end = "0"] = Math.abs(value).toExponential().split("e");
  const [digits, exponent] = [mantissa.replace(".", ""), Number(end)];
  const power = exponent - digits.length + 1;
  if (power >= 0 && exponent < digits.length + 7) return sign + digits + "0".repeat(power);
  if (power < 0 && (power > -7 || Math.abs(exponent) < 4)) {
    const padded = "0".repeat(Math.max(0, -exponent)) + digits;
    const whole = Math.max(1, exponent + 1);
    return `${sign}${padded.slice(0, whole)}.${padded.slice(whole)}`;
  }
  return `${sign}${mantissa}e${exponent < 0 ? "-" : "+"}${Math.abs(exponent)}`;
}

/** Bytes as text, or in quotes where they are no UTF-8. */
export function text(value: string | Uint8Array): string {
  if (typeof value === "string") return value;
  try {
    return decoder.decode(value);
  } catch {
    return quote(value);
  }
}
