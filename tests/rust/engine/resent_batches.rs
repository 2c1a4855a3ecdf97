//! Batches that a tab numbers: one that is sent again to the engine that took over runs once.

use std::path::PathBuf;

use crate::support::native::Clock;
use redlet::engine::Engine;
use redlet::engine::state::config::Config;
use redlet::protocol::frame;
use redlet::sqlite::Connection;
use redlet::vfs::NativeFile;

const CLIENT: i64 = (1 << 47) - 1;

/// A database in files, and whoever has it open.
struct World {
    folder: PathBuf,
    clock: Clock,
    engine: Option<Engine>,
    session: u64,
    /// What restores the session, as it was told last.
    restoration: Vec<u8>,
}

impl World {
    fn new(name: &str) -> World {
        let folder = std::env::temp_dir().join(format!("redlet-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut world = World {
            folder,
            clock: Clock::new(1),
            engine: None,
            session: 0,
            restoration: Vec::new(),
        };
        world.take_over();
        world
    }

    /// The engine dies as a killed tab's does, and another opens the files for the same client.
    fn take_over(&mut self) {
        self.engine = None;
        let file = |name| Box::new(NativeFile::open(&self.folder.join(name)).unwrap());
        let conn = Connection::open(file("db"), file("wal")).unwrap();
        let mut engine =
            redlet::open(conn, Box::new(self.clock.clone()), Config::default()).unwrap();
        self.session = engine.connect("");
        engine.attach(self.session, CLIENT, &self.restoration);
        self.engine = Some(engine);
    }

    fn engine(&mut self) -> &mut Engine {
        self.engine.as_mut().unwrap()
    }

    /// Sends a batch as a client does that may have sent it before.
    fn send(&mut self, number: i64, lines: &[&str]) -> Vec<u8> {
        let session = self.session;
        let frame = batch(lines);
        let engine = self.engine();
        let known = engine.answered(session, number);
        let replies =
            known.unwrap_or_else(|| engine.exec_once(session, &frame, Some(number)).unwrap());
        self.read(replies)
    }

    /// Keeps what restores the session; gives the frame without it.
    fn read(&mut self, replies: Vec<u8>) -> Vec<u8> {
        let (count, head) = frame::head(&replies);
        if head > 4 {
            self.restoration = replies[9..head].to_vec();
        }
        [&count.to_le_bytes()[..], &replies[head..]].concat()
    }

    fn rows(&mut self) -> i64 {
        let conn = self.engine().connection();
        conn.one("SELECT count(*) FROM replies", (), |row| row.get(0))
            .unwrap()
            .unwrap()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.engine = None;
        std::fs::remove_dir_all(&self.folder).unwrap();
    }
}

fn batch(lines: &[&str]) -> Vec<u8> {
    let mut out = (lines.len() as u32).to_le_bytes().to_vec();
    for line in lines {
        let words: Vec<&str> = line.split(' ').collect();
        out.extend_from_slice(&(words.len() as u32).to_le_bytes());
        for word in words {
            out.extend_from_slice(&(word.len() as u32).to_le_bytes());
            out.extend_from_slice(word.as_bytes());
        }
    }
    out
}

/// A frame with one integer.
fn int(number: f64) -> Vec<u8> {
    [&1_u32.to_le_bytes()[..], &[3], &number.to_le_bytes()].concat()
}

#[test]
fn a_batch_that_is_sent_again_is_answered_and_not_run() {
    let mut world = World::new("again");
    assert_eq!(world.send(1, &["INCR n"]), int(1.0));
    assert_eq!(world.send(2, &["RPUSH l a"]), int(1.0));
    world.take_over();
    assert_eq!(world.send(1, &["INCR n"]), int(1.0));
    assert_eq!(world.send(2, &["RPUSH l a"]), int(1.0));
    assert_eq!(world.send(3, &["LLEN l"]), int(1.0));
    assert_eq!(world.send(4, &["INCR n"]), int(2.0));
}

#[test]
fn every_batch_that_may_be_unanswered_is_known() {
    let mut world = World::new("window");
    for number in 1..=200 {
        world.send(number, &["INCR n"]);
    }
    world.take_over();
    for number in 137..=200 {
        assert_eq!(world.send(number, &["INCR n"]), int(number as f64));
    }
    assert_eq!(world.rows(), 64);
}

#[test]
fn what_does_not_write_leaves_no_record() {
    let mut world = World::new("reads");
    world.send(1, &["GET k", "PING", "PUBLISH c m"]);
    world.send(2, &["INCR n x"]);
    assert_eq!(world.rows(), 0);
}

#[test]
fn a_batch_that_failed_leaves_no_record() {
    let mut world = World::new("atomic");
    world.send(1, &["ATOMIC", "SET k v", "INCR k", "EXEC"]);
    world.take_over();
    let replies = world.send(1, &["ATOMIC", "SET k v", "INCR k", "EXEC"]);
    assert!(String::from_utf8_lossy(&replies).contains("not an integer"));
    assert_eq!(world.send(2, &["EXISTS k"]), int(0.0));
}

#[test]
fn a_reply_that_is_too_large_is_known_to_be_lost() {
    let mut world = World::new("large");
    let value = "x".repeat(20_000);
    world.send(1, &[&format!("SET k {value}"), "INCR n", "GET k", "GET k"]);
    world.take_over();
    let replies = world.send(1, &["never", "run", "again", "twice"]);
    let text = String::from_utf8_lossy(&replies);
    assert_eq!(text.matches("REPLYLOST").count(), 4);
    assert_eq!(world.send(2, &["INCR n"]), int(2.0));
}

#[test]
fn records_are_deleted_when_nobody_can_ask_for_them() {
    let mut world = World::new("old");
    world.send(1, &["INCR n"]);
    world.clock.advance(599_000_000);
    world.take_over();
    assert_eq!(world.rows(), 1);
    world.clock.advance(2_000_000);
    world.take_over();
    assert_eq!(world.rows(), 0);
}

#[test]
fn who_watched_keys_when_the_engine_died_executes_nothing() {
    let mut world = World::new("watch");
    world.send(1, &["WATCH k"]);
    world.take_over();
    let nil = [
        &4_u32.to_le_bytes()[..],
        &[2, 8, 6, 0, 0, 0],
        b"QUEUED",
        &[1],
    ]
    .concat();
    let replies = world.send(2, &["MULTI", "SET k v", "EXEC", "MULTI"]);
    assert_eq!(replies[..nil.len()], nil);
    world.send(3, &["SET k v", "EXEC"]);
    assert_eq!(world.send(4, &["EXISTS k"]), int(1.0));
}

#[test]
fn what_a_recorded_batch_did_to_its_session_is_recorded_with_it() {
    let mut world = World::new("session");
    let value = "x".repeat(40_000);
    let large = format!("SET k {value}");
    for (number, lines) in [
        (1, vec!["SELECT 2", "INCR n"]),
        (2, vec!["SELECT 3", &large, "GET k"]),
    ] {
        world.send(number, &lines);
        let told = std::mem::take(&mut world.restoration);
        assert!(!told.is_empty());
        world.take_over();
        world.send(number, &lines);
        assert_eq!(world.restoration, told);
        world.take_over();
    }
    assert_eq!(world.send(3, &["EXISTS k"]), int(1.0));
}
