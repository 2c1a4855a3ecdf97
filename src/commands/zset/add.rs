//! ZADD and ZINCRBY.

use super::writer::Writer;
use crate::command::Tx;
use crate::command::args::{Arg, Args, Key};
use crate::command::reply::{IntoReply, Reply};
use crate::command::spec::{Kind, Spec};
use crate::commands;
use crate::engine::state::changes::ZSET;
use crate::error::{
    Error, Result, SCORE_IS_NO_NUMBER, ZADD_GT_LT_NX, ZADD_INCR_OF_MANY, ZADD_NX_AND_XX,
};

commands! { "sorted-set";
    /// Adds members with scores, or changes their scores. Returns how many are new.
    ZADD(key, options, members): "1.2.0", "O(log(N))", [write denyoom fast], [RW update] => zadd;

    /// Adds to the score of a member; a missing member counts as 0. Returns the new score.
    ZINCRBY(key, increment, member): "1.2.0", "O(log(N))", [write denyoom fast], [RW access update] => zincrby;
}

/// What ZADD does with the members it is given.
#[derive(Debug, Clone, Copy, Default)]
pub struct Flags {
    /// New members alone.
    nx: bool,
    /// Members that are there alone.
    xx: bool,
    /// Greater scores alone, of members that are there.
    gt: bool,
    /// Less, likewise.
    lt: bool,
    /// The reply counts changed members, too.
    ch: bool,
    /// The score is added to the old one.
    incr: bool,
}

impl Flags {
    /// Takes the next word if it is one of the tokens that are `allowed`.
    pub fn take_one(&mut self, args: &mut Args, allowed: &[&str]) -> bool {
        let all = [
            ("NX", &mut self.nx),
            ("XX", &mut self.xx),
            ("GT", &mut self.gt),
            ("LT", &mut self.lt),
            ("CH", &mut self.ch),
            ("INCR", &mut self.incr),
        ];
        for (token, flag) in all {
            if allowed.contains(&token) && args.token(token) {
                *flag = true;
                return true;
            }
        }
        false
    }

    /// Whether no member can be both.
    pub fn is_contradictory(self) -> bool {
        self.nx && self.xx
    }

    /// The score that a member gets, if it gets one.
    fn decide(self, old: Option<f64>, given: f64) -> Result<Option<f64>> {
        let Some(old) = old else {
            return Ok((!self.xx).then_some(given));
        };
        if self.nx {
            return Ok(None);
        }
        let new = if self.incr { old + given } else { given };
        if new.is_nan() {
            return Err(SCORE_IS_NO_NUMBER);
        }
        let is_refused = (self.gt && new <= old) || (self.lt && new >= old);
        Ok((!is_refused).then_some(new))
    }
}

impl<'a> Arg<'a> for Flags {
    fn describe(name: &'static str) -> Spec {
        let one_of = |name, tokens: [&'static str; 2]| {
            let tokens = tokens.map(Spec::token).into();
            Spec::group(name, Kind::OneOf, tokens).optional()
        };
        let options = vec![
            one_of("condition", ["NX", "XX"]),
            one_of("comparison", ["GT", "LT"]),
            Spec::token("CH").optional(),
            Spec::token("INCR").optional(),
        ];
        Spec::group(name, Kind::Options, options).optional()
    }

    /// Looks at the number of members, too: that there are any comes before what contradicts itself.
    fn take(args: &mut Args<'a>) -> Result<Self> {
        let mut flags = Flags::default();
        while flags.take_one(args, &["NX", "XX", "GT", "LT", "CH", "INCR"]) {}
        if args.is_empty() || !args.len().is_multiple_of(2) {
            return Err(Error::Syntax);
        }
        let Flags { nx, gt, lt, .. } = flags;
        match () {
            () if flags.is_contradictory() => Err(ZADD_NX_AND_XX),
            () if [gt, lt, nx].into_iter().filter(|flag| *flag).count() > 1 => Err(ZADD_GT_LT_NX),
            () if flags.incr && args.len() > 2 => Err(ZADD_INCR_OF_MANY),
            () => Ok(flags),
        }
    }
}

/// `score member [score member ...]`.
#[derive(Debug)]
pub struct Members<'a>(Vec<(f64, &'a [u8])>);

impl<'a> Arg<'a> for Members<'a> {
    fn describe(name: &'static str) -> Spec {
        let words = vec![
            Spec::of("score", Kind::Double),
            Spec::of("member", Kind::String),
        ];
        Spec::group(name, Kind::Block, words).multiple()
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let mut all = Vec::with_capacity(args.len() / 2);
        while !args.is_empty() {
            all.push((f64::take(args)?, args.word()?));
        }
        Ok(Members(all))
    }
}

/// What ZADD did.
pub struct Done {
    added: i64,
    changed: i64,
    /// The last member's new score.
    score: Option<f64>,
}

impl Done {
    /// How many members were added, or with CH added or changed.
    pub fn count(&self, flags: Flags) -> i64 {
        match flags.ch {
            true => self.added + self.changed,
            false => self.added,
        }
    }
}

/// Puts members with scores.
pub fn put(tx: &mut Tx, key: Key, flags: Flags, members: &[(f64, &[u8])]) -> Result<Done> {
    let zset = tx.zset(key)?;
    let mut done = Done {
        added: 0,
        changed: 0,
        score: None,
    };
    if zset.is_none() && flags.xx {
        return Ok(done);
    }
    let mut writer = Writer::open(tx, key, zset, members.len())?;
    for (given, member) in members {
        let old = writer.score(tx, member)?;
        let new = flags.decide(old, *given)?;
        match (old, new) {
            (None, Some(new)) => {
                writer.add(tx, member, new)?;
                done.added += 1;
            }
            (Some(old), Some(new)) if old != new => {
                writer.change(tx, member, old, new)?;
                done.changed += 1;
            }
            _ => {}
        }
        done.score = new;
    }
    writer.finish(tx)?;
    if done.added + done.changed > 0 {
        tx.changed(key, ZSET, if flags.incr { "zincr" } else { "zadd" })?;
        tx.wrote((done.added + done.changed) as usize);
    }
    Ok(done)
}

/// How many members, or with INCR the new score.
enum Added {
    Members(i64),
    Score(Option<f64>),
}

impl IntoReply for Added {
    const TS: &'static str = "If<$incr, number | null, number>";
    fn into_reply(self) -> Reply {
        match self {
            Added::Members(count) => Reply::Int(count),
            Added::Score(score) => score.into_reply(),
        }
    }
}

fn zadd(tx: &mut Tx, key: Key, flags: Flags, members: Members) -> Result<Added> {
    let done = put(tx, key, flags, &members.0)?;
    Ok(match flags.incr {
        true => Added::Score(done.score),
        false => Added::Members(done.count(flags)),
    })
}

fn zincrby(tx: &mut Tx, key: Key, increment: f64, member: &[u8]) -> Result<f64> {
    let flags = Flags {
        incr: true,
        ..Flags::default()
    };
    let done = put(tx, key, flags, &[(increment, member)])?;
    Ok(done.score.unwrap_or(increment))
}
