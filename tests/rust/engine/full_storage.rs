//! A storage that is full still reads and deletes, refuses whole what would need room, and writes again
//! when there is some.

use redlet::command::reply::Reply;

use crate::support::on_disks::{OnDisks, int};

impl OnDisks {
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
}

fn is_full(reply: &Reply) -> bool {
    let text = "MISCONF Errors writing to the AOF file: No space left on device";
    matches!(reply, Reply::Error(error) if error == text)
}

#[test]
fn a_full_storage_reads_and_deletes_and_then_writes_again() {
    let mut disks = OnDisks::new();
    let value = "x".repeat(100);
    for i in 0..3000 {
        disks.say(&format!("SET old:{i} {value}"));
    }
    disks.fill_up();
    let taken = disks.set_until_full(&value);
    // Reads go on, in one batch with a write that is refused.
    let replies = disks.batch(&["GET old:1", "SET more 1", "DBSIZE", "PING"]);
    assert_eq!(replies[0], Reply::Bulk(value.clone().into_bytes()));
    assert!(is_full(&replies[1]));
    assert_eq!(int(replies[2].clone()), 3000 + taken as i64);
    assert_eq!(replies[3], Reply::Status("PONG".into()));
    // Every key can be deleted, one batch a key.
    assert!(disks.delete_all("old", 3000) < 30);
    // What they left is room for others, with no help from outside.
    let refused = (0..1000).filter(|i| {
        let line = format!("SET new:{i} {value}");
        is_full(&disks.say(&line)) && is_full(&disks.say(&line))
    });
    assert_eq!(refused.count(), 0);
    disks.check();
    assert_eq!(int(disks.say("DBSIZE")), 1000 + taken as i64);
}

#[test]
fn a_full_storage_can_be_emptied() {
    for command in ["FLUSHALL", "FLUSHDB"] {
        let mut disks = OnDisks::new();
        let value = "x".repeat(1000);
        (0..3000).for_each(|i| drop(disks.say(&format!("SET old:{i} {value}"))));
        disks.fill_up();
        disks.set_until_full(&value);
        assert!(!is_full(&disks.say(command)));
        assert_eq!(int(disks.say("DBSIZE")), 0);
        assert!(!is_full(&disks.say("SET k v")));
        disks.check();
    }
}

#[test]
fn a_storage_that_is_full_from_the_start_can_be_deleted_from() {
    let mut disks = OnDisks::new();
    for i in 0..500 {
        disks.say(&format!("SET k:{i} v"));
    }
    disks.fill_up();
    assert!(disks.delete_all("k", 500) < 30);
    disks.check();
}

#[test]
fn a_full_storage_is_tried_again_after_a_second_or_when_something_went() {
    let mut disks = OnDisks::new();
    disks.say("SET k v");
    disks.fill_up();
    let large = "x".repeat(500_000);
    disks.refuse(&large);
    assert!(
        is_full(&disks.say("SET small 1")),
        "not before a second is over"
    );
    disks.clock.advance(1_000_000);
    assert!(!is_full(&disks.say("SET small 1")), "this one has room");
    disks.refuse(&large);
    disks.free();
    assert_eq!(int(disks.say("DEL small")), 1);
    assert!(!is_full(&disks.say(&format!("SET large {large}"))));
}

#[test]
fn a_transaction_is_refused_whole_where_the_storage_is_full() {
    let mut disks = OnDisks::new();
    disks.fill_up();
    let large = "x".repeat(500_000);
    disks.refuse(&large);
    let replies = disks.batch(&["MULTI", "GET k", "SET k v", "EXEC"]);
    assert!(is_full(&replies[2]));
    assert!(matches!(&replies[3], Reply::Error(text) if text.starts_with("EXECABORT")));
}

#[test]
fn a_full_storage_hides_what_has_expired() {
    let mut disks = OnDisks::new();
    disks.say("SET k v PX 100");
    disks.fill_up();
    let large = "x".repeat(500_000);
    disks.refuse(&large);
    disks.clock.advance(200_000);
    // Not even the log may be written to.
    disks.database.set_room(Some(0));
    disks.wal.set_room(Some(0));
    assert_eq!(disks.say("GET k"), Reply::Nil);
    assert_eq!(int(disks.say("EXISTS k")), 0);
    assert_eq!(disks.say("RANDOMKEY"), Reply::Bulk(b"k".to_vec()));
}
