//! Comparing sets: unions, intersections, differences.

use super::writer::Writer;
use super::{Members, members};
use crate::command::Tx;
use crate::command::args::{Arg, Args, Key, Many, take_keys};
use crate::command::spec::Spec;
use crate::commands::zset::Limit;
use crate::engine::state::changes::SET;
use crate::error::{NUMKEYS_NOT_POSITIVE_WORDS, Result, TOO_MANY_NUMKEYS};
use crate::order::sorted;
use crate::store::keys::KeyRow;
use crate::{commands, number};

commands! { "set";
    /// Members of the first set that no other has.
    SDIFF(key): "1.0.0", "O(N)", [readonly], [RO access], ["nondeterministic_output_order"] => sdiff;

    /// Stores the members of the first set that no other has. Returns how many.
    SDIFFSTORE(destination, key): "1.0.0", "O(N)", [write reads denyoom], [OW update RO access] => sdiffstore;

    /// Members that all sets have.
    SINTER(key): "1.0.0", "O(N*M)", [readonly], [RO access], ["nondeterministic_output_order"] => sinter;

    /// Counts the members that all sets have.
    SINTERCARD(keys, limit): "7.0.0", "O(N*M)", [readonly movablekeys], [RO access] => sintercard;

    /// Stores the members that all sets have. Returns how many.
    SINTERSTORE(destination, key): "1.0.0", "O(N*M)", [write reads denyoom], [OW update RO access] => sinterstore;

    /// Members that any set has.
    SUNION(key): "1.0.0", "O(N)", [readonly], [RO access], ["nondeterministic_output_order"] => sunion;

    /// Stores the members that any set has. Returns how many.
    SUNIONSTORE(destination, key): "1.0.0", "O(N)", [write reads denyoom], [OW update RO access] => sunionstore;
}

type Combine = fn(&mut Tx, &[Option<KeyRow>]) -> Result<Vec<Vec<u8>>>;

fn read(tx: &mut Tx, keys: &[Key], combine: Combine) -> Result<Vec<Vec<u8>>> {
    let sets: Vec<Option<KeyRow>> = keys.iter().map(|key| tx.set(*key)).collect::<Result<_>>()?;
    combine(tx, &sets)
}

fn store(tx: &mut Tx, destination: Key, keys: &[Key], combine: Combine) -> Result<i64> {
    let found = read(tx, keys, combine)?;
    let replaced = tx.clear_target(destination, found.len())?;
    if let Some(first) = found.first() {
        let mut writer = Writer::open(tx, destination, None, &[first])?;
        for member in &found {
            writer.add(tx, member)?;
        }
        writer.finish(tx)?;
    }
    let event = tx.command.name.to_ascii_lowercase();
    tx.stored(destination, SET, &event, found.len(), replaced)?;
    Ok(found.len() as i64)
}

fn union(tx: &mut Tx, sets: &[Option<KeyRow>]) -> Result<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    for set in sets.iter().flatten() {
        all.extend(members(tx, set)?);
    }
    let mut all = sorted(all, Ord::cmp);
    all.dedup();
    Ok(all)
}

/// Goes through the smallest set, and looks into the others.
fn intersection(tx: &mut Tx, sets: &[Option<KeyRow>]) -> Result<Vec<Vec<u8>>> {
    let Some(sets) = sets.iter().copied().collect::<Option<Vec<KeyRow>>>() else {
        return Ok(Vec::new());
    };
    let Some(smallest) = sets.iter().min_by_key(|set| set.size) else {
        return Ok(Vec::new());
    };
    let mut found = members(tx, smallest)?;
    for set in sets.iter().filter(|set| set.id != smallest.id) {
        keep(tx, &mut found, set, true)?;
    }
    Ok(found)
}

fn difference(tx: &mut Tx, sets: &[Option<KeyRow>]) -> Result<Vec<Vec<u8>>> {
    let Some((Some(first), others)) = sets.split_first() else {
        return Ok(Vec::new());
    };
    let mut found = members(tx, first)?;
    for set in others.iter().flatten() {
        keep(tx, &mut found, set, false)?;
    }
    Ok(found)
}

/// Keeps the members that a set has, or has not.
fn keep(tx: &Tx, found: &mut Vec<Vec<u8>>, set: &KeyRow, wanted: bool) -> Result<()> {
    let mut kept = Vec::with_capacity(found.len());
    for member in found.drain(..) {
        if tx.store.has_member(set, &member)? == wanted {
            kept.push(member);
        }
    }
    *found = kept;
    Ok(())
}

fn sunion(tx: &mut Tx, keys: Many<Key>) -> Result<Members> {
    read(tx, &keys.0, union).map(Members)
}

fn sinter(tx: &mut Tx, keys: Many<Key>) -> Result<Members> {
    read(tx, &keys.0, intersection).map(Members)
}

fn sdiff(tx: &mut Tx, keys: Many<Key>) -> Result<Members> {
    read(tx, &keys.0, difference).map(Members)
}

fn sunionstore(tx: &mut Tx, destination: Key, keys: Many<Key>) -> Result<i64> {
    store(tx, destination, &keys.0, union)
}

fn sinterstore(tx: &mut Tx, destination: Key, keys: Many<Key>) -> Result<i64> {
    store(tx, destination, &keys.0, intersection)
}

fn sdiffstore(tx: &mut Tx, destination: Key, keys: Many<Key>) -> Result<i64> {
    store(tx, destination, &keys.0, difference)
}

/// `numkeys key [key ...]`, where too many keys have an error of their own.
struct Keys<'a>(Vec<Key<'a>>);

impl<'a> Arg<'a> for Keys<'a> {
    fn describe(name: &'static str) -> Spec {
        crate::command::args::NumKeys::describe(name)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        let count = number::parse_i64(args.word()?).filter(|count| *count > 0);
        let count = count.ok_or(NUMKEYS_NOT_POSITIVE_WORDS)?;
        if count > args.len() as i64 {
            return Err(TOO_MANY_NUMKEYS);
        }
        take_keys(args, count).map(Keys)
    }
}

fn sintercard(tx: &mut Tx, keys: Keys, limit: Limit) -> Result<i64> {
    let limit = limit.parse()?;
    let count = read(tx, &keys.0, intersection)?.len() as i64;
    Ok(if limit > 0 { count.min(limit) } else { count })
}
