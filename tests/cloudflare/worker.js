// The Worker of the tests: it runs the functions that they send it, beside the objects.

import { connect, createRouter, RedletError, RedletObject } from "./cloudflare.js";

/** An object with methods of its own. */
export class Counted extends RedletObject {
  async visit() {
    const [visits] = await this.redlet.pipeline().incr("visits").expire("visits", 3600).exec();
    return visits;
  }

  /** Writes, and then fails in the same turn. */
  failing() {
    void this.redlet.set("half", "written");
    throw new Error("after the write was sent");
  }

  /** Since when it is in memory. */
  #born = crypto.randomUUID();
  born() {
    return this.#born;
  }
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
