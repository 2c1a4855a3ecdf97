//! What surrounds a command: sessions, dispatch, and the batch as one transaction.
//!
//! [`state`] is what is remembered between commands, and below them: a command works with it. [`run`]
//! is what runs commands, and above them: neither `state` nor a command knows it.

pub mod run;
pub mod state;

pub use run::{Engine, refused};
pub use state::host::Host;
