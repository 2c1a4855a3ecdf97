// The Worker of the tests: it runs the functions that they send it, beside the objects.

import { connect, createRouter, RedletError, RedletObject } from "./cloudflare.js";

/** An object with methods of its own. */
export class Counted extends RedletObject {
  async visit() {
    const [visits] = await this.redlet.pipeline().incr("visits").expire("visits", 3600).exec();
    return visits;
  }

  /** What a session beside its own has for itself; both end with the request. */
  async beside() {
    const other = await this.redlet.duplicate();
    await other.call("MULTI");
    const said = [await this.redlet.set("k", "v"), await other.call("GET", "k"), await other.call("EXEC")];
    await other.close();
    return [...said, await other.get("k").catch((error) => error.code), await this.redlet.get("k")];
  }

  /** What sessions that speak RESP are told: one waits in vain, then not, and quits; the other listens, and is cut off. */
  async speak() {
    const text = (bytes) => new TextDecoder().decode(bytes);
    const bytes = (text) => new TextEncoder().encode(text);
    const told = ["", ""];
    const begin = (at, heard) =>
      new Promise((resolve) => {
        const data = (bytes) => {
          told[at] += text(bytes);
          heard(told[at], session);
        };
        const session = this.redlet.resp({ data, end: () => resolve(told[at]) });
        session.write(bytes(at === 0 ? "BLPOP l 0.05\r\nBLPOP l 0\r\nQUIT\r\n" : "SUBSCRIBE news\r\n"));
      });
    return await Promise.all([
      begin(0, (told) => told === "*-1\r\n" && this.redlet.rpush("l", "v")),
      begin(1, (told, session) => {
        if (told.endsWith(":1\r\n")) this.redlet.publish("news", "hi");
        else session.write(bytes("*x\r\n"));
      }),
    ]);
  }

  /** Has the storage refuse all but the next `count` pages. */
  refuseAfter(count) {
    const storage = Object.getPrototypeOf(this.ctx.storage.sql);
    const { exec } = storage;
    let left = count;
    storage.exec = function (query, ...bindings) {
      if (query.startsWith("INSERT INTO redlet_pages") && left-- <= 0) {
        storage.exec = exec;
        throw new Error("database or disk is full: SQLITE_FULL");
      }
      return exec.call(this, query, ...bindings);
    };
  }

  /** Since when it is in memory. */
  #born = crypto.randomUUID();
  born() {
    return this.#born;
  }
}

/** An object with settings. */
export class Configured extends RedletObject {
  static config = { maxmemorySamples: 9, "notify-keyspace-events": "KEA" };
}

export { RedletObject };

const LIBRARY = { connect, createRouter, RedletError };

export default {
  async fetch(request, env) {
    try {
      const run = env.UNSAFE_EVAL.newAsyncFunction(await request.text(), "run", "library", "env");
      return Response.json({ value: (await run(LIBRARY, env)) ?? null });
    } catch (error) {
      return Response.json({ error: { name: error.name, code: error.code, message: error.message } });
    }
  },
};
