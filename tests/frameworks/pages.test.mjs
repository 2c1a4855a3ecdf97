// The apps for React, Vue and Svelte: checked, built by Vite, and changed while they are developed.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { served } from "../apps/apps.mjs";
import {
  click,
  FRAMEWORKS,
  fails,
  filesOf,
  inTabs,
  isLive,
  likesApp,
  runIn,
  SHARED,
  STRICT,
  sessions,
  showsText,
} from "./likes.mjs";

const load = (path) => import(FRAMEWORKS + path);

const APPS = {
  React: {
    page: "react.md",
    main: "main.tsx",
    component: "likes.tsx",
    plugin: async () => (await load("@vitejs/plugin-react/dist/index.js")).default(),
    check: ["typescript/bin/tsc"],
  },
  Vue: {
    page: "vue.md",
    main: "main.ts",
    component: "Likes.vue",
    plugin: async () => (await load("@vitejs/plugin-vue/dist/index.mjs")).default(),
    check: ["vue-tsc/bin/vue-tsc.js"],
  },
  Svelte: {
    page: "svelte.md",
    main: "main.ts",
    component: "Likes.svelte",
    plugin: async () => (await load("@sveltejs/vite-plugin-svelte/src/index.js")).svelte(),
    check: ["svelte-check/bin/svelte-check", "--threshold", "warning", "--fail-on-warnings"],
  },
};

for (const [name, { page, main, component, plugin, check }] of Object.entries(APPS)) {
  const make = () =>
    likesApp({
      ...filesOf(page),
      "src/redlet.ts": SHARED,
      "index.html": `<!doctype html><link rel="icon" href="data:,"><div id="root"></div>
        <script type="module" src="/src/${main}"></script>`,
      "tsconfig.json": { compilerOptions: { ...STRICT, types: ["vite/client"] }, include: ["src"] },
    });
  const configuration = async (root) => ({ root, configFile: false, logLevel: "error", plugins: [await plugin()] });

  test(`${name}: the app of docs/frameworks/${page} has right types`, () => {
    const [program, ...args] = check;
    runIn(make(), FRAMEWORKS + program, ...args);
  });

  test(`${name}: it is live in every tab, and says why where no database can be opened`, async () => {
    const root = make();
    const { build } = await load("vite/dist/node/index.js");
    await build(await configuration(root));
    await served(join(root, "dist"), isLive);
    await served(join(root, "dist"), fails, { "content-security-policy": "worker-src 'none'" });
  });

  test(`${name}: modules that are changed go on with the database that is open`, async () => {
    const root = make();
    const { createServer } = await load("vite/dist/node/index.js");
    // A build sets it, and what is built for production is not changed while it runs.
    delete process.env.NODE_ENV;
    const server = await createServer({ ...(await configuration(root)), server: { port: 0 } });
    await server.listen();
    const change = (file, from, to) => {
      const path = join(root, "src", file);
      const text = readFileSync(path, "utf8");
      assert.ok(text.includes(from));
      writeFileSync(path, text.replaceAll(from, to));
    };
    try {
      await inTabs(server.resolvedUrls.local[0], 1, async (tab) => {
        await showsText(tab, "0 likes");
        await tab.evaluate(() => {
          window.isSamePage = true;
        });
        change(component, "} likes<", "} hearts<");
        await showsText(tab, "0 hearts");
        await click(tab);
        await showsText(tab, "1 hearts");
        const loads = tab.waitForResponse((response) => response.url().includes("/redlet.ts"));
        change("redlet.ts", "Calls `show`", "Calls show");
        await loads;
        await tab.evaluate(async () => (await globalThis.redlet).incr("likes:1"));
        await showsText(tab, "2 hearts");
        assert.deepEqual([await tab.evaluate(() => window.isSamePage), await sessions(tab)], [true, 1]);
        const reopened = await tab.evaluate(async () => {
          const { closeDatabase, database } = await import("/src/redlet.ts");
          await closeDatabase();
          return (await database()).get("likes:1");
        });
        assert.equal(reopened, "2");
      });
    } finally {
      await server.close();
    }
  });
}
