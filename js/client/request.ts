/** Request frames, taken apart and put together again: what is sent a second time. */

import { FrameWriter } from "./frame.ts";

/** A command as it was sent: its words, with its name. */
export type Words = readonly Uint8Array[];

const NO_NAME = new Uint8Array();
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** The commands of a frame. */
export function commandsOf(frame: Uint8Array): Words[] {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  let at = 0;
  const number = () => {
    at += 4;
    return view.getUint32(at - 4, true);
  };
  const list = <T>(item: () => T): T[] => Array.from({ length: number() }, item);
  return list(() =>
    list(() => {
      const end = number() + at;
      const word = frame.subarray(at, end);
      at = end;
      return word;
    }),
  );
}

/** Writes a command. */
export function write(writer: FrameWriter, words: Words): void {
  const mark = writer.begin(NO_NAME);
  for (const word of words) writer.bytes(word);
  writer.end(mark, words.length);
}

/** A frame of commands. */
export function frameOf(commands: readonly Words[]): Uint8Array<ArrayBuffer> {
  const writer = new FrameWriter();
  for (const words of commands) write(writer, words);
  return writer.finish();
}

/** A word as text. */
export function text(word: Uint8Array | undefined): string {
  return decoder.decode(word);
}

/** A word as a name of Redis's, whose case is of no matter. */
export function name(word: Uint8Array | undefined): string {
  return text(word).toUpperCase();
}

/** Words out of text. */
export function words(...all: string[]): Words {
  return all.map((each) => encoder.encode(each));
}

/** A command that waits, with what is left of its time after `elapsed` ms. */
export function resumed(command: Words, elapsed: number): Words {
  const block = command.findIndex((word) => name(word) === "BLOCK");
  const command0 = name(command[0]);
  const isRead = command0.startsWith("XREAD");
  const isFirst = command0 === "BLMPOP" || command0 === "BZMPOP";
  const at = isRead ? block + 1 : isFirst ? 1 : command.length - 1;
  const isMillis = isRead || command0.startsWith("WAIT");
  const given = Number(text(command[at]));
  // Zero is no limit.
  if (!(given > 0) || (isRead && block < 0)) return command;
  const left = isMillis ? Math.max(1, Math.ceil(given - elapsed)) : Math.max(0.001, given - elapsed / 1000);
  return command.map((word, i) => (i === at ? encoder.encode(String(left)) : word));
}
