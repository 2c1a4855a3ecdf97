/**
 * Splits and joins frames, for code that passes commands on: the words of commands, and the bytes of
 * replies, which are not decoded. The format is that of `client/frame.ts`.
 */

import { type Deferred, FrameReader, startOf, Tag } from "../client/frame.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A command of a frame. */
export interface FramedCommand {
  /** Its words, the first of them its name. */
  readonly words: readonly Uint8Array[];
  /** Itself as it stands in the frame. */
  readonly bytes: Uint8Array;
}

/** A word as text. */
export function text(word: Uint8Array | undefined): string {
  return decoder.decode(word);
}

/** The commands of a frame, in order. They are views of it. */
export function commandsOf(frame: Uint8Array): FramedCommand[] {
  const view = viewOf(frame);
  const commands: FramedCommand[] = [];
  let at = 4;
  for (let left = view.getUint32(0, true); left > 0; left--) {
    const start = at;
    const words: Uint8Array[] = [];
    at += 4;
    for (let more = view.getUint32(start, true); more > 0; more--) {
      const end = at + 4 + view.getUint32(at, true);
      words.push(frame.subarray(at + 4, end));
      at = end;
    }
    commands.push({ words, bytes: frame.subarray(start, at) });
  }
  return commands;
}

/** The bytes of a command with these words. */
export function framed(...words: readonly (string | Uint8Array)[]): Uint8Array {
  const given = words.map((word) => (typeof word === "string" ? encoder.encode(word) : word));
  return joined([uint32(given.length), ...given.flatMap((word) => [uint32(word.length), word])]);
}

/** A frame of commands or of replies. */
export function frameOf(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return joined([uint32(parts.length), ...parts]);
}

/** The replies of a frame, in order. They are views of it. */
export function repliesOf(frame: Uint8Array): Uint8Array[] {
  return values(frame, startOf(frame));
}

/** The values in the bytes from `start` on. */
export function values(bytes: Uint8Array, start = 0): Uint8Array[] {
  const view = viewOf(bytes);
  const found: Uint8Array[] = [];
  for (let at = start; at < bytes.length; ) {
    const end = endOf(view, at);
    found.push(bytes.subarray(at, end));
    at = end;
  }
  return found;
}

/** How a value goes on behind its tag: by tag, so many bytes, or what follows a length or a count. */
const enum Form {
  Bytes = -1,
  List = -2,
  Pairs = -3,
  Scores = -4,
  Entry = -5,
  Late = -6,
}
const FORMS = [
  0,
  0,
  0,
  8,
  8,
  8,
  Form.Bytes,
  Form.Bytes,
  Form.Bytes,
  Form.Bytes,
  Form.Bytes,
  Form.List,
  Form.Pairs,
  Form.List,
  Form.Pairs,
  Form.List,
  0,
  Form.Scores,
  Form.Late,
  8,
  Form.Bytes,
  Form.Entry,
  Form.Pairs,
  Form.Bytes,
];

/** Where the value ends that starts at a place. */
function endOf(view: DataView, start: number): number {
  const form = FORMS[view.getUint8(start)];
  const at = start + 1;
  if (form === undefined) throw new RangeError("an unknown tag in a reply");
  if (form >= 0) return at + form;
  if (form === Form.Bytes) return at + 4 + view.getUint32(at, true);
  if (form === Form.Late) return at + 12 + view.getUint32(at + 8, true);
  if (form === Form.Entry) return many(view, at, 2);
  if (form === Form.Scores) {
    let end = at + 5;
    for (let left = view.getUint32(at + 1, true); left > 0; left--) end = endOf(view, end) + 8;
    return end;
  }
  return many(view, at + 4, view.getUint32(at, true) * (form === Form.Pairs ? 2 : 1));
}

function many(view: DataView, start: number, count: number): number {
  let at = start;
  for (let left = count; left > 0; left--) at = endOf(view, at);
  return at;
}

/** Whether a reply is an error. */
export function isError(reply: Uint8Array): boolean {
  return reply[0] === Tag.Error;
}

/** The items of a reply that is an array. */
export function items(reply: Uint8Array): Uint8Array[] {
  return values(reply, 5);
}

/** A reply that is a number. */
export function numberOf(reply: Uint8Array): number {
  return reply[0] === Tag.Int ? viewOf(reply).getFloat64(1, true) : Number.NaN;
}

/** A reply that is a string. */
export function stringOf(reply: Uint8Array): string {
  return text(reply.subarray(5));
}

/** The announcement of a reply that comes late. */
export function deferredOf(reply: Uint8Array): Deferred | undefined {
  return new FrameReader(reply, 0).late();
}

/** The ticket of a late reply that has come; none of a message. */
export function arrivedTicket(value: Uint8Array): number | undefined {
  return value[0] === Tag.Push ? new FrameReader(value, 0).ticket() : undefined;
}

/** The same late reply, announced or come, under another ticket. */
export function withTicket(value: Uint8Array, ticket: number): Uint8Array {
  const copy = value.slice();
  viewOf(copy).setFloat64(value[0] === Tag.Late ? 1 : 6, ticket, true);
  return copy;
}

/** OK. */
export const OK: Uint8Array = Uint8Array.of(2);
/** Nothing. */
export const NIL: Uint8Array = Uint8Array.of(0);
/** What a command of a transaction is answered. */
export const QUEUED: Uint8Array = string(Tag.Status, "QUEUED");

/** A number. */
export function integer(value: number): Uint8Array {
  const reply = new Uint8Array(9);
  reply[0] = Tag.Int;
  viewOf(reply).setFloat64(1, value, true);
  return reply;
}

/** An error, with Redis's text. */
export function error(message: string): Uint8Array {
  return string(Tag.Error, message);
}

/** A string of ASCII. */
export function ascii(value: string): Uint8Array {
  return string(Tag.Ascii, value);
}

/** An array. */
export function array(all: readonly Uint8Array[]): Uint8Array {
  return joined([Uint8Array.of(Tag.Array), uint32(all.length), ...all]);
}

function string(tag: Tag, value: string): Uint8Array {
  const bytes = encoder.encode(value);
  return joined([Uint8Array.of(tag), uint32(bytes.length), bytes]);
}

/** All bytes, one behind the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, true);
  return bytes;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
