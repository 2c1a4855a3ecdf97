// Says in the title what it found, and in a second database what a worker of its own found.

import { Redlet } from "redlet";

async function main() {
  const db = await Redlet.open("app");
  const before = await db.get("k");
  await db.set("k", "ke");
  // It is in the rest of the engine, which is another file.
  await db.append("k", "pt");
  return `${db.storage} ${before}`;
}

main().then(
  (said) => {
    document.title = said;
  },
  (error) => {
    document.title = String(error);
  },
);
