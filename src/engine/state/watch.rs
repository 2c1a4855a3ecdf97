//! WATCH: which session watches which keys, and whose keys have changed since.

use super::changes::Change;
use super::register::{Register, key_of, name_of};
use crate::store::{Result, Store};

/// All watched keys.
#[derive(Debug, Default)]
pub struct Watched {
    keys: Register,
    /// Sessions one of whose keys has changed: their EXEC does nothing.
    touched: Vec<u64>,
}

impl Watched {
    /// Whether nothing is watched.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Watches a key for a session.
    pub fn add(&mut self, session: u64, db: usize, key: &[u8]) {
        self.keys.add(&name_of(db, key), session);
    }

    /// The session's keys, as `register::key_of` reads them.
    pub fn of(&self, session: u64) -> Vec<Vec<u8>> {
        self.keys.of(session)
    }

    /// How many keys are watched.
    pub fn keys(&self) -> usize {
        self.keys.len()
    }

    /// How many keys a session watches.
    pub fn count(&self, session: u64) -> usize {
        self.keys.count(session)
    }

    /// Whether the session watches keys, or one of them has changed.
    pub fn is_watching(&self, session: u64) -> bool {
        self.is_touched(session) || self.count(session) > 0
    }

    /// Ends a session's watches.
    pub fn clear(&mut self, session: u64) {
        self.touched.retain(|other| *other != session);
        self.keys.forget(session);
    }

    /// Makes the session's next EXEC do nothing.
    pub fn spoil(&mut self, session: u64) {
        self.touched.push(session);
    }

    /// Notes whose keys have changed.
    pub(super) fn observe(&mut self, change: &Change, store: &mut Store, now: i64) -> Result<()> {
        match change {
            _ if self.keys.is_empty() => Ok(()),
            Change::Key(change) if change.is_unwatched => Ok(()),
            Change::Key(change) => {
                self.touch(&name_of(change.db, change.key));
                Ok(())
            }
            Change::Flush(_) | Change::Swap(..) | Change::Swapped(..) => {
                self.touch_all(change, store, now)
            }
        }
    }

    fn touch(&mut self, name: &[u8]) {
        let by = self.keys.get(name);
        self.touched.extend_from_slice(by);
    }

    /// Records whose keys live, of those in the databases that are meant. What has expired is as none.
    fn touch_all(&mut self, change: &Change, store: &mut Store, now: i64) -> Result<()> {
        let names = self.keys.names().into_iter();
        let meant = names.filter(|name| change.is_of_all(key_of(name).0));
        for name in meant.map(<[u8]>::to_vec).collect::<Vec<_>>() {
            let (number, key) = key_of(&name);
            if let Change::Swap(a, b) = *change {
                // What has expired goes before it comes here: EXEC would take it for a change.
                let other = if number == a { b } else { a };
                store.find(store.db(other).unwrap_or_default(), key, now)?;
            }
            let db = store.db(number).unwrap_or_default();
            if store.find(db, key, now)?.is_some() {
                self.touch(&name);
            }
        }
        Ok(())
    }

    /// Whether a key that the session watches has changed.
    pub fn is_touched(&self, session: u64) -> bool {
        self.touched.contains(&session)
    }
}
