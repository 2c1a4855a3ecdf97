//! CLIENT PAUSE: commands of connections wait until it ends.
//!
//! A command that may not run yet stays with its connection, which runs nothing after it either. The
//! program that runs the engine is never paused, because it must be able to end the pause.

use super::Engine;
use crate::command::{Command, Flag, Flags, Tx};
use crate::engine::state::session::Session;
use crate::protocol::resp::Requests;

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
    let flags = Flags::of(&[Flag::write, Flag::may_replicate]);
    command.flags.has_any(flags)
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
