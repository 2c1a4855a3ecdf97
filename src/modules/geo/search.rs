//! Members in an area.

use super::cell::{self, Point, Shape};
use super::error::{
    ANY_WITHOUT_COUNT, COUNT_NOT_ABOVE_0, HEIGHT_NOT_NUMERIC, MEMBER_NOT_DECODED, RADIUS_NEGATIVE,
    RADIUS_NOT_NUMERIC, SIZE_NEGATIVE, WIDTH_NOT_NUMERIC, geo_store_conflict, one_of_two,
};
use super::{describe_unit, meters, position, take_number, take_point};
use crate::command::Tx;
use crate::command::args::{Arg, Args, Key};
use crate::command::reply::{IntoReply, Reply};
use crate::command::spec::{Kind, Spec};
use crate::commands;
use crate::commands::zset::store_result;
use crate::error::{Error, Result};
use crate::number;
use crate::order::sorted;
use crate::store::keys::KeyRow;
use crate::store::zsets::{Place, Scored};

commands! { "geo";
    /// Members around a point, which may be stored.
    GEORADIUS(key, query): "3.2.0", "O(N+log(M))", [write reads denyoom movablekeys], [RO access OW update OW update] => georadius;

    /// Members around another member, which may be stored.
    GEORADIUSBYMEMBER(key, query): "3.2.0", "O(N+log(M))", [write reads denyoom movablekeys], [RO access OW update OW update] => georadiusbymember;

    /// Members around another member.
    GEORADIUSBYMEMBER_RO(key, query): "3.2.10", "O(N+log(M))", [readonly], [RO access] => georadiusbymember_ro;

    /// Members around a point.
    GEORADIUS_RO(key, query): "3.2.10", "O(N+log(M))", [readonly], [RO access] => georadius_ro;

    /// Members in a circle or a box around a point or another member.
    GEOSEARCH(key, query): "6.2.0", "O(N+log(M))", [readonly], [RO access] => geosearch;

    /// Stores members in a circle or a box. Returns how many.
    GEOSEARCHSTORE(destination, source, query): "6.2.0", "O(N+log(M))", [write reads denyoom], [OW update RO access] => geosearchstore;
}

/// What a command of this family takes.
const POINT: u8 = 1;
const MEMBER: u8 = 2;
const SEARCH: u8 = 4;
const STORE: u8 = 8;

/// The words of a search, which Redis reads after it has looked at the key.
#[derive(Debug)]
struct Words<'a, const HAS: u8>(Args<'a>);

impl<'a, const HAS: u8> Arg<'a> for Words<'a, HAS> {
    fn describe(name: &'static str) -> Spec {
        describe(name, HAS)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        Ok(Words(args.split_off()))
    }
}

fn describe(name: &'static str, has: u8) -> Spec {
    let block = |name, children| Spec::group(name, Kind::Block, children);
    let one_of = |name, children| Spec::group(name, Kind::OneOf, children);
    let double = |name| Spec::of(name, Kind::Double);
    let point = || vec![double("longitude"), double("latitude")];
    let member = || Spec::of("member", Kind::String);
    let radius = || vec![double("radius"), describe_unit()];
    let mut children = Vec::new();
    if has & SEARCH != 0 {
        let size = vec![double("width"), double("height"), describe_unit()];
        let from = vec![
            member().after("FROMMEMBER"),
            block("fromlonlat", point()).after("FROMLONLAT"),
        ];
        let by = vec![
            block("circle", radius()).after("BYRADIUS"),
            block("box", size).after("BYBOX"),
        ];
        children.push(one_of("from", from));
        children.push(one_of("by", by));
    }
    let orders = ["ASC", "DESC"].map(Spec::token).into();
    children.push(one_of("order", orders).optional());
    children.push(Spec::of("count", Kind::Integer).after("COUNT").optional());
    children.push(Spec::token("ANY").optional());
    if has & SEARCH != 0 && has & STORE != 0 {
        children.push(Spec::token("STOREDIST").optional());
    } else {
        let with = ["WITHCOORD", "WITHDIST", "WITHHASH"].map(Spec::token);
        children.extend(with.map(Spec::optional));
    }
    if has & SEARCH == 0 && has & STORE != 0 {
        let key = |name: &'static str| Spec::of("key", Kind::Key).after(name).optional();
        children.extend(["STORE", "STOREDIST"].map(key));
    }
    let options = Spec {
        optional: has & SEARCH == 0,
        ..Spec::group(name, Kind::Options, children)
    };
    let mut words = match has {
        _ if has & POINT != 0 => point(),
        _ if has & MEMBER != 0 => vec![member()],
        _ => return options,
    };
    words.extend(radius());
    words.push(options);
    block(name, words)
}

/// A search as it was asked for.
struct Query<'a> {
    middle: Option<Point>,
    shape: Option<Shape>,
    /// Meters in the unit of distances.
    unit: f64,
    /// Nearest first, or farthest.
    is_ascending: Option<bool>,
    /// 0 is all.
    count: usize,
    is_any: bool,
    with_distance: bool,
    with_hash: bool,
    with_point: bool,
    store: Option<Key<'a>>,
    stores_distance: bool,
}

/// A member that was found.
struct Found {
    member: Vec<u8>,
    score: f64,
    point: Point,
    distance: f64,
}

/// Where the search starts: at a member. None where there is no such key, which Redis lets pass.
fn middle(tx: &Tx, zset: Option<&KeyRow>, member: &[u8]) -> Result<Option<Point>> {
    let Some(zset) = zset else {
        return Ok(None);
    };
    let score = tx.store.score(zset, member)?.ok_or(MEMBER_NOT_DECODED)?;
    Ok(Some(cell::point(score)))
}

impl<'a> Query<'a> {
    /// The words are those of a command that has what `has` says.
    fn parse(tx: &Tx, zset: Option<&KeyRow>, mut args: Args<'a>, has: u8) -> Result<Query<'a>> {
        let mut query = Query {
            middle: None,
            shape: None,
            unit: 1.0,
            is_ascending: None,
            count: 0,
            is_any: false,
            with_distance: false,
            with_hash: false,
            with_point: false,
            store: None,
            stores_distance: false,
        };
        if has & POINT != 0 {
            query.middle = Some(take_point(&mut args)?);
        }
        if has & MEMBER != 0 {
            query.middle = middle(tx, zset, args.word()?)?;
        }
        if has & SEARCH == 0 && has & MEMBER != 0 && zset.is_none() {
            // Redis does not look at the radius then.
            args.word()?;
            args.word()?;
        } else if has & SEARCH == 0 {
            query.take_circle(&mut args)?;
        }
        let mut has_middle = false;
        while !args.is_empty() {
            if query.take_flag(&mut args)? {
                continue;
            }
            let left = args.len();
            let may_store = has & SEARCH == 0 && has & STORE != 0 && left > 1;
            if has & SEARCH != 0 && has & STORE != 0 && args.token("STOREDIST") {
                query.stores_distance = true;
            } else if may_store && args.token("STORE") {
                query.store = Some(Key(args.word()?));
                query.stores_distance = false;
            } else if may_store && args.token("STOREDIST") {
                query.store = Some(Key(args.word()?));
                query.stores_distance = true;
            } else if has & SEARCH == 0 || !query.take_area(tx, zset, &mut args, &mut has_middle)? {
                return Err(Error::Syntax);
            }
        }
        Ok(query)
    }

    /// Takes an option that all have.
    fn take_flag(&mut self, args: &mut Args) -> Result<bool> {
        if args.len() > 1 && args.token("COUNT") {
            let count = number::parse_i64(args.word()?).ok_or(Error::NotAnInteger)?;
            if count <= 0 {
                return Err(COUNT_NOT_ABOVE_0);
            }
            self.count = usize::try_from(count).unwrap_or(usize::MAX);
            return Ok(true);
        }
        for (token, is_ascending) in [("ASC", true), ("DESC", false)] {
            if args.token(token) {
                self.is_ascending = Some(is_ascending);
                return Ok(true);
            }
        }
        let flags = [
            ("WITHDIST", &mut self.with_distance),
            ("WITHHASH", &mut self.with_hash),
            ("WITHCOORD", &mut self.with_point),
            ("ANY", &mut self.is_any),
        ];
        for (token, flag) in flags {
            if args.token(token) {
                *flag = true;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Takes a part of where GEOSEARCH looks: `FROM...` or `BY...`.
    fn take_area(
        &mut self,
        tx: &Tx,
        zset: Option<&KeyRow>,
        args: &mut Args,
        is_member: &mut bool,
    ) -> Result<bool> {
        let left = args.len();
        let is_point = self.middle.is_some() && !*is_member;
        if left > 1 && !is_point && args.token("FROMMEMBER") {
            let at = middle(tx, zset, args.word()?)?;
            // Without a key nothing is found, wherever it is looked for.
            self.middle = at.or(Some(cell::point(0.0)));
            *is_member = true;
        } else if left > 2 && !*is_member && args.token("FROMLONLAT") {
            self.middle = Some(take_point(args)?);
        } else if left > 2 && !matches!(self.shape, Some(Shape::Box(..))) && args.token("BYRADIUS")
        {
            self.take_circle(args)?;
        } else if left > 3 && !matches!(self.shape, Some(Shape::Circle(_))) && args.token("BYBOX") {
            let width = take_number(args, WIDTH_NOT_NUMERIC)?;
            let height = take_number(args, HEIGHT_NOT_NUMERIC)?;
            if width < 0.0 || height < 0.0 {
                return Err(SIZE_NEGATIVE);
            }
            self.unit = meters(args.word()?)?;
            self.shape = Some(Shape::Box(width * self.unit, height * self.unit));
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn take_circle(&mut self, args: &mut Args) -> Result<()> {
        let radius = take_number(args, RADIUS_NOT_NUMERIC)?;
        if radius < 0.0 {
            return Err(RADIUS_NEGATIVE);
        }
        self.unit = meters(args.word()?)?;
        self.shape = Some(Shape::Circle(radius * self.unit));
        Ok(())
    }

    /// Refuses what does not go together.
    fn check(&self, name: &str, has: u8) -> Result<()> {
        let is_store = self.store.is_some();
        if is_store && (self.with_distance || self.with_hash || self.with_point) {
            return Err(geo_store_conflict(has & SEARCH != 0));
        }
        if has & SEARCH != 0 && self.middle.is_none() {
            return Err(one_of_two("FROMMEMBER or FROMLONLAT", name));
        }
        if has & SEARCH != 0 && self.shape.is_none() {
            return Err(one_of_two("BYRADIUS and BYBOX", name));
        }
        match self.is_any && self.count == 0 {
            true => Err(ANY_WITHOUT_COUNT),
            false => Ok(()),
        }
    }

    /// The members that it finds, as many as are asked for.
    fn run(&self, tx: &Tx, zset: &KeyRow) -> Result<Vec<Found>> {
        let (Some(middle), Some(shape)) = (self.middle, self.shape) else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        let is_enough = |found: &Vec<Found>| self.is_any && found.len() >= self.count;
        'cells: for cell in shape.cells(middle) {
            let (from, to) = cell.scores();
            let (from, to) = (Place::before_score(from), Place::before_score(to));
            let members = tx.store.members_between(zset, &from, &to, false, (0, -1))?;
            for Scored { member, score } in members {
                if is_enough(&found) {
                    break 'cells;
                }
                let point = cell::point(score);
                if let Some(distance) = shape.distance_inside(middle, point) {
                    found.push(Found {
                        member,
                        score,
                        point,
                        distance: distance / self.unit,
                    });
                }
            }
        }
        // The nearest ones are those that a count alone asks for.
        let by_default = (self.count > 0 && !self.is_any).then_some(true);
        if let Some(is_ascending) = self.is_ascending.or(by_default) {
            found = sorted(found, |a, b| {
                let order = a.distance.total_cmp(&b.distance);
                if is_ascending { order } else { order.reverse() }
            });
        }
        if self.count > 0 {
            found.truncate(self.count);
        }
        Ok(found)
    }

    fn reply(&self, found: Found) -> Reply {
        let member = Reply::Bulk(found.member);
        let mut parts = Vec::new();
        if self.with_distance {
            parts.push(Reply::Fixed(found.distance));
        }
        if self.with_hash {
            parts.push(Reply::Int(found.score as i64));
        }
        if self.with_point {
            parts.push(position(found.point));
        }
        if parts.is_empty() {
            return member;
        }
        parts.insert(0, member);
        Reply::Array(parts)
    }
}

/// What was found; or how much was stored.
enum Outcome {
    Found(Vec<Reply>),
    Stored(i64),
}

impl IntoReply for Outcome {
    const TS: &'static str = "Found<$withdist, $withhash, $withcoord>[]";
    fn into_reply(self) -> Reply {
        match self {
            Outcome::Found(found) => Reply::Array(found),
            Outcome::Stored(count) => Reply::Int(count),
        }
    }
}

/// What was found, or with STORE or STOREDIST how much was stored.
struct FoundOrStored(Outcome);

impl IntoReply for FoundOrStored {
    const TS: &'static str =
        "If<$store, number, If<$storedist, number, Found<$withdist, $withhash, $withcoord>[]>>";
    fn into_reply(self) -> Reply {
        self.0.into_reply()
    }
}

fn search(tx: &mut Tx, key: Key, words: Args, has: u8, store: Option<Key>) -> Result<Outcome> {
    let zset = tx.zset(key)?;
    let mut query = Query::parse(tx, zset.as_ref(), words, has)?;
    query.store = query.store.or(store);
    query.check(tx.command.name, has)?;
    let found = match &zset {
        Some(zset) => query.run(tx, zset)?,
        None => Vec::new(),
    };
    let Some(destination) = query.store else {
        let found = found.into_iter();
        return Ok(Outcome::Found(
            found.map(|found| query.reply(found)).collect(),
        ));
    };
    let member = |found: Found| Scored {
        score: if query.stores_distance {
            found.distance
        } else {
            found.score
        },
        member: found.member,
    };
    let members: Vec<Scored> = found.into_iter().map(member).collect();
    let event = match has & SEARCH != 0 {
        true => "geosearchstore",
        false => "georadiusstore",
    };
    let stored = store_result(tx, destination, &members, event)?;
    if stored > 0 {
        tx.wrote(members.len());
    }
    Ok(Outcome::Stored(stored))
}

fn georadius(tx: &mut Tx, key: Key, query: Words<{ POINT | STORE }>) -> Result<FoundOrStored> {
    search(tx, key, query.0, POINT | STORE, None).map(FoundOrStored)
}

fn georadius_ro(tx: &mut Tx, key: Key, query: Words<POINT>) -> Result<Outcome> {
    search(tx, key, query.0, POINT, None)
}

fn georadiusbymember(
    tx: &mut Tx,
    key: Key,
    query: Words<{ MEMBER | STORE }>,
) -> Result<FoundOrStored> {
    search(tx, key, query.0, MEMBER | STORE, None).map(FoundOrStored)
}

fn georadiusbymember_ro(tx: &mut Tx, key: Key, query: Words<MEMBER>) -> Result<Outcome> {
    search(tx, key, query.0, MEMBER, None)
}

fn geosearch(tx: &mut Tx, key: Key, query: Words<SEARCH>) -> Result<Outcome> {
    search(tx, key, query.0, SEARCH, None)
}

fn geosearchstore(
    tx: &mut Tx,
    destination: Key,
    source: Key,
    query: Words<{ SEARCH | STORE }>,
) -> Result<i64> {
    match search(tx, source, query.0, SEARCH | STORE, Some(destination))? {
        Outcome::Stored(count) => Ok(count),
        Outcome::Found(found) => Ok(found.len() as i64),
    }
}
