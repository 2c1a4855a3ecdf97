//! An entry of a stream: its id, and its fields as they are stored and sent.
//!
//! An id is two 64-bit numbers, milliseconds and a sequence number, in one 128-bit number. Ids are
//! ordered like these numbers, and like their big-endian bytes in the file.

use std::fmt;

use crate::number;

/// Names an entry of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct StreamId(pub u128);

/// Redis reads no longer word as an id.
const LONGEST: usize = 127;

impl StreamId {
    /// The least id, which no entry has.
    pub const MIN: StreamId = StreamId(0);
    /// The greatest id.
    pub const MAX: StreamId = StreamId(u128::MAX);

    /// The id of two numbers.
    pub fn new(ms: u64, seq: u64) -> StreamId {
        StreamId(u128::from(ms) << 64 | u128::from(seq))
    }

    /// The milliseconds.
    pub fn ms(self) -> u64 {
        (self.0 >> 64) as u64
    }

    /// The number among those of one millisecond.
    pub fn seq(self) -> u64 {
        self.0 as u64
    }

    /// The id after it.
    pub fn next(self) -> Option<StreamId> {
        self.0.checked_add(1).map(StreamId)
    }

    /// The id before it.
    pub fn previous(self) -> Option<StreamId> {
        self.0.checked_sub(1).map(StreamId)
    }

    /// Reads `ms-seq`, or `ms` alone, which stands for `ms-missing`.
    pub fn parse(word: &[u8], missing: u64) -> Option<StreamId> {
        let text = c_string(word)?;
        let mut parts = text.splitn(2, |byte| *byte == b'-');
        let ms = unsigned(parts.next()?)?;
        let seq = parts.next().map_or(Some(missing), unsigned)?;
        Some(StreamId::new(ms, seq))
    }

    /// Reads `ms-*`: the milliseconds of an id whose other half is to be found.
    pub fn parse_open(word: &[u8]) -> Option<u64> {
        unsigned(c_string(word)?.strip_suffix(b"-*")?)
    }
}

/// What Redis sees of a word: up to its first zero byte.
fn c_string(word: &[u8]) -> Option<&[u8]> {
    if word.len() > LONGEST {
        return None;
    }
    word.split(|byte| *byte == 0).next()
}

/// A 64-bit number as C reads it: after white space and a sign, even where the sign is `-`.
fn unsigned(text: &[u8]) -> Option<u64> {
    if let Some(number) = number::parse_i64(text) {
        return u64::try_from(number).ok();
    }
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let start = text.iter().position(|byte| !is_space(byte))?;
    let (sign, digits) = match text.get(start..)? {
        [sign @ (b'+' | b'-'), digits @ ..] => (*sign, digits),
        digits => (b'+', digits),
    };
    if digits.is_empty() {
        return None;
    }
    let mut number = 0u64;
    for digit in digits {
        let digit = char::from(*digit).to_digit(10)?;
        number = number.checked_mul(10)?.checked_add(digit.into())?;
    }
    Some(match sign {
        b'-' => number.wrapping_neg(),
        _ => number,
    })
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.ms(), self.seq())
    }
}

/// Fields and values in turn as one run of bytes: each after its length, four bytes, little-endian.
pub fn pack(words: &[&[u8]]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(words.iter().map(|word| 4 + word.len()).sum());
    for word in words {
        packed.extend_from_slice(&(word.len() as u32).to_le_bytes());
        packed.extend_from_slice(word);
    }
    packed
}

/// The words of [`pack`].
pub fn unpack(mut packed: &[u8]) -> Vec<&[u8]> {
    let mut words = Vec::new();
    while let Some((length, rest)) = packed.split_first_chunk::<4>() {
        let length = u32::from_le_bytes(*length) as usize;
        let (word, rest) = rest.split_at(length.min(rest.len()));
        words.push(word);
        packed = rest;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_by_redis() {
        for (text, want) in [
            ("5-1", Some((5, 1))),
            ("5", Some((5, 9))),
            ("0-0", Some((0, 0))),
            ("05-07", Some((5, 7))),
            (" 5-+3", Some((5, 3))),
            ("5--01", Some((5, u64::MAX))),
            ("5--1", None),
            ("18446744073709551615", Some((u64::MAX, 9))),
            ("18446744073709551616", None),
            ("5-", None),
            ("-5", None),
            ("-", None),
            ("", None),
            ("5-*", None),
            ("5-1-1", None),
            ("5-1\0x", Some((5, 1))),
        ] {
            let want = want.map(|(ms, seq)| StreamId::new(ms, seq));
            assert_eq!(StreamId::parse(text.as_bytes(), 9), want, "{text:?}");
        }
        assert_eq!(StreamId::parse_open(b"7-*"), Some(7));
        assert_eq!(StreamId::parse_open(b"7-1-*"), None);
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let words: [&[u8]; 4] = [b"a", b"", b"\0\xff", b"value"];
        assert_eq!(unpack(&pack(&words)), words);
    }
}
