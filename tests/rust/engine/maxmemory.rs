//! `maxmemory` bounds the data: which keys go first, and what is refused when none may.

use redlet::command::reply::Reply;
use redlet::engine::Engine;

use crate::support::native::{Clock, memory_engine};
use crate::support::on_disks::{int, say};

const OOM: &str = "OOM command not allowed when used memory > 'maxmemory'.";

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
