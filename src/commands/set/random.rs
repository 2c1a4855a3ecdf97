//! Choosing and walking members.

use std::collections::HashSet;

use super::{Members, members, removed};
use crate::command::Tx;
use crate::command::args::{Arg, Args, Key, UnparsedOptions};
use crate::command::reply::{IntoReply, Page, Reply};
use crate::command::spec::{Kind, Spec};
use crate::commands::hash::{MOST_REPEATED, reads_whole, take_random_count};
use crate::commands::keys::{Count, Match, page_size, parse_cursor, stray_in_scan};
use crate::error::{Error, OUT_OF_RANGE, Result};
use crate::memory;
use crate::store::Encoding;
use crate::store::keys::KeyRow;
use crate::{commands, glob, number, options};

commands! { "set";
    /// Removes and returns random members.
    SPOP(key, count): "1.0.0", "O(N)", [write fast], [RW access delete], ["nondeterministic_output"] => spop;

    /// Random members: one, `count` different ones, or with a negative count some that may repeat.
    SRANDMEMBER(key, count): "1.0.0", "O(N)", [readonly], [RO access], ["nondeterministic_output"] => srandmember;

    /// Walks the members step by step.
    SSCAN(key, cursor, options): "2.8.0", "O(1)", [readonly], [RO access], ["nondeterministic_output"] => sscan;
}

options! {
    /// What SSCAN gives.
    eager else stray_in_scan, SscanOptions<'a> {
        pattern: Match<'a>,
        count: Count,
    }
}

fn optional_integer(name: &'static str) -> Spec {
    Spec {
        optional: true,
        ..Spec::of(name, Kind::Integer)
    }
}

/// `[count]`, not negative; more words are a syntax error.
struct PopCount(Option<i64>);

impl<'a> Arg<'a> for PopCount {
    fn describe(name: &'static str) -> Spec {
        optional_integer(name)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        match args.rest() {
            [] => Ok(PopCount(None)),
            [word] => {
                let count = number::parse_i64(word).filter(|count| *count >= 0);
                count.map(|count| PopCount(Some(count))).ok_or(OUT_OF_RANGE)
            }
            _ => Err(Error::Syntax),
        }
    }
}

/// `[count]`, of any sign.
struct RandomCount(Option<i64>);

impl<'a> Arg<'a> for RandomCount {
    fn describe(name: &'static str) -> Spec {
        optional_integer(name)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        if args.len() > 1 {
            return Err(Error::Syntax);
        }
        take_random_count(args, "").map(|(count, _)| RandomCount(count))
    }
}

/// One member, or several as a set or an array.
enum Chosen {
    One(Option<Vec<u8>>),
    Set(Vec<Vec<u8>>),
    Array(Vec<Vec<u8>>),
}

impl IntoReply for Chosen {
    const TS: &'static str = "If<$count, string[], string | null>";
    fn into_reply(self) -> Reply {
        match self {
            Chosen::One(member) => member.into_reply(),
            Chosen::Set(members) => Members(members).into_reply(),
            Chosen::Array(members) => members.into_reply(),
        }
    }
}

/// A random member. A small set is read whole.
fn one(tx: &mut Tx, set: &KeyRow) -> Result<Option<Vec<u8>>> {
    let at = tx.server.random.below(set.size as u64) as i64;
    match set.encoding {
        Encoding::Hashtable => Ok(tx.store.member_at(set, at + 1)?),
        _ => Ok(members(tx, set)?.into_iter().nth(at as usize)),
    }
}

/// Different members: a shuffle of all, or, for a few of many, random ones until they differ.
fn different(tx: &mut Tx, set: &KeyRow, count: i64) -> Result<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    if reads_whole(count.unsigned_abs(), set) {
        all = members(tx, set)?;
        if count < set.size {
            for at in 0..count as usize {
                let other = at + tx.server.random.below((all.len() - at) as u64) as usize;
                all.swap(at, other);
            }
            all.truncate(count as usize);
        }
        return Ok(all);
    }
    let mut places = HashSet::new();
    while (places.len() as i64) < count {
        let place = 1 + tx.server.random.below(set.size as u64) as i64;
        if places.insert(place) {
            all.extend(tx.store.member_at(set, place)?);
        }
    }
    Ok(all)
}

fn spop(tx: &mut Tx, key: Key, count: PopCount) -> Result<Chosen> {
    let set = tx.set(key)?;
    let mut taken = Vec::new();
    if let Some(mut set) = set {
        let before = set.size;
        taken = match count.0 {
            None => one(tx, &set)?.into_iter().collect(),
            Some(0) => Vec::new(),
            Some(count) => different(tx, &set, count)?,
        };
        if count.0.is_some_and(|count| count >= before) {
            // All of them: Redis answers it as a SUNION, which is a read.
            tx.server.stats.hits += 1;
        }
        for member in &taken {
            set.size -= i64::from(tx.store.remove_from_set(&set, member)?);
        }
        removed(tx, key, &set, before, "spop")?;
    }
    Ok(match count.0 {
        Some(_) => Chosen::Set(taken),
        None => Chosen::One(taken.pop()),
    })
}

fn srandmember(tx: &mut Tx, key: Key, count: RandomCount) -> Result<Chosen> {
    let set = tx.set(key)?;
    let Some(count) = count.0 else {
        return Ok(Chosen::One(match set {
            Some(set) => one(tx, &set)?,
            None => None,
        }));
    };
    let Some(set) = set else {
        return Ok(Chosen::Array(Vec::new()));
    };
    if count >= 0 {
        return different(tx, &set, count).map(Chosen::Array);
    }
    let count = count.unsigned_abs();
    if count > MOST_REPEATED {
        return Err(Error::NoMemory);
    }
    let mut chosen = Vec::new();
    if !reads_whole(count, &set) {
        for _ in 0..count {
            chosen.extend(one(tx, &set)?);
        }
        return Ok(Chosen::Array(chosen));
    }
    let all = members(tx, &set)?;
    for _ in 0..count {
        let at = tx.server.random.below(all.len() as u64) as usize;
        if let Some(member) = all.get(at) {
            memory::push(&mut chosen, memory::copy(member)?)?;
        }
    }
    Ok(Chosen::Array(chosen))
}

/// Redis reads the options of a set that is there only.
fn sscan(
    tx: &mut Tx,
    key: Key,
    cursor: &[u8],
    options: UnparsedOptions<SscanOptions>,
) -> Result<Page<Vec<u8>>> {
    let before = parse_cursor(cursor)?;
    let Some(set) = tx.set(key)? else {
        return Ok(Page {
            cursor: 0,
            items: Vec::new(),
        });
    };
    let options = options.parse()?;
    let count = page_size(options.count);
    let before = match before {
        0 => i64::MAX,
        before => i64::try_from(before).unwrap_or(i64::MAX),
    };
    let (mut items, cursor) = match set.encoding {
        Encoding::Hashtable => tx.store.scan_set(&set, before, count)?,
        // Redis walks what is no hash table in one step, whatever the count.
        _ => (members(tx, &set)?, 0),
    };
    if let Some(Match::MATCH(pattern)) = options.pattern {
        items.retain(|member| glob::finds(pattern.0, member));
    }
    Ok(Page { cursor, items })
}
