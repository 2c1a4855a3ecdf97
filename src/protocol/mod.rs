//! How commands come in and replies go out: RESP for connections, the batch frame for the facade,
//! and redis-cli's form for people.
//!
//! Input is hostile here: a length is believed only as far as bytes have come, and nothing is
//! allocated on the word of a frame.

pub mod encode;
pub mod frame;
pub mod resp;
pub mod text;
