/**
 * The values of frames as bytes, for code that passes replies on without decoding them: where each of them ends,
 * what it says of itself, and how one is made.
 */

import { RedletError } from "../errors.ts";
import { joined, sized, textOf, uint32, utf8, viewOf } from "./bytes.ts";
import { FORMS, Form, Tag } from "./tags.gen.ts";

/** The announcement of a deferred reply: it comes later, by itself. */
export interface Deferred {
  readonly ticket: number;
  /** The command that goes on with the wait in another engine; empty where the session is not kept. */
  readonly again: Uint8Array;
}

/** A deferred reply that has come. */
export interface Arrived {
  readonly ticket: number;
  readonly reply: Uint8Array;
}

/** The values in the bytes from `start` on. They are views of it. */
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

/** Where the value ends that starts at a place. Throws where there is no such tag, or a RangeError where it is cut off. */
export function endOf(view: DataView, start: number): number {
  const at = start + 1;
  switch (FORMS.charCodeAt(view.getUint8(start)) as Form) {
    case Form.Empty:
      return at;
    case Form.Number:
      return at + 8;
    case Form.Bytes:
      return at + 4 + view.getUint32(at, true);
    case Form.List:
      return endOfMany(view, at + 4, view.getUint32(at, true));
    case Form.Twos:
      return endOfMany(view, at + 4, 2 * view.getUint32(at, true));
    case Form.Scores: {
      let end = at + 5;
      for (let left = view.getUint32(at + 1, true); left > 0; left--) end = endOf(view, end) + 8;
      return end;
    }
    case Form.Two:
      return endOfMany(view, at, 2);
    case Form.NumberAndBytes:
      return at + 12 + view.getUint32(at + 8, true);
    case Form.NumberAndValue:
      return endOf(view, at + 8);
    default:
      throw unknownTag(view.getUint8(start));
  }
}

function endOfMany(view: DataView, start: number, count: number): number {
  let at = start;
  for (let left = count; left > 0; left--) at = endOf(view, at);
  return at;
}

/** There is a tag where it can't be. */
export function unknownTag(tag: number): RedletError {
  return new RedletError("PROTOCOL", `tag ${tag} in a reply`);
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
  return textOf(reply.subarray(5));
}

/** The announcement of a deferred reply: it comes later, by itself. */
export function deferredIn(reply: Uint8Array): Deferred | undefined {
  if (reply[0] !== Tag.Deferred) return undefined;
  return { ticket: viewOf(reply).getFloat64(1, true), again: sized(reply, 9).slice() };
}

/** A deferred reply that has come, if it is one. The reply is a view. */
export function arrivedIn(value: Uint8Array): Arrived | undefined {
  if (value[0] !== Tag.Arrived) return undefined;
  return { ticket: viewOf(value).getFloat64(1, true), reply: value.subarray(9) };
}

/** The same deferred reply, announced or arrived, under another ticket. */
export function withTicket(value: Uint8Array, ticket: number): Uint8Array {
  const copy = value.slice();
  viewOf(copy).setFloat64(1, ticket, true);
  return copy;
}

/** A deferred reply that has come. */
export function arrived({ ticket, reply }: Arrived): Uint8Array {
  return joined([number(Tag.Arrived, ticket), reply]);
}

/** A number. */
export function integer(value: number): Uint8Array {
  return number(Tag.Int, value);
}

/** An error, with Redis's text. */
export function error(message: string): Uint8Array {
  return string(Tag.Error, message);
}

/** A simple string. */
export function status(value: string): Uint8Array {
  return string(Tag.Status, value);
}

/** A string of ASCII. */
export function ascii(value: string): Uint8Array {
  return string(Tag.Ascii, value);
}

/** An array. */
export function array(all: readonly Uint8Array[]): Uint8Array {
  return joined([Uint8Array.of(Tag.Array), uint32(all.length), ...all]);
}

function number(tag: Tag, value: number): Uint8Array {
  const bytes = new Uint8Array(9);
  bytes[0] = tag;
  viewOf(bytes).setFloat64(1, value, true);
  return bytes;
}

function string(tag: Tag, value: string): Uint8Array {
  const bytes = utf8(value);
  return joined([Uint8Array.of(tag), uint32(bytes.length), bytes]);
}
