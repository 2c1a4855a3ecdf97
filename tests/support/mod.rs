//! What the tests that cross a boundary share: a real redis-server, transcripts, a clock to move.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

pub mod asked;
#[cfg(not(target_family = "wasm"))]
pub mod beside;
pub mod grammar;
pub mod keyspace;
pub mod native;
pub mod near;
#[cfg(not(target_family = "wasm"))]
pub mod oracle;
pub mod play;
pub mod resp;
pub mod routes;
pub mod same;
pub mod time;
pub mod transcript;
pub mod typescript;
