//! Values of fields together with their time to live: HGETDEL, HGETEX, HSETEX.

use super::{DELETED, DONE, TimedFields, deadline, set_one};
use crate::command::Tx;
use crate::command::args::{Arg, Args, Key, UnparsedOptions};
use crate::command::spec::{Kind, Spec};
use crate::commands;
use crate::commands::hash::put;
use crate::engine::state::changes::HASH;
use crate::error::{
    Error, INVALID_FIELD_COUNT, ONE_EXPIRATION, ONE_FIELD_CONDITION, Result, unknown_argument,
};
use crate::number;
use crate::store::Encoding;
use crate::store::keys::KeyRow;

commands! { "hash";
    /// Reads fields and deletes them.
    HGETDEL(key, fields): "8.0.0", "O(N)", [write fast], [RW access delete] => hgetdel;

    /// Reads fields and sets or clears their time to live.
    HGETEX(key, expiration, fields): "8.0.0", "O(N)", [write fast], [RW access update] => hgetex;

    /// Sets fields and their time to live, if a condition holds for all of them.
    HSETEX(key, options, fields): "8.0.0", "O(N)", [write denyoom fast], [RW update] => hsetex;
}

/// Names of times, with their factor to milliseconds and whether they count from now.
const TIMES: [(&str, i64, bool); 4] = [
    ("EX", 1000, true),
    ("PX", 1, true),
    ("EXAT", 1000, false),
    ("PXAT", 1, false),
];

/// When fields are to expire, not yet read.
#[derive(Debug, Clone, Copy)]
enum Expiration<'a> {
    At {
        time: &'a [u8],
        factor: i64,
        is_relative: bool,
    },
    Never,
}

impl Expiration<'_> {
    fn deadline(self, tx: &Tx) -> Result<Option<i64>> {
        let Expiration::At {
            time,
            factor,
            is_relative,
        } = self
        else {
            return Ok(None);
        };
        let time = number::parse_i64(time).ok_or(Error::NotAnInteger)?;
        let origin = if is_relative { tx.now() } else { 0 };
        deadline(tx, time, factor, origin).map(Some)
    }
}

/// Takes a time, if one stands here.
fn time<'a>(args: &mut Args<'a>) -> Result<Option<Expiration<'a>>> {
    for (token, factor, is_relative) in TIMES {
        if args.token(token) {
            return Ok(Some(Expiration::At {
                time: args.word()?,
                factor,
                is_relative,
            }));
        }
    }
    Ok(None)
}

fn expiration_spec(last: &'static str) -> Spec {
    let times = vec![
        Spec::of("seconds", Kind::Integer).after("EX"),
        Spec::of("milliseconds", Kind::Integer).after("PX"),
        Spec::of("unix_time_seconds", Kind::UnixTime).after("EXAT"),
        Spec::of("unix_time_milliseconds", Kind::UnixTime).after("PXAT"),
        Spec::token(last),
    ];
    Spec::group("expiration", Kind::OneOf, times).optional()
}

/// A time, or PERSIST, before FIELDS.
#[derive(Debug)]
pub struct NewExpiration<'a>(Option<Expiration<'a>>);

impl<'a> Arg<'a> for NewExpiration<'a> {
    fn describe(_: &'static str) -> Spec {
        expiration_spec("PERSIST")
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        if args.token("PERSIST") {
            return Ok(NewExpiration(Some(Expiration::Never)));
        }
        time(args).map(NewExpiration)
    }
}

type Values = Vec<Option<Vec<u8>>>;

fn hgetdel(tx: &mut Tx, key: Key, fields: UnparsedOptions<TimedFields>) -> Result<Values> {
    let hash = tx.hash(key)?;
    let fields = fields.parse()?.0;
    let Some(mut hash) = hash else {
        return Ok(vec![None; fields.len()]);
    };
    let before = hash.size;
    let mut values = Vec::with_capacity(fields.len());
    for field in fields {
        values.push(tx.store.field(&hash, field)?);
        hash.size -= i64::from(tx.store.delete_field(&hash, field)?);
    }
    if hash.size < before {
        tx.store.put_hash(tx.db, &hash)?;
        tx.shrunk(key, HASH, "hdel", hash.size)?;
        tx.wrote((before - hash.size) as usize);
    }
    Ok(values)
}

fn hgetex(
    tx: &mut Tx,
    key: Key,
    expiration: NewExpiration,
    fields: UnparsedOptions<TimedFields>,
) -> Result<Values> {
    let hash = tx.hash(key)?;
    let at = expiration.0.map(|time| time.deadline(tx)).transpose()?;
    let fields = fields.parse()?.0;
    let Some(hash) = hash else {
        return Ok(vec![None; fields.len()]);
    };
    let Some(at) = at else {
        let values = fields.iter().map(|field| tx.store.field(&hash, field));
        return Ok(values.collect::<std::result::Result<_, _>>()?);
    };
    let mut values = Vec::with_capacity(fields.len());
    expire(tx, key, hash, &fields, at, |tx, hash, field| {
        values.push(tx.store.field(hash, field)?);
        Ok(())
    })?;
    Ok(values)
}

/// Sets when fields expire, or that they stay; those whose time has come go. Each is shown to `see`
/// before that.
fn expire(
    tx: &mut Tx,
    key: Key,
    mut hash: KeyRow,
    fields: &[&[u8]],
    at: Option<i64>,
    mut see: impl FnMut(&mut Tx, &KeyRow, &[u8]) -> Result<()>,
) -> Result<()> {
    let now = tx.now();
    let (mut expired, mut changed) = (0, 0);
    for field in fields {
        see(tx, &hash, field)?;
        let Some(at) = at else {
            if let Some(Some(_)) = tx.store.field_deadline(&hash, field)? {
                tx.store.set_field_deadline(&hash, field, None)?;
                changed += 1;
            }
            continue;
        };
        match set_one(tx, &mut hash, field, at, now, None)? {
            DELETED => expired += 1,
            DONE => changed += 1,
            _ => {}
        }
    }
    // Redis makes room for deadlines before it looks at the fields.
    if hash.encoding == Encoding::Listpack {
        hash.encoding = Encoding::Listpackex;
    }
    tx.store.put_hash(tx.db, &hash)?;
    if changed > 0 {
        tx.changed(key, HASH, if at.is_some() { "hexpire" } else { "hpersist" })?;
    }
    if expired > 0 {
        tx.shrunk(key, HASH, "hdel", hash.size)?;
    }
    tx.wrote(expired + changed);
    Ok(())
}

/// The words of HSETEX: options in any order, then the fields. What a time means depends on the
/// clock, and its error comes before those of the words behind it: so they are read in the end.
#[derive(Debug)]
pub struct SetexWords<'a>(Args<'a>);

impl<'a> Arg<'a> for SetexWords<'a> {
    fn describe(name: &'static str) -> Spec {
        let conditions = ["FNX", "FXX"].map(Spec::token).to_vec();
        let condition = Spec::group("condition", Kind::OneOf, conditions).optional();
        let children = vec![condition, expiration_spec("KEEPTTL")];
        Spec::group(name, Kind::Options, children)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        Ok(SetexWords(args.split_off()))
    }
}

/// `FIELDS numfields field value [field value ...]`, which [`SetexWords`] has read.
#[derive(Debug)]
pub struct FieldValues;

impl<'a> Arg<'a> for FieldValues {
    fn describe(name: &'static str) -> Spec {
        let halves = ["field", "value"].map(|name| Spec::of(name, Kind::String));
        let pairs = Spec::group("data", Kind::Block, halves.to_vec()).multiple();
        let children = vec![Spec::of("numfields", Kind::Integer), pairs];
        Spec::group(name, Kind::Block, children).after("FIELDS")
    }
    fn take(_: &mut Args<'a>) -> Result<Self> {
        Ok(FieldValues)
    }
}

/// What HSETEX is to do.
#[derive(Default)]
struct Setex<'a> {
    /// Whether all fields have to be there, or none.
    wants_all: Option<bool>,
    keeps_deadline: bool,
    at: Option<i64>,
    pairs: Vec<(&'a [u8], &'a [u8])>,
}

impl<'a> SetexWords<'a> {
    fn read(mut self, tx: &Tx) -> Result<Setex<'a>> {
        let args = &mut self.0;
        let mut out = Setex::default();
        loop {
            if args.token("FIELDS") {
                out.pairs = pairs(args)?;
                return Ok(out);
            }
            let has_expiration = out.at.is_some() || out.keeps_deadline;
            let mut ahead = args.clone();
            if args.token("FNX") || args.token("FXX") {
                let wants_all = ahead.token("FXX");
                if out.wants_all.replace(wants_all).is_some() {
                    return Err(ONE_FIELD_CONDITION);
                }
            } else if ahead.token("KEEPTTL") || time(&mut ahead)?.is_some() {
                if has_expiration {
                    return Err(ONE_EXPIRATION);
                }
                match time(args)? {
                    Some(time) => out.at = time.deadline(tx)?,
                    None => out.keeps_deadline = args.token("KEEPTTL"),
                }
            } else {
                return Err(unknown_argument(args.word()?));
            }
        }
    }
}

fn pairs<'a>(args: &mut Args<'a>) -> Result<Vec<(&'a [u8], &'a [u8])>> {
    let count = number::parse_i64(args.word()?);
    let count = count.filter(|count| (1..=i64::from(i32::MAX)).contains(count));
    if count.ok_or(INVALID_FIELD_COUNT)? * 2 != args.len() as i64 {
        return Err(args.arity());
    }
    let mut pairs = Vec::with_capacity(args.len() / 2);
    while !args.is_empty() {
        pairs.push((args.word()?, args.word()?));
    }
    Ok(pairs)
}

fn hsetex(tx: &mut Tx, key: Key, words: SetexWords, _: FieldValues) -> Result<bool> {
    let Setex {
        wants_all,
        keeps_deadline,
        at,
        pairs,
    } = words.read(tx)?;
    let hash = tx.hash(key)?;
    if let Some(wants_all) = wants_all {
        for (field, _) in &pairs {
            let is_there = match &hash {
                Some(hash) => tx.store.field_deadline(hash, field)?.is_some(),
                None => false,
            };
            if is_there != wants_all {
                return Ok(false);
            }
        }
    }
    put(tx, key, &pairs, keeps_deadline, "hset")?;
    if let (Some(at), Some(hash)) = (at, tx.hash(key)?) {
        let fields: Vec<&[u8]> = pairs.iter().map(|pair| pair.0).collect();
        expire(tx, key, hash, &fields, Some(at), |_, _, _| Ok(()))?;
    }
    tx.wrote(pairs.len());
    Ok(true)
}
