//! Lists: elements in the order in which they were put.
//!
//! Here are the commands at the ends and those that read; `edit` has those that change the middle,
//! `find` the search, `moves` those that take from one of several lists, or wait for one.

mod edit;
mod find;
mod moves;
mod rdb;
mod writer;

use crate::command::args::{Key, Many, Only, Unparsed};
use crate::command::reply::{IntoReply, Reply};
use crate::command::{Command, Tx};
use crate::commands;
use crate::engine::state::changes::LIST;
use crate::error::{Error, OUT_OF_RANGE, Result};
use crate::store::keys::KeyRow;
use crate::store::lists::Side;
use writer::Writer;
pub use writer::put_loaded;

pub use rdb::RDB;

/// The tables of all list commands.
pub const FAMILIES: [&[Command]; 4] = [COMMANDS, edit::COMMANDS, find::COMMANDS, moves::COMMANDS];

commands! { "list";
    /// Reads the element at an index; a negative index counts from the end.
    LINDEX(key, index): "1.0.0", "O(log(N))", [readonly], [RO access] => lindex;

    /// How many elements there are.
    LLEN(key): "1.0.0", "O(1)", [readonly fast], [RO] => llen;

    /// Removes and returns elements from the head.
    LPOP(key, count): "1.0.0", "O(N)", [write fast], [RW access delete] => lpop;

    /// Inserts elements at the head, one after the other. Returns the list's length.
    LPUSH(key, element): "1.0.0", "O(1)", [write denyoom fast], [RW insert] => lpush;

    /// Inserts elements at the head of an existing list. Returns its length.
    LPUSHX(key, element): "2.2.0", "O(1)", [write denyoom fast], [RW insert] => lpushx;

    /// Reads the elements from one index to another.
    LRANGE(key, start, stop): "1.0.0", "O(log(N)+M)", [readonly], [RO access] => lrange;

    /// Removes and returns elements from the tail.
    RPOP(key, count): "1.0.0", "O(N)", [write fast], [RW access delete] => rpop;

    /// Appends elements at the tail. Returns the list's length.
    RPUSH(key, element): "1.0.0", "O(1)", [write denyoom fast], [RW insert] => rpush;

    /// Appends elements at the tail of an existing list. Returns its length.
    RPUSHX(key, element): "2.2.0", "O(1)", [write denyoom fast], [RW insert] => rpushx;
}

/// An index from the start, which may be before or behind the list.
fn from_start(list: &KeyRow, index: i64) -> i64 {
    match index < 0 {
        true => index.saturating_add(list.size),
        false => index,
    }
}

/// The part of a list from one index to another: the first, and how many there are.
fn part(list: &KeyRow, start: i64, stop: i64) -> (i64, i64) {
    let start = from_start(list, start).clamp(0, list.size);
    let stop = from_start(list, stop).min(list.size - 1);
    (start, (stop - start + 1).max(0))
}

fn llen(tx: &mut Tx, key: Key) -> Result<i64> {
    Ok(tx.list(key)?.map_or(0, |list| list.size))
}

fn lindex(tx: &mut Tx, key: Key, index: Unparsed<i64>) -> Result<Option<Vec<u8>>> {
    let Some(list) = tx.list(key)? else {
        return Ok(None);
    };
    let index = from_start(&list, index.parse()?);
    match (0..list.size).contains(&index) {
        true => Ok(tx.store.items(&list, index, 1)?.pop()),
        false => Ok(None),
    }
}

fn lrange(tx: &mut Tx, key: Key, start: i64, stop: i64) -> Result<Vec<Vec<u8>>> {
    let Some(list) = tx.list(key)? else {
        return Ok(Vec::new());
    };
    let (from, count) = part(&list, start, stop);
    Ok(tx.store.items(&list, from, count)?)
}

fn push(tx: &mut Tx, key: Key, side: Side, items: &[&[u8]], makes: bool) -> Result<i64> {
    let list = tx.list(key)?;
    if list.is_none() && !makes {
        return Ok(0);
    }
    let mut writer = Writer::open(tx, key, list)?;
    writer.push(tx, side, items)?;
    let size = writer.finish(tx)?;
    tx.changed(key, LIST, side.pushed())?;
    tx.wrote(items.len());
    Ok(size)
}

fn lpush(tx: &mut Tx, key: Key, elements: Many<&[u8]>) -> Result<i64> {
    push(tx, key, Side::Left, &elements.0, true)
}

fn rpush(tx: &mut Tx, key: Key, elements: Many<&[u8]>) -> Result<i64> {
    push(tx, key, Side::Right, &elements.0, true)
}

fn lpushx(tx: &mut Tx, key: Key, elements: Many<&[u8]>) -> Result<i64> {
    push(tx, key, Side::Left, &elements.0, false)
}

fn rpushx(tx: &mut Tx, key: Key, elements: Many<&[u8]>) -> Result<i64> {
    push(tx, key, Side::Right, &elements.0, false)
}

impl Side {
    /// The event of elements that were put there.
    fn pushed(self) -> &'static str {
        match self {
            Side::Left => "lpush",
            Side::Right => "rpush",
        }
    }

    /// The event of elements that were taken there.
    fn popped(self) -> &'static str {
        match self {
            Side::Left => "lpop",
            Side::Right => "rpop",
        }
    }
}

/// Takes at most `count` elements from an end, in the order in which they are taken.
fn take(tx: &mut Tx, key: Key, list: KeyRow, side: Side, count: i64) -> Result<Vec<Vec<u8>>> {
    let count = count.min(list.size);
    if count == 0 {
        return Ok(Vec::new());
    }
    let from = match side {
        Side::Left => 0,
        Side::Right => list.size - count,
    };
    let mut items = tx.store.items(&list, from, count)?;
    let mut writer = Writer::open(tx, key, Some(list))?;
    writer.delete(tx, from, &items)?;
    let left = writer.finish(tx)?;
    tx.shrunk(key, LIST, side.popped(), left)?;
    tx.wrote(items.len());
    if side == Side::Right {
        items.reverse();
    }
    Ok(items)
}

/// One element, or with a count an array of them.
enum Popped {
    One(Option<Vec<u8>>),
    Several(Option<Vec<Vec<u8>>>),
}

impl IntoReply for Popped {
    const TS: &'static str = "If<$count, string[] | null, string | null>";
    fn into_reply(self) -> Reply {
        match self {
            Popped::One(item) => item.into_reply(),
            Popped::Several(items) => items.map_or(Reply::NilArray, Vec::into_reply),
        }
    }
}

fn pop(tx: &mut Tx, key: Key, side: Side, count: Option<&[u8]>) -> Result<Popped> {
    let count = count
        .map(|word| number_or(word, 0, OUT_OF_RANGE))
        .transpose()?;
    let items = match tx.list(key)? {
        Some(list) => Some(take(tx, key, list, side, count.unwrap_or(1))?),
        None => None,
    };
    Ok(match count {
        Some(_) => Popped::Several(items),
        None => Popped::One(items.and_then(|mut items| items.pop())),
    })
}

fn lpop(tx: &mut Tx, key: Key, count: Only<Unparsed<i64>>) -> Result<Popped> {
    pop(tx, key, Side::Left, count.0.map(Unparsed::word))
}

fn rpop(tx: &mut Tx, key: Key, count: Only<Unparsed<i64>>) -> Result<Popped> {
    pop(tx, key, Side::Right, count.0.map(Unparsed::word))
}

/// Reads a number of which anything else has this error.
fn number_or(word: &[u8], least: i64, error: Error) -> Result<i64> {
    let number = crate::number::parse_i64(word);
    number.filter(|number| *number >= least).ok_or(error)
}
