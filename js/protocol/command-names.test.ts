import assert from "node:assert/strict";
import { test } from "node:test";
import { uint32, utf8 } from "./bytes.ts";
import { CommandNames } from "./command-names.ts";
import { framed, frameOf } from "./frame.ts";

const frame = (...commands: string[]) => frameOf(commands.map((line) => framed(...line.split(" "))));

test("a frame is found to name some of the commands, all of them, or none", () => {
  const names = new CommandNames(["GET", "SET", "EVALSHA_RO"]);
  const cases: [Uint8Array, boolean, boolean][] = [
    [frame("GET k"), true, true],
    [frame("get k", "sEt k v"), true, true],
    [frame("GET k", "DEL k"), true, false],
    [frame("DEL k", "evalsha_ro x 0"), true, false],
    [frame("DEL GET", "GETS k", "GE T"), false, false],
    [frame("EVALSHA_R"), false, false],
    [frame(""), false, false],
    [frame(), false, true],
  ];
  for (const [bytes, some, every] of cases) {
    assert.deepEqual([names.someIn(bytes), names.everyIn(bytes)], [some, every], Buffer.from(bytes).toString());
  }
});

test("a subcommand is told from its command and from others", () => {
  const names = new CommandNames(["CLIENT HELP", "PING"]);
  for (const line of ["CLIENT HELP", "client help", "PING HELP", "ping"]) assert.ok(names.someIn(frame(line)), line);
  for (const line of ["CLIENT", "CLIENT ID", "HELP", "GET HELP", "HELP CLIENT"]) {
    assert.ok(!names.someIn(frame(line)), line);
  }
  assert.ok(names.someIn(frame("GET k", "CLIENT HELP")));
});

test("what is no frame, or is cut off anywhere, names nothing more", () => {
  const names = new CommandNames(["GET", "CLIENT HELP"]);
  const whole = frame("DEL k", "CLIENT HELP");
  for (let length = 0; length < whole.length; length++) names.someIn(whole.subarray(0, length));
  const huge = Uint8Array.from([...uint32(0xffffffff), ...uint32(0xffffffff), ...uint32(0xffffffff), ...utf8("GET")]);
  for (const bytes of [new Uint8Array(), huge]) {
    assert.deepEqual([names.someIn(bytes), names.everyIn(bytes)], [false, true]);
  }
});
