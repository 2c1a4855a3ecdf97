/** An example of every method: see `tests/docs/commands.ts`. */

import { Redlet } from "redlet";

const r = await Redlet.open("./bag.db");

await r.bagAdd("fruit", "apple", 3); // 3
await r.bagCount("fruit", "apple"); // 3
await r.close();
