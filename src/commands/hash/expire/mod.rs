//! The time to live of single fields.

pub(super) mod values;

use super::Tx;
use crate::command::args::{Arg, Args, Key, UnixTime, Unparsed, UnparsedOptions};
use crate::command::spec::{Kind, Spec};
use crate::commands::keys::{Condition, allows};
use crate::engine::state::changes::HASH;
use crate::error::{
    EXPIRE_TIME_NEGATIVE, Error, FIELD_COUNT_NOT_POSITIVE, FIELDS_MISPLACED, NUMFIELDS_MISMATCH,
    NUMFIELDS_NOT_POSITIVE, Result, invalid_expire_time,
};
use crate::number;
use crate::store::Encoding;
use crate::store::keys::KeyRow;
use crate::{commands, tokens};

commands! { "hash";
    /// Sets the time to live of fields, in seconds.
    HEXPIRE(key, seconds, condition, fields): "7.4.0", "O(N)", [write denyoom fast], [RW update] => hexpire;

    /// Sets when fields expire, in Unix seconds.
    HEXPIREAT(key, unix_time_seconds, condition, fields): "7.4.0", "O(N)", [write denyoom fast], [RW update] => hexpireat;

    /// When fields expire, in Unix seconds.
    HEXPIRETIME(key, fields): "7.4.0", "O(N)", [readonly fast], [RO access] => hexpiretime;

    /// Removes the time to live of fields.
    HPERSIST(key, fields): "7.4.0", "O(N)", [write fast], [RW update] => hpersist;

    /// Sets the time to live of fields, in milliseconds.
    HPEXPIRE(key, milliseconds, condition, fields): "7.4.0", "O(N)", [write denyoom fast], [RW update] => hpexpire;

    /// Sets when fields expire, in Unix milliseconds.
    HPEXPIREAT(key, unix_time_milliseconds, condition, fields): "7.4.0", "O(N)", [write denyoom fast], [RW update] => hpexpireat;

    /// When fields expire, in Unix milliseconds.
    HPEXPIRETIME(key, fields): "7.4.0", "O(N)", [readonly fast], [RO access] => hpexpiretime;

    /// The time to live of fields, in milliseconds.
    HPTTL(key, fields): "7.4.0", "O(N)", [readonly fast], [RO access] => hpttl;

    /// The time to live of fields, in seconds.
    HTTL(key, fields): "7.4.0", "O(N)", [readonly fast], [RO access] => httl;
}

/// The replies to each field.
const NO_FIELD: i64 = -2;
const NO_DEADLINE: i64 = -1;
const CONDITION_FAILED: i64 = 0;
const DONE: i64 = 1;
const DELETED: i64 = 2;

/// The latest time that Redis takes: its deadlines have 46 bits.
const LATEST: i64 = (1 << 46) - 1;

tokens! {
    /// When a time to live is set.
    FieldCondition { NX, XX, GT, LT }
}

/// A condition before FIELDS.
#[derive(Debug)]
pub struct BeforeFields(Option<Condition>);

impl<'a> Arg<'a> for BeforeFields {
    fn describe(name: &'static str) -> Spec {
        <Option<FieldCondition> as Arg>::describe(name)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let all = [
            ("NX", Condition::NX),
            ("XX", Condition::XX),
            ("GT", Condition::GT),
            ("LT", Condition::LT),
        ];
        let found = all.into_iter().find(|(token, _)| args.token(token));
        Ok(BeforeFields(found.map(|(_, condition)| condition)))
    }
}

/// `FIELDS numfields field [field ...]`.
#[derive(Debug)]
pub struct Fields<'a>(Vec<&'a [u8]>);

impl<'a> Arg<'a> for Fields<'a> {
    fn describe(name: &'static str) -> Spec {
        let field = Spec {
            multiple: true,
            ..Spec::of("field", Kind::String)
        };
        Spec {
            children: vec![Spec::of("numfields", Kind::Integer), field],
            ..Spec::of(name, Kind::Block).after("FIELDS")
        }
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        fields(args, NUMFIELDS_NOT_POSITIVE).map(Fields)
    }
}

/// The same where deadlines are read or taken away: one error has another text.
#[derive(Debug)]
pub struct TimedFields<'a>(Vec<&'a [u8]>);

impl<'a> Arg<'a> for TimedFields<'a> {
    fn describe(name: &'static str) -> Spec {
        Fields::describe(name)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        fields(args, FIELD_COUNT_NOT_POSITIVE).map(TimedFields)
    }
}

fn fields<'a>(args: &mut Args<'a>, not_positive: Error) -> Result<Vec<&'a [u8]>> {
    if !args.token("FIELDS") {
        return Err(FIELDS_MISPLACED);
    }
    let count = number::parse_i64(args.word()?);
    let count = count.filter(|count| *count > 0);
    let fields = args.rest();
    match count.ok_or(not_positive)? == fields.len() as i64 {
        true => Ok(fields.to_vec()),
        false => Err(NUMFIELDS_MISMATCH),
    }
}

/// When fields are to expire: `time × factor` milliseconds after `origin`.
fn deadline(tx: &Tx, time: i64, factor: i64, origin: i64) -> Result<i64> {
    if time < 0 {
        return Err(EXPIRE_TIME_NEGATIVE);
    }
    let at = time.checked_mul(factor).and_then(|t| t.checked_add(origin));
    at.filter(|at| *at <= LATEST)
        .ok_or_else(|| invalid_expire_time(tx.command.name))
}

/// Looks at the key first, then reads the time, then the fields, as Redis does.
fn set(
    tx: &mut Tx,
    key: Key,
    at: impl FnOnce(&Tx) -> Result<i64>,
    when: &BeforeFields,
    fields: UnparsedOptions<Fields>,
) -> Result<Vec<i64>> {
    let now = tx.now();
    let hash = tx.hash(key)?;
    let at = at(tx)?;
    let fields = fields.parse()?;
    let Some(mut hash) = hash else {
        return Ok(fields.0.iter().map(|_| NO_FIELD).collect());
    };
    let mut replies = Vec::with_capacity(fields.0.len());
    for field in &fields.0 {
        replies.push(set_one(tx, &mut hash, field, at, now, when.0)?);
    }
    // Redis makes room for deadlines before it looks at the fields.
    let is_listpack = hash.encoding == Encoding::Listpack;
    if is_listpack {
        hash.encoding = Encoding::Listpackex;
    }
    if is_listpack || replies.iter().any(|reply| *reply > 0) {
        tx.store.put_hash(tx.db, &hash)?;
    }
    if replies.contains(&DONE) {
        tx.changed(key, HASH, "hexpire")?;
    }
    if replies.contains(&DELETED) {
        tx.shrunk(key, HASH, "hdel", hash.size)?;
    }
    tx.wrote(replies.iter().filter(|reply| **reply > 0).count());
    Ok(replies)
}

fn set_one(
    tx: &mut Tx,
    hash: &mut KeyRow,
    field: &[u8],
    at: i64,
    now: i64,
    condition: Option<Condition>,
) -> Result<i64> {
    let Some(old) = tx.store.field_deadline(hash, field)? else {
        return Ok(NO_FIELD);
    };
    if !condition.is_none_or(|condition| allows(condition, old, at)) {
        return Ok(CONDITION_FAILED);
    }
    if at <= now {
        tx.store.delete_field(hash, field)?;
        tx.store.expired_fields += 1;
        hash.size -= 1;
        return Ok(DELETED);
    }
    tx.store.set_field_deadline(hash, field, Some(at))?;
    Ok(DONE)
}

fn hexpire(
    tx: &mut Tx,
    key: Key,
    seconds: Unparsed<i64>,
    when: BeforeFields,
    fields: UnparsedOptions<Fields>,
) -> Result<Vec<i64>> {
    let at = |tx: &Tx| deadline(tx, seconds.parse()?, 1000, tx.now());
    set(tx, key, at, &when, fields)
}

fn hpexpire(
    tx: &mut Tx,
    key: Key,
    milliseconds: Unparsed<i64>,
    when: BeforeFields,
    fields: UnparsedOptions<Fields>,
) -> Result<Vec<i64>> {
    let at = |tx: &Tx| deadline(tx, milliseconds.parse()?, 1, tx.now());
    set(tx, key, at, &when, fields)
}

fn hexpireat(
    tx: &mut Tx,
    key: Key,
    time: Unparsed<UnixTime>,
    when: BeforeFields,
    fields: UnparsedOptions<Fields>,
) -> Result<Vec<i64>> {
    let at = |tx: &Tx| deadline(tx, time.parse()?.0, 1000, 0);
    set(tx, key, at, &when, fields)
}

fn hpexpireat(
    tx: &mut Tx,
    key: Key,
    time: Unparsed<UnixTime>,
    when: BeforeFields,
    fields: UnparsedOptions<Fields>,
) -> Result<Vec<i64>> {
    let at = |tx: &Tx| deadline(tx, time.parse()?.0, 1, 0);
    set(tx, key, at, &when, fields)
}

/// Each field's deadline, as `show` puts it.
fn read(
    tx: &mut Tx,
    key: Key,
    fields: UnparsedOptions<TimedFields>,
    show: impl Fn(i64) -> i64,
) -> Result<Vec<i64>> {
    let hash = tx.hash(key)?;
    let fields = fields.parse()?;
    let Some(hash) = hash else {
        return Ok(fields.0.iter().map(|_| NO_FIELD).collect());
    };
    let mut replies = Vec::with_capacity(fields.0.len());
    for field in &fields.0 {
        replies.push(match tx.store.field_deadline(&hash, field)? {
            None => NO_FIELD,
            Some(None) => NO_DEADLINE,
            Some(Some(at)) => show(at),
        });
    }
    Ok(replies)
}

fn hpexpiretime(tx: &mut Tx, key: Key, fields: UnparsedOptions<TimedFields>) -> Result<Vec<i64>> {
    read(tx, key, fields, |at| at)
}

fn hexpiretime(tx: &mut Tx, key: Key, fields: UnparsedOptions<TimedFields>) -> Result<Vec<i64>> {
    read(tx, key, fields, |at| (at + 999) / 1000)
}

fn hpttl(tx: &mut Tx, key: Key, fields: UnparsedOptions<TimedFields>) -> Result<Vec<i64>> {
    let now = tx.now();
    read(tx, key, fields, |at| at - now)
}

fn httl(tx: &mut Tx, key: Key, fields: UnparsedOptions<TimedFields>) -> Result<Vec<i64>> {
    let now = tx.now();
    read(tx, key, fields, |at| (at - now + 999) / 1000)
}

fn hpersist(tx: &mut Tx, key: Key, fields: UnparsedOptions<TimedFields>) -> Result<Vec<i64>> {
    let hash = tx.hash(key)?;
    let fields = fields.parse()?;
    let Some(hash) = hash else {
        return Ok(fields.0.iter().map(|_| NO_FIELD).collect());
    };
    let mut replies = Vec::with_capacity(fields.0.len());
    for field in &fields.0 {
        replies.push(match tx.store.field_deadline(&hash, field)? {
            None => NO_FIELD,
            Some(None) => NO_DEADLINE,
            Some(Some(_)) => {
                tx.store.set_field_deadline(&hash, field, None)?;
                DONE
            }
        });
    }
    if replies.contains(&DONE) {
        tx.changed(key, HASH, "hpersist")?;
    }
    tx.wrote(replies.iter().filter(|reply| **reply == DONE).count());
    Ok(replies)
}
