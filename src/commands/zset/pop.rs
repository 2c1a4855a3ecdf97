//! Taking members from an end of the order.

use crate::command::Tx;
use crate::command::args::{Arg, Args, Key, KeysAndTimeout, NumKeys, Timeout, Unparsed};
use crate::command::reply::{IntoReply, Layout, Reply};
use crate::command::spec::{Kind, Spec};
use crate::engine::state::changes::ZSET;
use crate::error::{COUNT_NOT_POSITIVE, Error, OUT_OF_RANGE, Result};
use crate::store::Type;
use crate::store::keys::KeyRow;
use crate::store::zsets::{Place, Scored};
use crate::{commands, number, tokens};

commands! { "sorted-set";
    /// Removes and returns members from one end of the first set that has any.
    ZMPOP(keys, r#where, count): "7.0.0", "O(K)+O(M*log(N))", [write movablekeys], [RW access delete] => zmpop;

    /// Removes and returns the members with the highest scores.
    ZPOPMAX(key, count): "5.0.0", "O(log(N)*M)", [write fast], [RW access delete] => zpopmax;

    /// Removes and returns the members with the lowest scores.
    ZPOPMIN(key, count): "5.0.0", "O(log(N)*M)", [write fast], [RW access delete] => zpopmin;

    /// Removes and returns members from one end of the first set that has any. Waits while there are none.
    BZMPOP(timeout, keys, r#where, count): "7.0.0", "O(K)+O(M*log(N))", [write blocking movablekeys], [RW access delete] => bzmpop;

    /// Removes and returns the member with the highest score from the first set that has any. Waits while there is none.
    BZPOPMAX(keys): "5.0.0", "O(log(N))", [write blocking fast], [RW access delete] => bzpopmax;

    /// Removes and returns the member with the lowest score from the first set that has any. Waits while there is none.
    BZPOPMIN(keys): "5.0.0", "O(log(N))", [write blocking fast], [RW access delete] => bzpopmin;
}

tokens! {
    /// The end from which members are taken.
    End { MIN, MAX }
}

/// Takes at most `count` members from an end of a set.
fn take(tx: &mut Tx, key: Key, mut zset: KeyRow, end: End, count: i64) -> Result<Vec<Scored>> {
    let count = count.min(zset.size);
    let first = if end == End::MIN {
        0
    } else {
        zset.size - count
    };
    let mut taken = tx.store.members_by_rank(&zset, first, count)?;
    match (taken.as_slice(), taken.first(), taken.last()) {
        ([only], ..) => tx.store.remove_member(&zset, &only.member, only.score)?,
        (_, Some(first), Some(last)) => {
            let from = Place::at(first.score, &first.member);
            let to = Place::after(last.score, &last.member);
            tx.store.remove_between(&zset, &from, &to)?;
        }
        _ => return Ok(taken),
    }
    if end == End::MAX {
        taken.reverse();
    }
    zset.size -= taken.len() as i64;
    tx.store.put_zset(tx.db, &zset)?;
    let event = if end == End::MIN {
        "zpopmin"
    } else {
        "zpopmax"
    };
    tx.shrunk(key, ZSET, event, zset.size)?;
    tx.wrote(taken.len());
    Ok(taken)
}

/// Takes from the first of the keys that has members: which one, and what.
pub fn pop<'a>(
    tx: &mut Tx,
    keys: &[Key<'a>],
    end: End,
    count: i64,
) -> Result<Option<(Key<'a>, Vec<Scored>)>> {
    for key in keys {
        if let Some(zset) = tx.zset(*key)? {
            return Ok(Some((*key, take(tx, *key, zset, end, count)?)));
        }
    }
    Ok(None)
}

/// Members and scores as they stand in a reply.
pub fn scores(members: Vec<Scored>, layout: Layout) -> Reply {
    let members = members.into_iter();
    Reply::Scores(members.map(|s| (s.member, s.score)).collect(), layout)
}

/// `[count]`, and nothing after it.
#[derive(Debug)]
struct Count(Option<i64>);

impl<'a> Arg<'a> for Count {
    fn describe(name: &'static str) -> Spec {
        Spec::of(name, Kind::Integer).optional()
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        if args.len() > 1 {
            return Err(Error::Syntax);
        }
        if args.is_empty() {
            return Ok(Count(None));
        }
        let count = number::parse_i64(args.word()?).filter(|count| *count >= 0);
        count.map(|count| Count(Some(count))).ok_or(OUT_OF_RANGE)
    }
}

/// What was taken from one set. A count makes pairs of it in RESP3.
struct Popped(Vec<Scored>, Layout);

impl IntoReply for Popped {
    const TS: &'static str = "Scored[]";
    fn into_reply(self) -> Reply {
        scores(self.0, self.1)
    }
}

fn pop_one(tx: &mut Tx, key: Key, end: End, count: Count) -> Result<Popped> {
    let layout = match count.0 {
        Some(_) => Layout::Pairs,
        None => Layout::Flat,
    };
    let taken = pop(tx, &[key], end, count.0.unwrap_or(1))?;
    Ok(Popped(
        taken.map_or_else(Vec::new, |(_, taken)| taken),
        layout,
    ))
}

fn zpopmin(tx: &mut Tx, key: Key, count: Count) -> Result<Popped> {
    pop_one(tx, key, End::MIN, count)
}

fn zpopmax(tx: &mut Tx, key: Key, count: Count) -> Result<Popped> {
    pop_one(tx, key, End::MAX, count)
}

/// The end where its absence is a syntax error: more keys were announced than there are.
#[derive(Debug)]
pub struct Where(pub End);

impl<'a> Arg<'a> for Where {
    fn describe(name: &'static str) -> Spec {
        End::describe(name)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        match args.is_empty() {
            true => Err(Error::Syntax),
            false => End::take(args).map(Where),
        }
    }
}

/// `[COUNT count]`, once; 1 without.
#[derive(Debug)]
pub struct PopCount(pub i64);

impl<'a> Arg<'a> for PopCount {
    fn describe(name: &'static str) -> Spec {
        Spec::of(name, Kind::Integer).after("COUNT").optional()
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        if args.is_empty() {
            return Ok(PopCount(1));
        }
        if args.len() == 1 || !args.token("COUNT") {
            return Err(Error::Syntax);
        }
        let count = number::parse_i64(args.word()?).filter(|count| *count > 0);
        count.map(PopCount).ok_or(COUNT_NOT_POSITIVE)
    }
}

/// The key, and what was taken from it.
pub struct PoppedFrom(pub Option<(Vec<u8>, Vec<Scored>)>);

impl IntoReply for PoppedFrom {
    const TS: &'static str = "[key: string, members: Scored[]] | null";
    fn into_reply(self) -> Reply {
        match self.0 {
            None => Reply::NilArray,
            Some((key, taken)) => {
                Reply::Array(vec![Reply::Bulk(key), scores(taken, Layout::Nested)])
            }
        }
    }
}

fn zmpop(tx: &mut Tx, keys: NumKeys, end: Where, count: PopCount) -> Result<PoppedFrom> {
    let taken = pop(tx, &keys.0, end.0, count.0)?;
    Ok(PoppedFrom(
        taken.map(|(key, taken)| (key.0.to_vec(), taken)),
    ))
}

fn bzmpop(
    tx: &mut Tx,
    timeout: Unparsed<Timeout>,
    keys: NumKeys,
    end: Where,
    count: PopCount,
) -> Result<PoppedFrom> {
    let deadline = tx.deadline(timeout.parse()?)?;
    match pop(tx, &keys.0, end.0, count.0)? {
        Some((key, taken)) => Ok(PoppedFrom(Some((key.0.to_vec(), taken)))),
        None => Err(tx.block(&keys.0, Type::ZSET, deadline, Reply::NilArray)),
    }
}

/// A set's key, and the one member that was taken from it.
struct PoppedOne(Vec<u8>, Scored);

impl IntoReply for PoppedOne {
    const TS: &'static str = "[key: string, member: string, score: number] | null";
    fn into_reply(self) -> Reply {
        let PoppedOne(key, Scored { member, score }) = self;
        Reply::Array(vec![
            Reply::Bulk(key),
            Reply::Bulk(member),
            Reply::Double(score),
        ])
    }
}

fn pop_or_wait(tx: &mut Tx, keys: &KeysAndTimeout, end: End) -> Result<PoppedOne> {
    let deadline = tx.deadline(keys.1)?;
    let popped = pop(tx, &keys.0, end, 1)?;
    let one = popped.and_then(|(key, mut taken)| Some(PoppedOne(key.0.to_vec(), taken.pop()?)));
    one.ok_or_else(|| tx.block(&keys.0, Type::ZSET, deadline, Reply::NilArray))
}

fn bzpopmin(tx: &mut Tx, keys: KeysAndTimeout) -> Result<PoppedOne> {
    pop_or_wait(tx, &keys, End::MIN)
}

fn bzpopmax(tx: &mut Tx, keys: KeysAndTimeout) -> Result<PoppedOne> {
    pop_or_wait(tx, &keys, End::MAX)
}
