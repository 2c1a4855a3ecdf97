//! XGROUP: making, changing and deleting consumer groups and their consumers.

use super::parse_id;
use crate::command::args::{Arg, Args, Key};
use crate::command::spec::{Kind, Spec};
use crate::command::{Tx, container, help};
use crate::commands;
use crate::engine::state::changes::STREAM;
use crate::entry::StreamId;
use crate::error::{
    ENTRIES_READ_NEGATIVE, GROUP_EXISTS, Result, XGROUP_NEEDS_KEY, no_such_group, usage,
};
use crate::store::streams::Stream;
use crate::store::streams::groups::{Consumer, Group};

commands! { "stream";
    /// Holds the commands about consumer groups.
    XGROUP(): "5.0.0", "Depends on subcommand.", [], [] => container;

    /// Creates a group, which reads the entries after an id; `$` is the last id.
    XGROUP "CREATE"(key, group, id, options): "5.0.0", "O(1)", [write denyoom], [RW insert] => create;

    /// Creates a consumer. Returns 0 if it exists.
    XGROUP "CREATECONSUMER"(key, group, consumer): "6.2.0", "O(1)", [write denyoom], [RW insert] => create_consumer;

    /// Deletes a consumer. Returns how many entries it had not acknowledged.
    XGROUP "DELCONSUMER"(key, group, consumer): "5.0.0", "O(1)", [write], [RW delete] => delete_consumer;

    /// Deletes a group. Returns 0 if there is none with this name.
    XGROUP "DESTROY"(key, group): "5.0.0", "O(N)", [write], [RW delete] => destroy;

    /// What the subcommands do.
    XGROUP "HELP"(): "5.0.0", "O(1)", [loading stale], [] => help;

    /// Sets the id after which a group reads.
    XGROUP "SETID"(key, group, id, options): "5.0.0", "O(1)", [write], [RW update] => set_id;
}

/// What CREATE (`MAKES`) and SETID take.
#[derive(Debug)]
struct Options<const MAKES: bool> {
    makes_stream: bool,
    entries_read: Option<i64>,
}

impl<'a, const MAKES: bool> Arg<'a> for Options<MAKES> {
    fn describe(name: &'static str) -> Spec {
        describe(name, MAKES)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let (makes_stream, entries_read) = take(args, MAKES)?;
        Ok(Options {
            makes_stream,
            entries_read,
        })
    }
}

fn describe(name: &'static str, makes: bool) -> Spec {
    let mut children = Vec::new();
    if makes {
        children.push(Spec::flag("MKSTREAM"));
    }
    children.push(Spec::option("ENTRIESREAD", "entries_read", Kind::Integer));
    Spec::options(name, children)
}

fn take(args: &mut Args, makes: bool) -> Result<(bool, Option<i64>)> {
    let mut makes_stream = false;
    let mut entries_read = None;
    while !args.is_empty() {
        if makes && args.token("MKSTREAM") {
            makes_stream = true;
        } else if args.len() > 1 && args.token("ENTRIESREAD") {
            entries_read = match i64::take(args)? {
                ..-1 => return Err(ENTRIES_READ_NEGATIVE),
                -1 => None,
                read => Some(read),
            };
        } else {
            return Err(usage("XGROUP", args.name().as_bytes()));
        }
    }
    Ok((makes_stream, entries_read))
}

/// The stream, and its group of this name.
fn open(tx: &mut Tx, key: Key, name: &[u8]) -> Result<(Stream, Option<Group>)> {
    let stream = tx.stream(key)?.ok_or(XGROUP_NEEDS_KEY)?;
    let group = tx.store.group(&stream, name)?;
    Ok((stream, group))
}

/// The same of a group that must be there.
fn open_group(tx: &mut Tx, key: Key, name: &[u8]) -> Result<(Stream, Group)> {
    let (stream, group) = open(tx, key, name)?;
    let group = group.ok_or_else(|| no_such_group(name, key.0))?;
    Ok((stream, group))
}

/// `$` is the stream's last id.
fn parse_place(word: &[u8], stream: Option<&Stream>) -> Result<StreamId> {
    match word {
        b"$" => Ok(stream.map(|stream| stream.last_id).unwrap_or_default()),
        id => parse_id(id),
    }
}

fn create(tx: &mut Tx, key: Key, name: &[u8], id: &[u8], options: Options<true>) -> Result<()> {
    let found = tx.stream(key)?;
    if found.is_none() && !options.makes_stream {
        return Err(XGROUP_NEEDS_KEY);
    }
    let id = parse_place(id, found.as_ref())?;
    let stream = match found {
        Some(stream) => stream,
        None => tx.store.new_stream(tx.db, key.0)?,
    };
    if tx.store.group(&stream, name)?.is_some() {
        return Err(GROUP_EXISTS);
    }
    tx.store
        .insert_group(&stream, name, id, options.entries_read)?;
    // What groups do to a stream is no change of it to WATCH and to caches.
    match found {
        Some(_) => tx.changed_unwatched(key, "xgroup-create")?,
        None => tx.changed(key, STREAM, "xgroup-create")?,
    }
    tx.wrote(1);
    Ok(())
}

fn set_id(tx: &mut Tx, key: Key, name: &[u8], id: &[u8], options: Options<false>) -> Result<()> {
    let (stream, mut group) = open_group(tx, key, name)?;
    group.last_id = match id {
        b"-" => StreamId::MIN,
        b"+" => StreamId::MAX,
        id => parse_place(id, Some(&stream))?,
    };
    group.entries_read = options.entries_read;
    tx.store.put_group(&group)?;
    tx.changed_unwatched(key, "xgroup-setid")?;
    tx.count_change();
    Ok(())
}

fn destroy(tx: &mut Tx, key: Key, name: &[u8]) -> Result<bool> {
    let (_, group) = open(tx, key, name)?;
    let Some(group) = group else {
        return Ok(false);
    };
    tx.store.delete_group(&group)?;
    tx.changed_unwatched(key, "xgroup-destroy")?;
    tx.count_change();
    Ok(true)
}

fn create_consumer(tx: &mut Tx, key: Key, name: &[u8], consumer: &[u8]) -> Result<bool> {
    let (_, group) = open_group(tx, key, name)?;
    if tx.store.consumer(&group, consumer)?.is_some() {
        return Ok(false);
    }
    let now = tx.now();
    make_consumer(tx, key, &group, consumer, now)?;
    Ok(true)
}

fn make_consumer(tx: &mut Tx, key: Key, group: &Group, name: &[u8], now: i64) -> Result<Consumer> {
    let consumer = tx.store.insert_consumer(group, name, now, None)?;
    tx.changed_unwatched(key, "xgroup-createconsumer")?;
    tx.count_change();
    Ok(consumer)
}

/// The consumer of this name, made where there is none, which was seen now.
pub fn see_consumer(tx: &mut Tx, key: Key, group: &Group, name: &[u8]) -> Result<Consumer> {
    let now = tx.now();
    match tx.store.consumer(group, name)? {
        Some(consumer) => Ok(Consumer {
            seen_at: now,
            ..consumer
        }),
        None => make_consumer(tx, key, group, name, now),
    }
}

fn delete_consumer(tx: &mut Tx, key: Key, name: &[u8], consumer: &[u8]) -> Result<i64> {
    let (_, group) = open_group(tx, key, name)?;
    let Some(consumer) = tx.store.consumer(&group, consumer)? else {
        return Ok(0);
    };
    let pending = tx.store.delete_consumer(&consumer)?;
    tx.changed_unwatched(key, "xgroup-delconsumer")?;
    tx.count_change();
    Ok(pending)
}
