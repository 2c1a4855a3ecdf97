//! What happens between batches: flushing once a second, deleting what has expired, closing.

use super::Engine;
use crate::command::Tx;
use crate::engine::state::config::AppendFsync;
use crate::engine::state::session::Session;
use crate::error::{Error, Result};
use crate::sqlite::{LogState, StorageError, Synchronous};

/// How long a commit may wait for its flush under `appendfsync everysec`.
const FLUSH_EVERY: i64 = 1_000_000;
/// How long a snapshot may go unread, in microseconds: meanwhile the log grows.
const SNAPSHOT_PATIENCE: i64 = 60_000_000;
/// How much the files may grow during a snapshot, in bytes.
const SNAPSHOT_LIMIT: u64 = 256 << 20;
/// After how long without a write the log is moved and the file is shrunk, in microseconds.
const IDLE: i64 = 100_000;
/// After how long without a write the log's room is given back, in microseconds.
const LEFT: i64 = 10_000_000;
/// How often expired keys are deleted, in microseconds.
const EXPIRE_EVERY: i64 = 100_000;
/// How soon again if more were due than are deleted at a time, in microseconds.
const EXPIRE_MORE: i64 = 10_000;
/// How many keys are deleted at a time, so that no command waits long.
const EXPIRE_AT_ONCE: usize = 200;

impl Engine {
    /// Does the background work that is due. Returns after how many milliseconds it must be called
    /// again, or `None` if there is nothing to do until a command runs.
    pub fn tick(&mut self) -> Option<u32> {
        let now = self.host.now();
        if self.is_flush_due(now) {
            // INFO persistence tells of a failure; in a second it is tried again.
            let _ = self.flush();
        }
        self.give_up(now);
        self.end_snapshot(now);
        self.end_overdue(now);
        let pause_end = self.server.pause.next_deadline();
        if pause_end.is_some_and(|end| end <= now) {
            // Where the batch fails they are told so.
            self.for_nobody(|_| Ok(()));
        }
        if self.server.eviction.is_pending {
            self.for_nobody(|tx| tx.evict().map(drop));
        }
        if now >= self.expire_next {
            self.expire_next = now + EXPIRE_EVERY;
            self.expire(now.div_euclid(1000));
            if self.has_due(now.div_euclid(1000)) {
                self.expire_next = now + EXPIRE_MORE;
            }
        }
        if self.tidy_next.is_some_and(|at| at <= now) {
            // A failure rolls back; the next write leads here again.
            self.tidy_next = self.tidy(now).unwrap_or(None);
        }
        self.next_tick(now)
    }

    /// Frees some pages. While nothing is written it moves a long log into the database, so that no commit
    /// has to, and later gives the log's room back. Returns the time of the next step, if there is one.
    fn tidy(&mut self, now: i64) -> std::result::Result<Option<i64>, StorageError> {
        if self.shrink()? {
            return Ok(Some(now + EXPIRE_MORE));
        }
        let conn = self.database.connection();
        let log = conn.log_state()?;
        if log == LogState::Small {
            return Ok(None);
        }
        let (idle_at, left_at) = (self.wrote_at + IDLE, self.wrote_at + LEFT);
        if now < idle_at {
            return Ok(Some(idle_at));
        }
        if now < left_at {
            if log == LogState::Long {
                conn.recycle_log()?;
            }
            return Ok(Some(left_at));
        }
        conn.tidy_log()?;
        Ok(None)
    }

    /// Frees some pages. Returns whether there are more. The last step shortens the file.
    fn shrink(&mut self) -> std::result::Result<bool, StorageError> {
        let conn = self.database.connection();
        // The last step would end a snapshot.
        if self.server.snapshot.is_some() || !conn.is_sparse()? {
            return Ok(false);
        }
        conn.begin()?;
        let shrunk = conn.shrink();
        match shrunk {
            Ok(_) => conn.commit()?,
            Err(_) => conn.rollback()?,
        }
        if shrunk? && conn.is_sparse()? {
            return Ok(true);
        }
        conn.recycle_log()?;
        Ok(false)
    }

    fn is_flush_due(&self, now: i64) -> bool {
        self.server.config.appendfsync == AppendFsync::EverySec
            && self
                .dirty_since
                .is_some_and(|since| now - since >= FLUSH_EVERY)
    }

    /// Flushes what was committed. INFO persistence shows whether it failed.
    pub(super) fn flush(&mut self) -> std::result::Result<(), StorageError> {
        let done = self.database.connection().flush();
        self.server.last_write_failed = done.is_err();
        self.dirty_since = done.is_err().then(|| self.host.now());
        done
    }

    /// Deletes some of the expired keys and fields.
    fn expire(&mut self, now: i64) {
        if !self.has_due(now) {
            return;
        }
        // A failure rolls back; the same keys are due at the next tick, and expired on read anyway.
        self.for_nobody(|tx| {
            tx.store.records_expired = tx.server.is_observed();
            tx.store.keeps_expired = false;
            let now = tx.now();
            Ok(tx.store.expire_due(now, EXPIRE_AT_ONCE)?)
        });
    }

    /// Does background work in a transaction of its own.
    fn for_nobody(&mut self, work: fn(&mut Tx) -> Result<()>) {
        let mut nobody = Session::new(0, "", true, self.host.now());
        let _ = self.transaction(|engine| {
            let tx = &mut engine.tx(&mut nobody);
            match work(tx).and_then(|()| tx.tell_expired()) {
                Err(Error::Storage(error)) => engine.server.failed = Some(error),
                Err(Error::NoMemory) => engine.server.failed = Some(StorageError::NoMemory),
                _ => {}
            }
            engine.settle(&mut nobody);
            engine.run_released();
        });
    }

    /// Whether there are keys or fields to delete.
    fn has_due(&mut self, now: i64) -> bool {
        let is_paused = self.server.pause.is_on(self.host.now());
        self.server.config.active_expire
            && !is_paused
            && self.database.store.has_due(now).unwrap_or(false)
    }

    fn next_tick(&mut self, now: i64) -> Option<u32> {
        let flush = match self.server.config.appendfsync {
            AppendFsync::EverySec => self.dirty_since.map(|since| since + FLUSH_EVERY),
            _ => None,
        };
        let expire = self.database.store.next_deadline().ok().flatten();
        let expire = expire.map(|at| at.saturating_mul(1000).max(self.expire_next));
        let gives_up = self.server.waiting.next_deadline();
        let pause_end = self.server.pause.next_deadline();
        let evicts = self.server.eviction.is_pending.then_some(now + EXPIRE_MORE);
        let snapshot = self.server.snapshot.as_ref();
        let snapshot = snapshot.map(|snapshot| snapshot.used_at + SNAPSHOT_PATIENCE);
        let next = [
            flush,
            expire,
            gives_up,
            pause_end,
            evicts,
            self.tidy_next,
            snapshot,
            self.next_look(),
        ]
        .into_iter()
        .flatten()
        .min()?;
        // Timers hold 31 bits of milliseconds; waking early does no harm.
        let millis = (next - now).max(0) / 1000 + 1;
        Some(millis.min(i64::from(i32::MAX)) as u32)
    }

    /// Plans the flush of a commit, and the tidying after one that wrote. Fails if a command needed the
    /// flush at once and it failed.
    pub(super) fn after_commit(&mut self, wrote: bool) -> std::result::Result<(), StorageError> {
        self.server.last_write_failed = false;
        self.server.config_before = None;
        if wrote && self.database.connection().is_file() {
            self.wrote_at = self.host.now();
            let soon = self.wrote_at + IDLE;
            self.tidy_next = Some(self.tidy_next.map_or(soon, |next| next.min(soon)));
        }
        if self.dirty_since.is_none() && self.database.connection().is_dirty() {
            self.dirty_since = Some(self.host.now());
        }
        let flushed = match std::mem::take(&mut self.server.wants_flush) {
            true => self.flush(),
            false => Ok(()),
        };
        let flushed = flushed.and(self.keep_promises());
        if std::mem::take(&mut self.server.config.appendfsync_changed) {
            // It cannot fail: the pragma touches memory alone.
            let _ = self.apply_appendfsync();
        }
        flushed
    }

    /// Does what SAVE and SNAPSHOT asked for, which is not possible inside a transaction.
    fn keep_promises(&mut self) -> std::result::Result<(), StorageError> {
        let conn = self.database.connection();
        if std::mem::take(&mut self.server.wants_save) {
            let saved = conn.checkpoint().and_then(|()| conn.flush());
            self.server.save_failed = saved.is_err();
            saved?;
            self.server.saved_at = self.host.now();
            self.server.dirty = 0;
        }
        if std::mem::take(&mut self.server.wants_snapshot) {
            let held = self.database.store.begin_snapshot();
            match &mut self.server.snapshot {
                Some(snapshot) if held.is_ok() => snapshot.size = self.database.store.size()?,
                snapshot => *snapshot = None,
            }
            return held;
        }
        Ok(())
    }

    /// Ends a snapshot that was not read for long, or during which the log has grown too large.
    fn end_snapshot(&mut self, now: i64) {
        let Some(snapshot) = &self.server.snapshot else {
            return;
        };
        let limit = snapshot.size + SNAPSHOT_LIMIT;
        let is_long = self.database.store.size().is_ok_and(|size| size > limit);
        if now - snapshot.used_at > SNAPSHOT_PATIENCE || is_long {
            self.server.snapshot = None;
            // The pragma touches memory alone.
            let _ = self.database.store.end_snapshot();
        }
    }

    /// Sets SQLite's `synchronous` as `appendfsync` asks.
    pub(super) fn apply_appendfsync(&mut self) -> std::result::Result<(), StorageError> {
        let synchronous = match self.server.config.appendfsync {
            AppendFsync::Always => Synchronous::Full,
            AppendFsync::EverySec | AppendFsync::No => Synchronous::Normal,
        };
        self.database.connection().set_synchronous(synchronous)
    }

    /// Flushes and closes the database. Then every acknowledged write is in its files, even if this
    /// returns an error, unless the host refuses all writes.
    pub fn close(self) -> std::result::Result<(), StorageError> {
        self.database.close()
    }
}
