//! Keys of any type: deleting, moving, expiring, walking.

use crate::args::{Key, Many};
use crate::commands;
use crate::engine::Tx;
use crate::error::Result;

commands! { "generic";
    /// Deletes keys.
    DEL(key): "1.0.0", "O(N)", [write], [RM delete] => del;
}

fn del(tx: &mut Tx, keys: Many<Key>) -> Result<i64> {
    let mut deleted = 0;
    for key in keys.0 {
        if let Some(row) = tx.find(key)? {
            tx.store.delete(tx.db, key.0, &row)?;
            deleted += 1;
        }
    }
    Ok(deleted)
}
