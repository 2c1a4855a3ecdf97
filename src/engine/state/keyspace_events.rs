//! Keyspace events: what `notify-keyspace-events` has published of changes.

use super::changes::{Change, Class};
use super::pubsub::Kind;
use super::server::Server;

impl Server {
    /// Publishes the event of a change.
    pub(super) fn publish_event(&mut self, change: &Change) {
        if let Change::Key(change) = change
            && !change.event.is_empty()
        {
            self.notify(change.db, change.key, change.class, change.event);
        }
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
