// What is said about a run in a browser: its tables, and how far the aims are met.

import { described, median, rate, short, table } from "./report.mjs";

const WAYS = { "one by one": "one by one", "in flight": "1,000 in flight", bulk: "one call for 1,000" };

/** What redlet aims at, against idb-keyval; the aims of SET in flight are for 100,000 keys of 100 B. */
const AIMS = [
  ["redlet", "get", "in flight", 15],
  ["redlet", "set", "in flight", 40],
  ["redlet always", "set", "in flight", 25],
  ["redlet", "get", "one by one", 1.5],
  ["redlet", "set", "one by one", 5],
];
const OPENING = { aim: 150, keys: 100_000, size: 100 };

/** All of it, as Markdown. */
export function browserReport(results) {
  const { machine, browser, date, shapes, peers, shipped } = results;
  const bytes = peers.map((peer) => `${(shipped[peer] / 1000).toFixed(1)} KB`);
  return [
    described(machine, [browser], date),
    ...shapes.map((shape) => `**${titled(shape)}**\n\n${shapeTable(shape, peers)}`),
    `**Bytes shipped, brotli**\n\n${table(["", ...peers], [["all files", ...bytes]])}`,
    `**The aims**\n\n${table(["against idb-keyval", "aim", ...shapes.map(titled)], aims(shapes))}`,
  ].join("\n\n");
}

function titled({ keys, size }) {
  return `${keys.toLocaleString("en")} keys of ${size >= 1000 ? `${size / 1000} KB` : `${size} B`}`;
}

/** A row for each kind of work: medians, and in parentheses how many times as many redlet's are. */
function shapeTable({ works, opening }, peers) {
  const rows = works.map(({ kind, way, rates }) => {
    const ours = rates.redlet && median(rates.redlet);
    const cell = (peer) => (rates[peer] ? rate(median(rates[peer]), peer === "redlet" ? undefined : ours) : "–");
    return [`${kind.toUpperCase()}, ${WAYS[way]}`, ...peers.map((peer) => (opening[peer] ? cell(peer) : "n/a: quota"))];
  });
  const times = peers.map((peer) => (opening[peer] ? `${short(median(opening[peer]))} ms` : "n/a: quota"));
  return table(["keys a second", ...peers], [...rows, ["open to first reply", ...times]]);
}

function aims(shapes) {
  const ratio = ({ works }, peer, kind, way) => {
    const { rates } = works.find((work) => work.kind === kind && work.way === way);
    const [ours, theirs] = [rates[peer], rates["idb-keyval"]];
    return ours && theirs ? `${short(median(ours) / median(theirs))}×` : "–";
  };
  const rows = AIMS.map(([peer, kind, way, wanted]) => [
    `${kind.toUpperCase()}, ${WAYS[way]}${peer === "redlet" ? "" : ", appendfsync always"}`,
    `≥ ${wanted}×`,
    ...shapes.map((shape) => ratio(shape, peer, kind, way)),
  ]);
  const opened = shapes.map(({ keys, opening }) =>
    opening.redlet && keys === OPENING.keys ? `${short(median(opening.redlet))} ms` : "–",
  );
  return [...rows, ["open to first reply", `< ${OPENING.aim} ms`, ...opened]];
}
