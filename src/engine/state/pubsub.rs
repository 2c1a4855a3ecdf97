//! Publish and subscribe: the subscriptions of the sessions, and sending messages.
//!
//! A message is a push reply. It is sent with the replies, after the commit of the batch that published
//! it.

use super::register::Register;
use super::server::Server;
use crate::command::reply::Reply;
use crate::glob;
use crate::memory::{self, NoMemory};

/// What a subscription names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A channel (SUBSCRIBE).
    Channel = 0,
    /// A pattern of channels (PSUBSCRIBE).
    Pattern = 1,
    /// A channel of a cluster's shard (SSUBSCRIBE); here all have the same shard.
    Shard = 2,
}

/// All subscriptions.
#[derive(Debug, Default)]
pub struct Subscriptions([Register; 3]);

impl Subscriptions {
    /// The subscriptions of a kind.
    pub fn of(&mut self, kind: Kind) -> &mut Register {
        let [channels, patterns, shards] = &mut self.0;
        match kind {
            Kind::Channel => channels,
            Kind::Pattern => patterns,
            Kind::Shard => shards,
        }
    }

    /// The subscriptions of every kind, each with its command.
    pub fn all(&self) -> [(&'static str, &Register); 3] {
        let [channels, patterns, shards] = &self.0;
        [
            ("SUBSCRIBE", channels),
            ("PSUBSCRIBE", patterns),
            ("SSUBSCRIBE", shards),
        ]
    }

    /// How many subscriptions a session has: to channels, to patterns, and to shard channels.
    pub fn counts(&self, session: u64) -> [usize; 3] {
        let [channels, patterns, shards] = &self.0;
        [channels, patterns, shards].map(|register| register.count(session))
    }

    /// Whether a session has subscriptions.
    pub fn is_listening(&self, session: u64) -> bool {
        self.counts(session) != [0; 3]
    }

    /// Ends all of a session's subscriptions.
    pub fn clear(&mut self, session: u64) {
        self.0
            .iter_mut()
            .for_each(|register| register.forget(session));
    }

    /// Whether there are no subscriptions.
    fn is_empty(&self) -> bool {
        self.0.iter().all(Register::is_empty)
    }
}

fn message(words: &[&[u8]]) -> Result<Reply, NoMemory> {
    let copies = words.iter().map(|word| memory::copy(word).map(Reply::Bulk));
    Ok(Reply::Push(copies.collect::<Result<_, _>>()?))
}

impl Server {
    /// Sends a message to all subscribers of a channel. Returns how many there are.
    ///
    /// # Errors
    /// Fails if there is no memory for all copies; then nobody gets one.
    pub fn publish(&mut self, kind: Kind, channel: &[u8], text: &[u8]) -> Result<i64, NoMemory> {
        let before = self.outbox.len();
        let sent = self.send(kind, channel, text);
        match sent {
            Ok(()) => Ok((self.outbox.len() - before) as i64),
            Err(error) => {
                self.outbox.truncate(before);
                Err(error)
            }
        }
    }

    fn send(&mut self, kind: Kind, channel: &[u8], text: &[u8]) -> Result<(), NoMemory> {
        if self.subscriptions.is_empty() {
            return Ok(());
        }
        let word: &[u8] = match kind {
            Kind::Shard => b"smessage",
            _ => b"message",
        };
        for session in self.subscriptions.of(kind).get(channel) {
            self.outbox
                .push((*session, message(&[word, channel, text])?));
        }
        if kind != Kind::Shard {
            let patterns = self.subscriptions.of(Kind::Pattern);
            for pattern in patterns.names() {
                if glob::matches(pattern, channel, false) {
                    for session in patterns.get(pattern) {
                        let push = message(&[b"pmessage", pattern, channel, text])?;
                        self.outbox.push((*session, push));
                    }
                }
            }
        }
        Ok(())
    }
}
