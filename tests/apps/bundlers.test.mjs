// A page that imports the packed module, built by each bundler with no configuration, in Chromium.

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as esbuild from "esbuild";
import { app, keeps, keepsWhenServed, TOOLS, tool } from "./apps.mjs";

const VITE = { "Vite 8": () => import("vite"), "Vite 6": () => tool("vite-6/dist/node/index.js") };

for (const [name, load] of Object.entries(VITE)) {
  for (const folder of ["page", "own-worker"]) {
    test(`${name} builds it, ${folder}`, async () => {
      const root = app("page", folder);
      const { build } = await load();
      await build({ root, logLevel: "error" });
      await keepsWhenServed(join(root, "dist"));
    });

    test(`${name} serves it for development, ${folder}`, async () => {
      await develops(load, app("page", folder));
    });
  }

  test(`${name} serves it for development, from the packages of a workspace`, async () => {
    const root = app("page");
    const web = join(root, "web");
    mkdirSync(web);
    for (const file of ["index.html", "main.js"]) renameSync(join(root, file), join(web, file));
    writeFileSync(join(root, "package.json"), '{ "workspaces": ["web"] }');
    writeFileSync(join(web, "package.json"), '{ "type": "module" }');
    await develops(load, web);
  });
}

/** Serves an app as its developer does. */
async function develops(load, root) {
  const { createServer } = await load();
  const server = await createServer({ root, logLevel: "error", server: { port: 0 } });
  await server.listen();
  try {
    await keeps(server.resolvedUrls.local[0]);
  } finally {
    await server.close();
  }
}

for (const folder of ["page", "own-worker"]) {
  test(`webpack builds it, ${folder}`, async () => {
    const root = app("page", folder);
    const { default: webpack } = await tool("webpack/lib/index.js");
    const output = { path: join(root, "dist") };
    const compiler = webpack({ context: root, mode: "production", entry: "./main.js", output });
    await new Promise((resolve, reject) =>
      compiler.run((error, stats) => {
        if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString()));
        else resolve();
      }),
    );
    copyFileSync(join(root, "index.html"), join(root, "dist/index.html"));
    await keepsWhenServed(join(root, "dist"));
  });
}

test("Parcel builds it", async () => {
  const root = app("page");
  const flags = ["--no-cache", "--no-source-maps", "--no-autoinstall", "--log-level", "error"];
  execFileSync(`${TOOLS}.bin/parcel`, ["build", "index.html", ...flags], { cwd: root, stdio: "inherit" });
  await keepsWhenServed(join(root, "dist"));
});

test("esbuild builds redlet/inline", async () => {
  const root = inlineApp();
  await esbuild.build({ entryPoints: [`${root}/main.js`], bundle: true, format: "esm", outdir: `${root}/dist` });
  copyFileSync(join(root, "index.html"), join(root, "dist/index.html"));
  await keepsWhenServed(join(root, "dist"));
});

test("Rollup builds redlet/inline", async () => {
  const root = inlineApp();
  const { rollup } = await tool("rollup/dist/es/rollup.js");
  const { nodeResolve } = await tool("@rollup/plugin-node-resolve/dist/es/index.js");
  const bundle = await rollup({ input: join(root, "main.js"), plugins: [nodeResolve({ browser: true })] });
  await bundle.write({ dir: join(root, "dist") });
  copyFileSync(join(root, "index.html"), join(root, "dist/index.html"));
  await keepsWhenServed(join(root, "dist"));
});

/** The same page with the module that has everything inside. */
function inlineApp() {
  const root = app("page");
  const main = join(root, "main.js");
  writeFileSync(main, readFileSync(main, "utf8").replace('"redlet"', '"redlet/inline"'));
  return root;
}
