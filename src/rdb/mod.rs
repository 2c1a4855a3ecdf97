//! Single values in Redis's RDB format, for DUMP and RESTORE; and libraries of functions.
//!
//! It works on bytes: it knows no key, table or reply. `reader` reads every form that Redis 2.6 to 8.0
//! write. It refuses damaged values, such as an element that occurs twice, a wrong length, or an empty
//! collection. `writer` writes what Redis 7.0 reads, unless fields of a hash expire, which needs 7.4.

mod crc64;
mod intset;
pub mod libraries;
mod listpack;
mod lzf;
mod module;
mod reader;
mod stream;
#[cfg(test)]
mod tests;
mod writer;
mod ziplist;

pub use listpack::{integer_size, word_size};
pub use module::{ModuleReader, ModuleWriter};
use reader::Reader;
pub use stream::{Consumer, Group, Node, Pending, Stream};
pub use writer::write;

/// A value as its elements.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Bytes.
    String(Vec<u8>),
    /// Elements, from the head.
    List(Vec<Vec<u8>>),
    /// Members.
    Set(Vec<Vec<u8>>),
    /// Members with their scores.
    ZSet(Vec<(Vec<u8>, f64)>),
    /// Fields with their values, and the Unix time in milliseconds when they expire.
    Hash(Vec<(Vec<u8>, Vec<u8>, Option<i64>)>),
    /// Entries and consumer groups.
    Stream(Stream),
}

/// How the elements stand: Redis keeps to it what it reads, if its limits allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One by one.
    Plain,
    /// In one listpack, or what came before it.
    Packed,
    /// A set of integers, which ascend.
    Intset,
}

/// The types of the format, by Redis's numbers.
#[allow(missing_docs)]
pub mod kind {
    pub const STRING: u8 = 0;
    pub const LIST: u8 = 1;
    pub const SET: u8 = 2;
    pub const ZSET_TEXT: u8 = 3;
    pub const HASH: u8 = 4;
    pub const ZSET: u8 = 5;
    pub const MODULE: u8 = 7;
    pub const LIST_ZIPLIST: u8 = 10;
    pub const SET_INTSET: u8 = 11;
    pub const ZSET_ZIPLIST: u8 = 12;
    pub const HASH_ZIPLIST: u8 = 13;
    pub const LIST_OF_ZIPLISTS: u8 = 14;
    pub const STREAM: u8 = 15;
    pub const HASH_LISTPACK: u8 = 16;
    pub const ZSET_LISTPACK: u8 = 17;
    pub const LIST_OF_LISTPACKS: u8 = 18;
    pub const STREAM_WITH_ADDED: u8 = 19;
    pub const SET_LISTPACK: u8 = 20;
    pub const STREAM_WITH_ACTIVE: u8 = 21;
    pub const HASH_EXPIRING: u8 = 24;
    pub const HASH_LISTPACK_EXPIRING: u8 = 25;
}

/// What a node of a list holds: one element, or a listpack of them.
const NODE_PLAIN: u64 = 1;
const NODE_PACKED: u64 = 2;

/// The version that Redis 7.0 writes and all newer ones read.
const WRITTEN: u16 = 10;
/// That of Redis 7.4, which brought fields that expire; Redis 8.0 writes it, too.
const NEWEST: u16 = 12;

/// The version and the checksum behind a value.
const FOOTER: usize = 2 + 8;

/// A value without the footer, and the version that it needs.
pub type Written = (Vec<u8>, u16);

/// A written value with the version that it needs, and a checksum over both.
pub fn sealed(mut value: Vec<u8>, version: u16) -> Vec<u8> {
    value.extend_from_slice(&version.to_le_bytes());
    let sum = crc64::sum(&value);
    value.extend_from_slice(&sum.to_le_bytes());
    value
}

/// The value in a payload whose checksum is right and whose version is known.
pub fn verified(payload: &[u8]) -> Option<&[u8]> {
    let (value, footer) = payload.split_at_checked(payload.len().checked_sub(FOOTER)?)?;
    let mut footer = Reader::new(footer);
    let (version, sum) = (footer.uint(2)?, footer.uint(8)?);
    let summed = payload.get(..payload.len() - 8)?;
    (version <= u64::from(NEWEST) && sum == crc64::sum(summed)).then_some(value)
}

/// Reads a value; none where it is not what Redis would write. What follows it is ignored, as Redis
/// does.
pub fn read(value: &[u8]) -> Option<(Value, Form)> {
    Reader::new(value).value()
}
