//! redlet: Redis on SQLite, in one synchronous engine.
//!
//! Read a command's life from the top: bytes or a frame come in through [`protocol`], [`engine`]
//! gathers them into a batch, finds each command in the [`command`] table, which parses its words
//! ([`args`]) and calls its function in [`commands`]; that works on the [`store`], which holds all
//! the SQL and runs it through [`sqlite`] on the files of [`vfs`]. The typed [`reply`] or [`error`]
//! goes back the same way once the batch is committed.

pub mod args;
pub mod command;
pub mod commands;
pub mod engine;
pub mod entry;
pub mod error;
pub mod glob;
pub mod memory;
pub mod number;
mod order;
pub mod protocol;
pub mod rdb;
pub mod reply;
pub mod spec;
pub mod sqlite;
pub mod store;
pub mod vfs;
mod xxh3;

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub mod wasm;
