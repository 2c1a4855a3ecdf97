//! redlet: Redis on SQLite, in one synchronous engine.
#![warn(missing_docs)]

pub mod reply;
