// Serves the playground on localhost.

import { copyFileSync, mkdirSync } from "node:fs";
import * as esbuild from "esbuild";
import { serveFolders } from "./static.mjs";

const root = new URL("..", import.meta.url).pathname;
process.chdir(root);

mkdirSync(".cache/www", { recursive: true });
for (const file of ["index.html", "style.css"]) copyFileSync(`www/${file}`, `.cache/www/${file}`);
await esbuild.build({
  absWorkingDir: root,
  entryPoints: ["www/main.ts"],
  outfile: ".cache/www/main.js",
  bundle: true,
  format: "esm",
  target: "es2022",
  logLevel: "warning",
  // The package as it is published, beside the page.
  plugins: [
    {
      name: "package",
      setup: (build) => build.onResolve({ filter: /^redlet$/ }, () => ({ path: "./index.js", external: true })),
    },
  ],
});

const port = Number(process.env.PORT ?? 8080);
const server = await serveFolders([".cache/www", "dist"], port);
console.log(`playground: http://localhost:${server.address().port}/`);
