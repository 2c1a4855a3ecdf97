//! What the engine promises, one module for each subject: `cargo test --test engine keyspace` runs one.
//!
//! They are one program, since each program has to be linked with SQLite. In a browser's worker it has
//! the modules that need no other process (`scripts/test-wasm.mjs`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod keyspace;
mod modules;
#[cfg(target_family = "wasm")]
mod opfs;
mod support;

#[cfg(not(target_family = "wasm"))]
mod arrival_order;
#[cfg(not(target_family = "wasm"))]
mod bad_files;
#[cfg(not(target_family = "wasm"))]
mod closed_sessions;
#[cfg(not(target_family = "wasm"))]
mod differential;
#[cfg(not(target_family = "wasm"))]
mod dump_and_restore;
#[cfg(not(target_family = "wasm"))]
mod faults;
#[cfg(not(target_family = "wasm"))]
mod file_size;
#[cfg(not(target_family = "wasm"))]
mod full_storage;
#[cfg(not(target_family = "wasm"))]
mod host_calls;
#[cfg(not(target_family = "wasm"))]
mod hyperloglog;
#[cfg(not(target_family = "wasm"))]
mod introspection;
#[cfg(not(target_family = "wasm"))]
mod maxmemory;
#[cfg(not(target_family = "wasm"))]
mod notifications;
#[cfg(not(target_family = "wasm"))]
mod observers;
#[cfg(not(target_family = "wasm"))]
mod replaced_rows;
#[cfg(not(target_family = "wasm"))]
mod resent_batches;
#[cfg(not(target_family = "wasm"))]
mod schema_versions;
#[cfg(all(feature = "scripting", not(target_family = "wasm")))]
mod scripting;
#[cfg(not(target_family = "wasm"))]
mod session_restoration;
#[cfg(not(target_family = "wasm"))]
mod stream_trimming;
#[cfg(not(target_family = "wasm"))]
mod transcripts;

#[cfg(target_family = "wasm")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);
