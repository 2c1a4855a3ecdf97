//! What holds where there is no room: in a full storage, and under `maxmemory`.

use crate::support::native::{Clock, memory_engine};
use redlet::engine::Engine;
use redlet::engine::config::Config;
use redlet::reply::Reply;
use redlet::sqlite::Connection;
use redlet::vfs::double::Disk;

/// An engine over two files, and what a test needs to play with them.
struct Stage {
    engine: Engine,
    clock: Clock,
    database: Disk,
    wal: Disk,
    session: u64,
}

impl Stage {
    fn new() -> Stage {
        let (database, wal) = (Disk::new(), Disk::new());
        let clock = Clock::new(7);
        let conn = Connection::open(database.open(), wal.open()).unwrap();
        let mut engine = Engine::open(conn, Box::new(clock.clone()), Config::default()).unwrap();
        let session = engine.connect("");
        Stage {
            engine,
            clock,
            database,
            wal,
            session,
        }
    }

    /// Nothing may grow any more.
    fn fill_up(&self) {
        for disk in [&self.database, &self.wal] {
            disk.set_room(Some(disk.bytes().len()));
        }
    }

    fn free(&self) {
        self.database.set_room(None);
        self.wal.set_room(None);
    }

    fn say(&mut self, line: &str) -> Reply {
        say(&mut self.engine, self.session, line)
    }

    fn batch(&mut self, lines: &[&str]) -> Vec<Reply> {
        let words: Vec<Vec<&[u8]>> = lines.iter().map(|line| words(line)).collect();
        self.engine.run_lines(self.session, &words)
    }

    /// Sets keys until the storage takes no more; how many it took. The first that is refused may
    /// have found the log's file at its end, and the next goes; but not two on end.
    fn set_until_full(&mut self, value: &str) -> usize {
        let mut taken = 0;
        let mut refused = 0;
        for i in 0..1_000_000 {
            match is_full(&self.say(&format!("SET k:{i} {value}"))) {
                true if refused == 1 => return taken,
                true => refused = 1,
                false => (taken, refused) = (taken + 1, 0),
            }
        }
        panic!("it is never full");
    }

    /// Sets what there is no room for: once, and again over a log that starts anew.
    fn refuse(&mut self, large: &str) {
        for _ in 0..2 {
            assert!(is_full(&self.say(&format!("SET large {large}"))));
        }
    }

    /// Deletes keys one by one, each in a batch of its own. The one that finds the log's file at its
    /// end is told so, and goes when it is sent again; how many were.
    fn delete_all(&mut self, name: &str, count: usize) -> usize {
        let mut refused = 0;
        for i in 0..count {
            let line = format!("DEL {name}:{i}");
            let mut reply = self.say(&line);
            if is_full(&reply) {
                refused += 1;
                reply = self.say(&line);
            }
            assert_eq!(int(reply), 1, "{i}");
        }
        refused
    }

    fn check(&mut self) {
        self.engine.store().connection().integrity_check().unwrap();
    }
}

fn words(line: &str) -> Vec<&[u8]> {
    line.split(' ').map(str::as_bytes).collect()
}

fn say(engine: &mut Engine, session: u64, line: &str) -> Reply {
    let replies = engine.run_lines(session, &[words(line)]);
    replies.into_iter().next().unwrap()
}

fn is_full(reply: &Reply) -> bool {
    let text = "MISCONF Errors writing to the AOF file: No space left on device";
    matches!(reply, Reply::Error(error) if error == text)
}

fn int(reply: Reply) -> i64 {
    match reply {
        Reply::Int(number) => number,
        other => panic!("{other:?}"),
    }
}

const OOM: &str = "OOM command not allowed when used memory > 'maxmemory'.";

#[test]
fn a_full_storage_reads_and_deletes_and_then_writes_again() {
    let mut stage = Stage::new();
    let value = "x".repeat(100);
    for i in 0..3000 {
        stage.say(&format!("SET old:{i} {value}"));
    }
    stage.fill_up();
    let taken = stage.set_until_full(&value);
    // Reads go on, in one batch with a write that is refused.
    let replies = stage.batch(&["GET old:1", "SET more 1", "DBSIZE", "PING"]);
    assert_eq!(replies[0], Reply::Bulk(value.clone().into_bytes()));
    assert!(is_full(&replies[1]));
    assert_eq!(int(replies[2].clone()), 3000 + taken as i64);
    assert_eq!(replies[3], Reply::Status("PONG".into()));
    // Every key can be deleted, one batch a key.
    assert!(stage.delete_all("old", 3000) < 30);
    // What they left is room for others, with no help from outside.
    let refused = (0..1000).filter(|i| {
        let line = format!("SET new:{i} {value}");
        is_full(&stage.say(&line)) && is_full(&stage.say(&line))
    });
    assert_eq!(refused.count(), 0);
    stage.check();
    assert_eq!(int(stage.say("DBSIZE")), 1000 + taken as i64);
}

#[test]
fn a_full_storage_can_be_emptied() {
    for command in ["FLUSHALL", "FLUSHDB"] {
        let mut stage = Stage::new();
        let value = "x".repeat(1000);
        (0..3000).for_each(|i| drop(stage.say(&format!("SET old:{i} {value}"))));
        stage.fill_up();
        stage.set_until_full(&value);
        assert!(!is_full(&stage.say(command)));
        assert_eq!(int(stage.say("DBSIZE")), 0);
        assert!(!is_full(&stage.say("SET k v")));
        stage.check();
    }
}

#[test]
fn a_storage_that_is_full_from_the_start_can_be_deleted_from() {
    let mut stage = Stage::new();
    for i in 0..500 {
        stage.say(&format!("SET k:{i} v"));
    }
    stage.fill_up();
    assert!(stage.delete_all("k", 500) < 30);
    stage.check();
}

#[test]
fn a_full_storage_is_tried_again_after_a_second_or_when_something_went() {
    let mut stage = Stage::new();
    stage.say("SET k v");
    stage.fill_up();
    let large = "x".repeat(500_000);
    stage.refuse(&large);
    assert!(
        is_full(&stage.say("SET small 1")),
        "not before a second is over"
    );
    stage.clock.advance(1_000_000);
    assert!(!is_full(&stage.say("SET small 1")), "this one has room");
    stage.refuse(&large);
    stage.free();
    assert_eq!(int(stage.say("DEL small")), 1);
    assert!(!is_full(&stage.say(&format!("SET large {large}"))));
}

#[test]
fn a_transaction_is_refused_whole_where_the_storage_is_full() {
    let mut stage = Stage::new();
    stage.fill_up();
    let large = "x".repeat(500_000);
    stage.refuse(&large);
    let replies = stage.batch(&["MULTI", "GET k", "SET k v", "EXEC"]);
    assert!(is_full(&replies[2]));
    assert!(matches!(&replies[3], Reply::Error(text) if text.starts_with("EXECABORT")));
}

#[test]
fn a_full_storage_hides_what_has_expired() {
    let mut stage = Stage::new();
    stage.say("SET k v PX 100");
    stage.fill_up();
    let large = "x".repeat(500_000);
    stage.refuse(&large);
    stage.clock.advance(200_000);
    // Not even the log may be written to.
    stage.database.set_room(Some(0));
    stage.wal.set_room(Some(0));
    assert_eq!(stage.say("GET k"), Reply::Nil);
    assert_eq!(int(stage.say("EXISTS k")), 0);
    assert_eq!(stage.say("RANDOMKEY"), Reply::Bulk(b"k".to_vec()));
}

/// An engine in memory with so much room beyond what it has now.
fn limited(policy: &str, room: u64) -> (Engine, u64, Clock) {
    let clock = Clock::new(3);
    let mut engine = memory_engine(&clock);
    let session = engine.connect("");
    let limit = engine.store().used_size().unwrap() + room;
    say(
        &mut engine,
        session,
        &format!("CONFIG SET maxmemory-policy {policy} maxmemory {limit}"),
    );
    (engine, session, clock)
}

const POLICIES: [&str; 7] = [
    "allkeys-lru",
    "allkeys-lfu",
    "allkeys-random",
    "volatile-lru",
    "volatile-lfu",
    "volatile-random",
    "volatile-ttl",
];

#[test]
fn the_data_stays_below_maxmemory_under_every_policy() {
    let value = "x".repeat(200);
    for policy in POLICIES {
        let (mut engine, session, _) = limited(policy, 400_000);
        for i in 0..5000 {
            let reply = say(&mut engine, session, &format!("SET k:{i} {value} EX 1000"));
            assert_eq!(reply, Reply::Ok, "{policy} {i}");
        }
        let limit = engine.store().used_size().unwrap();
        let keys = int(say(&mut engine, session, "DBSIZE"));
        assert!(limit < 400_000 + 200_000, "{policy}: {limit} bytes");
        assert!((400..1500).contains(&keys), "{policy}: {keys} keys");
    }
}

#[test]
fn volatile_policies_leave_keys_that_do_not_expire_alone() {
    let value = "x".repeat(200);
    for policy in POLICIES
        .into_iter()
        .filter(|name| name.starts_with("volatile"))
    {
        let (mut engine, session, _) = limited(policy, 400_000);
        for i in 0..400 {
            let kept = say(&mut engine, session, &format!("SET kept:{i} {value}"));
            let lost = say(
                &mut engine,
                session,
                &format!("SET lost:{i} {value} EX 1000"),
            );
            assert_eq!((kept, lost), (Reply::Ok, Reply::Ok));
        }
        for i in 0..2000 {
            say(
                &mut engine,
                session,
                &format!("SET more:{i} {value} EX 1000"),
            );
        }
        for i in 0..400 {
            let there = int(say(&mut engine, session, &format!("EXISTS kept:{i}")));
            assert_eq!(there, 1, "{policy}");
        }
        // Without a key that may go, writes are refused.
        let refused = (0..5000).any(|i| {
            let line = format!("SET kept:more:{i} {value}");
            say(&mut engine, session, &line) == Reply::Error(OOM.into())
        });
        assert!(refused, "{policy}");
        let keys = say(&mut engine, session, "INFO keyspace");
        assert!(
            format!("{keys:?}").contains("expires=0"),
            "{policy}: {keys:?}"
        );
    }
}

/// How many of the keys `name:0..count` are there.
fn left(engine: &mut Engine, session: u64, name: &str, count: usize) -> i64 {
    let exists = |i| int(say(engine, session, &format!("EXISTS {name}:{i}")));
    (0..count).map(exists).sum()
}

#[test]
fn the_least_used_keys_go_first() {
    let value = "x".repeat(200);
    for policy in ["allkeys-lru", "allkeys-lfu"] {
        let (mut engine, session, clock) = limited(policy, 400_000);
        let set = |engine: &mut Engine, name: &str, i| {
            say(engine, session, &format!("SET {name}:{i} {value}"));
        };
        (0..250).for_each(|i| set(&mut engine, "used", i));
        (0..250).for_each(|i| set(&mut engine, "idle", i));
        for _ in 0..30 {
            clock.advance(1_000_000);
            (0..250).for_each(|i| drop(say(&mut engine, session, &format!("GET used:{i}"))));
        }
        let mut more = 0;
        while left(&mut engine, session, "idle", 250) > 100 {
            set(&mut engine, "more", more);
            say(&mut engine, session, &format!("GET used:{}", more % 250));
            clock.advance(10_000);
            more += 1;
            assert!(more < 3000, "{policy}");
        }
        let used = left(&mut engine, session, "used", 250);
        assert!(used >= 225, "{policy}: {used} of 250 used keys are left");
    }
}

#[test]
fn the_keys_that_expire_first_go_first() {
    let (mut engine, session, _) = limited("volatile-ttl", 300_000);
    let value = "x".repeat(200);
    for i in 0..2000 {
        say(
            &mut engine,
            session,
            &format!("SET k:{i} {value} EX {}", 1000 + i),
        );
    }
    let gone = 2000 - int(say(&mut engine, session, "DBSIZE"));
    assert!(gone > 500);
    for i in 0..2000 {
        let there = int(say(&mut engine, session, &format!("EXISTS k:{i}")));
        assert_eq!(there == 0, i < gone, "{i} of {gone}");
    }
}

#[test]
fn what_is_too_much_goes_in_steps_between_batches() {
    let (mut engine, session, clock) = limited("allkeys-random", 10_000_000);
    let value = "x".repeat(200);
    for i in 0..5000 {
        say(&mut engine, session, &format!("SET k:{i} {value}"));
    }
    let used = engine.store().used_size().unwrap();
    say(
        &mut engine,
        session,
        &format!("CONFIG SET maxmemory {}", used / 2),
    );
    let mut before = 5000;
    for _ in 0..1000 {
        clock.advance(10_000);
        engine.tick();
        let after = int(say(&mut engine, session, "DBSIZE"));
        assert!(before - after <= 64, "{before} to {after} in one step");
        before = after;
    }
    assert!(engine.store().used_size().unwrap() <= used / 2);
    assert!(before > 1000, "{before} keys are left");
}

/// Ticks as a host does, until nothing is pending but the flush; the greatest number of pages that
/// went in one step.
fn tick_until_quiet(stage: &mut Stage) -> u64 {
    let mut most = 0;
    stage.wal.take_calls();
    for _ in 0..2000 {
        let before = stage.engine.store().connection().page_count().unwrap();
        let Some(millis) = stage.engine.tick() else {
            return most;
        };
        let after = stage.engine.store().connection().page_count().unwrap();
        most = most.max(before - after);
        stage.clock.advance(i64::from(millis) * 1000);
        let calls = stage.wal.take_calls();
        assert!(calls.writes <= 3, "{calls:?}");
    }
    panic!("it never ends");
}

#[test]
fn the_file_shrinks_in_steps_after_most_keys_were_deleted() {
    for scattered in [false, true] {
        let mut stage = Stage::new();
        let value = "x".repeat(1000);
        for i in 0..10_000 {
            stage.say(&format!("SET k:{i} {value}"));
        }
        tick_until_quiet(&mut stage);
        stage.engine.store().connection().checkpoint().unwrap();
        let full = stage.database.bytes().len();
        let goes = |i: usize| if scattered { i % 10 != 3 } else { i < 9000 };
        for i in (0..10_000).filter(|i| goes(*i)) {
            stage.say(&format!("DEL k:{i}"));
        }
        let most = tick_until_quiet(&mut stage);
        assert!((1..=66).contains(&most), "{most} pages in one step");
        let left = stage.database.bytes().len();
        let used = stage.engine.store().used_size().unwrap() as usize;
        assert!(left < used * 5 / 4, "{left} bytes for {used}");
        assert!(left < full / 2, "{full} bytes became {left}");
        stage.check();
        assert_eq!(int(stage.say("DBSIZE")), 1000);
    }
}

#[test]
fn a_file_that_is_written_over_and_over_is_left_as_large_as_it_is() {
    let mut stage = Stage::new();
    let value = "x".repeat(1000);
    for i in 0..2000 {
        stage.say(&format!("SET k:{i} {value}"));
    }
    let pages = stage.engine.store().connection().page_count().unwrap();
    for i in 0..2000 {
        stage.say(&format!("DEL k:{i}"));
        stage.say(&format!("SET n:{i} {value}"));
        stage.clock.advance(200_000);
        stage.engine.tick();
    }
    let after = stage.engine.store().connection().page_count().unwrap();
    assert!(
        after.abs_diff(pages) < pages / 4,
        "{pages} pages became {after}"
    );
}

/// What the database's file has by itself, as if the log were lost.
fn without_log(database: &Disk) -> i64 {
    let alone = Disk::holding(&database.bytes());
    let conn = Connection::open(alone.open(), Disk::new().open()).unwrap();
    conn.int("SELECT count(*) FROM keys", ()).unwrap().unwrap()
}

#[test]
fn a_long_log_is_moved_when_nobody_writes_and_its_room_given_back_later() {
    let mut stage = Stage::new();
    let value = "v".repeat(8000);
    let set = |stage: &mut Stage, n: usize| stage.say(&format!("SET k:{n} {value}"));
    stage.say("SAVE");
    for n in 0..300 {
        set(&mut stage, n);
        // Never idle, so what there is to do waits.
        stage.clock.advance(20_000);
        stage.engine.tick();
    }
    assert_eq!(without_log(&stage.database), 0);
    let length = stage.wal.bytes().len();
    stage.clock.advance(100_000);
    stage.engine.tick();
    assert_eq!(
        (without_log(&stage.database), stage.wal.bytes().len()),
        (300, length)
    );
    // The next commit begins the log anew. A short one is left, and the room for now.
    for n in 300..310 {
        set(&mut stage, n);
    }
    stage.clock.advance(100_000);
    stage.engine.tick();
    assert_eq!(
        (without_log(&stage.database), stage.wal.bytes().len()),
        (300, length)
    );
    stage.clock.advance(10_000_000);
    stage.engine.tick();
    assert_eq!(without_log(&stage.database), 310);
    let room = stage.wal.bytes().len();
    assert!(room < 200_000, "{room}");
    // However full the storage is now, this goes through.
    stage.fill_up();
    assert_eq!(int(stage.say("DEL k:0")), 1);
    stage.free();
    stage.check();
}

#[test]
fn a_long_log_that_is_found_is_moved_too() {
    let (mut stage, value) = (Stage::new(), "v".repeat(8000));
    stage.say("SAVE");
    for n in 0..300 {
        stage.say(&format!("SET k:{n} {value}"));
    }
    // It is killed, and opened anew.
    let (database, wal) = (stage.database.clone(), stage.wal.clone());
    let clock = stage.clock.clone();
    drop(stage);
    let conn = Connection::open(database.open(), wal.open()).unwrap();
    let mut engine = Engine::open(conn, Box::new(clock.clone()), Config::default()).unwrap();
    assert!(engine.tick().is_some());
    clock.advance(100_000);
    engine.tick();
    assert_eq!(without_log(&database), 300);
}
