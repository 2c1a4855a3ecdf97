//! Modules can be left out: `cargo test --no-default-features --test engine` builds an engine without them.

use std::collections::BTreeSet;

use crate::support::keyspace::run;
use crate::support::native::Clock;
use redlet::command::reply::Reply;
use redlet::command::{Command, Table};
use redlet::engine::Engine;
use redlet::engine::state::config::Config;
use redlet::modules::MODULES;
use redlet::sqlite::{Connection, StorageError};
use redlet::store::modules::Tables;
use redlet::store::types::{CORE, NUMBERS};
use redlet::store::{self, Database};
use redlet::vfs::double::{File, Left, Machine};

/// The modules of `src/modules/` that this build lacks.
pub fn lacking() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/modules");
    // In a browser there is no folder to read, and no module is lacking.
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| MODULES.iter().all(|module| module.name != name))
        .collect()
}

const GEOADD: &str = "GEOADD k 13.361389 38.115556 Palermo";

fn is_unknown(reply: &Reply) -> bool {
    matches!(reply, Reply::Error(text) if text.starts_with("ERR unknown command"))
}

/// An engine with what this build has.
fn whole_engine() -> Engine {
    let conn = Connection::memory().unwrap();
    redlet::open(conn, Box::new(Clock::new(7)), Config::default()).unwrap()
}

#[test]
fn a_build_has_the_modules_of_its_features() {
    // All of them are the default.
    assert!(!cfg!(feature = "default") || lacking().is_empty());
    assert_eq!(
        cfg!(feature = "geo"),
        !lacking().contains(&"geo".to_owned())
    );
    let mut engine = whole_engine();
    let session = engine.connect("");
    for module in MODULES {
        let commands = module.families.iter().copied().flatten();
        let lines = commands.map(Command::title);
        let replies = run(&mut engine, session, &lines.collect::<Vec<_>>());
        let unknown = replies.iter().find(|reply| is_unknown(reply));
        assert!(unknown.is_none(), "{}: {unknown:?}", module.name);
    }
    let replies = run(&mut engine, session, &[GEOADD.to_owned()]);
    assert_eq!(is_unknown(&replies[0]), !cfg!(feature = "geo"));
}

#[test]
fn each_type_has_a_number_and_a_name_of_its_own() {
    let table = redlet::table();
    let numbers: BTreeSet<u8> = table.types.iter().map(|it| it.kind.number).collect();
    let names: BTreeSet<&str> = table.types.iter().map(|it| it.kind.name).collect();
    assert_eq!(
        (numbers.len(), names.len()),
        (table.types.len(), table.types.len())
    );
    assert!(numbers.iter().all(|number| usize::from(*number) < NUMBERS));
}

#[test]
fn the_engine_is_given_its_commands() {
    let core = Table::new(
        redlet::commands::families(),
        redlet::commands::RDB_TYPES,
        [],
    );
    let count = core.listed().filter(|c| c.subcommand.is_none()).count() as i64;
    let conn = Connection::memory().unwrap();
    let host = Box::new(Clock::new(7));
    let mut engine = Engine::open(conn, host, Config::default(), core, &[]).unwrap();
    let session = engine.connect("");
    let lines = [GEOADD, "COMMAND INFO GEOADD", "COMMAND COUNT", "ZADD k 1 m"];
    let replies = run(&mut engine, session, &lines.map(String::from));
    assert!(is_unknown(&replies[0]), "{replies:?}");
    let others = [
        Reply::Array(vec![Reply::Nil]),
        Reply::Int(count),
        Reply::Int(1),
    ];
    assert_eq!(replies[1..], others);
}

const NOTES: Tables = Tables {
    module: "notes",
    version: 2,
    schema: "CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text BLOB)",
};
static NOTES_1: Tables = Tables {
    version: 1,
    ..NOTES
};
static NOTES_2: Tables = NOTES;
static NOTES_3: Tables = Tables {
    version: 3,
    schema: "CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text BLOB);
             CREATE TABLE IF NOT EXISTS titles (id INTEGER PRIMARY KEY)",
    ..NOTES
};

fn open(machine: &Machine, modules: &[&Tables]) -> Result<Database, StorageError> {
    let (database, wal) = (machine.open(File::Database), machine.open(File::Wal));
    let conn = store::open_files(database, wal, false, modules)?;
    Database::open(conn, &CORE, modules)
}

/// Writes a note; whether it is kept.
fn write(database: &mut Database, tables: &'static Tables, is_kept: bool) {
    database.store.begin().unwrap();
    let conn = database.store.tables(tables).unwrap();
    conn.run("INSERT INTO notes (text) VALUES ('a')", ())
        .unwrap();
    match is_kept {
        true => database.connection().commit().unwrap(),
        false => database.connection().rollback().unwrap(),
    }
    if !is_kept {
        database.store.forget().unwrap();
    }
}

fn notes(database: &mut Database, tables: &'static Tables) -> Option<i64> {
    let conn = database.store.tables_if_any(tables).unwrap()?;
    conn.int("SELECT count(*) FROM notes", ()).unwrap()
}

/// The files of a database that the second version of the module has written to.
fn with_notes(is_closed: bool) -> Left {
    let machine = Machine::default();
    let mut database = open(&machine, &[&NOTES_2]).unwrap();
    write(&mut database, &NOTES_2, true);
    if is_closed {
        database.close().unwrap();
    }
    machine.left()
}

#[test]
fn a_module_makes_its_tables_with_its_first_write() {
    let machine = Machine::default();
    let mut database = open(&machine, &[&NOTES_2]).unwrap();
    assert_eq!(notes(&mut database, &NOTES_2), None);
    write(&mut database, &NOTES_2, false);
    assert_eq!(
        notes(&mut database, &NOTES_2),
        None,
        "they go with the batch that failed"
    );
    write(&mut database, &NOTES_2, true);
    write(&mut database, &NOTES_2, true);
    assert_eq!(notes(&mut database, &NOTES_2), Some(2));
}

#[test]
fn a_file_that_no_module_has_written_to_needs_none() {
    let machine = Machine::default();
    open(&machine, &[&NOTES_2]).unwrap().close().unwrap();
    open(&machine, &[]).unwrap();
}

#[test]
fn a_file_that_needs_a_module_is_refused_without_it_and_left_as_it_is() {
    for is_closed in [true, false] {
        let left = with_notes(is_closed);
        let refusals: [(&[&Tables], _, _); 2] = [
            (
                &[],
                None,
                "the module 'notes', which this build of redlet lacks",
            ),
            (&[&NOTES_1], Some(1), "format 2 of the module 'notes'"),
        ];
        for (modules, supported, text) in refusals {
            let machine = Machine::holding(&left);
            let error = open(&machine, modules).err().unwrap();
            let want = StorageError::Module {
                name: "notes".to_owned(),
                found: 2,
                supported,
            };
            assert_eq!(error, want);
            assert_eq!(error.code(), "MODULE");
            assert!(error.to_string().contains(text), "{error}");
            assert!(machine.left() == left, "the file was changed");
            let (database, wal) = (machine.open(File::Database), machine.open(File::Wal));
            assert_eq!(store::inspect(database, wal, modules), Err(want));
        }
    }
}

#[test]
fn a_newer_version_of_a_module_brings_its_tables_up_to_date() {
    let machine = Machine::holding(&with_notes(true));
    let mut database = open(&machine, &[&NOTES_3]).unwrap();
    write(&mut database, &NOTES_3, true);
    assert_eq!(notes(&mut database, &NOTES_3), Some(2));
    database.close().unwrap();
    let found = open(&machine, &[&NOTES_2]).err();
    assert!(matches!(found, Some(StorageError::Module { found: 3, .. })));
}
