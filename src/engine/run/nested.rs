//! Commands that another command runs: those of scripts.
//!
//! They run at the time at which the outer command began, so that nothing expires under it; they never wait; and
//! they are not the session's own: CLIENT LIST and MONITOR tell so.

use crate::command::args::Args;
use crate::command::reply::Reply;
use crate::command::{Command, Flag, Tx};
use crate::error::{DISK_FULL, Error, OUT_OF_MEMORY, Result};

impl Tx<'_> {
    /// Runs a command within the one that runs. Who calls it has checked whether it may run.
    ///
    /// # Errors
    /// The command's own.
    pub fn run_nested(
        &mut self,
        command: &'static Command,
        args: &mut Args,
        words: &[&[u8]],
    ) -> Result<Reply> {
        let (outer, was_nested) = (self.command, self.is_nested);
        self.is_nested = true;
        let done = self.run(command, args, words);
        self.tell_monitors(command, words);
        self.is_nested = was_nested;
        self.command = outer;
        match done {
            // As in a transaction: it is as if the time were over.
            Err(Error::Blocked) => Ok(self.end_of_wait()),
            done => done,
        }
    }

    /// Goes back to the session's database after nested commands, which may have selected another.
    ///
    /// # Errors
    /// Fails if there is no such database.
    pub fn select(&mut self, db: usize) -> Result<()> {
        self.db = self.store.db(db).ok_or(Error::Syntax)?;
        self.session.db = db;
        Ok(())
    }

    /// Why nested commands that may add data are refused, if they are: asked before the first of them, as keys are
    /// evicted here, and not while the outer command runs.
    ///
    /// # Errors
    /// Fails if the storage does.
    pub fn lack_of_room(&mut self) -> Result<Option<Error>> {
        if self.server.config.maxmemory > 0 && !self.evict()? {
            return Ok(Some(OUT_OF_MEMORY));
        }
        Ok(self.is_full().then_some(DISK_FULL))
    }

    /// Whether a replica would be told of the command: nested in a command that only reads it is refused.
    pub fn is_write(&self, command: &Command) -> bool {
        super::pause::is_write(command)
    }

    /// Counts a command that was refused before it ran.
    pub fn was_rejected(&mut self, words: &[&[u8]]) {
        if let Some(number) = self.table.number(words) {
            self.server.stats.commands_each.was_rejected(number);
        }
    }

    /// Whether the session may run the command: whether it is one.
    pub fn is_command(&self, words: &[&[u8]]) -> bool {
        self.table
            .lookup(words)
            .is_some_and(|command| !command.is(Flag::internal))
    }
}
