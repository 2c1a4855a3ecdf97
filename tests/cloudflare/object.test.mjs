// One object as a database: through its own methods, and through a client.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Redlet } from "redlet";
import { run, start, storage } from "./workerd.mjs";

describe("one object", () => {
  let workerd;
  before(() => {
    workerd = start();
  });
  after(() => workerd.dispose());

  test("its methods are the commands", async () => {
    const said = await run(workerd, async ({ env }) => {
      const object = env.REDLET.getByName("methods");
      return [
        await object.set("k", "é", { ex: 60 }),
        await object.hset("h", { a: 1, b: "two" }),
        await object.hgetall("h"),
        await object.call("STRLEN", "k"),
        await object.pipeline([
          ["RPUSH", "l", "a", "b"],
          ["LRANGE", "l", 0, -1],
        ]),
        await object.incr("k").catch((error) => error.message),
      ];
    });
    const wrong = "ERR value is not an integer or out of range";
    assert.deepEqual(said, ["OK", 2, { a: "1", b: "two" }, 2, [2, ["a", "b"]], wrong]);
  });

  test("a class that extends it has the client inside", async () => {
    const visits = await run(workerd, async ({ env }) => {
      const object = env.COUNTED.getByName("visited");
      return [await object.visit(), await object.visit(), await object.ttl("visits")];
    });
    assert.deepEqual(visits, [1, 2, 3600]);
  });

  test("the client inside has other sessions beside it; one outside says that it is made anew", async () => {
    const said = await run(workerd, async ({ env, connect }) => {
      const r = connect(env.REDLET, "beside");
      const refused = await r.duplicate().catch((error) => error.code);
      return [refused, ...(await env.COUNTED.getByName("beside").beside())];
    });
    assert.deepEqual(said, ["DUPLICATE", "OK", "QUEUED", ["v"], "CLOSED", "v"]);
  });

  test("sessions that speak RESP wait, listen, and are ended by the engine", async () => {
    const [waited, listened] = await run(workerd, ({ env }) => env.COUNTED.getByName("resp").speak());
    assert.equal(waited, "*-1\r\n*2\r\n$1\r\nl\r\n$1\r\nv\r\n+OK\r\n");
    const confirmed = "*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n";
    const message = "*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$2\r\nhi\r\n";
    const refusal = "-ERR Protocol error: invalid multibulk length\r\n";
    assert.equal(listened, confirmed + message + refusal);
  });

  test("a client has every command, typed errors and pipelines", async () => {
    const said = await run(workerd, async ({ env, connect, RedletError }) => {
      const r = connect(env.REDLET, "client");
      await Promise.all([r.set("k", "v"), r.sadd("s", "a"), r.zadd("z", { score: 1.5, member: "m" })]);
      const error = await r.get("s").catch((error) => error);
      const [bytes] = await Promise.all([r.binary.get("k"), r.set("k", "later")]);
      return [
        r.storage,
        await r.zrange("z", 0, -1, { withscores: true }),
        [error instanceof RedletError, error.code, error.command],
        [...bytes],
        await r.multi().incr("n").get("k").exec(),
        await r
          .atomic()
          .set("n", "x")
          .incr("n")
          .exec({ errors: "return" })
          .catch((error) => error.code),
        await r.get("n"),
      ];
    });
    assert.deepEqual(said.slice(0, 4), ["object", [{ member: "m", score: 1.5 }], [true, "WRONGTYPE", "GET"], [118]]);
    assert.deepEqual(said.slice(4), [[1, "later"], "EXECABORT", "1"]);
  });

  test("QUIT is answered, and changes nothing of a session", async () => {
    const said = await run(workerd, async ({ env, connect }) => {
      const r = connect(env.REDLET, "quit");
      const other = connect(env.REDLET, "quit");
      const heard = [];
      r.addEventListener("push", ({ detail }) => heard.push(String(detail.value)));
      await r.select(2);
      const quit = await r.quit();
      await r.call("MONITOR");
      await other.echo("seen");
      for (let i = 0; i < 200 && heard.length === 0; i++) await new Promise((done) => setTimeout(done, 25));
      const said = [quit, / "seen"$/.test(heard[0]), / flags=O db=2 /.test(await r.clientInfo())];
      await Promise.all([r.close(), other.close()]);
      return said;
    });
    assert.deepEqual(said, ["OK", true, true]);
  });

  test("a session watches, chooses a database and cancels a wait", async () => {
    const said = await run(workerd, async ({ env, connect }) => {
      const r = connect(env.REDLET, "session");
      const other = connect(env.REDLET, "session");
      await r.watch("k");
      await other.set("k", "changed");
      const failed = await r.multi().set("k", "mine").exec();
      await r.watch("k");
      const done = await r.multi().set("k", "mine").exec();
      await r.select(3);
      await r.set("k", "in 3");
      const cancelled = await r
        .withAbortSignal(AbortSignal.timeout(30))
        .blpop("none", 0)
        .catch((error) => error.name);
      const all = [failed, done, await r.get("k"), await other.get("k"), cancelled];
      await r.close();
      return all;
    });
    assert.deepEqual(said, [null, ["OK"], "in 3", "mine", "TimeoutError"]);
  });

  test("messages come to who listens, and an element to who waits", async () => {
    const said = await run(workerd, async ({ env, connect }) => {
      const r = connect(env.REDLET, "messages");
      const other = connect(env.REDLET, "messages");
      const news = r.subscribe("news");
      const all = r.psubscribe("n*");
      await Promise.all([news.ready, all.ready]);
      const waiting = r.blpop("jobs", 5);
      const heard = await other.publish("news", "hi");
      await other.rpush("jobs", "job");
      const timely = await r.blpop("none", 0.05);
      const told = [heard, (await news.next()).value, (await all.next()).value, await waiting, timely];
      await r.close();
      return [...told, await other.publish("news", "nobody")];
    });
    const message = { channel: "news", message: "hi" };
    assert.deepEqual(said, [2, message, { ...message, pattern: "n*" }, ["jobs", "job"], null, 0]);
  });

  test("a call that waits is answered when there is something, or in time", async () => {
    const said = await run(workerd, async ({ env }) => {
      const object = env.REDLET.getByName("waits");
      const waiting = [object.blpop("jobs", 0), object.blpop("none", 0.2)];
      await object.rpush("jobs", "job");
      return Promise.all(waiting);
    });
    assert.deepEqual(said, [["jobs", "job"], null]);
  });

  test("whoever waits for a reply that the object has no memory to copy is told so", async () => {
    const said = await run(workerd, async ({ env, connect }) => {
      const object = env.REDLET.getByName("memory");
      const r = connect(env.REDLET, "memory");
      const sayable = ({ code, message }) => `${code}: ${message}`;
      const waits = [object.blpop("l", 0).catch(sayable), r.blpop("l", 0).catch(sayable)];
      for (let tries = 0; !(await object.call("INFO", "clients")).includes("blocked_clients:2"); tries++)
        if (tries > 1000) throw new Error("they do not wait");
      const { slice } = Uint8Array.prototype;
      Uint8Array.prototype.slice = function (...range) {
        // Out of the engine's memory, which is whole pages of 64 KiB.
        const isEngines = this.buffer.byteLength % 65_536 === 0;
        if (isEngines && this.length > 1_000_000) throw new RangeError("Array buffer allocation failed");
        return slice.apply(this, range);
      };
      const element = "x".repeat(1_000_000);
      try {
        await object.rpush("l", element, element);
        return [...(await Promise.all(waits)), await object.llen("l")];
      } finally {
        Uint8Array.prototype.slice = slice;
      }
    });
    const lost = "there is no memory for a deferred reply or a message, so the session has ended";
    assert.deepEqual(said, [`undefined: ${lost}`, "OBJECT: the object was stopped, and this session with it", 0]);
  });

  test("a client is told by an alarm that a key has expired", async () => {
    const said = await run(workerd, async ({ env, connect }) => {
      const r = connect(env.REDLET, "alarm");
      await r.configSet({ "notify-keyspace-events": "Ex" });
      const expired = r.subscribe("__keyevent@0__:expired");
      await expired.ready;
      await r.set("k", "v", { px: 300 });
      const { value } = await expired.next();
      const size = await r.dbsize();
      await r.close();
      return [value.message, size];
    });
    assert.deepEqual(said, ["k", 0]);
  });

  test("five thousand SETs in one pipeline write at most 250 rows", async () => {
    const rows = await run(workerd, async ({ env, connect }) => {
      const object = env.REDLET.getByName("rows");
      const r = connect(env.REDLET, "rows");
      await r.ping();
      const before = await object.usage();
      const pipeline = r.pipeline();
      for (let i = 0; i < 5000; i++) pipeline.set(`key:${i}`, `value ${i}, of some thirty bytes`);
      await pipeline.exec();
      const written = (await object.usage()).rowsWritten - before.rowsWritten;
      return [written, await r.dbsize()];
    });
    assert.ok(rows[0] <= 250, `${rows[0]} rows`);
    assert.equal(rows[1], 5000);
  });

  test("what is no frame is refused, and who was not invited to a session", async () => {
    const said = await run(workerd, async ({ env }) => {
      const object = env.REDLET.getByName("refuses");
      const bad = await object.exec(Uint8Array.of(9, 0, 0, 0, 1)).catch((error) => error.message);
      const ask = (invitation) =>
        object.fetch("https://redlet/", { headers: { upgrade: "websocket", "redlet-invitation": invitation } });
      const invitation = await object.invite();
      const { status } = await ask("guessed");
      const { webSocket } = await ask(invitation);
      const { status: again } = await ask(invitation);
      webSocket.accept();
      const answer = await new Promise((resolve) => {
        webSocket.addEventListener("message", ({ data }) => resolve(new Uint8Array(data)[0]));
        webSocket.send(Uint8Array.of(9, 0, 0, 0, 1));
      });
      return [bad, status, again, answer, await object.ping()];
    });
    assert.match(said[0], /malformed frame/);
    assert.deepEqual(said.slice(1), [403, 403, 2, "PONG"]);
  });
});

test("an object is exported as one file, which Node opens", async () => {
  const workerd = start();
  const bytes = await run(workerd, async ({ env, connect }) => {
    const r = connect(env.REDLET, "exported");
    await Promise.all(Array.from({ length: 5000 }, (_, n) => r.set(`k${n}`, "before".repeat(20))));
    const stream = await r.export();
    await r.set("k7", "after");
    return Array.from(new Uint8Array(await new Response(stream).arrayBuffer()));
  }).finally(() => workerd.dispose());
  const folder = mkdtempSync(join(tmpdir(), "redlet-exported-"));
  try {
    const path = join(folder, "object.db");
    await Redlet.import(path, Uint8Array.from(bytes));
    const r = await Redlet.open(path);
    assert.deepEqual([await r.get("k7"), await r.dbsize()], ["before".repeat(20), 5000]);
    await r.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("what was written is there after a restart", async () => {
  const folder = storage(after);
  for (const round of [1, 2, 3]) {
    const workerd = start({ folder });
    try {
      const said = await run(workerd, async ({ env, connect }) => {
        const r = connect(env.REDLET, "kept");
        await r.pipeline().incr("rounds").rpush("list", "x").set("gone", "v", { px: 1 }).exec();
        await new Promise((resolve) => setTimeout(resolve, 5));
        return [await r.get("rounds"), await r.llen("list"), await r.get("gone")];
      });
      assert.deepEqual(said, [String(round), round, null]);
    } finally {
      await workerd.dispose();
    }
  }
});

test("a write that the storage refuses takes back those before it", async () => {
  const workerd = start();
  try {
    const said = await run(workerd, async ({ env, connect }) => {
      const r = connect(env.COUNTED, "refused");
      const names = Array.from({ length: 200 }, (_, i) => `key:${i}`);
      await Promise.all(names.map((name) => r.set(name, "x".repeat(1000))));
      await env.COUNTED.getByName("refused").refuseAfter(5);
      const refused = await Promise.allSettled(names.map((name) => r.set(name, "y".repeat(1000))));
      const values = await Promise.all(names.map((name) => r.get(name)));
      const later = await r.set("key:0", "z");
      return [
        refused.every(({ reason }) => reason?.code === "OBJECT" && reason.message.includes("SQLITE_FULL")),
        values.every((value) => value === "x".repeat(1000)),
        later,
      ];
    });
    assert.deepEqual(said, [true, true, "OK"]);
  } finally {
    await workerd.dispose();
  }
});

test("a trap aborts the object: nothing half-written stays, and others go on", async () => {
  const workerd = start({ traps: true });
  try {
    const said = await run(workerd, async ({ env, connect }) => {
      const r = connect(env.COUNTED, "trapped");
      const other = connect(env.COUNTED, "other");
      await Promise.all([r.set("kept", "1"), other.set("k", "v")]);
      const born = await env.COUNTED.getByName("trapped").born();
      const listening = r.subscribe("news");
      await listening.ready;
      const waiting = r.blpop("none", 0).catch((error) => error.code);
      // All of it is written when the engine traps, in the same turn.
      const pipeline = connect(env.COUNTED, "trapped").pipeline().set("kept", "2");
      for (let i = 0; i < 1500; i++) pipeline.set(`page:${i}`, new Uint8Array(4000));
      const failed = await pipeline
        .set("word", "trap afterwards")
        .exec()
        .catch((error) => error.code);
      const ended = await listening.next().catch((error) => error.code);
      const closed = await r.closed.catch((error) => error.code);
      const again = await env.COUNTED.getByName("trapped").born();
      return [
        failed,
        ended,
        closed,
        await waiting,
        await r.get("kept"),
        await r.dbsize(),
        again !== born,
        await other.get("k"),
      ];
    });
    assert.deepEqual(said, ["OBJECT", "OBJECT", "OBJECT", "OBJECT", "1", 1, true, "v"]);
  } finally {
    await workerd.dispose();
  }
});
