//! Where a command's keys stand among its words, and what it does with them.
//!
//! Derived from the arguments that are keys, in order, and from the row's key flags: each run of
//! flags that starts with `RO`, `RW`, `OW` or `RM` is for the next key. Keys side by side that are
//! used alike (LCS) share the last run.

use super::Command;
use crate::spec::{Kind, Spec};

/// Some keys of a command that are used in the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySpec {
    /// The place of the first among the words; the command's name is 0.
    pub first: i64,
    /// The place of the last from the first; from the end if negative (-1 is the last word).
    pub last: i64,
    /// How far one is from the next.
    pub step: i64,
    /// What is done with them: `RO`, `access`, ...
    pub flags: &'static [&'static str],
}

/// What a run of key flags starts with.
const ACCESSES: [&str; 4] = ["RO", "RW", "OW", "RM"];

impl Command {
    /// Its keys.
    pub fn key_specs(&self) -> Vec<KeySpec> {
        let mut runs = runs(self.key_flags);
        let mut specs: Vec<KeySpec> = Vec::new();
        for (first, last, step) in self.key_places() {
            match (runs.next(), specs.last_mut()) {
                (None, Some(shared)) => shared.last = first - shared.first,
                (flags, _) => specs.push(KeySpec {
                    first,
                    last,
                    step,
                    flags: flags.unwrap_or_default(),
                }),
            }
        }
        specs
    }

    /// First, last and step of each argument that is a key or holds one.
    fn key_places(&self) -> Vec<(i64, i64, i64)> {
        let mut places = Vec::new();
        let mut position = 1 + i64::from(self.subcommand.is_some());
        for arg in &self.signature().args {
            let is_fixed = arg.is_fixed();
            if let Some(step) = key_step(arg) {
                places.push((position, if arg.multiple { -1 } else { 0 }, step));
            }
            position += arg.min_words() as i64;
            if !is_fixed {
                break;
            }
        }
        places
    }

    /// Where its keys stand: first, last (negative from the end) and step, or zeros where it takes
    /// none. What Redis's clients knew before there were key specifications.
    pub fn key_range(&self) -> (i64, i64, i64) {
        let specs = self.key_specs();
        let (Some(first), Some(last)) = (specs.first(), specs.last()) else {
            return (0, 0, 0);
        };
        let end = match last.last {
            from_end if from_end < 0 => from_end,
            from_first => last.first + from_first,
        };
        (first.first, end, last.step)
    }
}

/// How far one key is from the next, if the argument has keys.
fn key_step(arg: &Spec) -> Option<i64> {
    match (arg.kind, arg.children.as_slice()) {
        (Kind::Key, _) => Some(1),
        (Kind::Block, [first, ..]) if first.kind == Kind::Key => Some(arg.children.len() as i64),
        _ => None,
    }
}

/// The key flags, run by run.
fn runs(flags: &'static [&'static str]) -> impl Iterator<Item = &'static [&'static str]> {
    flags.chunk_by(|_, next| !ACCESSES.contains(next))
}

#[cfg(test)]
mod tests {
    use crate::command::{Command, all};

    fn command(title: &str) -> &'static Command {
        let found = all().find(|command| command.title() == title);
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
            ("PING", (0, 0, 0)),
        ] {
            assert_eq!(command(title).key_range(), range, "{title}");
        }
    }

    #[test]
    fn every_row_with_keys_says_what_it_does_with_them() {
        for command in all() {
            for spec in command.key_specs() {
                assert!(!spec.flags.is_empty(), "{}", command.title());
            }
        }
    }
}
