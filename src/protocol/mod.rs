//! How commands come in and replies go out: RESP for connections, the frame for the facade, and the
//! text of redis-cli for people.
//!
//! Input may be hostile: a length is trusted only as far as bytes have arrived, and no memory is
//! allocated because a frame says so.

pub mod encode;
pub mod frame;
pub mod resp;
pub mod tag;
pub mod text;
