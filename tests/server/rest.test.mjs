// REST over HTTP as bytes: what stands in the first line of a request is what is asked for, and pages of
// other origins are told what they may.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { CLI, serveIn, stop } from "./servers.mjs";

const ORIGIN = "https://app.example";
const restIn = (runtime, ...args) =>
  serveIn(runtime, "--memory", "--port", "none", "--rest", "0", "--token", "t", ...args);
const rest = (...args) => restIn([process.execPath], ...args);
const runtimes = new URL("../../.cache/runtimes/", import.meta.url).pathname;
const OTHERS = [
  [`${runtimes}deno`, "run", "--allow-all", "--quiet", "--no-config"],
  [`${runtimes}bun`, "run"],
];

let server;
let open;
before(async () => {
  [server, open] = await Promise.all([
    rest("--rest-cors", ORIGIN, "--rest-cors", "app://me"),
    rest("--rest-cors", "*"),
  ]);
});
after(() => Promise.all([server, open].map((each) => stop(each, "SIGKILL"))));

/** Sends a request as it is written; gives the status, the headers and the body. */
async function ask(line, headers = {}, body = "", to = server) {
  const socket = connect(new URL(to.rest).port, "127.0.0.1");
  socket.setTimeout(10_000, () => socket.destroy(new Error("no answer in ten seconds")));
  const isSized = body !== "" && !("transfer-encoding" in headers);
  const all = { host: "x", connection: "close", ...(isSized && { "content-length": body.length }), ...headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${line} HTTP/1.1\r\n${head.join("")}\r\n${body}`, "latin1");
  let got = "";
  for await (const part of socket) {
    got += part;
    if (got.includes("data: ")) break;
  }
  socket.destroy();
  const [start, text] = got.split("\r\n\r\n");
  const [status, ...lines] = start.split("\r\n");
  const told = new Map(lines.map((each) => [each.split(": ")[0].toLowerCase(), each.slice(each.indexOf(":") + 2)]));
  return { status: Number(status.split(" ")[1]), headers: told, text };
}

const token = { authorization: "Bearer t" };

/** What is said in a path, and the words that it is. */
const PATHS = [
  ["//get/k", ["", "get", "k"]],
  ["//get/flushall", ["", "get", "flushall"]],
  ["///flushall", ["", "", "flushall"]],
  ["/\\x/flushall", ["\\x", "flushall"]],
  ["\\flushall", undefined],
  ["/\\\\get/flushall", ["\\\\get", "flushall"]],
  ["/echo/.", ["echo", "."]],
  ["/echo/..", ["echo", ".."]],
  ["/echo/%2e%2e", ["echo", ".."]],
  ["/echo/%2E", ["echo", "."]],
  ["/echo/a%2Fb", ["echo", "a/b"]],
  ["/echo/a%5Cb", ["echo", "a\\b"]],
  ["/echo/", ["echo", ""]],
  ["/echo//", ["echo", "", ""]],
  ["/echo/a\\b", ["echo", "a\\b"]],
  ["/echo/a/../flushall", ["echo", "a", "..", "flushall"]],
  ["/get/../flushall", ["get", "..", "flushall"]],
  ["/echo/%2e%2e/flushall", ["echo", "..", "flushall"]],
  ["/./flushall", [".", "flushall"]],
  ["/../flushall", ["..", "flushall"]],
  ["/echo/a:b@c", ["echo", "a:b@c"]],
  ["/echo/a;b", ["echo", "a;b"]],
  ["/echo/%3F%23", ["echo", "?#"]],
  ["/echo?x", ["echo", "x"]],
  ["/echo?..", ["echo", ".."]],
  ["http://elsewhere/echo/x", ["echo", "x"]],
  ["http://flushall", undefined],
  ["http://elsewhere//flushall", ["", "flushall"]],
];

async function keepsPaths(to) {
  await ask("POST /set/kept/1", token, "", to);
  for (const [path, words] of PATHS) {
    const { status, text } = await ask(`GET ${path}`, token, "", to);
    const { result, error } = text ? JSON.parse(text) : {};
    if (words?.[0] === "echo" && words.length === 2) assert.deepEqual([path, status, result], [path, 200, words[1]]);
    else assert.deepEqual([path, status], [path, 400], text);
    if (words && words[0] !== "echo" && words[0] !== "get") assert.match(error, /^ERR unknown command/, path);
  }
  assert.equal((await ask("GET /get/kept", token, "", to)).text, '{"result":"1"}');
}

test("no part of a path is lost, whatever it is", () => keepsPaths(server));

for (const runtime of OTHERS) {
  const name = runtime[0].split("/").at(-1);
  test(`nor is one in ${name}`, { skip: !existsSync(runtime[0]) }, async () => {
    const other = await restIn(runtime);
    await keepsPaths(other);
    await stop(other, "SIGKILL");
  });
}

test("dots and slashes are keys and values", async () => {
  for (const [key, value] of [
    [".", ".."],
    ["..", "."],
    ["%2e%2e", "%2F"],
    ["a%2F..%2Fb", "//"],
    ["\\", "\\\\"],
  ]) {
    await ask(`POST /set/${key}`, token, value);
    const said = JSON.parse((await ask(`GET /get/${key}`, token)).text);
    assert.deepEqual([key, said.result], [key, value]);
  }
});

const PREFLIGHT = {
  origin: ORIGIN,
  "access-control-request-method": "POST",
  "access-control-request-headers": "authorization,content-type,upstash-encoding",
};

test("a preflight says what a page of an origin that is allowed may send, and nothing to others", async () => {
  for (const path of ["/", "/pipeline", "/get/k", "//x", "/nowhere/.."]) {
    const { status, headers, text } = await ask(`OPTIONS ${path}`, PREFLIGHT);
    assert.deepEqual([status, text], [204, ""]);
    assert.equal(headers.get("access-control-allow-origin"), ORIGIN);
    assert.equal(headers.get("access-control-allow-methods"), "GET, HEAD, POST, PUT");
    assert.equal(headers.get("access-control-allow-headers"), PREFLIGHT["access-control-request-headers"]);
    assert.match(headers.get("vary"), /^Origin, Access-Control-Request-Headers$/);
    assert.ok(!headers.has("access-control-allow-credentials"));
    assert.ok(!headers.has("access-control-allow-private-network"));
  }
  const local = { ...PREFLIGHT, "access-control-request-private-network": "true" };
  assert.equal((await ask("OPTIONS /", local)).headers.get("access-control-allow-private-network"), "true");
  assert.equal((await ask("OPTIONS /", { ...PREFLIGHT, origin: "app://me" })).status, 204);
  for (const origin of ["https://evil.example", "http://app.example", `${ORIGIN}.evil`, `${ORIGIN}:444`, "null", ""]) {
    const { headers } = await ask("OPTIONS /", { ...PREFLIGHT, origin });
    assert.deepEqual(
      [...headers.keys()].filter((name) => name.startsWith("access-control")),
      [],
      origin,
    );
    assert.equal(headers.get("vary"), "Origin");
  }
  const all = (await ask("OPTIONS /", PREFLIGHT, "", open)).headers;
  assert.equal(all.get("access-control-allow-origin"), "*");
  assert.equal(all.get("access-control-allow-headers"), PREFLIGHT["access-control-request-headers"]);
  assert.ok(!all.has("access-control-allow-credentials"));
});

const REPLIES = [
  ["GET /get/k", token, "", 200],
  ["GET /nope", token, "", 400],
  ["POST /", token, "{", 400],
  ["GET /get/k", {}, "", 401],
  ["GET /get/k?_token=wrong", {}, "", 401],
  ["DELETE /get/k", token, "", 405],
  ["OPTIONS /get/k", token, "", 405],
  ["TRACE /", token, "", 405],
  ["POST /", { ...token, "content-length": 20_000_000 }, "x", 413],
  ["POST /", { ...token, "transfer-encoding": "chunked" }, `b71b00\r\n${"x".repeat(12_000_000)}\r\n0\r\n\r\n`, 413],
  ["GET /monitor", token, "", 200],
  ["GET /subscribe/c?_token=t", {}, "", 200],
  ["HEAD /get/k", token, "", 200],
  ["GET //get/k", token, "", 400],
];

test("every reply has the headers, errors and event streams too", async () => {
  for (const [line, headers, body, want] of REPLIES) {
    const sent = { ...headers, origin: ORIGIN };
    for (const [to, allowed] of [
      [server, ORIGIN],
      [open, "*"],
    ]) {
      const got = await ask(line, sent, body, to);
      assert.equal(got.status, want, `${line} ${got.text}`);
      assert.equal(got.headers.get("access-control-allow-origin"), allowed, line);
      assert.equal(got.headers.get("access-control-expose-headers"), "upstash-sync-token");
      assert.equal(got.headers.get("vary"), to === server ? "Origin" : undefined);
    }
    const unknown = await ask(line, { ...sent, origin: "https://evil.example" }, body);
    assert.deepEqual(
      [unknown.headers.has("access-control-allow-origin"), unknown.headers.get("vary")],
      [false, "Origin"],
    );
  }
  // What is no request at all.
  for (const [line, want] of [
    ["nonsense", 400],
    [`GET /${"x".repeat(70_000)}`, 431],
  ]) {
    const got = await ask(line, {}, "", open);
    assert.deepEqual([got.status, got.headers.get("access-control-allow-origin")], [want, "*"]);
  }
});

test("without the option no page of another origin is told anything", async () => {
  const closed = await rest();
  const preflight = await ask("OPTIONS /", PREFLIGHT, "", closed);
  assert.equal(preflight.status, 405);
  const answer = await ask("GET /get/k", { ...token, origin: ORIGIN }, "", closed);
  assert.equal(answer.status, 200);
  for (const { headers } of [preflight, answer]) {
    assert.deepEqual(
      [...headers.keys()].filter((name) => /^access-control|^vary/.test(name)),
      [],
    );
  }
  await stop(closed, "SIGKILL");
});

test("who is one too many is told to come again, and is not taken for somebody who ended", async () => {
  for (const password of [[], ["--password", "secret"]]) {
    const args = ["--memory", "--port", "0", "--rest", "0", "--token", "t", "--read-only-token", "r"];
    const full = await serveIn([process.execPath], ...args, "--config", "maxclients=1", ...password);
    const first = connect(full.port, "127.0.0.1");
    // No word of it is allowed before AUTH, but it is counted.
    first.write("*1\r\n$4\r\nPING\r\n");
    await once(first, "data");
    for (const [line, headers, body] of [
      ["GET /set/k/v", token],
      ["GET /get/k?_token=r", {}],
      ["POST /pipeline", token, '[["SET","k","v"],["GET","k"]]'],
      ["POST /multi-exec", token, '[["SET","k","v"]]'],
      ["GET /subscribe/c", token],
      ["GET /monitor", token],
    ]) {
      const got = await ask(line, headers, body, full);
      assert.deepEqual(
        [line, got.status, got.headers.get("retry-after"), got.text],
        [line, 503, "1", '{"error":"ERR max number of clients reached"}'],
      );
    }
    first.destroy();
    let got;
    do got = await ask("GET /get/k", token, "", full);
    while (got.status === 503);
    assert.deepEqual([got.status, got.text], [200, '{"result":null}']);
    const { status, text } = await ask("GET /subscribe/c", token, "", full);
    assert.match(`${status} ${text}`, /^200 .*data: subscribe,c,1/s);
    await stop(full, "SIGKILL");
  }
});

test("what is no origin is refused with advice", () => {
  for (const origin of ["app.example", "https://app.example/path", "https://*.example", ""]) {
    const args = ["serve", "--memory", "--rest", "0", "--token", "t", "--rest-cors", origin];
    const { status, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: "utf8", timeout: 10_000 });
    assert.deepEqual([origin, status, /--rest-cors takes .* origins such as/.test(stderr)], [origin, 2, true], stderr);
  }
});
