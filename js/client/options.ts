/** What `open` and its like were called with, looked at: JavaScript calls them with anything. */

import { nameless } from "../errors.ts";
import type { OpenOptions } from "../transport/transport.ts";

/** Which database: its name, a `file:` URL, or options with a name or a path. */
export type Named = string | URL | OpenOptions | (Omit<OpenOptions, "path"> & { path: URL });

/** The options, with a name that is a text. Fails with `NAME`. */
export function optionsOf(given: Named): OpenOptions {
  const isName = typeof given === "string" || isFileUrl(given);
  const options = (isName ? { name: given } : given) as { name?: unknown; path?: unknown; storage?: unknown };
  if (typeof options !== "object" || options === null) throw nameless(given);
  const named = options.path ?? options.name;
  if (named === undefined && options.storage === "memory") return options as OpenOptions;
  if (typeof named === "string" && named !== "") return options as OpenOptions;
  if (isFileUrl(named)) return { ...(options as OpenOptions), name: named.href, path: named.href };
  throw nameless(named);
}

/** Also one of another realm. */
function isFileUrl(given: unknown): given is URL {
  return (given as URL | undefined)?.protocol === "file:" && typeof (given as URL).href === "string";
}
