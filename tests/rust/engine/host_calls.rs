//! How often an awaited command calls the host: in a browser that takes longer than all else that it does.

use redlet::command::reply::Reply;
use redlet::protocol::frame;
use redlet::vfs::double::Calls;

use crate::support::on_disks::OnDisks;

/// A database like a page's: with a client whose batches have numbers, as a tab's have.
struct Page {
    disks: OnDisks,
    session: u64,
    number: i64,
}

impl Page {
    fn new() -> Page {
        let mut disks = OnDisks::new();
        let session = disks.engine.connect("");
        disks.engine.attach(session, 5, &[]);
        Page {
            disks,
            session,
            number: 0,
        }
    }

    /// Runs one command as a batch. Gives the calls to the database's file and to the log's.
    fn calls(&mut self, words: &[&[u8]]) -> (Calls, Calls) {
        let mut batch = 1_u32.to_le_bytes().to_vec();
        batch.extend((words.len() as u32).to_le_bytes());
        for word in words {
            batch.extend((word.len() as u32).to_le_bytes());
            batch.extend(*word);
        }
        self.disks.database.take_calls();
        self.disks.wal.take_calls();
        self.number += 1;
        let exec = self
            .disks
            .engine
            .exec_once(self.session, &batch, Some(self.number));
        let replies = exec.unwrap();
        let (count, _) = frame::head(&replies);
        assert_eq!(count, 1);
        (
            self.disks.database.take_calls(),
            self.disks.wal.take_calls(),
        )
    }

    /// Closes the log, and opens the database anew with nothing of it in memory.
    fn reopened(self) -> Page {
        let database = self.disks.database.clone();
        self.disks.engine.close().unwrap();
        let mut disks = OnDisks::over(database);
        let session = disks.engine.connect("");
        disks.engine.attach(session, 6, &[]);
        Page {
            disks,
            session,
            number: 0,
        }
    }
}

fn key(n: usize) -> Vec<u8> {
    format!("key:{n:05}").into_bytes()
}

#[test]
fn an_awaited_set_is_one_write_and_an_awaited_get_is_nothing() {
    let mut page = Page::new();
    for n in 0..2000 {
        page.calls(&[b"SET", &key(n), &[b'a'; 100]]);
    }
    let one_write = Calls {
        writes: 1,
        ..Calls::default()
    };
    for n in 0..500 {
        let key = key(n * 7 % 2000);
        let set = page.calls(&[b"SET", &key, &[b'b'; 100]]);
        assert_eq!(set, (Calls::default(), one_write), "SET {n}");
        let get = page.calls(&[b"GET", &key]);
        assert_eq!(get, (Calls::default(), Calls::default()), "GET {n}");
    }
}

#[test]
fn a_large_value_that_is_not_in_memory_is_one_read() {
    let mut page = Page::new();
    for n in 0..4000 {
        page.calls(&[b"SET", &key(n), &vec![n as u8; 10_000]]);
    }
    let mut page = page.reopened();
    let mut reads = 0;
    for n in 0..500 {
        let (database, log) = page.calls(&[b"GET", &key(n * 977 % 4000)]);
        assert_eq!(log, Calls::default());
        reads += database.reads;
    }
    // The first ones also read the index, and learn what a value's pages are.
    assert!(reads <= 600, "{reads} reads for 500 values");
    let kept = page.disks.say("STRLEN key:00977");
    assert_eq!(kept, Reply::Int(10_000));
}
