//! Making one sorted set of several: unions, intersections, differences.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::range::Members;
use super::store_result;
use crate::command::Tx;
use crate::command::args::{Arg, Args, Key, NumKeys, take_keys};
use crate::command::spec::{Kind, Spec};
use crate::error::{Error, LIMIT_NEGATIVE, Result, WEIGHT_NOT_A_FLOAT, no_input_keys};
use crate::order::sorted;
use crate::store::Type;
use crate::store::keys::KeyRow;
use crate::store::zsets::Scored;
use crate::{commands, number, tokens};

commands! { "sorted-set";
    /// Members of the first set that no other has.
    ZDIFF(keys, options): "6.2.0", "O(L+(N-K)log(N))", [readonly movablekeys], [RO access] => zdiff;

    /// Stores the members of the first set that no other has. Returns how many.
    ZDIFFSTORE(destination, keys, options): "6.2.0", "O(L+(N-K)log(N))", [write reads denyoom movablekeys], [OW update RO access] => zdiffstore;

    /// Members that all sets have.
    ZINTER(keys, options): "6.2.0", "O(N*K)+O(M*log(M))", [readonly movablekeys], [RO access] => zinter;

    /// Counts the members that all sets have.
    ZINTERCARD(keys, options): "7.0.0", "O(N*K)", [readonly movablekeys], [RO access] => zintercard;

    /// Stores the members that all sets have. Returns how many.
    ZINTERSTORE(destination, keys, options): "2.0.0", "O(N*K)+O(M*log(M))", [write reads denyoom movablekeys], [OW update RO access] => zinterstore;

    /// Members that any set has.
    ZUNION(keys, options): "6.2.0", "O(N)+O(M*log(M))", [readonly movablekeys], [RO access] => zunion;

    /// Stores the members that any set has. Returns how many.
    ZUNIONSTORE(destination, keys, options): "2.0.0", "O(N)+O(M*log(M))", [write reads denyoom movablekeys], [OW update RO access] => zunionstore;
}

/// `numkeys key [key ...]` with these commands' own error for no keys.
#[derive(Debug)]
pub struct Keys<'a>(Vec<Key<'a>>);

impl<'a> Arg<'a> for Keys<'a> {
    fn describe(name: &'static str) -> Spec {
        NumKeys::describe(name)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let count = i64::take(args)?;
        if count < 1 {
            return Err(no_input_keys(args.command()));
        }
        take_keys(args, count).map(Keys)
    }
}

tokens! {
    /// What becomes of the scores of a member that several sets have.
    Aggregate { SUM, MIN, MAX }
}

/// The options that a command has.
const WEIGHTS: u8 = 1;
const SCORES: u8 = 2;

/// The options of a command that has those of `HAS`, which Redis reads after it has looked at the
/// keys.
#[derive(Debug)]
pub struct Options<'a, const HAS: u8>(Args<'a>);

impl<'a, const HAS: u8> Arg<'a> for Options<'a, HAS> {
    fn describe(name: &'static str) -> Spec {
        describe(name, HAS)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        Ok(Options(args.split_off()))
    }
}

fn describe(name: &'static str, has: u8) -> Spec {
    let mut children = Vec::new();
    if has & WEIGHTS != 0 {
        let weight = Spec::of("weight", Kind::Double).after("WEIGHTS");
        let aggregate = Aggregate::describe("aggregate").after("AGGREGATE");
        children.extend([weight.multiple().optional(), aggregate.optional()]);
    }
    if has & SCORES != 0 {
        children.push(Spec::token("WITHSCORES").optional());
    }
    Spec::group(name, Kind::Options, children).optional()
}

/// How sets are combined.
struct Rules {
    /// One a key.
    weights: Vec<f64>,
    aggregate: Aggregate,
    with_scores: bool,
}

impl Rules {
    fn parse(mut args: Args, has: u8, keys: usize) -> Result<Rules> {
        let mut rules = Rules {
            weights: vec![1.0; keys],
            aggregate: Aggregate::SUM,
            with_scores: false,
        };
        while !args.is_empty() {
            if has & WEIGHTS != 0 && args.len() > keys && args.token("WEIGHTS") {
                for weight in &mut rules.weights {
                    *weight = number::parse_f64(args.word()?).ok_or(WEIGHT_NOT_A_FLOAT)?;
                }
            } else if has & WEIGHTS != 0 && args.len() > 1 && args.token("AGGREGATE") {
                rules.aggregate = Aggregate::take(&mut args)?;
            } else if has & SCORES != 0 && args.token("WITHSCORES") {
                rules.with_scores = true;
            } else {
                return Err(Error::Syntax);
            }
        }
        Ok(rules)
    }

    fn join(&self, a: f64, b: f64) -> f64 {
        match self.aggregate {
            Aggregate::SUM => number_or_zero(a + b),
            Aggregate::MIN if b < a => b,
            Aggregate::MAX if b > a => b,
            _ => a,
        }
    }
}

/// Opposite infinities, and an infinity times 0, count as 0.
fn number_or_zero(score: f64) -> f64 {
    if score.is_nan() { 0.0 } else { score }
}

/// A set that is combined with others.
struct Source {
    /// None where there is no such key.
    row: Option<KeyRow>,
    weight: f64,
}

/// What the keys hold, in their order.
fn sources(tx: &mut Tx, keys: &[Key]) -> Result<Vec<Source>> {
    let source = |key: &Key| {
        let row = tx.find(*key)?;
        match row {
            Some(row) if !Source::is_kind(row.kind) => Err(Error::WrongType),
            row => Ok(Source { row, weight: 1.0 }),
        }
    };
    keys.iter().map(source).collect()
}

/// What may be combined is known here alone.
impl Source {
    fn is_kind(kind: Type) -> bool {
        kind == Type::ZSET || kind == Type::SET
    }

    fn size(&self) -> i64 {
        self.row.map_or(0, |row| row.size)
    }

    /// All members, in order.
    fn members(&self, tx: &Tx) -> Result<Vec<Scored>> {
        match &self.row {
            // Members of a plain set count 1.
            Some(row) if row.kind == Type::SET => {
                let members = tx.store.set_members(row)?.into_iter();
                Ok(members
                    .map(|member| Scored { member, score: 1.0 })
                    .collect())
            }
            Some(row) => Ok(tx.store.members(row)?),
            None => Ok(Vec::new()),
        }
    }

    /// The score of a member.
    fn score(&self, tx: &Tx, member: &[u8]) -> Result<Option<f64>> {
        match &self.row {
            Some(row) if row.kind == Type::SET => {
                Ok(tx.store.has_member(row, member)?.then_some(1.0))
            }
            Some(row) => Ok(tx.store.score(row, member)?),
            None => Ok(None),
        }
    }

    fn weighted(&self, score: f64) -> f64 {
        number_or_zero(score * self.weight)
    }
}

#[derive(Clone, Copy)]
enum Operation {
    Union,
    Intersection,
    Difference,
}

/// The options, and the combined members in order.
fn combine(
    tx: &mut Tx,
    operation: Operation,
    keys: &[Key],
    options: Args,
    has: u8,
) -> Result<(Rules, Vec<Scored>)> {
    let mut sources = sources(tx, keys)?;
    let rules = Rules::parse(options, has, keys.len())?;
    for (source, weight) in sources.iter_mut().zip(&rules.weights) {
        source.weight = *weight;
    }
    let members = match operation {
        Operation::Union => union(tx, &rules, by_size(sources))?,
        Operation::Intersection => intersection(tx, &rules, by_size(sources))?,
        Operation::Difference => difference(tx, &sources)?,
    };
    let members = sorted(members, |a, b| {
        let by_score = a.score.partial_cmp(&b.score);
        by_score
            .unwrap_or(Ordering::Equal)
            .then_with(|| a.member.cmp(&b.member))
    });
    Ok((rules, members))
}

/// Redis adds scores up from the smallest set to the largest, which decides the last digit.
fn by_size(sources: Vec<Source>) -> Vec<Source> {
    sorted(sources, |a, b| a.size().cmp(&b.size()))
}

fn union(tx: &Tx, rules: &Rules, sources: Vec<Source>) -> Result<Vec<Scored>> {
    let mut scores: HashMap<Vec<u8>, f64> = HashMap::new();
    for source in sources {
        for Scored { member, score } in source.members(tx)? {
            let score = source.weighted(score);
            let joined = scores.entry(member);
            joined
                .and_modify(|old| *old = rules.join(*old, score))
                .or_insert(score);
        }
    }
    let scores = scores.into_iter();
    Ok(scores
        .map(|(member, score)| Scored { member, score })
        .collect())
}

fn intersection(tx: &Tx, rules: &Rules, sources: Vec<Source>) -> Result<Vec<Scored>> {
    let Some((first, others)) = sources.split_first() else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    if first.size() == 0 {
        return Ok(found);
    }
    'members: for Scored { member, score } in first.members(tx)? {
        let mut joined = first.weighted(score);
        for other in others {
            match other.score(tx, &member)? {
                // No zero for a NaN here: it is the sum that becomes 0, as in Redis.
                Some(score) => joined = rules.join(joined, score * other.weight),
                None => continue 'members,
            }
        }
        found.push(Scored {
            member,
            score: joined,
        });
    }
    Ok(found)
}

fn difference(tx: &Tx, sources: &[Source]) -> Result<Vec<Scored>> {
    let Some((first, others)) = sources.split_first() else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    'members: for scored in first.members(tx)? {
        for other in others {
            if other.score(tx, &scored.member)?.is_some() {
                continue 'members;
            }
        }
        found.push(scored);
    }
    Ok(found)
}

fn read(
    tx: &mut Tx,
    operation: Operation,
    keys: &[Key],
    options: Args,
    has: u8,
) -> Result<Members> {
    let (rules, members) = combine(tx, operation, keys, options, has)?;
    Ok(Members {
        members,
        with_scores: rules.with_scores,
    })
}

fn store(
    tx: &mut Tx,
    destination: Key,
    operation: Operation,
    keys: &[Key],
    options: Args,
    has: u8,
) -> Result<i64> {
    let (_, members) = combine(tx, operation, keys, options, has)?;
    let event = tx.command.name.to_ascii_lowercase();
    store_result(tx, destination, &members, &event)
}

fn zunion(tx: &mut Tx, keys: Keys, options: Options<{ WEIGHTS | SCORES }>) -> Result<Members> {
    read(tx, Operation::Union, &keys.0, options.0, WEIGHTS | SCORES)
}

fn zinter(tx: &mut Tx, keys: Keys, options: Options<{ WEIGHTS | SCORES }>) -> Result<Members> {
    read(
        tx,
        Operation::Intersection,
        &keys.0,
        options.0,
        WEIGHTS | SCORES,
    )
}

fn zdiff(tx: &mut Tx, keys: Keys, options: Options<SCORES>) -> Result<Members> {
    read(tx, Operation::Difference, &keys.0, options.0, SCORES)
}

fn zunionstore(
    tx: &mut Tx,
    destination: Key,
    keys: Keys,
    options: Options<WEIGHTS>,
) -> Result<i64> {
    store(
        tx,
        destination,
        Operation::Union,
        &keys.0,
        options.0,
        WEIGHTS,
    )
}

fn zinterstore(
    tx: &mut Tx,
    destination: Key,
    keys: Keys,
    options: Options<WEIGHTS>,
) -> Result<i64> {
    store(
        tx,
        destination,
        Operation::Intersection,
        &keys.0,
        options.0,
        WEIGHTS,
    )
}

fn zdiffstore(tx: &mut Tx, destination: Key, keys: Keys, options: Options<0>) -> Result<i64> {
    store(
        tx,
        destination,
        Operation::Difference,
        &keys.0,
        options.0,
        0,
    )
}

/// `[LIMIT limit]`, read after the keys were looked at.
#[derive(Debug)]
pub struct Limit<'a>(Args<'a>);

impl<'a> Arg<'a> for Limit<'a> {
    fn describe(_: &'static str) -> Spec {
        Spec::of("limit", Kind::Integer).after("LIMIT").optional()
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        Ok(Limit(args.split_off()))
    }
}

impl Limit<'_> {
    /// The limit; 0 is none.
    pub fn parse(mut self) -> Result<i64> {
        let mut limit = 0;
        while !self.0.is_empty() {
            if self.0.len() < 2 || !self.0.token("LIMIT") {
                return Err(Error::Syntax);
            }
            let given = number::parse_i64(self.0.word()?).filter(|limit| *limit >= 0);
            limit = given.ok_or(LIMIT_NEGATIVE)?;
        }
        Ok(limit)
    }
}

fn zintercard(tx: &mut Tx, keys: Keys, limit: Limit) -> Result<i64> {
    let sources = sources(tx, &keys.0)?;
    let limit = limit.parse()?;
    let rules = Rules {
        weights: Vec::new(),
        aggregate: Aggregate::SUM,
        with_scores: false,
    };
    let count = intersection(tx, &rules, by_size(sources))?.len() as i64;
    Ok(if limit > 0 { count.min(limit) } else { count })
}
