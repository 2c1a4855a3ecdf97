//! Publishing and subscribing: who listens to which channel, and the messages on their way.
//!
//! A message is a push reply; it leaves with the replies, after the commit of the batch that
//! published it.

use std::collections::BTreeMap;

use super::server::Server;
use crate::glob;
use crate::reply::Reply;

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

/// Who listens, by kind and name, in the order in which they subscribed.
#[derive(Debug, Default)]
pub struct Subscriptions {
    by_name: [BTreeMap<Vec<u8>, Vec<u64>>; 3],
}

impl Subscriptions {
    fn names(&self, kind: Kind) -> &BTreeMap<Vec<u8>, Vec<u64>> {
        let [channels, patterns, shards] = &self.by_name;
        match kind {
            Kind::Channel => channels,
            Kind::Pattern => patterns,
            Kind::Shard => shards,
        }
    }

    fn names_mut(&mut self, kind: Kind) -> &mut BTreeMap<Vec<u8>, Vec<u64>> {
        let [channels, patterns, shards] = &mut self.by_name;
        match kind {
            Kind::Channel => channels,
            Kind::Pattern => patterns,
            Kind::Shard => shards,
        }
    }

    /// Subscribes a session.
    pub fn add(&mut self, session: u64, kind: Kind, name: &[u8]) {
        let listeners = self.names_mut(kind).entry(name.to_vec()).or_default();
        if !listeners.contains(&session) {
            listeners.push(session);
        }
    }

    /// Ends a subscription.
    pub fn remove(&mut self, session: u64, kind: Kind, name: &[u8]) {
        let names = self.names_mut(kind);
        if let Some(listeners) = names.get_mut(name) {
            listeners.retain(|listener| *listener != session);
            if listeners.is_empty() {
                names.remove(name);
            }
        }
    }

    /// What a session listens to.
    pub fn of(&self, session: u64, kind: Kind) -> Vec<Vec<u8>> {
        let mine = self.names(kind).iter();
        let mine = mine.filter(|(_, listeners)| listeners.contains(&session));
        mine.map(|(name, _)| name.clone()).collect()
    }

    /// How many subscriptions a session has that confirmations of this kind count.
    pub fn count(&self, session: u64, kind: Kind) -> usize {
        let of = |kind| {
            let listeners = self.names(kind).values();
            listeners.filter(|all| all.contains(&session)).count()
        };
        match kind {
            Kind::Shard => of(Kind::Shard),
            _ => of(Kind::Channel) + of(Kind::Pattern),
        }
    }

    /// Whether a session listens to anything.
    pub fn is_listening(&self, session: u64) -> bool {
        let mut all = self.by_name.iter().flat_map(BTreeMap::values);
        all.any(|listeners| listeners.contains(&session))
    }

    /// Ends all of a session's subscriptions.
    pub fn clear(&mut self, session: u64) {
        for names in &mut self.by_name {
            names.retain(|_, listeners| {
                listeners.retain(|listener| *listener != session);
                !listeners.is_empty()
            });
        }
    }

    /// The channels that somebody listens to, of those that match.
    pub fn channels(&self, kind: Kind, pattern: Option<&[u8]>) -> Vec<Vec<u8>> {
        let is_wanted =
            |name: &&Vec<u8>| pattern.is_none_or(|pattern| glob::matches(pattern, name, false));
        self.names(kind).keys().filter(is_wanted).cloned().collect()
    }

    /// How many sessions listen to a channel by its name.
    pub fn listeners(&self, kind: Kind, name: &[u8]) -> usize {
        self.names(kind).get(name).map_or(0, Vec::len)
    }

    /// How many patterns there are.
    pub fn patterns(&self) -> usize {
        self.names(Kind::Pattern).len()
    }

    /// Whether nobody listens to anything.
    fn is_empty(&self) -> bool {
        self.by_name.iter().all(BTreeMap::is_empty)
    }
}

fn message(words: &[&[u8]]) -> Reply {
    Reply::Push(words.iter().map(|word| Reply::Bulk(word.to_vec())).collect())
}

impl Server {
    /// Sends a message to all who listen to a channel; how many they are.
    pub fn publish(&mut self, kind: Kind, channel: &[u8], text: &[u8]) -> i64 {
        if self.subscriptions.is_empty() {
            return 0;
        }
        let word: &[u8] = match kind {
            Kind::Shard => b"smessage",
            _ => b"message",
        };
        let mut sent = 0;
        for session in self.subscriptions.names(kind).get(channel).into_iter().flatten() {
            self.outbox.push((*session, message(&[word, channel, text])));
            sent += 1;
        }
        if kind != Kind::Shard {
            for (pattern, listeners) in self.subscriptions.names(Kind::Pattern) {
                if glob::matches(pattern, channel, false) {
                    for session in listeners {
                        let push = message(&[b"pmessage", pattern, channel, text]);
                        self.outbox.push((*session, push));
                        sent += 1;
                    }
                }
            }
        }
        sent
    }
}
