//! Compiles Lua 5.1, with its few changes, and our own C around it.
//!
//! Lua's sources are those of the crate `lua-src`, which cargo fetches; none of them is kept here. They are copied to
//! the build's folder and changed there (`changes.rs`): a change that does not fit fails the build.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod changes;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The files of Lua that are compiled: no files, no processes, no debug library, no bytecode.
const LUA: &[&str] = &[
    "lapi", "lauxlib", "lbaselib", "lcode", "ldebug", "ldo", "lfunc", "lgc", "llex", "lmathlib",
    "lmem", "lobject", "lopcodes", "lparser", "lstate", "lstring", "lstrlib", "ltable", "ltablib",
    "ltm", "lvm", "lzio",
];

fn main() {
    println!("cargo:rerun-if-changed=build");
    println!("cargo:rerun-if-changed=c");
    if env::var_os("CARGO_FEATURE_VM").is_none() {
        return;
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names a folder"));
    let lua = out.join("lua");
    copy(&sources(), &lua);
    changes::make(&lua);

    let mut build = cc::Build::new();
    build
        .include(&lua)
        .include("c")
        .files(LUA.iter().map(|name| lua.join(name).with_extension("c")))
        .files(with_ending("c", "c"))
        .warnings(false)
        .flag("-fno-strict-aliasing")
        .flag("-fno-math-errno")
        // Whatever the profile: unoptimized, the stack of a deep recursion is not enough.
        .opt_level(2);
    if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        for_wasm(&mut build);
    }
    build.compile("redlet-lua");
}

/// WebAssembly has no C library: what Lua needs of one is ours, and errors are exceptions.
fn for_wasm(build: &mut cc::Build) {
    build
        .include("c/wasm/include")
        .files(with_ending("c/wasm", "c"))
        .file("c/wasm/raise.s")
        // Here every byte is downloaded.
        .opt_level_str("s")
        // clang 19 ends in a crash where it is to describe assembly to a debugger.
        .debug(false)
        .flag("-nostdlibinc")
        .flag("-fvisibility=hidden")
        .flag("-mbulk-memory")
        .flag("-mnontrapping-fptoint")
        .flag("-msign-ext")
        .flag("-mmutable-globals")
        .flag("-mreference-types")
        .flag("-mexception-handling");
}

/// The folder of Lua's sources, as cargo knows it.
fn sources() -> PathBuf {
    let cargo = env::var_os("CARGO").expect("cargo names itself");
    let manifest = Path::new(&env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the crate"))
        .join("Cargo.toml");
    let host = env::var("HOST").expect("cargo names the host");
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--format-version",
            "1",
            "--filter-platform",
            &host,
            "--manifest-path",
        ])
        .arg(manifest)
        .output()
        .expect("cargo runs");
    let text = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    // The one path that is so; no reader of JSON is compiled for it.
    let mut texts = text.split('"');
    let manifest = texts
        .find(|text| text.contains("/lua-src") && text.ends_with("/Cargo.toml"))
        .expect("lua-src is a dependency: run `cargo fetch`");
    Path::new(manifest).with_file_name("lua-5.1.5")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the build's folder can be written");
    let wanted = |path: &Path| {
        let name = path
            .file_stem()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        path.extension().is_some_and(|ending| ending == "h") || LUA.contains(&name)
    };
    for path in entries(from).into_iter().filter(|path| wanted(path)) {
        let name = path.file_name().expect("a file has a name");
        fs::write(
            to.join(name),
            fs::read(&path).expect("a source can be read"),
        )
        .expect("the build's folder can be written");
    }
}

fn with_ending(folder: &str, ending: &str) -> Vec<PathBuf> {
    let all = entries(Path::new(folder)).into_iter();
    all.filter(|path| path.extension().is_some_and(|own| own == ending))
        .collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
