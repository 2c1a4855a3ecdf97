//! The commands, a file a family. Start with a family's `commands!` table.

mod bitmap;
mod connection;
mod hash;
mod hyperloglog;
mod keys;
mod list;
mod pubsub;
mod server;
mod set;
mod sort;
mod stream;
mod string;
mod transaction;
pub mod zset;

use crate::command::Command;
use crate::command::rdb::RdbType;

/// The types of the core, for DUMP and RESTORE.
pub const RDB_TYPES: [&RdbType; 6] = [
    &string::RDB,
    &list::RDB,
    &set::RDB,
    &zset::RDB,
    &hash::RDB,
    &stream::RDB,
];

/// Every family's tables.
pub fn families() -> impl Iterator<Item = &'static [Command]> {
    connection::FAMILIES
        .into_iter()
        .chain(server::FAMILIES)
        .chain(keys::FAMILIES)
        .chain(string::FAMILIES)
        .chain(hash::FAMILIES)
        .chain([pubsub::COMMANDS, transaction::COMMANDS])
        .chain(list::FAMILIES)
        .chain(set::FAMILIES)
        .chain(zset::FAMILIES)
        .chain(bitmap::FAMILIES)
        .chain(hyperloglog::FAMILIES)
        .chain(sort::FAMILIES)
        .chain(stream::FAMILIES)
}
