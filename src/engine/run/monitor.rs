//! MONITOR: the sessions that see all commands, and may do little else.
//!
//! A command is shown once, after it has run or begun to wait. So SELECT is shown with its new database,
//! the commands of EXEC before EXEC, and a line comes after the command's own reply and messages.

use super::pause::is_write;
use super::redact::redacted;
use crate::command::reply::Reply;
use crate::command::{Command, Flag, Tx};
use crate::engine::state::session::{ReplyMode, Session};
use crate::error::{MONITOR_MAY_NOT, Result};
use crate::memory;
use crate::protocol::text::quote;

impl Tx<'_> {
    /// Whether the session has sent MONITOR.
    pub fn is_monitor(&self) -> bool {
        self.server.monitors.contains(&self.session.id)
    }

    /// Refuses commands on keys if the session monitors: Redis treats it as a replica.
    pub(super) fn refuse_monitor(&self, command: &Command) -> Result<()> {
        let is_of_keys = |command: &Command| is_write(command) || command.is(Flag::readonly);
        match self.is_monitor() && self.does(command, is_of_keys) {
            true => Err(MONITOR_MAY_NOT),
            false => Ok(()),
        }
    }

    /// Sends the command to the sessions that monitor.
    pub(super) fn tell_monitors(&mut self, command: &Command, words: &[&[u8]]) {
        let is_hidden = command.is(Flag::skip_monitor) || command.is(Flag::admin);
        if is_hidden || self.server.monitors.is_empty() {
            return;
        }
        self.send_to_monitors(&redacted(command, words));
    }

    /// Sends words to the sessions that monitor.
    pub(super) fn send_to_monitors(&mut self, words: &[&[u8]]) {
        if self.server.monitors.is_empty() {
            return;
        }
        // A byte takes four at most, in the line and in each copy of it.
        let length: usize = words.iter().map(|word| word.len()).sum();
        let copies = self.server.monitors.len() + 1;
        if memory::check(length.saturating_mul(4 * copies)).is_err() {
            return self.server.drop_monitors();
        }
        let origin = match self.is_nested {
            true => "lua".to_owned(),
            false => self.session.origin(),
        };
        let line = line(self.now_micros, self.session.db, &origin, words);
        for monitor in &self.server.monitors {
            let session = match *monitor == self.session.id {
                true => Some(&*self.session),
                false => self.server.sessions.get(monitor),
            };
            if session.is_some_and(hears) {
                let line = Reply::Status(line.clone().into());
                self.server.outbox.push((*monitor, line));
            }
        }
    }
}

/// Whether a session is told what is no reply and no message.
fn hears(session: &Session) -> bool {
    let is_heard = matches!(session.reply_mode, ReplyMode::On | ReplyMode::SkipNext);
    is_heard && !session.is_closing
}

/// A command as MONITOR shows it: the time, the database and where it came from, its words.
fn line(now: i64, db: usize, origin: &str, words: &[&[u8]]) -> String {
    let (seconds, micros) = (now.div_euclid(1_000_000), now.rem_euclid(1_000_000));
    let mut line = format!("{seconds}.{micros:06} [{db} {origin}]");
    for word in words {
        line.push(' ');
        quote(word, &mut line);
    }
    line
}
