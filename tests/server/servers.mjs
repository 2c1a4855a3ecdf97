// Starts `redlet serve` and redis-server on free ports, and talks to them as a socket does.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect, createServer } from "node:net";
import { promisify } from "node:util";

/** The command line as it is published. */
export const CLI = new URL("../../dist/cli.js", import.meta.url).pathname;

const children = new Set();
// A test that fails leaves its servers behind.
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

/** Starts the server on a free port, unless told which; gives it once it listens. */
export async function serve(...args) {
  return serveWith({}, ...args);
}

/** The same, with more in its environment. */
export async function serveWith(env, ...args) {
  const port = args.includes("--port") ? [] : ["--port", "0"];
  const child = spawn(process.execPath, [CLI, "serve", ...port, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  children.add(child);
  for await (const line of child.stdout) {
    const port = /:(\d+)\n/.exec(String(line))?.[1];
    if (port) return { child, port: Number(port) };
  }
  throw new Error("the server ended");
}

/** Starts the command line in a runtime (a command and its first arguments); gives what it listens on, by kind. */
export async function serveIn([program, ...first], ...args) {
  const child = spawn(program, [...first, CLI, "serve", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
  });
  children.add(child);
  for await (const line of child.stdout) {
    const [, where] = / on (.*)\n/.exec(String(line)) ?? [];
    if (!where) continue;
    const rest = /http:\S+/.exec(where)?.[0];
    return { child, rest, port: Number(/^[\d.]+:(\d+)/.exec(where)?.[1]) };
  }
  throw new Error("the server ended");
}

/** Starts a real redis-server that keeps nothing, with more arguments if need be. */
export function serveRedis(...args) {
  return serveProgram("redis-server", ...args);
}

/** The newer redis-server, where scripts/setup.sh could get it. */
export function serveNewerRedis(...args) {
  const program = new URL("../../.cache/redis-8.0/redis-server", import.meta.url).pathname;
  return existsSync(program) ? serveProgram(program, ...args) : undefined;
}

async function serveProgram(program, ...args) {
  let said = "";
  // Between the naming of a free port and redis-server's taking it, another may take it.
  for (let tries = 0; tries < 10; tries++) {
    const port = await freePort();
    const child = spawn(program, ["--port", String(port), "--save", "", "--appendonly", "no", ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.add(child);
    said = "";
    for await (const text of child.stdout) {
      said += text;
      if (/Ready to accept connections/.test(said)) return { child, port };
    }
    children.delete(child);
  }
  throw new Error(`redis-server ended: ${said}`);
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Ends a server by a signal; gives its exit code. */
export async function stop({ child }, signal) {
  const exit = once(child, "exit");
  child.kill(signal);
  const [code] = await exit;
  children.delete(child);
  return code;
}

/** Sends the bytes to a port or a Unix socket; gives what comes back, once it is as long as `length` or the connection ends. */
export async function talk({ port }, bytes, length) {
  const socket = typeof port === "string" ? connect(port) : connect(port, "127.0.0.1");
  socket.setTimeout(10_000, () => socket.destroy(new Error("no answer in ten seconds")));
  socket.write(bytes);
  let got = "";
  for await (const part of socket) {
    got += part;
    if (got.length >= length) break;
  }
  socket.destroy();
  return got;
}

/** Says words by redis-cli; gives what it prints. */
export async function say({ port }, ...words) {
  const { stdout } = await promisify(execFile)("redis-cli", ["-p", String(port), ...words], { timeout: 20_000 });
  return stdout.trim();
}

/** A command as clients send it. */
export function command(...words) {
  const parts = words.map((word) => `$${Buffer.byteLength(String(word))}\r\n${word}\r\n`);
  return `*${words.length}\r\n${parts.join("")}`;
}

/** A connection that counts the replies that are one line each; `replied(n)` waits for so many. */
export async function open({ port }) {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  let replies = 0;
  let wake = () => {};
  let isOver = false;
  socket.on("data", (bytes) => {
    for (const byte of bytes) if (byte === 10) replies++;
    wake();
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    isOver = true;
    wake();
  });
  return {
    socket,
    get replies() {
      return replies;
    },
    async replied(count) {
      while (replies < count && !isOver) {
        await new Promise((resolve) => {
          wake = resolve;
        });
      }
      assert.ok(replies >= count || isOver);
    },
  };
}
