//! Sets: members without an order.
//!
//! Here are the commands on one set; `random` has those that choose or walk members, `combine` those
//! that compare sets.

mod combine;
mod random;
mod rdb;
mod writer;

use crate::command::args::{Key, Many};
use crate::command::reply::{IntoReply, Reply};
use crate::command::{Command, Tx};
use crate::commands;
use crate::engine::state::changes::SET;
use crate::error::{Error, Result};
use crate::number;
use crate::order::sorted;
use crate::store::keys::KeyRow;
use crate::store::{Encoding, Type};
pub use writer::Writer;

pub use rdb::RDB;

/// The tables of all set commands.
pub const FAMILIES: [&[Command]; 3] = [COMMANDS, random::COMMANDS, combine::COMMANDS];

commands! { "set";
    /// Adds members. Returns how many are new.
    SADD(key, member): "1.0.0", "O(1)", [write denyoom fast], [RW insert] => sadd;

    /// How many members there are.
    SCARD(key): "1.0.0", "O(1)", [readonly fast], [RO] => scard;

    /// Whether the set has a member.
    SISMEMBER(key, member): "1.0.0", "O(1)", [readonly fast], [RO] => sismember;

    /// All members.
    SMEMBERS(key): "1.0.0", "O(N)", [readonly], [RO access], ["nondeterministic_output_order"] => smembers;

    /// Whether the set has each of several members.
    SMISMEMBER(key, member): "6.2.0", "O(N)", [readonly fast], [RO access] => smismember;

    /// Moves a member from one set to another.
    SMOVE(source, destination, member): "1.0.0", "O(1)", [write fast], [RW access delete RW insert] => smove;

    /// Deletes members, and the key with the last member. Returns how many existed.
    SREM(key, member): "1.0.0", "O(N)", [write fast], [RW delete] => srem;
}

/// Members as a set: an array to RESP2 and to JavaScript.
pub struct Members(pub Vec<Vec<u8>>);

impl IntoReply for Members {
    const TS: &'static str = "string[]";
    fn into_reply(self) -> Reply {
        Reply::Set(self.0.into_iter().map(Reply::Bulk).collect())
    }
}

/// All members, in Redis's order where it has one: numbers ascend in an `intset`.
pub fn members(tx: &Tx, set: &KeyRow) -> Result<Vec<Vec<u8>>> {
    let members = tx.store.set_members(set)?;
    Ok(match set.encoding {
        Encoding::Intset => sorted(members, |a, b| {
            number::parse_i64(a).cmp(&number::parse_i64(b))
        }),
        _ => members,
    })
}

fn sadd(tx: &mut Tx, key: Key, members: Many<&[u8]>) -> Result<i64> {
    let set = tx.set(key)?;
    let mut writer = Writer::open(tx, key, set, &members.0)?;
    let mut added = 0;
    for member in members.0 {
        added += i64::from(writer.add(tx, member)?);
    }
    writer.finish(tx)?;
    if added > 0 {
        tx.changed(key, SET, "sadd")?;
        tx.wrote(added as usize);
    }
    Ok(added)
}

fn srem(tx: &mut Tx, key: Key, members: Many<&[u8]>) -> Result<i64> {
    let Some(mut set) = tx.set(key)? else {
        return Ok(0);
    };
    let before = set.size;
    for member in members.0 {
        set.size -= i64::from(tx.store.remove_from_set(&set, member)?);
    }
    removed(tx, key, &set, before, "srem")?;
    Ok(before - set.size)
}

/// Writes that members went, if any did.
fn removed(tx: &mut Tx, key: Key, set: &KeyRow, before: i64, event: &str) -> Result<()> {
    if set.size < before {
        tx.store.put_set(tx.db, set)?;
        tx.shrunk(key, SET, event, set.size)?;
        tx.wrote((before - set.size) as usize);
    }
    Ok(())
}

fn scard(tx: &mut Tx, key: Key) -> Result<i64> {
    Ok(tx.set(key)?.map_or(0, |set| set.size))
}

fn has(tx: &Tx, set: Option<&KeyRow>, member: &[u8]) -> Result<bool> {
    match set {
        Some(set) => Ok(tx.store.has_member(set, member)?),
        None => Ok(false),
    }
}

fn sismember(tx: &mut Tx, key: Key, member: &[u8]) -> Result<bool> {
    let set = tx.set(key)?;
    has(tx, set.as_ref(), member)
}

fn smismember(tx: &mut Tx, key: Key, members: Many<&[u8]>) -> Result<Vec<i64>> {
    let set = tx.set(key)?;
    let members = members.0.into_iter();
    members
        .map(|member| has(tx, set.as_ref(), member).map(i64::from))
        .collect()
}

fn smembers(tx: &mut Tx, key: Key) -> Result<Members> {
    match tx.set(key)? {
        Some(set) => members(tx, &set).map(Members),
        None => Ok(Members(Vec::new())),
    }
}

fn smove(tx: &mut Tx, source: Key, destination: Key, member: &[u8]) -> Result<bool> {
    // Redis looks for both first: what has expired is deleted, even if nothing moves.
    let (set, other) = (tx.find(source)?, tx.find(destination)?);
    let Some(mut set) = set else {
        return Ok(false);
    };
    let is_set = |row: &KeyRow| row.kind == Type::SET;
    if !is_set(&set) || !other.as_ref().is_none_or(is_set) {
        return Err(Error::WrongType);
    }
    if source == destination {
        return has(tx, Some(&set), member);
    }
    if !tx.store.remove_from_set(&set, member)? {
        return Ok(false);
    }
    let before = set.size;
    set.size -= 1;
    removed(tx, source, &set, before, "srem")?;
    let mut writer = Writer::open(tx, destination, other, &[member])?;
    let is_new = writer.add(tx, member)?;
    writer.finish(tx)?;
    if is_new {
        tx.changed(destination, SET, "sadd")?;
    }
    Ok(true)
}
