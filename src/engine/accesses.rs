//! When keys were last used: what OBJECT IDLETIME tells.
//!
//! A table of fixed size in memory, by the key's id: a read must cost no write, and a million keys
//! no more memory than a few. Keys that share a slot share the time, so it may be too late, never
//! too early.

const SLOTS: usize = 1 << 14;

/// Seconds of the last access, by slot; 0 where there was none.
pub struct Accesses {
    slots: Vec<u32>,
    /// Keys that were not used since then are idle at least since then.
    opened_at: i64,
}

impl Accesses {
    /// Starts at `now`, Unix milliseconds.
    pub fn new(now: i64) -> Accesses {
        Accesses {
            slots: Vec::new(),
            opened_at: now / 1000,
        }
    }

    /// Notes a use of the key with this id.
    pub fn note(&mut self, id: i64, now: i64) {
        if self.slots.is_empty() {
            self.slots = vec![0; SLOTS];
        }
        if let Some(slot) = self.slots.get_mut(id as usize % SLOTS) {
            *slot = (now / 1000) as u32;
        }
    }

    /// The seconds since the key was used.
    pub fn idle_seconds(&self, id: i64, now: i64) -> i64 {
        let noted = self.slots.get(id as usize % SLOTS).copied().unwrap_or(0);
        let last = if noted == 0 {
            self.opened_at
        } else {
            i64::from(noted)
        };
        (now / 1000 - last).max(0)
    }
}
