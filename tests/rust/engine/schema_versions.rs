//! Databases of older schemas open with what is in them; those of newer ones are refused.

use crate::support::keyspace::run;
use crate::support::native::Clock;
use redlet::engine::Engine;
use redlet::engine::state::config::Config;
use redlet::sqlite::{Connection, StorageError};
use redlet::store::SCHEMA_VERSION;

fn open(script: &str) -> Result<Engine, StorageError> {
    let conn = Connection::memory().unwrap();
    conn.script(script).unwrap();
    redlet::open(conn, Box::new(Clock::new(7)), Config::default())
}

/// The names of all tables and indexes.
fn names(engine: &mut Engine) -> Vec<String> {
    let sql = "SELECT name FROM sqlite_schema ORDER BY name";
    let conn = engine.connection();
    conn.all(sql, (), |row| row.get(0)).unwrap()
}

#[test]
fn a_database_of_the_first_schema_is_brought_up_to_date() {
    let mut engine = open(include_str!("schema_versions/version-1.sql")).unwrap();
    let lines = [
        "GET k",
        "HGET h f",
        "HSTRLEN h l",
        "HPEXPIRETIME h FIELDS 1 l",
        "HDEL h l",
        "RPUSH l a b",
        "ZADD z 1 m",
        "DBSIZE",
        "FLUSHALL",
        "DBSIZE",
    ];
    let session = engine.connect("");
    let replies = run(&mut engine, session, &lines.map(String::from));
    let shown: Vec<String> = replies.iter().map(|reply| format!("{reply:?}")).collect();
    let value = "Bulk([118])";
    assert_eq!(
        shown,
        [
            value,
            value,
            "Int(257)",
            "Array([Int(99999999999999)])",
            "Int(1)",
            "Int(2)",
            "Int(1)",
            "Int(4)",
            "Ok",
            "Int(0)"
        ]
    );
    assert_eq!(names(&mut engine), names(&mut open("").unwrap()));
}

#[test]
fn a_database_of_a_newer_schema_is_refused() {
    let newer = SCHEMA_VERSION + 1;
    let opened = open(&format!("PRAGMA user_version = {newer}"));
    assert!(matches!(opened, Err(StorageError::TooNew { found, .. }) if found == newer));
}

/// Two programs that call different schemas by one number would damage each other's files.
#[test]
fn the_version_grows_with_the_schema() {
    let schema = include_str!("../../../src/store/schema.sql");
    let statements = schema
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default());
    let mut sum = 0_u32;
    for byte in statements
        .flat_map(str::bytes)
        .filter(|b| !b.is_ascii_whitespace())
    {
        sum = sum.wrapping_mul(31).wrapping_add(u32::from(byte));
    }
    assert_eq!(
        (SCHEMA_VERSION, sum),
        (7, 2_583_624_574),
        "the schema has changed: a new version, and its new sum here"
    );
}
