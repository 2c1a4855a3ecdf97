//! SORT: the elements of a list, a set or a sorted set in an order, by themselves or by other keys.
//!
//! A pattern's `*` stands for the element; `->` behind it leads to a field of a hash. Text is compared
//! byte by byte, as Redis does under the C locale.

use std::cmp::Ordering;

use super::{list, zset};
use crate::command::args::{Arg, Args, Key};
use crate::command::reply::{IntoReply, Reply};
use crate::command::spec::{Kind, Spec};
use crate::command::{Command, Tx};
use crate::commands;
use crate::engine::state::changes::LIST;
use crate::error::{Error, Result, SORT_SCORE_IS_NO_DOUBLE};
use crate::memory;
use crate::number;
use crate::order;
use crate::store::Type;

/// The table of the sorting commands.
pub const FAMILIES: [&[Command]; 1] = [COMMANDS];

commands! { "generic";
    /// Sorts the elements of a list, a set or a sorted set, and returns or stores them.
    SORT(key, options): "1.0.0", "O(N+M*log(M))", [write reads denyoom movablekeys], [RO access OW update] => sort;

    /// Sorts the elements of a list, a set or a sorted set.
    SORT_RO(key, options): "7.0.0", "O(N+M*log(M))", [readonly movablekeys], [RO access] => sort_ro;
}

/// What is sorted how, and what is told of it.
#[derive(Debug, Default)]
struct Wishes<'a> {
    by: Option<&'a [u8]>,
    limit: Option<(i64, i64)>,
    get: Vec<&'a [u8]>,
    is_descending: bool,
    is_alpha: bool,
    store: Option<Key<'a>>,
}

/// The options of SORT.
#[derive(Debug)]
pub struct SortOptions<'a>(Wishes<'a>);

/// The same without STORE.
#[derive(Debug)]
pub struct ReadOptions<'a>(Wishes<'a>);

fn options_spec(name: &'static str, store: Option<Spec>) -> Spec {
    let numbers = ["offset", "count"].map(|name| Spec::of(name, Kind::Integer));
    let orders = ["ASC", "DESC"].map(Spec::token).to_vec();
    let mut children = vec![
        Spec::of("by_pattern", Kind::Pattern).after("BY").optional(),
        Spec::group("limit", Kind::Block, numbers.to_vec())
            .after("LIMIT")
            .optional(),
        Spec::of("get_pattern", Kind::Pattern)
            .after("GET")
            .optional()
            .multiple(),
        Spec::group("order", Kind::OneOf, orders).optional(),
        Spec::token("ALPHA").optional(),
    ];
    children.extend(store);
    Spec::group(name, Kind::Options, children).optional()
}

impl<'a> Arg<'a> for SortOptions<'a> {
    fn describe(name: &'static str) -> Spec {
        let store = Spec::of("destination", Kind::Key).after("STORE");
        options_spec(name, Some(store.optional()))
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        wishes(args, true).map(SortOptions)
    }
}

impl<'a> Arg<'a> for ReadOptions<'a> {
    fn describe(name: &'static str) -> Spec {
        options_spec(name, None)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        wishes(args, false).map(ReadOptions)
    }
}

fn wishes<'a>(args: &mut Args<'a>, may_store: bool) -> Result<Wishes<'a>> {
    let mut wishes = Wishes::default();
    while !args.is_empty() {
        let left = args.len();
        if args.token("ASC") {
            wishes.is_descending = false;
        } else if args.token("DESC") {
            wishes.is_descending = true;
        } else if args.token("ALPHA") {
            wishes.is_alpha = true;
        } else if left > 2 && args.token("LIMIT") {
            wishes.limit = Some((i64::take(args)?, i64::take(args)?));
        } else if left > 1 && may_store && args.token("STORE") {
            wishes.store = Some(Key(args.word()?));
        } else if left > 1 && args.token("BY") {
            wishes.by = Some(args.word()?);
        } else if left > 1 && args.token("GET") {
            wishes.get.push(args.word()?);
        } else {
            return Err(Error::Syntax);
        }
    }
    Ok(wishes)
}

/// What SORT answers: the elements, or with STORE how many.
pub enum SortReply {
    /// The elements, or what GET found.
    Items(Vec<Option<Vec<u8>>>),
    /// How many were stored.
    Stored(i64),
}

impl IntoReply for SortReply {
    const TS: &'static str = "If<$store, number, (string | null)[]>";
    fn into_reply(self) -> Reply {
        match self {
            SortReply::Items(items) => items.into_reply(),
            SortReply::Stored(count) => count.into_reply(),
        }
    }
}

fn sort(tx: &mut Tx, key: Key, options: SortOptions) -> Result<SortReply> {
    let wishes = options.0;
    let items = sorted(tx, key, &wishes)?;
    let Some(destination) = wishes.store else {
        return Ok(SortReply::Items(items));
    };
    let items: Vec<Vec<u8>> = items.into_iter().map(Option::unwrap_or_default).collect();
    let replaced = tx.clear_target(destination, items.len())?;
    if !items.is_empty() {
        list::put_loaded(tx, destination, &items, true)?;
    }
    tx.stored(destination, LIST, "sortstore", items.len(), replaced)?;
    if !items.is_empty() {
        tx.wrote(items.len());
    }
    Ok(SortReply::Stored(items.len() as i64))
}

fn sort_ro(tx: &mut Tx, key: Key, options: ReadOptions) -> Result<Vec<Option<Vec<u8>>>> {
    sorted(tx, key, &options.0)
}

/// The elements of the key as they stand, and whether they stand in no order.
fn elements(tx: &mut Tx, key: Key) -> Result<(Vec<Vec<u8>>, bool)> {
    let Some(row) = tx.find(key)? else {
        return Ok((Vec::new(), false));
    };
    if row.kind == Type::LIST {
        return Ok((tx.store.items(&row, 0, row.size)?, false));
    }
    if row.kind == Type::SET {
        return Ok((tx.store.set_members(&row)?, true));
    }
    if row.kind != Type::ZSET {
        return Err(Error::WrongType);
    }
    let members = tx.store.members(&row)?.into_iter();
    zset::make_skiplist(tx, row)?;
    Ok((members.map(|scored| scored.member).collect(), false))
}

/// The part that LIMIT leaves, of so many.
fn part(limit: Option<(i64, i64)>, length: usize) -> std::ops::Range<usize> {
    let (offset, count) = limit.unwrap_or((0, -1));
    let start = usize::try_from(offset).unwrap_or(0).min(length);
    let count = usize::try_from(count).unwrap_or(length);
    start..length.min(start.saturating_add(count))
}

fn sorted(tx: &mut Tx, key: Key, wishes: &Wishes) -> Result<Vec<Option<Vec<u8>>>> {
    let (mut elements, is_set) = elements(tx, key)?;
    // What is stored of a set is sorted in any case, that it be the same everywhere.
    let is_forced = is_set && wishes.store.is_some();
    match wishes.by {
        Some(by) if !by.contains(&b'*') && is_forced => {
            elements = order::sorted(elements, |a, b| directed(wishes, a.cmp(b)));
        }
        Some(by) if !by.contains(&b'*') => {
            if wishes.is_descending && !is_set {
                elements.reverse();
            }
        }
        by if wishes.is_alpha => elements = by_text(tx, elements, by, wishes)?,
        by => elements = by_number(tx, elements, by, wishes)?,
    }
    let part = part(wishes.limit, elements.len());
    let chosen = elements.drain(part);
    if wishes.get.is_empty() {
        return Ok(chosen.map(Some).collect());
    }
    let mut out = Vec::new();
    for element in chosen {
        for pattern in &wishes.get {
            let found = match *pattern {
                b"#" => Some(memory::copy(&element)?),
                pattern => look_up(tx, pattern, &element)?,
            };
            memory::push(&mut out, found)?;
        }
    }
    Ok(out)
}

fn directed(wishes: &Wishes, order: Ordering) -> Ordering {
    if wishes.is_descending {
        order.reverse()
    } else {
        order
    }
}

/// Elements that have nothing to compare come first.
fn by_text(
    tx: &mut Tx,
    elements: Vec<Vec<u8>>,
    by: Option<&[u8]>,
    wishes: &Wishes,
) -> Result<Vec<Vec<u8>>> {
    let Some(by) = by else {
        return Ok(order::sorted(elements, |a, b| directed(wishes, a.cmp(b))));
    };
    let mut weighed = Vec::with_capacity(elements.len());
    for element in elements {
        weighed.push((look_up(tx, by, &element)?, element));
    }
    let weighed = order::sorted(weighed, |a, b| directed(wishes, a.0.cmp(&b.0)));
    Ok(weighed.into_iter().map(|(_, element)| element).collect())
}

/// What has no number counts as 0; equal numbers are sorted by the elements' bytes.
fn by_number(
    tx: &mut Tx,
    elements: Vec<Vec<u8>>,
    by: Option<&[u8]>,
    wishes: &Wishes,
) -> Result<Vec<Vec<u8>>> {
    let mut weighed = Vec::with_capacity(elements.len());
    let mut has_failed = false;
    for element in elements {
        let weight = match by {
            Some(by) => look_up(tx, by, &element)?,
            None => Some(memory::copy(&element)?),
        };
        let number = weight.map_or(Some(0.0), |text| number::parse_weight(&text));
        has_failed |= number.is_none();
        weighed.push((number.unwrap_or(0.0), element));
    }
    // Redis looks at all of them first.
    if has_failed {
        return Err(SORT_SCORE_IS_NO_DOUBLE);
    }
    let weighed = order::sorted(weighed, |a, b| {
        let numbers = a.0.partial_cmp(&b.0).unwrap_or(Ordering::Equal);
        directed(wishes, numbers.then_with(|| a.1.cmp(&b.1)))
    });
    Ok(weighed.into_iter().map(|(_, element)| element).collect())
}

/// The string, or the field of a hash, that a pattern leads to.
fn look_up(tx: &mut Tx, pattern: &[u8], element: &[u8]) -> Result<Option<Vec<u8>>> {
    let Some(star) = pattern.iter().position(|byte| *byte == b'*') else {
        return Ok(None);
    };
    let (before, after) = pattern.split_at(star);
    let after = after.get(1..).unwrap_or_default();
    let arrow = after.windows(2).position(|pair| pair == b"->");
    // An arrow that leads to no field is part of the name.
    let (after, field) = match arrow.and_then(|at| after.split_at_checked(at)) {
        Some((after, field)) if field.len() > 2 => (after, field.get(2..)),
        _ => (after, None),
    };
    let name = [before, element, after].concat();
    let found = match field {
        Some(field) => match tx.hash(Key(&name)) {
            Ok(Some(hash)) => Ok(tx.store.field(&hash, field)?),
            other => other.map(|_| None),
        },
        None => tx
            .string(Key(&name))
            .map(|found| found.map(|value| value.bytes)),
    };
    match found {
        Err(Error::WrongType) => Ok(None),
        found => found,
    }
}
