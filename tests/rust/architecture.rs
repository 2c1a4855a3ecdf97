//! The import rules of ARCHITECTURE.md, as tests that name the line that breaks one.
#![allow(clippy::expect_used)]

use std::path::{Path, PathBuf};

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

/// The lines of a folder's files that hold one of `words`, as `file:line: text`.
fn lines_with(folder: &str, ending: &str, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files(folder, ending) {
        let text = std::fs::read_to_string(&file).expect("source is UTF-8");
        for (number, line) in text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!(
                    "{}:{}: {}",
                    file.display(),
                    number + 1,
                    line.trim()
                ));
            }
        }
    }
    found
}

fn forbid(rule: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{rule}\n{}", found.join("\n"));
}

#[test]
fn commands_reach_the_data_through_the_store_alone() {
    let words = ["crate::sqlite", "crate::vfs", "rusqlite"];
    forbid(
        "src/commands uses the store, never SQLite:",
        lines_with("src/commands", ".rs", &words),
    );
}

#[test]
fn sql_stands_in_the_store_alone() {
    let words = [
        "SELECT ",
        "INSERT INTO",
        "DELETE FROM",
        "UPDATE keys",
        "UPDATE elements",
    ];
    for folder in ["src/commands", "src/engine", "src/protocol"] {
        forbid(
            "SQL belongs in src/store:",
            lines_with(folder, ".rs", &words)
                .into_iter()
                .filter(|l| !is_comment(l))
                .collect(),
        );
    }
}

fn is_comment(found: &str) -> bool {
    found
        .split_once(": ")
        .is_some_and(|(_, text)| text.starts_with("//"))
}

#[test]
fn the_store_knows_no_command_session_or_reply() {
    let words = [
        "crate::engine",
        "crate::commands",
        "crate::command",
        "crate::command::reply",
        "crate::protocol",
    ];
    forbid(
        "src/store stands below the engine:",
        lines_with("src/store", ".rs", &words),
    );
}

#[test]
fn time_comes_through_the_host_alone() {
    let words = ["SystemTime", "Instant::now", "Date::now"];
    let found = lines_with("src", ".rs", &words)
        .into_iter()
        .filter(|line| !line.contains("src/wasm.rs") && !line.contains("src/vfs/"))
        .collect();
    forbid("only the host knows the time:", found);
}

#[test]
fn javascript_is_known_to_the_boundary_and_the_browser_file_alone() {
    let words = ["wasm_bindgen", "js_sys"];
    let found = lines_with("src", ".rs", &words)
        .into_iter()
        .filter(|line| !line.contains("src/wasm.rs") && !line.contains("src/vfs/"))
        .collect();
    forbid("wasm.rs and the host file of vfs/ are the boundary:", found);
}

#[test]
fn unsafe_code_stands_in_the_vfs_and_the_allocator_alone() {
    // Who gives memory out can't be written without it.
    let found = lines_with("src", ".rs", &["unsafe {", "unsafe fn", "unsafe impl"])
        .into_iter()
        .filter(|line| !line.contains("src/vfs/") && !line.contains("src/memory/"))
        .collect();
    forbid("unsafe belongs in src/vfs and src/memory:", found);
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
    let forgotten: Vec<String> = files("tests", ".rs")
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
    let beside: Vec<String> = ["src", "tests", "bench", "fuzz/targets"]
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
