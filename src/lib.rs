//! redlet: Redis on SQLite, in one synchronous engine.
//!
//! The life of a command: bytes or a frame come in through [`protocol`]. [`engine`] makes a batch of
//! them, and looks up each command in the [`command`] table, which parses its words ([`command::args`]) and
//! calls its function in [`commands`]. That works on the [`store`], which has all the SQL and runs it
//! through [`sqlite`] on the files of [`vfs`]. The typed [`command::reply`] or [`error`] goes back in the same
//! way when the batch is committed. ARCHITECTURE.md has a map of all folders and a glossary.

pub mod command;
pub mod commands;
pub mod engine;
pub mod entry;
pub mod error;
pub mod glob;
pub mod memory;
pub mod modules;
pub mod number;
mod order;
pub mod protocol;
pub mod rdb;
pub mod sqlite;
pub mod store;
pub mod vfs;
mod xxh3;

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub mod wasm;

use command::Table;
use engine::state::config::Config;
use engine::{Engine, Host};
use sqlite::{Connection, StorageError};

/// All commands and data types of this build.
pub fn table() -> Table {
    let families = commands::families().chain(modules::families());
    Table::new(
        families,
        commands::RDB_TYPES.into_iter().chain(modules::types()),
        modules::figures(),
    )
}

/// Opens the engine over a connection, with all commands and data types of this build.
///
/// # Errors
/// Fails if the storage does, or if the database is not one that this build can read.
pub fn open(conn: Connection, host: Box<dyn Host>, config: Config) -> Result<Engine, StorageError> {
    let mut engine = Engine::open(conn, host, config, table(), &modules::tables())?;
    modules::observers().for_each(|observer| engine.observe(observer));
    Ok(engine)
}
