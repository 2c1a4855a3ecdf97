import assert from "node:assert/strict";
import { test } from "node:test";
import type { Command } from "./encode.ts";
import { addCommands, methodName, SEND } from "./methods.ts";

test("a method has the name of its command", () => {
  const names = {
    get: "get",
    "client no-evict": "clientNoEvict",
    georadius_ro: "georadius_ro",
    "json.set": "jsonSet",
    "json.debug memory": "jsonDebugMemory",
    "ft._list": "ftList",
  };
  for (const [command, method] of Object.entries(names)) assert.equal(methodName(command), method);
});

test("a method sends its command", () => {
  class Sender {
    static {
      addCommands(this.prototype);
    }
    [SEND](command: Command, args: readonly unknown[]): unknown {
      return [command.name, ...args];
    }
  }
  const sender = new Sender() as unknown as Record<string, (...args: unknown[]) => unknown>;
  assert.deepEqual(sender["clientNoEvict"]?.("on"), ["CLIENT NO-EVICT", "on"]);
  for (const guess of ["CLIENT.NO-EVICT", "client_no_evict", "clientNoEvictBuffer"]) {
    assert.throws(() => sender[guess]?.(), /clientNoEvict is meant$/);
  }
});
