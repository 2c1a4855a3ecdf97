//! Bags: members, each with the number of times that it is in there.
//!
//! The example of a module, and the test of what a module needs: a data type, and two commands.

mod error;
mod rdb;
mod store;

use crate::command::args::Key;
use crate::command::{Module, Tx};
use crate::commands;
use crate::engine::state::changes::MODULE as MODULE_CLASS;
use crate::error::Result;
use crate::store::{Encoding, Type};
use error::{COUNT_NOT_ABOVE_0, TOO_MANY};

/// What the list of modules has of this one.
pub const MODULE: Module = Module {
    name: "bag",
    families: &[COMMANDS],
    tables: Some(&store::TABLES),
    types: &[&rdb::RDB],
    ..Module::EMPTY
};

/// Bags in the table of types.
const BAG: Type = Type(&store::TYPE);

commands! { "bag";
    /// Puts a member in, once or as often as is said. Returns how often it is in there.
    BAG.ADD(key, member, count): "1.0.0", "O(log(N))", [write denyoom], [RW insert] => add;

    /// How often a member is in there.
    BAG.COUNT(key, member): "1.0.0", "O(log(N))", [readonly fast], [RO access] => count;
}

fn add(tx: &mut Tx, key: Key, member: &[u8], count: Option<i64>) -> Result<i64> {
    let more = count.unwrap_or(1);
    if more <= 0 {
        return Err(COUNT_NOT_ABOVE_0);
    }
    let old = tx.typed(key, BAG)?;
    let before = match &old {
        Some(bag) => store::count(tx.store, bag, member)?,
        None => 0,
    };
    let now = before.checked_add(more).ok_or(TOO_MANY)?;
    let mut bag = match old {
        Some(bag) => bag,
        None => tx.store.new_key(tx.db, key.0, BAG, Encoding::Raw)?,
    };
    bag.size += i64::from(before == 0);
    store::put(tx.store, &bag, member, now)?;
    tx.store.put_size(tx.db, &bag)?;
    tx.changed(key, MODULE_CLASS, "bag.add")?;
    Ok(now)
}

fn count(tx: &mut Tx, key: Key, member: &[u8]) -> Result<i64> {
    match tx.typed(key, BAG)? {
        Some(bag) => Ok(store::count(tx.store, &bag, member)?),
        None => Ok(0),
    }
}
