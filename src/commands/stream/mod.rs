//! Streams: entries of fields and values, in the order of their ids.
//!
//! Here are the commands that read a range and those that delete; `add` has XADD, `trim` what shortens
//! a stream, `read` XREAD and XREADGROUP, `group` XGROUP, `pending` what becomes of delivered entries,
//! `info` XINFO. A stream without entries keeps its key.

mod add;
mod group;
mod info;
mod lag;
mod node;
mod pending;
mod rdb;
mod read;
mod references;
mod trim;

use crate::command::args::{Arg, Args, Key, Many, UnparsedOptions};
use crate::command::reply::{IntoReply, Reply};
use crate::command::spec::{Kind, Spec};
use crate::command::{Command, Tx};
use crate::engine::state::changes::STREAM;
use crate::entry::StreamId;
use crate::error::{
    ENTRIES_ADDED_NEGATIVE, Error, INVALID_END_ID, INVALID_START_ID, INVALID_STREAM_ID,
    NO_SUCH_KEY, Result, SETID_BELOW_DELETED, SETID_BELOW_GIVEN, SETID_BELOW_LAST,
    SETID_BELOW_LENGTH,
};
use crate::store::streams::{Entry, Stream};
use crate::{commands, options, tokens};
pub use lag::Counts;

pub use rdb::RDB;

/// The tables of all stream commands.
pub const FAMILIES: [&[Command]; 8] = [
    COMMANDS,
    add::COMMANDS,
    group::COMMANDS,
    info::COMMANDS,
    pending::COMMANDS,
    read::COMMANDS,
    references::COMMANDS,
    trim::COMMANDS,
];

commands! { "stream";
    /// Deletes entries. Returns how many existed.
    XDEL(key, id): "5.0.0", "O(N)", [write fast], [RW delete] => xdel;

    /// How many entries there are.
    XLEN(key): "5.0.0", "O(1)", [readonly fast], [RO] => xlen;

    /// The entries from one id to another.
    XRANGE(key, start, end, count): "5.0.0", "O(N)", [readonly], [RO access] => xrange;

    /// The entries from one id back to another.
    XREVRANGE(key, end, start, count): "5.0.0", "O(N)", [readonly], [RO access] => xrevrange;

    /// Sets a stream's last id, and what it knows of deleted entries.
    XSETID(key, last_id, options): "5.0.0", "O(1)", [write denyoom fast], [RW update] => xsetid;
}

/// Reads the id of an entry.
fn parse_id(word: &[u8]) -> Result<StreamId> {
    StreamId::parse(word, 0).ok_or(INVALID_STREAM_ID)
}

fn parse_ids(words: &[&[u8]]) -> Result<Vec<StreamId>> {
    let mut ids = Vec::new();
    for word in words {
        ids.push(parse_id(word)?);
    }
    Ok(ids)
}

/// Reads an end of a range: an id, `-` or `+`, or an id that is not part of it; and which of these.
fn parse_end(word: &[u8], missing: u64) -> Result<(StreamId, bool)> {
    let (word, is_open) = match word {
        b"-" => return Ok((StreamId::MIN, false)),
        b"+" => return Ok((StreamId::MAX, false)),
        [b'(', id @ ..] if !id.is_empty() => (id, true),
        id => (id, false),
    };
    let id = StreamId::parse(word, missing).ok_or(INVALID_STREAM_ID)?;
    Ok((id, is_open))
}

fn parse_start(word: &[u8]) -> Result<StreamId> {
    match parse_end(word, 0)? {
        (id, true) => id.next().ok_or(INVALID_START_ID),
        (id, false) => Ok(id),
    }
}

fn parse_range(start: &[u8], end: &[u8]) -> Result<(StreamId, StreamId)> {
    let start = parse_start(start)?;
    let end = match parse_end(end, u64::MAX)? {
        (id, true) => id.previous().ok_or(INVALID_END_ID)?,
        (id, false) => id,
    };
    Ok((start, end))
}

tokens! {
    /// How many.
    CountToken { COUNT(count: i64) }
}

options! {
    /// What follows a range.
    eager Count { count: CountToken }
}

/// Entries, as they stand in a reply.
struct Entries(Reply);

impl IntoReply for Entries {
    const TS: &'static str = "StreamEntry[]";
    fn into_reply(self) -> Reply {
        self.0
    }
}

fn replies(entries: Vec<Entry>) -> Reply {
    let mut all = Vec::new();
    for (id, fields) in entries {
        all.push(Reply::Entry(id, Some(fields)));
    }
    Reply::Array(all)
}

fn range(
    tx: &mut Tx,
    key: Key,
    (start, end): (&[u8], &[u8]),
    count: UnparsedOptions<Count>,
    is_reverse: bool,
) -> Result<Entries> {
    let ends = parse_range(start, end)?;
    let count = count.parse()?.count.map(|CountToken::COUNT(count)| count);
    let Some(stream) = tx.stream(key)? else {
        return Ok(Entries(Reply::Array(Vec::new())));
    };
    if count.is_some_and(|count| count <= 0) {
        return Ok(Entries(Reply::NilArray));
    }
    let entries = tx
        .store
        .entries(&stream, ends, is_reverse, count.unwrap_or(-1))?;
    Ok(Entries(replies(entries)))
}

fn xrange(
    tx: &mut Tx,
    key: Key,
    start: &[u8],
    end: &[u8],
    count: UnparsedOptions<Count>,
) -> Result<Entries> {
    range(tx, key, (start, end), count, false)
}

fn xrevrange(
    tx: &mut Tx,
    key: Key,
    end: &[u8],
    start: &[u8],
    count: UnparsedOptions<Count>,
) -> Result<Entries> {
    range(tx, key, (start, end), count, true)
}

fn xlen(tx: &mut Tx, key: Key) -> Result<i64> {
    Ok(tx.stream(key)?.map_or(0, |stream| stream.length))
}

/// Deletes one entry of a stream that is then to be written. Returns whether it was there.
fn delete(tx: &mut Tx, stream: &mut Stream, id: StreamId) -> Result<bool> {
    let was_there = tx.store.delete_entry(stream, id)?;
    if was_there {
        stream.length -= 1;
        stream.max_deleted = stream.max_deleted.max(id);
    }
    Ok(was_there)
}

/// Writes a stream that has lost entries, its last node maybe with them.
fn put_shrunk(tx: &mut Tx, stream: &mut Stream) -> Result<()> {
    let last = tx.store.last_entry(stream)?;
    if last.is_none_or(|(_, node)| node != stream.tail.node) {
        node::find_last(tx, stream)?;
    }
    Ok(tx.store.put_stream(stream)?)
}

fn xdel(tx: &mut Tx, key: Key, ids: Many<&[u8]>) -> Result<i64> {
    let Some(mut stream) = tx.stream(key)? else {
        return Ok(0);
    };
    let mut deleted = 0;
    for id in parse_ids(&ids.0)? {
        deleted += i64::from(delete(tx, &mut stream, id)?);
    }
    if deleted > 0 {
        put_shrunk(tx, &mut stream)?;
        tx.changed(key, STREAM, "xdel")?;
        tx.wrote(deleted as usize);
    }
    Ok(deleted)
}

/// `[ENTRIESADDED entries-added] [MAXDELETEDID max-deleted-id]`, read one after the other.
#[derive(Debug)]
struct SetIdOptions<'a>(Args<'a>);

impl<'a> Arg<'a> for SetIdOptions<'a> {
    fn describe(name: &'static str) -> Spec {
        let children = vec![
            Spec::option("ENTRIESADDED", "entries_added", Kind::Integer),
            Spec::option("MAXDELETEDID", "max_deleted_id", Kind::String),
        ];
        Spec::options(name, children)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        Ok(SetIdOptions(args.split_off()))
    }
}

impl SetIdOptions<'_> {
    fn parse(mut self, last_id: StreamId) -> Result<(Option<i64>, StreamId)> {
        let args = &mut self.0;
        let mut added = None;
        let mut max_deleted = StreamId::MIN;
        while !args.is_empty() {
            if args.len() > 1 && args.token("ENTRIESADDED") {
                added = Some(i64::take(args)?);
                if added < Some(0) {
                    return Err(ENTRIES_ADDED_NEGATIVE);
                }
            } else if args.len() > 1 && args.token("MAXDELETEDID") {
                max_deleted = parse_id(args.word()?)?;
                if last_id < max_deleted {
                    return Err(SETID_BELOW_GIVEN);
                }
            } else {
                return Err(Error::Syntax);
            }
        }
        Ok((added, max_deleted))
    }
}

fn xsetid(tx: &mut Tx, key: Key, last_id: &[u8], options: SetIdOptions) -> Result<()> {
    let last_id = parse_id(last_id)?;
    let (added, max_deleted) = options.parse(last_id)?;
    let mut stream = tx.stream(key)?.ok_or(NO_SUCH_KEY)?;
    check_last_id(tx, &stream, last_id)?;
    if added.is_some_and(|added| added < stream.length) {
        return Err(SETID_BELOW_LENGTH);
    }
    stream.last_id = last_id;
    stream.added = added.unwrap_or(stream.added);
    if max_deleted > StreamId::MIN {
        stream.max_deleted = max_deleted;
    }
    tx.store.put_stream(&stream)?;
    tx.count_change();
    tx.changed_unwatched(key, "xsetid")?;
    Ok(())
}

fn check_last_id(tx: &Tx, stream: &Stream, last_id: StreamId) -> Result<()> {
    if last_id < stream.max_deleted {
        return Err(SETID_BELOW_DELETED);
    }
    match tx.store.last_entry(stream)? {
        Some((last, _)) if last_id < last => Err(SETID_BELOW_LAST),
        _ => Ok(()),
    }
}

/// A number where anything else has this error.
fn number_or(word: &[u8], error: Error) -> Result<i64> {
    crate::number::parse_i64(word).ok_or(error)
}
