//! What is generated from the engine is current. `UPDATE=1 cargo test --test generated` writes it.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod descriptions;
mod features;
mod routes;
mod tags;
mod typescript;

use std::path::Path;

#[test]
fn the_descriptions_of_commands_are_current() {
    is_current("src/command/descriptions.gen.txt", &descriptions::text());
}

#[test]
fn the_features_are_current() {
    is_current("Cargo.toml", &features::manifest());
}

#[test]
fn the_typescript_methods_are_current() {
    is_current("js/client/commands.gen.ts", &typescript::module());
    is_current("js/client/letters.gen.ts", &typescript::letters::module());
}

#[test]
fn the_routes_of_commands_are_current() {
    is_current("js/cloudflare/routes.gen.ts", &routes::module());
}

#[test]
fn the_tags_of_frames_are_current() {
    is_current("js/protocol/tags.gen.ts", &tags::module());
    is_current("js/protocol/samples.gen.ts", &tags::samples());
}

/// A `const enum`: of each variant its value, its name and what it means.
fn const_enum<'a>(
    name: &str,
    about: &str,
    variants: impl Iterator<Item = (String, &'a str, &'a str)>,
) -> String {
    let each = variants
        .map(|(value, name, about)| format!("  /** {} */\n  {name} = {value},\n", about.trim()));
    let each: String = each.collect();
    format!("\n/** {about} */\nexport const enum {name} {{\n{each}}}\n")
}

#[test]
fn every_transcript_is_played() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands");
    let files = std::fs::read_dir(folder).expect("the folder of transcripts");
    let mut names: Vec<String> = files
        .map(|file| file.expect("a readable folder").file_name())
        .filter_map(|file| Some(file.to_str()?.strip_suffix(".test")?.to_owned()))
        .collect();
    names.sort();
    let mut list = String::from("// Generated from tests/commands/. Do not edit.\n&[\n");
    for name in names {
        list += &format!("    (\"{name}\", include_str!(\"../../../commands/{name}.test\")),\n");
    }
    list += "]\n";
    is_current("tests/rust/engine/support/transcripts.gen.inc", &list);
}

fn is_current(file: &str, want: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, want).expect("the folder is there");
    }
    let have = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        have == want,
        "{file} is stale: run UPDATE=1 cargo test --test generated"
    );
}
