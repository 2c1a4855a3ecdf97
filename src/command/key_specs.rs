//! Where a command's keys stand among its words, and what it does with them.
//!
//! Derived from the arguments that are keys, in order, and from the row's key flags: each run of
//! flags that starts with `RO`, `RW`, `OW` or `RM` is for the next key. Keys side by side that are
//! used alike (LCS) share the last run.

use super::spec::{Kind, Spec};
use super::{Command, Description};
use crate::error::{INVALID_ARGUMENTS, Result};
use crate::number;

/// Some keys of a command that are used in the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySpec {
    /// The place of the first among the words; the command's name is 0.
    pub first: i64,
    /// Where the others are.
    pub find: Find,
    /// What is done with them: `RO`, `access`, ...
    pub flags: Vec<&'static str>,
}

/// Where the keys of a specification are from its first place on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Find {
    /// Side by side.
    Range {
        /// The place of the last from the first; from the end if negative (-1 is the last word).
        last: i64,
        /// How far one is from the next.
        step: i64,
    },
    /// Behind their number, which is at the first place.
    Numbered {
        /// How far one is from the next.
        step: i64,
    },
    /// Behind this word, which is at the first place or after it, or nowhere.
    Keyword(&'static str),
    /// The first half of what is behind this word, which is at the first place or after it.
    Half(&'static str),
}

/// What a run of key flags starts with.
const ACCESSES: [&str; 4] = ["RO", "RW", "OW", "RM"];

impl KeySpec {
    fn is_numbered(&self) -> bool {
        matches!(self.find, Find::Numbered { .. })
    }

    /// Where the keys stand among a command's words.
    fn places(&self, words: &[&[u8]]) -> Result<Vec<usize>> {
        let count = words.len() as i64;
        let (first, last, step) = match self.find {
            Find::Range { last, step } if last < 0 => (self.first, count + last, step),
            Find::Range { last, step } => (self.first, self.first + last, step),
            Find::Keyword(keyword) | Find::Half(keyword) => {
                let is_it = |word: &&[u8]| word.eq_ignore_ascii_case(keyword.as_bytes());
                let first = self.first as usize;
                let is_sort = words
                    .first()
                    .is_some_and(|name| name.eq_ignore_ascii_case(b"SORT"));
                let before_last = words.get(first..words.len() - 1).unwrap_or_default();
                // Of SORT's STOREs the last counts. Where it is the last word there is no key, and no
                // error either.
                let place = match is_sort {
                    true => before_last.iter().rposition(is_it),
                    false => words.iter().skip(first).position(is_it),
                };
                match place.map(|place| (first + place + 1) as i64) {
                    Some(place) if place < count => match self.find {
                        Find::Half(_) => (place, place - 1 + (count - place) / 2, 1),
                        _ => (place, place, 1),
                    },
                    _ if matches!(self.find, Find::Half(_)) => return Err(INVALID_ARGUMENTS),
                    _ => return Ok(Vec::new()),
                }
            }
            Find::Numbered { step } => {
                let number = words.get(self.first as usize).copied().unwrap_or_default();
                let number = number::parse_i64(number).ok_or(INVALID_ARGUMENTS)?;
                let last = number.saturating_sub(1).saturating_mul(step);
                (self.first + 1, last.saturating_add(self.first + 1), step)
            }
        };
        if last < first || last >= count {
            return Err(INVALID_ARGUMENTS);
        }
        let step = usize::try_from(step).unwrap_or(1).max(1);
        Ok((first as usize..=last as usize).step_by(step).collect())
    }
}

/// A key's place among the words of a call, and the specification that it is of: none where Redis found the
/// key in its lenient way.
pub type Found = (usize, Option<KeySpec>);

impl Command {
    /// The keys among the words of a call.
    ///
    /// # Errors
    /// Fails where it can't be told which they are.
    pub fn find_keys(&self, words: &[&[u8]]) -> Result<Vec<Found>> {
        let specs = self.description().key_specs();
        let mut found = Vec::new();
        for spec in &specs {
            match spec.places(words) {
                Ok(places) => found.extend(places.into_iter().map(|at| (at, Some(spec.clone())))),
                Err(_) if specs.iter().any(KeySpec::is_numbered) => {
                    return find_leniently(specs, words);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    /// The same as names; none where it can't be told which they are.
    #[inline(never)]
    pub fn keys_of<'w>(&self, words: &[&'w [u8]]) -> Vec<&'w [u8]> {
        let found = self.find_keys(words).unwrap_or_default();
        let names = found.into_iter().map(|(at, _)| words.get(at).copied());
        names.flatten().collect()
    }
}

/// How Redis looks for keys behind a count that is none to the letter, as ` 1` or `1x`: it reads the digits that
/// are there, the key where the result goes comes last, and what is done with the keys it does not say.
fn find_leniently(mut specs: Vec<KeySpec>, words: &[&[u8]]) -> Result<Vec<Found>> {
    specs.sort_by_key(|spec| !spec.is_numbered());
    let places = specs.iter().map(|spec| match spec.find {
        Find::Numbered { step } => {
            let number = words.get(spec.first as usize).copied().unwrap_or_default();
            let (first, count) = (spec.first as usize + 1, number::leading_i32(number));
            let step = usize::try_from(step).unwrap_or(1).max(1);
            let most = words.len().saturating_sub(first) / step;
            match usize::try_from(count) {
                Ok(count @ 1..) if count <= most => {
                    Ok((first..).step_by(step).take(count).collect())
                }
                _ => Err(INVALID_ARGUMENTS),
            }
        }
        _ => spec.places(words),
    });
    let places = places.collect::<Result<Vec<Vec<usize>>>>()?;
    Ok(places.into_iter().flatten().map(|at| (at, None)).collect())
}

impl Description {
    /// The command's keys.
    pub fn key_specs(&self) -> Vec<KeySpec> {
        let mut runs = runs(self.key_flags).into_iter();
        let mut specs: Vec<KeySpec> = Vec::new();
        for (first, find) in self.key_places() {
            match (runs.next(), specs.last_mut()) {
                (
                    None,
                    Some(KeySpec {
                        first: start,
                        find: Find::Range { last, .. },
                        ..
                    }),
                ) => *last = first - *start,
                (flags, _) => specs.push(KeySpec {
                    first,
                    find,
                    flags: flags.unwrap_or_default(),
                }),
            }
        }
        specs
    }

    /// Where each argument that is a key or holds one stands.
    fn key_places(&self) -> Vec<(i64, Find)> {
        let mut places = Vec::new();
        let mut position = self.first;
        let mut is_fixed = true;
        for arg in &self.args {
            if let Some(word) = word_before_half(arg) {
                places.push((position, Find::Half(word)));
            }
            // Behind what may be left out only a word tells where keys are.
            if !is_fixed {
                continue;
            }
            is_fixed = arg.is_fixed();
            if let Some(behind) = words_behind_keys(arg) {
                let last = -1 - behind;
                places.push((position, Find::Range { last, step: 1 }));
            } else if let Some(step) = key_step(arg) {
                let last = if arg.multiple { -1 } else { 0 };
                places.push((position, Find::Range { last, step }));
            } else if let Some(step) = numbered_step(arg) {
                places.push((position, Find::Numbered { step }));
            }
            position += arg.min_words() as i64;
            let mut keywords = Vec::new();
            find_keywords(arg, &mut keywords);
            places.extend(
                keywords
                    .into_iter()
                    .map(|word| (position, Find::Keyword(word))),
            );
        }
        places
    }

    /// Where its keys stand: first, last (negative from the end) and step, or zeros where it takes
    /// none. What Redis's clients knew before there were key specifications.
    pub fn key_range(&self) -> (i64, i64, i64) {
        let mut whole = (0, 0, 0);
        for spec in self.key_specs() {
            // Of keys behind their number those clients knew nothing.
            if let Find::Range { last, step } = spec.find {
                let start = if whole.0 == 0 { spec.first } else { whole.0 };
                let end = if last < 0 { last } else { spec.first + last };
                whole = (start, end, step);
            }
        }
        whole
    }
}

/// `STREAMS key [key ...] id [id ...]`: the word.
fn word_before_half(arg: &Spec) -> Option<&'static str> {
    match arg.children.as_slice() {
        [keys, others] if keys.kind == Kind::Key && others.multiple => arg.token,
        _ => None,
    }
}

/// How many words follow the keys of an argument that ends the line: the time-out of BLPOP.
fn words_behind_keys(arg: &Spec) -> Option<i64> {
    match (arg.kind, arg.children.as_slice()) {
        (Kind::Block, [first, behind @ ..])
            if arg.token.is_none() && first.kind == Kind::Key && first.multiple =>
        {
            Some(behind.len() as i64)
        }
        _ => None,
    }
}

/// How far one key is from the next, if the argument has keys.
fn key_step(arg: &Spec) -> Option<i64> {
    match (arg.kind, arg.children.as_slice()) {
        (Kind::Key, _) => Some(1),
        (Kind::Block, [first, ..]) if arg.token.is_none() && first.kind == Kind::Key => {
            Some(arg.children.len() as i64)
        }
        _ => None,
    }
}

/// `numkeys key [key ...]`.
fn numbered_step(arg: &Spec) -> Option<i64> {
    let [count, keys] = arg.children.as_slice() else {
        return None;
    };
    let step = match (keys.kind, keys.children.first()) {
        (Kind::Key, _) => 1,
        (Kind::Block, Some(first)) if first.kind == Kind::Key => keys.children.len() as i64,
        _ => return None,
    };
    (arg.kind == Kind::Block && count.kind == Kind::Integer).then_some(step)
}

/// The options of an argument that are keys: the words that announce them.
fn find_keywords(arg: &Spec, found: &mut Vec<&'static str>) {
    for child in &arg.children {
        match (child.kind, child.token) {
            (Kind::Key, Some(token)) => found.push(token),
            _ => find_keywords(child, found),
        }
    }
}

/// The key flags, run by run.
fn runs(flags: &'static str) -> Vec<Vec<&'static str>> {
    let flags: Vec<&str> = flags.split_whitespace().collect();
    let runs = flags.chunk_by(|_, next| !ACCESSES.contains(next));
    runs.map(<[&str]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use crate::command::Command;

    fn command(title: &str) -> &'static Command {
        let found = crate::table()
            .all()
            .find(|command| command.title() == title);
        found.expect("a command of that name")
    }

    #[test]
    fn keys_stand_where_redis_says() {
        for (title, range) in [
            ("GET", (1, 1, 1)),
            ("MSET", (1, -1, 2)),
            ("DEL", (1, -1, 1)),
            ("LCS", (1, 2, 1)),
            ("RENAME", (1, 2, 1)),
            ("OBJECT ENCODING", (2, 2, 1)),
            ("ZUNION", (0, 0, 0)),
            ("ZUNIONSTORE", (1, 1, 1)),
            ("ZRANGESTORE", (1, 2, 1)),
            ("SORT", (1, 1, 1)),
            ("PING", (0, 0, 0)),
        ] {
            assert_eq!(command(title).description().key_range(), range, "{title}");
        }
    }

    #[test]
    fn every_row_with_keys_says_what_it_does_with_them() {
        for command in crate::table().all() {
            for spec in command.description().key_specs() {
                assert!(!spec.flags.is_empty(), "{}", command.title());
            }
        }
    }
}
