//! The time to live of keys.

use crate::command::Tx;
use crate::command::args::{Any, Arg, Args, Key, UnixTime, Unparsed};
use crate::command::spec::Spec;
use crate::commands;
use crate::engine::state::changes::GENERIC;
use crate::error::{
    EXPIRE_CONFLICT, EXPIRE_GT_AND_LT, Result, invalid_expire_time, unsupported_option,
};
use crate::tokens;

commands! { "generic";
    /// Sets the time to live of a key, in seconds.
    EXPIRE(key, seconds, condition): "1.0.0", "O(1)", [write fast], [RW update] => expire;

    /// Sets when a key expires, in Unix seconds.
    EXPIREAT(key, unix_time_seconds, condition): "1.2.0", "O(1)", [write fast], [RW update] => expireat;

    /// When a key expires, in Unix seconds.
    EXPIRETIME(key): "7.0.0", "O(1)", [readonly fast], [RO access] => expiretime;

    /// Removes the time to live of a key.
    PERSIST(key): "2.2.0", "O(1)", [write fast], [RW update] => persist;

    /// Sets the time to live of a key, in milliseconds.
    PEXPIRE(key, milliseconds, condition): "2.6.0", "O(1)", [write fast], [RW update] => pexpire;

    /// Sets when a key expires, in Unix milliseconds.
    PEXPIREAT(key, unix_time_milliseconds, condition): "2.6.0", "O(1)", [write fast], [RW update] => pexpireat;

    /// When a key expires, in Unix milliseconds.
    PEXPIRETIME(key): "7.0.0", "O(1)", [readonly fast], [RO access] => pexpiretime;

    /// The time to live of a key, in milliseconds.
    PTTL(key): "2.6.0", "O(1)", [readonly fast], [RO access], ["nondeterministic_output"] => pttl;

    /// The time to live of a key, in seconds.
    TTL(key): "1.0.0", "O(1)", [readonly fast], [RO access], ["nondeterministic_output"] => ttl;
}

tokens! {
    /// When a time to live is set.
    Condition { NX, XX, GT, LT }
}

/// EXPIRE's conditions. Redis takes several at once where they don't contradict each other.
#[derive(Debug, Default)]
pub struct Conditions {
    nx: bool,
    xx: bool,
    gt: bool,
    lt: bool,
}

impl<'a> Arg<'a> for Conditions {
    fn describe(name: &'static str) -> Spec {
        <Option<Condition> as Arg>::describe(name)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let mut out = Conditions::default();
        for word in Any::<&[u8]>::take(args)?.0 {
            match word.to_ascii_uppercase().as_slice() {
                b"NX" => out.nx = true,
                b"XX" => out.xx = true,
                b"GT" => out.gt = true,
                b"LT" => out.lt = true,
                _ => return Err(unsupported_option(word)),
            }
        }
        if out.nx && (out.xx || out.gt || out.lt) {
            return Err(EXPIRE_CONFLICT);
        }
        if out.gt && out.lt {
            return Err(EXPIRE_GT_AND_LT);
        }
        Ok(out)
    }
}

impl Conditions {
    fn allow(&self, old: Option<i64>, new: i64) -> bool {
        let asked = [
            (self.nx, Condition::NX),
            (self.xx, Condition::XX),
            (self.gt, Condition::GT),
            (self.lt, Condition::LT),
        ];
        asked
            .into_iter()
            .all(|(is_asked, condition)| !is_asked || allows(condition, old, new))
    }
}

/// Whether a condition lets `new` take the place of the deadline `old`.
pub fn allows(condition: Condition, old: Option<i64>, new: i64) -> bool {
    match condition {
        Condition::NX => old.is_none(),
        Condition::XX => old.is_some(),
        // What stays for good counts as what expires after everything else.
        Condition::GT => old.is_some_and(|old| new > old),
        Condition::LT => old.is_none_or(|old| new < old),
    }
}

/// Sets when a key expires: `time × factor` milliseconds after `origin`. The past deletes it.
fn set(
    tx: &mut Tx,
    key: Key,
    time: i64,
    factor: i64,
    origin: i64,
    conditions: &Conditions,
) -> Result<bool> {
    let at = time.checked_mul(factor).and_then(|t| t.checked_add(origin));
    let at = at.ok_or_else(|| invalid_expire_time(tx.command.name))?;
    let now = tx.now();
    let Some(row) = tx.find(key)? else {
        return Ok(false);
    };
    if !conditions.allow(row.expire_at, at) {
        return Ok(false);
    }
    if at <= now {
        tx.store.delete(tx.db, &row)?;
        tx.changed(key, GENERIC, "del")?;
    } else {
        tx.store.set_expiry(tx.db, &row, Some(at))?;
        tx.changed(key, GENERIC, "expire")?;
    }
    Ok(true)
}

fn expire(tx: &mut Tx, key: Key, time: Unparsed<i64>, conditions: Conditions) -> Result<bool> {
    let now = tx.now();
    set(tx, key, time.parse()?, 1000, now, &conditions)
}

fn pexpire(tx: &mut Tx, key: Key, time: Unparsed<i64>, conditions: Conditions) -> Result<bool> {
    let now = tx.now();
    set(tx, key, time.parse()?, 1, now, &conditions)
}

fn expireat(tx: &mut Tx, key: Key, at: Unparsed<UnixTime>, conditions: Conditions) -> Result<bool> {
    set(tx, key, at.parse()?.0, 1000, 0, &conditions)
}

fn pexpireat(
    tx: &mut Tx,
    key: Key,
    at: Unparsed<UnixTime>,
    conditions: Conditions,
) -> Result<bool> {
    set(tx, key, at.parse()?.0, 1, 0, &conditions)
}

fn persist(tx: &mut Tx, key: Key) -> Result<bool> {
    match tx.find(key)? {
        Some(row) if row.expire_at.is_some() => {
            tx.store.set_expiry(tx.db, &row, None)?;
            tx.changed(key, GENERIC, "persist")?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// When the key expires; -1 where it does not, -2 where there is no key. To ask is no use of it.
fn deadline(tx: &mut Tx, key: Key) -> Result<std::result::Result<i64, i64>> {
    Ok(match tx.peek(key)? {
        None => Err(-2),
        Some(row) => row.expire_at.ok_or(-1),
    })
}

/// Redis rounds seconds to the nearest. Deadlines reach to the end of 64 bits: the sum is unsigned.
fn seconds(millis: i64) -> i64 {
    ((millis.unsigned_abs() + 500) / 1000) as i64
}

fn pttl(tx: &mut Tx, key: Key) -> Result<i64> {
    let now = tx.now();
    let left = deadline(tx, key)?.map(|at| (at - now).max(0));
    Ok(left.unwrap_or_else(|none| none))
}

fn ttl(tx: &mut Tx, key: Key) -> Result<i64> {
    let left = pttl(tx, key)?;
    Ok(if left < 0 { left } else { seconds(left) })
}

fn pexpiretime(tx: &mut Tx, key: Key) -> Result<i64> {
    Ok(deadline(tx, key)?.unwrap_or_else(|none| none))
}

fn expiretime(tx: &mut Tx, key: Key) -> Result<i64> {
    Ok(deadline(tx, key)?.map_or_else(|none| none, seconds))
}
