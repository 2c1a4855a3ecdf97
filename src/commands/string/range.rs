//! Parts of strings.

use super::put_back;
use crate::command::Tx;
use crate::command::args::Key;
use crate::commands;
use crate::error::{Error, OFFSET_OUT_OF_RANGE, Result, STRING_TOO_LONG};
use crate::memory;
use crate::store::Encoding;

commands! { "string";
    /// Reads the bytes from `start` to `end`; negative positions count from the end.
    GETRANGE(key, start, end): "2.4.0", "O(N)", [readonly], [RO access] => getrange;

    /// Overwrites a part of a string, which grows with zeros as needed. Returns its length.
    SETRANGE(key, offset, value): "2.2.0", "O(1)", [write denyoom], [RW update] => setrange;

    /// An older name of GETRANGE.
    SUBSTR(key, start, end): "1.0.0", "O(N)", [readonly], [RO access] => getrange;
}

/// Refuses a string longer than `proto-max-bulk-len`, before anything is allocated.
pub(super) fn check_length(tx: &Tx, offset: i64, added: i64) -> Result<()> {
    match offset.checked_add(added) {
        Some(length) if length <= tx.server.config.max_bulk() => Ok(()),
        _ => Err(STRING_TOO_LONG),
    }
}

/// Makes room for a string of `length` bytes: in the browser half a gigabyte may not be there.
pub(in crate::commands) fn make_room(bytes: &mut Vec<u8>, length: usize) -> Result<()> {
    let missing = length.saturating_sub(bytes.len());
    memory::check(missing)?;
    let made = bytes.try_reserve_exact(missing);
    made.map_err(|_| Error::NoMemory)
}

fn getrange(tx: &mut Tx, key: Key, start: i64, end: i64) -> Result<Vec<u8>> {
    let Some(value) = tx.string(key)? else {
        return Ok(Vec::new());
    };
    let length = value.bytes.len() as i64;
    if start < 0 && end < 0 && start > end {
        return Ok(Vec::new());
    }
    // Within the string, lest a 32-bit machine cut the numbers short.
    let from_end = |at: i64| match at < 0 {
        true => (length + at).max(0),
        false => at.min(length),
    };
    let (start, end) = (from_end(start), from_end(end).min(length - 1));
    let part = value.bytes.get(start as usize..(end + 1) as usize);
    Ok(part.unwrap_or_default().to_vec())
}

fn setrange(tx: &mut Tx, key: Key, offset: i64, value: &[u8]) -> Result<i64> {
    if offset < 0 {
        return Err(OFFSET_OUT_OF_RANGE);
    }
    let old = tx.string(key)?;
    let row = old.as_ref().map(|old| old.row);
    let mut bytes = old.map(|old| old.bytes).unwrap_or_default();
    if value.is_empty() {
        return Ok(bytes.len() as i64);
    }
    check_length(tx, offset, value.len() as i64)?;
    let (start, end) = (offset as usize, offset as usize + value.len());
    if bytes.len() < end {
        make_room(&mut bytes, end)?;
        bytes.resize(end, 0);
    }
    if let Some(part) = bytes.get_mut(start..end) {
        part.copy_from_slice(value);
    }
    put_back(tx, key, row.as_ref(), &bytes, Encoding::Raw, "setrange")?;
    Ok(bytes.len() as i64)
}
