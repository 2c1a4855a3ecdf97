/** Errors of `node:fs`, as redlet's: `FULL` where no room is left, `IO` for all else, with what can be done. */

import { RedletError } from "../errors.ts";

/** What the system's codes mean for somebody who opens a database. */
const MEANINGS: { readonly [code: string]: string } = {
  ENOENT: "its folder is not there: make it first",
  ENOTDIR: "what should be its folder is a file",
  EISDIR: "it is a folder: name a file in it",
  EACCES: "this program may not: it needs to write to the file, and to make others beside it",
  EPERM: "this program may not: it needs to write to the file, and to make others beside it",
  EROFS: "the file system can only be read, and redlet writes to the file and beside it",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  EMFILE: "this program has too many files open",
};

/** Whether no room is left: on the device, or for the user. */
export function isFull(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === "ENOSPC" || code === "EDQUOT";
}

/** What went wrong with a database's file. */
export function fileError(error: unknown, path: string): RedletError {
  if (error instanceof RedletError) return error;
  if (isFull(error)) return new RedletError("FULL", `no space is left for ${path}`, undefined, { cause: error });
  const { code, message } = error as { code?: string; message?: string };
  // Deno has errors of its own for what its user did not permit.
  const meaning = MEANINGS[code ?? ""] ?? message ?? String(error);
  return new RedletError("IO", `${path} can't be used: ${meaning}`, undefined, { cause: error });
}
