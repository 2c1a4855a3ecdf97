//! Hashes: a key that holds fields, each with a value.
//!
//! Here are the commands that read and write fields; `expire` has those about a field's time to
//! live, `walk` those that choose or walk fields.

mod expire;
mod rdb;
mod walk;

pub use walk::{MOST_REPEATED, reads_whole, take_random_count};

use crate::command::args::{Key, Many, Pairs};
use crate::command::reply::Record;
use crate::command::{Command, Tx};
use crate::commands;
use crate::engine::state::changes::HASH;
use crate::error::{
    HASH_VALUE_NOT_A_FLOAT, HASH_VALUE_NOT_AN_INTEGER, INCREMENT_IS_NO_NUMBER, OVERFLOW, Result,
    VALUE_IS_NAN_OR_INFINITY,
};
use crate::number::{self, LongDouble};
use crate::store::Encoding;
use crate::store::keys::KeyRow;

pub use rdb::RDB;

/// The tables of all hash commands.
pub const FAMILIES: [&[Command]; 4] = [
    COMMANDS,
    expire::COMMANDS,
    expire::values::COMMANDS,
    walk::COMMANDS,
];

commands! { "hash";
    /// Deletes fields, and the key with the last field. Returns how many fields existed.
    HDEL(key, field): "2.0.0", "O(N)", [write fast], [RW delete] => hdel;

    /// Whether a field exists.
    HEXISTS(key, field): "2.0.0", "O(1)", [readonly fast], [RO] => hexists;

    /// Reads the value of a field.
    HGET(key, field): "2.0.0", "O(1)", [readonly fast], [RO access] => hget;

    /// Reads all fields and their values.
    HGETALL(key): "2.0.0", "O(N)", [readonly], [RO access], ["nondeterministic_output_order"] => hgetall;

    /// Adds to the integer in a field; a missing field counts as 0.
    HINCRBY(key, field, increment): "2.0.0", "O(1)", [write denyoom fast], [RW access update] => hincrby;

    /// Adds to the floating point number in a field; a missing field counts as 0.
    HINCRBYFLOAT(key, field, increment): "2.6.0", "O(1)", [write denyoom fast], [RW access update] => hincrbyfloat;

    /// The names of all fields.
    HKEYS(key): "2.0.0", "O(N)", [readonly], [RO access], ["nondeterministic_output_order"] => hkeys;

    /// How many fields there are.
    HLEN(key): "2.0.0", "O(1)", [readonly fast], [RO] => hlen;

    /// Reads the values of several fields.
    HMGET(key, field): "2.0.0", "O(N)", [readonly fast], [RO access] => hmget;

    /// Sets fields. An older form of HSET, with another reply.
    HMSET(key, field_value): "2.0.0", "O(N)", [write denyoom fast], [RW update] => hmset;

    /// Sets fields. Returns how many are new.
    HSET(key, field_value): "2.0.0", "O(N)", [write denyoom fast], [RW update] => hset;

    /// Sets a field that does not exist.
    HSETNX(key, field, value): "2.0.0", "O(1)", [write denyoom fast], [RW insert] => hsetnx;

    /// The length of a field's value in bytes.
    HSTRLEN(key, field): "3.2.0", "O(1)", [readonly fast], [RO] => hstrlen;

    /// The values of all fields.
    HVALS(key): "2.0.0", "O(N)", [readonly], [RO access], ["nondeterministic_output_order"] => hvals;
}

/// The encoding that the hash has once it holds words so long: beyond either limit Redis turns a
/// listpack into a hash table.
fn grown(tx: &Tx, hash: &KeyRow, longest: usize) -> Encoding {
    let config = &tx.server.config;
    if hash.size > config.hash_max_listpack_entries
        || longest as i64 > config.hash_max_listpack_value
    {
        Encoding::Hashtable
    } else {
        hash.encoding
    }
}

/// The key's hash, made if there is none.
fn hash_to_write(tx: &mut Tx, key: Key) -> Result<KeyRow> {
    match tx.hash(key)? {
        Some(hash) => Ok(hash),
        None => Ok(tx.store.new_hash(tx.db, key.0)?),
    }
}

/// Sets fields. Returns how many are new. `event` says how they changed.
fn put(
    tx: &mut Tx,
    key: Key,
    pairs: &[(&[u8], &[u8])],
    keeps_deadline: bool,
    event: &str,
) -> Result<i64> {
    let mut hash = hash_to_write(tx, key)?;
    let before = (hash.size, hash.encoding);
    let mut added = 0;
    for (field, value) in pairs {
        added += i64::from(tx.store.put_field(&hash, field, value, keeps_deadline)?);
    }
    hash.size += added;
    let longest = pairs.iter().map(|(f, v)| f.len().max(v.len())).max();
    hash.encoding = grown(tx, &hash, longest.unwrap_or(0));
    if (hash.size, hash.encoding) != before {
        tx.store.put_hash(tx.db, &hash)?;
    }
    tx.changed(key, HASH, event)?;
    tx.wrote(pairs.len());
    Ok(added)
}

fn hset(tx: &mut Tx, key: Key, pairs: Pairs<&[u8], &[u8]>) -> Result<i64> {
    put(tx, key, &pairs.0, false, "hset")
}

fn hmset(tx: &mut Tx, key: Key, pairs: Pairs<&[u8], &[u8]>) -> Result<()> {
    put(tx, key, &pairs.0, false, "hset").map(drop)
}

fn hsetnx(tx: &mut Tx, key: Key, field: &[u8], value: &[u8]) -> Result<bool> {
    if let Some(hash) = tx.hash(key)?
        && tx.store.field_deadline(&hash, field)?.is_some()
    {
        return Ok(false);
    }
    put(tx, key, &[(field, value)], false, "hset").map(|_| true)
}

fn hget(tx: &mut Tx, key: Key, field: &[u8]) -> Result<Option<Vec<u8>>> {
    match tx.hash(key)? {
        Some(hash) => Ok(tx.store.field(&hash, field)?),
        None => Ok(None),
    }
}

fn hmget(tx: &mut Tx, key: Key, fields: Many<&[u8]>) -> Result<Vec<Option<Vec<u8>>>> {
    let Some(hash) = tx.hash(key)? else {
        return Ok(fields.0.iter().map(|_| None).collect());
    };
    let values = fields.0.iter().map(|field| tx.store.field(&hash, field));
    Ok(values.collect::<std::result::Result<_, _>>()?)
}

fn hexists(tx: &mut Tx, key: Key, field: &[u8]) -> Result<bool> {
    match tx.hash(key)? {
        Some(hash) => Ok(tx.store.field_deadline(&hash, field)?.is_some()),
        None => Ok(false),
    }
}

fn hstrlen(tx: &mut Tx, key: Key, field: &[u8]) -> Result<i64> {
    match tx.hash(key)? {
        Some(hash) => Ok(tx.store.field_length(&hash, field)?.unwrap_or(0)),
        None => Ok(0),
    }
}

fn hlen(tx: &mut Tx, key: Key) -> Result<i64> {
    Ok(tx.hash(key)?.map_or(0, |hash| hash.size))
}

/// All fields with their values, in order.
fn pairs(tx: &mut Tx, key: Key) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
    let Some(hash) = tx.hash(key)? else {
        return Ok(Vec::new());
    };
    let fields = tx.store.fields(&hash)?.into_iter();
    Ok(fields.map(|field| (field.name, field.value)).collect())
}

fn hgetall(tx: &mut Tx, key: Key) -> Result<Record> {
    pairs(tx, key).map(Record)
}

fn hkeys(tx: &mut Tx, key: Key) -> Result<Vec<Vec<u8>>> {
    Ok(pairs(tx, key)?.into_iter().map(|pair| pair.0).collect())
}

fn hvals(tx: &mut Tx, key: Key) -> Result<Vec<Vec<u8>>> {
    Ok(pairs(tx, key)?.into_iter().map(|pair| pair.1).collect())
}

fn hdel(tx: &mut Tx, key: Key, fields: Many<&[u8]>) -> Result<i64> {
    let Some(mut hash) = tx.hash(key)? else {
        return Ok(0);
    };
    let mut deleted = 0;
    for field in fields.0 {
        deleted += i64::from(tx.store.delete_field(&hash, field)?);
    }
    hash.size -= deleted;
    if deleted > 0 {
        tx.store.put_hash(tx.db, &hash)?;
        tx.shrunk(key, HASH, "hdel", hash.size)?;
        tx.wrote(deleted as usize);
    }
    Ok(deleted)
}

fn hincrby(tx: &mut Tx, key: Key, field: &[u8], increment: i64) -> Result<i64> {
    let value = match hget(tx, key, field)? {
        Some(value) => number::parse_i64(&value).ok_or(HASH_VALUE_NOT_AN_INTEGER)?,
        None => 0,
    };
    let new = value.checked_add(increment).ok_or(OVERFLOW)?;
    let value = new.to_string();
    put(tx, key, &[(field, value.as_bytes())], true, "hincrby")?;
    Ok(new)
}

fn hincrbyfloat(tx: &mut Tx, key: Key, field: &[u8], increment: &[u8]) -> Result<Vec<u8>> {
    let increment = LongDouble::parse(increment).ok_or(crate::error::Error::NotAFloat)?;
    if increment.is_infinite() {
        return Err(VALUE_IS_NAN_OR_INFINITY);
    }
    let value = match hget(tx, key, field)? {
        Some(value) => LongDouble::parse(&value).ok_or(HASH_VALUE_NOT_A_FLOAT)?,
        None => LongDouble::ZERO,
    };
    let new = value
        .plus(increment)
        .ok_or(INCREMENT_IS_NO_NUMBER)?
        .format();
    put(tx, key, &[(field, &new)], true, "hincrbyfloat")?;
    Ok(new)
}
