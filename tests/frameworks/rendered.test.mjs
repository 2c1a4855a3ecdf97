// The apps for Next, Nuxt and SvelteKit: rendered by a server first, where nothing is opened, then used in Chromium.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { install, served, temporaryApp } from "../apps/apps.mjs";
import { FRAMEWORKS, filesOf, isLive, likesApp, runIn, SHARED, STRICT, write } from "./likes.mjs";

/** What a server renders is the button without a value; the page goes on with it, and has no error to report. */
async function isRenderedAndLive(folder) {
  assert.match(readFileSync(join(folder, "index.html"), "utf8"), /<button disabled[^>]*>\.\.\.<\/button>/);
  // Browsers ask for one.
  write(folder, { "favicon.ico": "" });
  await served(folder, isLive);
}

/** The second takes a minute, and is for `npm run test:apps`. */
const BUNDLERS = { Turbopack: [], ...(process.env.REDLET_APPS === "all" && { webpack: ["--webpack"] }) };

for (const [bundler, flags] of Object.entries(BUNDLERS)) {
  test(`Next, by ${bundler}`, async () => {
    const react = filesOf("react.md");
    const root = temporaryApp();
    write(root, {
      ...filesOf("next.md"),
      "app/redlet.ts": SHARED,
      "app/use-live.ts": react["src/use-live.ts"],
      "app/likes.tsx": `"use client";\n${react["src/likes.tsx"]}`,
      // Files alone, which any server can serve; redlet needs no configuration.
      "next.config.mjs": 'export default { output: "export" };',
      "tsconfig.json": { compilerOptions: STRICT, include: ["app"] },
    });
    install(root, ["next", "react", "react-dom"]);
    install(root, ["typescript", "@types/react", "@types/react-dom", "@types/node"], FRAMEWORKS);
    // It checks the types, too.
    runIn(root, join(root, "node_modules/next/dist/bin/next"), "build", ...flags);
    await isRenderedAndLive(join(root, "out"));
  });
}

test("Nuxt", async () => {
  const vue = filesOf("vue.md");
  const composable = vue["src/use-live.ts"].replace('"./redlet"', '"../utils/redlet"');
  assert.notEqual(composable, vue["src/use-live.ts"]);
  const root = likesApp({
    ...filesOf("nuxt.md"),
    "app/utils/redlet.ts": SHARED,
    "app/composables/use-live.ts": composable,
    "nuxt.config.ts": 'export default defineNuxtConfig({ compatibilityDate: "2026-01-01", telemetry: false });',
    "tsconfig.json": { files: [], references: [{ path: "./.nuxt/tsconfig.app.json" }] },
  });
  runIn(root, `${FRAMEWORKS}nuxt/bin/nuxt.mjs`, "generate");
  runIn(root, `${FRAMEWORKS}vue-tsc/bin/vue-tsc.js`, "--noEmit", "-p", ".nuxt/tsconfig.app.json");
  await isRenderedAndLive(join(root, ".output/public"));
});

test("SvelteKit", async () => {
  const svelte = filesOf("svelte.md");
  const root = likesApp({
    ...filesOf("sveltekit.md"),
    "src/lib/redlet.ts": SHARED,
    "src/lib/live-value.ts": svelte["src/live-value.ts"],
    "src/lib/Likes.svelte": svelte["src/Likes.svelte"],
    "src/routes/+layout.ts": "export const prerender = true;",
    "src/app.html": "<!doctype html><html><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>",
    "vite.config.js": `
      import adapter from "@sveltejs/adapter-static";
      import { sveltekit } from "@sveltejs/kit/vite";
      export default { plugins: [sveltekit({ adapter: adapter() })] };`,
    "tsconfig.json": {
      extends: "$app/tsconfig",
      compilerOptions: { strict: true, exactOptionalPropertyTypes: true },
      include: ["src"],
    },
  });
  runIn(root, `${FRAMEWORKS}vite/bin/vite.js`, "build");
  runIn(root, `${FRAMEWORKS}svelte-check/bin/svelte-check`, "--threshold", "warning", "--fail-on-warnings");
  await isRenderedAndLive(join(root, "build"));
});
