// Starts workerd itself on what wrangler would deploy, to measure what a start costs.

import { spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TOOLS } from "./apps.mjs";

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
