//! Which sessions are registered for which name: a channel, a watched key, an awaited or a cached key.
//!
//! One structure for all of these: each further kind of map would add to the WebAssembly.

use std::collections::BTreeMap;

/// Names, each with the numbers that are registered for it, in the order of registration.
#[derive(Debug, Default)]
pub struct Register(BTreeMap<Vec<u8>, Vec<u64>>);

/// A key of a database as one name.
pub fn name_of(db: usize, key: &[u8]) -> Vec<u8> {
    [&[db as u8], key].concat()
}

/// The database and the key of [`name_of`].
pub fn key_of(name: &[u8]) -> (usize, &[u8]) {
    match name.split_first() {
        Some((db, key)) => (usize::from(*db), key),
        None => (0, name),
    }
}

impl Register {
    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// How many registrations there are.
    pub fn interests(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// Removes and returns any name, with its numbers.
    pub fn take_any(&mut self) -> Option<(Vec<u8>, Vec<u64>)> {
        self.0.pop_first()
    }

    /// Registers `who` for the name.
    pub fn add(&mut self, name: &[u8], who: u64) {
        let all = match self.0.get_mut(name) {
            Some(all) => all,
            None => self.0.entry(name.to_vec()).or_default(),
        };
        if !all.contains(&who) {
            all.push(who);
        }
    }

    /// Removes `who` from the name.
    pub fn remove(&mut self, name: &[u8], who: u64) {
        if let Some(all) = self.0.get_mut(name) {
            all.retain(|other| *other != who);
            if all.is_empty() {
                self.0.remove(name);
            }
        }
    }

    /// Removes `who` from all names.
    pub fn forget(&mut self, who: u64) {
        for name in self.of(who) {
            self.remove(&name, who);
        }
    }

    /// Removes and returns the name's numbers.
    pub fn take(&mut self, name: &[u8]) -> Vec<u64> {
        self.0.remove(name).unwrap_or_default()
    }

    /// Removes everything.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The numbers that are registered for the name.
    pub fn get(&self, name: &[u8]) -> &[u64] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// The names for which `who` is registered.
    pub fn of(&self, who: u64) -> Vec<Vec<u8>> {
        let mine = self.0.iter().filter(|(_, all)| all.contains(&who));
        mine.map(|(name, _)| name.clone()).collect()
    }

    /// For how many names `who` is registered.
    pub fn count(&self, who: u64) -> usize {
        self.0.values().filter(|all| all.contains(&who)).count()
    }

    /// All names.
    pub fn names(&self) -> Vec<&[u8]> {
        self.0.keys().map(Vec::as_slice).collect()
    }
}
