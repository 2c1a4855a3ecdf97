//! SQLite's files over two files of the host: the database and its write-ahead log.
//!
//! SQLite sees an ordinary VFS ([`mount`]); the host gives two [`HostFile`]s and sees few calls:
//! `joined` gathers neighbouring writes, `ahead` neighbouring reads, and `wal` hands a commit over
//! as one. There is no shared
//! memory and there are no locks: the host files belong to one connection, which must set
//! `locking_mode=EXCLUSIVE` before it touches the database. `unsafe` stands in `mount` alone.

mod ahead;
mod file;
mod joined;
mod mount;
mod wal;

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub mod browser;
pub mod double;
#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
mod no_clock;

#[cfg(test)]
mod tests;

pub use file::{HostError, HostFile};
pub use mount::Mount;
#[cfg(not(target_family = "wasm"))]
pub use native::NativeFile;
