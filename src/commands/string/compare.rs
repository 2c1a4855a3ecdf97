//! Comparing before changing: DIGEST, DELEX, MSETEX, and the conditions of SET that look at the value.
//!
//! They are from Redis 8.4, which is not among the servers that tests ask: they follow its documentation.

use super::{Existence, Expiration, put};
use crate::command::args::{Arg, Args, Key, UnparsedOptions};
use crate::command::spec::{Kind, Spec};
use crate::command::{StringValue, Tx};
use crate::engine::state::changes::GENERIC;
use crate::error::{INVALID_DIGEST, INVALID_NUMKEYS, Result, WRONG_NUMBER_OF_PAIRS};
use crate::number;
use crate::{commands, options, tokens, xxh3};

commands! { "string";
    /// Deletes a key, if a condition on its value holds.
    DELEX(key, condition): "8.4.0", "O(1)", [write fast], [RW delete variable_flags] => delex;

    /// A hash of a string's value, as 16 hexadecimal digits.
    DIGEST(key): "8.4.0", "O(N)", [readonly fast], [RO access] => digest;

    /// Sets several keys and their time to live, if a condition holds for all of them.
    MSETEX(data, options): "8.4.0", "O(N)", [write denyoom movablekeys], [OW update], ["request_policy:multi_shard" "response_policy:all_succeeded"] => msetex;
}

tokens! {
    /// What a value has to be like.
    Comparison<'a> {
        IFEQ(ifeq_value: &'a [u8]),
        IFNE(ifne_value: &'a [u8]),
        IFDEQ(ifdeq_digest: Digest<'a>),
        IFDNE(ifdne_digest: Digest<'a>),
    }
}

/// A digest as a command is given it: 16 hexadecimal digits, upper or lower. Where there is no value to
/// compare, it may be anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest<'a>(&'a [u8]);

impl<'a> Arg<'a> for Digest<'a> {
    fn describe(name: &'static str) -> Spec {
        Spec::of(name, Kind::String)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        args.word().map(Digest)
    }
}

impl Digest<'_> {
    fn is_of(self, value: &[u8]) -> Result<bool> {
        match self.0.len() == 16 && self.0.iter().all(u8::is_ascii_hexdigit) {
            true => Ok(hex(value).eq_ignore_ascii_case(self.0)),
            false => Err(INVALID_DIGEST),
        }
    }
}

fn hex(value: &[u8]) -> Vec<u8> {
    let hash = xxh3::hash(value);
    let digit = |place: u32| char::from_digit((hash >> (60 - 4 * place)) as u32 & 15, 16);
    (0..16).filter_map(digit).map(|c| c as u8).collect()
}

impl Comparison<'_> {
    /// Whether a value is so; none at all differs from all.
    pub fn holds(self, value: Option<&[u8]>) -> Result<bool> {
        let has = |digest: Digest| value.map_or(Ok(false), |value| digest.is_of(value));
        Ok(match self {
            Comparison::IFEQ(other) => value == Some(other),
            Comparison::IFNE(other) => value != Some(other),
            Comparison::IFDEQ(digest) => has(digest)?,
            Comparison::IFDNE(digest) => !has(digest)?,
        })
    }
}

/// One comparison, or nothing: other numbers of words are an arity error. It is read once there is
/// something to compare.
#[derive(Debug)]
pub struct OnlyIf<'a>(Option<UnparsedOptions<'a, Comparison<'a>>>);

impl<'a> Arg<'a> for OnlyIf<'a> {
    fn describe(name: &'static str) -> Spec {
        Comparison::describe(name).optional()
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        match args.len() {
            0 => Ok(OnlyIf(None)),
            2 => UnparsedOptions::take(args).map(|found| OnlyIf(Some(found))),
            _ => Err(args.arity()),
        }
    }
}

fn delex(tx: &mut Tx, key: Key, condition: OnlyIf) -> Result<bool> {
    let row = match condition.0 {
        None => tx.find(key)?,
        Some(comparison) => match tx.string(key)? {
            None => None,
            Some(value) => {
                let holds = comparison.parse()?.holds(Some(&value.bytes))?;
                holds.then_some(value.row)
            }
        },
    };
    let Some(row) = row else {
        return Ok(false);
    };
    tx.store.delete(tx.db, &row)?;
    tx.changed(key, GENERIC, "del")?;
    Ok(true)
}

fn digest(tx: &mut Tx, key: Key) -> Result<Option<Vec<u8>>> {
    let value = tx.string(key)?;
    Ok(value.map(|StringValue { bytes, .. }| hex(&bytes)))
}

/// `numkeys key value [key value ...]`.
#[derive(Debug)]
pub struct NumPairs<'a>(Vec<(Key<'a>, &'a [u8])>);

impl<'a> Arg<'a> for NumPairs<'a> {
    fn describe(name: &'static str) -> Spec {
        let halves = vec![Spec::of("key", Kind::Key), Spec::of("value", Kind::String)];
        let pairs = Spec::group("data", Kind::Block, halves).multiple();
        Spec::group(
            name,
            Kind::Block,
            vec![Spec::of("numkeys", Kind::Integer), pairs],
        )
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        let count = number::parse_i64(args.word()?);
        let count = count.filter(|count| (1..=i64::from(i32::MAX)).contains(count));
        let count = count.ok_or(INVALID_NUMKEYS)?;
        if count * 2 > args.len() as i64 {
            return Err(WRONG_NUMBER_OF_PAIRS);
        }
        let pairs = (0..count).map(|_| Ok((args.word().map(Key)?, args.word()?)));
        pairs.collect::<Result<_>>().map(NumPairs)
    }
}

options! {
    /// When MSETEX applies, and when its keys expire.
    eager MsetexOptions<'a> {
        condition: Existence,
        expiration: Expiration<'a>,
    }
}

fn msetex(tx: &mut Tx, data: NumPairs, options: MsetexOptions) -> Result<bool> {
    let (keeps, at) = super::expiry(tx, options.expiration)?;
    if let Some(condition) = options.condition {
        for (key, _) in &data.0 {
            if tx.find(*key)?.is_some() != (condition == Existence::XX) {
                return Ok(false);
            }
        }
    }
    for (key, value) in data.0 {
        let old = tx.find(key)?;
        let kept = old.as_ref().and_then(|row| row.expire_at).filter(|_| keeps);
        put(tx, key, old.as_ref(), value, at.or(kept))?;
        if at.is_some() {
            tx.event(key, GENERIC, "expire")?;
        }
    }
    Ok(true)
}
