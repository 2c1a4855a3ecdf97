//! The slow log (SLOWLOG).

use std::collections::VecDeque;

use super::session::Session;

/// How many words of a command are kept.
const MAX_WORDS: usize = 32;
/// How many bytes of a word.
const MAX_WORD: usize = 128;

/// A slow command.
#[derive(Debug)]
pub struct Entry {
    /// Its number, which is unique.
    pub id: i64,
    /// When it ran, seconds since the Unix epoch.
    pub at: i64,
    /// How long it took, microseconds.
    pub micros: i64,
    /// Its words, shortened.
    pub words: Vec<Vec<u8>>,
    /// The client's address.
    pub address: String,
    /// The connection's name.
    pub name: Vec<u8>,
}

/// The slow commands.
#[derive(Debug, Default)]
pub struct SlowLog {
    /// The newest first.
    pub entries: VecDeque<Entry>,
    next: i64,
}

impl SlowLog {
    /// Adds a command that ran at `at` (seconds) for `micros`; one of a script is no session's. The last `most`
    /// commands are kept. No password may be among its words.
    pub fn add(
        &mut self,
        session: Option<&Session>,
        words: &[&[u8]],
        (at, micros): (i64, i64),
        most: i64,
    ) {
        self.entries.push_front(Entry {
            id: self.next,
            at,
            micros,
            words: kept(words),
            address: session.map(Session::origin).unwrap_or_default(),
            name: session
                .map(|session| session.name.clone())
                .unwrap_or_default(),
        });
        self.next += 1;
        self.entries.truncate(usize::try_from(most).unwrap_or(0));
    }
}

fn kept(words: &[&[u8]]) -> Vec<Vec<u8>> {
    let is_cut = words.len() > MAX_WORDS;
    let count = if is_cut { MAX_WORDS - 1 } else { words.len() };
    let mut kept: Vec<Vec<u8>> = words
        .iter()
        .take(count)
        .map(|word| shortened(word))
        .collect();
    if is_cut {
        kept.push(format!("... ({} more arguments)", words.len() - count).into_bytes());
    }
    kept
}

fn shortened(word: &[u8]) -> Vec<u8> {
    match word.split_at_checked(MAX_WORD) {
        Some((start, rest)) if !rest.is_empty() => {
            let more = format!("... ({} more bytes)", rest.len());
            [start, more.as_bytes()].concat()
        }
        _ => word.to_vec(),
    }
}
