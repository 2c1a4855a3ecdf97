//! SQLite as the store sees it: one connection to one database, and statements prepared once.
//!
//! A [`Connection`] is in memory or over two host files ([`crate::vfs`]). It has no SQL of its own
//! but pragmas. The invariant: a connection that is dropped without [`Connection::close`] leaves
//! its files exactly as a killed process would, with every commit in them.

mod error;
mod open;
mod query;
mod row;
mod snapshot;

#[cfg(test)]
mod crash_tests;
#[cfg(test)]
mod tests;

pub use error::StorageError;
pub use row::{Column, Row};

use std::cell::RefCell;

use crate::vfs::Mount;
use snapshot::Held;

/// What a commit waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Synchronous {
    /// The commit is on the device (`appendfsync always`).
    Full,
    /// The commit is with the operating system (`appendfsync everysec` and `no`).
    Normal,
}

/// How much there is in the log, and in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogState {
    /// It may stay as it is.
    Small,
    /// There is room in the file that commits do not need now.
    Roomy,
    /// It has so much that it should be moved into the database.
    Long,
}

/// An open database.
// The order of the fields matters: the connection closes its files before the mount lets go.
#[derive(Debug)]
pub struct Connection {
    raw: rusqlite::Connection,
    /// The snapshot that is being read.
    held: RefCell<Option<Held>>,
    /// Where the files are; none in memory.
    mount: Option<Mount>,
    /// The bytes of a page.
    page_size: u64,
}

impl Connection {
    /// Starts a transaction.
    pub fn begin(&self) -> Result<(), StorageError> {
        if let Some(mount) = &self.mount {
            let healed = mount.heal();
            healed.map_err(|error| StorageError::Poisoned(error.to_string()))?;
        }
        self.run("BEGIN", ()).map(drop)
    }

    /// Commits the transaction. An error means that it is rolled back, on disk as in memory.
    pub fn commit(&self) -> Result<(), StorageError> {
        let committed = self.run("COMMIT", ()).map(drop);
        if committed.is_err() {
            self.rollback()?;
        }
        committed
    }

    /// Rolls the transaction back. SQLite may have done so itself, when the storage failed.
    pub fn rollback(&self) -> Result<(), StorageError> {
        match self.in_transaction() {
            true => self.run("ROLLBACK", ()).map(drop),
            false => Ok(()),
        }
    }

    /// Whether a transaction is open.
    pub fn in_transaction(&self) -> bool {
        !self.raw.is_autocommit()
    }

    /// Runs several statements that give no rows.
    pub fn script(&self, sql: &str) -> Result<(), StorageError> {
        self.raw
            .execute_batch(sql)
            .map_err(|error| self.failure(error))
    }

    /// Sets what a commit waits for. Not inside a transaction.
    pub fn set_synchronous(&self, synchronous: Synchronous) -> Result<(), StorageError> {
        self.script(match synchronous {
            Synchronous::Full => "PRAGMA synchronous = FULL",
            Synchronous::Normal => "PRAGMA synchronous = NORMAL",
        })?;
        if let Some(mount) = &self.mount {
            mount.set_commits_are_flushed(synchronous == Synchronous::Full);
        }
        Ok(())
    }

    /// Whether the database is in files, not in memory.
    pub fn is_file(&self) -> bool {
        self.mount.is_some()
    }

    /// Whether commits were made that a power cut could still take.
    pub fn is_dirty(&self) -> bool {
        self.mount.as_ref().is_some_and(Mount::is_dirty)
    }

    /// Flushes all commits to the device. Not inside a transaction.
    pub fn flush(&self) -> Result<(), StorageError> {
        match &self.mount {
            Some(mount) => Ok(mount.flush()?),
            None => Ok(()),
        }
    }

    /// Moves every commit from the log to the database file and empties the log.
    pub fn checkpoint(&self) -> Result<(), StorageError> {
        if self.mount.is_none() || self.held.borrow().is_some() {
            // A snapshot needs the file as it is; the log has the rest.
            return self.flush();
        }
        let is_busy = self.one("PRAGMA wal_checkpoint(TRUNCATE)", (), |row| {
            row.get::<bool>(0)
        })?;
        match is_busy {
            Some(false) => Ok(()),
            _ => Err(StorageError::Locked),
        }
    }

    /// What should be done about the log when there is time. Nothing while a snapshot is read.
    pub fn log_state(&self) -> Result<LogState, StorageError> {
        let Some(mount) = &self.mount else {
            return Ok(LogState::Small);
        };
        // A snapshot sets it to 0.
        let limit = self.number("PRAGMA wal_autocheckpoint")? * self.page_size / 16;
        Ok(match limit {
            0 => LogState::Small,
            _ if mount.wal_end()? > limit => LogState::Long,
            _ if mount.wal_size()? > limit => LogState::Roomy,
            _ => LogState::Small,
        })
    }

    /// Moves a long log into the database and gives its room back, but what deleting needs.
    pub fn tidy_log(&self) -> Result<(), StorageError> {
        self.checkpoint()?;
        if let Some(mount) = &self.mount {
            mount.reserve_log()?;
        }
        Ok(())
    }

    /// Moves every commit to the database file; the next one starts the log anew, over what its
    /// file has.
    pub fn recycle_log(&self) -> Result<(), StorageError> {
        self.release()?;
        self.script("PRAGMA wal_checkpoint(PASSIVE)")
    }

    /// How many rows were changed since the database was opened.
    pub fn changes(&self) -> u64 {
        self.raw.total_changes()
    }

    /// Checkpoints, flushes and closes the files. An error leaves every commit in them: those that
    /// did not reach the database file are in the log, and found there at the next open.
    pub fn close(self) -> Result<(), StorageError> {
        let rolled_back = self.rollback().and_then(|()| self.release());
        let moved = self.checkpoint();
        let flushed = self.flush();
        let Connection { raw, mount, .. } = self;
        let closed = raw.close().map_err(|(_, error)| error.into());
        let released = mount.map_or(Ok(()), |mut mount| mount.close());
        rolled_back.and(moved).and(flushed).and(closed)?;
        Ok(released?)
    }

    /// The bytes that the database takes in the host's storage, its log included.
    pub fn size(&self) -> Result<u64, StorageError> {
        match &self.mount {
            Some(mount) => Ok(mount.size()?),
            None => Ok(self.page_count()? * self.page_size),
        }
    }

    /// The bytes of the pages that hold data: free pages and the log don't count.
    pub fn used_size(&self) -> Result<u64, StorageError> {
        let free = self.number("PRAGMA freelist_count")?;
        Ok(self.page_count()?.saturating_sub(free) * self.page_size)
    }

    /// Whether so much of the database is free that it should be given back, and not only kept for
    /// the next writes: an eighth, if that is more than 64 pages.
    pub fn is_sparse(&self) -> Result<bool, StorageError> {
        let free = self.number("PRAGMA freelist_count")?;
        Ok(free > 64 && free > self.page_count()? / 8)
    }

    /// Takes at most 64 free pages out of the database, by moving others into their places; whether
    /// there were any that could be. Its file shrinks when the log is moved into it.
    pub fn shrink(&self) -> Result<bool, StorageError> {
        let before = self.page_count()?;
        self.rows("PRAGMA incremental_vacuum(64)", &(), &mut |_| Ok(true))?;
        Ok(self.page_count()? < before)
    }

    /// Reads the whole database and says what is wrong with it.
    pub fn integrity_check(&self) -> Result<(), StorageError> {
        let lines = self.all("PRAGMA integrity_check", (), |row| row.get::<String>(0))?;
        match lines.as_slice() {
            [line] if line == "ok" => Ok(()),
            _ => Err(StorageError::Corrupt(lines.join("; "))),
        }
    }

    /// SQLite's error as ours, with the host's own words where SQLite has only "disk I/O error".
    fn failure(&self, error: rusqlite::Error) -> StorageError {
        let host = self.mount.as_ref().and_then(Mount::take_last_error);
        match (error.into(), host) {
            (StorageError::Io(text), Some(host)) => StorageError::Io(format!("{text}: {host}")),
            (error, _) => error,
        }
    }

    /// How many pages the database has.
    pub fn page_count(&self) -> Result<u64, StorageError> {
        self.number("PRAGMA page_count")
    }

    fn number(&self, sql: &str) -> Result<u64, StorageError> {
        Ok(self.int(sql, ())?.unwrap_or_default() as u64)
    }
}
