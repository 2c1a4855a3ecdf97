//! Choosing and walking the fields of a hash.

use crate::command::Tx;
use crate::command::args::{Arg, Args, Key, UnparsedOptions};
use crate::command::reply::{IntoReply, Page, Reply};
use crate::command::spec::{Kind, Spec};
use crate::commands::keys::{Count, Match, page_size, parse_cursor};
use crate::error::{Error, OUT_OF_RANGE_VALUE, Result, not_between};
use crate::glob;
use crate::memory;
use crate::store::Encoding;
use crate::store::hashes::Field;
use crate::store::keys::KeyRow;
use crate::{commands, options, tokens};

commands! { "hash";
    /// Random fields: one, `count` different ones, or with a negative count some that may repeat.
    HRANDFIELD(key, options): "6.2.0", "O(N)", [readonly], [RO access], ["nondeterministic_output"] => hrandfield;

    /// Walks the fields step by step.
    HSCAN(key, cursor, options): "2.8.0", "O(1)", [readonly], [RO access], ["nondeterministic_output"] => hscan;
}

tokens! {
    /// Names alone.
    NoValues { NOVALUES }
}

options! {
    /// What HSCAN gives.
    eager HscanOptions<'a> {
        pattern: Match<'a>,
        count: Count,
        no_values: NoValues,
    }
}

/// `[count [WITHVALUES]]`.
#[derive(Debug)]
pub struct RandomCount {
    count: Option<i64>,
    with_values: bool,
}

impl<'a> Arg<'a> for RandomCount {
    fn describe(name: &'static str) -> Spec {
        let with_values = Spec {
            optional: true,
            ..Spec::token("WITHVALUES")
        };
        Spec {
            optional: true,
            children: vec![Spec::of("count", Kind::Integer), with_values],
            ..Spec::of(name, Kind::Block)
        }
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let (count, with_values) = take_random_count(args, "WITHVALUES")?;
        Ok(RandomCount { count, with_values })
    }
}

/// Reads `[count [token]]`.
pub fn take_random_count(args: &mut Args, token: &str) -> Result<(Option<i64>, bool)> {
    if args.is_empty() {
        return Ok((None, false));
    }
    let count = i64::take(args)?;
    if count == i64::MIN {
        return Err(not_between(-i64::MAX, i64::MAX));
    }
    let is_double = args.token(token);
    if !args.is_empty() {
        return Err(Error::Syntax);
    }
    let half = i64::MAX / 2;
    if is_double && !(-half..=half).contains(&count) {
        return Err(OUT_OF_RANGE_VALUE);
    }
    Ok((Some(count), is_double))
}

/// One field, or with a count several, or with WITHVALUES those with their values.
enum Chosen {
    One(Option<Field>),
    Names(Vec<Field>),
    Pairs(Vec<Field>),
}

impl IntoReply for Chosen {
    const TS: &'static str =
        "If<$count, If<$withvalues, [field: string, value: string][], string[]>, string | null>";
    fn into_reply(self) -> Reply {
        let name = |field: Field| Reply::Bulk(field.name);
        let pair = |field: Field| (Reply::Bulk(field.name), Reply::Bulk(field.value));
        match self {
            Chosen::One(field) => field.map_or(Reply::Nil, name),
            Chosen::Names(fields) => Reply::Array(fields.into_iter().map(name).collect()),
            Chosen::Pairs(fields) => Reply::Pairs(fields.into_iter().map(pair).collect()),
        }
    }
}

fn hrandfield(tx: &mut Tx, key: Key, options: RandomCount) -> Result<Chosen> {
    let hash = tx.hash(key)?;
    let Some(count) = options.count else {
        let field = hash.map(|hash| one(tx, &hash)).transpose()?;
        return Ok(Chosen::One(field.flatten()));
    };
    let fields = match hash {
        None => Vec::new(),
        Some(hash) if count < 0 => repeated(tx, &hash, count.unsigned_abs(), options.with_values)?,
        Some(hash) => different(tx, &hash, count as u64)?,
    };
    Ok(match options.with_values {
        true => Chosen::Pairs(fields),
        false => Chosen::Names(fields),
    })
}

/// A random field, found by its place. Places have gaps where fields were deleted: the field after
/// a gap is chosen a little more often, so a small hash, where that shows, is read whole.
fn one(tx: &mut Tx, hash: &KeyRow) -> Result<Option<Field>> {
    if hash.encoding != Encoding::Hashtable {
        let mut all = tx.store.fields(hash)?;
        let at = tx.server.random.below(all.len() as u64) as usize;
        return Ok((at < all.len()).then(|| all.swap_remove(at)));
    }
    let (first, last) = tx.store.field_places(hash)?;
    let after = first - 1 + tx.server.random.below((last - first + 1) as u64) as i64;
    Ok(tx.store.scan_fields(hash, after, 1)?.pop())
}

/// Whether a choice of so many elements reads all of them. It must where a small collection has gaps,
/// and should where that is faster: finding one at a place takes as long as reading ten in a row, and
/// one of a rank as long as fifty.
pub fn reads_whole(count: u64, row: &KeyRow) -> bool {
    let as_many = match row.encoding {
        Encoding::Hashtable => 10,
        Encoding::Skiplist => 50,
        _ => return true,
    };
    count.saturating_mul(as_many) > row.size as u64
}

/// More would take longer than others may wait. Redis would go on until it has no memory.
pub const MOST_REPEATED: u64 = 1 << 22;

fn repeated(tx: &mut Tx, hash: &KeyRow, count: u64, with_values: bool) -> Result<Vec<Field>> {
    if count > MOST_REPEATED {
        return Err(Error::NoMemory);
    }
    let mut out = Vec::new();
    if !reads_whole(count, hash) {
        for _ in 0..count {
            out.extend(one(tx, hash)?);
        }
        return Ok(out);
    }
    let all = tx.store.fields(hash)?;
    for _ in 0..count {
        let at = tx.server.random.below(all.len() as u64) as usize;
        if let Some(field) = all.get(at) {
            let name = memory::copy(&field.name)?;
            let value = match with_values {
                true => memory::copy(&field.value)?,
                false => Vec::new(),
            };
            memory::push(
                &mut out,
                Field {
                    name,
                    value,
                    ..*field
                },
            )?;
        }
    }
    Ok(out)
}

/// Different fields: a shuffle of all, or, for a few of many, random ones until they differ.
fn different(tx: &mut Tx, hash: &KeyRow, count: u64) -> Result<Vec<Field>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let size = hash.size as u64;
    if reads_whole(count, hash) {
        let mut all = tx.store.fields(hash)?;
        if count < size {
            for at in 0..count as usize {
                let other = at + tx.server.random.below((all.len() - at) as u64) as usize;
                all.swap(at, other);
            }
            all.truncate(count as usize);
        }
        return Ok(all);
    }
    let mut seen = std::collections::HashSet::new();
    let mut out = Vec::new();
    while (out.len() as u64) < count {
        if let Some(field) = one(tx, hash)?
            && seen.insert(field.seq)
        {
            out.push(field);
        }
    }
    Ok(out)
}

/// Redis reads the options of a hash that is there only.
fn hscan(
    tx: &mut Tx,
    key: Key,
    cursor: &[u8],
    options: UnparsedOptions<HscanOptions>,
) -> Result<Page<Vec<u8>>> {
    let after = parse_cursor(cursor)?;
    let Some(hash) = tx.hash(key)? else {
        return Ok(Page {
            cursor: 0,
            items: Vec::new(),
        });
    };
    let options = options.parse()?;
    let count = page_size(options.count);
    let (found, cursor) = match hash.encoding {
        Encoding::Hashtable => {
            let after = i64::try_from(after).unwrap_or(i64::MAX);
            let found = tx.store.scan_fields(&hash, after, count)?;
            let is_last = (found.len() as i64) < count;
            let next = found.last().map_or(0, |field| field.seq as u64);
            (found, if is_last { 0 } else { next })
        }
        // Redis walks a listpack in one step, whatever the count.
        _ => (tx.store.fields(&hash)?, 0),
    };
    let mut items = Vec::new();
    for field in found {
        let matches = options
            .pattern
            .is_none_or(|Match::MATCH(pattern)| glob::finds(pattern.0, &field.name));
        if matches {
            items.push(field.name);
            if options.no_values.is_none() {
                items.push(field.value);
            }
        }
    }
    Ok(Page { cursor, items })
}
