//! COMMAND GETKEYS: the keys among a command's words, by its key specifications.

use crate::command::args::Any;
use crate::command::reply::{IntoReply, Reply};
use crate::command::{Command, Flag, KeySpec, Tx};
use crate::error::{
    Error, INVALID_ARGUMENTS, INVALID_COMMAND, INVALID_NUMBER_OF_ARGUMENTS, NO_KEY_ARGUMENTS,
    Result,
};

pub fn getkeys(tx: &mut Tx, command: &[u8], args: Any<&[u8]>) -> Result<Vec<Vec<u8>>> {
    let found = find(tx, command, args)?;
    Ok(found.into_iter().map(|key| key.name).collect())
}

pub fn getkeysandflags(tx: &mut Tx, command: &[u8], args: Any<&[u8]>) -> Result<Vec<UsedKey>> {
    find(tx, command, args)
}

/// A key, and what its command does with it.
pub struct UsedKey {
    name: Vec<u8>,
    flags: Vec<&'static str>,
}

impl IntoReply for Vec<UsedKey> {
    const TS: &'static str = "[key: string, flags: string[]][]";
    fn into_reply(self) -> Reply {
        let pair = |key: UsedKey| {
            let flags = key.flags.into_iter().map(|flag| Reply::Status(flag.into()));
            Reply::Array(vec![Reply::Bulk(key.name), Reply::Set(flags.collect())])
        };
        Reply::Array(self.into_iter().map(pair).collect())
    }
}

fn find(tx: &mut Tx, name: &[u8], args: Any<&[u8]>) -> Result<Vec<UsedKey>> {
    let words: Vec<&[u8]> = std::iter::once(name).chain(args.0).collect();
    let command = tx.table.lookup(&words).ok_or(INVALID_COMMAND)?;
    if command.description().key_specs().is_empty() {
        return Err(NO_KEY_ARGUMENTS);
    }
    if let Err(Error::Arity(_)) = tx.table.find(&words) {
        return Err(INVALID_NUMBER_OF_ARGUMENTS);
    }
    let mut keys = Vec::new();
    let found = match command.find_keys(&words) {
        Err(_) if command.is(Flag::no_mandatory_keys) => Vec::new(),
        found => found?,
    };
    for (place, spec) in found {
        let name = words.get(place).ok_or(INVALID_ARGUMENTS)?.to_vec();
        let flags = spec.map(|spec| flags(command, &spec, &words));
        keys.push(UsedKey {
            name,
            flags: flags.unwrap_or_default(),
        });
    }
    Ok(keys)
}

/// What is done with the keys; where that depends on the options (`variable_flags`), by them.
fn flags(command: &Command, spec: &KeySpec, words: &[&[u8]]) -> Vec<&'static str> {
    let has = |option: &str| {
        let mut options = words.iter().skip(3);
        options.any(|word| word.eq_ignore_ascii_case(option.as_bytes()))
    };
    match command.name {
        "SET"
            if ["GET", "IFEQ", "IFNE", "IFDEQ", "IFDNE"]
                .into_iter()
                .any(has) =>
        {
            vec!["RW", "access", "update"]
        }
        "SET" => vec!["OW", "update"],
        "DELEX" if words.len() > 2 => vec!["RW", "access", "delete"],
        "DELEX" => vec!["RM", "delete"],
        "BITFIELD" if only_gets(words.get(2..).unwrap_or_default()) => vec!["RO", "access"],
        "BITFIELD" => vec!["RW", "access", "update"],
        _ => spec.flags.clone(),
    }
}

/// Whether BITFIELD's operations are reads: to Redis wrong ones are writes.
fn only_gets(mut words: &[&[u8]]) -> bool {
    while let [name, rest @ ..] = words {
        let after = match () {
            () if name.eq_ignore_ascii_case(b"GET") => 2,
            () if name.eq_ignore_ascii_case(b"OVERFLOW") => 1,
            () => return false,
        };
        match rest.get(after..) {
            Some(rest) => words = rest,
            None => return false,
        }
    }
    true
}
