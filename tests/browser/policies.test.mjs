// Frames and policies: whatever a page may not do, a database opens, or says why it can't, and memory
// is to be had wherever the engine can run at all.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { BROWSERS, launch } from "./browsers.mjs";

const dist = new URL("../../dist/", import.meta.url).pathname;
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm" };
const ISOLATED = {
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-opener-policy": "same-origin",
};

const POLICY = /^```http (.+)\nContent-Security-Policy: (.*)\n```$/gm;

/** What comes of opening a database that is kept, one in memory, and one that may fall back to that. */
const WORKS = ["opfs", "memory", "opfs"];
const NO_STORAGE = ["OPFS", "memory", "memory"];
const NO_WORKER = ["WORKER", "memory", "memory"];
/** What comes of a documented policy without a source, by the source or by its directive. */
const FAILS = {
  "script-src": [],
  "'wasm-unsafe-eval'": ["WASM", "WASM", "WASM"],
  "worker-src": NO_WORKER,
  "connect-src": ["WASM", "WASM", "WASM"],
  "trusted-types": NO_WORKER,
};
/** What has the worker inside itself starts it in another way: these are tried with that, too. */
const INLINE_TOO = [
  "a frame of a data: address, which has no origin",
  "a sandboxed frame",
  "require-trusted-types-for 'script'; trusted-types redlet",
  "require-trusted-types-for 'script'; trusted-types other",
  "worker-src 'self'",
  "script-src 'self'",
];
/** Nor may the page compile the engine itself. */
const NO_ENGINE = ["WORKER", "WASM", "WASM"];

let server;
/** Two sites. */
let here;
let elsewhere;
before(async () => {
  server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  here = `http://localhost:${server.address().port}`;
  elsewhere = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

/** The policies of docs/security.md, by what they are for. */
const documented = Object.fromEntries(
  [...readFileSync(new URL("../../docs/security.md", import.meta.url), "utf8").matchAll(POLICY)].map(
    ([, subject, policy]) => [subject, policy],
  ),
);

/** A policy that every response has. */
let everywhere = {};

/** Serves the package, also to frames that have no origin, and any page that an address describes. */
async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, here);
  if (pathname === "/never") return;
  if (pathname === "/page") {
    const headers = { ...JSON.parse(searchParams.get("headers") ?? "{}"), ...everywhere };
    response.writeHead(200, { "content-type": "text/html", ...headers });
    response.end(`<!doctype html><meta charset="utf-8"><body>${searchParams.get("body") ?? ""}`);
    return;
  }
  const isolated = pathname.startsWith("/isolated/") ? ISOLATED : {};
  const headers = { "access-control-allow-origin": "*", ...isolated, ...everywhere };
  const file = pathname.replace("/isolated", "");
  try {
    const body = file === "/probe.js" ? probe(searchParams) : await readFile(dist + file);
    response.writeHead(200, { ...headers, "content-type": TYPES[extname(file)] }).end(body);
  } catch {
    response.writeHead(404, headers).end("not found");
  }
}

/** A page with such headers. */
const page = (headers, body = "") => `${here}/page?${new URLSearchParams({ headers: JSON.stringify(headers), body })}`;
const csp = (policy) => ({ "content-security-policy": policy });

/** Opens databases in all ways and tells the window that waits. It may have no origin, so it tells any. */
const probe = (options) => `
  import { Redlet, RedletError } from "./${options.get("entry") ?? "index.js"}";
  const refused = [];
  addEventListener("securitypolicyviolation", (event) => refused.push(event.violatedDirective));
  const attempt = async (options) => {
    try {
      const db = await Redlet.open(options);
      if ((await db.set("k", "v")) !== "OK" || (await db.get("k")) !== "v") return "broken";
      const { storage } = db;
      await db.close();
      return storage;
    } catch (error) {
      return error instanceof RedletError ? error.code : String(error);
    }
  };
  await Redlet.estimate().catch((error) => refused.push(String(error)));
  const outcome = [];
  for (const options of ["kept", ":memory:", { name: "kept", fallback: "memory" }]) outcome.push(await attempt(options));
  parent.postMessage({ outcome, refused }, "*");`;

const script = (from, entry = "index.js") => `<script type="module" src="${from}/probe.js?entry=${entry}"></script>`;

for (const name of Object.keys(BROWSERS)) {
  describe(name, () => {
    let browser;
    before(async () => {
      browser = await launch(name);
    });
    after(() => browser?.close());

    /** What the probe finds in a page, once `act` has brought it there. */
    async function found(url, act = () => {}, { prepare, argument, within = browser } = {}) {
      const page = await within.newPage();
      try {
        await page.evaluateOnNewDocument(() => {
          window.addEventListener("message", ({ data }) => {
            if (data.outcome) window.found = data;
          });
        });
        if (prepare) await page.evaluateOnNewDocument(prepare);
        await page.goto(url);
        await page.evaluate(act, argument);
        await page.waitForFunction(() => window.found, { polling: 20 });
        return await page.evaluate(() => window.found);
      } finally {
        await page.close();
      }
    }

    const outcome = async (...how) => (await found(...how)).outcome;

    /** Puts a frame into the page. */
    const addFrame = (attributes) => {
      const frame = document.createElement("iframe");
      for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
      document.body.append(frame);
    };

    for (const entry of ["index.js", "inline.js"]) {
      const tried = (all) =>
        Object.entries(all).filter(([title]) => entry === "index.js" || INLINE_TOO.includes(title));
      const frames = {
        "a frame of srcdoc": [() => ({ srcdoc: script(here, entry) }), WORKS],
        "a frame of a data: address, which has no origin": [
          () => ({ src: `data:text/html,${encodeURIComponent(script(here, entry))}` }),
          NO_STORAGE,
        ],
        "a sandboxed frame": [() => ({ sandbox: "allow-scripts", src: page({}, script(here, entry)) }), NO_STORAGE],
        "a sandboxed frame of srcdoc": [() => ({ sandbox: "allow-scripts", srcdoc: script(here, entry) }), NO_STORAGE],
        "a sandboxed frame that keeps its origin": [
          () => ({ sandbox: "allow-scripts allow-same-origin", src: page({}, script(here, entry)) }),
          WORKS,
        ],
        "a frame of another site": [
          () => ({ src: page({}, script(elsewhere, entry)).replace(here, elsewhere) }),
          WORKS,
        ],
        "a frame of another site, with the script of its parent's": [
          () => ({ src: page({}, script(here, entry)).replace(here, elsewhere) }),
          WORKS,
        ],
      };
      for (const [title, [attributes, expected]] of tried(frames)) {
        test(`${entry} in ${title}`, async () => {
          const { outcome, refused } = await found(page({}), addFrame, { argument: attributes() });
          assert.deepEqual([outcome, refused], [expected, []]);
        });
      }

      const enforced = "require-trusted-types-for 'script'";
      const policies = {
        [enforced]: WORKS,
        [`${enforced}; trusted-types redlet`]: WORKS,
        [`${enforced}; trusted-types other`]: NO_WORKER,
        [`${enforced}; trusted-types 'none'`]: NO_WORKER,
        "worker-src 'none'": NO_WORKER,
        "worker-src 'self'": entry === "index.js" ? WORKS : NO_WORKER,
        "script-src 'self'": entry === "index.js" ? WORKS : NO_ENGINE,
        "script-src 'self'; worker-src 'none'": NO_ENGINE,
        "default-src 'self' 'wasm-unsafe-eval'": entry === "index.js" ? WORKS : NO_WORKER,
        "connect-src 'none'": WORKS,
        "sandbox allow-scripts": NO_STORAGE,
      };
      for (const [policy, expected] of tried(policies)) {
        test(`${entry} under the policy ${policy}`, async () => {
          const { outcome, refused } = await found(page(csp(policy), script(here, entry)));
          assert.deepEqual(outcome, expected);
          if (policy.startsWith(enforced) && expected === WORKS) assert.deepEqual(refused, []);
        });
      }
    }

    /** What comes of the probe where every response has a policy: nothing, where the script itself is refused. */
    async function under(policy, script) {
      everywhere = csp(policy);
      const prepare = () => addEventListener("error", () => window.postMessage({ outcome: [] }), true);
      try {
        return await outcome(page({}, script), undefined, { prepare });
      } finally {
        everywhere = {};
      }
    }

    /** Policies with one source less each, and what comes of that. */
    function weaker(policy) {
      const directives = policy.split("; ").map((directive) => directive.split(" "));
      return directives.flatMap(([directive, ...sources], at) =>
        // Nothing is all that `default-src` has, and nothing but scripts asks for trusted types.
        (FAILS[directive] ? sources : []).map((source) => {
          const left = sources.filter((other) => other !== source);
          const weak = directives.with(at, [directive, ...(left.length > 0 ? left : ["'none'"])]);
          return [weak.map((words) => words.join(" ")).join("; "), FAILS[source] ?? FAILS[directive]];
        }),
      );
    }

    const scripts = {
      redlet: () => script(here),
      "redlet/inline": () => script(here, "inline.js"),
      cdn: () => script(elsewhere),
      "trusted types": () => script(here),
    };
    test("every policy of the documents is tried", () => {
      assert.deepEqual(Object.keys(documented), Object.keys(scripts));
    });
    for (const [subject, policy] of Object.entries(documented)) {
      test(`under the documented policy for ${subject}, and not with any source less`, async () => {
        const given = policy.replaceAll("https://cdn.example", elsewhere);
        assert.deepEqual(await under(given, scripts[subject]()), WORKS, given);
        for (const [weak, expected] of weaker(given)) {
          assert.deepEqual(await under(weak, scripts[subject]()), expected, weak);
        }
      });
    }

    test("where the page alone has a policy, it must allow the script and the worker", async () => {
      for (const policy of ["script-src 'self'; worker-src 'self'", "script-src 'self'"]) {
        assert.deepEqual(await outcome(page(csp(`default-src 'none'; ${policy}`), script(here))), WORKS);
      }
    });

    test("no page needs to be isolated", async () => {
      const tab = await browser.newPage();
      await tab.goto(page({}));
      assert.equal(await tab.evaluate(() => window.crossOriginIsolated), false);
      await tab.close();
      assert.deepEqual(await outcome(page({}, script(here))), WORKS);
    });

    test("a frame whose document another one has written", async () => {
      const act = (source) => {
        const frame = document.createElement("iframe");
        document.body.append(frame);
        const script = frame.contentDocument.createElement("script");
        script.type = "module";
        script.src = source;
        frame.contentDocument.body.append(script);
      };
      assert.deepEqual(await outcome(page({}), act, { argument: `${here}/probe.js` }), WORKS);
    });

    test("frames with an address of their own start workers of the origin, as its policy may ask", async () => {
      const act = ([kind, html]) => {
        const frame = document.createElement("iframe");
        if (kind === "srcdoc") frame.srcdoc = html;
        else frame.src = URL.createObjectURL(new Blob([html], { type: "text/html" }));
        document.body.append(frame);
      };
      for (const kind of ["srcdoc", "blob"]) {
        const argument = [kind, script(here)];
        assert.deepEqual(await outcome(page(csp("worker-src 'self'")), act, { argument }), WORKS);
      }
    });

    test("a page where only a default policy makes addresses", async () => {
      const prepare = () => window.trustedTypes.createPolicy("default", { createScriptURL: (url) => url });
      const url = page(csp("require-trusted-types-for 'script'; trusted-types default"), script(here));
      assert.deepEqual(await outcome(url, undefined, { prepare }), WORKS);
    });

    test("an isolated page needs a worker that is isolated, or one inside the module", async () => {
      assert.deepEqual(await outcome(page(ISOLATED, script(here))), NO_WORKER);
      assert.deepEqual(await outcome(page(ISOLATED, script(here, "inline.js"))), WORKS);
      assert.deepEqual(await outcome(page(ISOLATED, script(`${here}/isolated`))), WORKS);
    });

    const worlds = {
      "a constructor of workers that throws": [
        () => {
          window.Worker = class {
            constructor() {
              throw new DOMException("not here", "SecurityError");
            }
          };
        },
        NO_WORKER,
      ],
      "a constructor of workers that can't be replaced": [
        () => Object.defineProperty(window, "Worker", { value: window.Worker, writable: false, configurable: false }),
        WORKS,
      ],
      "a worker's script that is missing": [
        () => {
          window.Worker = new Proxy(window.Worker, { construct: (Native, [, how]) => new Native("/nowhere.js", how) });
        },
        NO_WORKER,
      ],
      "a worker's script of a wrong type": [
        () => {
          window.Worker = new Proxy(window.Worker, { construct: (Native, [, how]) => new Native("/page", how) });
        },
        NO_WORKER,
      ],
      "a worker's script that never comes": [
        () => {
          window.Worker = new Proxy(window.Worker, { construct: (Native, [, how]) => new Native("/never", how) });
          // A minute is long.
          const native = window.setTimeout;
          window.setTimeout = (work, delay = 0) => native(work, delay / 200);
        },
        NO_WORKER,
      ],
      "no workers": [() => delete window.Worker, NO_STORAGE],
      "no locks": [() => Object.defineProperty(Navigator.prototype, "locks", { value: undefined }), WORKS],
      "no broadcast channels": [() => delete window.BroadcastChannel, WORKS],
      "no shared workers": [() => delete window.SharedWorker, WORKS],
    };
    for (const [title, [prepare, expected]] of Object.entries(worlds)) {
      test(`with ${title}`, async () => {
        assert.deepEqual(await outcome(page({}, script(here)), undefined, { prepare }), expected);
      });
    }

    test("what is in memory for want of a worker says so", async () => {
      const tab = await browser.newPage();
      await tab.goto(page(csp("worker-src 'none'")));
      const told = await tab.evaluate(async () => {
        const { Redlet } = await import("/index.js");
        const db = await Redlet.open({ name: "kept", fallback: "memory" });
        return new Promise((resolve) => db.addEventListener("fallback", ({ detail }) => resolve(detail.code)));
      });
      assert.equal(told, "WORKER");
      const refused = await tab.evaluate(async () => {
        const { Redlet, RedletError } = await import("/index.js");
        const importing = Redlet.import("kept", new Blob([]));
        return importing.catch((error) => error instanceof RedletError && error.code);
      });
      assert.equal(refused, "WORKER");
      await tab.close();
    });

    test("two tabs under a policy have one database", async () => {
      const url = page(
        csp("require-trusted-types-for 'script'; trusted-types redlet; default-src 'self' 'unsafe-eval'"),
      );
      const tabs = [await browser.newPage(), await browser.newPage()];
      for (const tab of tabs) await tab.goto(url);
      const open = async () => {
        window.db = await (await import("/index.js")).Redlet.open("policies");
        return window.db.incr("n");
      };
      const counts = [];
      for (const tab of tabs) counts.push(await tab.evaluate(open));
      assert.deepEqual(counts, [1, 2]);
      await tabs[0].close();
      assert.equal(await tabs[1].evaluate(() => window.db.incr("n")), 3);
      await tabs[1].close();
    });

    test("where all storage is blocked", async () => {
      const folder = mkdtempSync(join(tmpdir(), "redlet-blocked-"));
      mkdirSync(join(folder, "Default"));
      const settings = { profile: { default_content_setting_values: { cookies: 2 } } };
      writeFileSync(join(folder, "Default/Preferences"), JSON.stringify(settings));
      const blocked = {
        chromium: { userDataDir: folder },
        firefox: { extraPrefsFirefox: { "network.cookie.cookieBehavior": 2 } },
      };
      const within = await launch(name, blocked[name]);
      try {
        for (const entry of ["index.js", "inline.js"]) {
          assert.deepEqual(await outcome(page({}, script(here, entry)), undefined, { within }), NO_STORAGE);
        }
      } finally {
        await within.close();
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
}
