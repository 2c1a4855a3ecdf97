// The memory of a browser.

import { readFileSync } from "node:fs";
import { descendants } from "../tests/browser/browsers.mjs";

/** What all its processes take, in MB: what several share is divided among them (PSS). Linux alone tells. */
export function memoryOf(browser) {
  const { pid } = browser.process();
  let all = 0;
  for (const each of [pid, ...descendants(pid)]) {
    try {
      const [, kilobytes] = /^Pss: +(\d+) kB/m.exec(readFileSync(`/proc/${each}/smaps_rollup`, "utf8")) ?? [];
      all += Number(kilobytes ?? 0) * 1024;
    } catch {
      // It ended meanwhile.
    }
  }
  return all / 1e6;
}
