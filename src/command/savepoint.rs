//! Going back to a point of the batch's transaction, with what followed it in memory.
//!
//! Savepoints nest: the last that was made is kept or taken back first.

use super::Tx;
use super::reply::Reply;
use crate::engine::state::tracking::is_invalidation;
use crate::error::Result;

/// A point to go back to.
#[derive(Debug)]
pub struct Savepoint {
    sent: usize,
    dirty: u64,
}

/// Whether it tells of what is taken back. A cache that was told to drop a key is not told again, and
/// what MONITOR showed did run.
fn is_message(told: &Reply) -> bool {
    !matches!(told, Reply::Status(_)) && !is_invalidation(told)
}

impl Savepoint {
    /// Marks the point.
    ///
    /// # Errors
    /// As the others, fails if the storage does.
    pub fn new(tx: &mut Tx) -> Result<Savepoint> {
        tx.store.save()?;
        Ok(Savepoint {
            sent: tx.server.outbox.len(),
            dirty: tx.server.dirty,
        })
    }

    /// Takes back what was done since, and its messages.
    ///
    /// # Errors
    /// Fails if the storage does, or an observer.
    pub fn take_back(self, tx: &mut Tx) -> Result<()> {
        // Where the storage failed the whole batch goes, and the savepoint is gone already.
        if tx.server.failed.is_none() {
            tx.store.restore()?;
            tx.server.observers.is_stale = true;
            tx.server.observers.refresh(tx.store)?;
        }
        let undone = tx.server.outbox.split_off(self.sent);
        let stays = undone.into_iter().filter(|(_, told)| !is_message(told));
        tx.server.outbox.extend(stays);
        tx.server.dirty = self.dirty;
        Ok(())
    }

    /// Keeps what was done since.
    ///
    /// # Errors
    /// Fails if the storage does.
    pub fn keep(self, tx: &mut Tx) -> Result<()> {
        Ok(tx.store.keep()?)
    }
}
