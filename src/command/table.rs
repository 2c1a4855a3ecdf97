//! All commands by name, and all data types: what an engine is given, and finds its commands in.

use std::collections::HashMap;

use super::args::{Args, arity_error};
use super::rdb::RdbType;
use super::{Command, Figures, Flag};
use crate::error::{Error, Result, quoted};

/// A command as the engine finds it, with what each call needs at hand.
#[derive(Clone, Copy)]
pub struct Entry {
    /// The row.
    pub command: &'static Command,
    /// The fewest words after the name.
    min: usize,
    /// Whether more words than that are an arity error.
    exact: bool,
    /// Whether it holds subcommands: of all others none is looked for.
    is_container: bool,
    /// Its place in [`Table::numbered`].
    number: usize,
}

/// All commands by name.
pub struct Table {
    commands: HashMap<&'static str, Entry>,
    /// Subcommands by container, then by name.
    containers: HashMap<&'static str, HashMap<&'static str, Entry>>,
    /// All by their numbers.
    pub numbered: Vec<&'static Command>,
    /// The data types.
    pub types: Vec<&'static RdbType>,
    /// What modules tell in INFO.
    pub figures: Vec<Figures>,
}

impl Table {
    /// The table of these families' commands, of these types, and of these lines of INFO.
    pub fn new(
        families: impl IntoIterator<Item = &'static [Command]>,
        types: impl IntoIterator<Item = &'static RdbType>,
        figures: impl IntoIterator<Item = Figures>,
    ) -> Table {
        let mut table = Table {
            commands: HashMap::new(),
            containers: HashMap::new(),
            numbered: Vec::new(),
            types: types.into_iter().collect(),
            figures: figures.into_iter().collect(),
        };
        for command in families.into_iter().flatten() {
            let entry = Entry {
                command,
                min: command.min_args(),
                exact: command.words >= 0,
                is_container: false,
                number: table.numbered.len(),
            };
            table.numbered.push(command);
            match command.subcommand {
                None => table.commands.insert(command.name, entry),
                Some(sub) => {
                    let subs = table.containers.entry(command.name).or_default();
                    subs.insert(sub, entry)
                }
            };
        }
        for name in table.containers.keys() {
            if let Some(entry) = table.commands.get_mut(name) {
                entry.is_container = true;
            }
        }
        table
    }

    /// Every command and subcommand.
    pub fn all(&self) -> impl Iterator<Item = &'static Command> {
        self.numbered.iter().copied()
    }

    /// Those that clients are told of: all but the facade's own.
    pub fn listed(&self) -> impl Iterator<Item = &'static Command> {
        self.all().filter(|command| !command.is(Flag::internal))
    }

    /// The subcommands of `container` that clients are told of.
    pub fn subcommands(&self, container: &str) -> impl Iterator<Item = &'static Command> {
        self.listed()
            .filter(move |command| command.subcommand.is_some() && command.name == container)
    }

    /// Whether a command holds subcommands.
    pub fn is_container(&self, command: &Command) -> bool {
        command.subcommand.is_none() && self.subcommands(command.name).next().is_some()
    }

    /// Redis's arity: the number of words with the name, negative where it is a minimum.
    pub fn arity(&self, command: &Command) -> i64 {
        if self.is_container(command) {
            // COMMAND is the one container that answers without a subcommand.
            return if command.name == "COMMAND" { -1 } else { -2 };
        }
        command.words.into()
    }
}

/// Longer names than any command's need not be looked up.
const LONGEST_NAME: usize = 32;

/// Runs `look` on the name in upper case, without allocating.
fn upper<T>(name: &[u8], look: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    let mut buffer = [0u8; LONGEST_NAME];
    let upper = buffer.get_mut(..name.len())?;
    upper.copy_from_slice(name);
    upper.make_ascii_uppercase();
    look(std::str::from_utf8(upper).ok()?)
}

impl Table {
    /// Finds the command that `words` call, checks its arity, and gives its arguments.
    pub fn find<'a>(&self, words: &'a [&'a [u8]]) -> Result<(&'static Command, Args<'a>)> {
        let (entry, rest) = self.entry(words)?;
        let command = entry.command;
        let lacks_subcommand = entry.is_container && command.name != "COMMAND";
        if lacks_subcommand || rest.len() < entry.min || (entry.exact && rest.len() > entry.min) {
            return Err(arity_error(command.name, command.subcommand));
        }
        let mut args = Args::new(command.name, command.subcommand, rest);
        args.number = entry.number;
        Ok((command, args))
    }

    /// Finds the command that `words` call, however many there are.
    pub fn lookup(&self, words: &[&[u8]]) -> Option<&'static Command> {
        self.entry(words).ok().map(|(entry, _)| entry.command)
    }

    /// The number of the command that `words` call.
    pub fn number(&self, words: &[&[u8]]) -> Option<usize> {
        self.entry(words).ok().map(|(entry, _)| entry.number)
    }

    /// The command that `words` call, and the words after its name.
    fn entry<'a>(&self, words: &'a [&'a [u8]]) -> Result<(Entry, &'a [&'a [u8]])> {
        let (name, rest) = words.split_first().ok_or(Error::Syntax)?;
        let entry = upper(name, |n| self.commands.get(n).copied())
            .ok_or_else(|| unknown_command(name, rest))?;
        if !entry.is_container {
            return Ok((entry, rest));
        }
        let subs = self.containers.get(entry.command.name);
        let (Some(subs), Some((sub, after))) = (subs, rest.split_first()) else {
            return Ok((entry, rest));
        };
        let found = upper(sub, |n| subs.get(n).copied());
        Ok((found.ok_or_else(|| unknown_subcommand(entry, sub))?, after))
    }

    /// Finds a command by `name` or `container|sub`, in any case.
    pub fn by_name(&self, name: &[u8]) -> Option<&'static Command> {
        let mut parts = name.splitn(2, |b| *b == b'|');
        let first = parts.next()?;
        match parts.next() {
            None => upper(first, |n| self.commands.get(n).map(|e| e.command)),
            Some(sub) => {
                let subs = upper(first, |n| self.containers.get(n))?;
                upper(sub, |n| subs.get(n).map(|e| e.command))
            }
        }
    }
}

/// Redis shows up to 128 bytes of the name and of the arguments, in all.
fn unknown_command(name: &[u8], rest: &[&[u8]]) -> Error {
    let mut args = String::new();
    for word in rest {
        if args.len() >= 128 {
            break;
        }
        let room = 128 - args.len();
        args += &format!("'{}' ", printable(word, room));
    }
    Error::UnknownCommand(format!(
        "'{}', with args beginning with: {args}",
        printable(name, 128)
    ))
}

fn unknown_subcommand(entry: Entry, sub: &[u8]) -> Error {
    Error::UnknownSubcommand {
        container: entry.command.name,
        subcommand: printable(sub, 128),
    }
}

/// At most `room` bytes of a C string.
fn printable(word: &[u8], room: usize) -> String {
    quoted(word.get(..room).unwrap_or(word)).into_owned()
}
