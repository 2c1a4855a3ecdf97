//! The database's file and its log shrink after much was deleted or written, in small steps.

use redlet::engine::state::config::Config;
use redlet::sqlite::Connection;
use redlet::vfs::double::Disk;

use crate::support::on_disks::{OnDisks, int};

/// Ticks as a host does, until nothing is pending but the flush; the greatest number of pages that
/// went in one step.
fn tick_until_quiet(disks: &mut OnDisks) -> u64 {
    let mut most = 0;
    disks.wal.take_calls();
    for _ in 0..2000 {
        let before = disks.engine.connection().page_count().unwrap();
        let Some(millis) = disks.engine.tick() else {
            return most;
        };
        let after = disks.engine.connection().page_count().unwrap();
        most = most.max(before - after);
        disks.clock.advance(i64::from(millis) * 1000);
        let calls = disks.wal.take_calls();
        assert!(calls.writes <= 3, "{calls:?}");
    }
    panic!("it never ends");
}

#[test]
fn the_file_shrinks_in_steps_after_most_keys_were_deleted() {
    for scattered in [false, true] {
        let mut disks = OnDisks::new();
        let value = "x".repeat(1000);
        for i in 0..10_000 {
            disks.say(&format!("SET k:{i} {value}"));
        }
        tick_until_quiet(&mut disks);
        disks.engine.connection().checkpoint().unwrap();
        let full = disks.database.bytes().len();
        let goes = |i: usize| if scattered { i % 10 != 3 } else { i < 9000 };
        for i in (0..10_000).filter(|i| goes(*i)) {
            disks.say(&format!("DEL k:{i}"));
        }
        let most = tick_until_quiet(&mut disks);
        assert!((1..=66).contains(&most), "{most} pages in one step");
        let left = disks.database.bytes().len();
        let used = disks.engine.store().used_size().unwrap() as usize;
        assert!(left < used * 5 / 4, "{left} bytes for {used}");
        assert!(left < full / 2, "{full} bytes became {left}");
        disks.check();
        assert_eq!(int(disks.say("DBSIZE")), 1000);
    }
}

#[test]
fn a_file_that_is_written_over_and_over_is_left_as_large_as_it_is() {
    let mut disks = OnDisks::new();
    let value = "x".repeat(1000);
    for i in 0..2000 {
        disks.say(&format!("SET k:{i} {value}"));
    }
    let pages = disks.engine.connection().page_count().unwrap();
    for i in 0..2000 {
        disks.say(&format!("DEL k:{i}"));
        disks.say(&format!("SET n:{i} {value}"));
        disks.clock.advance(200_000);
        disks.engine.tick();
    }
    let after = disks.engine.connection().page_count().unwrap();
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
    let mut disks = OnDisks::new();
    let value = "v".repeat(8000);
    let set = |disks: &mut OnDisks, n: usize| disks.say(&format!("SET k:{n} {value}"));
    disks.say("SAVE");
    for n in 0..300 {
        set(&mut disks, n);
        // Never idle, so what there is to do waits.
        disks.clock.advance(20_000);
        disks.engine.tick();
    }
    assert_eq!(without_log(&disks.database), 0);
    let length = disks.wal.bytes().len();
    disks.clock.advance(100_000);
    disks.engine.tick();
    assert_eq!(
        (without_log(&disks.database), disks.wal.bytes().len()),
        (300, length)
    );
    // The next commit begins the log anew. A short one is left, and the room for now.
    for n in 300..310 {
        set(&mut disks, n);
    }
    disks.clock.advance(100_000);
    disks.engine.tick();
    assert_eq!(
        (without_log(&disks.database), disks.wal.bytes().len()),
        (300, length)
    );
    disks.clock.advance(10_000_000);
    disks.engine.tick();
    assert_eq!(without_log(&disks.database), 310);
    let room = disks.wal.bytes().len();
    assert!(room < 200_000, "{room}");
    // However full the storage is now, this goes through.
    disks.fill_up();
    assert_eq!(int(disks.say("DEL k:0")), 1);
    disks.free();
    disks.check();
}

#[test]
fn a_long_log_that_is_found_is_moved_too() {
    let (mut disks, value) = (OnDisks::new(), "v".repeat(8000));
    disks.say("SAVE");
    for n in 0..300 {
        disks.say(&format!("SET k:{n} {value}"));
    }
    // It is killed, and opened anew.
    let (database, wal) = (disks.database.clone(), disks.wal.clone());
    let clock = disks.clock.clone();
    drop(disks);
    let conn = Connection::open(database.open(), wal.open()).unwrap();
    let mut engine = redlet::open(conn, Box::new(clock.clone()), Config::default()).unwrap();
    assert!(engine.tick().is_some());
    clock.advance(100_000);
    engine.tick();
    assert_eq!(without_log(&database), 300);
}
