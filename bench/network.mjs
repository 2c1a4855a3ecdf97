// A server at the other end of a slow line. The browser's own throttling leaves out what workers fetch.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { brotliCompressSync, constants } from "node:zlib";
import { TYPES } from "../scripts/static.mjs";

/** What Chromium's developer tools call Fast 4G: milliseconds before each answer, and bytes in a millisecond. */
const LATENCY = 165;
const RATE = 1012.5;
/** So much goes out at once. */
const PIECE = 8192;

const PACKED = ".cache/bench/packed";

/** A file's bytes in brotli at its highest level, which takes long: kept for the next time. */
export function packed(file) {
  const bytes = readFileSync(file);
  const path = join(PACKED, createHash("sha256").update(bytes).digest("hex"));
  if (existsSync(path)) return readFileSync(path);
  const made = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  mkdirSync(PACKED, { recursive: true });
  writeFileSync(path, made);
  return made;
}

/** Serves `folders` over Fast 4G, packed where the browser takes that; gives the server once it listens. */
export async function serveSlowly(folders) {
  /** When all that was to be sent before has gone out: all answers share the line. */
  let free = 0;
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file = folders.map((folder) => join(folder, pathname)).find((path) => existsSync(path));
    await sleep(LATENCY);
    if (!file || pathname.endsWith("/")) {
      response.writeHead(404).end();
      return;
    }
    const isPacked = /\bbr\b/.test(request.headers["accept-encoding"] ?? "");
    const body = isPacked ? packed(file) : await readFile(file);
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, ...(isPacked && { "content-encoding": "br" }) });
    for (let at = 0; at < body.length; at += PIECE) {
      const piece = body.subarray(at, at + PIECE);
      free = Math.max(free, performance.now()) + piece.length / RATE;
      await sleep(free - performance.now());
      response.write(piece);
    }
    response.end();
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return server;
}
