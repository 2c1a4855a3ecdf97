import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { RedletError } from "../errors.ts";
import type { Command } from "./encode.ts";
import { type Script, script, scriptAtOnce, scriptWithSource } from "./script.ts";
import { sha1 } from "./sha1.ts";

test("digests are those of every other SHA-1", () => {
  for (let length = 0; length < 200; length++) {
    const text = "é€".repeat(length).slice(0, length);
    assert.equal(sha1(text), createHash("sha1").update(text).digest("hex"), text);
  }
});

/** What is sent, by an engine that knows some scripts. */
function engine(known: Set<string>) {
  const sent: string[] = [];
  const send = (command: Command, args: readonly unknown[]) => {
    sent.push(`${command.name} ${String(args[0]).length === 40 ? "digest" : "source"}`);
    if (command.name.startsWith("EVALSHA") && !known.has(args[0] as string)) {
      throw new RedletError("NOSCRIPT", "No matching script. Please use EVAL.");
    }
    if (!command.name.startsWith("EVALSHA")) known.add(sha1(args[0] as string));
    return args.length;
  };
  return { sent, send };
}

test("a script sends its source first, then its digest, and its source again where it is lost", async () => {
  const known = new Set<string>();
  const { sent, send } = engine(known);
  const add = script(send, ["return 1", { keys: 1 }]) as Script<number>;
  assert.equal(await add(["k"], [5]), 3);
  await add(["k"]);
  known.clear();
  await add(["k"]);
  await add(["k"]);
  assert.deepEqual(sent, ["EVAL source", "EVALSHA digest", "EVALSHA digest", "EVAL source", "EVALSHA digest"]);
  await assert.rejects(add([]), TypeError);
});

test("a script that only reads is sent as such; a pipeline gets the source", async () => {
  const { sent, send } = engine(new Set());
  const read = script(send, ["return 1", { readonly: true }]) as Script<number>;
  await read();
  await read();
  scriptWithSource(send, [read, ["k"]]);
  assert.deepEqual(sent, ["EVAL_RO source", "EVALSHA_RO digest", "EVAL_RO source"]);
});

test("without promises the digest is tried first", () => {
  const { sent, send } = engine(new Set());
  const one = script(send, ["return 1", {}]) as Script<number>;
  assert.equal(scriptAtOnce(send, [one, ["k"]]), 2);
  scriptAtOnce(send, [one]);
  assert.deepEqual(sent, ["EVALSHA digest", "EVAL source", "EVALSHA digest"]);
});

test("other words are those of SCRIPT", () => {
  const { sent, send } = engine(new Set());
  script(send, ["EXISTS", "abc"]);
  scriptWithSource(send, ["FLUSH"]);
  assert.deepEqual(sent, ["SCRIPT source", "SCRIPT source"]);
});
