/** The body of a request, up to a limit. */

import { Refusal } from "./refusal.ts";

/** How long a body may take, in ms. */
const PATIENCE = 60_000;

/** Reads a body of at most so many bytes. */
export async function readBody(request: Request, most: number): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > most) throw tooLarge(most);
  const parts: Uint8Array[] = [];
  let size = 0;
  // The length may be a lie, or not told.
  for await (const part of streamed(request.body)) {
    size += part.length;
    if (size > most) throw tooLarge(most);
    parts.push(part);
  }
  const [first] = parts;
  if (parts.length === 1 && first) return first;
  const body = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}

/** Not every runtime's streams iterate. */
async function* streamed(stream: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array, void> {
  const reader = stream?.getReader();
  if (!reader) return;
  let isLate = false;
  // A stream that is cancelled is at its end.
  const late = setTimeout(() => {
    isLate = true;
    reader.cancel().catch(() => {});
  }, PATIENCE);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (isLate) throw new Refusal(408, `ERR the body took longer than ${PATIENCE / 1000} seconds`);
      if (done) return;
      yield value;
    }
  } finally {
    clearTimeout(late);
    // The rest of what is too large is not waited for.
    reader.cancel().catch(() => {});
  }
}

function tooLarge(most: number): Refusal {
  return new Refusal(413, `ERR the body is larger than ${most} bytes`);
}
