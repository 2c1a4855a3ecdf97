import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, UsageError } from "./command-line.ts";

const DEFAULTS = {
  port: 6379,
  bind: "127.0.0.1",
  data: "redlet.db",
  password: undefined,
  config: {},
  unix: undefined,
  rest: undefined,
};

const SERVED: [line: string, options: Partial<Record<keyof typeof DEFAULTS, unknown>>][] = [
  ["serve", {}],
  ["serve --port 0 --memory", { port: 0, data: ":memory:" }],
  ["serve --data=x.db --appendfsync always", { data: "x.db", config: { appendfsync: "always" } }],
  [
    "serve --config maxmemory=100mb --config save= --config requirepass=a=b",
    { config: { maxmemory: "100mb", save: "", requirepass: "a=b" } },
  ],
  ["serve --bind 0.0.0.0 --password secret", { bind: "0.0.0.0", password: "secret" }],
  ["serve --bind :: --no-auth", { bind: "::" }],
  ["serve --bind ::1", { bind: "::1" }],
  ["serve --bind 127.1.2.3", { bind: "127.1.2.3" }],
  ["serve --unix /tmp/r.sock", { unix: "/tmp/r.sock" }],
  ["serve --port none --unix r.sock", { port: undefined, unix: "r.sock" }],
  ["serve --rest 0 --token t", { rest: { port: 0, token: "t", readOnlyToken: undefined, cors: [] } }],
  ["serve --rest 80 --token t --read-only-token r", { rest: { port: 80, token: "t", readOnlyToken: "r", cors: [] } }],
  [
    "serve --rest 1 --token t --rest-cors * --rest-cors a://b",
    { rest: { port: 1, token: "t", readOnlyToken: undefined, cors: ["*", "a://b"] } },
  ],
  [
    "serve --port none --bind 0.0.0.0 --rest 80 --token t",
    { port: undefined, bind: "0.0.0.0", rest: { port: 80, token: "t", readOnlyToken: undefined, cors: [] } },
  ],
];

for (const [line, options] of SERVED) {
  test(`redlet ${line}`, () => {
    assert.deepEqual(parse(line.split(" ")), { kind: "serve", options: { ...DEFAULTS, ...options } });
  });
}

const REFUSED: [line: string, reason: RegExp][] = [
  ["serve --bind 0.0.0.0", /password/],
  ["serve --bind ::", /password/],
  ["serve --bind example.com", /password/],
  ["serve --bind 127.evil.example", /password/],
  ["serve --port x", /--port/],
  ["serve --port 70000", /65535/],
  ["serve --port -1", /port/],
  ["serve --appendfsync sometimes", /everysec/],
  ["serve --memory --data x.db", /exclude/],
  ["serve --port none", /--unix or a --rest/],
  ["serve --rest 80", /--token/],
  ["serve --rest-cors *", /--rest/],
  ["serve --rest x --token t", /--rest/],
  ["serve --nope", /nope/],
  ["serve twice", /twice/],
  ["sing", /sing/],
];

for (const [line, reason] of REFUSED) {
  test(`redlet ${line} is refused`, () => {
    assert.throws(
      () => parse(line.split(" ")),
      (error) => error instanceof UsageError && reason.test(error.message),
    );
  });
}

test("the password may come from the environment", () => {
  const request = parse(["serve", "--bind", "0.0.0.0"], { REDLET_PASSWORD: "secret" });
  assert.equal(request.kind === "serve" && request.options.password, "secret");
});

test("the token may come from the environment", () => {
  const request = parse(["serve", "--rest", "80"], { REDLET_TOKEN: "t", REDLET_READ_ONLY_TOKEN: "" });
  const rest = request.kind === "serve" && request.options.rest;
  assert.deepEqual(rest, { port: 80, token: "t", readOnlyToken: undefined, cors: [] });
});

test("help and version need no command", () => {
  assert.deepEqual(parse(["--help"]), { kind: "help" });
  assert.deepEqual(parse([]), { kind: "help" });
  assert.deepEqual(parse(["--version"]), { kind: "version" });
});
