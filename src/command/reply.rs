//! The replies of commands, and how each Rust return type becomes one.
//!
//! A reply has RESP3's types. The encoders in `protocol/` translate it for RESP2, so a command never
//! asks for the protocol.

use std::borrow::Cow;

use crate::entry::{self, StreamId};
use crate::number;

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
    /// A distance: a bulk string with four decimals.
    Fixed(f64),
    /// Bytes.
    Bulk(Vec<u8>),
    /// Bytes that are no text, whatever they look like: JavaScript has them as they are.
    Opaque(Vec<u8>),
    /// Text for people (INFO, LOLWUT): a verbatim `txt` string, in RESP2 a bulk string.
    Verbatim(String),
    /// The same with another format, as a script may give it: three letters, and the bytes.
    Marked([u8; 3], Vec<u8>),
    /// A boolean: 1 or 0 in RESP2.
    Bool(bool),
    /// The digits of a number of any length: in RESP2 a bulk string.
    BigNumber(String),
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
    /// Members with their scores, in order.
    Scores(Vec<(Vec<u8>, f64)>, Layout),
    /// An entry of a stream: its id, and its fields as [`entry::pack`] makes them; none where it was
    /// deleted.
    Entry(StreamId, Option<Vec<u8>>),
    /// Streams with their entries, in order: RESP2 sees two-element arrays, RESP3 a map.
    Streams(Vec<(Reply, Reply)>),
    /// A message out of band; RESP2 sees an array.
    Push(Vec<Reply>),
    /// Several replies to one command: the confirmations of SUBSCRIBE.
    Several(Vec<Reply>),
    /// The reply is deferred: it comes later, under this ticket.
    Deferred(u64),
    /// Nothing is sent (CLIENT REPLY OFF).
    None,
}

/// How members and scores stand in RESP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Layout {
    /// In one array.
    Flat = 0,
    /// As pairs: RESP2 sees one array, RESP3 an array of two-element arrays.
    Pairs = 1,
    /// In an array of two-element arrays, in RESP2 as well.
    Nested = 2,
}

impl Reply {
    /// Members with scores as what RESP has for them.
    pub fn spread(members: Vec<(Vec<u8>, f64)>, layout: Layout) -> Reply {
        let members = members.into_iter();
        let pairs = members.map(|(member, score)| (Reply::Bulk(member), Reply::Double(score)));
        match layout {
            Layout::Flat => Reply::Array(pairs.flat_map(|(a, b)| [a, b]).collect()),
            Layout::Pairs => Reply::Pairs(pairs.collect()),
            Layout::Nested => Reply::Array(pairs.map(|(a, b)| Reply::Array(vec![a, b])).collect()),
        }
    }

    /// An entry of a stream as what RESP has for it.
    pub fn spread_entry(id: StreamId, fields: Option<&[u8]>) -> Reply {
        let id = Reply::Bulk(id.to_string().into_bytes());
        let fields = fields.map_or(Reply::NilArray, |packed| {
            let words = entry::unpack(packed).into_iter();
            Reply::Array(words.map(|word| Reply::Bulk(word.to_vec())).collect())
        });
        Reply::Array(vec![id, fields])
    }

    /// The most bytes that it has in any protocol, for what writes it to make room.
    pub fn weight(&self) -> usize {
        /// A number, or a length, with its mark and line end.
        const HEAD: usize = 24;
        let pairs = |pairs: &[(Reply, Reply)]| -> usize {
            let each = pairs.iter();
            each.map(|(a, b)| a.weight() + b.weight() + HEAD).sum()
        };
        HEAD + match self {
            Reply::Bulk(bytes) | Reply::Opaque(bytes) | Reply::Marked(_, bytes) => bytes.len(),
            Reply::Error(text) | Reply::Verbatim(text) | Reply::BigNumber(text) => text.len(),
            Reply::Status(text) => text.len(),
            Reply::Array(items)
            | Reply::Set(items)
            | Reply::Push(items)
            | Reply::Several(items) => {
                // Most are strings, and there may be many: no call for each.
                let each = items.iter().map(|item| match item {
                    Reply::Bulk(bytes) => HEAD + bytes.len(),
                    other => other.weight(),
                });
                each.sum()
            }
            Reply::Map(items) | Reply::Pairs(items) | Reply::Streams(items) => pairs(items),
            Reply::Scores(members, _) => {
                let each = members.iter().map(|(member, _)| member.len() + 4 * HEAD);
                each.sum()
            }
            Reply::Entry(_, Some(packed)) => {
                packed.len() + (4 + entry::unpack(packed).len()) * HEAD
            }
            Reply::Entry(..) => 4 * HEAD,
            Reply::Double(_) | Reply::Fixed(_) => HEAD,
            _ => 0,
        }
    }

    /// The reply as a RESP2 connection sees it.
    pub fn into_resp2(self) -> Reply {
        let all = |items: Vec<Reply>| items.into_iter().map(Reply::into_resp2).collect();
        match self {
            Reply::Fixed(number) => Reply::Bulk(number::format_fixed(number, 4).into_bytes()),
            Reply::Double(number) => Reply::Bulk(number::format_f64(number).into_bytes()),
            Reply::Verbatim(text) | Reply::BigNumber(text) => Reply::Bulk(text.into_bytes()),
            Reply::Marked(_, bytes) => Reply::Bulk(bytes),
            Reply::Bool(is_true) => Reply::Int(is_true.into()),
            Reply::Array(items) | Reply::Set(items) | Reply::Push(items) => {
                Reply::Array(all(items))
            }
            Reply::Scores(members, layout) => Reply::spread(members, layout).into_resp2(),
            Reply::Entry(id, fields) => Reply::spread_entry(id, fields.as_deref()),
            Reply::Streams(pairs) => {
                let pairs = pairs.into_iter().map(|(a, b)| Reply::Array(vec![a, b]));
                Reply::Array(all(pairs.collect()))
            }
            Reply::Map(pairs) | Reply::Pairs(pairs) => {
                Reply::Array(all(pairs.into_iter().flat_map(|(a, b)| [a, b]).collect()))
            }
            other => other,
        }
    }
}

/// A Rust type that a command may return. `TS` is what the JavaScript caller sees.
pub trait IntoReply {
    /// The TypeScript type. `If<$get, string, "OK">` is the first where the option, or the argument, `get` is
    /// given, else the second.
    const TS: &'static str;
    /// The reply it becomes.
    fn into_reply(self) -> Reply;
}

/// `OK`.
impl IntoReply for () {
    const TS: &'static str = "\"OK\"";
    fn into_reply(self) -> Reply {
        Reply::Ok
    }
}

/// `OK`, or nil where a condition did not hold.
impl IntoReply for Option<()> {
    const TS: &'static str = "\"OK\" | null";
    fn into_reply(self) -> Reply {
        self.map_or(Reply::Nil, |()| Reply::Ok)
    }
}

impl IntoReply for i64 {
    const TS: &'static str = "number";
    fn into_reply(self) -> Reply {
        Reply::Int(self)
    }
}

impl IntoReply for Option<i64> {
    const TS: &'static str = "number | null";
    fn into_reply(self) -> Reply {
        self.map_or(Reply::Nil, Reply::Int)
    }
}

impl IntoReply for f64 {
    const TS: &'static str = "number";
    fn into_reply(self) -> Reply {
        Reply::Double(self)
    }
}

impl IntoReply for Option<f64> {
    const TS: &'static str = "number | null";
    fn into_reply(self) -> Reply {
        self.map_or(Reply::Nil, Reply::Double)
    }
}

/// 1 or 0.
impl IntoReply for bool {
    const TS: &'static str = "number";
    fn into_reply(self) -> Reply {
        Reply::Int(i64::from(self))
    }
}

impl IntoReply for Vec<u8> {
    const TS: &'static str = "string";
    fn into_reply(self) -> Reply {
        Reply::Bulk(self)
    }
}

impl IntoReply for Option<Vec<u8>> {
    const TS: &'static str = "string | null";
    fn into_reply(self) -> Reply {
        self.map_or(Reply::Nil, Reply::Bulk)
    }
}

macro_rules! array_reply {
    ($($item:ty => $ts:literal;)*) => {$(
        impl IntoReply for Vec<$item> {
            const TS: &'static str = $ts;
            fn into_reply(self) -> Reply {
                Reply::Array(self.into_iter().map(IntoReply::into_reply).collect())
            }
        }
    )*};
}

array_reply! {
    i64 => "number[]";
    Option<i64> => "(number | null)[]";
    Option<f64> => "(number | null)[]";
    Vec<u8> => "string[]";
    Option<Vec<u8>> => "(string | null)[]";
}

/// Bytes that are no text.
#[derive(Debug)]
pub struct Opaque(pub Vec<u8>);

impl IntoReply for Opaque {
    const TS: &'static str = "Uint8Array";
    fn into_reply(self) -> Reply {
        Reply::Opaque(self.0)
    }
}

impl IntoReply for Option<Opaque> {
    const TS: &'static str = "Uint8Array | null";
    fn into_reply(self) -> Reply {
        self.map_or(Reply::Nil, |bytes| Reply::Opaque(bytes.0))
    }
}

/// Text for people: RESP3's verbatim string.
#[derive(Debug)]
pub struct Text(pub String);

impl IntoReply for Text {
    const TS: &'static str = "string";
    fn into_reply(self) -> Reply {
        Reply::Verbatim(self.0)
    }
}

/// Lines for people: an array of statuses.
#[derive(Debug)]
pub struct Lines(pub Vec<String>);

impl IntoReply for Lines {
    const TS: &'static str = "string[]";
    fn into_reply(self) -> Reply {
        let lines = self.0.into_iter();
        Reply::Array(lines.map(|line| Reply::Status(line.into())).collect())
    }
}

/// Bytes to bytes: RESP3's map, in JavaScript an object.
#[derive(Debug)]
pub struct Record(pub Vec<(Vec<u8>, Vec<u8>)>);

impl IntoReply for Record {
    const TS: &'static str = "Record<string, string>";
    fn into_reply(self) -> Reply {
        let pairs = self.0.into_iter();
        Reply::Map(
            pairs
                .map(|(k, v)| (Reply::Bulk(k), Reply::Bulk(v)))
                .collect(),
        )
    }
}

/// A cursor and what it passed: the reply of the SCAN family.
#[derive(Debug)]
pub struct Page<T> {
    /// Where to go on; 0 at the end.
    pub cursor: u64,
    /// What was found on the way.
    pub items: Vec<T>,
}

impl IntoReply for Page<Vec<u8>> {
    const TS: &'static str = "[cursor: string, items: string[]]";
    fn into_reply(self) -> Reply {
        let cursor = Reply::Bulk(self.cursor.to_string().into_bytes());
        Reply::Array(vec![cursor, self.items.into_reply()])
    }
}

/// A reply whose shape is known to the caller alone.
#[derive(Debug)]
pub struct OfCaller(pub Reply);

impl IntoReply for OfCaller {
    const TS: &'static str = "T";
    fn into_reply(self) -> Reply {
        self.0
    }
}

/// A reply whose shape the types above do not say.
impl IntoReply for Reply {
    const TS: &'static str = "Reply";
    fn into_reply(self) -> Reply {
        self
    }
}
