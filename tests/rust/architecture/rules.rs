//! The rules of ARCHITECTURE.md on Rust sources, and what breaks them.

use crate::sources::{Path, Place, Sources};

/// The parts of the crate from the lowest to the highest: a part's path, the parts that it may use, and the crates
/// that it may use. It uses none that comes after it, so there is no circle. What is in a part and in no other of the
/// list belongs to it. `modules::*` is a module of `src/modules/`, `modules::*::store` its SQL.
const LAYERS: &[(&str, &str, &str)] = &[
    ("number", "", ""),
    ("order", "", ""),
    ("glob", "", ""),
    ("xxh3", "", ""),
    ("entry", "number", ""),
    ("memory", "", "rusqlite"),
    ("vfs", "", "rsqlite_vfs"),
    ("vfs::browser", "number vfs", JAVASCRIPT),
    ("sqlite", "entry memory vfs", "rusqlite"),
    ("error", "memory number sqlite::error", ""),
    ("rdb", "entry memory number order", ""),
    (
        "store",
        "entry memory number order sqlite vfs::file",
        "rusqlite",
    ),
    ("command::reply", "entry number", ""),
    ("protocol", "command::reply entry error memory number", ""),
    (
        "engine::state",
        "command::reply error glob memory number order protocol sqlite::error store",
        "",
    ),
    (
        "command",
        "command::reply engine::state entry error number protocol rdb store",
        "",
    ),
    ("commands", COMMANDS, ""),
    ("modules::*::error", "error number", ""),
    (
        "modules::*::store",
        "entry error memory number order sqlite store",
        "rusqlite",
    ),
    ("modules::*", MODULES, ""),
    ("modules", "command engine::state modules::* store", ""),
    (
        "engine::run",
        "command command::reply engine::state error memory number order protocol sqlite store",
        "",
    ),
    ("engine", "engine::run engine::state", ""),
    (
        "",
        "command commands engine::run engine::state modules sqlite",
        "",
    ),
    (
        "wasm",
        "<root> engine::run engine::state error memory modules sqlite store vfs::browser",
        JAVASCRIPT,
    ),
];
/// What commands use: the framework, the store and leaves; never SQLite, and never what runs them.
const COMMANDS: &str = "command command::reply engine::state entry error glob memory number order protocol rdb store xxh3";
/// What a module uses: the same, the core's commands, and what it has of its own.
const MODULES: &str = "command command::reply commands engine::state entry error glob memory \
    modules::*::error modules::*::store number order protocol rdb store xxh3";
const JAVASCRIPT: &str = "js_sys wasm_bindgen wasm_bindgen_futures web_sys";
/// The crates that are not for everyone: these, and JavaScript's.
const CRATES: &str = "rusqlite libsqlite3_sys sqlite_wasm_rs rsqlite_vfs";
/// Parts of layers that more may use than the rest of them.
const PARTS: &[&str] = &["sqlite::error", "vfs::file"];

/// What begins an error of Redis, or of redlet in Redis's form.
const ERRORS: &str = "ERR WRONGTYPE NOAUTH WRONGPASS NOPROTO NOPERM NOSCRIPT NOGROUP EXECABORT BUSY BUSYGROUP BUSYKEY \
    OOM MISCONF INVALIDOBJ UNBLOCKED REPLYLOST READONLY LOADING";
/// The functions that are given an error's text.
const MAKE_ERRORS: &str = "error::Error::text error::Error::Other command::reply::Reply::Error";

/// Words that stand together in SQL, with others between them where there is a star.
const CLAUSES: &[&str] = &[
    "SELECT * FROM",
    "SELECT 1",
    "INSERT INTO",
    "INSERT OR",
    "REPLACE INTO",
    "DELETE FROM",
    "UPDATE * SET * =",
    "CREATE TABLE",
    "CREATE INDEX",
    "CREATE UNIQUE",
    "DROP TABLE",
    "DROP INDEX",
    "ALTER TABLE",
    "WHERE * =",
    "WHERE * IN (",
    "ORDER BY",
    "GROUP BY",
    "INNER JOIN",
    "LEFT JOIN",
    "ON CONFLICT",
    "WITH RECURSIVE",
    "VALUES (",
    "PRAGMA",
    "VACUUM",
    "ATTACH DATABASE",
    "BEGIN IMMEDIATE",
    "SAVEPOINT",
    "ROLLBACK TO",
];
/// What a connection says for itself.
const ABOUT_THE_CONNECTION: &str = "PRAGMA BEGIN COMMIT ROLLBACK SAVEPOINT RELEASE";

/// What gives a connection.
const CONNECTIONS: &str = "connection tables tables_if_any";

/// A rule that is broken.
#[derive(Debug)]
pub struct Violation {
    pub rule: &'static str,
    pub at: Place,
    pub what: String,
}

pub const LAYERING: &str = "a layer uses what its row in LAYERS names";
pub const OTHER_MODULE: &str = "no module of src/modules/ uses another";
pub const CRATE: &str =
    "rusqlite, the crate of the VFS, and JavaScript are known where LAYERS says so";
pub const TIME: &str = "time comes through the host alone";
pub const SQL: &str = "SQL stands in src/store/ and src/modules/*/store.rs";
pub const ERROR_TEXT: &str = "error texts stand in src/error/ and src/modules/*/error.rs";
pub const CONNECTION: &str =
    "commands reach the data through the store, never through its connection";
pub const UNSAFE: &str = "unsafe stands in src/vfs/ and src/memory/";
pub const FOUND_BY_NAME: &str = "a module's file is found by its name";

/// Whatever breaks a rule.
pub fn violations(sources: &Sources) -> Vec<Violation> {
    let mut found = wrong_arrows(sources);
    found.extend(wrong_texts(sources));
    found.extend(wrong_calls(sources));
    found.extend(wrong_words(sources));
    found
}

/// Whether a list of words has this one.
fn has(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|own| own == word)
}

/// The names of all layers.
fn layers() -> impl Iterator<Item = &'static str> {
    LAYERS.iter().map(|(name, ..)| *name)
}

/// The longest of these names that the path begins with. What stands in `modules/mod.rs` itself is of no module.
fn longest(
    sources: &Sources,
    path: &[String],
    names: impl Iterator<Item = &'static str>,
) -> &'static str {
    let path = match path {
        [first, second, ..] if first == "modules" => {
            let is_module = sources.has(&[first.clone(), second.clone()]);
            if is_module { path } else { &path[..1] }
        }
        path => path,
    };
    let is_of = |name: &str| {
        let mut path = path.iter();
        let mut segments = name.split("::").filter(|segment| !segment.is_empty());
        segments.all(|segment| {
            path.next()
                .is_some_and(|own| segment == "*" || segment == own)
        })
    };
    let all = names.filter(|name| is_of(name));
    all.max_by_key(|name| (name.matches("::").count(), name.len()))
        .unwrap_or_default()
}

/// Whether a module is in one of these layers.
fn is_in(sources: &Sources, module: &[String], list: &str) -> bool {
    has(list, longest(sources, module, layers()))
}

fn wrong_arrows(sources: &Sources) -> Vec<Violation> {
    let mut found = Vec::new();
    for arrow in sources.arrows() {
        let rule = match arrow.to.split_first() {
            Some((first, path)) if first == "::" => wrong_crate(sources, &arrow.from, path),
            _ => wrong_use(sources, &arrow.from, &arrow.to),
        };
        found.extend(rule.map(|rule| Violation {
            rule,
            what: format!("{} uses {}", arrow.from.join("::"), arrow.to.join("::")),
            at: arrow.at,
        }));
    }
    found
}

/// What is wrong with a module's use of another crate.
fn wrong_crate(sources: &Sources, from: &[String], to: &[String]) -> Option<&'static str> {
    let name = to.first()?.as_str();
    let item = to.get(2).map_or("*", String::as_str);
    let layer = longest(sources, from, layers());
    if matches!(name, "std" | "core") && to.get(1).is_some_and(|part| part == "time") {
        let is_host = has("vfs wasm", layer);
        return (item != "Duration" && !is_host).then_some(TIME);
    }
    let (.., crates) = LAYERS.iter().find(|(own, ..)| *own == layer)?;
    let is_guarded = has(CRATES, name) || has(JAVASCRIPT, name);
    (is_guarded && !has(crates, name)).then_some(CRATE)
}

/// What is wrong with a module's use of another part of this crate.
fn wrong_use(sources: &Sources, from: &[String], to: &[String]) -> Option<&'static str> {
    let (layer, target) = (
        longest(sources, from, layers()),
        longest(sources, to, layers()),
    );
    if let ([a, own, ..], [b, other, ..]) = (from, to)
        && (a, b) == (&"modules".to_owned(), &"modules".to_owned())
        && sources.has(&to[..2])
        && own != other
    {
        return Some(OTHER_MODULE);
    }
    let (_, uses, _) = LAYERS.iter().find(|(own, ..)| *own == layer)?;
    let part = longest(sources, to, layers().chain(PARTS.iter().copied()));
    let target = if target.is_empty() { "<root>" } else { target };
    let is_same = layer == target || layer.is_empty() && target == "<root>";
    (!is_same && !has(uses, target) && !has(uses, part)).then_some(LAYERING)
}

fn wrong_texts(sources: &Sources) -> Vec<Violation> {
    let mut found = Vec::new();
    for (at, module, text, callee) in sources.texts() {
        let makes_error = callee.is_some_and(|callee| has(MAKE_ERRORS, &callee.join("::")));
        let is_error = is_error(text) || makes_error && !text.is_empty();
        let is_own = is_in(sources, module, "sqlite") && is_about_the_connection(text);
        let rule = if is_error && !is_in(sources, module, "error modules::*::error") {
            ERROR_TEXT
        } else if is_sql(text) && !is_own && !is_in(sources, module, "store modules::*::store") {
            SQL
        } else {
            continue;
        };
        let what = text.to_owned();
        found.push(Violation { rule, at, what });
    }
    found
}

/// Whether a text begins as an error does, with or without RESP's mark.
fn is_error(text: &str) -> bool {
    let text = text.trim_start().trim_start_matches('-');
    let first = text.split_once(' ').map(|(first, _)| first);
    first.is_some_and(|first| has(ERRORS, first))
}

/// Whether a text is a statement of SQL or a part of one, in whatever case.
fn is_sql(text: &str) -> bool {
    let text = text.to_ascii_uppercase();
    let spaced = text.replace('(', " ( ").replace('=', " = ");
    let spaced = spaced.replace([',', ';'], " ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    CLAUSES.iter().any(|clause| {
        let clause: Vec<&str> = clause.split(' ').collect();
        (0..words.len()).any(|at| begins(&words[at..], &clause))
    })
}

fn begins(words: &[&str], clause: &[&str]) -> bool {
    match clause.split_first() {
        None => true,
        Some((&"*", rest)) => (0..words.len()).any(|at| begins(&words[at..], rest)),
        Some((first, rest)) => words.first() == Some(first) && begins(&words[1..], rest),
    }
}

fn is_about_the_connection(text: &str) -> bool {
    let first = text.split_whitespace().next();
    first.is_some_and(|first| has(ABOUT_THE_CONNECTION, first))
}

/// Calls that give commands a connection, as methods and by their paths.
fn wrong_calls(sources: &Sources) -> Vec<Violation> {
    let is_shut = |module: &Path| {
        is_in(
            sources,
            module,
            "command commands engine::state modules modules::*",
        )
    };
    let methods = sources.methods();
    let methods = methods.filter(|(_, module, name)| is_shut(module) && has(CONNECTIONS, name));
    let methods = methods.map(|(at, _, name)| (at, name.to_owned()));
    let paths = sources.arrows().into_iter().filter(|arrow| {
        let (first, last) = (arrow.to.first(), arrow.to.last());
        let is_of_store = first.is_some_and(|first| first == "store");
        let gives = last.is_some_and(|last| has(CONNECTIONS, last));
        is_of_store && gives && is_shut(&arrow.from)
    });
    let paths = paths.map(|arrow| (arrow.at, arrow.to.join("::")));
    let rule = CONNECTION;
    let all = methods.chain(paths);
    all.map(|(at, what)| Violation { rule, at, what }).collect()
}

fn wrong_words(sources: &Sources) -> Vec<Violation> {
    let mut found = Vec::new();
    for (at, module, word) in sources.keywords() {
        let rule = match word {
            "unsafe" if is_in(sources, module, "vfs vfs::browser memory") => continue,
            "unsafe" => UNSAFE,
            _ => FOUND_BY_NAME,
        };
        let what = word.to_owned();
        found.push(Violation { rule, at, what });
    }
    found
}

#[test]
fn no_layer_uses_one_that_comes_after_it() {
    let mut below: Vec<&str> = PARTS.to_vec();
    for (name, uses, _) in LAYERS {
        for used in uses.split_whitespace() {
            assert!(
                below.contains(&used),
                "{name} uses {used}, which is not below it"
            );
        }
        below.push(if name.is_empty() { "<root>" } else { name });
    }
}
