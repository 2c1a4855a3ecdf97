//! The longest common subsequence of two strings.

use crate::command::Tx;
use crate::command::args::{Key, UnparsedOptions};
use crate::command::reply::{IntoReply, Reply};
use crate::error::{Error, LCS_LEN_AND_IDX, LCS_NEEDS_STRINGS, LCS_TOO_LONG, Result};
use crate::memory;
use crate::{commands, options, tokens};

commands! { "string";
    /// The longest common subsequence of two strings.
    LCS(key1, key2, options): "7.0.0", "O(N*M)", [readonly], [RO access] => lcs;
}

tokens! {
    /// The length alone.
    Len { LEN }
    /// The places where the strings match.
    Idx { IDX }
    /// The shortest match to tell of.
    MinMatch { MINMATCHLEN(min_match_len: i64) }
    /// The length of each match too.
    WithMatch { WITHMATCHLEN }
}

options! {
    /// What LCS answers.
    eager LcsOptions {
        len: Len,
        idx: Idx,
        min_match: MinMatch,
        with_match: WithMatch,
    }
}

/// Redis takes four bytes a pair of positions, and no more than its `proto-max-bulk-len` in all.
const CELL: usize = 4;

/// The lengths of the common subsequences of all prefixes, as far as they are needed: which way
/// leads back from where two bytes differ, one bit a pair of positions.
struct Table {
    /// Whether the subsequence is longer without the first string's last byte than without the
    /// second's: 64 places of the second string a word, row by row.
    ups: Vec<u64>,
    /// Words a row.
    width: usize,
    /// The length for the whole strings.
    length: u32,
}

impl Table {
    fn new(a: &[u8], b: &[u8], max_bulk: i64) -> Result<Table> {
        let cells = (a.len() + 1).checked_mul(b.len() + 1);
        if cells.is_none_or(|cells| cells > max_bulk as usize / CELL) {
            return Err(LCS_TOO_LONG);
        }
        let width = b.len().div_ceil(64);
        memory::check(4 * b.len() + 8 * a.len() * width)?;
        let mut ups = Vec::with_capacity(a.len() * width);
        let mut lengths = vec![0; b.len()];
        for x in a {
            add_row(*x, b, &mut lengths, &mut ups);
        }
        let length = lengths.last().copied().unwrap_or(0);
        Ok(Table { ups, width, length })
    }

    /// Whether the way back from position `i` of the first and `j` of the second string leads up.
    fn is_up(&self, i: usize, j: usize) -> bool {
        let word = self.ups.get(i * self.width + j / 64).copied().unwrap_or(0);
        word >> (j % 64) & 1 == 1
    }
}

/// Goes from the lengths of one row to those of the next, whose byte is `x`.
fn add_row(x: u8, b: &[u8], lengths: &mut [u32], ups: &mut Vec<u64>) {
    let (mut diagonal, mut left) = (0, 0);
    for (cells, bytes) in lengths.chunks_mut(64).zip(b.chunks(64)) {
        let mut word = 0;
        for (place, (cell, y)) in cells.iter_mut().zip(bytes).enumerate() {
            let up = *cell;
            word |= u64::from(up > left) << place;
            left = if x == *y { diagonal + 1 } else { up.max(left) };
            *cell = left;
            diagonal = up;
        }
        ups.push(word);
    }
}

/// A run of equal bytes: where it starts in each string, and its length.
struct Match {
    a: usize,
    b: usize,
    length: usize,
}

/// The subsequence, its length, or where the strings match.
enum Common {
    Text(Vec<u8>),
    Length(i64),
    Matches(Vec<Reply>, i64),
}

impl IntoReply for Common {
    const TS: &'static str = "If<$idx, Matches<If<$withmatchlen, [...Match, length: number], Match>>, If<$len, number, string>>";
    fn into_reply(self) -> Reply {
        let name = |name: &str| Reply::Bulk(name.into());
        match self {
            Common::Text(text) => Reply::Bulk(text),
            Common::Length(length) => Reply::Int(length),
            Common::Matches(rows, length) => Reply::Map(vec![
                (name("matches"), Reply::Array(rows)),
                (name("len"), Reply::Int(length)),
            ]),
        }
    }
}

fn lcs(tx: &mut Tx, key1: Key, key2: Key, options: UnparsedOptions<LcsOptions>) -> Result<Common> {
    // Both are looked at before either's type is.
    let (a, b) = (string(tx, key1), string(tx, key2));
    let (a, b) = (a?, b?);
    let options = options.parse()?;
    if options.len.is_some() && options.idx.is_some() {
        return Err(LCS_LEN_AND_IDX);
    }
    let table = Table::new(&a, &b, tx.server.config.max_bulk())?;
    let length = i64::from(table.length);
    if options.len.is_some() {
        return Ok(Common::Length(length));
    }
    let (text, matches) = walk_back(&table, &a, &b);
    if options.idx.is_none() {
        return Ok(Common::Text(text));
    }
    let min = options
        .min_match
        .map_or(0, |MinMatch::MINMATCHLEN(min)| min);
    let shown = matches.iter().filter(|found| found.length as i64 >= min);
    let rows = shown.map(|found| row(found, options.with_match.is_some()));
    Ok(Common::Matches(rows.collect(), length))
}

fn string(tx: &mut Tx, key: Key) -> Result<Vec<u8>> {
    match tx.string(key) {
        Ok(value) => Ok(value.map(|value| value.bytes).unwrap_or_default()),
        Err(Error::WrongType) => Err(LCS_NEEDS_STRINGS),
        Err(other) => Err(other),
    }
}

/// Reads the subsequence off the table, from its end; the matches come last first.
fn walk_back(table: &Table, a: &[u8], b: &[u8]) -> (Vec<u8>, Vec<Match>) {
    let (mut i, mut j) = (a.len(), b.len());
    let mut text = Vec::new();
    let mut matches: Vec<Match> = Vec::new();
    while i > 0 && j > 0 {
        match (a.get(i - 1), b.get(j - 1)) {
            (Some(x), Some(y)) if x == y => {
                text.push(*x);
                match matches.last_mut() {
                    Some(last) if last.a == i && last.b == j => {
                        (last.a, last.b, last.length) = (i - 1, j - 1, last.length + 1);
                    }
                    _ => matches.push(Match {
                        a: i - 1,
                        b: j - 1,
                        length: 1,
                    }),
                }
                (i, j) = (i - 1, j - 1);
            }
            _ if table.is_up(i - 1, j - 1) => i -= 1,
            _ => j -= 1,
        }
    }
    text.reverse();
    (text, matches)
}

fn row(found: &Match, with_length: bool) -> Reply {
    let span = |start: usize| {
        let end = start + found.length - 1;
        Reply::Array(vec![Reply::Int(start as i64), Reply::Int(end as i64)])
    };
    let mut row = vec![span(found.a), span(found.b)];
    if with_length {
        row.push(Reply::Int(found.length as i64));
    }
    Reply::Array(row)
}
