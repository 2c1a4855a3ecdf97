//! How a command reports what it has changed.
//!
//! Every command that changes a key calls [`Tx::changed`] once, or one of the others here, with Redis's
//! name of the event; `engine/state/changes.rs` has who hears of it. While nobody does, that costs a few
//! comparisons.

use super::Tx;
use super::args::Key;
use crate::engine::state::changes::{Change, Class, GENERIC, KeyChange, NEW, STREAM};
use crate::error::Result;

impl Tx<'_> {
    /// Reports that a key of the session's database has changed.
    ///
    /// # Errors
    /// As all of these, fails if the storage does, or who observes changes: then the batch fails.
    pub fn changed(&mut self, key: Key, class: Class, event: &str) -> Result<()> {
        self.changed_in(self.session.db, key.0, class, event)
    }

    /// Reports that elements were deleted. `left` is how many are left; without any, the key is deleted.
    pub fn shrunk(&mut self, key: Key, class: Class, event: &str, left: i64) -> Result<()> {
        self.changed(key, class, event)?;
        if left <= 0 {
            self.event(key, GENERIC, "del")?;
        }
        Ok(())
    }

    /// Deletes what stands where the command is about to store its result, and returns whether anything
    /// did. As in Redis, a key that has expired is one that expires only if something takes its place.
    pub fn clear_target(&mut self, key: Key, size: usize) -> Result<bool> {
        let now = if size > 0 { self.now() } else { i64::MIN };
        let old = self.store.find(self.db, key.0, now)?;
        if let Some(old) = &old {
            self.store.delete(self.db, old)?;
        }
        Ok(old.is_some())
    }

    /// Reports that a command has stored its result under a key, or if `size` is 0, that it has deleted
    /// the key if it existed. The event has the command's name.
    pub fn stored(
        &mut self,
        key: Key,
        class: Class,
        event: &str,
        size: usize,
        replaced: bool,
    ) -> Result<()> {
        match (size > 0, replaced) {
            // What takes another's place is no new key to Redis.
            (true, true) => self.changed_key(KeyChange {
                is_overwrite: true,
                ..KeyChange::of(self.session.db, key.0, class, event)
            }),
            (true, false) => self.changed(key, class, event),
            (false, true) => self.changed(key, GENERIC, "del"),
            (false, false) => Ok(()),
        }
    }

    /// Reports that a key of the database with this number has changed.
    pub fn changed_in(&mut self, db: usize, key: &[u8], class: Class, event: &str) -> Result<()> {
        self.tell_expired()?;
        self.tell_new(db, key);
        self.changed_key(KeyChange::of(db, key, class, event))
    }

    /// Reports that a key has another name, or is in another database: its old place, its new one, and
    /// the events of both.
    pub fn moved(
        &mut self,
        from: (usize, &[u8]),
        to: (usize, &[u8]),
        events: [&str; 2],
    ) -> Result<()> {
        self.tell_expired()?;
        self.server.notify(to.0, to.1, NEW, "new");
        for ((db, key), other, event) in [(from, to, events[0]), (to, from, events[1])] {
            self.changed_key(KeyChange {
                other: Some(other),
                ..KeyChange::of(db, key, GENERIC, event)
            })?;
        }
        self.wrote(1);
        Ok(())
    }

    /// Reports that a key is a copy of another.
    pub fn copied(&mut self, from: (usize, &[u8]), to: (usize, &[u8])) -> Result<()> {
        self.tell_expired()?;
        self.tell_new(to.0, to.1);
        self.changed_key(KeyChange {
            other: Some(from),
            ..KeyChange::of(to.0, to.1, GENERIC, "copy_to")
        })
    }

    /// Reports a change that has no event. The caller counts it.
    pub fn touched(&mut self, key: Key, class: Class) -> Result<()> {
        self.tell(KeyChange::of(self.session.db, key.0, class, ""))
    }

    /// Reports what WATCH and caches are not told of: what groups do to a stream. The event is empty where
    /// Redis has none. The caller counts it.
    pub fn changed_unwatched(&mut self, key: Key, event: &str) -> Result<()> {
        self.tell_expired()?;
        self.tell(KeyChange {
            is_unwatched: true,
            ..KeyChange::of(self.session.db, key.0, STREAM, event)
        })
    }

    /// Reports a change of all keys of databases, and what it found to have expired, while databases still
    /// have their numbers.
    pub fn changed_all(&mut self, change: Change) -> Result<()> {
        let now = self.now();
        self.server.tell(&change, self.store, now)?;
        self.tell_expired()
    }

    /// Sets how many changes the command counts for in INFO. Without it, each call of [`Tx::changed`]
    /// counts one.
    #[inline(never)]
    pub fn wrote(&mut self, changes: usize) {
        self.server.dirty = self.server.dirty_at_start + changes as u64;
    }

    /// Counts a change in INFO.
    pub fn count_change(&mut self) {
        self.server.dirty += 1;
    }

    fn changed_key(&mut self, change: KeyChange) -> Result<()> {
        self.count_change();
        self.tell(change)
    }

    fn tell(&mut self, change: KeyChange) -> Result<()> {
        if !self.server.is_observed() {
            return Ok(());
        }
        let by = self.session.id;
        let change = Change::Key(KeyChange { by, ..change });
        let now = self.now();
        Ok(self.server.tell(&change, self.store, now)?)
    }

    /// Publishes a keyspace event without a change.
    pub fn event(&mut self, key: Key, class: Class, event: &str) -> Result<()> {
        self.tell_expired()?;
        let db = self.session.db;
        self.server.notify(db, key.0, class, event);
        Ok(())
    }

    /// Reports keys and fields that were deleted because they had expired.
    pub fn tell_expired(&mut self) -> Result<()> {
        let now = self.now();
        Ok(self.server.tell_expired(self.store, now)?)
    }

    /// Publishes `new` if this command created the key.
    fn tell_new(&mut self, db: usize, key: &[u8]) {
        if !self.server.config.wants_event(NEW) {
            return;
        }
        let Some(db_stored) = self.store.db(db) else {
            return;
        };
        if self.store.is_new(db_stored, key).unwrap_or(false) {
            self.server.notify(db, key, NEW, "new");
        }
    }
}
