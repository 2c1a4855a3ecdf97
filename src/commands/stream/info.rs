//! XINFO: what is known of a stream, its groups and their consumers.

use super::lag::Counts;
use super::replies;
use crate::command::args::{Arg, Args, Key, UnparsedOptions};
use crate::command::reply::{IntoReply, Reply};
use crate::command::spec::{Kind, Spec};
use crate::command::{Tx, container, help};
use crate::commands;
use crate::entry::StreamId;
use crate::error::{Error, NO_SUCH_KEY, Result, no_such_group, usage};
use crate::number;
use crate::store::streams::Stream;
use crate::store::streams::groups::{Consumer, Group};
use crate::store::streams::pending::Pending;

commands! { "stream";
    /// Holds the commands that describe streams.
    XINFO(): "5.0.0", "Depends on subcommand.", [], [] => container;

    /// The consumers of a group.
    XINFO "CONSUMERS"(key, group): "5.0.0", "O(1)", [readonly], [RO access], ["nondeterministic_output"] => consumers;

    /// The groups of a stream.
    XINFO "GROUPS"(key): "5.0.0", "O(1)", [readonly], [RO access] => groups;

    /// What the subcommands do.
    XINFO "HELP"(): "5.0.0", "O(1)", [loading stale], [] => help;

    /// Describes a stream; with FULL also its entries, groups and consumers.
    XINFO "STREAM"(key, options): "5.0.0", "O(1)", [readonly], [RO access] => stream;
}

/// Names with values.
struct Record(Vec<(Reply, Reply)>);

impl Record {
    fn new() -> Record {
        Record(Vec::new())
    }

    #[inline(never)]
    fn put(&mut self, name: &str, value: Reply) {
        self.0.push((Reply::Bulk(name.into()), value));
    }

    fn put_number(&mut self, name: &str, number: i64) {
        self.put(name, Reply::Int(number));
    }

    fn put_id(&mut self, name: &str, id: StreamId) {
        self.put(name, bulk_id(id));
    }

    /// A number that may not be known.
    fn put_maybe(&mut self, name: &str, number: Option<i64>) {
        self.put(name, number.map_or(Reply::Nil, Reply::Int));
    }

    fn reply(self) -> Reply {
        Reply::Map(self.0)
    }
}

fn bulk_id(id: StreamId) -> Reply {
    Reply::Bulk(id.to_string().into_bytes())
}

/// `[FULL [COUNT count]]`: how many of each.
#[derive(Debug)]
struct Full(Option<i64>);

impl<'a> Arg<'a> for Full {
    fn describe(name: &'static str) -> Spec {
        let count = Spec::option("COUNT", "count", Kind::Integer);
        Spec::options(name, vec![Spec::flag("FULL"), count])
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        if args.is_empty() {
            return Ok(Full(None));
        }
        if args.token("FULL") {
            if args.is_empty() {
                return Ok(Full(Some(10)));
            }
            if args.len() == 2 && args.token("COUNT") {
                let count = number::parse_i64(args.word()?).ok_or(Error::NotAnInteger)?;
                return Ok(Full(Some(if count < 0 { 10 } else { count })));
            }
        }
        Err(usage("XINFO", b"STREAM"))
    }
}

/// What is told of a stream.
struct Info(Reply);

impl IntoReply for Info {
    const TS: &'static str = "If<$full, Record<string, Reply>, StreamInfo>";
    fn into_reply(self) -> Reply {
        self.0
    }
}

fn stream(tx: &mut Tx, key: Key, options: UnparsedOptions<Full>) -> Result<Info> {
    let stream = tx.stream(key)?.ok_or(NO_SUCH_KEY)?;
    let full = options.parse()?.0;
    let first = tx.store.first_entry(&stream)?;
    let last = tx.store.last_entry(&stream)?;
    let nodes = tx.store.count_nodes(&stream)?;
    let mut record = Record::new();
    record.put_number("length", stream.length);
    record.put_number("radix-tree-keys", nodes);
    record.put_number("radix-tree-nodes", nodes + 1);
    record.put_id("last-generated-id", stream.last_id);
    record.put_id("max-deleted-entry-id", stream.max_deleted);
    record.put_number("entries-added", stream.added);
    let first_id = first.map(|(id, _)| id).unwrap_or_default();
    record.put_id("recorded-first-entry-id", first_id);
    match full {
        Some(count) => {
            // 0 is all.
            let count = if count == 0 { -1 } else { count };
            let entries = tx.store.entries(&stream, ALL, false, count)?;
            record.put("entries", replies(entries));
            record.put("groups", full_groups(tx, &stream, count)?);
        }
        None => {
            let groups = tx.store.groups(&stream)?.len();
            record.put_number("groups", groups as i64);
            record.put("first-entry", edge(tx, &stream, first)?);
            record.put("last-entry", edge(tx, &stream, last)?);
        }
    }
    Ok(Info(record.reply()))
}

fn edge(tx: &Tx, stream: &Stream, place: Option<(StreamId, i64)>) -> Result<Reply> {
    let Some((id, _)) = place else {
        return Ok(Reply::Nil);
    };
    Ok(Reply::Entry(id, tx.store.entry(stream, id)?))
}

/// What is told of a group in both lists of groups, but for its name and numbers.
fn put_progress(record: &mut Record, counts: &Counts, group: &Group) {
    record.put_id("last-delivered-id", group.last_id);
    record.put_maybe("entries-read", group.entries_read);
    record.put_maybe("lag", counts.lag(group));
}

fn named(name: Vec<u8>) -> Record {
    let mut record = Record::new();
    record.put("name", Reply::Bulk(name));
    record
}

fn full_groups(tx: &Tx, stream: &Stream, count: i64) -> Result<Reply> {
    let counts = Counts::of(tx, stream)?;
    let mut told = Vec::new();
    for (name, group) in tx.store.groups(stream)? {
        let consumers = tx.store.consumers(&group)?;
        let mut record = named(name);
        put_progress(&mut record, &counts, &group);
        record.put_number("pel-count", tx.store.count_pending(&group)?);
        let pending = tx.store.pending_of_group(&group, ALL, count)?;
        record.put("pending", deliveries(&pending, Some(&consumers)));
        let mut all = Vec::new();
        for (name, consumer) in consumers {
            all.push(full_consumer(tx, name, &consumer, count)?);
        }
        record.put("consumers", Reply::Array(all));
        told.push(record.reply());
    }
    Ok(Reply::Array(told))
}

/// Every id.
const ALL: (StreamId, StreamId) = (StreamId::MIN, StreamId::MAX);

/// Pending entries: whose they are, if that is asked, when each was delivered, and how often.
fn deliveries(pending: &[Pending], consumers: Option<&[(Vec<u8>, Consumer)]>) -> Reply {
    let mut all = Vec::new();
    for pending in pending {
        let mut row = vec![bulk_id(pending.entry)];
        if let Some(consumers) = consumers {
            row.push(Reply::Bulk(owner(pending, consumers)));
        }
        row.push(Reply::Int(pending.delivered_at));
        row.push(Reply::Int(pending.deliveries));
        all.push(Reply::Array(row));
    }
    Reply::Array(all)
}

/// The name of the consumer that has an entry.
pub fn owner(pending: &Pending, consumers: &[(Vec<u8>, Consumer)]) -> Vec<u8> {
    let owner = consumers.iter().find(|(_, one)| one.id == pending.consumer);
    owner.map(|(name, _)| name.clone()).unwrap_or_default()
}

fn full_consumer(tx: &Tx, name: Vec<u8>, consumer: &Consumer, count: i64) -> Result<Reply> {
    let pending = tx.store.pending_of_consumer(consumer, ALL, count)?;
    let mut record = named(name);
    record.put_number("seen-time", consumer.seen_at);
    record.put_number("active-time", consumer.active_at.unwrap_or(-1));
    record.put_number("pel-count", tx.store.count_pending_of(consumer)?);
    record.put("pending", deliveries(&pending, None));
    Ok(record.reply())
}

/// What is told of groups.
struct Groups(Vec<Reply>);

impl IntoReply for Groups {
    const TS: &'static str = "{ name: string; consumers: number; pending: number; \"last-delivered-id\": string; \"entries-read\": number | null; lag: number | null }[]";
    fn into_reply(self) -> Reply {
        Reply::Array(self.0)
    }
}

fn groups(tx: &mut Tx, key: Key) -> Result<Groups> {
    let stream = tx.stream(key)?.ok_or(NO_SUCH_KEY)?;
    let counts = Counts::of(tx, &stream)?;
    let mut told = Vec::new();
    for (name, group) in tx.store.groups(&stream)? {
        let mut record = named(name);
        record.put_number("consumers", tx.store.count_consumers(&group)?);
        record.put_number("pending", tx.store.count_pending(&group)?);
        put_progress(&mut record, &counts, &group);
        told.push(record.reply());
    }
    Ok(Groups(told))
}

/// What is told of consumers.
struct Consumers(Vec<Reply>);

impl IntoReply for Consumers {
    const TS: &'static str = "{ name: string; pending: number; idle: number; inactive: number }[]";
    fn into_reply(self) -> Reply {
        Reply::Array(self.0)
    }
}

fn consumers(tx: &mut Tx, key: Key, name: &[u8]) -> Result<Consumers> {
    let stream = tx.stream(key)?.ok_or(NO_SUCH_KEY)?;
    let group = tx.store.group(&stream, name)?;
    let group = group.ok_or_else(|| no_such_group(name, key.0))?;
    let now = tx.now();
    let mut told = Vec::new();
    for (name, consumer) in tx.store.consumers(&group)? {
        let since = |at: i64| (now - at).max(0);
        let mut record = named(name);
        record.put_number("pending", tx.store.count_pending_of(&consumer)?);
        record.put_number("idle", since(consumer.seen_at));
        record.put_number("inactive", consumer.active_at.map_or(-1, since));
        told.push(record.reply());
    }
    Ok(Consumers(told))
}
