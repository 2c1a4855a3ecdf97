//! XDELEX and XACKDEL: deleting entries that consumer groups may still refer to.
//!
//! A group refers to an entry that is pending in it, or that it has not delivered yet.

use super::{delete, parse_ids, put_shrunk};
use crate::command::Tx;
use crate::command::args::{Arg, Args, Key, UnparsedOptions};
use crate::command::spec::{Kind, Spec};
use crate::engine::state::changes::STREAM;
use crate::entry::StreamId;
use crate::error::{Error, NUMIDS_MISMATCH, NUMIDS_NOT_POSITIVE, Result};
use crate::number;
use crate::store::streams::Stream;
use crate::{commands, tokens};

commands! { "stream";
    /// Acknowledges and deletes entries. Returns for each -1 if it was not pending, 1 if it was deleted, 2 if other groups keep it.
    XACKDEL(key, group, condition, ids): "8.2.0", "O(1)", [write reads fast], [RW update delete] => xackdel;

    /// Deletes entries. Returns for each -1 if there is none, 1 if it was deleted, 2 if groups keep it.
    XDELEX(key, condition, ids): "8.2.0", "O(1)", [write fast], [RW delete] => xdelex;
}

tokens! {
    /// What becomes of the pending entries of what is deleted: they stay, they go, or nothing is
    /// deleted that a group has to do with.
    References { KEEPREF, DELREF, ACKED }
}

impl References {
    /// Takes the option where it is next; `false` where another word is. It is given once: after
    /// that the word is none.
    pub fn take_option(option: &mut Option<References>, args: &mut Args) -> bool {
        let mut ahead = args.clone();
        match (&option, References::take(&mut ahead)) {
            (None, Ok(references)) => {
                *option = Some(references);
                *args = ahead;
                true
            }
            _ => false,
        }
    }
}

/// Lets an entry go as far as groups have to do with it. Returns whether it may.
pub fn release(tx: &mut Tx, stream: &Stream, references: References, id: StreamId) -> Result<bool> {
    match references {
        References::KEEPREF => {}
        References::DELREF => tx.store.delete_references(stream, id)?,
        References::ACKED => return Ok(!tx.store.is_referenced(stream, id)?),
    }
    Ok(true)
}

/// Tells of the option, which [`Ids`] takes, since it may stand behind these as well.
#[derive(Debug)]
struct Condition;

impl<'a> Arg<'a> for Condition {
    fn describe(name: &'static str) -> Spec {
        References::describe(name).optional()
    }

    fn take(_: &mut Args<'a>) -> Result<Self> {
        Ok(Condition)
    }
}

/// `IDS numids id [id ...]`, and the option.
#[derive(Debug)]
struct Ids<'a> {
    references: References,
    words: Vec<&'a [u8]>,
}

impl<'a> Arg<'a> for Ids<'a> {
    fn describe(name: &'static str) -> Spec {
        let id = Spec::of("id", Kind::String).multiple();
        let words = vec![Spec::of("numids", Kind::Integer), id];
        Spec::group(name, Kind::Block, words).after("IDS")
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let mut references = None;
        let mut words = Vec::new();
        while !args.is_empty() {
            if References::take_option(&mut references, args) {
                continue;
            }
            if !args.token("IDS") {
                return Err(Error::Syntax);
            }
            // Where it stands twice, the last counts.
            words.clear();
            let count = number::parse_i64(args.option_value()?).filter(|count| *count > 0);
            let count = count.ok_or(NUMIDS_NOT_POSITIVE)?;
            if count > args.len() as i64 {
                return Err(NUMIDS_MISMATCH);
            }
            for _ in 0..count {
                words.push(args.word()?);
            }
        }
        match words.is_empty() {
            true => Err(Error::Syntax),
            false => Ok(Ids {
                references: references.unwrap_or(References::KEEPREF),
                words,
            }),
        }
    }
}

/// What is told of an entry.
const MISSING: i64 = -1;
const DELETED: i64 = 1;
const KEPT: i64 = 2;

fn xdelex(tx: &mut Tx, key: Key, _: Condition, ids: UnparsedOptions<Ids>) -> Result<Vec<i64>> {
    delete_each(tx, key, None, ids)
}

fn xackdel(
    tx: &mut Tx,
    key: Key,
    group: &[u8],
    _: Condition,
    ids: UnparsedOptions<Ids>,
) -> Result<Vec<i64>> {
    delete_each(tx, key, Some(group), ids)
}

/// Deletes entries, and with a group those that are pending there, which then they are no more.
fn delete_each(
    tx: &mut Tx,
    key: Key,
    group: Option<&[u8]>,
    ids: UnparsedOptions<Ids>,
) -> Result<Vec<i64>> {
    let stream = tx.stream(key)?;
    let ids = ids.parse()?;
    let mut told = vec![MISSING; ids.words.len()];
    let Some(mut stream) = stream else {
        return Ok(told);
    };
    let group = match group {
        Some(name) => match tx.store.group(&stream, name)? {
            Some(group) => Some(group),
            None => return Ok(told),
        },
        None => None,
    };
    for (id, told) in parse_ids(&ids.words)?.into_iter().zip(&mut told) {
        let is_found = match &group {
            Some(group) => tx.store.delete_pending(group, id)?,
            None => tx.store.entry(&stream, id)?.is_some(),
        };
        // What is no longer there, or not yet, groups may have to do with all the same.
        let is_meant = is_found || group.is_none() && ids.references != References::KEEPREF;
        if is_meant && !release(tx, &stream, ids.references, id)? {
            *told = KEPT;
        } else if is_found {
            delete(tx, &mut stream, id)?;
            *told = DELETED;
        }
    }
    if told.contains(&DELETED) {
        put_shrunk(tx, &mut stream)?;
        tx.changed(key, STREAM, "xdel")?;
    } else {
        tx.changed_unwatched(key, "")?;
    }
    // What stays is acknowledged all the same.
    let is_written = |told: &&i64| **told == DELETED || **told == KEPT && group.is_some();
    tx.wrote(told.iter().filter(is_written).count());
    Ok(told)
}
