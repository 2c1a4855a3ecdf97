//! DUMP and RESTORE: the row of a data type (`command::rdb`) writes its values and reads them.

use crate::command::Tx;
use crate::command::args::{Arg, Args, Key, Unparsed};
use crate::command::rdb::Restore;
use crate::command::reply::Opaque;
use crate::command::spec::{Kind, Spec};
use crate::commands;
use crate::engine::state::changes::GENERIC;
use crate::error::{
    BUSY_KEY, Error, FREQ_OUT_OF_RANGE, IDLETIME_NEGATIVE, PAYLOAD_MALFORMED, PAYLOAD_WRONG,
    Result, TTL_NEGATIVE,
};
use crate::rdb;

commands! { "generic";
    /// A key's value as bytes in Redis's own format, for RESTORE here or on any Redis.
    DUMP(key): "2.6.0", "O(N)", [readonly], [RO access], ["nondeterministic_output"] => dump;

    /// Creates a key from the bytes that DUMP returned.
    RESTORE(key, ttl, serialized_value, options): "2.6.0", "O(N)", [write denyoom], [OW update], ["@dangerous"] => restore;
}

fn dump(tx: &mut Tx, key: Key) -> Result<Option<Opaque>> {
    let Some(row) = tx.find(key)? else {
        return Ok(None);
    };
    let Some(rdb_type) = tx.table.types.iter().find(|it| it.kind == row.kind) else {
        return Ok(None);
    };
    let value = (rdb_type.dump)(tx, key, &row)?;
    Ok(value.map(|(value, version)| Opaque(rdb::sealed(value, version))))
}

/// Reads a value: what makes it under a free key.
fn read(tx: &Tx, value: &[u8]) -> Option<Restore> {
    let number = value.first()?;
    let rdb_types = tx.table.types.iter();
    let mut meant = rdb_types.filter(|it| it.numbers.contains(number));
    meant.find_map(|it| (it.restore)(value))
}

/// How RESTORE goes about it. Read word by word, as Redis does: what is wrong first is said first.
#[derive(Debug, Default)]
pub struct RestoreOptions {
    replaces: bool,
    is_absolute: bool,
    idle_seconds: Option<i64>,
    frequency: Option<i64>,
}

impl<'a> Arg<'a> for RestoreOptions {
    fn describe(name: &'static str) -> Spec {
        let token = |token| Spec::token(token).optional();
        let number = |token, name| Spec::of(name, Kind::Integer).after(token).optional();
        let children = vec![
            token("REPLACE"),
            token("ABSTTL"),
            number("IDLETIME", "seconds"),
            number("FREQ", "frequency"),
        ];
        Spec::group(name, Kind::Options, children).optional()
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let mut options = RestoreOptions::default();
        while !args.is_empty() {
            let has_value = args.len() > 1;
            if args.token("REPLACE") {
                options.replaces = true;
            } else if args.token("ABSTTL") {
                options.is_absolute = true;
            } else if has_value && options.frequency.is_none() && args.token("IDLETIME") {
                let seconds = i64::take(args)?;
                options.idle_seconds = Some(seconds);
                if seconds < 0 {
                    return Err(IDLETIME_NEGATIVE);
                }
            } else if has_value && options.idle_seconds.is_none() && args.token("FREQ") {
                let frequency = i64::take(args)?;
                options.frequency = Some(frequency);
                if !(0..=255).contains(&frequency) {
                    return Err(FREQ_OUT_OF_RANGE);
                }
            } else {
                return Err(Error::Syntax);
            }
        }
        Ok(options)
    }
}

fn restore(
    tx: &mut Tx,
    key: Key,
    ttl: Unparsed<i64>,
    payload: &[u8],
    options: RestoreOptions,
) -> Result<()> {
    let old = tx.peek(key)?;
    if old.is_some() && !options.replaces {
        return Err(BUSY_KEY);
    }
    let ttl = ttl.parse()?;
    if ttl < 0 {
        return Err(TTL_NEGATIVE);
    }
    let value = rdb::verified(payload).ok_or(PAYLOAD_WRONG)?;
    let put = read(tx, value).ok_or(PAYLOAD_MALFORMED)?;
    if let Some(old) = &old {
        tx.store.delete(tx.db, old)?;
    }
    let now = tx.now();
    let expire_at = match options.is_absolute {
        _ if ttl == 0 => None,
        true => Some(ttl),
        // Redis adds in 64 bits, and what is beyond them has passed.
        false => Some(ttl.wrapping_add(now)),
    };
    if expire_at.is_some_and(|at| at <= now) {
        if old.is_some() {
            tx.changed(key, GENERIC, "del")?;
        }
        return Ok(());
    }
    put(tx, key)?;
    if let Some(row) = tx.peek(key)?.filter(|_| expire_at.is_some()) {
        tx.store.set_expiry(tx.db, &row, expire_at)?;
    }
    tx.changed(key, GENERIC, "restore")?;
    let idle = options.idle_seconds.unwrap_or(0);
    // Here, or it would count as used now.
    for id in tx.store.take_created() {
        let accesses = &mut tx.server.accesses;
        accesses.start(id, now, idle, options.frequency);
    }
    Ok(())
}
