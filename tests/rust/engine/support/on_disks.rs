//! An engine over two files that can be full, and what a test says to it.

use redlet::command::reply::Reply;
use redlet::engine::Engine;
use redlet::engine::state::config::Config;
use redlet::sqlite::Connection;
use redlet::vfs::double::Disk;

use super::native::Clock;

/// An engine, and the two files that it has.
pub struct OnDisks {
    pub engine: Engine,
    pub clock: Clock,
    pub database: Disk,
    pub wal: Disk,
    pub session: u64,
}

impl OnDisks {
    pub fn new() -> OnDisks {
        OnDisks::over(Disk::new())
    }

    /// Over a database that was closed.
    pub fn over(database: Disk) -> OnDisks {
        let wal = Disk::new();
        let clock = Clock::new(7);
        let conn = Connection::open(database.open(), wal.open()).unwrap();
        let mut engine = redlet::open(conn, Box::new(clock.clone()), Config::default()).unwrap();
        let session = engine.connect("");
        OnDisks {
            engine,
            clock,
            database,
            wal,
            session,
        }
    }

    /// Files may not grow any more.
    pub fn fill_up(&self) {
        for disk in [&self.database, &self.wal] {
            disk.set_room(Some(disk.bytes().len()));
        }
    }

    /// Files may grow again.
    pub fn free(&self) {
        self.database.set_room(None);
        self.wal.set_room(None);
    }

    /// Runs one command.
    pub fn say(&mut self, line: &str) -> Reply {
        say(&mut self.engine, self.session, line)
    }

    /// Runs commands as one batch.
    pub fn batch(&mut self, lines: &[&str]) -> Vec<Reply> {
        let words: Vec<Vec<&[u8]>> = lines.iter().map(|line| words(line)).collect();
        self.engine.run_lines(self.session, &words)
    }

    /// Has SQLite look for damage.
    pub fn check(&mut self) {
        self.engine.connection().integrity_check().unwrap();
    }
}

fn words(line: &str) -> Vec<&[u8]> {
    line.split(' ').map(str::as_bytes).collect()
}

/// Runs one command in a session.
pub fn say(engine: &mut Engine, session: u64, line: &str) -> Reply {
    let replies = engine.run_lines(session, &[words(line)]);
    replies.into_iter().next().unwrap()
}

/// The number that a reply is.
pub fn int(reply: Reply) -> i64 {
    match reply {
        Reply::Int(number) => number,
        other => panic!("{other:?}"),
    }
}
