// Runs Workers: under wrangler as their developers do, and in workerd itself, to measure what a start costs.

import { execFileSync, spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TOOLS } from "./tools.mjs";

/** wrangler wants a newer Node than the package does. */
export const WRANGLER = [`${TOOLS}node-24/bin/node`, `${TOOLS}wrangler/bin/wrangler.js`];
export const env = {
  ...process.env,
  WRANGLER_SEND_METRICS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  CI: "1",
  DO_NOT_TRACK: "1",
  NO_COLOR: "1",
};

/** How long wrangler may take until it serves; it has been seen to hang there once, beside another one. */
const READY = 60_000;

/** Serves an app until `work` is done with its address. */
export async function develop(root, work) {
  const server = (await startWrangler(root)) ?? (await startWrangler(root));
  if (!server) throw new Error("wrangler was not ready in time, twice");
  try {
    await work(server.address);
  } finally {
    await server.end();
  }
}

/** Gives the address and how to end it, or nothing where it does not get ready. */
async function startWrangler(root) {
  const [node, ...script] = WRANGLER;
  const args = [...script, "dev", "--port", "0", "--inspector-port", "0", "--local"];
  const server = spawn(node, args, { cwd: root, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  let said = "";
  const address = await new Promise((resolve, reject) => {
    const read = (text) => {
      said += text;
      const found = /Ready on (http:\S+)/.exec(said);
      if (found) resolve(found[1]);
    };
    server.stdout.on("data", read);
    server.stderr.on("data", read);
    server.once("exit", () => reject(new Error(`wrangler ended: ${said}`)));
    setTimeout(resolve, READY).unref();
  });
  const end = () => {
    // It and the workerd that it started.
    process.kill(-server.pid, "SIGKILL");
    return ended;
  };
  if (address) return { address, end };
  console.log(`wrangler was not ready in time; it said: ${said}`);
  await end();
  return undefined;
}

/** Builds an app as wrangler would deploy it; gives the folder. */
export function deployed(root) {
  const out = join(root, "out");
  const [node, ...script] = WRANGLER;
  execFileSync(node, [...script, "deploy", "--dry-run", "--outdir", out], { cwd: root, env, stdio: "pipe" });
  return out;
}

/** Describes the modules of a folder to workerd. */
function configure(folder, main) {
  const others = readdirSync(folder).filter((name) => name.endsWith(".wasm"));
  const wasm = others.map((name) => `, (name = "./${name}", wasm = embed "${name}")`).join("");
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "app", worker = .app) ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "app") ],
);
const app :Workerd.Worker = (
  compatibilityDate = "2026-07-01",
  modules = [ (name = "${main}", esModule = embed "${main}")${wasm} ],
);
`;
  writeFileSync(join(folder, "config.capnp"), config);
}

/** Starts workerd on a folder; gives how long it took to the first reply, in ms, and the reply. */
export async function start(folder, main) {
  configure(folder, main);
  const began = performance.now();
  const args = ["serve", "--control-fd=3", join(folder, "config.capnp")];
  const server = spawn(`${TOOLS}.bin/workerd`, args, { stdio: ["ignore", "inherit", "inherit", "pipe"] });
  try {
    const port = await new Promise((resolve, reject) => {
      server.stdio[3].on("data", (line) => resolve(JSON.parse(line).port));
      server.once("exit", (code) => reject(new Error(`workerd ended with ${code}`)));
    });
    const response = await fetch(`http://127.0.0.1:${port}/`);
    const reply = await response.text();
    return { reply, took: performance.now() - began };
  } finally {
    server.kill("SIGKILL");
  }
}
