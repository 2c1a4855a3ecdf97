// The database is opened in this worker itself: there is no second one.

import { Redlet } from "redlet";

async function main() {
  const db = await Redlet.open("app");
  const before = await db.get("k");
  await db.set("k", "ke");
  // It is in the rest of the engine, which is another file.
  await db.append("k", "pt");
  return `${db.storage} ${before}`;
}

main().then(postMessage, (error) => postMessage(String(error)));
