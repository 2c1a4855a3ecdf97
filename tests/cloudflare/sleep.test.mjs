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

  t.test("has the sessions that there were, whatever they are", async () => {
    const said = await run(
      workerd,
      async ({ env, connect }, asleep) => {
        const born = await env.COUNTED.getByName("sessions").born();
        const [r, other, silent] = [1, 2, 3].map(() => connect(env.COUNTED, "sessions"));
        const send = async (client, ...lines) => {
          for (const line of lines) await client.call(...line.split(" "));
        };
        await send(other, "SELECT 1", "CLIENT SETINFO LIB-NAME other");
        const target = await other.clientId();
        await send(
          r,
          "SELECT 3",
          "CLIENT SETNAME me",
          "CLIENT NO-TOUCH ON",
          "CLIENT NO-EVICT ON",
          `CLIENT TRACKING ON REDIRECT ${target} BCAST PREFIX block NOLOOP`,
          `CLIENT TRACKING ON BCAST PREFIX redirect REDIRECT ${target}`,
          "CONFIG SET notify-keyspace-events KEA maxmemory-samples 7",
          "MONITOR",
        );
        await send(silent, "SET k v", "CLIENT REPLY OFF");
        const events = r.subscribe("__keyevent@0__:set");
        await events.ready;
        const known = async () => {
          const { flags, prefixes } = await r.clientTrackinginfo();
          const info = await r.clientInfo();
          return [flags.sort(), prefixes.sort(), / flags=(\w+) db=3 sub=1 /.exec(info)?.[1], / name=me /.test(info)];
        };
        const before = await known();
        let slept = false;
        // A machine at work may take longer to let an object sleep.
        for (let tries = 0; tries < 3 && !slept; tries++) {
          await new Promise((resolve) => setTimeout(resolve, asleep));
          slept = (await env.COUNTED.getByName("sessions").born()) !== born;
        }
        const after = await known();
        const isRedirected = (await r.clientGetredir()) === (await other.clientId());
        await silent.set("k", "v");
        const unheard = await silent.get("k");
        await send(silent, "CLIENT REPLY ON");
        const told = [
          JSON.stringify(before) === JSON.stringify(after),
          after,
          isRedirected,
          [unheard, await silent.get("k")],
          / db=1 .* lib-name=other /.test(await other.clientInfo()),
          (await events.next()).value.message,
          await r.configGet("maxmemory-samples"),
          slept,
        ];
        await Promise.all([r.close(), other.close(), silent.close()]);
        return told;
      },
      ASLEEP,
    );
    const session = [["bcast", "on"], ["block", "redirect"], "OPteT", true];
    assert.deepEqual(said, [true, session, true, [null, "v"], true, "k", { "maxmemory-samples": "7" }, true]);
  });

  t.test("goes on with every wait as the command that it was", async () => {
    const said = await run(
      workerd,
      async ({ env, connect }, asleep) => {
        const born = await env.COUNTED.getByName("named").born();
        const r = connect(env.COUNTED, "named");
        await r.call("XGROUP", "CREATE", "g", "block", "$", "MKSTREAM");
        const waiting = [
          "XREADGROUP GROUP block 7 BLOCK 600000 STREAMS g >",
          "XREAD COUNT 7 BLOCK 600000 STREAMS block 0",
          "BLMPOP 600 1 left LEFT",
          "BZMPOP 600 1 1 MIN",
          "BLMOVE 5 right RIGHT LEFT 600",
          "BLPOP block 600",
        ].map((line) => r.call(...line.split(" ")));
        // What was cancelled takes nothing more.
        const signal = AbortSignal.timeout(500);
        const cancelled = await r
          .withAbortSignal(signal)
          .blpop("list", 0)
          .catch((error) => error.name);
        let slept = false;
        // A machine at work may take longer to let an object sleep.
        for (let tries = 0; tries < 3 && !slept; tries++) {
          await new Promise((resolve) => setTimeout(resolve, asleep));
          slept = (await env.COUNTED.getByName("named").born()) !== born;
        }
        const other = connect(env.COUNTED, "named");
        await other.xadd("g", "1-1", { f: "v" });
        await other.xadd("block", "1-1", { f: "v" });
        await other.zadd("1", { score: 1, member: "m" });
        for (const key of ["left", "5", "list"]) await other.rpush(key, "v");
        await other.del("block");
        await other.rpush("block", "w");
        const told = [await Promise.all(waiting), cancelled, await other.llen("list")];
        told.push(slept);
        await r.close();
        return told;
      },
      ASLEEP,
    );
    const entry = { id: "1-1", fields: { f: "v" } };
    const [replies, ...others] = said;
    assert.deepEqual(replies.slice(0, 3), [{ g: [entry] }, { block: [entry] }, ["left", ["v"]]]);
    assert.deepEqual(replies.slice(4), ["v", ["block", "w"]]);
    assert.deepEqual(replies[3][0], "1");
    assert.deepEqual(others, ["TimeoutError", 1, true]);
  });

  t.test("is what its class is set to, and knows a router's clients", async () => {
    const said = await run(
      workerd,
      async ({ env, createRouter }, asleep) => {
        const r = createRouter(env.CONFIGURED, { objects: 2, name: "configured" });
        const message = (promise) => promise.then(String, (error) => error.message);
        await r.call("CLIENT", "TRACKING", "ON", "OPTIN");
        await r.clientNoTouch("ON");
        await r.clientSetname("router");
        const [, read] = await r.pipeline().call("CLIENT", "CACHING", "YES").get("foo").exec();
        const refused = await Promise.all([
          message(r.call("CLIENT", "REPLY", "OFF")),
          message(r.call("CLIENT", "TRACKING", "ON", "REDIRECT", "1")),
          message(r.call("CLIENT", "CACHING", "YES")),
        ]);
        await new Promise((resolve) => setTimeout(resolve, asleep));
        const { flags } = await r.clientTrackinginfo();
        const told = [read, refused, flags.sort(), / name=router .* flags=tT /.test(await r.clientInfo())];
        const { "maxmemory-samples": samples } = await r.configGet("maxmemory-samples");
        const events = r.subscribe("__keyevent@0__:set");
        await events.ready;
        await r.set("foo", "v");
        told.push(samples, (await events.next()).value.message);
        await r.close();
        return told;
      },
      ASLEEP,
    );
    const [read, refused, ...others] = said;
    assert.equal(read, null);
    for (const message of refused) assert.match(message, /objects|together/);
    assert.deepEqual(others, [["on", "optin"], true, "9", "foo"]);
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
