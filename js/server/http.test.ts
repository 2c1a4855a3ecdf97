import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { HttpServer } from "./http.ts";

const PATIENCE = { head: 200, request: 400, reply: 300 };
/** What is waited for and does not come fails the test. */
const WAIT = { timeout: 60_000 };
const LARGE = new Uint8Array(64 << 20);

/** A server, and a connection to it that has sent the text; what it got is told when it is closed. */
async function talk(handler: (request: Request) => Promise<Response>, text: string, isRead = true) {
  const server = new HttpServer(handler, ["x-told: all"], PATIENCE);
  const socket = connect(await server.listen(0, "127.0.0.1"), "127.0.0.1");
  socket.on("error", () => {});
  let got = "";
  if (isRead) socket.on("data", (bytes) => (got += bytes));
  await once(socket, "connect");
  socket.write(text);
  const closed = new Promise<string>((resolve) => socket.once("close", () => resolve(got)));
  return { server, socket, closed };
}

/** Writes a byte now and then, as long as it is taken. */
function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write("a"), 20);
  socket.once("close", () => clearInterval(timer));
}

const nothing = () => Promise.resolve(new Response("x"));

test("a head that comes slowly is not waited for", async () => {
  const { server, socket, closed } = await talk(nothing, "GET /");
  drip(socket);
  assert.match(await closed, /^HTTP\/1.1 408 .*\r\nx-told: all\r\n/s);
  await server.close();
});

test("a body that comes slowly is not waited for", async () => {
  const head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n";
  const { server, socket, closed } = await talk((request) => request.text().then(nothing), head);
  drip(socket);
  await closed;
  await server.close();
});

test("who listens to a request's signal hears it, also when nothing else of the request is left", WAIT, async () => {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  const heard = new EventTarget();
  const [isAsked, isGone] = [once(heard, "asked"), once(heard, "abort")];
  const { server, socket } = await talk(({ signal }) => {
    signal.addEventListener("abort", () => void heard.dispatchEvent(new Event("abort")));
    heard.dispatchEvent(new Event("asked"));
    return new Promise(() => {});
  }, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  await isAsked;
  for (let n = 0; n < 3; n++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    collect();
  }
  socket.destroy();
  await isGone;
  await server.close();
});

test("a reply that nobody reads is given up", WAIT, async () => {
  const get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  let isGone = false;
  const { server, socket } = await talk(
    async (request) => {
      request.signal.addEventListener("abort", () => {
        isGone = true;
      });
      return new Response(LARGE);
    },
    get,
    false,
  );
  while (!isGone) await new Promise((resolve) => setTimeout(resolve, 20));
  socket.destroy();
  await server.close();
});

test("a stream that fails while nobody reads it ends the connection", WAIT, async () => {
  let isGone = false;
  const { server, socket } = await talk(
    async (request) => {
      request.signal.addEventListener("abort", () => {
        isGone = true;
      });
      const stream = new ReadableStream({
        start(stream) {
          for (let n = 0; n < 64; n++) stream.enqueue(LARGE.subarray(0, 1 << 20));
          setTimeout(() => stream.error(new Error("too much is unread")), 100);
        },
      });
      return new Response(stream, { headers: { "content-type": "text/event-stream" } });
    },
    "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    false,
  );
  while (!isGone) await new Promise((resolve) => setTimeout(resolve, 20));
  socket.destroy();
  await server.close();
});

test("a stream of events goes on, however long it is", async () => {
  for (const head of [
    "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n[]",
  ]) {
    const { server, socket } = await talk(async () => {
      const stream = new ReadableStream({
        start(stream) {
          // After all that it is patient for.
          setTimeout(() => stream.enqueue(new TextEncoder().encode("data: late\n\n")), 2 * PATIENCE.request);
        },
      });
      return new Response(stream, { headers: { "content-type": "text/event-stream" } });
    }, head);
    let got = "";
    for await (const bytes of socket) {
      got += bytes;
      if (got.includes("late")) break;
    }
    assert.match(got, /data: late/);
    await server.close();
  }
});
