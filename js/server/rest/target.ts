/**
 * The path and the query of a request, as they were sent. `new URL` would take `//get/k` for a host and `\` for
 * `/`, and would remove `.` and `..`, which may all be keys.
 */

/** A path and what stands behind its `?`. */
export interface Target {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Of the first line of a request: `/get/k?x`, or `http://host/get/k?x` as proxies are sent it. */
export function targetOf(text: string): Target {
  const [, path = "", query = ""] = /^(?:[a-z][a-z\d+.-]*:\/\/[^/?]*)?([^?]*)\??(.*)$/is.exec(text) ?? [];
  return { path, query: new URLSearchParams(query) };
}

/** Of a URL, which may have a fragment besides. */
export function targetIn(url: string): Target {
  return targetOf(url.split("#", 1)[0] as string);
}
