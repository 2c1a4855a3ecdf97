//! WATCH: which session watches which keys, and whose keys have changed since.

use super::register::{Register, key_of, name_of};

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

    /// A key has changed.
    pub fn touch(&mut self, db: usize, key: &[u8]) {
        if !self.keys.is_empty() {
            let by = self.keys.get(&name_of(db, key));
            self.touched.extend_from_slice(by);
        }
    }

    /// The watched keys of these databases, as `register::key_of` reads them.
    pub fn names_in(&self, is_meant: &dyn Fn(usize) -> bool) -> Vec<Vec<u8>> {
        let names = self.keys.names().into_iter();
        let meant = names.filter(|name| is_meant(key_of(name).0));
        meant.map(<[u8]>::to_vec).collect()
    }

    /// Whether a key that the session watches has changed.
    pub fn is_touched(&self, session: u64) -> bool {
        self.touched.contains(&session)
    }
}
