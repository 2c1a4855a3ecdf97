//! The interpreter against real redis-servers, and against scripts that mean harm.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod expressions;
mod hostile;
mod libraries;
mod remote;
mod resp;
mod server;
