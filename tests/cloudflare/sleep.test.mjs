// An object that sleeps: out of memory, with its sockets open and its alarms set.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { run, start } from "./workerd.mjs";

/** workerd takes an object out of memory when it had nothing to do for ten seconds. */
const ASLEEP = 13_000;

let workerd;
before(() => {
  workerd = start();
});
after(() => workerd.dispose());

const awake = { concurrency: true, timeout: 60_000 };

test("an object that slept", awake, async (t) => {
  t.test("tells its listeners, and serves who waits, in their order", async () => {
    const said = await run(
      workerd,
      async ({ env, connect }, asleep) => {
        const born = await env.COUNTED.getByName("slept").born();
        const [first, second] = [connect(env.COUNTED, "slept"), connect(env.COUNTED, "slept")];
        const news = first.subscribe("news");
        const gone = first.subscribe("gone");
        await Promise.all([news.ready, gone.ready]);
        // One after the other: workerd keeps an object awake where two sockets were opened at once.
        const all = second.psubscribe("ne?s");
        await all.ready;
        await gone.close();
        const waiting = [];
        for (const r of [second, first]) {
          waiting.push(r.blpop("jobs", 0));
          await r.select(2);
        }
        await second.clientSetname("second");
        await new Promise((resolve) => setTimeout(resolve, asleep));
        const other = connect(env.COUNTED, "slept");
        const heard = await other.publish("news", "hi");
        const unheard = await other.publish("gone", "hi");
        await other.rpush("jobs", "a", "b");
        const messages = [(await news.next()).value.message, (await all.next()).value.pattern];
        await first.set("k", "in 2");
        const cancelled = await first
          .withAbortSignal(AbortSignal.timeout(50))
          .blpop("none", 0)
          .catch((error) => error.name);
        const told = [
          heard,
          unheard,
          messages,
          await Promise.all(waiting),
          await other.get("k"),
          await second.clientGetname(),
          cancelled,
          (await env.COUNTED.getByName("slept").born()) !== born,
        ];
        await Promise.all([first.close(), second.close()]);
        return told;
      },
      ASLEEP,
    );
    const served = [
      ["jobs", "a"],
      ["jobs", "b"],
    ];
    assert.deepEqual(said, [2, 0, ["hi", "ne?s"], served, null, "second", "TimeoutError", true]);
  });

  t.test("is woken by an alarm when a wait is over", async () => {
    const [reply, waited] = await run(
      workerd,
      async ({ env, connect }, seconds) => {
        const r = connect(env.COUNTED, "times");
        const started = Date.now();
        const reply = await r.blpop("none", seconds);
        const waited = Date.now() - started;
        await r.close();
        return [reply, waited];
      },
      ASLEEP / 1000 + 1,
    );
    assert.equal(reply, null);
    assert.ok(waited >= ASLEEP + 1000, `${waited} ms`);
  });

  t.test("lets no transaction go on that watched before", async () => {
    const said = await run(
      workerd,
      async ({ env, connect }, asleep) => {
        const r = connect(env.COUNTED, "watches");
        await r.watch("k");
        await new Promise((resolve) => setTimeout(resolve, asleep));
        const first = await r.multi().incr("n").exec();
        await r.watch("k");
        const told = [first, await r.multi().incr("n").exec(), await r.dbsize()];
        await r.close();
        return told;
      },
      ASLEEP,
    );
    assert.deepEqual(said, [null, [1], 1]);
  });

  t.test("has deleted the keys that expired, with nobody there", async () => {
    const rows = await run(
      workerd,
      async ({ env, connect }, asleep) => {
        const r = connect(env.COUNTED, "expires");
        await r.pipeline().set("a", "v", { px: 100 }).set("b", "v").exec();
        await new Promise((resolve) => setTimeout(resolve, asleep));
        // SQLite's own count, without a command that would delete what it meets.
        return r.dbsize();
      },
      ASLEEP,
    );
    assert.equal(rows, 1);
  });
});
