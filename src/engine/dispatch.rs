//! Runs one command: finds it, asks whether the session may, runs it, and keeps the counts.

use super::session::{ReplyMode, Session};
use super::{Engine, Tx};
use crate::command::Flag;
use crate::error::{Error, Result};
use crate::reply::Reply;

const LINE_END: [char; 2] = ['\r', '\n'];

impl Engine {
    /// Runs one command of a batch. A failure of the storage marks the batch as failed.
    pub(super) fn execute(&mut self, session: &mut Session, words: &[&[u8]]) -> Reply {
        let reply = match self.try_execute(session, words) {
            Ok(reply) => reply,
            Err(error) => self.refuse(error),
        };
        // CLIENT REPLY SKIP silences the command after it, itself is silent too.
        match session.reply_mode {
            ReplyMode::On => reply,
            ReplyMode::Off => Reply::None,
            ReplyMode::SkipNext => {
                session.reply_mode = ReplyMode::Skip;
                Reply::None
            }
            ReplyMode::Skip => {
                session.reply_mode = ReplyMode::On;
                Reply::None
            }
        }
    }

    fn try_execute(&mut self, session: &mut Session, words: &[&[u8]]) -> Result<Reply> {
        let (command, mut args) = self.table.find(words)?;
        // A password that is taken away again lets in those who never gave it.
        let needs_password = !self.server.config.requirepass.is_empty();
        if needs_password && !session.is_authenticated && !command.is(Flag::no_auth) {
            return Err(Error::NoAuth);
        }
        let now_micros = self.host.now();
        session.active_at = now_micros;
        session.commands += 1;
        session.last_command = Some(command);
        self.server.stats.commands += 1;
        let db = self.store.db(session.db).ok_or(Error::Syntax)?;
        let mut tx = Tx {
            store: &mut self.store,
            session,
            server: &mut self.server,
            host: self.host.as_ref(),
            table: &self.table,
            command,
            now_micros,
            db,
        };
        let reply = (command.run)(&mut tx, &mut args);
        let now = tx.now();
        for id in self.store.take_created() {
            self.server.accesses.note(id, now);
        }
        reply
    }

    /// Turns an error into its reply, and counts it.
    fn refuse(&mut self, error: Error) -> Reply {
        // One line, as Redis makes it: an argument that the text quotes may end in a line end.
        let text = error.to_string();
        let text = text.trim_end_matches(LINE_END).replace(LINE_END, " ");
        if let Error::Storage(error) = error {
            self.failed = Some(error);
        }
        let prefix = text.split(' ').next().unwrap_or_default();
        let errors = &mut self.server.stats.errors;
        match errors.iter_mut().find(|(known, _)| known == prefix) {
            Some((_, count)) => *count += 1,
            None => errors.push((prefix.to_owned(), 1)),
        }
        Reply::Error(text)
    }
}
