// What is said about a run in a browser: its tables, and how far the aims are met.

import { described, rate, short, table } from "./report.mjs";
import { median, ratio } from "./statistics.mjs";

const WAYS = { "one by one": "one by one", "in flight": "1,000 in flight", bulk: "one call for 1,000" };

/** The rows that belong to no amount of data: where more is worse, what is printed behind the number. */
const FELT = {
  block: ["longest block, 10,000 SETs at once", "ms"],
  memory: ["memory of the browser", "MB"],
  "first visit": ["first visit, Fast 4G: navigation to first reply", "ms"],
  "second visit": ["second visit: navigation to first reply", "ms"],
};

/** What redlet aims at: how many times as good as another it is, or a number of ms that it takes at most. */
const AIMS = {
  chromium: [
    { what: "rate", kind: "get", way: "one by one", of: "bare echo", least: 0.7 },
    { what: "rate", kind: "set", way: "one by one", of: "idb-keyval", least: 7 },
    { what: "rate", kind: "get", way: "in flight", of: "idb-keyval", least: 15, size: 100 },
    { what: "rate", kind: "set", way: "in flight", of: "idb-keyval", least: 40, size: 100 },
    { peer: "redlet always", what: "rate", kind: "set", way: "in flight", of: "idb-keyval", least: 25, size: 100 },
    { what: "opening", of: "sqlite-wasm", least: 2 },
    { what: "opening", most: 100 },
    { peer: "redlet preloaded", what: "opening", most: 60 },
    { what: "second visit", of: "idb-keyval", least: 2 / 3 },
    { what: "block", most: 50 },
  ],
  firefox: [
    { what: "rate", kind: "get", way: "one by one", of: "idb-keyval", least: 1 },
    { what: "rate", kind: "set", way: "one by one", of: "idb-keyval", least: 1.15 },
    { what: "rate", kind: "get", way: "in flight", of: "idb-keyval", least: 8, size: 100 },
    { what: "rate", kind: "get", way: "in flight", of: "idb-keyval", least: 1, size: 10_000 },
    { what: "rate", kind: "set", way: "in flight", of: "idb-keyval", least: 1 },
    { what: "rate", kind: "get", way: "bulk", of: "idb-keyval", least: 1 },
    { what: "rate", kind: "set", way: "bulk", of: "idb-keyval", least: 1 },
    { what: "block", most: 50 },
  ],
};

/** All of it, as Markdown. */
export function browserReport({ made, date, rows }) {
  const { browser, machine, peers, shipped, commit } = made;
  const shapes = made.pace.shapes.filter((shape) => rows.some((row) => row.shape && isSame(row.shape, shape)));
  const bytes = peers.map((peer) => (peer in shipped ? `${(shipped[peer] / 1000).toFixed(1)} KB` : "–"));
  const aims = AIMS[browser.toLowerCase().startsWith("firefox") ? "firefox" : "chromium"];
  const felt = rows.filter(({ what }) => what in FELT).map((row) => feltRow(row, peers));
  return [
    described(machine, [browser, `redlet at ${commit}`], date),
    ...shapes.map((shape) => `**${titled(shape)}**\n\n${shapeTable(shape, rows, peers)}`),
    ...(felt.length > 0 ? [`**What a page feels**\n\n${table(["", ...peers], felt)}`] : []),
    `**Bytes shipped, brotli**\n\n${table(["", ...peers], [["all files", ...bytes]])}`,
    `**The aims**\n\n${table(["", "aim", ...shapes.map(titled)], aimRows(aims, rows, shapes))}`,
  ].join("\n\n");
}

const isSame = (a, b) => a.keys === b.keys && a.size === b.size;

function titled({ keys, size }) {
  return `${keys.toLocaleString("en")} keys of ${size >= 1000 ? `${size / 1000} KB` : `${size} B`}`;
}

function workOf({ kind, way }) {
  return `${kind.toUpperCase()}, ${WAYS[way]}`;
}

/** A row for each kind of work, and one for how long opening takes. */
function shapeTable(shape, rows, peers) {
  const here = rows.filter((row) => row.shape && isSame(row.shape, shape));
  const cells = (row, say) => peers.map((peer) => cell(row, peer, say));
  const lines = here.flatMap((row) => {
    if (row.what === "rate") return [[workOf(row), ...cells(row, rate)]];
    return row.what === "opening" ? [["open to first reply", ...cells(row, (ms) => `${short(ms)} ms`)]] : [];
  });
  return table(["keys a second", ...peers], lines);
}

function feltRow(row, peers) {
  const [title, unit] = FELT[row.what];
  const bare = row.rounds["bare page"];
  // Of memory it counts what a library adds to a page that has none.
  const rounds = bare
    ? Object.fromEntries(peers.map((peer) => [peer, row.rounds[peer]?.map((used, i) => used - bare[i])]))
    : row.rounds;
  const added = bare ? ", added to a bare page" : "";
  return [title + added, ...peers.map((peer) => cell({ ...row, rounds }, peer, (value) => `${short(value)} ${unit}`))];
}

/** A median, and in parentheses how many times as good redlet is, and between what values that may be. */
function cell(row, peer, say) {
  const rounds = row.rounds[peer];
  if (!rounds) return "–";
  const shown = say(median(rounds));
  return peer === "redlet" || !row.rounds.redlet ? shown : `${shown} (${times(better(row, "redlet", peer))})`;
}

function times({ median, low, high }) {
  return `${short(median)}×, ${short(low)}–${short(high)}`;
}

/** How many times as good one library is as another: it does so many times as much, or the other takes so many times as long. */
function better({ what, rounds }, one, other) {
  return what === "rate" ? ratio(rounds[one], rounds[other]) : ratio(rounds[other], rounds[one]);
}

function aimRows(aims, rows, shapes) {
  return aims.map((aim) => {
    const { peer = "redlet", of, least, most, size } = aim;
    const matches = rows.filter((row) => ["what", "kind", "way"].every((key) => row[key] === aim[key]));
    const found = (shape) => {
      const row = matches.find((row) => (row.shape ? isSame(row.shape, shape) : shape === shapes[0]));
      if (!row?.rounds[peer] || (of && !row.rounds[of]) || (size && size !== shape.size)) return "–";
      return of ? times(better(row, peer, of)) : `${short(median(row.rounds[peer]))} ms`;
    };
    const title = aim.what === "rate" ? workOf(aim) : (FELT[aim.what]?.[0] ?? "open to first reply");
    const words = [title, peer === "redlet" ? "" : peer, of ? `against ${of}` : ""].filter(Boolean).join(", ");
    return [words, of ? `≥ ${short(least)}×` : `≤ ${most} ms`, ...shapes.map(found)];
  });
}
