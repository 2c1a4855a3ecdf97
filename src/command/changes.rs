//! What follows the change of a key: WATCH fails, blocked commands run again, caches get
//! invalidations, subscribers get keyspace events.
//!
//! Every command that changes a key calls [`Tx::changed`] once, with Redis's name of the event. While
//! nobody needs it, that costs a few comparisons.

use super::Tx;
use super::args::Key;
use crate::engine::state::changes::{Class, GENERIC, NEW, STREAM};
use crate::engine::state::register::key_of;
use crate::error::Result;

impl Tx<'_> {
    /// Reports that a key of the session's database has changed.
    pub fn changed(&mut self, key: Key, class: Class, event: &str) {
        self.changed_in(self.session.db, key.0, class, event);
    }

    /// Reports that elements were deleted. `left` is how many are left; without any, the key is deleted.
    pub fn shrunk(&mut self, key: Key, class: Class, event: &str, left: i64) {
        self.changed(key, class, event);
        if left <= 0 {
            self.event(key, GENERIC, "del");
        }
    }

    /// Reports that a command has stored its result under a key, or if `size` is 0, that it has deleted
    /// the key if it existed. The event has the command's name.
    pub fn stored(&mut self, key: Key, class: Class, event: &str, size: usize, replaced: bool) {
        match (size > 0, replaced) {
            // What takes another's place is no new key to Redis.
            (true, true) => self.changed_key(self.session.db, key.0, class, event),
            (true, false) => self.changed(key, class, event),
            (false, true) => self.changed(key, GENERIC, "del"),
            (false, false) => {}
        }
    }

    /// Reports that a key of the database with this number has changed.
    pub fn changed_in(&mut self, db: usize, key: &[u8], class: Class, event: &str) {
        self.tell_expired();
        self.tell_new(db, key);
        self.changed_key(db, key, class, event);
    }

    /// Sets how many changes the command counts for in INFO. Without it, each call of [`Tx::changed`]
    /// counts one.
    #[inline(never)]
    pub fn wrote(&mut self, changes: usize) {
        self.server.dirty = self.server.dirty_at_start + changes as u64;
    }

    /// Counts a change in INFO that WATCH and caches are not told of.
    pub fn count_change(&mut self) {
        self.server.dirty += 1;
    }

    fn changed_key(&mut self, db: usize, key: &[u8], class: Class, event: &str) {
        self.server.dirty += 1;
        self.server.touch(db, key, self.session.id);
        // Nobody waits for a stream to lose entries.
        if class != STREAM || event == "xadd" {
            self.server.waiting.signal(db, key);
        }
        self.server.notify(db, key, class, event);
    }

    /// Publishes a keyspace event without a change.
    pub fn event(&mut self, key: Key, class: Class, event: &str) {
        self.tell_expired();
        let db = self.session.db;
        self.server.notify(db, key.0, class, event);
    }

    /// Reports keys and fields that were deleted because they had expired.
    pub fn tell_expired(&mut self) {
        self.server.tell_expired(self.store);
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

    /// Reports that every key of these databases was deleted, or moved to another database.
    pub fn changed_all(&mut self, is_meant: &dyn Fn(usize) -> bool) -> Result<()> {
        let now = self.now();
        for name in self.server.watched.names_in(is_meant) {
            let (db, key) = key_of(&name);
            let stored = self.store.db(db).unwrap_or_default();
            if self.store.find(stored, key, now)?.is_some() {
                self.server.watched.touch(db, key);
            }
        }
        self.server.waiting.signal_all(is_meant);
        Ok(())
    }
}
