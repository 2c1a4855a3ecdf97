// The REST protocol: paths, bodies, tokens, limits and streams, on the handler of `redlet/rest`.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { built } from "./installed.mjs";

const [TOKEN, READ_ONLY] = ["a token", "another"].map(encodeURIComponent);

let Redlet;
let createHandler;
let r;
let handler;
before(async () => {
  ({ Redlet } = await built("node"));
  ({ createHandler } = await built("rest"));
  r = await Redlet.open(":memory:");
  handler = createHandler(r, { token: TOKEN, readOnlyToken: READ_ONLY, maxBody: 1000 });
});
after(() => r.close());

function send(path, { token = TOKEN, ...init } = {}, to = handler) {
  const headers = { ...(token && { authorization: `Bearer ${token}` }), ...init.headers };
  return to(new Request(`http://host${path}`, { ...init, headers }));
}

async function said(path, init, to) {
  const response = await send(path, init, to);
  return [response.status, JSON.parse(await response.text())];
}

const post = (body, more) => ({
  method: "POST",
  body: typeof body === "string" ? body : JSON.stringify(body),
  ...more,
});

const ANSWERED = [
  ["/set/foo/bar", {}, "OK"],
  ["/get/foo", {}, "bar"],
  ["/SET/foo/b%20a%2Fr?EX=100&NX", {}, null],
  ["/set/foo/b%20a%2Fr?EX=100", {}, "OK"],
  ["/get/foo?_token=ignored", {}, "b a/r"],
  ["/set/body?EX=100", post("the body"), "OK"],
  ["/ttl/body", {}, 100],
  ["/get/body", { method: "PUT" }, "the body"],
  ["/set/%ff/x", {}, "OK"],
  ["/exists/%FF/%fe", {}, 1],
  ["/set/empty/", {}, "OK"],
  ["/strlen/empty", {}, 0],
  ["/", post(["INCRBYFLOAT", "float", 1.5]), "1.5"],
  ["/", post('["SET", "digits", 9007199254740993, "EX", 1e2]'), undefined],
  ["/", post('["SET", "digits", 9007199254740993]'), "OK"],
  ["/get/digits", {}, "9007199254740993"],
  ["/", post('["SET", "text", "a\\\\\\"1, 2\\\\"]'), "OK"],
  ["/get/text", {}, 'a\\"1, 2\\'],
  ["/", post(["SET", "true", true]), "OK"],
  ["", post(["GET", "true"]), "true"],
  ["/get/foo", { headers: { "upstash-encoding": "base64" } }, btoa("b a/r")],
  ["/set/foo/bar", { headers: { "upstash-encoding": "base64" } }, "OK"],
  ["/type/foo", { headers: { "upstash-encoding": "base64" } }, btoa("string")],
  ["/get/none", { headers: { "upstash-encoding": "base64" } }, null],
  ["/strlen/foo", { headers: { "upstash-encoding": "base64" } }, 3],
];

test("commands in paths and bodies", async () => {
  for (const [path, init, want] of ANSWERED) {
    const [status, { result }] = await said(path, init);
    assert.deepEqual([path, status, result], [path, want === undefined ? 400 : 200, want]);
  }
});

test("an integer of 64 bits keeps its digits", async () => {
  const response = await send("/", post('["INCRBY","digits","1"]'));
  assert.equal(await response.text(), '{"result":9007199254740994}');
});

const REFUSED = [
  ["/get", {}, 400, /wrong number of arguments/],
  ["/nope", {}, 400, /unknown command/],
  ["/lpush/foo/x", {}, 400, /^WRONGTYPE/],
  ["/", {}, 400, /not JSON/],
  ["/", post("{"), 400, /not JSON/],
  ["/", post('["GET", 01]'), 400, /not JSON/],
  ["/", post("{}"), 400, /must be an array/],
  ["/", post([]), 400, /must be an array/],
  ["/", post(["GET", null]), 400, /word 2 of the command/],
  ["/", post(["GET", ["k"]]), 400, /word 2 of the command/],
  ["/pipeline", post(["GET", "k"]), 400, /command 1 must be/],
  ["/pipeline", post([]), 400, /no command/],
  ["/multi-exec", post([["GET"]]), 400, /^EXECABORT/],
  ["/multi-exec", post([["EXEC"]]), 400, /within a transaction/],
  ["/subscribe", {}, 400, /needs names/],
  ["/", post(["subscribe", "c"]), 400, /use \/subscribe/],
  ["/", post(["Client", "reply", "off"]), 400, /connections that stay/],
  ["/", post(["HELLO", "3"]), 400, /connections that stay/],
  ["/get/foo", { method: "DELETE" }, 405, /DELETE/],
  ["/get/foo", { token: "" }, 401, /no token/],
  ["/get/foo", { token: `${TOKEN}x` }, 401, /not valid/],
  ["/get/foo", { token: TOKEN.slice(0, -1) }, 401, /not valid/],
  ["/get/foo?_token=no", { token: "" }, 401, /not valid/],
  ["/", post(["SET", "big", "x".repeat(1000)]), 413, /larger than 1000 bytes/],
];

test("what is wrong is said with a status of its own", async () => {
  for (const [path, init, want, reason] of REFUSED) {
    const [status, { error }] = await said(path, init);
    assert.equal(status, want, `${path} ${error}`);
    assert.match(error, reason);
  }
  const unauthorized = await send("/get/foo", { token: "" });
  assert.equal(unauthorized.headers.get("www-authenticate"), "Bearer");
});

test("a body whose length is not told is cut off at the limit", async () => {
  let taken = 0;
  const body = new ReadableStream({
    pull(stream) {
      taken++;
      stream.enqueue(new Uint8Array(100));
    },
  });
  assert.equal((await send("/set/big", { method: "POST", body, duplex: "half" })).status, 413);
  assert.ok(taken < 20);
});

test("tokens may stand in the query, and answers have a token that changes", async () => {
  const one = await send(`/get/none?_token=${encodeURIComponent(TOKEN)}`, { token: "" });
  const two = await send("/get/none");
  assert.deepEqual([one.status, two.status], [200, 200]);
  assert.notEqual(one.headers.get("upstash-sync-token"), two.headers.get("upstash-sync-token"));
  assert.throws(() => createHandler(r, { token: "" }), TypeError);
});

const READ = ["get/foo", "mget/foo/x", "keys/*", "ping", "info", "time", "object/encoding/foo", "pubsub/channels"];
const WRITE = [
  ...[
    "set/foo/x",
    "del/foo",
    "flushall",
    "getex/foo",
    "sort/foo",
    "expire/foo/1",
    "publish/c/m",
    "config/set/maxmemory/0",
  ],
  ...["config/get/*", "client/kill/x", "client/list", "client/pause/1", "debug/sleep/1", "acl/whoami"],
];

test("a read-only token reads", async () => {
  const init = { token: READ_ONLY };
  for (const path of READ) assert.equal((await send(`/${path}`, init)).status, 200, path);
  for (const path of WRITE) {
    const [status, { error }] = await said(`/${path}`, init);
    assert.deepEqual([path, status, /^NOPERM/.test(error)], [path, 403, true]);
  }
  // What is no command is the engine's to say.
  assert.match((await said("/nope", init))[1].error, /unknown command/);
  const mixed = post(
    [
      ["GET", "foo"],
      ["DEL", "foo"],
      ["GET", "foo"],
    ],
    init,
  );
  const [status, answers] = await said("/pipeline", mixed);
  assert.deepEqual([status, answers.map((each) => Object.keys(each)[0])], [200, ["result", "error", "result"]]);
  assert.equal((await send("/multi-exec", mixed)).status, 403);
  assert.equal((await send("/monitor", init)).status, 403);
});

test("every command is known to read or not, and none that writes may be run by a read-only token", async () => {
  const commands = await r.call("COMMAND");
  for (const [name, , flags] of commands) {
    if (name === "monitor" || (!flags.includes("write") && !flags.includes("admin"))) continue;
    const [status] = await said("/", post([name, "x"], { token: READ_ONLY }));
    assert.equal(status, 403, name);
  }
});

test("a pipeline goes on behind an error, a transaction has all or says why not", async () => {
  const commands = [
    ["SET", "a", "x"],
    ["INCR", "a"],
    ["GET", "a"],
  ];
  const want = [200, [{ result: "OK" }, { error: "ERR value is not an integer or out of range" }, { result: "x" }]];
  assert.deepEqual(await said("/pipeline", post(commands)), want);
  assert.deepEqual(await said("/multi-exec", post(commands)), want);
  await said("/multi-exec", post([["SET", "a", "changed"], ["NOPE"]]));
  assert.equal(await r.get("a"), "x");
  assert.deepEqual(await said("/pipeline", post([["QUIT"], ["PING"]])), [
    200,
    [{ result: "OK" }, { error: "ERR the session has ended" }],
  ]);
});

test("requests see nothing of each other's sessions, and leave none behind", async () => {
  await said("/select/5");
  await said("/client/setname/me");
  await said("/multi");
  assert.deepEqual(await said("/client/getname"), [200, { result: null }]);
  assert.equal(await r.get("a"), "x");
  assert.equal((await r.clientList()).trim().split("\n").length, 1);
});

test("a call that waits is answered late, and forgotten when the client goes", async () => {
  const waiting = said("/blpop/queue/0");
  await r.rpush("queue", "job");
  assert.deepEqual(await waiting, [200, { result: ["queue", "job"] }]);
  const gone = new AbortController();
  const abandoned = send("/blpop/queue/0", { signal: gone.signal });
  while (!/blocked_clients:1/.test(await r.info("clients"))) await new Promise((resolve) => setTimeout(resolve, 5));
  gone.abort();
  await abandoned;
  await r.rpush("queue", "kept");
  assert.equal(await r.lpop("queue"), "kept");
});

/** The text of a stream until it has so many events. */
async function events(response, count) {
  const reader = response.body.getReader();
  let text = "";
  while (text.split("\n\n").length <= count) {
    const { done, value } = await reader.read();
    if (done) break;
    text += new TextDecoder().decode(value);
  }
  return { text, reader };
}

test("channels and patterns are streams of events, one line after the other", async () => {
  const response = await send("/subscribe/a/b%2Fc", { method: "POST", body: "[]" });
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  const byPattern = await send("/psubscribe/a*", { token: READ_ONLY });
  await r.publish("a", "one,two");
  await r.publish("b/c", "two\nlines");
  const { text, reader } = await events(response, 4);
  assert.equal(
    text,
    "data: subscribe,a,1\n\ndata: subscribe,b/c,2\n\ndata: message,a,one,two\n\ndata: message,b/c,two\ndata: lines\n\n",
  );
  assert.equal((await events(byPattern, 2)).text, "data: psubscribe,a*,1\n\ndata: pmessage,a*,a,one,two\n\n");
  await reader.cancel();
  assert.equal(await r.publish("b/c", "nobody"), 0);
});

test("MONITOR is a stream too", async () => {
  const response = await send("/monitor");
  await r.get("watched");
  const { text, reader } = await events(response, 2);
  assert.match(text, /^data: "OK"\n\ndata: \d+\.\d{6} \[0 .*\] "GET" "watched"\n\n$/i);
  await reader.cancel();
});

test("who does not read its messages is cut off", async () => {
  const response = await send("/subscribe/flood");
  const reader = response.body.getReader();
  await reader.read();
  const message = "x".repeat(1 << 20);
  let told = 0;
  for (; told < 20 && (await r.publish("flood", message)) === 1; told++);
  assert.ok(told > 5 && told < 20, `${told} megabytes`);
});

test("a base path, a password, and a database that was closed", async () => {
  const other = await Redlet.open({ name: ":memory:", password: "pass" });
  const under = createHandler(other, { token: TOKEN, basePath: "/redis/", password: "pass" });
  assert.deepEqual(await said("/redis/set/k/v", {}, under), [200, { result: "OK" }]);
  assert.deepEqual(await said("/redis", post(["GET", "k"]), under), [200, { result: "v" }]);
  assert.equal((await send("/set/k/v", {}, under)).status, 404);
  assert.equal((await send("/rediset/k", {}, under)).status, 404);
  const stream = await send("/redis/subscribe/c", {}, under);
  const without = createHandler(other, { token: TOKEN });
  assert.match((await said("/get/k", {}, without))[1].error, /^NOAUTH/);
  await other.close();
  assert.equal((await events(stream, 2)).text, "data: subscribe,c,1\n\n");
  assert.equal((await send("/redis/get/k", {}, under)).status, 503);
});

test("pages of other origins are told what they may on every reply, where the handler has `cors`", async () => {
  const shut = await Redlet.open(":memory:");
  const shared = createHandler(shut, { token: TOKEN, cors: true, basePath: "/redis" });
  const told = async (path, init) => {
    const response = await send(path, { ...init, headers: { origin: "https://a.example", ...init?.headers } }, shared);
    await response.body?.cancel();
    return [response.status, response.headers.get("access-control-allow-origin")];
  };
  const asks = { "access-control-request-method": "PUT", "access-control-request-headers": "authorization" };
  assert.deepEqual(await told("/", { method: "OPTIONS", token: "", headers: asks }), [204, "*"]);
  assert.deepEqual(await told("/redis/get/k"), [200, "*"]);
  assert.deepEqual(await told("/redis/subscribe/c"), [200, "*"]);
  assert.deepEqual(await told("/get/k"), [404, "*"]);
  assert.deepEqual(await told("/redis/get/k", { token: "" }), [401, "*"]);
  assert.deepEqual(await told("/redis/blpop/q/0", { signal: AbortSignal.timeout(10) }), [500, "*"]);
  await shut.close();
  assert.deepEqual(await told("/redis/get/k"), [503, "*"]);
  for (const cors of ["a.example", ["https://a.example/x"], ["https://*.a.example"]])
    assert.throws(() => createHandler(r, { token: TOKEN, cors }), TypeError);
  for (const cors of [undefined, false, []]) {
    const closed = createHandler(r, { token: TOKEN, cors });
    const response = await send("/", { method: "OPTIONS", headers: { origin: "https://a.example", ...asks } }, closed);
    assert.deepEqual([response.status, response.headers.get("access-control-allow-origin")], [405, null]);
  }
});

test("a URL that its platform left as it came keeps all parts of its path", async () => {
  const raw = (path) => {
    const request = new Request("http://host/", { headers: { authorization: `Bearer ${TOKEN}` } });
    Object.defineProperty(request, "url", { value: `http://host${path}` });
    return handler(request).then((response) => response.json());
  };
  await r.set("kept", "1");
  assert.deepEqual(await raw("/echo/.."), { result: ".." });
  assert.deepEqual(await raw("/echo/%2e"), { result: "." });
  assert.deepEqual(await raw("/echo/a\\b#ignored"), { result: "a\\b" });
  for (const path of ["//get/flushall", "/get/../flushall", "/\\x/flushall"]) assert.ok((await raw(path)).error, path);
  assert.equal(await r.get("kept"), "1");
});
