//! Walking the keys.

use crate::args::Pattern;
use crate::engine::Tx;
use crate::error::{Error, INVALID_CURSOR, Result};
use crate::glob;
use crate::reply::Page;
use crate::{commands, options, tokens};

commands! { "generic";
    /// Every key that matches a pattern.
    KEYS(pattern): "1.0.0", "O(N)", [readonly], [] => keys;

    /// A random key.
    RANDOMKEY(): "1.0.0", "O(1)", [readonly], [] => randomkey;

    /// Walks the keys, some at a time. A key that is there from the first call to the last is given.
    SCAN(cursor, options): "2.8.0", "O(1)", [readonly], [] => scan;
}

tokens! {
    /// Keys that match alone.
    Match<'a> { MATCH(pattern: Pattern<'a>) }
    /// How many keys to pass at a time.
    Count { COUNT(count: i64) }
    /// Keys of one type alone.
    OfType<'a> { TYPE(type_name: &'a [u8]) }
}

options! {
    /// What SCAN gives.
    eager ScanOptions<'a> {
        pattern: Match<'a>,
        count: Count,
        of_type: OfType<'a>,
    }
}

/// How many elements a SCAN passes by itself.
const COUNT: i64 = 10;

/// Reads a cursor as Redis does.
pub fn parse_cursor(cursor: &[u8]) -> Result<u64> {
    let text = std::str::from_utf8(cursor).ok();
    let is_number = !cursor.is_empty() && cursor.iter().all(u8::is_ascii_digit);
    text.filter(|_| is_number)
        .and_then(|text| text.parse().ok())
        .ok_or(INVALID_CURSOR)
}

/// The number of elements to pass, at least one.
pub fn parse_count(count: Option<i64>) -> Result<i64> {
    match count {
        None => Ok(COUNT),
        Some(..=0) => Err(Error::Syntax),
        Some(count) => Ok(count),
    }
}

fn keys(tx: &mut Tx, pattern: Pattern) -> Result<Vec<Vec<u8>>> {
    let now = tx.now();
    let mut all = tx.store.scan(tx.db, 0, i64::MAX, now)?;
    all.retain(|found| glob::matches(pattern.0, &found.key, false));
    Ok(all.into_iter().map(|found| found.key).collect())
}

fn randomkey(tx: &mut Tx) -> Result<Option<Vec<u8>>> {
    let now = tx.now();
    let seed = tx.server.random.bits();
    Ok(tx.store.random_key(tx.db, seed, now)?)
}

fn scan(tx: &mut Tx, cursor: &[u8], options: ScanOptions) -> Result<Page<Vec<u8>>> {
    let cursor = parse_cursor(cursor)?;
    let count = parse_count(options.count.map(|Count::COUNT(count)| count))?;
    let now = tx.now();
    // Ids are positive 64-bit integers: a cursor beyond them is past the end.
    let after = i64::try_from(cursor).unwrap_or(i64::MAX);
    let mut found = tx.store.scan(tx.db, after, count, now)?;
    let is_whole = (found.len() as i64) < count;
    let next = found.last().map_or(0, |last| last.row.id as u64);
    found.retain(|found| {
        let matches = options
            .pattern
            .is_none_or(|Match::MATCH(pattern)| glob::matches(pattern.0, &found.key, false));
        let is_type = options.of_type.is_none_or(|OfType::TYPE(name)| {
            name.eq_ignore_ascii_case(found.row.kind.name().as_bytes())
        });
        matches && is_type && !found.row.is_expired(now)
    });
    Ok(Page {
        cursor: if is_whole { 0 } else { next },
        items: found.into_iter().map(|found| found.key).collect(),
    })
}
