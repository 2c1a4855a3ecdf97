//! DUMP and RESTORE: `rdb` knows the format, this reads values from the store and writes them.

mod streams;

use crate::command::Tx;
use crate::command::args::{Arg, Args, Key, Unparsed};
use crate::command::reply::Opaque;
use crate::command::spec::{Kind, Spec};
use crate::commands;
use crate::commands::{list, set, string};
use crate::engine::state::changes::GENERIC;
use crate::error::{
    BUSY_KEY, Error, FREQ_OUT_OF_RANGE, IDLETIME_NEGATIVE, PAYLOAD_MALFORMED, PAYLOAD_WRONG,
    Result, TTL_NEGATIVE,
};
use crate::rdb::{self, Form, Value};
use crate::store::keys::KeyRow;
use crate::store::{Encoding, Type};

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
    let form = match row.encoding {
        Encoding::Listpack | Encoding::Listpackex => Form::Packed,
        Encoding::Intset => Form::Intset,
        _ => Form::Plain,
    };
    let value = value(tx, key, &row)?;
    Ok(value.map(|value| Opaque(rdb::dump(&value, form))))
}

/// All of a value; none of a hash whose fields have all expired.
fn value(tx: &mut Tx, key: Key, row: &KeyRow) -> Result<Option<Value>> {
    // The key was found before.
    tx.is_reading = false;
    Ok(Some(match row.kind {
        Type::String => match tx.string(key)? {
            Some(string) => Value::String(string.bytes),
            None => return Ok(None),
        },
        Type::List => Value::List(tx.store.items(row, 0, row.size)?),
        Type::Set => Value::Set(set::members(tx, row)?),
        Type::ZSet => {
            let members = tx.store.members(row)?.into_iter();
            Value::ZSet(members.map(|each| (each.member, each.score)).collect())
        }
        Type::Hash => {
            let Some(row) = tx.hash(key)? else {
                return Ok(None);
            };
            let fields = tx.store.fields(&row)?.into_iter();
            Value::Hash(
                fields
                    .map(|each| (each.name, each.value, each.expire_at))
                    .collect(),
            )
        }
        Type::Stream => match tx.stream(key)? {
            Some(stream) => Value::Stream(streams::value(tx, &stream)?),
            None => return Ok(None),
        },
    }))
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
    let (value, form) = rdb::verified(payload)
        .ok_or(PAYLOAD_WRONG)
        .and_then(|value| rdb::read(value).ok_or(PAYLOAD_MALFORMED))?;
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
            tx.changed(key, GENERIC, "del");
        }
        return Ok(());
    }
    put(tx, key, &value, form)?;
    if let Some(row) = tx.peek(key)?.filter(|_| expire_at.is_some()) {
        tx.store.set_expiry(tx.db, &row, expire_at)?;
    }
    tx.changed(key, GENERIC, "restore");
    let idle = options.idle_seconds.unwrap_or(0);
    // Here, or it would count as used now.
    for id in tx.store.take_created() {
        let accesses = &mut tx.server.accesses;
        accesses.start(id, now, idle, options.frequency);
    }
    Ok(())
}

/// Makes the value under a free key, with the encoding that Redis gives it.
fn put(tx: &mut Tx, key: Key, value: &Value, form: Form) -> Result<()> {
    match value {
        Value::String(bytes) => {
            let encoding = string::encoding_of(bytes);
            tx.put_string(key, None, bytes, encoding, None)
        }
        Value::List(items) => list::put_loaded(tx, key, items, form == Form::Packed),
        Value::Set(members) => put_set(tx, key, members, form),
        Value::ZSet(members) => put_zset(tx, key, members, form),
        Value::Hash(fields) => put_hash(tx, key, fields, form),
        Value::Stream(stream) => streams::put(tx, key, stream),
    }
}

fn put_set(tx: &mut Tx, key: Key, members: &[Vec<u8>], form: Form) -> Result<()> {
    let config = &tx.server.config;
    let (most, encoding) = match form {
        Form::Intset => (config.set_max_intset_entries, Encoding::Intset),
        Form::Packed => (config.set_max_listpack_entries, Encoding::Listpack),
        Form::Plain => {
            let members: Vec<&[u8]> = members.iter().map(Vec::as_slice).collect();
            let mut writer = set::Writer::open(tx, key, None, &members)?;
            for member in members {
                writer.add(tx, member)?;
            }
            return writer.finish(tx);
        }
    };
    let encoding = match members.len() as i64 > most {
        true => Encoding::Hashtable,
        false => encoding,
    };
    let mut set = tx.store.new_set(tx.db, key.0, encoding)?;
    for member in members {
        tx.store.add_to_set(&set, member)?;
        set.size += 1;
    }
    Ok(tx.store.put_set(tx.db, &set)?)
}

/// Whether so many elements stay in a listpack: where they were in one Redis looks at their number
/// alone, else also at the longest.
fn is_small(form: Form, count: usize, longest: usize, most: i64, max: i64) -> bool {
    count as i64 <= most && (form == Form::Packed || longest as i64 <= max)
}

fn put_zset(tx: &mut Tx, key: Key, members: &[(Vec<u8>, f64)], form: Form) -> Result<()> {
    let mut zset = tx.store.new_zset(tx.db, key.0)?;
    for (member, score) in members {
        tx.store.add_member(&zset, member, *score, 0)?;
    }
    zset.size = members.len() as i64;
    let config = &tx.server.config;
    let (most, max) = (
        config.zset_max_listpack_entries,
        config.zset_max_listpack_value,
    );
    let longest = members.iter().map(|(member, _)| member.len()).max();
    if !is_small(form, members.len(), longest.unwrap_or(0), most, max) {
        let random = &mut tx.server.random;
        tx.store.build_ranks(&zset, || random.bits())?;
        zset.encoding = Encoding::Skiplist;
    }
    Ok(tx.store.put_zset(tx.db, &zset)?)
}

fn put_hash(
    tx: &mut Tx,
    key: Key,
    fields: &[(Vec<u8>, Vec<u8>, Option<i64>)],
    form: Form,
) -> Result<()> {
    let mut hash = tx.store.new_hash(tx.db, key.0)?;
    for (seq, (field, value, expire_at)) in (1..).zip(fields) {
        tx.store.add_field(&hash, seq, field, value, *expire_at)?;
    }
    hash.size = fields.len() as i64;
    let config = &tx.server.config;
    let (most, max) = (
        config.hash_max_listpack_entries,
        config.hash_max_listpack_value,
    );
    let longest = fields.iter().map(|(f, v, _)| f.len().max(v.len())).max();
    hash.encoding = match fields.iter().any(|(.., at)| at.is_some()) {
        _ if !is_small(form, fields.len(), longest.unwrap_or(0), most, max) => Encoding::Hashtable,
        true => Encoding::Listpackex,
        false => Encoding::Listpack,
    };
    Ok(tx.store.put_hash(tx.db, &hash)?)
}
