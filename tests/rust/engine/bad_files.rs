//! A file that is not ours, or not whole, is refused by an error that names the cause, and left byte
//! for byte as it was.

use crate::support::keyspace::run;
use crate::support::native::Clock;
use redlet::engine::Engine;
use redlet::engine::state::config::Config;
use redlet::engine::state::host::Random;
use redlet::modules;
use redlet::sqlite::{Connection, StorageError};
use redlet::store::{self, SCHEMA_VERSION};
use redlet::vfs::double::{File, Left, Machine};

fn open(machine: &Machine) -> Result<Engine, StorageError> {
    let conn = store::open_files(
        machine.open(File::Database),
        machine.open(File::Wal),
        false,
        &modules::tables(),
    )?;
    redlet::open(conn, Box::new(Clock::new(7)), Config::default())
}

fn holding(database: &[u8], wal: &[u8]) -> Machine {
    Machine::holding(&Left {
        database: database.to_vec(),
        wal: wal.to_vec(),
    })
}

/// A database of redlet: as `close` leaves it, or with its commits in the log.
fn ours(is_closed: bool) -> Left {
    let machine = Machine::default();
    let mut engine = open(&machine).unwrap();
    let session = engine.connect("");
    for n in 0..60 {
        let lines = [
            format!("SET k{n} {}", "v".repeat(200)),
            format!("ZADD z {n} m{n}"),
        ];
        run(&mut engine, session, &lines);
    }
    if is_closed {
        engine.close().unwrap();
    }
    machine.left()
}

/// A database of another program.
fn foreign(script: &str, is_closed: bool) -> Left {
    let machine = Machine::default();
    let conn = Connection::open(machine.open(File::Database), machine.open(File::Wal)).unwrap();
    conn.script(script).unwrap();
    if is_closed {
        conn.close().unwrap();
    }
    machine.left()
}

/// Asserts that the files are refused with one of these codes, and not touched.
fn assert_refused(left: &Left, codes: &[&str], what: &str) {
    let machine = Machine::holding(left);
    match open(&machine) {
        Ok(_) => panic!("{what}: opened"),
        Err(error) => assert!(codes.contains(&error.code()), "{what}: {error:?}"),
    }
    assert!(machine.left() == *left, "{what}: changed");
}

/// What `inspect` says of a database that is to take another's place.
fn inspect(left: &Left) -> Result<(), StorageError> {
    let machine = Machine::holding(left);
    store::inspect(
        machine.open(File::Database),
        machine.open(File::Wal),
        &modules::tables(),
    )
}

const TABLES: &str = "CREATE TABLE contacts (name); INSERT INTO contacts VALUES ('Ann')";

#[test]
fn a_database_of_another_program_is_refused() {
    for version in [0, 1, SCHEMA_VERSION, -1] {
        for is_closed in [true, false] {
            let left = foreign(
                &format!("{TABLES}; PRAGMA user_version = {version}"),
                is_closed,
            );
            assert_refused(
                &left,
                &["FOREIGN"],
                &format!("version {version} {is_closed}"),
            );
        }
    }
    // In the rollback mode that SQLite has by itself: not even the mode is changed.
    let mut left = foreign(TABLES, true);
    left.database[18..20].fill(1);
    assert_refused(&left, &["FOREIGN"], "rollback mode");
}

#[test]
fn a_database_of_a_newer_redlet_is_refused() {
    let mut left = ours(true);
    left.database[60..64].copy_from_slice(&(SCHEMA_VERSION as u32 + 1).to_be_bytes());
    assert_refused(&left, &["TOONEW"], "closed");
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let picture = b"\x89PNG\r\n\x1a\n".repeat(1000);
    for content in [&picture[..], b"x", &picture[..100], &[0; 9000]] {
        let left = holding(content, b"").left();
        assert_refused(&left, &["NOTADB"], "no database");
        let left = holding(content, &ours(false).wal).left();
        assert_refused(&left, &["NOTADB"], "no database, with a log");
    }
}

#[test]
fn a_database_that_was_cut_is_refused() {
    let whole = ours(true);
    let pages = whole.database.len() / 4096;
    for size in [
        100,
        4000,
        4096,
        8192,
        8200,
        (pages - 1) * 4096,
        whole.database.len() - 1,
    ] {
        let left = holding(&whole.database[..size], b"").left();
        assert_refused(&left, &["CORRUPT", "NOTADB"], &format!("cut to {size}"));
    }
}

#[test]
fn a_log_of_another_file_is_refused() {
    let (closed, killed) = (ours(true), ours(false));
    let other = foreign(TABLES, false);
    for (database, wal) in [
        (&closed.database[..], &other.wal[..]),
        (b"", &killed.wal),
        (&closed.database, b"a letter to somebody"),
    ] {
        let left = holding(database, wal).left();
        assert_refused(&left, &["FOREIGN", "CORRUPT"], "a log of another file");
    }
}

/// A kill in the middle of a write leaves any part of it.
#[test]
fn a_log_whose_header_was_cut_is_none() {
    let closed = ours(true);
    for size in 1..32 {
        let cut = ours(false).wal[..size].to_vec();
        // Where room was kept there are zeros behind.
        for wal in [cut.clone(), [cut, vec![0; 9000]].concat()] {
            let left = holding(&closed.database, &wal).left();
            let mut engine = open(&Machine::holding(&left)).unwrap();
            let session = engine.connect("");
            assert_eq!(run(&mut engine, session, &["DBSIZE".into()]).len(), 1);
        }
    }
}

/// Any bit of the header, and any byte elsewhere: it opens, and then answers or tells that it is
/// damaged; or it is refused and not touched.
#[test]
fn a_flipped_bit_is_told_or_does_no_harm() {
    let mut random = Random::new(&Clock::new(3));
    for is_closed in [true, false] {
        let whole = ours(is_closed);
        for n in 0..1000 {
            let mut left = whole.clone();
            let in_wal = !is_closed && n % 2 == 1;
            let file = if in_wal {
                &mut left.wal
            } else {
                &mut left.database
            };
            let bit = match n {
                0..800 if !in_wal => n as u64,
                _ => random.below(file.len() as u64 * 8),
            };
            file[bit as usize / 8] ^= 1 << (bit % 8);
            let machine = Machine::holding(&left);
            let place = format!("bit {bit}, closed {is_closed}, log {in_wal}");
            match open(&machine) {
                Ok(mut engine) => {
                    let session = engine.connect("");
                    let lines = ["GET k7", "ZRANGE z 0 -1", "DBSIZE", "SET k9 v"];
                    assert_eq!(run(&mut engine, session, &lines.map(String::from)).len(), 4);
                }
                Err(error) => {
                    let codes = ["CORRUPT", "NOTADB", "TOONEW", "FOREIGN", "IO"];
                    assert!(codes.contains(&error.code()), "{place}: {error:?}");
                    assert!(machine.left() == left, "{place}: {error}: changed");
                }
            }
        }
    }
}

/// What may be opened and made into a database, as there is nothing in it, can take no other's place.
#[test]
fn only_a_whole_database_is_taken_for_another() {
    inspect(&ours(true)).unwrap();
    let whole = ours(true).database;
    for (content, code) in [
        (vec![], "NOTADB"),
        (vec![0; 4096], "NOTADB"),
        (whole[..16].to_vec(), "NOTADB"),
        (
            foreign(
                "PRAGMA user_version = 0; CREATE TABLE t (a); DROP TABLE t",
                true,
            )
            .database,
            "FOREIGN",
        ),
        (foreign(TABLES, true).database, "FOREIGN"),
        (whole[..whole.len() - 4096].to_vec(), "CORRUPT"),
    ] {
        let size = content.len();
        let error = inspect(&holding(&content, b"").left()).unwrap_err();
        assert_eq!(error.code(), code, "{size} bytes: {error}");
    }
}

/// Opening reads little of a file; an inspection reads all of it.
#[test]
fn damage_anywhere_in_the_tables_is_found() {
    let mut found = 0;
    let whole = ours(true);
    for page in 1..whole.database.len() / 4096 {
        let mut left = whole.clone();
        left.database[page * 4096..][..200].fill(0xFF);
        found += usize::from(inspect(&left).is_err());
    }
    // One page or another is free, or says which are.
    assert!(found + 2 > whole.database.len() / 4096, "{found}");
}
