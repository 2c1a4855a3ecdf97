//! Walking the keys.

use crate::command::Tx;
use crate::command::args::{Arg, Args, Pattern};
use crate::command::reply::Page;
use crate::command::spec::{Kind, Spec};
use crate::error::{Error, INVALID_CURSOR, NOVALUES_OUTSIDE_HSCAN, Result};
use crate::glob;
use crate::number;
use crate::{commands, options, tokens};

commands! { "generic";
    /// All keys that match a pattern.
    KEYS(pattern): "1.0.0", "O(N)", [readonly], [], ["@dangerous" "request_policy:all_shards" "nondeterministic_output_order"] => keys;

    /// A random key.
    RANDOMKEY(): "1.0.0", "O(1)", [readonly], [], ["request_policy:all_shards" "response_policy:special" "nondeterministic_output"] => randomkey;

    /// Walks the keys step by step. A key that exists from the first call to the last is returned.
    SCAN(cursor, options): "2.8.0", "O(1)", [readonly], [], ["nondeterministic_output" "request_policy:special" "response_policy:special"] => scan;
}

tokens! {
    /// Keys that match alone.
    Match<'a> { MATCH(pattern: Pattern<'a>) }
    /// How many keys to pass at a time.
    Count { COUNT(count: PageSize) }
    /// Keys of one type alone.
    OfType<'a> { TYPE(r#type: &'a [u8]) }
}

options! {
    /// What SCAN gives.
    eager else stray_in_scan, ScanOptions<'a> {
        pattern: Match<'a>,
        count: Count,
        of_type: OfType<'a>,
    }
}

/// How many elements a SCAN passes by itself.
const COUNT: i64 = 10;

/// Where to go on; 0 at the start.
#[derive(Debug)]
struct Cursor(u64);

impl<'a> Arg<'a> for Cursor {
    fn describe(name: &'static str) -> Spec {
        // Not an integer for JavaScript: the reply gives it as a string, as it may have 64 bits.
        Spec::of(name, Kind::String)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        parse_cursor(args.word()?).map(Cursor)
    }
}

/// Reads a cursor as Redis 7.4 does: strictly, and where that fails as C's `strtoull` would.
pub fn parse_cursor(cursor: &[u8]) -> Result<u64> {
    let cursor = cursor.split(|byte| *byte == 0).next().unwrap_or_default();
    if let Some(number) = number::parse_i64(cursor) {
        return u64::try_from(number).map_err(|_| INVALID_CURSOR);
    }
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let start = cursor.iter().take_while(|byte| is_space(byte)).count();
    let (is_negative, digits) = match cursor.get(start..) {
        Some([b'-', digits @ ..]) => (true, digits),
        Some([b'+', digits @ ..]) => (false, digits),
        Some(digits) => (false, digits),
        None => (false, &[][..]),
    };
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let text = std::str::from_utf8(digits).ok().filter(|_| is_number);
    let number: Option<u64> = text.and_then(|text| text.parse().ok());
    let number = number.ok_or(INVALID_CURSOR)?;
    Ok(if is_negative {
        number.wrapping_neg()
    } else {
        number
    })
}

/// Values are in hashes alone.
pub fn stray_in_scan(args: &Args) -> Error {
    match args.clone().token("NOVALUES") {
        true => NOVALUES_OUTSIDE_HSCAN,
        false => Error::Syntax,
    }
}

/// A number of elements to pass, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize(i64);

impl<'a> Arg<'a> for PageSize {
    fn describe(name: &'static str) -> Spec {
        i64::describe(name)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        match i64::take(args)? {
            ..=0 => Err(Error::Syntax),
            count => Ok(PageSize(count)),
        }
    }
}

/// The number of elements to pass.
pub fn page_size(count: Option<Count>) -> i64 {
    count.map_or(COUNT, |Count::COUNT(count)| count.0)
}

fn keys(tx: &mut Tx, pattern: Pattern) -> Result<Vec<Vec<u8>>> {
    let matches = |key: &[u8]| glob::finds(pattern.0, key);
    Ok(tx.store.names(tx.db, tx.now(), matches)?)
}

fn randomkey(tx: &mut Tx) -> Result<Option<Vec<u8>>> {
    let now = tx.now();
    let random = &mut tx.server.random;
    Ok(tx
        .store
        .random_key(tx.db, now, &mut |limit| random.below(limit))?)
}

fn scan(tx: &mut Tx, cursor: Cursor, options: ScanOptions) -> Result<Page<Vec<u8>>> {
    let count = page_size(options.count);
    let now = tx.now();
    // The cursor is the id below which to go on. Ids are positive 64-bit integers.
    let before = (cursor.0 > 0).then(|| i64::try_from(cursor.0).unwrap_or(i64::MAX));
    let mut page = tx.store.scan(tx.db, before, count, now)?;
    page.found.retain(|found| {
        let matches = options
            .pattern
            .is_none_or(|Match::MATCH(pattern)| glob::finds(pattern.0, &found.key));
        let is_type = options
            .of_type
            .is_none_or(|OfType::TYPE(name)| name.eq_ignore_ascii_case(found.kind.name.as_bytes()));
        matches && is_type
    });
    Ok(Page {
        cursor: page.next.map_or(0, |id| id as u64),
        items: page.found.into_iter().map(|found| found.key).collect(),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn cursors_are_read_as_c_reads_them() {
        for (text, want) in [
            (&b"0"[..], Some(0)),
            (b"18446744073709551615", Some(u64::MAX)),
            (b"18446744073709551616", None),
            (b"010", Some(10)),
            (b"+5", Some(5)),
            (b" \t5", Some(5)),
            (b"5\x00x", Some(5)),
            (b"-0", Some(0)),
            (b"-01", Some(u64::MAX)),
            (b"-1", None),
            (b"5 ", None),
            (b"+", None),
            (b"", None),
            (b"abc", None),
        ] {
            assert_eq!(parse_cursor(text).ok(), want, "{text:?}");
        }
    }
}
