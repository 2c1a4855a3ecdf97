//! Choosing and walking members.

use std::collections::HashSet;

use super::range::Members;
use crate::command::Tx;
use crate::command::args::{Arg, Args, Key, UnparsedOptions};
use crate::command::reply::{IntoReply, Page, Reply};
use crate::command::spec::{Kind, Spec};
use crate::commands::hash::{MOST_REPEATED, reads_whole, take_random_count};
use crate::commands::keys::{Count, Match, page_size, parse_cursor, stray_in_scan};
use crate::error::{Error, Result};
use crate::memory;
use crate::store::Encoding;
use crate::store::keys::KeyRow;
use crate::store::zsets::Scored;
use crate::{commands, glob, number, options};

commands! { "sorted-set";
    /// Random members: one, `count` different ones, or with a negative count some that may repeat.
    ZRANDMEMBER(key, options): "6.2.0", "O(N)", [readonly], [RO access], ["nondeterministic_output"] => zrandmember;

    /// Walks the members step by step.
    ZSCAN(key, cursor, options): "2.8.0", "O(1)", [readonly], [RO access], ["nondeterministic_output"] => zscan;
}

/// `[count [WITHSCORES]]`.
#[derive(Debug)]
struct RandomCount {
    count: Option<i64>,
    with_scores: bool,
}

impl<'a> Arg<'a> for RandomCount {
    fn describe(name: &'static str) -> Spec {
        let with_scores = Spec::token("WITHSCORES").optional();
        let words = vec![Spec::of("count", Kind::Integer), with_scores];
        Spec::group(name, Kind::Block, words).optional()
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let (count, with_scores) = take_random_count(args, "WITHSCORES")?;
        Ok(RandomCount { count, with_scores })
    }
}

/// One member, or with a count several.
enum Chosen {
    One(Option<Scored>),
    Several(Members),
}

impl IntoReply for Chosen {
    const TS: &'static str = "If<$count, If<$withscores, Scored[], string[]>, string | null>";
    fn into_reply(self) -> Reply {
        match self {
            Chosen::One(found) => found.map(|found| found.member).into_reply(),
            Chosen::Several(members) => members.into_reply(),
        }
    }
}

fn zrandmember(tx: &mut Tx, key: Key, options: RandomCount) -> Result<Chosen> {
    let zset = tx.zset(key)?;
    let Some(count) = options.count else {
        let found = match zset {
            Some(zset) => repeated(tx, &zset, 1)?.pop(),
            None => None,
        };
        return Ok(Chosen::One(found));
    };
    let members = match zset {
        None => Vec::new(),
        Some(zset) if count < 0 => repeated(tx, &zset, count.unsigned_abs())?,
        Some(zset) => different(tx, &zset, count)?,
    };
    Ok(Chosen::Several(Members {
        members,
        with_scores: options.with_scores,
    }))
}

fn repeated(tx: &mut Tx, zset: &KeyRow, count: u64) -> Result<Vec<Scored>> {
    if count > MOST_REPEATED {
        return Err(Error::NoMemory);
    }
    let mut out = Vec::new();
    let all = match count > 1 && reads_whole(count, zset) {
        true => tx.store.members(zset)?,
        false => Vec::new(),
    };
    for _ in 0..count {
        let rank = tx.server.random.below(zset.size as u64) as i64;
        match all.get(rank as usize) {
            Some(Scored { member, score }) => {
                let (member, score) = (memory::copy(member)?, *score);
                memory::push(&mut out, Scored { member, score })?;
            }
            None => out.extend(tx.store.members_by_rank(zset, rank, 1)?),
        }
    }
    Ok(out)
}

/// Different members: a shuffle of all, or, for a few of many, random ranks until they differ.
fn different(tx: &mut Tx, zset: &KeyRow, count: i64) -> Result<Vec<Scored>> {
    if count >= zset.size {
        return Ok(tx.store.members(zset)?);
    }
    let random = &mut tx.server.random;
    if reads_whole(count.unsigned_abs(), zset) {
        let mut all = tx.store.members(zset)?;
        for at in 0..count as usize {
            let other = at + random.below((all.len() - at) as u64) as usize;
            all.swap(at, other);
        }
        all.truncate(count as usize);
        return Ok(all);
    }
    let mut ranks = HashSet::new();
    let mut out = Vec::new();
    while (out.len() as i64) < count {
        let rank = random.below(zset.size as u64) as i64;
        if ranks.insert(rank) {
            out.extend(tx.store.members_by_rank(zset, rank, 1)?);
        }
    }
    Ok(out)
}

options! {
    /// What ZSCAN gives.
    eager else stray_in_scan, ZscanOptions<'a> {
        pattern: Match<'a>,
        count: Count,
    }
}

/// Redis reads the options of a set that is there only.
fn zscan(
    tx: &mut Tx,
    key: Key,
    cursor: &[u8],
    options: UnparsedOptions<ZscanOptions>,
) -> Result<Page<Vec<u8>>> {
    let from = parse_cursor(cursor)?;
    let Some(zset) = tx.zset(key)? else {
        return Ok(Page {
            cursor: 0,
            items: Vec::new(),
        });
    };
    let options = options.parse()?;
    let count = page_size(options.count);
    let (found, cursor) = match zset.encoding {
        Encoding::Skiplist => tx.store.scan_members(&zset, from, count)?,
        // Redis walks a listpack in one step, whatever the count.
        _ => (tx.store.members(&zset)?, 0),
    };
    let mut items = Vec::new();
    for Scored { member, score } in found {
        let matches = options
            .pattern
            .is_none_or(|Match::MATCH(pattern)| glob::finds(pattern.0, &member));
        if matches {
            items.extend([member, number::format_f64(score).into_bytes()]);
        }
    }
    Ok(Page { cursor, items })
}
