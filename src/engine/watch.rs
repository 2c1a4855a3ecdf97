//! WATCH: which session watches which keys, and whose keys have changed since.

use std::collections::{BTreeMap, BTreeSet};

/// A key as sessions name it: its database's number and its name.
pub type Name = (usize, Vec<u8>);

/// Everything that is watched.
#[derive(Debug, Default)]
pub struct Watched {
    keys: BTreeMap<Name, BTreeSet<u64>>,
    /// Sessions one of whose keys has changed: their EXEC does nothing.
    touched: BTreeSet<u64>,
}

impl Watched {
    /// Whether nothing is watched.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Watches a key for a session.
    pub fn add(&mut self, session: u64, name: Name) {
        self.keys.entry(name).or_default().insert(session);
    }

    /// The session's keys.
    pub fn of(&self, session: u64) -> Vec<Name> {
        let mine = self.keys.iter().filter(|(_, by)| by.contains(&session));
        mine.map(|(name, _)| name.clone()).collect()
    }

    /// Forgets what a session watches.
    pub fn clear(&mut self, session: u64) {
        self.touched.remove(&session);
        self.keys.retain(|_, by| {
            by.remove(&session);
            !by.is_empty()
        });
    }

    /// A key has changed.
    pub fn touch(&mut self, db: usize, key: &[u8]) {
        if self.keys.is_empty() {
            return;
        }
        if let Some(by) = self.keys.get(&(db, key.to_vec())) {
            self.touched.extend(by);
        }
    }

    /// The watched keys of these databases.
    pub fn names_in(&self, is_wanted: impl Fn(usize) -> bool) -> Vec<Name> {
        let names = self.keys.keys();
        names.filter(|(db, _)| is_wanted(*db)).cloned().collect()
    }

    /// Whether a key that the session watches has changed.
    pub fn is_touched(&self, session: u64) -> bool {
        self.touched.contains(&session)
    }
}
