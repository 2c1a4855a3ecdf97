// What became of the cases of one file: a name, and whether it passed.

/** The name of what goes wrong between the cases, and ends a file early. */
export const ABORTED = "outside of a test";

export class Cases {
  /** From a case's name to its outcome ("passed", "failed", "skipped") and what was said of it. */
  outcomes = new Map();

  /** Notes a case; one of the same name gets a number. */
  add(name, outcome, detail = "") {
    let unique = name;
    for (let n = 2; this.outcomes.has(unique); n++) unique = `${name} #${n}`;
    this.outcomes.set(unique, { outcome, detail });
  }

  outcome(name) {
    return this.outcomes.get(name)?.outcome ?? "not run";
  }

  detail(name) {
    return this.outcomes.get(name)?.detail ?? "";
  }

  count(outcome) {
    return [...this.outcomes.values()].filter((each) => each.outcome === outcome).length;
  }
}

/** The names of the cases that pass there and neither pass nor are skipped here. */
export function differing(there, here) {
  return [...there.outcomes.keys()].filter(
    (name) => there.outcome(name) === "passed" && ["failed", "not run"].includes(here.outcome(name)),
  );
}
