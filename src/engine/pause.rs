//! CLIENT PAUSE: commands of connections wait until it ends.
//!
//! A command that may not run yet stays with its connection, which runs nothing after it either. The
//! program that runs the engine is never paused, because it must be able to end the pause.

use super::Engine;
use super::session::Session;
use crate::command::{Command, Flag, Tx};
use crate::protocol::resp::Requests;

/// The current pause.
#[derive(Debug, Default)]
pub struct Pause {
    /// Microseconds since the Unix epoch.
    until: i64,
    /// Whether reads wait as well.
    is_for_all: bool,
    /// The sessions whose commands wait, in the order in which they came.
    kept: Vec<u64>,
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

impl Tx<'_> {
    /// Whether the pause holds the command back. It lets commands run that will be refused.
    fn is_paused(&self, words: &[&[u8]]) -> bool {
        let is_for_all = self.server.pause.is_for_all;
        match self.admit(words) {
            Ok((command, _)) => is_for_all || self.does(command, is_write),
            Err(_) => false,
        }
    }

    /// Whether the command, or one of those that it runs if it is EXEC, is `such`.
    pub(super) fn does(&self, command: &Command, such: fn(&Command) -> bool) -> bool {
        let queued = self.session.transaction.as_ref();
        let has_such = |words: &Vec<Vec<u8>>| {
            let words: Vec<&[u8]> = words.iter().map(Vec::as_slice).collect();
            self.table.lookup(&words).is_some_and(such)
        };
        such(command)
            || command.name == "EXEC"
                && queued.is_some_and(|multi| multi.queue.iter().any(has_such))
    }
}

/// Whether a replica would be told of the command, if there were one.
pub(super) fn is_write(command: &Command) -> bool {
    command.is(Flag::write) || matches!(command.name, "PUBLISH" | "SPUBLISH" | "PFCOUNT")
}

impl Engine {
    /// Whether the next command of a connection must wait for the pause's end.
    pub(super) fn must_pause(&mut self, session: &mut Session, requests: &Requests) -> bool {
        self.server.pause.until > 0
            && self.server.pause.is_on(self.host.now())
            && !session.is_in_process()
            && self.tx(session).is_paused(&requests.words())
    }

    /// Runs the commands that the pause has held back, if it has ended.
    pub(super) fn release_paused(&mut self) {
        if self.server.pause.kept.is_empty() || self.server.pause.is_on(self.host.now()) {
            return;
        }
        for id in std::mem::take(&mut self.server.pause.kept) {
            if let Some(session) = self.server.sessions.get_mut(&id) {
                session.is_paused = false;
                self.server.waiting.released.push(id);
            }
        }
    }
}
