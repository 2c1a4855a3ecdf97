//! Batches that take effect once, however often they are sent.
//!
//! A tab numbers its batches. The reply to a batch that writes is recorded in the batch's own
//! transaction. When the worker that had the database dies, the tab sends its unanswered batches to
//! the next one. That calls `answered` first, and runs only what was not recorded. A batch that did
//! not write runs again.

use super::Engine;
use crate::command::reply::Reply;
use crate::error::REPLY_TOO_LARGE;
use crate::protocol::frame;

/// Larger replies are not recorded, only that the batch was committed.
const LARGEST: usize = 32_768;
impl Engine {
    /// The recorded reply to a batch of the session's client that was committed, also in an earlier engine.
    pub fn answered(&mut self, session: u64, number: i64) -> Option<Vec<u8>> {
        let client = self.server.sessions.get(&session)?.client?;
        let mut reply = self.database.store.recorded_reply(client, number).ok()??;
        let (count, head) = frame::head(&reply);
        if reply.len() == head {
            let lost = Reply::Error(REPLY_TOO_LARGE.to_string());
            (0..count).for_each(|_| frame::encode(&lost, &mut reply));
        }
        Some(reply)
    }

    /// Records the reply to the current batch, if it wrote anything since there were `before` changes.
    pub(super) fn record(&mut self, client: Option<i64>, number: i64, before: u64, reply: &[u8]) {
        let Some(client) = client.filter(|_| self.database.store.changes() != before) else {
            return;
        };
        let (_, head) = frame::head(reply);
        let is_large = reply.len() - head > LARGEST;
        let kept = if is_large { head } else { reply.len() };
        let reply = reply.get(..kept).unwrap_or_default();
        let now = self.host.now().div_euclid(1000);
        if let Err(error) = self.database.store.record_reply(client, number, now, reply) {
            self.server.failed.get_or_insert(error);
        }
    }
}
