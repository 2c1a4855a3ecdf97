//! What sessions are told that have not asked for it, compared with real servers: the lines of MONITOR,
//! and what follows from keys and fields that change or go, in every way that they can.

use crate::support::asked::Version;
use crate::support::beside::{play_all, play_case};
use crate::support::native::Clock;
use crate::support::oracle::Oracle;
use crate::support::resp;
use redlet::engine::Engine;
use redlet::engine::state::config::Config;
use redlet::protocol::text;
use redlet::sqlite::Connection;
use redlet::vfs::double::{Disk, Fault};

const GONE: &str = include_str!("notifications/gone.txt");
const MONITOR: &str = include_str!("notifications/monitor.txt");
const STORED: &str = include_str!("notifications/stored.txt");
const TRACKING: &str = include_str!("notifications/tracking.txt");

/// Plays beside servers of these versions, as far as they are there, all at once.
fn play(versions: &[Version], play: fn(&Oracle) -> Vec<String>) {
    std::thread::scope(|scope| {
        let start = |version: &Version| {
            let oracle = Oracle::of(*version)?;
            Some(scope.spawn(move || play(&oracle)))
        };
        let all: Vec<_> = versions.iter().filter_map(start).collect();
        for one in all {
            let failures = one.join().expect("a play that ends");
            let (count, failures) = (failures.len(), failures.join("\n"));
            assert!(failures.is_empty(), "{count} differ\n{failures}");
        }
    });
}

#[test]
fn stored_results_serve_and_tell_as_in_redis() {
    play(&[Version::V8_0, Version::V8_2], |oracle| {
        play_all(oracle, STORED)
    });
}

#[test]
fn monitor_shows_what_it_shows_in_redis() {
    play(&[Version::V7_0, Version::V8_0, Version::V8_2], |oracle| {
        play_all(oracle, MONITOR)
    });
}

#[test]
fn caches_are_told_what_they_are_told_in_redis() {
    play(&[Version::V7_0, Version::V8_0, Version::V8_2], |oracle| {
        play_all(oracle, TRACKING)
    });
}

#[test]
fn whatever_changes_or_goes_is_told_to_everybody() {
    play(&[Version::V8_0, Version::V8_2], |oracle| {
        let ways = GONE.lines().filter(|line| line.contains(" |"));
        ways.filter_map(|way| differs(oracle, way)).collect()
    });
}

/// What differs, however long keys live: a machine that stands still for longer has them go too early.
fn differs(oracle: &Oracle, way: &str) -> Option<String> {
    let mut plays = [100, 400, 1600].map(|ms| move || play_case(oracle, way, &story(way, ms)));
    let first = plays[0]()?;
    if !way.contains("{ms}") {
        return Some(first);
    }
    plays[1..].iter_mut().try_fold(first, |_, play| play())
}

/// The lines of one way in which keys change or go, and of everybody who is to hear of it. What has a
/// time to live has this one.
fn story(way: &str, ms: u64) -> String {
    let way = way.replace("{ms}", &ms.to_string());
    let [before, read, what, waits] =
        <[&str; 4]>::try_from(way.split(" |").collect::<Vec<_>>()).expect("four parts");
    let mut lines = vec![
        "c> CONFIG SET notify-keyspace-events KEA".to_owned(),
        format!("c> {before}"),
        "k> PSUBSCRIBE __key*".to_owned(),
        "t! HELLO 3".to_owned(),
        "t> CLIENT TRACKING ON".to_owned(),
        "b! HELLO 3".to_owned(),
        "b> CLIENT TRACKING ON BCAST".to_owned(),
        format!("t> {read}"),
        "w> WATCH k".to_owned(),
    ];
    if !waits.trim().is_empty() {
        lines.push(format!("x> {waits}"));
    }
    let mut is_counted = true;
    for line in what.split(";;") {
        match line.trim() {
            "#" => is_counted = false,
            "~" => lines.push(format!("c~{}", ms + 10)),
            "..." => lines.push("k<".to_owned()),
            "@" => lines.extend([
                format!("t> {read}"),
                "w> UNWATCH".to_owned(),
                "w> WATCH k".to_owned(),
            ]),
            line => lines.push(format!("c> {line}")),
        }
    }
    lines.push("w> MULTI;;PING;;EXEC".to_owned());
    if is_counted {
        lines.push("c> INFO stats".to_owned());
    }
    lines.join("\n")
}

/// An engine with a clock to move, over disks that may fail, and sessions that speak RESP3.
struct Rig {
    clock: Clock,
    disks: [Disk; 2],
    engine: Engine,
}

impl Rig {
    fn new() -> Rig {
        let clock = Clock::new(1);
        let disks = [Disk::new(), Disk::new()];
        let conn = Connection::open(disks[0].open(), disks[1].open()).expect("SQLite opens");
        let host = Box::new(clock.clone());
        let engine = redlet::open(conn, host, Config::default()).expect("a fresh engine opens");
        Rig {
            clock,
            disks,
            engine,
        }
    }

    fn session(&mut self, lines: &[&str]) -> u64 {
        let session = self.engine.connect("127.0.0.1:1");
        self.say(session, "HELLO 3");
        lines.iter().for_each(|line| drop(self.say(session, line)));
        session
    }

    /// Says a line; what the session is told since.
    fn say(&mut self, session: u64, line: &str) -> String {
        let words = text::split(line.as_bytes()).expect("balanced quotes");
        self.engine.receive(session, &resp::write_command(&words));
        self.engine.run();
        self.told(session)
    }

    fn told(&mut self, session: u64) -> String {
        String::from_utf8_lossy(&self.engine.output(session)).into_owned()
    }
}

#[test]
fn a_batch_that_failed_has_caches_drop_everything() {
    let mut rig = Rig::new();
    let writer = rig.session(&["SET k 1", "SET other 1"]);
    let cache = rig.session(&["CLIENT TRACKING ON", "GET k"]);
    rig.disks
        .iter()
        .for_each(|disk| disk.set_faults(&[Fault::Write]));
    let refused = rig.say(writer, "SET k 2");
    assert!(refused.starts_with("-MISCONF"), "{refused}");
    rig.disks.iter().for_each(|disk| disk.set_faults(&[]));
    assert_eq!(rig.told(cache), ">2\r\n$10\r\ninvalidate\r\n_\r\n");
    assert_eq!(rig.say(cache, "GET k"), "$1\r\n1\r\n");
    rig.say(writer, "SET k 3");
    assert_eq!(
        rig.told(cache),
        ">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n"
    );
}

/// What a session did in a batch that another's write made fail, how it is asked after, what it is then, and
/// whether that is what was done.
const DONE: &[(&str, &str, &str, bool)] = &[
    (
        "CONFIG SET timeout 7",
        "CONFIG GET timeout",
        "$1\r\n7",
        false,
    ),
    ("SELECT 3", "CLIENT INFO", " db=3 ", false),
    ("MULTI", "PING", "+QUEUED", false),
    ("BLPOP l 0", "INFO clients", "blocked_clients:1", false),
    ("CLIENT SETNAME x", "CLIENT GETNAME", "$1\r\nx", true),
    ("CLIENT NO-EVICT ON", "CLIENT INFO", " flags=e ", true),
    (
        "CLIENT TRACKING ON",
        "CLIENT TRACKINGINFO",
        "$2\r\non",
        true,
    ),
    ("SUBSCRIBE c", "PUBSUB NUMSUB c", ":1", true),
    ("PSUBSCRIBE p", "PUBSUB NUMPAT", ":1", true),
    ("WATCH w", "CLIENT INFO", " watch=1 ", true),
    ("MONITOR", "CLIENT INFO", " flags=O ", true),
    ("HELLO 2", "CLIENT INFO", " resp=2 ", true),
];

#[test]
fn a_batch_that_failed_takes_back_settings_the_database_and_multi() {
    for (done, asked, then, is_so) in DONE {
        let mut rig = Rig::new();
        let (writer, session) = (rig.session(&["SET k 1"]), rig.session(&[]));
        rig.disks
            .iter()
            .for_each(|disk| disk.set_faults(&[Fault::Write]));
        let words = text::split(done.as_bytes()).expect("balanced quotes");
        rig.engine.receive(session, &resp::write_command(&words));
        rig.say(writer, "SET k 2");
        let refused = rig.told(session);
        assert!(refused.starts_with("-MISCONF"), "{done}: {refused}");
        rig.disks.iter().for_each(|disk| disk.set_faults(&[]));
        let told = rig.say(session, asked);
        assert_eq!(told.contains(then), *is_so, "{done}: {told}");
    }
}

#[test]
fn a_watched_hash_has_changed_as_soon_as_a_field_expires() {
    let mut rig = Rig::new();
    let writer = rig.session(&["HSET h a 1 b 2", "HPEXPIRE h 50 FIELDS 1 a"]);
    let watcher = rig.session(&["WATCH h", "MULTI", "HGET h a"]);
    let late = rig.session(&[]);
    rig.clock.advance(60_000);
    rig.say(late, "WATCH h");
    assert_eq!(rig.say(watcher, "EXEC"), "_\r\n");
    // What has expired before does not expire again under WATCH.
    rig.engine.tick();
    rig.say(late, "MULTI");
    assert_eq!(rig.say(late, "EXEC"), "*0\r\n");
    assert_eq!(rig.say(writer, "EXISTS h"), ":1\r\n");
}

/// What is done before WATCH k in database 1, what between it and SWAPDB, and whether EXEC runs. At `stale`
/// so much time passes that what expires has expired.
const SWAPPED: &[(&str, &str, bool)] = &[
    ("", "", true),
    ("SET k v", "", false),
    ("SELECT 1;;SET k v", "", false),
    ("SET k v PX 50;;stale", "", true),
    ("SELECT 1;;SET k v PX 50;;stale", "", true),
    ("SET k v PX 50;;SELECT 1;;SET k v PX 50;;stale", "", true),
    ("SET k v PX 50;;SELECT 1;;SET k v;;stale", "", false),
    ("SELECT 1;;SET k v PX 50", "stale", false),
    ("SET k v PX 50", "stale", true),
];

#[test]
fn what_has_expired_is_none_where_databases_change_places_under_watch() {
    for (before, after, runs) in SWAPPED {
        let mut rig = Rig::new();
        let writer = rig.session(&["DEBUG SET-ACTIVE-EXPIRE 0"]);
        let watcher = rig.session(&["SELECT 1"]);
        let play = |rig: &mut Rig, lines: &str| {
            for line in lines.split(";;").filter(|line| !line.is_empty()) {
                match line {
                    "stale" => rig.clock.advance(60_000),
                    line => drop(rig.say(writer, line)),
                }
            }
        };
        play(&mut rig, before);
        rig.say(watcher, "WATCH k");
        play(&mut rig, after);
        rig.say(writer, "SWAPDB 0 1");
        rig.say(watcher, "MULTI");
        let said = rig.say(watcher, "EXEC");
        assert_eq!(said == "*0\r\n", *runs, "{before} | {after}: {said}");
    }
}

#[test]
fn a_hash_without_a_field_that_lives_is_no_key() {
    let mut rig = Rig::new();
    let session = rig.session(&["CONFIG SET notify-keyspace-events Ehg"]);
    let listener = rig.session(&["PSUBSCRIBE *"]);
    for line in [
        "EXISTS h",
        "TYPE h",
        "COPY h o",
        "DUMP h",
        "OBJECT ENCODING h",
        "SCAN 0",
        "RANDOMKEY",
        "RENAMENX h o",
        "TOUCH h",
        "HLEN h",
        "SORT h",
        "DEL h",
        "EXPIRE h 5",
    ] {
        rig.say(session, "FLUSHALL");
        let never = rig.say(session, line);
        rig.say(session, "HSET h a 1");
        rig.say(session, "HPEXPIRE h 50 FIELDS 1 a");
        rig.told(listener);
        rig.clock.advance(60_000);
        rig.say(session, "DEL o");
        assert_eq!(rig.say(session, line), never, "{line}");
        let told = rig.told(listener);
        assert!(
            told.contains("hexpired") && told.contains(":del"),
            "{line}: {told}"
        );
        assert_eq!(rig.say(session, "DBSIZE"), ":0\r\n", "{line}");
    }
}

/// A field that was to expire first and is deleted leaves nothing to do, and nobody is woken for it.
#[test]
fn a_deadline_that_is_gone_is_looked_for_once() {
    let mut rig = Rig::new();
    rig.session(&["HSET h a 1 b 2", "HPEXPIRE h 50 FIELDS 1 a", "HDEL h a"]);
    rig.clock.advance(20_000_000);
    rig.engine.tick();
    rig.clock.advance(1_000_000);
    rig.engine.tick();
    assert_eq!(rig.engine.tick(), None);
}
