//! What tests share: a real redis-server, transcripts, a clock to move.
#![cfg_attr(target_family = "wasm", allow(dead_code))]

pub mod asked;
#[cfg(not(target_family = "wasm"))]
pub mod beside;
#[cfg(not(target_family = "wasm"))]
pub mod contents;
pub mod grammar;
pub mod keyspace;
pub mod native;
pub mod near;
pub mod on_disks;
#[cfg(not(target_family = "wasm"))]
pub mod oracle;
pub mod play;
pub mod resp;
pub mod same;
#[cfg(not(target_family = "wasm"))]
pub mod stories;
pub mod time;
pub mod transcript;
