//! The rules of ARCHITECTURE.md, as tests that name the line that breaks one.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod planted;
mod rules;
mod sources;

use std::path::{Path, PathBuf};

use sources::Sources;

/// Every file of a folder that ends so.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn forbid(rule: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{rule}\n{}", found.join("\n"));
}

#[test]
fn the_engine_keeps_the_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = |path: &PathBuf| {
        let name = path.strip_prefix(root).expect("a file of the repository");
        (
            name.display().to_string(),
            std::fs::read_to_string(path).expect("source is UTF-8"),
        )
    };
    let files: Vec<(String, String)> = files("src", ".rs").iter().map(named).collect();
    let files = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    let mut found: Vec<String> = rules::violations(&Sources::read(files))
        .into_iter()
        .map(|broken| {
            format!(
                "{}:{}: {} ({})",
                broken.at.file, broken.at.line, broken.what, broken.rule
            )
        })
        .collect();
    found.sort();
    found.dedup();
    forbid("broken rules (tests/rust/architecture/rules.rs):", found);
}

#[test]
fn every_file_of_tests_is_compiled() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &Path| std::fs::read_to_string(path).unwrap_or_default();
    let manifest = read(&root.join("Cargo.toml"));
    let is_program = |file: &Path| {
        let path = file.strip_prefix(root).expect("a file of the repository");
        manifest.contains(&format!("path = \"{}\"", path.display()))
    };
    let is_module = |file: &Path| {
        let module = match file.ends_with("mod.rs") {
            true => file.parent().expect("a folder").to_owned(),
            false => file.with_extension(""),
        };
        let folder = module.parent().expect("a folder");
        let name = module.file_name().expect("a name").to_string_lossy();
        let parents = [
            folder.join("main.rs"),
            folder.join("mod.rs"),
            folder.with_extension("rs"),
        ];
        let names_it = |line: &str| line.trim_start_matches("pub ") == format!("mod {name};");
        parents.iter().any(|path| read(path).lines().any(names_it))
    };
    let forgotten: Vec<String> = files("tests/rust", ".rs")
        .into_iter()
        .filter(|file| !is_program(file) && !is_module(file))
        .map(|file| file.display().to_string())
        .collect();
    forbid(
        "no program has these files as modules (tests/rust/engine/main.rs names those of the engine):",
        forgotten,
    );
}

#[test]
fn a_module_with_modules_of_its_own_is_the_mod_rs_of_their_folder() {
    let has_modules = |folder: &Path| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries
            .into_iter()
            .any(|entry| entry.path().extension().is_some_and(|e| e == "rs"))
    };
    let beside: Vec<String> = ["src", "lua", "tests", "bench", "fuzz/targets"]
        .iter()
        .flat_map(|folder| files(folder, ".rs"))
        .filter(|file| has_modules(&file.with_extension("")))
        .map(|file| file.display().to_string())
        .collect();
    forbid("it is name/mod.rs, not name.rs beside name/:", beside);
}

#[test]
fn files_stay_short_enough_to_read() {
    let long: Vec<String> = [
        ("src", ".rs"),
        ("lua", ".rs"),
        ("js", ".ts"),
        ("www", ".ts"),
        ("tests", ".rs"),
    ]
    .iter()
    .flat_map(|(folder, ending)| files(folder, ending))
    .filter_map(|file| {
        let text = std::fs::read_to_string(&file).expect("source is UTF-8");
        let generated = text
            .lines()
            .next()
            .is_some_and(|line| line.contains("Generated"));
        let lines = text.lines().count();
        (lines > 600 && !generated).then(|| format!("{}: {lines} lines", file.display()))
    })
    .collect();
    forbid("at most 600 lines a file:", long);
}

#[test]
fn no_two_files_of_the_facade_have_one_name() {
    let mut seen = std::collections::HashMap::new();
    let twice: Vec<String> = files("js", ".ts")
        .into_iter()
        .filter_map(|file| {
            let name = file.file_name()?.to_owned();
            let other = seen.insert(name, file.clone())?;
            Some(format!("{} and {}", other.display(), file.display()))
        })
        .collect();
    forbid("a file in js/ is named after what it holds:", twice);
}
