//! A batch: the unit of work. All its commands run in one transaction and are answered together.

use super::Engine;
use super::session::Session;
use crate::error::Error;
use crate::reply::Reply;
use crate::sqlite::StorageError;

impl Engine {
    /// Runs `work` in a transaction and commits. If the storage fails, everything is rolled back and
    /// the error is given: no reply that `work` made may be sent then.
    pub(super) fn transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Engine) -> T,
    ) -> Result<T, Error> {
        self.failed = None;
        self.store.connection().begin()?;
        let done = work(self);
        let result = match self.failed.take() {
            None => self.store.connection().commit(),
            Some(error) => Err(error),
        };
        result.map_err(|error| self.roll_back(error))?;
        Ok(done)
    }

    /// Undoes the batch, on disk and in memory.
    fn roll_back(&mut self, error: StorageError) -> Error {
        // SQLite may have rolled back by itself (a full disk): then this says so, and all is well.
        let _ = self.store.connection().rollback();
        match self.store.forget() {
            Ok(()) => Error::Storage(error),
            Err(worse) => Error::Storage(worse),
        }
    }

    /// Runs the commands of one session as a batch.
    pub fn run_lines(&mut self, session: u64, lines: &[Vec<&[u8]>]) -> Vec<Reply> {
        let Some(mut current) = self.server.sessions.remove(&session) else {
            return Vec::new();
        };
        let run = |engine: &mut Engine| {
            let run_one = |line: &Vec<&[u8]>| engine.run_one(&mut current, line);
            lines.iter().map(run_one).collect()
        };
        let replies = self.transaction(run).unwrap_or_else(|error| {
            let text = error.to_string();
            lines.iter().map(|_| Reply::Error(text.clone())).collect()
        });
        self.server.sessions.insert(session, current);
        replies
    }

    /// Runs one command, unless the batch has already failed.
    fn run_one(&mut self, session: &mut Session, words: &[&[u8]]) -> Reply {
        match self.failed {
            None => self.execute(session, words),
            Some(_) => Reply::None,
        }
    }
}
