//! The commands, a file a family. Start with a family's `commands!` table.

mod connection;
mod hash;
mod keys;
mod server;
mod string;

use crate::command::Command;

/// Every family's table.
pub const FAMILIES: &[&[Command]] = &[
    connection::COMMANDS,
    keys::COMMANDS,
    string::COMMANDS,
    hash::COMMANDS,
    server::COMMANDS,
];
