//! Modules can be left out: `cargo test --no-default-features --test engine` builds an engine without them.

use crate::support::keyspace::run;
use crate::support::native::Clock;
use redlet::command::Table;
use redlet::command::reply::Reply;
use redlet::engine::Engine;
use redlet::engine::state::config::Config;
use redlet::modules::MODULES;
use redlet::sqlite::Connection;

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

#[test]
fn a_build_has_the_modules_of_its_features() {
    let features = [("geo", cfg!(feature = "geo"), GEOADD)];
    for (name, is_on, line) in features {
        assert_eq!(MODULES.iter().any(|module| module.name == name), is_on);
        assert_eq!(lacking().iter().any(|lacking| lacking == name), !is_on);
        let conn = Connection::memory().unwrap();
        let mut engine = redlet::open(conn, Box::new(Clock::new(7)), Config::default()).unwrap();
        let session = engine.connect("");
        let replies = run(&mut engine, session, &[line.to_owned()]);
        assert_eq!(is_unknown(&replies[0]), !is_on, "{name}: {replies:?}");
    }
}

#[test]
fn the_engine_is_given_its_commands() {
    let core = Table::new(redlet::commands::families());
    let count = core.listed().filter(|c| c.subcommand.is_none()).count() as i64;
    let conn = Connection::memory().unwrap();
    let host = Box::new(Clock::new(7));
    let mut engine = Engine::open(conn, host, Config::default(), core).unwrap();
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
