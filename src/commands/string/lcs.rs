//! The longest common subsequence of two strings.

use crate::args::Key;
use crate::engine::Tx;
use crate::error::{Error, LCS_LEN_AND_IDX, LCS_NEEDS_STRINGS, LCS_TOO_LONG, Result};
use crate::reply::Reply;
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

/// The table takes four bytes a pair of positions; Redis refuses what would not fit memory.
const MAX_CELLS: usize = 1 << 28;

/// Lengths of the common subsequences of all prefixes, row by row.
struct Table {
    cells: Vec<u32>,
    width: usize,
}

impl Table {
    fn new(a: &[u8], b: &[u8]) -> Result<Table> {
        let width = b.len() + 1;
        let size = (a.len() + 1).checked_mul(width);
        let size = size.filter(|size| *size <= MAX_CELLS).ok_or(LCS_TOO_LONG)?;
        let mut table = Table {
            cells: vec![0; size],
            width,
        };
        for (i, x) in a.iter().enumerate() {
            for (j, y) in b.iter().enumerate() {
                let length = match x == y {
                    true => table.at(i, j) + 1,
                    false => table.at(i, j + 1).max(table.at(i + 1, j)),
                };
                if let Some(cell) = table.cells.get_mut((i + 1) * width + j + 1) {
                    *cell = length;
                }
            }
        }
        Ok(table)
    }

    fn at(&self, i: usize, j: usize) -> u32 {
        self.cells.get(i * self.width + j).copied().unwrap_or(0)
    }
}

/// A run of equal bytes: where it starts in each string, and its length.
struct Match {
    a: usize,
    b: usize,
    length: usize,
}

fn lcs(tx: &mut Tx, key1: Key, key2: Key, options: LcsOptions) -> Result<Reply> {
    let a = string(tx, key1)?;
    let b = string(tx, key2)?;
    if options.len.is_some() && options.idx.is_some() {
        return Err(LCS_LEN_AND_IDX);
    }
    let table = Table::new(&a, &b)?;
    let length = i64::from(table.at(a.len(), b.len()));
    if options.len.is_some() {
        return Ok(Reply::Int(length));
    }
    let (text, matches) = walk_back(&table, &a, &b);
    if options.idx.is_none() {
        return Ok(Reply::Bulk(text));
    }
    let min = options
        .min_match
        .map_or(0, |MinMatch::MINMATCHLEN(min)| min);
    let shown = matches.iter().filter(|found| found.length as i64 >= min);
    let rows = shown.map(|found| row(found, options.with_match.is_some()));
    Ok(Reply::Map(vec![
        (
            Reply::Bulk(b"matches".to_vec()),
            Reply::Array(rows.collect()),
        ),
        (Reply::Bulk(b"len".to_vec()), Reply::Int(length)),
    ]))
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
            _ if table.at(i - 1, j) > table.at(i, j - 1) => i -= 1,
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
