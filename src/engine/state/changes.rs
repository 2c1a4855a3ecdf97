//! Who is told that a key has changed: WATCH, caches, and subscribers of keyspace events.
//!
//! A command reports through `Tx::changed`, in `command/changes.rs`.

use super::pubsub::Kind;
use super::server::Server;
use crate::store::Store;

/// A class of keyspace events: its letter in `notify-keyspace-events`.
pub type Class = char;
/// Commands for keys of every type.
pub const GENERIC: Class = 'g';
/// Strings.
pub const STRING: Class = '$';
/// Lists.
pub const LIST: Class = 'l';
/// Sets.
pub const SET: Class = 's';
/// Hashes.
pub const HASH: Class = 'h';
/// Sorted sets.
pub const ZSET: Class = 'z';
/// Streams.
pub const STREAM: Class = 't';
/// Keys that have expired.
pub const EXPIRED: Class = 'x';
/// Keys that were evicted.
pub const EVICTED: Class = 'e';
/// Reads of keys that do not exist; not part of `A`.
pub const MISS: Class = 'm';
/// New keys; not part of `A`.
pub const NEW: Class = 'n';

impl Server {
    /// Whether anybody needs to know of a key that expires.
    pub fn is_observed(&self) -> bool {
        !(self.watched.is_empty()
            && self.waiting.keys() == 0
            && self.tracking.is_idle()
            && self.config.notify_keyspace_events.is_empty())
    }

    /// Reports keys and fields that were deleted because they had expired.
    pub fn tell_expired(&mut self, store: &mut Store) {
        for gone in std::mem::take(&mut store.expired) {
            let Some(db) = store.number(gone.db) else {
                continue;
            };
            self.touch(db, &gone.key, 0);
            self.waiting.signal(db, &gone.key);
            if !gone.is_of_fields {
                self.notify(db, &gone.key, EXPIRED, "expired");
                continue;
            }
            self.notify(db, &gone.key, HASH, "hexpired");
            if gone.is_gone {
                self.notify(db, &gone.key, GENERIC, "del");
            }
        }
    }

    /// Tells WATCH and caches that the session `by` has changed a key.
    pub fn touch(&mut self, db: usize, key: &[u8], by: u64) {
        self.watched.touch(db, key);
        self.tracking.invalidate(key, by, &mut self.outbox);
    }

    /// Publishes a keyspace event, if `notify-keyspace-events` has its class.
    pub fn notify(&mut self, db: usize, key: &[u8], class: Class, event: &str) {
        if !self.config.wants_event(class) {
            return;
        }
        if self.config.wants_event('K') {
            let channel = [format!("__keyspace@{db}__:").as_bytes(), key].concat();
            // An event is lost if there is no memory for it.
            let _ = self.publish(Kind::Channel, &channel, event.as_bytes());
        }
        if self.config.wants_event('E') {
            let channel = format!("__keyevent@{db}__:{event}");
            let _ = self.publish(Kind::Channel, channel.as_bytes(), key);
        }
    }
}
