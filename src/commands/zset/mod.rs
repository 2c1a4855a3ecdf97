//! Sorted sets: a key that holds members, each with a score, in the order of the scores.
//!
//! Here are the commands about single members; `range` has those about a part of the order, given
//! as an `interval`, `pop` those that take members from an end, `combine` those that make one set of
//! several, `walk` those that choose or walk members. All changes go through `writer`.

mod add;
mod combine;
mod interval;
mod pop;
mod range;
mod rdb;
mod walk;
mod writer;

pub use add::{Flags, put};
pub use combine::Limit;
pub use pop::PopCount;
pub use writer::{make_skiplist, store_result};

use crate::command::args::{Arg, Args, Key, Many};
use crate::command::reply::{IntoReply, Reply};
use crate::command::spec::Spec;
use crate::command::{Command, Tx};
use crate::commands;
use crate::engine::state::changes::ZSET;
use crate::error::{Error, Result};
use crate::store::keys::KeyRow;
use crate::store::zsets::Place;
use writer::Writer;

pub use rdb::RDB;

/// The tables of all commands on sorted sets.
pub const FAMILIES: [&[Command]; 6] = [
    COMMANDS,
    add::COMMANDS,
    range::COMMANDS,
    pop::COMMANDS,
    combine::COMMANDS,
    walk::COMMANDS,
];

commands! { "sorted-set";
    /// How many members there are.
    ZCARD(key): "1.2.0", "O(1)", [readonly fast], [RO] => zcard;

    /// The scores of several members.
    ZMSCORE(key, member): "6.2.0", "O(N)", [readonly fast], [RO access] => zmscore;

    /// How many members are before this one.
    ZRANK(key, member, with_score): "2.0.0", "O(log(N))", [readonly fast], [RO access] => zrank;

    /// Deletes members, and the key with the last member. Returns how many existed.
    ZREM(key, member): "1.2.0", "O(M*log(N))", [write fast], [RW delete] => zrem;

    /// How many members are after this one.
    ZREVRANK(key, member, with_score): "2.0.0", "O(log(N))", [readonly fast], [RO access] => zrevrank;

    /// The score of a member.
    ZSCORE(key, member): "1.2.0", "O(1)", [readonly fast], [RO access] => zscore;
}

fn zcard(tx: &mut Tx, key: Key) -> Result<i64> {
    Ok(tx.zset(key)?.map_or(0, |zset| zset.size))
}

fn zscore(tx: &mut Tx, key: Key, member: &[u8]) -> Result<Option<f64>> {
    match tx.zset(key)? {
        Some(zset) => Ok(tx.store.score(&zset, member)?),
        None => Ok(None),
    }
}

fn zmscore(tx: &mut Tx, key: Key, members: Many<&[u8]>) -> Result<Vec<Option<f64>>> {
    let Some(zset) = tx.zset(key)? else {
        return Ok(members.0.iter().map(|_| None).collect());
    };
    let scores = members.0.iter().map(|member| tx.store.score(&zset, member));
    Ok(scores.collect::<std::result::Result<_, _>>()?)
}

fn zrem(tx: &mut Tx, key: Key, members: Many<&[u8]>) -> Result<i64> {
    let Some(zset) = tx.zset(key)? else {
        return Ok(0);
    };
    let mut writer = Writer::of(zset);
    let mut removed = 0;
    for member in members.0 {
        if let Some(score) = tx.store.score(&zset, member)? {
            writer.remove(tx, member, score)?;
            removed += 1;
        }
    }
    let left = writer.finish(tx)?;
    if removed > 0 {
        tx.shrunk(key, ZSET, "zrem", left)?;
        tx.wrote(removed as usize);
    }
    Ok(removed)
}

/// `[WITHSCORE]`, and nothing after it.
#[derive(Debug)]
struct WithScore(bool);

impl<'a> Arg<'a> for WithScore {
    fn describe(_: &'static str) -> Spec {
        Spec::token("WITHSCORE").optional()
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        match args.len() {
            0 => Ok(WithScore(false)),
            1 if args.token("WITHSCORE") => Ok(WithScore(true)),
            1 => Err(Error::Syntax),
            _ => Err(args.arity()),
        }
    }
}

/// A rank, and the score where it is asked for.
enum Ranked {
    None(bool),
    Rank(i64),
    WithScore(i64, f64),
}

impl IntoReply for Ranked {
    const TS: &'static str = "If<$withscore, [rank: number, score: number] | null, number | null>";
    fn into_reply(self) -> Reply {
        match self {
            Ranked::None(false) => Reply::Nil,
            Ranked::None(true) => Reply::NilArray,
            Ranked::Rank(rank) => Reply::Int(rank),
            Ranked::WithScore(rank, score) => {
                Reply::Array(vec![Reply::Int(rank), Reply::Double(score)])
            }
        }
    }
}

/// Looks a member up; `rank` makes its rank of the number of members before it.
fn rank(
    tx: &mut Tx,
    key: Key,
    member: &[u8],
    with_score: bool,
    rank: fn(&KeyRow, i64) -> i64,
) -> Result<Ranked> {
    let Some(zset) = tx.zset(key)? else {
        return Ok(Ranked::None(with_score));
    };
    let Some(score) = tx.store.score(&zset, member)? else {
        return Ok(Ranked::None(with_score));
    };
    let before = tx.store.rank(&zset, &Place::at(score, member))?;
    let rank = rank(&zset, before);
    Ok(match with_score {
        true => Ranked::WithScore(rank, score),
        false => Ranked::Rank(rank),
    })
}

fn zrank(tx: &mut Tx, key: Key, member: &[u8], with_score: WithScore) -> Result<Ranked> {
    rank(tx, key, member, with_score.0, |_, before| before)
}

fn zrevrank(tx: &mut Tx, key: Key, member: &[u8], with_score: WithScore) -> Result<Ranked> {
    rank(tx, key, member, with_score.0, |zset, before| {
        zset.size - 1 - before
    })
}
