// One database for all requests that this isolate serves, in memory.

import { Redlet } from "redlet";

let opening;

export default {
  async fetch(request) {
    opening ??= Redlet.open(":memory:");
    const db = await opening;
    const path = new URL(request.url).pathname;
    if (path === "/refused") {
      const refused = await Redlet.open("kept").then(
        () => "opened",
        ({ code, message }) => `${code} ${message}`,
      );
      return new Response(refused);
    }
    if (path === "/brief") return new Response(await db.set("brief", "gone soon", { px: 100 }));
    if (path === "/size") return Response.json([await db.get("brief"), await db.dbsize()]);
    const [visits] = await Promise.all([db.incr("visits"), db.hset("h", { a: 1 })]);
    return Response.json({ visits, storage: db.storage, h: await db.hgetall("h") });
  },
};
