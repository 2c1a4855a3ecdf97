//! What the keyspace promises whatever the commands are: counts that agree with the data, scans that
//! miss nothing and end, and a flush that is told of only where it was made.

// The same tests in a browser's worker.
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::collections::{BTreeMap, BTreeSet};

use crate::support::keyspace::{check, number, random_command, run};
use crate::support::native::{Clock, memory_engine};
use redlet::command::reply::Reply;
use redlet::engine::Engine;
use redlet::engine::state::config::Config;
use redlet::engine::state::host::{Host, Random};
use redlet::sqlite::Connection;
use redlet::vfs::double::{Disk, Fault};

/// An engine over two disks that can fail.
struct Rig {
    clock: Clock,
    database: Disk,
    wal: Disk,
    engine: Engine,
    session: u64,
}

impl Rig {
    fn new() -> Rig {
        let clock = Clock::new(7);
        let (database, wal) = (Disk::new(), Disk::new());
        let engine = open(&database, &wal, &clock);
        let mut rig = Rig {
            clock,
            database,
            wal,
            engine,
            session: 0,
        };
        rig.session = rig.engine.connect("");
        rig
    }

    /// Drops the engine as a kill would, and opens what it left.
    fn reopen(&mut self) {
        self.engine = memory_engine(&self.clock);
        self.engine = open(&self.database, &self.wal, &self.clock);
        self.session = self.engine.connect("");
    }

    fn set_faults(&self, faults: &[Fault]) {
        self.database.set_faults(faults);
        self.wal.set_faults(faults);
    }

    fn batch(&mut self, lines: &[String]) -> Vec<Reply> {
        run(&mut self.engine, self.session, lines)
    }

    /// Every row of every table, in order.
    fn rows(&mut self) -> Vec<String> {
        let sql = "SELECT quote(db) || quote(key) || quote(expire_at) || quote(id) || size || quote(value) FROM keys
                   UNION ALL SELECT key_id || quote(name) || quote(expire_at) || quote(value) FROM elements
                   UNION ALL SELECT key_id || quote(value) FROM large_values
                   UNION ALL SELECT key_id || quote(member) || quote(score) FROM scores
                   UNION ALL SELECT key_id || level || quote(member) || quote(score) || count FROM ranks
                   UNION ALL SELECT number || ' ' || storage FROM databases";
        let conn = self.engine.connection();
        conn.all(sql, (), |row| row.get(0)).unwrap()
    }
}

fn open(database: &Disk, wal: &Disk, clock: &Clock) -> Engine {
    let conn = Connection::open(database.open(), wal.open()).unwrap();
    redlet::open(conn, Box::new(clock.clone()), Config::default()).unwrap()
}

#[test]
fn counts_agree_with_the_rows_after_any_commands() {
    let mut rig = Rig::new();
    let mut random = Random::new(&rig.clock);
    for round in 0..3_000 {
        let length = 1 + random.below(4);
        let lines: Vec<String> = (0..length).map(|_| random_command(&mut random)).collect();
        match random.below(40) {
            0 => rig.reopen(),
            1..=4 => fail_to_commit(&mut rig, &lines),
            5..=9 => {
                rig.clock.advance(100_000);
                rig.engine.tick();
            }
            _ => {
                rig.batch(&lines);
            }
        }
        rig.clock.advance(random.below(20_000) as i64);
        check(&mut rig.engine, &format!("round {round}: {lines:?}"));
    }
}

/// A batch that cannot be written leaves everything as it was, and tells so to each command.
fn fail_to_commit(rig: &mut Rig, lines: &[String]) {
    let before = rig.rows();
    rig.set_faults(&[Fault::Write]);
    let replies = rig.batch(lines);
    let has_failed = rig.database.has_failed() || rig.wal.has_failed();
    rig.set_faults(&[]);
    if has_failed {
        assert_eq!(rig.rows(), before, "{lines:?}");
        let all_told = replies
            .iter()
            .all(|reply| matches!(reply, Reply::Error(text) if text.starts_with("MISCONF")));
        assert!(all_told, "{lines:?}: {replies:?}");
    }
}

/// One page of a SCAN: the next cursor and the keys.
fn page(engine: &mut Engine, session: u64, cursor: &str, count: u64) -> (String, Vec<String>) {
    let line = format!("SCAN {cursor} COUNT {count}");
    let text = |reply: &Reply| match reply {
        Reply::Bulk(bytes) => String::from_utf8(bytes.clone()).unwrap(),
        other => panic!("{other:?}"),
    };
    match run(engine, session, &[line]).pop() {
        Some(Reply::Array(parts)) => match parts.as_slice() {
            [cursor, Reply::Array(keys)] => (text(cursor), keys.iter().map(text).collect()),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_scan_gives_every_key_that_stays_however_others_come_and_go() {
    let clock = Clock::new(3);
    let mut random = Random::new(&clock);
    for round in 0..40 {
        let mut engine = memory_engine(&clock);
        let session = engine.connect("");
        let say = |engine: &mut Engine, line: String| run(engine, session, &[line]);
        for key in 0..200 {
            say(&mut engine, format!("SET k{key} v"));
        }
        let mut stays: BTreeSet<String> = (0..200).map(|key| format!("k{key}")).collect();
        let mut given = BTreeSet::new();
        let mut cursor = "0".to_owned();
        loop {
            let (next, keys) = page(&mut engine, session, &cursor, 1 + random.below(15));
            given.extend(keys);
            cursor = next;
            if cursor == "0" {
                break;
            }
            for _ in 0..random.below(10) {
                let key = random.below(400);
                let line = match random.below(5) {
                    0 => format!("DEL k{key}"),
                    // The same key in a new place is no longer the key that was there.
                    1 => format!("RENAME k{key} k{}", random.below(400)),
                    2 => format!("SET k{key} v PX 1"),
                    _ => {
                        say(&mut engine, format!("SET k{key} w"));
                        continue;
                    }
                };
                let gone: Vec<&str> = line
                    .split(' ')
                    .filter(|word| word.starts_with('k'))
                    .collect();
                stays.retain(|key| !gone.contains(&key.as_str()));
                say(&mut engine, line);
                clock.advance(2_000);
            }
        }
        let missed: Vec<_> = stays.difference(&given).collect();
        assert!(missed.is_empty(), "round {round}: {missed:?}");
    }
}

#[test]
fn a_scan_ends_although_each_key_it_gives_is_made_anew() {
    let clock = Clock::new(3);
    let mut engine = memory_engine(&clock);
    let session = engine.connect("");
    for key in 0..100 {
        run(&mut engine, session, &[format!("SET k{key} v")]);
    }
    let mut cursor = "0".to_owned();
    let mut given = Vec::new();
    for _ in 0..11 {
        let (next, keys) = page(&mut engine, session, &cursor, 10);
        for key in &keys {
            run(
                &mut engine,
                session,
                &[format!("DEL {key}"), format!("SET {key} w")],
            );
        }
        given.extend(keys);
        cursor = next;
        if cursor == "0" {
            break;
        }
    }
    assert_eq!(cursor, "0");
    assert_eq!(given.len(), 100);
    assert_eq!(given.iter().collect::<BTreeSet<_>>().len(), 100);
}

#[test]
fn random_keys_are_equally_likely_although_ids_have_gaps() {
    let clock = Clock::new(11);
    let mut engine = memory_engine(&clock);
    let session = engine.connect("");
    for key in 0..300 {
        run(&mut engine, session, &[format!("SET k{key} v")]);
    }
    // Gaps of all lengths: only squares and the keys after them stay.
    let stays: BTreeSet<i32> = (0..17).flat_map(|n| [n * n, n * n + 1]).collect();
    for key in (0..300).filter(|key| !stays.contains(key)) {
        run(&mut engine, session, &[format!("DEL k{key}")]);
    }
    let draws = 300 * stays.len();
    let mut hits: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    for _ in 0..draws {
        match run(&mut engine, session, &["RANDOMKEY".to_owned()]).pop() {
            Some(Reply::Bulk(key)) => *hits.entry(key).or_default() += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(hits.len(), stays.len());
    // Five standard deviations.
    let uneven = hits.values().any(|hits| !(210..390).contains(hits));
    assert!(!uneven, "{hits:?}");
}

#[test]
fn waitaof_tells_of_a_flush_only_where_there_was_one() {
    let mut rig = Rig::new();
    let lines = ["SET k v".to_owned(), "WAITAOF 1 0 0".to_owned()];
    let safe = Reply::Array(vec![Reply::Int(1), Reply::Int(0)]);
    assert_eq!(rig.batch(&lines), [Reply::Ok, safe.clone()]);
    assert!(!rig.engine.connection().is_dirty());

    rig.set_faults(&[Fault::Flush]);
    let told = rig.batch(&["SET k w".to_owned(), "WAITAOF 1 0 0".to_owned()]);
    let is_told =
        |reply: &Reply| matches!(reply, Reply::Error(text) if text.starts_with("MISCONF"));
    assert!(told.iter().all(is_told), "{told:?}");

    rig.set_faults(&[]);
    assert_eq!(rig.batch(&lines), [Reply::Ok, safe]);
}

#[test]
fn many_keys_due_at_once_are_soon_gone() {
    let clock = Clock::new(5);
    let mut engine = memory_engine(&clock);
    let session = engine.connect("");
    for key in 0..5_000 {
        run(&mut engine, session, &[format!("SET k{key} v PX 1000")]);
    }
    let start = clock.now();
    clock.advance(1_000_000);
    while let Some(wait) = engine.tick() {
        assert!(wait > 0, "a tick must not be wanted at once for ever");
        clock.advance(i64::from(wait) * 1_000);
    }
    let took = (clock.now() - start) / 1_000 - 1_000;
    assert_eq!(number(&mut engine, "SELECT count(*) FROM keys"), 0);
    assert!(took < 1_000, "{took} ms");
    check(&mut engine, "after expiry");
}

/// Their replies said so: SELECT, MULTI, EXEC and CONFIG SET are in a failed batch like any other.
#[test]
fn a_failed_batch_leaves_its_session_and_the_settings_alone() {
    let mut rig = Rig::new();
    let lines = |text: &str| text.split("; ").map(String::from).collect::<Vec<_>>();
    let setting = "CONFIG SET appendfsync always zset-max-listpack-entries 3";
    let fail = |rig: &mut Rig, text: &str| {
        rig.set_faults(&[Fault::Write]);
        let replies = rig.batch(&lines(text));
        rig.set_faults(&[]);
        assert!(
            replies.iter().all(|reply| matches!(reply, Reply::Error(_))),
            "{replies:?}"
        );
    };
    fail(&mut rig, &format!("SET a 1; SELECT 3; {setting}; MULTI"));
    let asked = rig.batch(&lines(
        "SET b 1; DBSIZE; CONFIG GET appendfsync; SELECT 3; DBSIZE; SELECT 0",
    ));
    assert_eq!(asked[1], Reply::Int(1));
    let everysec = (
        Reply::Bulk(b"appendfsync".to_vec()),
        Reply::Bulk(b"everysec".to_vec()),
    );
    assert_eq!(asked[2], Reply::Map(vec![everysec]));
    assert_eq!(asked[4], Reply::Int(0));
    // A transaction that spans batches ends with the EXEC that failed.
    assert_eq!(rig.batch(&lines("MULTI; SET c 1")).len(), 2);
    fail(&mut rig, "EXEC");
    assert_eq!(rig.batch(&lines("EXISTS c")), [Reply::Int(0)]);
}
