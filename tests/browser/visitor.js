// A service worker or a shared worker that does what a page asks of it, one message after the other.

import { Redlet } from "./index.js";

let db;
const heard = [];
const work = {
  async open(options) {
    db = await Redlet.open(options);
    return db.storage;
  },
  call: (words) => db.call(...words),
  close: () => db.close(),
  async count(times) {
    for (let i = 0; i < times; i++) await db.incr("n");
  },
  async listen(channel) {
    await db.subscribe(channel, ({ message }) => heard.push(message)).ready;
  },
  heard: async () => heard,
  import: (name) => Redlet.import(name, new Blob(["a file"])),
};

const answer = ({ data: [what, argument], ports: [port] }) =>
  work[what](argument).then(
    (value) => port.postMessage(value),
    ({ name, code, message }) => port.postMessage({ name, code, message }),
  );

/** Keeps what the browser tells, in the database of whoever has it open. */
async function keep(what) {
  const events = await Redlet.open("events");
  await events.rpush("told", what);
  await events.close();
}

addEventListener("message", (event) => event.waitUntil(answer(event)));
addEventListener("connect", ({ ports: [page] }) => {
  page.onmessage = answer;
});
addEventListener("sync", (event) => event.waitUntil(keep(`sync ${event.tag}`)));
addEventListener("push", (event) => event.waitUntil(keep(`push ${event.data.text()}`)));
