// The browsers that the tests drive, and how they are started and killed.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

/** What starts each browser: `describe` runs a test in all of them. */
export const BROWSERS = {
  chromium: {
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  },
  firefox: { browser: "firefox", executablePath: "/usr/bin/firefox-esr" },
};

/** Starts a browser by its name, without a window. A Firefox that starts for the first time is slow. */
export function launch(name, options = {}) {
  return puppeteer.launch({ ...BROWSERS[name], headless: true, timeout: 60_000, ...options });
}

/** Kills the browser and all its processes, as the system does when memory is short. */
export async function killBrowser(browser) {
  const main = browser.process();
  const isGone = main.exitCode !== null || main.signalCode !== null;
  const gone = isGone ? undefined : new Promise((resolve) => main.once("exit", resolve));
  const all = [main.pid, ...descendants(main.pid)];
  for (const pid of all) kill(pid);
  await gone;
  await profileIsRestored(main.spawnargs);
}

/** After a Firefox has ended puppeteer puts its profile's settings back: the next one must not come between. */
async function profileIsRestored(args) {
  const profile = args[args.indexOf("--profile") + 1];
  const copies = ["prefs.js.puppeteer", "user.js.puppeteer"].map((name) => join(profile, name));
  for (let wait = 0; wait < 2000 && copies.some((copy) => existsSync(copy)); wait += 20) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function kill(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}

/** The processes that `root` started, and those that they did. */
export function descendants(root) {
  const parents = new Map();
  for (const pid of readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    try {
      // The name in parentheses may hold anything: the parent is the second word after it.
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      parents.set(pid, Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // It ended meanwhile.
    }
  }
  const found = [root];
  for (const each of found) for (const [pid, parent] of parents) if (parent === each) found.push(pid);
  return found.slice(1);
}

/** Has the page's workers find no memory for more than 4 MB. */
export function withoutMemory() {
  const script = (url) => `import ${JSON.stringify(String(url))};
    const { slice } = Uint8Array.prototype;
    Uint8Array.prototype.slice = function (...range) {
      if (this.length > 4 << 20) throw new RangeError("Array buffer allocation failed");
      return slice.apply(this, range);
    };`;
  const construct = (Native, [url, options]) =>
    new Native(URL.createObjectURL(new Blob([script(url)], { type: "text/javascript" })), options);
  window.Worker = new Proxy(window.Worker, { construct });
}
