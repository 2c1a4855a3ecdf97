import assert from "node:assert/strict";
import { test } from "node:test";
import { commandsOf, frameOf, resumed, text, words } from "./request.ts";
import { Session } from "./session.ts";

const line = (command: string) => words(...command.split(" "));
const shown = (frame: Uint8Array) => commandsOf(frame).map((command) => command.map(text).join(" "));

/** A reply frame in which each command was answered by OK, nil or an error. */
function replies(...kinds: ("ok" | "nil" | "error")[]): Uint8Array {
  const bytes = { ok: [2], nil: [1], error: [9, 0, 0, 0, 0] };
  return new Uint8Array([kinds.length, 0, 0, 0, ...kinds.flatMap((kind) => bytes[kind])]);
}

/** A session after commands that were all answered by OK, in one frame. */
function after(...commands: string[]): Session {
  const session = new Session();
  session.note(frameOf(commands.map(line)), replies(...commands.map(() => "ok" as const)));
  return session;
}

const RESTORED: [commands: string[], restored: string[]][] = [
  [[], []],
  [["GET k", "SELECT 2", "select 3"], ["select 3"]],
  [
    ["CLIENT SETNAME a", "CLIENT SETINFO LIB-NAME x", "CLIENT SETINFO LIB-VER 1", "CLIENT SETNAME b", "CLIENT ID"],
    ["CLIENT SETNAME b", "CLIENT SETINFO LIB-NAME x", "CLIENT SETINFO LIB-VER 1"],
  ],
  [["CLIENT TRACKING ON BCAST", "CLIENT TRACKING OFF"], []],
  [
    ["SUBSCRIBE a b", "PSUBSCRIBE c*", "SSUBSCRIBE d", "UNSUBSCRIBE a", "PUNSUBSCRIBE"],
    ["SUBSCRIBE b", "SSUBSCRIBE d"],
  ],
  [["AUTH p", "SELECT 2", "RESET"], []],
  [["CLIENT REPLY OFF", "CLIENT REPLY ON", "CLIENT REPLY SKIP"], []],
  [
    ["AUTH p", "CLIENT REPLY OFF", "MONITOR"],
    ["AUTH p", "MONITOR", "CLIENT REPLY OFF"],
  ],
  [
    ["SELECT 1", "MULTI", "SELECT 2"],
    ["SELECT 1", "MULTI", "LOST"],
  ],
  [["SELECT 1", "MULTI", "SELECT 2", "EXEC"], ["SELECT 2"]],
  [["SELECT 1", "MULTI", "SELECT 2", "DISCARD"], ["SELECT 1"]],
];

for (const [commands, restored] of RESTORED) {
  test(`after ${commands.join("; ") || "nothing"}, a session is made so again`, () => {
    assert.deepEqual(shown(after(...commands).frame()), ["RESET", ...restored]);
  });
}

test("what was refused is not kept", () => {
  const session = new Session();
  session.note(frameOf(["SELECT 1", "SELECT 99"].map(line)), replies("ok", "error"));
  session.note(frameOf(["MULTI", "SELECT 5", "EXEC"].map(line)), replies("ok", "ok", "nil"));
  assert.deepEqual(shown(session.frame()), ["RESET", "SELECT 1"]);
});

test("keys are watched until the next EXEC, whatever comes of it", () => {
  assert.ok(after("WATCH k").isWatching);
  assert.ok(!after("WATCH k", "UNWATCH").isWatching);
  const session = after("WATCH k", "MULTI");
  session.note(frameOf([line("EXEC")]), replies("nil"));
  assert.ok(!session.isWatching);
});

const RESUMED: [command: string, again: string][] = [
  ["BLPOP a b 5", "BLPOP a b 3.5"],
  ["BLPOP a 0", "BLPOP a 0"],
  ["BLPOP a 1", "BLPOP a 0.001"],
  ["BLMOVE a b LEFT LEFT 2", "BLMOVE a b LEFT LEFT 0.5"],
  ["BLMPOP 2 1 a LEFT", "BLMPOP 0.5 1 a LEFT"],
  ["bzmpop 0 1 a MIN", "bzmpop 0 1 a MIN"],
  ["XREAD COUNT 1 BLOCK 2000 STREAMS s 0", "XREAD COUNT 1 BLOCK 500 STREAMS s 0"],
  ["XREADGROUP GROUP g c BLOCK 0 STREAMS s >", "XREADGROUP GROUP g c BLOCK 0 STREAMS s >"],
  ["WAIT 1 1600", "WAIT 1 100"],
  ["WAITAOF 1 0 1000", "WAITAOF 1 0 1"],
];

for (const [command, again] of RESUMED) {
  test(`${command} waits 1.5 s less when it is sent again`, () => {
    assert.equal(resumed(line(command), 1500).map(text).join(" "), again);
  });
}
