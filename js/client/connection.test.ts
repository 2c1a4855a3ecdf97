import assert from "node:assert/strict";
import { test } from "node:test";
import { RedletError } from "../errors.ts";
import { countOf, frameOf } from "../protocol/frame.ts";
import { integer } from "../protocol/values.ts";
import type { Answer, Transport } from "../transport/transport.ts";
import { Client } from "./client.ts";
import { Connection } from "./connection.ts";

/** Answers the nth command ever sent with the integer n, when told to. */
class Counting implements Transport {
  readonly storage = "memory";
  readonly frames: number[] = [];
  readonly #waiting: [count: number, answer: Answer][] = [];
  #replied = 0;
  isClosed = false;
  onMessages: ((values: Uint8Array) => void) | undefined;
  onEnd: ((error: RedletError) => void) | undefined;

  send(frame: Uint8Array, answer: Answer): void {
    const count = countOf(frame);
    this.frames.push(count);
    this.#waiting.push([count, answer]);
    setImmediate(() => this.answer());
  }

  answer(): void {
    const [count, answer] = this.#waiting.shift() ?? [];
    if (count === undefined) return;
    answer?.settle(frameOf(Array.from({ length: count }, () => integer(this.#replied++))));
  }

  failAll(error: RedletError): void {
    for (const [, answer] of this.#waiting.splice(0)) answer.fail(error);
  }

  async close(): Promise<void> {
    while (this.#waiting.length > 0) this.answer();
    this.isClosed = true;
  }
}

function open(): { transport: Counting; client: Client } {
  const transport = new Counting();
  return { transport, client: new Client(new Connection(transport)) };
}

test("what is issued in one task goes in one frame, and replies come in order", async () => {
  const { transport, client } = open();
  const replies = await Promise.all(Array.from({ length: 1000 }, (_, i) => client.get(`k${i}`)));
  assert.deepEqual(transport.frames, [1000]);
  assert.deepEqual(
    replies,
    Array.from({ length: 1000 }, (_, i) => i),
  );
});

test("callers that resume some microtasks later still join the frame", async () => {
  const { transport, client } = open();
  const late = async (hops: number) => {
    for (let i = 0; i < hops; i++) await null;
    return client.get("k");
  };
  await Promise.all([0, 1, 2, 3, 4, 5].map(late));
  assert.deepEqual(transport.frames, [6]);
});

test("a caller that never pauses does not keep the frame from leaving", async () => {
  const { transport, client } = open();
  const all: Promise<unknown>[] = [];
  for (let i = 0; i < 500; i++) {
    all.push(client.get("k"));
    await null;
  }
  assert.ok(transport.frames.length > 1);
  await Promise.all(all);
});

test("a frame that is full leaves at once", async () => {
  const { transport, client } = open();
  const big = "x".repeat(400_000);
  const all = Array.from({ length: 4 }, () => client.set("k", big));
  assert.deepEqual(transport.frames, [3]);
  await Promise.all(all);
  assert.deepEqual(transport.frames, [3, 1]);
});

test("an argument may change after the call", async () => {
  const sent: string[] = [];
  const { transport, client } = open();
  const send = transport.send.bind(transport);
  transport.send = (frame, answer) => {
    sent.push(Buffer.from(frame).toString("latin1"));
    send(frame, answer);
  };
  const value = Buffer.from("before");
  const set = client.set("k", value);
  value.fill("x");
  await set;
  assert.match(sent[0] ?? "", /before/);
});

test("a wrong argument rejects its own command alone", async () => {
  const { transport, client } = open();
  const results = await Promise.allSettled([client.get("a"), client.get(null as never), client.get("b")]);
  assert.deepEqual(
    results.map((r) => r.status),
    ["fulfilled", "rejected", "fulfilled"],
  );
  assert.deepEqual(transport.frames, [2]);
});

test("a failed batch rejects each of its commands, by name", async () => {
  const { transport, client } = open();
  const all = [client.get("a"), client.call("nope"), client.pipeline().get("b").get("c").exec()];
  const settled = Promise.allSettled(all);
  await new Promise((resolve) => setTimeout(resolve, 0, transport));
  transport.failAll(new RedletError("POISONED", "the engine stopped"));
  for (const result of await settled) {
    if (result.status === "fulfilled") continue;
    assert.equal(result.reason.code, "POISONED");
  }
});

test("replies that are cut off reject what is left, and leave nothing waiting", async () => {
  const { transport, client } = open();
  transport.send = (_, answer) => answer.settle(Uint8Array.of(2, 0, 0, 0, 2, 11, 1));
  const [first, second, third] = await Promise.allSettled([client.get("a"), client.get("b"), client.get("c")]);
  assert.equal(first?.status, "fulfilled");
  for (const result of [second, third]) {
    assert.equal(result?.status === "rejected" && result.reason.code, "PROTOCOL");
  }
});

test("close waits for what was sent; later commands are refused", async () => {
  const { transport, client } = open();
  const get = client.get("k");
  const closed = client.close();
  assert.equal(client.close(), closed);
  assert.equal(await get, 0);
  await closed;
  assert.ok(transport.isClosed);
  await assert.rejects(client.get("k"), { name: "RedletError", code: "CLOSED", command: "GET" });
  await assert.rejects(client.pipeline().get("k").exec(), { code: "CLOSED" });
});

test("a pipeline is one run of commands and one promise", async () => {
  const { transport, client } = open();
  const before = client.get("a");
  const pipeline = client.pipeline().get("b").call("SET", "c", "d").set("e", "f", { nx: true });
  const after = client.get("g");
  assert.equal(pipeline.length, 3);
  assert.deepEqual(await Promise.all([before, after, pipeline.exec()]), [0, 1, [2, 3, 4]]);
  assert.deepEqual(transport.frames, [5]);
  assert.deepEqual(await pipeline.exec(), []);
});

test("a pipeline with a wrong argument sends nothing", async () => {
  const { transport, client } = open();
  await assert.rejects(
    client
      .pipeline()
      .get("a")
      .get(null as never)
      .exec(),
    TypeError,
  );
  assert.deepEqual(transport.frames, []);
});

test("methods are on the prototype, under their own names, and the client's own stay", () => {
  const { client } = open();
  assert.deepEqual(Object.keys(client), []);
  assert.equal(Object.getPrototypeOf(client).hget, client.hget);
  assert.ok(!("then" in client));
  assert.equal(client.pipeline().exec.length, 0);
});
