//! The features of `Cargo.toml`: one for each module, from the list in `src/modules/mod.rs`.

const LIST: &str = include_str!("../../../src/modules/mod.rs");
const MANIFEST: &str = include_str!("../../../Cargo.toml");

/// The whole of `Cargo.toml`, with a feature for each module. What a feature brings, such as a dependency, stays.
pub fn manifest() -> String {
    let (before, rest) = MANIFEST
        .split_once("[features]\n")
        .expect("it has features");
    let (old, after) = rest.split_once("\n\n").expect("an empty line behind them");
    let names: Vec<&str> = names().collect();
    let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    let default = format!("default = [{}]", quoted.join(", "));
    let feature = |name: &&str| {
        let begin = format!("{name} = ");
        let known = old.lines().find(|line| line.starts_with(&begin));
        known.map_or_else(|| format!("{begin}[]"), str::to_owned)
    };
    let lines: Vec<String> = std::iter::once(default)
        .chain(names.iter().map(feature))
        .collect();
    format!("{before}[features]\n{}\n\n{after}", lines.join("\n"))
}

/// The modules that the list has.
fn names() -> impl Iterator<Item = &'static str> {
    let lines = LIST.lines();
    lines.filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
}
