/**
 * Which pages of other origins may talk to the handler, by the Fetch standard's CORS protocol.
 *
 * A page sends its token itself, never as a cookie: so no reply allows credentials, and `*` is safe.
 */

/** What a handler says to pages of other origins. */
export interface Cors {
  /** Whether a request only asks what the page may send. */
  isPreflight(request: Request): boolean;
  /** The headers that every reply to the request has. */
  headersFor(request: Request): [name: string, value: string][];
}

/** How long a browser may remember what it was told, in seconds: Chromium's most. */
const REMEMBERED = 7200;

/** Reads the option: `true` or `"*"` are all origins, `false` or nothing is none. Throws a TypeError. */
export function corsOf(option: boolean | string | readonly string[] | undefined, methods: string): Cors | undefined {
  const given = option === true ? ["*"] : typeof option === "string" ? [option] : option || [];
  if (given.length === 0) return undefined;
  const origins = new Set(given.map(originOf));
  const isOpen = origins.has("*");
  const isPreflight = ({ method, headers }: Request) =>
    method === "OPTIONS" && headers.has("origin") && headers.has("access-control-request-method");
  return {
    isPreflight,
    headersFor(request) {
      const origin = request.headers.get("origin") ?? "";
      // What one origin is told a cache must not give to another.
      const told: [string, string][] = isOpen ? [] : [["vary", "Origin"]];
      if (!isOpen && !origins.has(origin)) return told;
      told.push(["access-control-allow-origin", isOpen ? "*" : origin]);
      if (!isPreflight(request)) return [...told, ["access-control-expose-headers", "upstash-sync-token"]];
      const asked = request.headers.get("access-control-request-headers");
      told.push(["access-control-allow-methods", methods], ["access-control-max-age", String(REMEMBERED)]);
      // By name: `*` does not stand for `authorization`.
      if (asked) told.push(["access-control-allow-headers", asked], ["vary", "Access-Control-Request-Headers"]);
      // A page of the web may then reach this machine, or the network that it is in.
      if (request.headers.get("access-control-request-private-network") === "true")
        told.push(["access-control-allow-private-network", "true"]);
      return told;
    },
  };
}

/** An origin as browsers send it. */
function originOf(text: string): string {
  if (text === "*" || text === "null") return text;
  try {
    if (text.includes("*")) throw new TypeError("there are no patterns");
    const { origin, href, pathname } = new URL(text);
    // Schemes of apps and extensions have no origin for a URL, browsers send them as they are.
    if (origin === "null" && /^[a-z][a-z\d+.-]*:\/\/[^/?#]+$/.test(text)) return text;
    if (origin !== "null" && href === `${origin}${pathname}` && pathname === "/") return origin;
  } catch {
    // The error below says what to do.
  }
  throw new TypeError(`cors takes true or origins such as "https://app.example", not ${JSON.stringify(text)}`);
}
