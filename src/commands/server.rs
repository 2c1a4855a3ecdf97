//! The server: configuration, figures, the commands themselves.

use crate::commands;
use crate::engine::Tx;
use crate::error::Result;

commands! { "server";
    /// How many keys the database has.
    DBSIZE(): "1.0.0", "O(1)", [readonly fast], [] => dbsize;
}

fn dbsize(tx: &mut Tx) -> Result<i64> {
    Ok(tx.store.count(tx.db)?.keys)
}
