//! Taking from one of several lists, moving elements from list to list, and waiting for them.

use super::writer::Writer;
use super::{push, take};
use crate::command::Tx;
use crate::command::args::{Arg, Args, Key, KeysAndTimeout, NumKeys, Timeout, Unparsed};
use crate::command::reply::{IntoReply, Reply};
use crate::command::spec::{Kind, Spec};
use crate::commands::zset::PopCount;
use crate::engine::state::changes::LIST;
use crate::error::{Error, Result};
use crate::store::Type;
use crate::store::lists::Side;
use crate::{commands, tokens};

commands! { "list";
    /// Moves an element from one end of a list to an end of another. Waits while there is none.
    BLMOVE(source, destination, sides, timeout): "6.2.0", "O(1)", [write denyoom blocking], [RW access delete RW insert] => blmove;

    /// Removes and returns elements from the first list that has any. Waits while there are none.
    BLMPOP(timeout, keys, r#where, count): "7.0.0", "O(N+M)", [write blocking movablekeys], [RW access delete] => blmpop;

    /// Removes and returns an element from the head of the first list that has any. Waits while there is none.
    BLPOP(keys): "2.0.0", "O(N)", [write blocking], [RW access delete] => blpop;

    /// Removes and returns an element from the tail of the first list that has any. Waits while there is none.
    BRPOP(keys): "2.0.0", "O(N)", [write blocking], [RW access delete] => brpop;

    /// Moves an element from the tail of a list to the head of another. Waits while there is none.
    BRPOPLPUSH(source, destination, timeout): "2.2.0", "O(1)", [write denyoom blocking], [RW access delete RW insert] => brpoplpush;

    /// Moves an element from one end of a list to an end of another.
    LMOVE(source, destination, sides): "6.2.0", "O(1)", [write denyoom], [RW access delete RW insert] => lmove;

    /// Removes and returns elements from the first list that has any.
    LMPOP(keys, r#where, count): "7.0.0", "O(N+M)", [write movablekeys], [RW access delete] => lmpop;

    /// Moves an element from the tail of a list to the head of another.
    RPOPLPUSH(source, destination): "1.2.0", "O(1)", [write denyoom], [RW access delete RW insert] => rpoplpush;
}

tokens! {
    /// An end.
    End { LEFT, RIGHT }
}

impl End {
    fn side(self) -> Side {
        match self {
            End::LEFT => Side::Left,
            End::RIGHT => Side::Right,
        }
    }
}

/// The end where its absence is a syntax error: more keys were announced than there are.
struct Where(Side);

impl<'a> Arg<'a> for Where {
    fn describe(_: &'static str) -> Spec {
        End::describe("where")
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        match args.is_empty() {
            true => Err(Error::Syntax),
            false => End::take(args).map(|end| Where(end.side())),
        }
    }
}

/// From which end to which.
#[derive(Clone, Copy)]
struct Sides(Side, Side);

impl<'a> Arg<'a> for Sides {
    fn describe(name: &'static str) -> Spec {
        let children = vec![End::describe("wherefrom"), End::describe("whereto")];
        Spec {
            children,
            ..Spec::of(name, Kind::Block)
        }
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let from = End::take(args)?.side();
        Ok(Sides(from, End::take(args)?.side()))
    }
}

/// The list's key, and what was taken from it.
struct PoppedFrom(Option<(Vec<u8>, Vec<Vec<u8>>)>);

impl IntoReply for PoppedFrom {
    const TS: &'static str = "[key: string, elements: string[]] | null";
    fn into_reply(self) -> Reply {
        match self.0 {
            Some((key, items)) => Reply::Array(vec![Reply::Bulk(key), items.into_reply()]),
            None => Reply::NilArray,
        }
    }
}

/// Takes from the first of the keys that has elements.
fn take_first(tx: &mut Tx, keys: &[Key], side: Side, count: i64) -> Result<PoppedFrom> {
    for key in keys {
        if let Some(list) = tx.list(*key)? {
            let items = take(tx, *key, list, side, count)?;
            return Ok(PoppedFrom(Some((key.0.to_vec(), items))));
        }
    }
    Ok(PoppedFrom(None))
}

fn lmpop(tx: &mut Tx, keys: NumKeys, side: Where, count: PopCount) -> Result<PoppedFrom> {
    take_first(tx, &keys.0, side.0, count.0)
}

fn blmpop(
    tx: &mut Tx,
    timeout: Unparsed<Timeout>,
    keys: NumKeys,
    side: Where,
    count: PopCount,
) -> Result<PoppedFrom> {
    let deadline = tx.deadline(timeout.parse()?)?;
    match take_first(tx, &keys.0, side.0, count.0)? {
        PoppedFrom(None) => Err(tx.block(&keys.0, Type::LIST, deadline, Reply::NilArray)),
        popped => Ok(popped),
    }
}

/// The list's key and one element.
struct PoppedOne(Vec<u8>, Vec<u8>);

impl IntoReply for PoppedOne {
    const TS: &'static str = "[key: string, element: string] | null";
    fn into_reply(self) -> Reply {
        Reply::Array(vec![Reply::Bulk(self.0), Reply::Bulk(self.1)])
    }
}

fn take_or_wait(tx: &mut Tx, keys: &KeysAndTimeout, side: Side) -> Result<PoppedOne> {
    let deadline = tx.deadline(keys.1)?;
    match take_first(tx, &keys.0, side, 1)?.0 {
        Some((key, mut items)) => Ok(PoppedOne(key, items.pop().unwrap_or_default())),
        None => Err(tx.block(&keys.0, Type::LIST, deadline, Reply::NilArray)),
    }
}

fn blpop(tx: &mut Tx, keys: KeysAndTimeout) -> Result<PoppedOne> {
    take_or_wait(tx, &keys, Side::Left)
}

fn brpop(tx: &mut Tx, keys: KeysAndTimeout) -> Result<PoppedOne> {
    take_or_wait(tx, &keys, Side::Right)
}

/// Moves one element; none where the source has none.
fn lmove(tx: &mut Tx, source: Key, destination: Key, sides: Sides) -> Result<Option<Vec<u8>>> {
    let Sides(from, to) = sides;
    let Some(list) = tx.list(source)? else {
        return Ok(None);
    };
    if source == destination {
        return rotate(tx, source, sides).map(Some);
    }
    tx.list(destination)?;
    let index = if from == Side::Left { 0 } else { list.size - 1 };
    let items = tx.store.items(&list, index, 1)?;
    let item = items.first().cloned().unwrap_or_default();
    push(tx, destination, to, &[&item], true)?;
    let mut writer = Writer::open(tx, source, Some(list))?;
    writer.delete(tx, index, &items)?;
    let left = writer.finish(tx)?;
    tx.shrunk(source, LIST, from.popped(), left)?;
    tx.wrote(1);
    Ok(Some(item))
}

/// Moves an element within one list.
fn rotate(tx: &mut Tx, key: Key, Sides(from, to): Sides) -> Result<Vec<u8>> {
    let list = tx.list(key)?;
    let mut writer = Writer::open(tx, key, list)?;
    let index = if from == Side::Left {
        0
    } else {
        writer.list().size - 1
    };
    let items = tx.store.items(writer.list(), index, 1)?;
    let item = items.first().cloned().unwrap_or_default();
    writer.delete(tx, index, &items)?;
    writer.push(tx, to, &[&item])?;
    writer.finish(tx)?;
    tx.changed(key, LIST, to.pushed())?;
    tx.event(key, LIST, from.popped())?;
    Ok(item)
}

fn rpoplpush(tx: &mut Tx, source: Key, destination: Key) -> Result<Option<Vec<u8>>> {
    lmove(tx, source, destination, Sides(Side::Right, Side::Left))
}

fn blmove(
    tx: &mut Tx,
    source: Key,
    destination: Key,
    sides: Sides,
    timeout: Timeout,
) -> Result<Option<Vec<u8>>> {
    let deadline = tx.deadline(timeout)?;
    match lmove(tx, source, destination, sides)? {
        None => {
            // Redis has one nil where it may not wait, and the other where it has waited.
            let on_timeout = match tx.session.is_in_exec() {
                true => Reply::Nil,
                false => Reply::NilArray,
            };
            Err(tx.block(&[source], Type::LIST, deadline, on_timeout))
        }
        moved => Ok(moved),
    }
}

fn brpoplpush(
    tx: &mut Tx,
    source: Key,
    destination: Key,
    timeout: Timeout,
) -> Result<Option<Vec<u8>>> {
    let sides = Sides(Side::Right, Side::Left);
    blmove(tx, source, destination, sides, timeout)
}
