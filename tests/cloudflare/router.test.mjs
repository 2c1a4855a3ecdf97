// Keys spread over objects: the same client over 1, 8 and 64 of them.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { run, start } from "./workerd.mjs";

let workerd;
before(() => {
  workerd = start();
});
after(() => workerd.dispose());

for (const objects of [1, 8, 64]) {
  describe(`keys over ${objects} objects`, () => {
    /** Runs a function with a router of its own keys. */
    const routed = (name, work) =>
      run(
        workerd,
        `async ({ env, createRouter, connect }, options) => {
          const work = ${work};
          const open = () => createRouter(env.REDLET, options);
          const r = open();
          try {
            return await work(r, { env, open, connect, createRouter, options });
          } finally {
            await r.close();
          }
        }`,
        { objects, name: `${name}-of-${objects}` },
      );

    test("commands without keys concern all of them", async () => {
      const said = await routed("keys", async (r) => {
        const names = Array.from({ length: 200 }, (_, i) => `key:${i}`);
        await Promise.all(names.map((name) => r.set(name, name)));
        const scanned = [];
        for await (const name of r.scanIterator({ match: "key:*", count: 20 })) scanned.push(name);
        const random = new Set();
        for (let i = 0; i < 20; i++) random.add(await r.randomkey());
        const told = [
          await r.dbsize(),
          new Set(scanned).size,
          scanned.every((name) => names.includes(name)),
          (await r.keys("key:1?")).sort().join(),
          (await Promise.all(names.map((name) => r.get(name)))).join() === names.join(),
          random.size > 5 && [...random].every((name) => names.includes(name)),
        ];
        await r.configSet({ "list-max-listpack-size": 7 });
        const set = await r.configGet("list-max-listpack-size");
        return [...told, await r.flushall(), await r.dbsize(), await r.randomkey(), set];
      });
      const ten = Array.from({ length: 10 }, (_, i) => `key:1${i}`).join();
      const set = { "list-max-listpack-size": "7" };
      assert.deepEqual(said, [200, 200, true, ten, true, true, "OK", 0, null, set]);
    });

    test("commands with several keys want them in one slot", async () => {
      const said = await routed("slots", async (r) => {
        const code = (promise) =>
          promise.then(
            () => "done",
            (error) => error.message,
          );
        await r.mset({ "{a}1": "x", "{a}2": "y" });
        await r.zadd("{z}1", { score: 1, member: "m" });
        return [
          await r.mget("{a}1", "{a}2"),
          await code(r.mget("a", "b")),
          await code(r.zunionstore("{z}2", ["{z}1", "{z}3"])),
          await code(r.zunionstore("z", ["{z}1", "y"])),
          await r.multi().incr("{t}n").set("{t}k", "v").exec(),
          await code(r.multi().incr("n").set("k", "v").exec()),
          await r.get("k"),
          await r.atomic().incr("{t}n").exec(),
          await code(r.move("k", 1)),
          await code(r.select(1)),
          await r.select(0),
          await code(r.call("NOSUCH", "k")),
          await code(r.call("GET")),
        ];
      });
      const cross = "CROSSSLOT Keys in request don't hash to the same slot";
      const [moved, selected] = [
        "ERR MOVE is not allowed in cluster mode",
        "ERR SELECT is not allowed in cluster mode",
      ];
      assert.deepEqual(said.slice(0, 4), [["x", "y"], cross, "done", cross]);
      assert.deepEqual(said.slice(4, 8), [[1, "OK"], cross, null, [2]]);
      assert.deepEqual(said.slice(8, 11), [moved, selected, "OK"]);
      assert.match(said[11], /unknown command 'NOSUCH'/);
      assert.match(said[12], /wrong number of arguments for 'get'/);
    });

    test("every kind of reply comes as from one object", async () => {
      const said = await routed("replies", async (r, { env, connect, options }) => {
        const one = connect(env.REDLET, `${options.name}-whole`);
        const filled = async (r) => {
          const replies = await r
            .pipeline()
            .hset("h", { a: "1", é: "ü" })
            .zadd("z", { score: 1.5, member: "m" }, { score: 2, member: "n" })
            .geoadd("g", { longitude: 13.361389, latitude: 38.115556, member: "p" })
            .xadd("x", "1-1", { f: "v" })
            .sadd("s", "a")
            .set("i", "9007199254740993")
            .hgetall("h")
            .zrange("z", 0, -1, { withscores: true })
            .zpopmin("z")
            .geopos("g", "p", "none")
            .geosearch("g", { fromlonlat: [13.4, 38.1], byradius: [200, "km"], withdist: true })
            .xrange("x", "-", "+")
            .call("XREAD", "STREAMS", "x", "0")
            .xinfoStream("x")
            .smembers("s")
            .incr("i")
            .incrbyfloat("f", 1.25)
            .zscore("z", "n")
            .dump("i")
            .type("h")
            .get("none")
            .call("LPOP", "none", "2")
            .hrandfield("h", 2, { withvalues: true })
            .call("OBJECT", "ENCODING", "h")
            .lcs("i", "f", { idx: true })
            .call("HELLO", "3")
            .incr("h")
            .exec({ errors: "return" });
          const plain = (key, value) =>
            typeof value === "bigint" ? `${value}n` : ["id", "message"].includes(key) ? undefined : value;
          return replies.map((reply) => JSON.stringify(reply instanceof Error ? reply.message : reply, plain));
        };
        const [routed, whole] = [await filled(r), await filled(one)];
        return routed.flatMap((reply, at) => (reply === whole[at] ? [] : [[at, reply, whole[at]]]));
      });
      // LCS has two keys, which are in one slot by chance alone.
      assert.deepEqual(
        said.map(([at]) => at),
        [24],
      );
    });

    test("messages and waits find who they are for", async () => {
      const said = await routed("messages", async (r, { open }) => {
        const other = open();
        const channels = ["a", "b", "c", "d"];
        const heard = [];
        const named = r.subscribe(channels, ({ channel, message }) => heard.push([channel, message]));
        const patterns = r.psubscribe("[ab]", ({ pattern, channel }) => heard.push([pattern, channel]));
        const shard = r.ssubscribe("s");
        await Promise.all([named.ready, patterns.ready, shard.ready]);
        const receivers = [];
        for (const channel of channels) receivers.push(await other.publish(channel, channel.toUpperCase()));
        await other.spublish("s", "shard");
        const waiting = ["k1", "k2", "k3"].map((key) => r.blpop(key, 10));
        const none = await r.blpop("none", 0.05);
        const cancelled = await r
          .withAbortSignal(AbortSignal.timeout(50))
          .blpop("none", 0)
          .catch((error) => error.name);
        for (const key of ["k3", "k1", "k2"]) await other.rpush(key, `of ${key}`);
        const told = [
          receivers,
          (await shard.next()).value.message,
          (await r.pubsubChannels()).sort(),
          await r.pubsubNumsub("a", "z"),
          await r.pubsubNumpat(),
          await Promise.all(waiting),
          none,
          cancelled,
        ];
        await named.close();
        told.push(await other.publish("c", "nobody"), heard.map(String).sort());
        return told;
      });
      const served = ["k1", "k2", "k3"].map((key) => [key, `of ${key}`]);
      assert.deepEqual(said.slice(0, 3), [[2, 2, 1, 1], "shard", ["a", "b", "c", "d"]]);
      assert.deepEqual(said.slice(3, 5), [["a", 1, "z", 0], 1]);
      assert.deepEqual(said.slice(5, 9), [served, null, "TimeoutError", 0]);
      assert.deepEqual(said[9], ["[ab],a", "[ab],b", "a,A", "b,B", "c,C", "d,D"]);
    });

    test("events of a key are heard, whichever object has it", async () => {
      const said = await routed("events", async (r, { open }) => {
        await r.configSet({ "notify-keyspace-events": "KEA" });
        const set = r.subscribe("__keyevent@0__:set");
        await set.ready;
        const other = open();
        for (const key of ["a", "b", "c"]) await other.set(key, "v");
        const told = [];
        for (let i = 0; i < 3; i++) told.push((await set.next()).value.message);
        return told.sort();
      });
      assert.deepEqual(said, ["a", "b", "c"]);
    });

    test("a transaction is refused where a watched key changed", async () => {
      const said = await routed("watch", async (r, { open }) => {
        await r.watch("{w}k");
        await open().set("{w}k", "other");
        const failed = await r.multi().set("{w}k", "mine").exec();
        return [failed, await r.multi().set("{w}k", "mine").exec(), await r.get("{w}k")];
      });
      assert.deepEqual(said, [null, ["OK"], "mine"]);
    });

    test("a router that counts other objects is refused", async () => {
      const message = await routed("count", async (r, { createRouter, env, options }) => {
        await r.flushall();
        const wrong = createRouter(env.REDLET, { ...options, objects: options.objects + 1 });
        return wrong.dbsize().then(
          () => "done",
          (error) => error.message,
        );
      });
      assert.match(message, /it is object 1 of \d+, and was called as 1 of \d+/);
    });
  });
}

test("an object that fails leaves the others' replies alone", async () => {
  const trapping = start({ traps: true });
  try {
    const said = await run(trapping, async ({ env, createRouter }) => {
      const r = createRouter(env.REDLET, { objects: 8 });
      const [fails, done] = await Promise.allSettled([r.set("a", "trap now"), r.set("b", "v")]);
      return [fails.reason.code, done.value, await r.get("a"), await r.get("b")];
    });
    assert.deepEqual(said, ["OBJECT", "OK", null, "v"]);
  } finally {
    await trapping.dispose();
  }
});

test("the number of objects must make sense", async () => {
  const said = await run(workerd, ({ env, createRouter }) =>
    [0, 1.5, 16_385, undefined].map((objects) => {
      try {
        return createRouter(env.REDLET, { objects }) && "made";
      } catch (error) {
        return error.name;
      }
    }),
  );
  assert.deepEqual(said, ["RangeError", "RangeError", "RangeError", "RangeError"]);
});
