//! What a command answers, and how each Rust return type becomes it.
//!
//! A reply is typed as RESP3 types it. The two encoders in `protocol/` decide what
//! an older connection sees, so a command never asks which protocol is spoken.

use std::borrow::Cow;

/// A reply, typed as in RESP3.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// `+OK`.
    Ok,
    /// A simple string other than `OK`.
    Status(Cow<'static, str>),
    /// An error, prefix included (`ERR ...`).
    Error(String),
    /// A 64-bit signed integer.
    Int(i64),
    /// A double; RESP2 sees its shortest decimal form as a bulk string.
    Double(f64),
    /// Bytes.
    Bulk(Vec<u8>),
    /// Text for people (INFO, LOLWUT): a verbatim `txt` string, in RESP2 a bulk string.
    Verbatim(String),
    /// No value: `$-1` in RESP2, `_` in RESP3.
    Nil,
    /// No array: `*-1` in RESP2, `_` in RESP3.
    NilArray,
    /// An array.
    Array(Vec<Reply>),
    /// A map; RESP2 sees keys and values alternating in one array.
    Map(Vec<(Reply, Reply)>),
    /// A set; RESP2 sees an array.
    Set(Vec<Reply>),
    /// Pairs in order: RESP2 sees one flat array, RESP3 an array of two-element arrays.
    Pairs(Vec<(Reply, Reply)>),
    /// A message out of band; RESP2 sees an array.
    Push(Vec<Reply>),
    /// Nothing is sent (CLIENT REPLY OFF).
    None,
}
