//! The commands, a file a family. Start with a family's `commands!` table.

mod connection;
mod hash;
mod keys;
mod server;
mod string;

use crate::command::Command;

/// Every family's tables.
pub fn families() -> impl Iterator<Item = &'static [Command]> {
    [connection::COMMANDS, server::COMMANDS]
        .into_iter()
        .chain(keys::FAMILIES)
        .chain(string::FAMILIES)
        .chain(hash::FAMILIES)
}
