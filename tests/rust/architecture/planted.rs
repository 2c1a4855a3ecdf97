//! Each rule finds what breaks it, in every spelling; and nothing else.

use crate::rules::{
    CONNECTION, CRATE, ERROR_TEXT, FOUND_BY_NAME, LAYERING, OTHER_MODULE, SQL, TIME, UNSAFE,
    violations,
};
use crate::sources::Sources;

/// What the planted sources stand among: the re-exports that a path can go through.
const AROUND: &[(&str, &str)] = &[
    (
        "src/lib.rs",
        "pub mod command; pub mod commands; pub mod engine; pub mod error; pub mod modules; pub mod sqlite; \
         pub mod store; pub mod vfs;",
    ),
    (
        "src/command/mod.rs",
        "pub mod reply; pub struct Tx; #[macro_export] macro_rules! commands { () => {} }",
    ),
    ("src/command/reply.rs", "pub enum Reply { Error(String) }"),
    ("src/commands/mod.rs", "pub mod x; pub fn families() {}"),
    (
        "src/engine/mod.rs",
        "pub mod run; pub mod state; pub use run::Engine; pub use state::*;",
    ),
    ("src/engine/run.rs", "pub struct Engine;"),
    ("src/engine/state.rs", "pub struct Server;"),
    ("src/error.rs", "pub enum Error { Other }"),
    ("src/modules/mod.rs", "pub struct Module; mod a; mod b;"),
    ("src/modules/a.rs", ""),
    ("src/modules/b.rs", "pub const MODULE: () = ();"),
    (
        "src/sqlite/mod.rs",
        "mod error; pub struct Connection; pub use error::*;",
    ),
    ("src/sqlite/error.rs", "pub enum StorageError { Full }"),
    (
        "src/store/mod.rs",
        "pub use crate::sqlite::Connection; pub struct Store;",
    ),
    (
        "src/vfs/mod.rs",
        "mod file; pub use file::HostFile; pub struct Mount;",
    ),
    ("src/vfs/file.rs", "pub trait HostFile {}"),
];

/// The rules that this text breaks in this file.
fn broken(file: &str, text: &str) -> Vec<&'static str> {
    let around = AROUND.iter().copied().filter(|(name, _)| *name != file);
    let sources = Sources::read(around.chain([(file, text)]));
    let mut rules: Vec<&str> = violations(&sources)
        .iter()
        .map(|found| found.rule)
        .collect();
    rules.dedup();
    rules
}

const COMMAND: &str = "src/commands/x.rs";
const STATE: &str = "src/engine/state.rs";
const MODULE: &str = "src/modules/a.rs";
const MODULES_STORE: &str = "src/modules/a/store.rs";

#[test]
fn every_spelling_of_a_violation_is_found() {
    let planted = [
        (COMMAND, "use crate::sqlite::Connection;", LAYERING),
        (COMMAND, "use crate::sqlite;", LAYERING),
        (
            COMMAND,
            "use crate::{store, sqlite::{self, Connection as C}};",
            LAYERING,
        ),
        (
            COMMAND,
            "use crate as root; use root::{sqlite as s};",
            LAYERING,
        ),
        (COMMAND, "use super::super::sqlite::*;", LAYERING),
        (COMMAND, "fn f() { crate::sqlite::Connection; }", LAYERING),
        (COMMAND, "fn f() { use crate::{sqlite}; }", LAYERING),
        (COMMAND, "fn f(_: &super::super::vfs::Mount) {}", LAYERING),
        (
            COMMAND,
            "mod inner { use super::super::super::sqlite::Connection; }",
            LAYERING,
        ),
        (
            COMMAND,
            "m! { let _ = crate::sqlite::Connection; }",
            LAYERING,
        ),
        (COMMAND, "use crate::store::Connection;", LAYERING),
        (
            COMMAND,
            "fn f(_: <crate::sqlite::Connection as T>::U) {}",
            LAYERING,
        ),
        (COMMAND, "use crate::engine::Engine;", LAYERING),
        (
            COMMAND,
            "use crate::engine as e; fn f(_: e::Engine) {}",
            LAYERING,
        ),
        (COMMAND, "use crate::modules::MODULES;", LAYERING),
        (COMMAND, "use rusqlite::Row;", CRATE),
        (
            COMMAND,
            "fn f() { ::rusqlite::params![]; rusqlite::ffi::x(); }",
            CRATE,
        ),
        (COMMAND, "use rusqlite as r; fn f(_: r::Row) {}", CRATE),
        (STATE, "use super::run::Engine;", LAYERING),
        (STATE, "use crate::commands::families;", LAYERING),
        (STATE, "use crate::command::Tx;", LAYERING),
        ("src/command/tx.rs", "use crate::commands;", LAYERING),
        (
            "src/command/tx.rs",
            "use crate::engine::{run, state};",
            LAYERING,
        ),
        (
            "src/engine/run.rs",
            "fn f() { crate::commands::families(); }",
            LAYERING,
        ),
        (
            "src/store/x.rs",
            "use crate::command::reply::Reply;",
            LAYERING,
        ),
        ("src/store/x.rs", "use crate::vfs::Mount;", LAYERING),
        ("src/vfs/x.rs", "use crate::sqlite::Connection;", LAYERING),
        (MODULE, "use crate::modules::b::MODULE;", OTHER_MODULE),
        (MODULE, "use super::b;", OTHER_MODULE),
        (MODULE, "fn f() { super::b::MODULE; }", OTHER_MODULE),
        (
            MODULE,
            "use crate::modules as m; fn f() { m::b::MODULE; }",
            OTHER_MODULE,
        ),
        (MODULE, "use crate::sqlite::Connection;", LAYERING),
        ("src/engine/run.rs", "use js_sys::Date;", CRATE),
        ("src/vfs/mod.rs", "use wasm_bindgen::prelude::*;", CRATE),
        (COMMAND, "fn f() { std::time::Instant::now(); }", TIME),
        (COMMAND, "use std::time::{self, SystemTime as S};", TIME),
        (
            COMMAND,
            "use std::time as t; fn f() { t::Instant::now(); }",
            TIME,
        ),
        (COMMAND, r#"const S: &str = "SELECT value FROM keys";"#, SQL),
        (
            COMMAND,
            r#"const S: &str = "select\n value\n from keys";"#,
            SQL,
        ),
        (COMMAND, r##"fn f() { run(r#"DELETE FROM keys"#); }"##, SQL),
        (COMMAND, r#"fn f() { format!("{x} WHERE id = ?1"); }"#, SQL),
        (COMMAND, r#"fn f() { m!(b"UPDATE keys SET a = 1"); }"#, SQL),
        (
            "src/vfs/x.rs",
            r#"const S: &str = "PRAGMA user_version";"#,
            SQL,
        ),
        (
            "src/protocol/x.rs",
            r#"const S: &str = "insert or replace into t";"#,
            SQL,
        ),
        (
            "src/sqlite/x.rs",
            r#"const S: &str = "CREATE TABLE t (a)";"#,
            SQL,
        ),
        (
            COMMAND,
            r#"const E: &str = "ERR no such thing";"#,
            ERROR_TEXT,
        ),
        (
            COMMAND,
            r#"fn f() { Err(format!("WRONGTYPE {x}")) }"#,
            ERROR_TEXT,
        ),
        (COMMAND, r#"const E: &[u8] = b"-NOAUTH x";"#, ERROR_TEXT),
        (
            COMMAND,
            r#"use crate::error::Error as E; fn f() { E::Other("no such thing") }"#,
            ERROR_TEXT,
        ),
        (
            COMMAND,
            r#"use crate::command::reply::Reply; fn f() { Reply::Error(format!("no {x}")) }"#,
            ERROR_TEXT,
        ),
        (
            "src/store/x.rs",
            r#"const E: &str = "ERR no such thing";"#,
            ERROR_TEXT,
        ),
        (MODULE, r#"const E: &str = "BUSY x";"#, ERROR_TEXT),
        (
            COMMAND,
            "fn f(tx: &mut Tx) { tx.store.connection(); }",
            CONNECTION,
        ),
        (
            COMMAND,
            "fn f(tx: &mut Tx) { tx.store.tables (&T)?.run(); }",
            CONNECTION,
        ),
        (
            MODULE,
            "use crate::store::Store as S; fn f() { S::tables(x, T); }",
            CONNECTION,
        ),
        (COMMAND, "fn f() { unsafe { x() } }", UNSAFE),
        ("src/store/x.rs", "unsafe impl Send for X {}", UNSAFE),
        (
            COMMAND,
            r#"#[path = "../sqlite/mod.rs"] mod s;"#,
            FOUND_BY_NAME,
        ),
        (COMMAND, r#"include!("../sqlite/mod.rs");"#, FOUND_BY_NAME),
    ];
    for (file, text, rule) in planted {
        let found = broken(file, text);
        assert!(
            found.contains(&rule),
            "{file}: {text}\nbreaks: {rule}\nfound: {found:?}"
        );
    }
}

#[test]
fn what_keeps_the_rules_is_let_through() {
    let innocent = [
        (
            COMMAND,
            "use crate::{store::Store, command::{Tx, reply::Reply}, engine::Server}; use crate::commands;",
        ),
        (COMMAND, "use crate::error::Error; use std::time::Duration;"),
        (
            COMMAND,
            r#"#[doc = "SELECT a FROM b, ERR no."] const S: &str = "SELECT"; const T: &str = "Use ERR for errors";"#,
        ),
        (
            COMMAND,
            "#[cfg(test)] mod tests { use crate::sqlite::Connection; }",
        ),
        (
            COMMAND,
            "fn f() -> impl Iterator<Item = u8> + use<'_> { module.tables }",
        ),
        (
            "src/command/tx.rs",
            "macro_rules! x { () => { $crate::commands!() } } use crate::engine::state::Server;",
        ),
        (
            "src/store/x.rs",
            r#"use crate::sqlite::Connection; const S: &str = "SELECT 1"; fn f(s: S) { s.connection() }"#,
        ),
        (
            "src/store/x.rs",
            "use crate::vfs::HostFile; use rusqlite::Row;",
        ),
        (
            "src/sqlite/x.rs",
            r#"use crate::vfs::Mount; const S: &str = "PRAGMA user_version";"#,
        ),
        (
            MODULE,
            "mod error; mod store; use crate::commands::x; use crate::command::Tx; use super::a::error;",
        ),
        (
            MODULES_STORE,
            r#"use crate::sqlite::Connection; const S: &str = "DELETE FROM t"; fn f(s: S) { s.tables(T) }"#,
        ),
        (
            "src/modules/a/error.rs",
            r#"use crate::error::Error; const E: Error = Error::text("ERR no");"#,
        ),
        (
            "src/wasm.rs",
            "use js_sys::Date; use crate::engine::Engine;",
        ),
        (
            "src/vfs/x.rs",
            "fn f() { unsafe { std::time::Instant::now() } }",
        ),
    ];
    for (file, text) in innocent {
        let found = broken(file, text);
        assert!(found.is_empty(), "{file}: {text}\nfound: {found:?}");
    }
}
