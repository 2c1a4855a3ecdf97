//! Batches that take effect once, however often they are sent.
//!
//! A tab numbers its batches. Where one writes, its reply is recorded in its own transaction, so
//! that either both are there or neither: when the worker that had the database died, the tab sends
//! what was not answered to the next one, which asks `answered` before it runs anything. A batch
//! that did not write is run again.

use super::Engine;
use crate::error::REPLY_TOO_LARGE;
use crate::protocol::frame;
use crate::reply::Reply;

/// Greater replies are not recorded: of them is only known that the batch was committed.
const LARGEST: usize = 32_768;
/// The head of a frame of replies: how many they are.
const HEAD: usize = 4;

impl Engine {
    /// Says whose session it is, across engines. `is_spoiled`: it watched keys in an engine that is
    /// gone, so that its next EXEC must do nothing.
    pub fn attach(&mut self, session: u64, client: i64, is_spoiled: bool) {
        let Some(found) = self.server.sessions.get_mut(&session) else {
            return;
        };
        found.client = Some(client);
        if is_spoiled {
            self.server.watched.spoil(session);
        }
        // Where it fails they are deleted another time.
        let _ = self.transaction(|engine| {
            let now = engine.host.now().div_euclid(1000);
            engine.server.failed = engine.store.delete_old_replies(now).err();
        });
    }

    /// The reply to a batch of the session's client that was committed, here or in an engine before.
    pub fn answered(&mut self, session: u64, number: i64) -> Option<Vec<u8>> {
        let client = self.server.sessions.get(&session)?.client?;
        let mut reply = self.store.recorded_reply(client, number).ok()??;
        if reply.len() == HEAD {
            let count = reply
                .first_chunk()
                .map_or(0, |head| u32::from_le_bytes(*head));
            let lost = Reply::Error(REPLY_TOO_LARGE.to_string());
            (0..count).for_each(|_| frame::encode(&lost, &mut reply));
        }
        Some(reply)
    }

    /// Records the reply to the batch that runs, if it wrote anything since there were `before` changes.
    pub(super) fn record(&mut self, client: Option<i64>, number: i64, before: u64, reply: &[u8]) {
        let Some(client) = client.filter(|_| self.store.changes() != before) else {
            return;
        };
        let kept = if reply.len() > LARGEST {
            HEAD
        } else {
            reply.len()
        };
        let reply = reply.get(..kept).unwrap_or_default();
        let now = self.host.now().div_euclid(1000);
        if let Err(error) = self.store.record_reply(client, number, now, reply) {
            self.server.failed.get_or_insert(error);
        }
    }
}
