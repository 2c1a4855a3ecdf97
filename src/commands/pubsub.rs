//! Publish and subscribe. Messages are not stored: only current subscribers get them.

use crate::command::args::{Any, Last, Many, Pattern};
use crate::command::reply::{IntoReply, Reply};
use crate::command::{Tx, container, help};
use crate::commands;
use crate::engine::state::pubsub::Kind;
use crate::error::{Result, SSUBSCRIBE_IN_EXEC};
use crate::glob;

commands! { "pubsub";
    /// Subscribes to all channels that match patterns.
    PSUBSCRIBE(pattern): "2.0.0", "O(N)", [pubsub noscript loading stale session], [] => psubscribe;

    /// Sends a message to the subscribers of a channel. Returns how many got it.
    PUBLISH(channel, message): "2.0.0", "O(N+M)", [pubsub loading stale fast may_replicate], [] => publish;

    /// Holds the commands about subscriptions.
    PUBSUB(): "2.8.0", "Depends on subcommand.", [], [] => container;

    /// The channels that have subscribers, without patterns.
    PUBSUB "CHANNELS"(pattern): "2.8.0", "O(N)", [pubsub loading stale], [] => channels;

    /// What the subcommands do.
    PUBSUB "HELP"(): "6.2.0", "O(1)", [loading stale], [], ["@slow"] => help;

    /// How many patterns have subscribers.
    PUBSUB "NUMPAT"(): "2.8.0", "O(1)", [pubsub loading stale], [] => numpat;

    /// How many subscribers each of these channels has, without patterns.
    PUBSUB "NUMSUB"(channel): "2.8.0", "O(N)", [pubsub loading stale], [] => numsub;

    /// The shard channels that have subscribers.
    PUBSUB "SHARDCHANNELS"(pattern): "7.0.0", "O(N)", [pubsub loading stale], [] => shardchannels;

    /// How many subscribers each of these shard channels has.
    PUBSUB "SHARDNUMSUB"(shardchannel): "7.0.0", "O(N)", [pubsub loading stale], [] => shardnumsub;

    /// Ends subscriptions to patterns; without an argument, to all patterns.
    PUNSUBSCRIBE(pattern): "2.0.0", "O(N)", [pubsub noscript loading stale session_end], [] => punsubscribe;

    /// Sends a message to the subscribers of a shard channel. Returns how many got it.
    SPUBLISH(shardchannel, message): "7.0.0", "O(N)", [pubsub loading stale fast may_replicate], [] => spublish;

    /// Subscribes to shard channels.
    SSUBSCRIBE(shardchannel): "7.0.0", "O(N)", [pubsub noscript loading stale session], [] => ssubscribe;

    /// Subscribes to channels.
    SUBSCRIBE(channel): "2.0.0", "O(N)", [pubsub noscript loading stale session], [] => subscribe;

    /// Ends subscriptions to shard channels; without an argument, to all.
    SUNSUBSCRIBE(shardchannel): "7.0.0", "O(N)", [pubsub noscript loading stale session_end], [] => sunsubscribe;

    /// Ends subscriptions to channels; without an argument, to all.
    UNSUBSCRIBE(channel): "2.0.0", "O(N)", [pubsub noscript loading stale session_end], [] => unsubscribe;
}

/// One push for each name: what was done, the name, and how many the session has now.
pub struct Confirmations(Vec<Reply>);

impl IntoReply for Confirmations {
    const TS: &'static str = "[kind: string, name: string | null, count: number][]";
    fn into_reply(self) -> Reply {
        Reply::Several(self.0)
    }
}

fn confirmation(tx: &Tx, kind: Kind, name: Option<&[u8]>) -> Reply {
    let [channels, patterns, shards] = tx.server.subscriptions.counts(tx.session.id);
    let count = match kind {
        Kind::Shard => shards,
        _ => channels + patterns,
    };
    let name = name.map(<[u8]>::to_vec).into_reply();
    let what = tx.command.name.to_ascii_lowercase().into_bytes();
    Reply::Push(vec![Reply::Bulk(what), name, Reply::Int(count as i64)])
}

fn listen(tx: &mut Tx, kind: Kind, names: &[&[u8]]) -> Result<Confirmations> {
    let mut done = Vec::with_capacity(names.len());
    for name in names {
        tx.server.subscriptions.of(kind).add(name, tx.session.id);
        done.push(confirmation(tx, kind, Some(name)));
    }
    Ok(Confirmations(done))
}

fn stop(tx: &mut Tx, kind: Kind, names: &[&[u8]]) -> Result<Confirmations> {
    let id = tx.session.id;
    let all = tx.server.subscriptions.of(kind).of(id);
    let names: Vec<&[u8]> = match names {
        [] => all.iter().map(Vec::as_slice).collect(),
        names => names.to_vec(),
    };
    let mut done = Vec::with_capacity(names.len());
    for name in &names {
        tx.server.subscriptions.of(kind).remove(name, id);
        done.push(confirmation(tx, kind, Some(name)));
    }
    if done.is_empty() {
        done.push(confirmation(tx, kind, None));
    }
    Ok(Confirmations(done))
}

fn subscribe(tx: &mut Tx, channels: Many<&[u8]>) -> Result<Confirmations> {
    listen(tx, Kind::Channel, &channels.0)
}

fn psubscribe(tx: &mut Tx, patterns: Many<&[u8]>) -> Result<Confirmations> {
    listen(tx, Kind::Pattern, &patterns.0)
}

fn ssubscribe(tx: &mut Tx, channels: Many<&[u8]>) -> Result<Confirmations> {
    if tx.session.is_in_exec() {
        return Err(SSUBSCRIBE_IN_EXEC);
    }
    listen(tx, Kind::Shard, &channels.0)
}

fn unsubscribe(tx: &mut Tx, channels: Any<&[u8]>) -> Result<Confirmations> {
    stop(tx, Kind::Channel, &channels.0)
}

fn punsubscribe(tx: &mut Tx, patterns: Any<&[u8]>) -> Result<Confirmations> {
    stop(tx, Kind::Pattern, &patterns.0)
}

fn sunsubscribe(tx: &mut Tx, channels: Any<&[u8]>) -> Result<Confirmations> {
    stop(tx, Kind::Shard, &channels.0)
}

fn publish(tx: &mut Tx, channel: &[u8], message: &[u8]) -> Result<i64> {
    Ok(tx.server.publish(Kind::Channel, channel, message)?)
}

fn spublish(tx: &mut Tx, shardchannel: &[u8], message: &[u8]) -> Result<i64> {
    Ok(tx.server.publish(Kind::Shard, shardchannel, message)?)
}

/// The names of a kind that somebody listens to.
fn named(tx: &mut Tx, kind: Kind, pattern: &Last<Pattern>) -> Vec<Vec<u8>> {
    let names = tx.server.subscriptions.of(kind).names().into_iter();
    let is_meant = |name: &&[u8]| {
        pattern
            .0
            .as_ref()
            .is_none_or(|p| glob::matches(p.0, name, false))
    };
    names.filter(is_meant).map(<[u8]>::to_vec).collect()
}

fn channels(tx: &mut Tx, pattern: Last<Pattern>) -> Result<Vec<Vec<u8>>> {
    Ok(named(tx, Kind::Channel, &pattern))
}

fn shardchannels(tx: &mut Tx, pattern: Last<Pattern>) -> Result<Vec<Vec<u8>>> {
    Ok(named(tx, Kind::Shard, &pattern))
}

fn numpat(tx: &mut Tx) -> Result<i64> {
    Ok(tx.server.subscriptions.of(Kind::Pattern).len() as i64)
}

/// Names, each with how many listen to it.
pub struct Listeners(Vec<(Vec<u8>, usize)>);

impl IntoReply for Listeners {
    const TS: &'static str = "(string | number)[]";
    fn into_reply(self) -> Reply {
        let pairs = self.0.into_iter();
        let both = |(name, count)| [Reply::Bulk(name), Reply::Int(count as i64)];
        Reply::Array(pairs.flat_map(both).collect())
    }
}

fn count(tx: &mut Tx, kind: Kind, names: &[&[u8]]) -> Listeners {
    let listeners = tx.server.subscriptions.of(kind);
    let of = |name: &&[u8]| (name.to_vec(), listeners.get(name).len());
    Listeners(names.iter().map(of).collect())
}

fn numsub(tx: &mut Tx, channels: Any<&[u8]>) -> Result<Listeners> {
    Ok(count(tx, Kind::Channel, &channels.0))
}

fn shardnumsub(tx: &mut Tx, channels: Any<&[u8]>) -> Result<Listeners> {
    Ok(count(tx, Kind::Shard, &channels.0))
}
