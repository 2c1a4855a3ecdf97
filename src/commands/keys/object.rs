//! OBJECT: how a key is stored.

use crate::command::args::Key;
use crate::command::{Tx, container, help};
use crate::commands;
use crate::error::{FREQ_WITHOUT_LFU, IDLETIME_WITH_LFU, Result};
use crate::number;
use crate::store::Encoding;

commands! { "generic";
    /// Holds the commands about how a key is stored.
    OBJECT(): "2.2.3", "Depends on subcommand.", [], [] => container;

    /// The encoding of a key's value.
    OBJECT "ENCODING"(key): "2.2.3", "O(1)", [readonly], [RO], ["nondeterministic_output"] => encoding;

    /// How often a key is used, on a logarithmic scale.
    OBJECT "FREQ"(key): "4.0.0", "O(1)", [readonly], [RO], ["nondeterministic_output"] => freq;

    /// What the subcommands do.
    OBJECT "HELP"(): "6.2.0", "O(1)", [loading stale], [] => help;

    /// The seconds since a key was last used.
    OBJECT "IDLETIME"(key): "2.2.3", "O(1)", [readonly], [RO], ["nondeterministic_output"] => idletime;

    /// How many keys share the value.
    OBJECT "REFCOUNT"(key): "2.2.3", "O(1)", [readonly], [RO], ["nondeterministic_output"] => refcount;
}

/// Redis keeps one copy of the integers below this for all keys, and counts no references to it.
const SHARED_INTEGERS: i64 = 10_000;

fn encoding(tx: &mut Tx, key: Key) -> Result<Option<Vec<u8>>> {
    let row = tx.peek(key)?;
    Ok(row.map(|row| row.encoding.name().into()))
}

fn freq(tx: &mut Tx, key: Key) -> Result<Option<i64>> {
    let now = tx.now();
    match tx.peek(key)? {
        Some(_) if !tx.server.accesses.is_lfu() => Err(FREQ_WITHOUT_LFU),
        row => Ok(row.map(|row| tx.server.accesses.frequency(row.id, now).into())),
    }
}

fn idletime(tx: &mut Tx, key: Key) -> Result<Option<i64>> {
    let now = tx.now();
    match tx.peek(key)? {
        Some(_) if tx.server.accesses.is_lfu() => Err(IDLETIME_WITH_LFU),
        row => Ok(row.map(|row| tx.server.accesses.idle_seconds(row.id, now))),
    }
}

fn refcount(tx: &mut Tx, key: Key) -> Result<Option<i64>> {
    let now = tx.now();
    let found = tx.store.find_value(tx.db, key.0, now)?;
    tx.record_lookup(key, found.is_some())?;
    let Some((row, bytes)) = found else {
        return Ok(None);
    };
    let is_shared = row.encoding == Encoding::Int
        && number::parse_i64(&bytes).is_some_and(|value| (0..SHARED_INTEGERS).contains(&value));
    Ok(Some(if is_shared { i64::from(i32::MAX) } else { 1 }))
}
