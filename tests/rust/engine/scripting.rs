//! What redlet promises of scripts beyond what Redis does, and what is left behind by them in figures.

use crate::support::asked::Version;
use crate::support::native::{self, Clock};
use crate::support::on_disks::OnDisks;
use crate::support::oracle::Oracle;
use redlet::command::reply::Reply;
use redlet::engine::state::config::Config;
use redlet::engine::{Engine, Host};
use redlet::protocol::text;
use redlet::sqlite::Connection;
use std::cell::Cell;

/// A clock that goes on by a millisecond whenever it is asked.
struct Running(Cell<i64>);

impl Host for Running {
    fn now(&self) -> i64 {
        self.0.set(self.0.get() + 1000);
        self.0.get()
    }
    fn entropy(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

/// An engine with a session.
struct World {
    engine: Engine,
    session: u64,
}

impl World {
    fn new() -> World {
        World::of(native::memory_engine(&Clock::new(1)))
    }

    fn on_running_clock() -> World {
        let conn = Connection::memory().unwrap();
        let host = Box::new(Running(Cell::new(1 << 50)));
        World::of(redlet::open(conn, host, Config::default()).unwrap())
    }

    fn of(mut engine: Engine) -> World {
        let session = engine.connect("");
        World { engine, session }
    }

    fn run(&mut self, words: &[&str]) -> Reply {
        let words: Vec<Vec<u8>> = words.iter().map(|word| word.as_bytes().to_vec()).collect();
        native::run(&mut self.engine, self.session, &words)
    }

    fn say(&mut self, line: &str) -> String {
        let words = text::split(line.as_bytes()).unwrap();
        text::display(&native::run(&mut self.engine, self.session, &words))
    }

    /// A figure of INFO.
    fn figure(&mut self, name: &str) -> String {
        let info = self.say("INFO everything");
        let line = info
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap_or_else(|| panic!("no {name} in {info}")).into()
    }
}

/// Scripts that never end by themselves.
const ENDLESS: [&str; 4] = [
    "while true do end",
    "while true do pcall(function() while true do end end) end",
    "while true do redis.pcall('INCR', 'n') end",
    "local function f() return f() end return f()",
];

#[test]
fn a_script_that_takes_too_long_is_ended_and_taken_back() {
    for (mut world, clock) in [
        (World::new(), "still"),
        (World::on_running_clock(), "running"),
    ] {
        world.say("CONFIG SET busy-reply-threshold 5");
        world.say("SET k old");
        world.say("SUBSCRIBE c");
        for body in ENDLESS {
            let script = format!(
                "redis.call('SET', 'k', 'new') redis.call('PUBLISH', 'c', 'm') redis.call('SELECT', 3) {body}"
            );
            let reply = world.run(&["EVAL", &script, "0"]);
            let Reply::Error(why) = reply else {
                panic!("{clock} {body}: {reply:?}");
            };
            assert!(
                why.starts_with("ERR Script killed: it takes longer than 5 "),
                "{why}"
            );
            assert_eq!(world.say("GET k"), "\"old\"", "{clock} {body}");
            assert_eq!(world.say("EXISTS n"), "(integer) 0", "{clock} {body}");
        }
        assert_eq!(world.say("EVAL 'return 7' 0"), "(integer) 7");
    }
}

#[test]
fn a_script_that_takes_too_much_memory_is_ended_and_taken_back() {
    let mut world = World::new();
    world.say("SET k old");
    let script = "redis.call('SET', 'k', 'new') local t = {}
                  while true do t[#t + 1] = string.rep('x', 1000000) .. #t end";
    let reply = world.run(&["EVAL", script, "0"]);
    assert!(
        matches!(&reply, Reply::Error(why) if why.starts_with("OOM Script killed")),
        "{reply:?}"
    );
    assert_eq!(world.say("GET k"), "\"old\"");
    assert_eq!(world.say("EVAL 'return 7' 0"), "(integer) 7");
}

#[test]
fn functions_have_the_same_limits() {
    let mut world = World::new();
    world.say("CONFIG SET busy-reply-threshold 5");
    let library = "#!lua name=lib\nredis.register_function('f', function() redis.call('SET', 'k', 'new') while true do end end)";
    assert_eq!(
        world.run(&["FUNCTION", "LOAD", library]),
        Reply::Bulk(b"lib".into())
    );
    let why = world.say("FCALL f 0");
    assert!(why.contains("Script killed"), "{why}");
    assert_eq!(world.say("EXISTS k"), "(integer) 0");
    let endless = "#!lua name=endless\nwhile true do end";
    let reply = world.run(&["FUNCTION", "LOAD", endless]);
    assert!(
        matches!(&reply, Reply::Error(why) if why.contains("Script killed")),
        "{reply:?}"
    );
    assert_eq!(world.figure("number_of_libraries"), "1");
}

#[test]
fn scripts_and_libraries_are_there_for_the_next_engine() {
    let mut disks = OnDisks::new();
    let session = disks.session;
    let run = |engine: &mut Engine, words: &[&str]| {
        let words: Vec<Vec<u8>> = words.iter().map(|word| word.as_bytes().to_vec()).collect();
        native::run(engine, session, &words)
    };
    let library = "#!lua name=lib\nredis.register_function('f', function() return 5 end)";
    run(&mut disks.engine, &["EVAL", "return 1", "0"]);
    run(&mut disks.engine, &["SCRIPT", "LOAD", "return 2"]);
    run(&mut disks.engine, &["FUNCTION", "LOAD", library]);
    let OnDisks {
        engine, database, ..
    } = disks;
    engine.close().unwrap();
    let mut next = OnDisks::over(database);
    for (words, want) in [
        (
            &["EVALSHA", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", "0"][..],
            1,
        ),
        (
            &["EVALSHA", "7f923f79fe76194c868d7e1d0820de36700eb649", "0"][..],
            2,
        ),
        (&["FCALL", "f", "0"][..], 5),
    ] {
        assert_eq!(run(&mut next.engine, words), Reply::Int(want), "{words:?}");
    }
}

#[test]
fn the_last_500_scripts_of_eval_are_kept_and_all_that_were_loaded() {
    let mut world = World::new();
    let first = world.run(&["SCRIPT", "LOAD", "return 'loaded'"]);
    let Reply::Bulk(first) = first else {
        panic!("{first:?}");
    };
    for number in 0..510 {
        world.run(&["EVAL", &format!("return {number}"), "0"]);
        // Used again and again.
        world.run(&["EVAL", "return 'used'", "0"]);
    }
    assert_eq!(world.figure("number_of_cached_scripts"), "501");
    assert_eq!(world.figure("evicted_scripts"), "11");
    let first = String::from_utf8(first).unwrap();
    assert_eq!(world.say(&format!("EVALSHA {first} 0")), "\"loaded\"");
    for (source, want) in [
        ("return 0", 0),
        ("return 10", 0),
        ("return 11", 1),
        ("return 'used'", 1),
    ] {
        let digest = redlet_lua::sha1::hex(source.as_bytes());
        assert_eq!(
            world.say(&format!("SCRIPT EXISTS {digest}")),
            format!("1) (integer) {want}"),
            "{source}"
        );
    }
}

#[test]
fn what_is_taken_back_is_not_remembered() {
    let mut world = World::new();
    let library = "#!lua name=lib\nredis.register_function('f', function() return 5 end)";
    for words in [
        &["ATOMIC"][..],
        &["EVAL", "return 1", "0"],
        &["FUNCTION", "LOAD", library],
        &["FCALL", "f", "0"],
        &["INCR", "none", "too many"],
    ] {
        world.run(words);
    }
    world.run(&["DISCARD"]);
    for words in [
        &["ATOMIC"][..],
        &["EVAL", "return 1", "0"],
        &["FUNCTION", "LOAD", library],
        &["FCALL", "f", "0"],
        &["EVAL", "return redis.call('NOSUCH')", "0"],
    ] {
        world.run(words);
    }
    assert!(matches!(world.run(&["EXEC"]), Reply::Error(_)));
    assert_eq!(world.say("FCALL f 0"), "(error) ERR Function not found");
    assert_eq!(
        world.say("EVALSHA e0e1f9fabfc9d4800c877a703b823ac0578ff8db 0"),
        "(error) NOSCRIPT No matching script. Please use EVAL."
    );
    assert_eq!(world.figure("number_of_functions"), "0");
}

#[test]
fn the_commands_of_a_script_count_as_in_redis() {
    let mut world = World::new();
    world.say("CONFIG SET slowlog-log-slower-than 0");
    world.say("CONFIG RESETSTAT");
    world.say("SLOWLOG RESET");
    world.run(&[
        "EVAL",
        "redis.call('SET','a','1') redis.pcall('LPUSH','a','1') redis.pcall('NOSUCH') redis.pcall('GET')",
        "0",
    ]);
    let slow = world.say("SLOWLOG GET 3");
    for word in ["\"EVAL\"", "\"LPUSH\"", "\"SET\""] {
        assert!(slow.contains(word), "{slow}");
    }
    let figures = |world: &mut World, name: &str| {
        let line = world.figure(name);
        line.split(',')
            .filter(|part| !part.starts_with("usec"))
            .collect::<Vec<_>>()
            .join(",")
    };
    for (name, want) in [
        ("cmdstat_eval", "calls=1,rejected_calls=0,failed_calls=0"),
        ("cmdstat_set", "calls=1,rejected_calls=0,failed_calls=0"),
        ("cmdstat_lpush", "calls=1,rejected_calls=0,failed_calls=1"),
        ("cmdstat_get", "calls=0,rejected_calls=1,failed_calls=0"),
        ("errorstat_ERR", "count=2"),
        ("errorstat_WRONGTYPE", "count=1"),
    ] {
        assert_eq!(figures(&mut world, name), want, "{name}");
    }
    // An error that ends the script is counted once.
    world.run(&["EVAL", "return redis.call('LPUSH','a','1')", "0"]);
    assert_eq!(world.figure("errorstat_WRONGTYPE"), "count=2");
    assert_eq!(
        figures(&mut world, "cmdstat_eval"),
        "calls=2,rejected_calls=0,failed_calls=1"
    );
}

#[test]
fn libraries_travel_between_redlet_and_redis() {
    for version in [Version::V7_0, Version::V8_0, Version::V8_2] {
        let oracle = match version {
            Version::V7_0 => Some(Oracle::start()),
            version => Oracle::of(version),
        };
        let Some(oracle) = oracle else {
            continue;
        };
        let mut server = oracle.connect();
        let mut world = World::new();
        let libraries = ["a", "b"].map(|name| {
            // Long enough for Redis to pack it.
            let filler = "-- the same again and again\n".repeat(50);
            format!("#!lua name={name}\n{filler}redis.register_function('{name}1', function() return '{name}' end)")
        });
        for library in &libraries {
            world.run(&["FUNCTION", "LOAD", library]);
        }
        let words = |words: &[&[u8]]| words.iter().map(|word| word.to_vec()).collect::<Vec<_>>();
        let Reply::Opaque(dump) = world.run(&["FUNCTION", "DUMP"]) else {
            panic!("no payload");
        };
        let restored = server
            .run(&words(&[b"FUNCTION", b"RESTORE", &dump, b"FLUSH"]))
            .0;
        assert_eq!(restored, Reply::Ok);
        assert_eq!(
            server.run(&words(&[b"FCALL", b"b1", b"0"])).0,
            Reply::Bulk(b"b".into())
        );
        let Reply::Bulk(dump) = server.run(&words(&[b"FUNCTION", b"DUMP"])).0 else {
            panic!("no payload");
        };
        let back = words(&[b"FUNCTION", b"RESTORE", &dump, b"FLUSH"]);
        assert_eq!(
            native::run(&mut world.engine, world.session, &back),
            Reply::Ok
        );
        assert_eq!(world.say("FCALL a1 0"), "\"a\"");
        server.run(&words(&[b"FUNCTION", b"FLUSH"]));
    }
}
