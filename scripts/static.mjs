// Serves folders over HTTP on localhost, with the types that modules and wasm need.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

export const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
};

/** Serves `folders`, the first that has the file, and `files`; gives the server once it listens. */
export async function serveFolders(folders, port = 0, headers = {}, files = {}) {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    for (const folder of folders) {
      try {
        const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
        const body = files[path] ?? (await readFile(file));
        response.writeHead(200, { ...headers, "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
        response.end(body);
        return;
      } catch {
        // The next folder may have it.
      }
    }
    response.writeHead(404).end("not found");
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return server;
}
