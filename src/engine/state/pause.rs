//! The pause of CLIENT PAUSE, and whom it holds back.

use super::session::Session;

/// The current pause.
#[derive(Debug, Default)]
pub struct Pause {
    /// Microseconds since the Unix epoch.
    pub until: i64,
    /// Whether reads wait as well.
    pub is_for_all: bool,
    /// The sessions whose commands wait, in the order in which they came.
    pub kept: Vec<u64>,
}

impl Pause {
    /// Pauses. A pause that exists becomes neither shorter nor narrower.
    pub fn start(&mut self, until: i64, is_for_all: bool, now: i64) {
        let was_for_all = self.is_for_all && self.is_on(now);
        self.until = self.until.max(until);
        self.is_for_all = is_for_all || was_for_all;
    }

    /// Ends the pause.
    pub fn end(&mut self) {
        self.until = 0;
    }

    /// Holds back a session's commands.
    pub fn keep(&mut self, session: &mut Session) {
        session.is_paused = true;
        self.kept.push(session.id);
    }

    /// Removes a session that has ended.
    pub fn forget(&mut self, session: u64) {
        self.kept.retain(|id| *id != session);
    }

    /// When the pause ends, if a session waits for that.
    pub fn next_deadline(&self) -> Option<i64> {
        (!self.kept.is_empty()).then_some(self.until)
    }

    /// How many sessions it holds back.
    pub fn sessions(&self) -> usize {
        self.kept.len()
    }

    /// Whether there is a pause.
    pub fn is_on(&self, now: i64) -> bool {
        now < self.until
    }
}
