// The database is opened in this worker itself: there is no second one.

import { Redlet } from "redlet";

async function main() {
  const db = await Redlet.open("app");
  const before = await db.get("k");
  await db.set("k", "kept");
  return `${db.storage} ${before}`;
}

main().then(postMessage, (error) => postMessage(String(error)));
