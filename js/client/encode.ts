/**
 * Writes the call of a method as the words of a Redis command.
 *
 * If every argument is a word, they are written as they are, which is Redis's flat form. Arrays, objects
 * and options are written by the command's shape (`arguments.ts`). A command that can't be encoded leaves
 * nothing in the frame.
 */

import { type FrameWriter, nameWords } from "../protocol/frame-writer.ts";
import { Arguments, put, putAll, type Shape, shapeOf } from "./arguments.ts";

/** A command as the encoder needs it. */
export interface Command {
  /** The name in upper case, as errors say it. */
  readonly name: string;
  /** The words of the name as they stand in a frame. */
  readonly words: Uint8Array;
  /** How many words the name has. */
  readonly count: number;
  /** What it takes. */
  readonly shape: () => Shape;
}

/** Makes a command from its name, one or two words apart by a space, and its shape as the table has it: else it takes words. */
export function command(name: string, text = "w"): Command {
  const words = name === "" ? [] : name.split(" ");
  // Not before somebody asks: few of all commands are called.
  let shape: Shape | undefined;
  return {
    name,
    words: nameWords(words),
    count: words.length,
    shape: () => {
      shape ??= shapeOf(text);
      return shape;
    },
  };
}

/** Writes one command. Throws a TypeError for an argument that it does not take. */
export function encode(writer: FrameWriter, command: Command, args: readonly unknown[]): void {
  const mark = writer.begin(command.words);
  try {
    let count = 0;
    for (let i = 0; i < args.length; i++) {
      const arg = args[i];
      if (typeof arg === "string") writer.text(arg);
      else if (!put(writer, arg)) {
        const words = Array.isArray(arg) && i >= command.shape().manyFrom ? putAll(writer, arg) : -1;
        if (words < 0) {
          writer.undo(mark);
          writer.begin(command.words);
          count = new Arguments(writer, command, args).write();
          break;
        }
        count += words - 1;
      }
      count++;
    }
    writer.end(mark, command.count + count);
  } catch (error) {
    writer.undo(mark);
    throw error;
  }
}
