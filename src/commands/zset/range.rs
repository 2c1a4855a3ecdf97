//! Reading, counting, deleting and storing a part of the order.

use super::interval::{By, Interval};
use super::store_result;
use crate::command::Tx;
use crate::command::args::{Arg, Args, Key};
use crate::command::reply::{IntoReply, Layout, Reply};
use crate::command::spec::{Kind, Spec};
use crate::engine::state::changes::ZSET;
use crate::error::{Error, LIMIT_WITHOUT_BY, Result, SCORES_BY_LEX};
use crate::store::zsets::Scored;
use crate::{commands, number};

commands! { "sorted-set";
    /// Counts the members with scores in a range.
    ZCOUNT(key, min, max): "2.0.0", "O(log(N))", [readonly fast], [RO access] => zcount;

    /// Counts the members with names in a range, if all have the same score.
    ZLEXCOUNT(key, min, max): "2.8.9", "O(log(N))", [readonly fast], [RO access] => zlexcount;

    /// Members in a range of ranks, scores or names.
    ZRANGE(key, start, stop, options): "1.2.0", "O(log(N)+M)", [readonly], [RO access] => zrange;

    /// Members with names in a range, if all have the same score.
    ZRANGEBYLEX(key, min, max, options): "2.8.9", "O(log(N)+M)", [readonly], [RO access] => zrangebylex;

    /// Members with scores in a range.
    ZRANGEBYSCORE(key, min, max, options): "1.0.5", "O(log(N)+M)", [readonly], [RO access] => zrangebyscore;

    /// Stores members in a range of ranks, scores or names under another key. Returns how many.
    ZRANGESTORE(dst, src, min, max, options): "6.2.0", "O(log(N)+M)", [write reads denyoom], [OW update RO access] => zrangestore;

    /// Deletes members with names in a range, if all have the same score. Returns how many.
    ZREMRANGEBYLEX(key, min, max): "2.8.9", "O(log(N)+M)", [write], [RW delete] => zremrangebylex;

    /// Deletes members in a range of ranks. Returns how many.
    ZREMRANGEBYRANK(key, start, stop): "2.0.0", "O(log(N)+M)", [write], [RW delete] => zremrangebyrank;

    /// Deletes members with scores in a range. Returns how many.
    ZREMRANGEBYSCORE(key, min, max): "1.2.0", "O(log(N)+M)", [write], [RW delete] => zremrangebyscore;

    /// Members in a range of ranks, from the highest score.
    ZREVRANGE(key, start, stop, options): "1.2.0", "O(log(N)+M)", [readonly], [RO access] => zrevrange;

    /// Members with names in a range, from the last, if all have the same score.
    ZREVRANGEBYLEX(key, max, min, options): "2.8.9", "O(log(N)+M)", [readonly], [RO access] => zrevrangebylex;

    /// Members with scores in a range, from the highest.
    ZREVRANGEBYSCORE(key, max, min, options): "2.2.0", "O(log(N)+M)", [readonly], [RO access] => zrevrangebyscore;
}

/// The options that a command has: `[BYSCORE | BYLEX] [REV]`, `[LIMIT offset count]`, `[WITHSCORES]`.
const BY: u8 = 1;
const LIMIT: u8 = 2;
const SCORES: u8 = 4;

/// Which members, of a part of the order, and how they are given.
#[derive(Debug, Clone, Copy)]
struct Choice {
    /// By what the ends are given.
    by: By,
    is_reverse: bool,
    offset: i64,
    limit: i64,
    with_scores: bool,
}

/// The options of a command that has those of `HAS`. Redis reads most of them for each, and refuses
/// some afterwards.
#[derive(Debug)]
pub struct Options<const HAS: u8>(Choice);

fn describe(name: &'static str, has: u8) -> Spec {
    let mut children = Vec::new();
    if has & BY != 0 {
        let tokens = ["BYSCORE", "BYLEX"].map(Spec::token);
        let by = Spec::group("sortby", Kind::OneOf, tokens.into());
        children.extend([by.optional(), Spec::token("REV").optional()]);
    }
    if has & LIMIT != 0 {
        let numbers = ["offset", "count"].map(|name| Spec::of(name, Kind::Integer));
        let limit = Spec::group("limit", Kind::Block, numbers.into());
        children.push(limit.after("LIMIT").optional());
    }
    if has & SCORES != 0 {
        children.push(Spec::token("WITHSCORES").optional());
    }
    Spec::group(name, Kind::Options, children).optional()
}

fn take(args: &mut Args, has: u8) -> Result<Choice> {
    let mut choice = Choice {
        by: By::Rank,
        is_reverse: false,
        offset: 0,
        limit: -1,
        with_scores: false,
    };
    let is_general = has & BY != 0;
    // ZRANGESTORE alone has no scores to give.
    let may_have_scores = has & SCORES != 0 || !is_general;
    while !args.is_empty() {
        let is_free = is_general && choice.by == By::Rank;
        if may_have_scores && args.token("WITHSCORES") {
            choice.with_scores = true;
        } else if args.len() >= 3 && args.token("LIMIT") {
            let mut number = || number::parse_i64(args.word()?).ok_or(Error::NotAnInteger);
            (choice.offset, choice.limit) = (number()?, number()?);
        } else if is_general && !choice.is_reverse && args.token("REV") {
            choice.is_reverse = true;
        } else if is_free && args.token("BYLEX") {
            choice.by = By::Lex;
        } else if is_free && args.token("BYSCORE") {
            choice.by = By::Score;
        } else {
            return Err(Error::Syntax);
        }
    }
    Ok(choice)
}

impl<'a, const HAS: u8> Arg<'a> for Options<HAS> {
    fn describe(name: &'static str) -> Spec {
        describe(name, HAS)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        take(args, HAS).map(Options)
    }
}

/// Members, with or without their scores.
pub struct Members {
    pub members: Vec<Scored>,
    pub with_scores: bool,
}

impl IntoReply for Members {
    const TS: &'static str = "If<$withscores, Scored[], string[]>";
    fn into_reply(self) -> Reply {
        let members = self.members.into_iter();
        if self.with_scores {
            let pairs = members.map(|scored| (scored.member, scored.score));
            return Reply::Scores(pairs.collect(), Layout::Pairs);
        }
        Reply::Array(members.map(|scored| Reply::Bulk(scored.member)).collect())
    }
}

/// The members of a part of the order; its two ends stand in the order in which they are walked.
fn find(tx: &mut Tx, key: Key, ends: (&[u8], &[u8]), choice: Choice) -> Result<Vec<Scored>> {
    let Choice { by, is_reverse, .. } = choice;
    if choice.limit != -1 && by == By::Rank {
        return Err(LIMIT_WITHOUT_BY);
    }
    if choice.with_scores && by == By::Lex {
        return Err(SCORES_BY_LEX);
    }
    let is_swapped = is_reverse && by != By::Rank;
    let (min, max) = if is_swapped { (ends.1, ends.0) } else { ends };
    let interval = Interval::parse(by, min, max)?;
    let Some(zset) = tx.zset(key)? else {
        return Ok(Vec::new());
    };
    let part = interval.of(tx, &zset, is_reverse)?;
    // By rank Redis takes `LIMIT offset -1`, and forgets the offset.
    let offset = if by == By::Rank { 0 } else { choice.offset };
    let window = (offset, choice.limit);
    part.members(tx, &zset, is_reverse, window)
}

fn read(tx: &mut Tx, key: Key, ends: (&[u8], &[u8]), choice: Choice) -> Result<Members> {
    Ok(Members {
        members: find(tx, key, ends, choice)?,
        with_scores: choice.with_scores,
    })
}

fn zrange(
    tx: &mut Tx,
    key: Key,
    start: &[u8],
    stop: &[u8],
    options: Options<{ BY | LIMIT | SCORES }>,
) -> Result<Members> {
    read(tx, key, (start, stop), options.0)
}

fn zrangestore(
    tx: &mut Tx,
    dst: Key,
    src: Key,
    min: &[u8],
    max: &[u8],
    options: Options<{ BY | LIMIT }>,
) -> Result<i64> {
    let members = find(tx, src, (min, max), options.0)?;
    store_result(tx, dst, &members, "zrangestore")
}

fn zrevrange(
    tx: &mut Tx,
    key: Key,
    start: &[u8],
    stop: &[u8],
    options: Options<SCORES>,
) -> Result<Members> {
    named(tx, key, (start, stop), options.0, By::Rank, true)
}

/// The range commands that say by what in their names.
fn named(
    tx: &mut Tx,
    key: Key,
    ends: (&[u8], &[u8]),
    choice: Choice,
    by: By,
    is_reverse: bool,
) -> Result<Members> {
    let choice = Choice {
        by,
        is_reverse,
        ..choice
    };
    read(tx, key, ends, choice)
}

fn zrangebyscore(
    tx: &mut Tx,
    key: Key,
    min: &[u8],
    max: &[u8],
    options: Options<{ LIMIT | SCORES }>,
) -> Result<Members> {
    named(tx, key, (min, max), options.0, By::Score, false)
}

fn zrevrangebyscore(
    tx: &mut Tx,
    key: Key,
    max: &[u8],
    min: &[u8],
    options: Options<{ LIMIT | SCORES }>,
) -> Result<Members> {
    named(tx, key, (max, min), options.0, By::Score, true)
}

fn zrangebylex(
    tx: &mut Tx,
    key: Key,
    min: &[u8],
    max: &[u8],
    options: Options<LIMIT>,
) -> Result<Vec<Vec<u8>>> {
    let found = named(tx, key, (min, max), options.0, By::Lex, false)?;
    Ok(names(found))
}

fn zrevrangebylex(
    tx: &mut Tx,
    key: Key,
    max: &[u8],
    min: &[u8],
    options: Options<LIMIT>,
) -> Result<Vec<Vec<u8>>> {
    let found = named(tx, key, (max, min), options.0, By::Lex, true)?;
    Ok(names(found))
}

fn names(found: Members) -> Vec<Vec<u8>> {
    let members = found.members.into_iter();
    members.map(|scored| scored.member).collect()
}

fn count(tx: &mut Tx, key: Key, interval: &Interval) -> Result<i64> {
    match tx.zset(key)? {
        Some(zset) => interval.of(tx, &zset, false)?.count(tx, &zset),
        None => Ok(0),
    }
}

fn zcount(tx: &mut Tx, key: Key, min: &[u8], max: &[u8]) -> Result<i64> {
    count(tx, key, &Interval::parse(By::Score, min, max)?)
}

fn zlexcount(tx: &mut Tx, key: Key, min: &[u8], max: &[u8]) -> Result<i64> {
    count(tx, key, &Interval::parse(By::Lex, min, max)?)
}

fn remove(tx: &mut Tx, key: Key, interval: &Interval) -> Result<i64> {
    let Some(mut zset) = tx.zset(key)? else {
        return Ok(0);
    };
    let part = interval.of(tx, &zset, false)?;
    let (from, to) = part.places(tx, &zset)?;
    let removed = tx.store.remove_between(&zset, &from, &to)?;
    zset.size -= removed;
    if removed > 0 {
        tx.store.put_zset(tx.db, &zset)?;
        let event = tx.command.name.to_ascii_lowercase();
        tx.shrunk(key, ZSET, &event, zset.size)?;
        tx.wrote(removed as usize);
    }
    Ok(removed)
}

fn zremrangebyrank(tx: &mut Tx, key: Key, start: i64, stop: i64) -> Result<i64> {
    remove(tx, key, &Interval::Rank(start, stop))
}

fn zremrangebyscore(tx: &mut Tx, key: Key, min: &[u8], max: &[u8]) -> Result<i64> {
    remove(tx, key, &Interval::parse(By::Score, min, max)?)
}

fn zremrangebylex(tx: &mut Tx, key: Key, min: &[u8], max: &[u8]) -> Result<i64> {
    remove(tx, key, &Interval::parse(By::Lex, min, max)?)
}
