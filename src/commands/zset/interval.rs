//! A part of a sorted set's order: by rank, by score, or by name among members of one score.

use crate::command::Tx;
use crate::error::{Error, MIN_OR_MAX_NOT_A_FLOAT, MIN_OR_MAX_NOT_A_STRING, Result};
use crate::number;
use crate::store::Encoding;
use crate::store::keys::KeyRow;
use crate::store::zsets::{Place, Scored};

/// By what a part of the order is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The place, 0 the first, -1 the last.
    Rank,
    /// The score.
    Score,
    /// The bytes of the member.
    Lex,
}

/// A part of the order as it was asked for.
#[derive(Debug)]
pub enum Interval<'a> {
    /// Both ends are part of it.
    Rank(i64, i64),
    /// Both ends.
    Score(Score, Score),
    /// Both ends.
    Lex(Lex<'a>, Lex<'a>),
}

/// An end by score.
#[derive(Debug)]
pub struct Score {
    score: f64,
    is_exclusive: bool,
}

/// An end by name.
#[derive(Debug, PartialEq)]
pub enum Lex<'a> {
    First,
    Inclusive(&'a [u8]),
    Exclusive(&'a [u8]),
    Last,
}

/// A part of a set that is there.
#[derive(Debug)]
pub enum Part {
    /// From one place to before another.
    Places(Place, Place),
    /// From one rank to before another.
    Ranks(i64, i64),
}

impl Score {
    fn parse(word: &[u8]) -> Result<Score> {
        let number = word.strip_prefix(b"(");
        let score = number::parse_lenient_f64(number.unwrap_or(word));
        Ok(Score {
            score: score.ok_or(MIN_OR_MAX_NOT_A_FLOAT)?,
            is_exclusive: number.is_some(),
        })
    }
}

impl Lex<'_> {
    fn parse(word: &[u8]) -> Result<Lex<'_>> {
        match word {
            b"-" => Ok(Lex::First),
            b"+" => Ok(Lex::Last),
            [b'[', rest @ ..] => Ok(Lex::Inclusive(rest)),
            [b'(', rest @ ..] => Ok(Lex::Exclusive(rest)),
            _ => Err(MIN_OR_MAX_NOT_A_STRING),
        }
    }

    /// Whether a member is not below this lower end.
    fn admits_from(&self, member: &[u8]) -> bool {
        match self {
            Lex::First => true,
            Lex::Inclusive(low) => member >= *low,
            Lex::Exclusive(low) => member > *low,
            Lex::Last => false,
        }
    }

    /// Whether a member is not above this upper end.
    fn admits_to(&self, member: &[u8]) -> bool {
        match self {
            Lex::First => false,
            Lex::Inclusive(high) => member <= *high,
            Lex::Exclusive(high) => member < *high,
            Lex::Last => true,
        }
    }
}

impl<'a> Interval<'a> {
    /// Reads both ends.
    pub fn parse(by: By, min: &'a [u8], max: &'a [u8]) -> Result<Interval<'a>> {
        let rank = |word| number::parse_i64(word).ok_or(Error::NotAnInteger);
        Ok(match by {
            By::Rank => Interval::Rank(rank(min)?, rank(max)?),
            By::Score => Interval::Score(Score::parse(min)?, Score::parse(max)?),
            By::Lex => Interval::Lex(Lex::parse(min)?, Lex::parse(max)?),
        })
    }

    /// What it is of this set; `is_reverse` says that ranks count from the end.
    pub fn of(&self, tx: &mut Tx, zset: &KeyRow, is_reverse: bool) -> Result<Part> {
        Ok(match self {
            Interval::Rank(start, stop) => by_rank(zset.size, *start, *stop, is_reverse),
            Interval::Score(min, max) => Part::Places(
                match min.is_exclusive {
                    true => Place::after_score(min.score),
                    false => Place::before_score(min.score),
                },
                match max.is_exclusive {
                    true => Place::before_score(max.score),
                    false => Place::after_score(max.score),
                },
            ),
            Interval::Lex(min, max) => by_lex(tx, zset, min, max, is_reverse)?,
        })
    }
}

fn by_rank(size: i64, start: i64, stop: i64, is_reverse: bool) -> Part {
    let from_end = |rank: i64| {
        if rank < 0 {
            size.saturating_add(rank)
        } else {
            rank
        }
    };
    let start = from_end(start).max(0);
    let end = from_end(stop).min(size - 1) + 1;
    if start >= end {
        return Part::Ranks(0, 0);
    }
    match is_reverse {
        true => Part::Ranks(size - end, size - start),
        false => Part::Ranks(start, end),
    }
}

/// Names are in order among members of one score alone. Of a small set with several scores Redis
/// gives the members between the first that fits and the next that does not, so redlet does, too.
fn by_lex(tx: &mut Tx, zset: &KeyRow, min: &Lex, max: &Lex, is_reverse: bool) -> Result<Part> {
    let first = tx.store.members_by_rank(zset, 0, 1)?.pop();
    let last = tx.store.members_by_rank(zset, zset.size - 1, 1)?.pop();
    let (Some(first), Some(last)) = (first, last) else {
        return Ok(Part::Ranks(0, 0));
    };
    let score = first.score;
    if score != last.score {
        return mixed(tx, zset, min, max, is_reverse);
    }
    let from = match min {
        Lex::First => Place::start(),
        Lex::Inclusive(low) => Place::at(score, low),
        Lex::Exclusive(low) => Place::after(score, low),
        Lex::Last => Place::end(),
    };
    let to = match max {
        Lex::First => Place::start(),
        Lex::Inclusive(high) => Place::after(score, high),
        Lex::Exclusive(high) => Place::at(score, high),
        Lex::Last => Place::end(),
    };
    Ok(Part::Places(from, to))
}

fn mixed(tx: &mut Tx, zset: &KeyRow, min: &Lex, max: &Lex, is_reverse: bool) -> Result<Part> {
    let members = tx.store.members(zset)?;
    let from = |scored: &Scored| min.admits_from(&scored.member);
    let to = |scored: &Scored| max.admits_to(&scored.member);
    let is_hopeless =
        !members.first().is_some_and(to) || !members.last().is_some_and(from) || is_empty(min, max);
    // What a large set has between the ends depends on chance in Redis.
    let is_reverse = is_reverse && zset.encoding == Encoding::Listpack;
    let (start, end) = if is_hopeless {
        (0, 0)
    } else if is_reverse {
        let end = members.iter().rposition(to).map_or(0, |at| at + 1);
        let before = members.iter().take(end).rev();
        (end - before.take_while(|scored| from(scored)).count(), end)
    } else {
        let start = members.iter().position(from).unwrap_or(members.len());
        let after = members.iter().skip(start);
        (start, start + after.take_while(|scored| to(scored)).count())
    };
    Ok(Part::Ranks(start as i64, end as i64))
}

fn is_empty(min: &Lex, max: &Lex) -> bool {
    match (min, max) {
        (Lex::Inclusive(low), Lex::Inclusive(high)) => low > high,
        (
            Lex::Inclusive(low) | Lex::Exclusive(low),
            Lex::Inclusive(high) | Lex::Exclusive(high),
        ) => low >= high,
        (Lex::Last, _) | (_, Lex::First) => true,
        _ => false,
    }
}

impl Part {
    /// How many members it has.
    pub fn count(&self, tx: &mut Tx, zset: &KeyRow) -> Result<i64> {
        let count = match self {
            Part::Places(from, to) => tx.store.rank(zset, to)? - tx.store.rank(zset, from)?,
            Part::Ranks(start, end) => end - start,
        };
        Ok(count.max(0))
    }

    /// Its members without the first `offset`, and at most `limit`, all where that is negative.
    pub fn members(
        self,
        tx: &mut Tx,
        zset: &KeyRow,
        is_reverse: bool,
        (offset, limit): (i64, i64),
    ) -> Result<Vec<Scored>> {
        if offset < 0 {
            return Ok(Vec::new());
        }
        let (start, end) = match self {
            Part::Places(from, to) => {
                let window = (offset, limit);
                return Ok(tx
                    .store
                    .members_between(zset, &from, &to, is_reverse, window)?);
            }
            Part::Ranks(start, end) => (start, end),
        };
        let count = (end - start).saturating_sub(offset).max(0);
        let count = if limit < 0 { count } else { count.min(limit) };
        if count == 0 {
            return Ok(Vec::new());
        }
        let first = if is_reverse {
            end - offset - count
        } else {
            start + offset
        };
        let mut members = tx.store.members_by_rank(zset, first, count)?;
        if is_reverse {
            members.reverse();
        }
        Ok(members)
    }

    /// Where it starts and ends.
    pub fn places(self, tx: &mut Tx, zset: &KeyRow) -> Result<(Place, Place)> {
        Ok(match self {
            Part::Places(from, to) => (from, to),
            Part::Ranks(start, end) if start >= end => (Place::start(), Place::start()),
            Part::Ranks(start, end) => (
                tx.store.place_of(zset, start)?,
                tx.store.place_of(zset, end)?,
            ),
        })
    }
}
