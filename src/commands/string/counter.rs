//! Strings that are numbers.

use super::put_back;
use crate::command::Tx;
use crate::command::args::Key;
use crate::commands;
use crate::error::{DECREMENT_OVERFLOW, Error, INCREMENT_IS_NO_NUMBER, OVERFLOW, Result};
use crate::number::{self, LongDouble};
use crate::store::Encoding;

commands! { "string";
    /// Subtracts one from an integer; a missing key counts as 0.
    DECR(key): "1.0.0", "O(1)", [write denyoom fast], [RW access update] => decr;

    /// Subtracts from an integer; a missing key counts as 0.
    DECRBY(key, decrement): "1.0.0", "O(1)", [write denyoom fast], [RW access update] => decrby;

    /// Adds one to an integer; a missing key counts as 0.
    INCR(key): "1.0.0", "O(1)", [write denyoom fast], [RW access update] => incr;

    /// Adds to an integer; a missing key counts as 0.
    INCRBY(key, increment): "1.0.0", "O(1)", [write denyoom fast], [RW access update] => incrby;

    /// Adds to a floating point number; a missing key counts as 0.
    INCRBYFLOAT(key, increment): "2.6.0", "O(1)", [write denyoom fast], [RW access update] => incrbyfloat;
}

fn decr(tx: &mut Tx, key: Key) -> Result<i64> {
    incrby(tx, key, -1)
}

fn decrby(tx: &mut Tx, key: Key, decrement: i64) -> Result<i64> {
    let increment = decrement.checked_neg().ok_or(DECREMENT_OVERFLOW)?;
    incrby(tx, key, increment)
}

fn incr(tx: &mut Tx, key: Key) -> Result<i64> {
    incrby(tx, key, 1)
}

fn incrby(tx: &mut Tx, key: Key, increment: i64) -> Result<i64> {
    let old = tx.string(key)?;
    let value = match &old {
        Some(old) => number::parse_i64(&old.bytes).ok_or(Error::NotAnInteger)?,
        None => 0,
    };
    let new = value.checked_add(increment).ok_or(OVERFLOW)?;
    let row = old.as_ref().map(|old| &old.row);
    put_back(
        tx,
        key,
        row,
        new.to_string().as_bytes(),
        Encoding::Int,
        "incrby",
    )?;
    Ok(new)
}

fn incrbyfloat(tx: &mut Tx, key: Key, increment: &[u8]) -> Result<Vec<u8>> {
    let old = tx.string(key)?;
    let value = match &old {
        Some(old) => LongDouble::parse(&old.bytes).ok_or(Error::NotAFloat)?,
        None => LongDouble::ZERO,
    };
    let increment = LongDouble::parse(increment).ok_or(Error::NotAFloat)?;
    let new = value
        .plus(increment)
        .ok_or(INCREMENT_IS_NO_NUMBER)?
        .format();
    let encoding = if new.len() <= 44 {
        Encoding::Embstr
    } else {
        Encoding::Raw
    };
    let row = old.as_ref().map(|old| &old.row);
    put_back(tx, key, row, &new, encoding, "incrbyfloat")?;
    Ok(new)
}
