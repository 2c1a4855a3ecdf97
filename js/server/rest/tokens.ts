/** The tokens of a handler: one that may do everything, and one that may read. */

import { Refusal } from "./refusal.ts";

/** The tokens of a handler. */
export interface Tokens {
  /** The token for all commands. */
  token: string;
  /** A token for commands that read. */
  readOnlyToken?: string;
}

/** What a request may do. */
export type Access = "all" | "read";

/** Finds out what a request may do by its token; refuses it where it has none that is known. */
export function accessOf(request: Request, query: URLSearchParams, { token, readOnlyToken }: Tokens): Access {
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const given = bearer ?? query.get("_token");
  if (!given) throw new Refusal(401, "WRONGPASS the request has no token: send it as Authorization: Bearer <token>");
  // Both are compared whatever the first says, so that the time tells nothing.
  const [isAll, isRead] = [isSame(given, token), readOnlyToken !== undefined && isSame(given, readOnlyToken)];
  if (isAll) return "all";
  if (isRead) return "read";
  throw new Refusal(401, "WRONGPASS the token is not valid");
}

/** Compares in a time that depends on the length of what was given alone. */
function isSame(given: string, token: string): boolean {
  let difference = given.length ^ token.length;
  for (let at = 0; at < given.length; at++) difference |= given.charCodeAt(at) ^ token.charCodeAt(at % token.length);
  return difference === 0;
}
