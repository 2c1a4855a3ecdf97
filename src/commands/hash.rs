//! Hashes: a key that holds fields, each with a value.

use crate::args::Key;
use crate::commands;
use crate::engine::Tx;
use crate::error::Result;

commands! { "hash";
    /// Reads the value of a field.
    HGET(key, field): "2.0.0", "O(1)", [readonly fast], [RO access] => hget;
}

fn hget(tx: &mut Tx, key: Key, field: &[u8]) -> Result<Option<Vec<u8>>> {
    match tx.hash(key)? {
        Some(hash) => Ok(tx.store.field(&hash, field)?),
        None => Ok(None),
    }
}
