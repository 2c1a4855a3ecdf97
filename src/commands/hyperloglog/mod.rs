//! HyperLogLogs: how many different elements were seen, estimated from 16,384 registers.
//!
//! A string in Redis's own form (`registers` has its bytes), so that GET gives what Redis gives. Who
//! changes registers marks the cached cardinality as stale; PFCOUNT writes it back.

mod estimate;
mod hash;
mod registers;

use crate::command::args::{Any, Key, Many};
use crate::command::{Command, StringValue, Tx};
use crate::commands;
use crate::engine::state::changes::STRING;
use crate::error::{INVALID_HLL, Result};
use crate::store::Encoding;
use crate::store::keys::KeyRow;
use registers::HyperLogLog;

/// The tables of all HyperLogLog commands.
pub const FAMILIES: [&[Command]; 1] = [COMMANDS];

commands! { "hyperloglog";
    /// Adds elements. Returns 1 if the estimate may have changed.
    PFADD(key, element): "2.8.9", "O(1)", [write denyoom fast], [RW insert] => pfadd;

    /// Estimates how many different elements one HyperLogLog has, or several together.
    PFCOUNT(key): "2.8.9", "O(1)", [readonly may_replicate], [RW access] => pfcount;

    /// Merges HyperLogLogs into one.
    PFMERGE(destkey, sourcekey): "2.8.9", "O(N)", [write reads denyoom], [RW access insert RO access] => pfmerge;
}

/// A key's HyperLogLog with its row.
fn parsed(value: StringValue) -> Result<(KeyRow, HyperLogLog)> {
    let found = HyperLogLog::from_bytes(value.bytes).ok_or(INVALID_HLL)?;
    Ok((value.row, found))
}

/// The key's HyperLogLog, or a new one.
fn open(tx: &mut Tx, key: Key) -> Result<(Option<KeyRow>, HyperLogLog)> {
    match tx.string(key)? {
        Some(value) => parsed(value).map(|(row, found)| (Some(row), found)),
        None => Ok((None, HyperLogLog::new())),
    }
}

/// Writes it, its time to live kept.
fn put(tx: &mut Tx, key: Key, row: Option<&KeyRow>, value: &HyperLogLog) -> Result<()> {
    let expire_at = row.and_then(|row| row.expire_at);
    tx.put_string(key, row, value.bytes(), Encoding::Raw, expire_at)
}

fn pfadd(tx: &mut Tx, key: Key, elements: Any<&[u8]>) -> Result<bool> {
    let most = tx.server.config.hll_sparse_max_bytes;
    let (row, mut value) = open(tx, key)?;
    let mut changes = usize::from(row.is_none());
    for element in elements.0 {
        let (register, rank) = hash::place(element);
        changes += usize::from(value.raise(register, rank, most)?);
    }
    let has_changed = changes > 0;
    if has_changed {
        value.mark_stale();
        put(tx, key, row.as_ref(), &value)?;
        tx.changed(key, STRING, "pfadd")?;
        tx.wrote(changes);
    } else if row.is_some_and(|row| row.encoding != Encoding::Raw) {
        put(tx, key, row.as_ref(), &value)?;
    }
    Ok(has_changed)
}

fn pfcount(tx: &mut Tx, keys: Many<Key>) -> Result<i64> {
    if let [key] = keys.0.as_slice() {
        return count_one(tx, *key);
    }
    let mut all = registers::none();
    for key in keys.0 {
        if let Some(value) = tx.string(key)? {
            parsed(value)?.1.merge_into(&mut all)?;
        }
    }
    Ok(estimate::cardinality(&all) as i64)
}

fn count_one(tx: &mut Tx, key: Key) -> Result<i64> {
    let Some(value) = tx.string(key)? else {
        return Ok(0);
    };
    let (row, mut value) = parsed(value)?;
    if let Some(known) = value.cached() {
        return Ok(known as i64);
    }
    let mut all = registers::none();
    value.merge_into(&mut all)?;
    let cardinality = estimate::cardinality(&all);
    value.cache(cardinality);
    put(tx, key, Some(&row), &value)?;
    // A change to those who WATCH, but no event.
    tx.touched(key, STRING)?;
    tx.count_change();
    Ok(cardinality as i64)
}

fn pfmerge(tx: &mut Tx, destkey: Key, sources: Any<Key>) -> Result<()> {
    let most = tx.server.config.hll_sparse_max_bytes;
    let mut all = registers::none();
    let mut is_dense = false;
    for key in std::iter::once(destkey).chain(sources.0) {
        if let Some(value) = tx.string(key)? {
            let (_, value) = parsed(value)?;
            is_dense |= value.is_dense();
            value.merge_into(&mut all)?;
        }
    }
    tx.is_reading = false;
    let (row, mut value) = open(tx, destkey)?;
    if is_dense {
        value.make_dense()?;
    }
    for (register, rank) in all.into_iter().enumerate().filter(|(_, rank)| *rank > 0) {
        value.raise(register, rank, most)?;
    }
    value.mark_stale();
    put(tx, destkey, row.as_ref(), &value)?;
    tx.changed(destkey, STRING, "pfadd")?;
    Ok(())
}
