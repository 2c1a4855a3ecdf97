//! The features of `Cargo.toml`: one for each module, from the list in `src/modules/mod.rs`.

use std::collections::BTreeSet;

const LIST: &str = include_str!("../../../src/modules/mod.rs");
const MANIFEST: &str = include_str!("../../../Cargo.toml");

/// The whole of `Cargo.toml`, with a feature for each module. What is there stays: a feature may bring a dependency.
pub fn manifest() -> String {
    let (before, rest) = MANIFEST
        .split_once("[features]\n")
        .expect("it has features");
    let (old, after) = rest.split_once("\n\n").expect("an empty line behind them");
    let (_, old) = old.split_once('\n').expect("the default stands first");
    let modules = modules().map(|name| format!("{name} = []"));
    let known = old.lines().map(str::to_owned);
    let missing = modules.filter(|line| !old.lines().any(|known| name(known) == name(line)));
    let lines: BTreeSet<String> = known.chain(missing).collect();
    let names: Vec<String> = lines
        .iter()
        .map(|line| format!("{:?}", name(line)))
        .collect();
    let lines: Vec<String> = lines.into_iter().collect();
    let (names, lines) = (names.join(", "), lines.join("\n"));
    format!("{before}[features]\ndefault = [{names}]\n{lines}\n\n{after}")
}

/// The name of a feature in its line.
fn name(line: &str) -> &str {
    line.split(" = ").next().unwrap_or_default()
}

/// The modules that the list has.
fn modules() -> impl Iterator<Item = &'static str> {
    let lines = LIST.lines();
    lines.filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
}
