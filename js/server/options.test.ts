import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, UsageError } from "./options.ts";

const DEFAULTS = { port: 6379, bind: "127.0.0.1", data: "redlet.db", password: undefined, appendfsync: "everysec" };

const SERVED: [line: string, options: Partial<typeof DEFAULTS> & { password?: string }][] = [
  ["serve", {}],
  ["serve --port 0 --memory", { port: 0, data: ":memory:" }],
  ["serve --data=x.db --appendfsync always", { data: "x.db", appendfsync: "always" }],
  ["serve --bind 0.0.0.0 --password secret", { bind: "0.0.0.0", password: "secret" as never }],
  ["serve --bind :: --no-auth", { bind: "::" }],
  ["serve --bind ::1", { bind: "::1" }],
  ["serve --bind 127.1.2.3", { bind: "127.1.2.3" }],
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

test("help and version need no command", () => {
  assert.deepEqual(parse(["--help"]), { kind: "help" });
  assert.deepEqual(parse([]), { kind: "help" });
  assert.deepEqual(parse(["--version"]), { kind: "version" });
});
