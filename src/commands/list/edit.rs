//! Changing the middle of a list.

use super::writer::Writer;
use super::{from_start, part};
use crate::command::Tx;
use crate::command::args::{Key, Unparsed};
use crate::engine::state::changes::LIST;
use crate::error::{INDEX_OUT_OF_RANGE, NO_SUCH_KEY, Result};
use crate::store::lists::Side;
use crate::{commands, tokens};

commands! { "list";
    /// Inserts an element before or after the first element that equals `pivot`. Returns the list's length.
    LINSERT(key, position, pivot, element): "2.2.0", "O(N)", [write denyoom], [RW insert] => linsert;

    /// Deletes `count` elements with this value: from the head, from the tail if negative, or all if 0.
    LREM(key, count, element): "1.0.0", "O(N)", [write], [RW delete] => lrem;

    /// Replaces the element at an index.
    LSET(key, index, element): "1.0.0", "O(log(N))", [write denyoom], [RW update] => lset;

    /// Keeps the elements from one index to another, and deletes all others.
    LTRIM(key, start, stop): "1.0.0", "O(N)", [write], [RW delete] => ltrim;
}

tokens! {
    /// Where an element goes.
    Position { BEFORE, AFTER }
}

fn lset(tx: &mut Tx, key: Key, index: Unparsed<i64>, element: &[u8]) -> Result<()> {
    let list = tx.list(key)?.ok_or(NO_SUCH_KEY)?;
    let index = from_start(&list, index.parse()?);
    let old = match (0..list.size).contains(&index) {
        true => tx.store.items(&list, index, 1)?.pop(),
        false => None,
    };
    let old = old.ok_or(INDEX_OUT_OF_RANGE)?;
    let mut writer = Writer::open(tx, key, Some(list))?;
    writer.set(tx, index, &old, element)?;
    writer.finish(tx)?;
    tx.changed(key, LIST, "lset")?;
    Ok(())
}

fn linsert(tx: &mut Tx, key: Key, position: Position, pivot: &[u8], element: &[u8]) -> Result<i64> {
    let Some(list) = tx.list(key)? else {
        return Ok(0);
    };
    let mut found = None;
    tx.store.walk_items(&list, Side::Left, |index, item| {
        found = (item == pivot).then_some(index);
        found.is_none()
    })?;
    let Some(index) = found else {
        return Ok(-1);
    };
    let index = index + i64::from(position == Position::AFTER);
    let mut writer = Writer::open(tx, key, Some(list))?;
    writer.insert(tx, index, element)?;
    let size = writer.finish(tx)?;
    tx.changed(key, LIST, "linsert")?;
    Ok(size)
}

fn lrem(tx: &mut Tx, key: Key, count: i64, element: &[u8]) -> Result<i64> {
    let Some(list) = tx.list(key)? else {
        return Ok(0);
    };
    let (side, most) = match count {
        0 => (Side::Left, u64::MAX),
        count if count < 0 => (Side::Right, count.unsigned_abs()),
        count => (Side::Left, count as u64),
    };
    let mut found = Vec::new();
    tx.store.walk_items(&list, side, |index, item| {
        if item == element {
            found.push(index);
        }
        (found.len() as u64) < most
    })?;
    if found.is_empty() {
        return Ok(0);
    }
    if side == Side::Right {
        found.reverse();
    }
    let mut writer = Writer::open(tx, key, Some(list))?;
    writer.delete_all(tx, &found, element)?;
    let left = writer.finish(tx)?;
    tx.shrunk(key, LIST, "lrem", left)?;
    tx.wrote(found.len());
    Ok(found.len() as i64)
}

fn ltrim(tx: &mut Tx, key: Key, start: i64, stop: i64) -> Result<()> {
    let Some(list) = tx.list(key)? else {
        return Ok(());
    };
    let (from, count) = part(&list, start, stop);
    let behind = tx
        .store
        .items(&list, from + count, list.size - from - count)?;
    let before = tx.store.items(&list, 0, from)?;
    let mut writer = Writer::open(tx, key, Some(list))?;
    writer.delete(tx, from + count, &behind)?;
    writer.delete(tx, 0, &before)?;
    let left = writer.finish(tx)?;
    tx.shrunk(key, LIST, "ltrim", left)?;
    tx.wrote(behind.len() + before.len());
    Ok(())
}
