//! What is told of a command: its summary, its arguments, what it does with its keys.
//!
//! No command needs it to run, so it is kept as one text, `descriptions.gen.txt`, and read when somebody
//! asks (COMMAND DOCS, HELP). The text is written from the rows and the types of their functions, by
//! `UPDATE=1 cargo test --test generated`; a line a command, in the order of their names, with these
//! fields between tabs: name, arity, group, since, complexity, summary, flags, key flags, tips, and the
//! arguments in the notation of [`Spec::notation`](super::spec::Spec::notation).

use std::cmp::Ordering;

use super::Command;
use super::spec::Spec;

const TEXT: &str = include_str!("descriptions.gen.txt");

/// What is told of a command.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// The family, as COMMAND DOCS names it.
    pub group: &'static str,
    /// The Redis version that brought it.
    pub since: &'static str,
    /// Its cost, in Redis's words.
    pub complexity: &'static str,
    /// One sentence on what it does.
    pub summary: &'static str,
    /// What it does to whom, each flag with a space behind it.
    pub flags: &'static str,
    /// How it uses its keys: the words of a key specification (`RO`, `access`, ...), each with a space behind it.
    pub key_flags: &'static str,
    /// COMMAND INFO's tips, and behind an `@` the ACL categories that its flags and group don't tell; each
    /// with a space behind it.
    pub tips: &'static str,
    /// The place of its first argument among the words; the command's name is 0.
    pub first: i64,
    /// Its arguments, in order.
    pub args: Vec<Spec>,
}

impl Command {
    /// What is told of it. Of a command that is not in the text yet, nothing.
    pub fn description(&self) -> Description {
        let line = find(self.name, self.subcommand).unwrap_or_default();
        let line = str::from_utf8(line).unwrap_or_default();
        // The first two are its name and its arity.
        let mut fields = line.split('\t').skip(2);
        let mut next = || fields.next().unwrap_or_default();
        Description {
            group: next(),
            since: next(),
            complexity: next(),
            summary: next(),
            flags: next(),
            key_flags: next(),
            tips: next(),
            first: 1 + i64::from(self.subcommand.is_some()),
            args: Spec::read_all(next()),
        }
    }

    /// The same, read off its row and its function.
    #[cfg(not(target_family = "wasm"))]
    pub fn declared(&self) -> Description {
        let [group, since, complexity, summary, flags, key_flags, tips] = self.source.told;
        Description {
            group,
            since,
            complexity,
            summary: summary.trim(),
            flags,
            key_flags,
            tips,
            first: 1 + i64::from(self.subcommand.is_some()),
            args: self.signature().args,
        }
    }

    /// Its types, read off its function.
    #[cfg(not(target_family = "wasm"))]
    pub fn signature(&self) -> super::Signature {
        (self.source.signature)(self.source.arg_names)
    }
}

impl Description {
    /// The syntax of the command with this title, in Redis's notation: `GET key`.
    pub fn syntax(&self, title: &str) -> String {
        let words = std::iter::once(title.to_owned()).chain(self.args.iter().map(Spec::syntax));
        let words = words.filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    }
}

/// Redis's arity of a command: the number of words with the name, negative where it is a minimum. The rows
/// have it computed when redlet is compiled.
pub const fn arity(name: &str, subcommand: Option<&str>) -> i8 {
    let Some(line) = find(name, subcommand) else {
        return -1;
    };
    let mut at = 0;
    while byte(line, at) != b'\t' {
        at += 1;
    }
    let is_minimum = byte(line, at + 1) == b'-';
    at += if is_minimum { 2 } else { 1 };
    let mut words = 0;
    while byte(line, at).is_ascii_digit() {
        words = words * 10 + (byte(line, at) - b'0') as i8;
        at += 1;
    }
    if is_minimum { -words } else { words }
}

/// The line of a command.
const fn find(name: &str, subcommand: Option<&str>) -> Option<&'static [u8]> {
    let mut text = TEXT.as_bytes();
    while !text.is_empty() {
        let (before, from) = split(text, start_of_line(text, text.len() / 2));
        match compare(name, subcommand, from) {
            Ordering::Equal => return Some(split(from, end_of_line(from)).0),
            Ordering::Less => text = before,
            Ordering::Greater => text = split(from, end_of_line(from) + 1).1,
        }
    }
    None
}

/// Compares a name with that of a line.
const fn compare(name: &str, subcommand: Option<&str>, line: &[u8]) -> Ordering {
    let name = name.as_bytes();
    let sub = match subcommand {
        Some(sub) => sub.as_bytes(),
        None => b"",
    };
    let mut at = 0;
    loop {
        let own = if at < name.len() {
            byte(name, at)
        } else if at == name.len() && !sub.is_empty() {
            b' '
        } else if at > name.len() && at - name.len() <= sub.len() {
            byte(sub, at - name.len() - 1)
        } else {
            b'\t'
        };
        let other = byte(line, at);
        if own != other {
            let is_less = own < other;
            return if is_less {
                Ordering::Less
            } else {
                Ordering::Greater
            };
        }
        if own == b'\t' {
            return Ordering::Equal;
        }
        at += 1;
    }
}

const fn start_of_line(text: &[u8], mut at: usize) -> usize {
    while at > 0 && byte(text, at - 1) != b'\n' {
        at -= 1;
    }
    at
}

const fn end_of_line(text: &[u8]) -> usize {
    let mut at = 0;
    while at < text.len() && byte(text, at) != b'\n' {
        at += 1;
    }
    at
}

/// A byte; zero behind the end.
const fn byte(text: &[u8], at: usize) -> u8 {
    match text.split_at_checked(at) {
        Some((_, [byte, ..])) => *byte,
        _ => 0,
    }
}

const fn split(text: &[u8], at: usize) -> (&[u8], &[u8]) {
    match text.split_at_checked(at) {
        Some(halves) => halves,
        None => (text, b""),
    }
}
