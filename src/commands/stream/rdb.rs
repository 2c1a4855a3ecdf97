//! Streams in Redis's RDB format.

use super::Counts;
use crate::command::Tx;
use crate::command::args::Key;
use crate::command::rdb::{RdbType, written};
use crate::entry::StreamId;
use crate::error::Result;
use crate::rdb::{self, Value, kind};
use crate::store::Type;
use crate::store::streams::Stream;
use crate::store::streams::groups::Group;
use crate::store::streams::pending::Pending;

/// For DUMP and RESTORE.
pub const RDB: RdbType = RdbType {
    kind: Type::STREAM,
    numbers: &[
        kind::STREAM,
        kind::STREAM_WITH_ADDED,
        kind::STREAM_WITH_ACTIVE,
    ],
    dump: |tx, _, row| {
        let Some(stream) = tx.store.stream(row)? else {
            return Ok(None);
        };
        let stream = value(tx, &stream)?;
        Ok(Some(written(&Value::Stream(stream), row)))
    },
    restore: |value| {
        let (Value::Stream(stream), _) = rdb::read(value)? else {
            return None;
        };
        Some(Box::new(move |tx, key| put(tx, key, &stream)))
    },
};

const ALL: (StreamId, StreamId) = (StreamId::MIN, StreamId::MAX);

/// All of a stream.
fn value(tx: &Tx, stream: &Stream) -> Result<rdb::Stream> {
    let mut value = rdb::Stream {
        last_id: stream.last_id,
        max_deleted: stream.max_deleted,
        added: stream.added,
        is_counted: true,
        ..rdb::Stream::default()
    };
    let (mut last, nodes) = (None, &mut value.nodes);
    tx.store.walk_ids(stream, StreamId::MIN, |_, node| {
        if last.replace(node) != Some(node) {
            nodes.push(rdb::Node::default());
        }
        if let Some(node) = nodes.last_mut() {
            node.count += 1;
        }
        true
    })?;
    value.entries = tx.store.entries(stream, ALL, false, -1)?;
    for (name, group) in tx.store.groups(stream)? {
        value.groups.push(group_value(tx, name, &group)?);
    }
    Ok(value)
}

fn group_value(tx: &Tx, name: Vec<u8>, group: &Group) -> Result<rdb::Group> {
    let consumers = tx.store.consumers(group)?;
    let mut pending = Vec::new();
    for each in tx.store.pending_of_group(group, ALL, -1)? {
        let owner = consumers
            .iter()
            .position(|(_, consumer)| consumer.id == each.consumer);
        pending.push(rdb::Pending {
            entry: each.entry,
            consumer: owner.unwrap_or_default(),
            delivered_at: each.delivered_at,
            deliveries: each.deliveries,
        });
    }
    let consumers = consumers.into_iter().map(|(name, consumer)| rdb::Consumer {
        name,
        seen_at: consumer.seen_at,
        active_at: consumer.active_at,
    });
    Ok(rdb::Group {
        name,
        last_id: group.last_id,
        entries_read: group.entries_read,
        consumers: consumers.collect(),
        pending,
    })
}

/// Makes the stream under a free key, in the nodes in which it was.
fn put(tx: &mut Tx, key: Key, value: &rdb::Stream) -> Result<()> {
    let mut stream = tx.store.new_stream(tx.db, key.0)?;
    stream.last_id = value.last_id;
    stream.max_deleted = value.max_deleted;
    stream.added = value.added;
    let mut rest = value.entries.as_slice();
    for node in &value.nodes {
        let (entries, after) = rest.split_at(node.count.min(rest.len()));
        rest = after;
        for (at, (id, fields)) in entries.iter().enumerate() {
            match at {
                0 => tx.store.insert_first_entry(&mut stream, *id, fields)?,
                _ => tx.store.insert_entry(&stream, *id, fields)?,
            }
        }
        stream.tail.entries = node.put;
        stream.tail.bytes = node.bytes;
    }
    stream.length = value.entries.len() as i64;
    tx.store.put_stream(&stream)?;
    for group in &value.groups {
        let read = match value.is_counted {
            true => group.entries_read,
            false => Counts::of(tx, &stream)?.added_up_to(group.last_id),
        };
        put_group(tx, &stream, group, read)?;
    }
    Ok(())
}

fn put_group(
    tx: &mut Tx,
    stream: &Stream,
    value: &rdb::Group,
    entries_read: Option<i64>,
) -> Result<()> {
    let (name, last) = (&value.name, value.last_id);
    let group = tx.store.insert_group(stream, name, last, entries_read)?;
    let mut ids = Vec::new();
    for each in &value.consumers {
        let (name, seen, active) = (&each.name, each.seen_at, each.active_at);
        let consumer = tx.store.insert_consumer(&group, name, seen, active)?;
        ids.push(consumer.id);
    }
    for each in &value.pending {
        let pending = Pending {
            entry: each.entry,
            consumer: ids.get(each.consumer).copied().unwrap_or_default(),
            delivered_at: each.delivered_at,
            deliveries: each.deliveries,
        };
        tx.store.put_pending(&group, &pending)?;
    }
    Ok(())
}
