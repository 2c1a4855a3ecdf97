// The ways from a tab to another tab's worker, measured beside each other: an echo of one frame, and
// frames in flight. `node bench/tabs.mjs`

import { createServer } from "node:http";
import { launch } from "../tests/browser/browsers.mjs";

const BROKER = `
  const pages = new Map();
  onconnect = ({ ports: [port] }) => {
    port.onmessage = ({ data, ports }) => {
      if (data.name) pages.set(data.name, port);
      else pages.get(data.to).postMessage(data, ports);
    };
  };`;

const WORKER = `
  const echo = (from, to = from) => {
    from.onmessage = ({ data }) => {
      const reply = new Uint8Array(data.length);
      to.postMessage(reply, reply.length <= 4096 ? [] : [reply.buffer]);
    };
  };
  echo(new BroadcastChannel("there"), new BroadcastChannel("back"));
  onmessage = ({ data, ports }) => {
    if (data.port) echo(ports[0]);
    else postMessage(data, data.length <= 4096 ? [] : [data.buffer]);
  };`;

const server = createServer((request, response) => {
  const files = { "/worker.js": WORKER, "/broker.js": BROKER };
  const script = files[request.url];
  response.writeHead(200, { "content-type": script ? "text/javascript" : "text/html" });
  response.end(script ?? "<!doctype html><title>tabs</title>");
});
await new Promise((resolve) => server.listen(0, resolve));
const url = `http://localhost:${server.address().port}/`;

/** In the page that has the worker. */
async function own(brokerUrl) {
  window.worker = new Worker("/worker.js");
  const broker = new SharedWorker(brokerUrl);
  broker.port.onmessage = ({ ports }) => window.worker.postMessage({ port: true }, ports);
  broker.port.postMessage({ name: "owner" });
}

/** In a page: messages a second for an awaited echo, and with eight in flight. */
async function measure(way, size, brokerUrl) {
  const channels = {
    async own() {
      return new Worker("/worker.js");
    },
    async broadcast() {
      const there = new BroadcastChannel("there");
      const back = new BroadcastChannel("back");
      return {
        postMessage: (m) => there.postMessage(m),
        set onmessage(f) {
          back.onmessage = f;
        },
      };
    },
    async port() {
      const { port1, port2 } = new MessageChannel();
      const broker = new SharedWorker(brokerUrl);
      broker.port.postMessage({ to: "owner" }, [port2]);
      return port1;
    },
  };
  const channel = await channels[way]();
  const waiting = [];
  channel.onmessage = () => waiting.shift()();
  const echo = () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      const frame = new Uint8Array(size);
      channel.postMessage(frame, size <= 4096 ? [] : [frame.buffer]);
    });
  const start = performance.now();
  await Promise.race([echo(), new Promise((_, reject) => setTimeout(() => reject(new Error("no echo")), 3000))]);
  const first = performance.now() - start;
  const times = {};
  for (const flight of [1, 8]) {
    for (const millis of [200, 600]) {
      const begin = performance.now();
      let count = 0;
      while (performance.now() - begin < millis) {
        await Promise.all(Array.from({ length: flight }, echo));
        count += flight;
      }
      times[flight] = ((performance.now() - begin) / count) * 1000;
    }
  }
  return { first: first.toFixed(1), one: times[1].toFixed(0), eight: times[8].toFixed(0) };
}

for (const name of process.argv.slice(2).length ? process.argv.slice(2) : ["chromium", "firefox"]) {
  const browser = await launch(name);
  for (const [kind, brokerUrl] of [
    ["file", "/broker.js"],
    ["data", `data:text/javascript,${encodeURIComponent(BROKER)}`],
  ]) {
    const owner = await browser.newPage();
    await owner.goto(url);
    await owner.evaluate(own, brokerUrl);
    const page = await browser.newPage();
    await page.goto(url);
    for (const way of kind === "file" ? ["own", "broadcast", "port"] : ["port"]) {
      for (const size of [100, 4000, 100_000, 1_000_000]) {
        const found = await page.evaluate(measure, way, size, brokerUrl).catch((error) => error.message);
        console.log(name, kind, way.padEnd(10), String(size).padStart(8), JSON.stringify(found));
      }
    }
    await owner.close();
    await page.close();
  }
  await browser.close();
}
server.close();
