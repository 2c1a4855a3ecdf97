//! Strings: a key that holds bytes.
//!
//! Here are the commands that read and write whole strings; `compare` has those that look
//! at the value before they change it, `counter` those that compute, `range` those that work on a part, `lcs` the longest common subsequence.

mod compare;
mod counter;
mod lcs;
mod range;
mod rdb;

use crate::command::args::{Key, Many, Pairs, UnixTime, Unparsed};
use crate::command::reply::{IntoReply, Reply};
use crate::command::{Command, StringValue, Tx};
use crate::engine::state::changes::{GENERIC, STRING};
use crate::error::{Error, Result, invalid_expire_time};
use crate::number;
use crate::store::keys::KeyRow;
use crate::store::{Encoding, Type};
use crate::{commands, options, tokens};

use compare::{Comparison, Digest};
pub(super) use range::make_room;

pub use rdb::RDB;

/// The tables of all string commands.
pub const FAMILIES: [&[Command]; 5] = [
    COMMANDS,
    compare::COMMANDS,
    counter::COMMANDS,
    range::COMMANDS,
    lcs::COMMANDS,
];

commands! { "string";
    /// Appends to a string; a missing key is created. Returns its length.
    APPEND(key, value): "2.0.0", "O(1)", [write denyoom fast], [RW insert] => append;

    /// Reads the value of a key.
    GET(key): "1.0.0", "O(1)", [readonly fast], [RO access] => get;

    /// Reads the value of a key and deletes the key.
    GETDEL(key): "6.2.0", "O(1)", [write reads fast], [RW access delete] => getdel;

    /// Reads the value of a key and sets or clears its time to live.
    GETEX(key, options): "6.2.0", "O(1)", [write reads fast], [RW access update] => getex;

    /// Sets the value of a key, and returns the old one.
    GETSET(key, value): "1.0.0", "O(1)", [write reads denyoom fast], [RW access update] => getset;

    /// Reads the values of several keys; nil for a key that has no string.
    MGET(key): "1.0.0", "O(N)", [readonly fast], [RO access], ["request_policy:multi_shard"] => mget;

    /// Sets several keys at once.
    MSET(key_value): "1.0.1", "O(N)", [write denyoom], [OW update], ["request_policy:multi_shard" "response_policy:all_succeeded"] => mset;

    /// Sets several keys at once, or none if one of them exists.
    MSETNX(key_value): "1.0.1", "O(N)", [write denyoom], [OW insert], ["request_policy:multi_shard" "response_policy:agg_min"] => msetnx;

    /// Sets the value of a key and its time to live in milliseconds.
    PSETEX(key, milliseconds, value): "2.6.0", "O(1)", [write denyoom], [OW update] => psetex;

    /// Sets the value of a key, whatever it held before.
    SET(key, value, options): "1.0.0", "O(1)", [write denyoom], [RW access update variable_flags] => set;

    /// Sets the value of a key and its time to live in seconds.
    SETEX(key, seconds, value): "2.0.0", "O(1)", [write denyoom], [OW update] => setex;

    /// Sets the value of a key that does not exist. Returns 1 if it did.
    SETNX(key, value): "1.0.0", "O(1)", [write denyoom fast], [OW insert] => setnx;

    /// The length of a string in bytes.
    STRLEN(key): "2.2.0", "O(1)", [readonly fast], [RO] => strlen;
}

tokens! {
    /// When SET applies.
    Condition<'a> {
        NX,
        XX,
        IFEQ(ifeq_value: &'a [u8]),
        IFNE(ifne_value: &'a [u8]),
        IFDEQ(ifdeq_digest: Digest<'a>),
        IFDNE(ifdne_digest: Digest<'a>),
    }
    /// When MSETEX applies.
    Existence { NX, XX }
    /// Whether SET returns the old value.
    Get { GET }
    /// When the key expires after a SET.
    Expiration<'a> {
        EX(seconds: Unparsed<'a, i64>),
        PX(milliseconds: Unparsed<'a, i64>),
        EXAT(unix_time_seconds: Unparsed<'a, UnixTime>),
        PXAT(unix_time_milliseconds: Unparsed<'a, UnixTime>),
        KEEPTTL,
    }
    /// When the key expires after a GETEX.
    NewExpiration<'a> {
        EX(seconds: Unparsed<'a, i64>),
        PX(milliseconds: Unparsed<'a, i64>),
        EXAT(unix_time_seconds: Unparsed<'a, UnixTime>),
        PXAT(unix_time_milliseconds: Unparsed<'a, UnixTime>),
        PERSIST,
    }
}

options! {
    /// When SET applies, what it returns, and when the key expires.
    eager SetOptions<'a> {
        condition: Condition<'a>,
        get: Get,
        expiration: Expiration<'a>,
    }
}

options! {
    /// When the key expires after a GETEX.
    eager GetexOptions<'a> { expiration: NewExpiration<'a> }
}

/// A time as a command was given it.
#[derive(Clone, Copy)]
enum Time {
    Seconds(i64),
    Millis(i64),
    UnixSeconds(i64),
    UnixMillis(i64),
}

impl Expiration<'_> {
    fn time(self) -> Result<Option<Time>> {
        Ok(Some(match self {
            Expiration::EX(value) => Time::Seconds(value.parse()?),
            Expiration::PX(value) => Time::Millis(value.parse()?),
            Expiration::EXAT(value) => Time::UnixSeconds(value.parse()?.0),
            Expiration::PXAT(value) => Time::UnixMillis(value.parse()?.0),
            Expiration::KEEPTTL => return Ok(None),
        }))
    }
}

impl<'a> Condition<'a> {
    fn comparison(self) -> Option<Comparison<'a>> {
        Some(match self {
            Condition::IFEQ(value) => Comparison::IFEQ(value),
            Condition::IFNE(value) => Comparison::IFNE(value),
            Condition::IFDEQ(digest) => Comparison::IFDEQ(digest),
            Condition::IFDNE(digest) => Comparison::IFDNE(digest),
            Condition::NX | Condition::XX => return None,
        })
    }
}

impl NewExpiration<'_> {
    fn time(self) -> Result<Option<Time>> {
        Ok(Some(match self {
            NewExpiration::EX(value) => Time::Seconds(value.parse()?),
            NewExpiration::PX(value) => Time::Millis(value.parse()?),
            NewExpiration::EXAT(value) => Time::UnixSeconds(value.parse()?.0),
            NewExpiration::PXAT(value) => Time::UnixMillis(value.parse()?.0),
            NewExpiration::PERSIST => return Ok(None),
        }))
    }
}

/// The deadline in Unix milliseconds. Times must be positive, and fit 64 bits in milliseconds.
fn deadline(tx: &Tx, time: Time) -> Result<i64> {
    let (value, factor, origin) = match time {
        Time::Seconds(value) => (value, 1000, tx.now()),
        Time::Millis(value) => (value, 1, tx.now()),
        Time::UnixSeconds(value) => (value, 1000, 0),
        Time::UnixMillis(value) => (value, 1, 0),
    };
    let at = match value > 0 {
        true => value.checked_mul(factor),
        false => None,
    };
    at.and_then(|at| at.checked_add(origin))
        .ok_or_else(|| invalid_expire_time(tx.command.name))
}

/// How Redis holds a string that was set whole.
pub fn encoding_of(value: &[u8]) -> Encoding {
    if value.len() <= 20 && number::parse_i64(value).is_some() {
        Encoding::Int
    } else if value.len() <= 44 {
        Encoding::Embstr
    } else {
        Encoding::Raw
    }
}

/// Sets a string whole. With a deadline in the past it is there until somebody looks, as in Redis.
fn put(tx: &mut Tx, key: Key, old: Option<&KeyRow>, value: &[u8], at: Option<i64>) -> Result<()> {
    tx.put_string(key, old, value, encoding_of(value), at)?;
    tx.changed(key, STRING, "set")?;
    Ok(())
}

/// Writes a changed string back, its time to live kept; `event` says how it changed.
pub(super) fn put_back(
    tx: &mut Tx,
    key: Key,
    old: Option<&KeyRow>,
    value: &[u8],
    encoding: Encoding,
    event: &str,
) -> Result<()> {
    let expire_at = old.and_then(|row| row.expire_at);
    tx.put_string(key, old, value, encoding, expire_at)?;
    tx.changed(key, STRING, event)?;
    Ok(())
}

fn get(tx: &mut Tx, key: Key) -> Result<Option<Vec<u8>>> {
    Ok(tx.string(key)?.map(|value| value.bytes))
}

fn mget(tx: &mut Tx, keys: Many<Key>) -> Result<Vec<Option<Vec<u8>>>> {
    let value = |key: Key| match tx.string(key) {
        Err(Error::WrongType) => Ok(None),
        found => Ok(found?.map(|value| value.bytes)),
    };
    keys.0.into_iter().map(value).collect()
}

fn getdel(tx: &mut Tx, key: Key) -> Result<Option<Vec<u8>>> {
    let Some(StringValue { row, bytes }) = tx.string(key)? else {
        return Ok(None);
    };
    tx.store.delete(tx.db, &row)?;
    tx.changed(key, GENERIC, "del")?;
    Ok(Some(bytes))
}

fn getex(tx: &mut Tx, key: Key, options: GetexOptions) -> Result<Option<Vec<u8>>> {
    let Some(StringValue { row, bytes }) = tx.string(key)? else {
        return Ok(None);
    };
    let Some(expiration) = options.expiration else {
        return Ok(Some(bytes));
    };
    let time = expiration.time()?;
    let at = time.map(|time| deadline(tx, time)).transpose()?;
    if at.is_some_and(|at| at <= tx.now()) {
        tx.store.delete(tx.db, &row)?;
        tx.changed(key, GENERIC, "del")?;
    } else {
        tx.store.set_expiry(tx.db, &row, at)?;
        if at.is_some() {
            tx.changed(key, GENERIC, "expire")?;
        } else if row.expire_at.is_some() {
            tx.changed(key, GENERIC, "persist")?;
        }
    }
    Ok(Some(bytes))
}

fn getset(tx: &mut Tx, key: Key, value: &[u8]) -> Result<Option<Vec<u8>>> {
    let old = tx.string(key)?;
    put(tx, key, old.as_ref().map(|old| &old.row), value, None)?;
    Ok(old.map(|old| old.bytes))
}

fn mset(tx: &mut Tx, pairs: Pairs<Key, &[u8]>) -> Result<()> {
    for (key, value) in pairs.0 {
        let old = tx.find(key)?;
        put(tx, key, old.as_ref(), value, None)?;
    }
    Ok(())
}

fn msetnx(tx: &mut Tx, pairs: Pairs<Key, &[u8]>) -> Result<bool> {
    for (key, _) in &pairs.0 {
        if tx.find(*key)?.is_some() {
            return Ok(false);
        }
    }
    mset(tx, pairs).map(|()| true)
}

/// What SET answers: OK, nil where the condition did not hold, or with GET the old value.
pub enum SetReply {
    /// It set the value, or did not.
    Done(bool),
    /// The old value.
    Old(Option<Vec<u8>>),
}

impl IntoReply for SetReply {
    const TS: &'static str = "If<$get, string | null, \"OK\" | null>";
    fn into_reply(self) -> Reply {
        match self {
            SetReply::Done(true) => Reply::Ok,
            SetReply::Done(false) => Reply::Nil,
            SetReply::Old(old) => old.into_reply(),
        }
    }
}

fn parts(value: Option<StringValue>) -> (Option<KeyRow>, Option<Vec<u8>>) {
    value.map(|value| (value.row, value.bytes)).unzip()
}

/// Whether the time to live is to be kept, and the new one, if any.
fn expiry(tx: &Tx, expiration: Option<Expiration>) -> Result<(bool, Option<i64>)> {
    let keeps = matches!(expiration, Some(Expiration::KEEPTTL));
    let time = expiration.map(Expiration::time).transpose()?;
    let at = time.flatten().map(|time| deadline(tx, time)).transpose()?;
    Ok((keeps, at))
}

fn set(tx: &mut Tx, key: Key, value: &[u8], options: SetOptions) -> Result<SetReply> {
    let (keeps, at) = expiry(tx, options.expiration)?;
    let comparison = options.condition.and_then(Condition::comparison);
    tx.is_reading = options.get.is_some();
    let (old, bytes) = match (options.get, comparison) {
        (Some(Get::GET), _) => parts(tx.string(key)?),
        (None, Some(_)) => parts(tx.string(key)?),
        (None, None) => (tx.find(key)?, None),
    };
    let applies = match (options.condition, comparison) {
        (_, Some(comparison)) => comparison.holds(bytes.as_deref())?,
        (Some(Condition::NX), _) => old.is_none(),
        (Some(Condition::XX), _) => old.is_some(),
        _ => true,
    };
    if applies {
        let kept = old.as_ref().and_then(|row| row.expire_at).filter(|_| keeps);
        put(tx, key, old.as_ref(), value, at.or(kept))?;
        if at.is_some() {
            tx.event(key, GENERIC, "expire")?;
        }
    }
    Ok(match options.get {
        Some(Get::GET) => SetReply::Old(bytes),
        None => SetReply::Done(applies),
    })
}

fn set_for(tx: &mut Tx, key: Key, value: &[u8], time: Time) -> Result<()> {
    let at = deadline(tx, time)?;
    let old = tx.find(key)?;
    put(tx, key, old.as_ref(), value, Some(at))?;
    tx.event(key, GENERIC, "expire")?;
    Ok(())
}

fn setex(tx: &mut Tx, key: Key, seconds: i64, value: &[u8]) -> Result<()> {
    set_for(tx, key, value, Time::Seconds(seconds))
}

fn psetex(tx: &mut Tx, key: Key, milliseconds: i64, value: &[u8]) -> Result<()> {
    set_for(tx, key, value, Time::Millis(milliseconds))
}

fn setnx(tx: &mut Tx, key: Key, value: &[u8]) -> Result<bool> {
    if tx.find(key)?.is_some() {
        return Ok(false);
    }
    put(tx, key, None, value, None).map(|()| true)
}

fn strlen(tx: &mut Tx, key: Key) -> Result<i64> {
    let found = tx.typed(key, Type::STRING)?;
    Ok(found.map_or(0, |row| row.size))
}

fn append(tx: &mut Tx, key: Key, value: &[u8]) -> Result<i64> {
    let Some(StringValue { row, mut bytes }) = tx.string(key)? else {
        put_back(tx, key, None, value, encoding_of(value), "append")?;
        return Ok(value.len() as i64);
    };
    range::check_length(tx, bytes.len() as i64, value.len() as i64)?;
    range::make_room(&mut bytes, row.size as usize + value.len())?;
    bytes.extend_from_slice(value);
    put_back(tx, key, Some(&row), &bytes, Encoding::Raw, "append")?;
    Ok(bytes.len() as i64)
}
