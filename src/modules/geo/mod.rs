//! Places on the earth: sorted sets whose scores are geohashes.
//!
//! Here are the commands about single members; `search` has those that look for members in an area,
//! `cell` the arithmetic.

mod angle;
mod cell;
mod error;
mod search;

use crate::command::args::{Any, Arg, Args, Key};
use crate::command::reply::{IntoReply, Reply};
use crate::command::spec::{Kind, Spec};
use crate::command::{Module, Tx};
use crate::commands::zset::Flags;
use crate::error::{Error, Result};
use crate::{commands, number};
use cell::{MAX_LATITUDE, MAX_LONGITUDE, Point};
use error::{UNSUPPORTED_UNIT, invalid_coordinates};

/// What the list of modules has of this one.
pub const MODULE: Module = Module {
    name: "geo",
    families: &[COMMANDS, search::COMMANDS],
    ..Module::EMPTY
};

commands! { "geo";
    /// Adds members with their coordinates, or moves them. Returns how many are new.
    GEOADD(key, options, members): "3.2.0", "O(log(N))", [write denyoom], [RW update] => geoadd;

    /// The distance between two members.
    GEODIST(key, member1, member2, unit): "3.2.0", "O(1)", [readonly], [RO access] => geodist;

    /// The geohashes of members, as text.
    GEOHASH(key, member): "3.2.0", "O(1)", [readonly], [RO access] => geohash;

    /// The coordinates of members.
    GEOPOS(key, member): "3.2.0", "O(1)", [readonly], [RO access] => geopos;
}

/// Reads a longitude and a latitude.
fn take_point(args: &mut Args) -> Result<Point> {
    let (longitude, latitude) = (f64::take(args)?, f64::take(args)?);
    let is_in = |value: f64, max: f64| (-max..=max).contains(&value);
    if !is_in(longitude, MAX_LONGITUDE) || !is_in(latitude, MAX_LATITUDE) {
        return Err(invalid_coordinates(longitude, latitude));
    }
    Ok(Point {
        longitude,
        latitude,
    })
}

/// The number of meters in a unit.
fn meters(unit: &[u8]) -> Result<f64> {
    let is = |name: &str| unit.eq_ignore_ascii_case(name.as_bytes());
    match () {
        () if is("m") => Ok(1.0),
        () if is("km") => Ok(1000.0),
        () if is("ft") => Ok(0.3048),
        () if is("mi") => Ok(1609.34),
        () => Err(UNSUPPORTED_UNIT),
    }
}

fn describe_unit() -> Spec {
    let units = ["M", "KM", "FT", "MI"].map(Spec::token).into();
    Spec::group("unit", Kind::OneOf, units)
}

/// `[NX | XX] [CH]`.
#[derive(Debug)]
struct Options(Flags);

impl<'a> Arg<'a> for Options {
    fn describe(name: &'static str) -> Spec {
        let mut spec = Flags::describe(name);
        spec.children
            .retain(|child| child.name != "comparison" && child.name != "INCR");
        spec
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let mut flags = Flags::default();
        while flags.take_one(args, &["NX", "XX", "CH"]) {}
        if args.is_empty() || !args.len().is_multiple_of(3) || flags.is_contradictory() {
            return Err(Error::Syntax);
        }
        Ok(Options(flags))
    }
}

/// `longitude latitude member [longitude latitude member ...]`.
#[derive(Debug)]
struct Members<'a>(Vec<(f64, &'a [u8])>);

impl<'a> Arg<'a> for Members<'a> {
    fn describe(name: &'static str) -> Spec {
        let words = vec![
            Spec::of("longitude", Kind::Double),
            Spec::of("latitude", Kind::Double),
            Spec::of("member", Kind::String),
        ];
        Spec::group(name, Kind::Block, words).multiple()
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let mut all = Vec::with_capacity(args.len() / 3);
        while !args.is_empty() {
            all.push((cell::score(take_point(args)?), args.word()?));
        }
        Ok(Members(all))
    }
}

fn geoadd(tx: &mut Tx, key: Key, options: Options, members: Members) -> Result<i64> {
    crate::commands::zset::put(tx, key, options.0, &members.0).map(|done| done.count(options.0))
}

/// `[unit]`, and nothing after it.
#[derive(Debug)]
struct Unit<'a>(Option<&'a [u8]>);

impl<'a> Arg<'a> for Unit<'a> {
    fn describe(_: &'static str) -> Spec {
        describe_unit().optional()
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        match args.rest() {
            [] => Ok(Unit(None)),
            [unit] => Ok(Unit(Some(unit))),
            _ => Err(Error::Syntax),
        }
    }
}

/// A distance, which Redis prints with four decimals.
struct Distance(f64);

impl IntoReply for Option<Distance> {
    const TS: &'static str = "number | null";
    fn into_reply(self) -> Reply {
        self.map_or(Reply::Nil, |distance| Reply::Fixed(distance.0))
    }
}

fn geodist(
    tx: &mut Tx,
    key: Key,
    member1: &[u8],
    member2: &[u8],
    unit: Unit,
) -> Result<Option<Distance>> {
    let unit = unit.0.map_or(Ok(1.0), meters)?;
    let Some(zset) = tx.zset(key)? else {
        return Ok(None);
    };
    let scores = (
        tx.store.score(&zset, member1)?,
        tx.store.score(&zset, member2)?,
    );
    let (Some(a), Some(b)) = scores else {
        return Ok(None);
    };
    let meters = cell::distance(cell::point(a), cell::point(b));
    Ok(Some(Distance(meters / unit)))
}

/// The scores of members.
fn scores(tx: &mut Tx, key: Key, members: &[&[u8]]) -> Result<Vec<Option<f64>>> {
    let zset = tx.zset(key)?;
    let score = |member: &&[u8]| match &zset {
        Some(zset) => Ok(tx.store.score(zset, member)?),
        None => Ok(None),
    };
    members.iter().map(score).collect()
}

fn geohash(tx: &mut Tx, key: Key, members: Any<&[u8]>) -> Result<Vec<Option<Vec<u8>>>> {
    let scores = scores(tx, key, &members.0)?.into_iter();
    Ok(scores.map(|score| score.map(cell::letters)).collect())
}

/// Where members are.
struct Positions(Vec<Option<Point>>);

fn position(point: Point) -> Reply {
    let Point {
        longitude,
        latitude,
    } = point;
    Reply::Array(vec![Reply::Double(longitude), Reply::Double(latitude)])
}

impl IntoReply for Positions {
    const TS: &'static str = "([longitude: number, latitude: number] | null)[]";
    fn into_reply(self) -> Reply {
        let points = self.0.into_iter();
        Reply::Array(
            points
                .map(|point| point.map_or(Reply::NilArray, position))
                .collect(),
        )
    }
}

fn geopos(tx: &mut Tx, key: Key, members: Any<&[u8]>) -> Result<Positions> {
    let scores = scores(tx, key, &members.0)?.into_iter();
    Ok(Positions(
        scores.map(|score| score.map(cell::point)).collect(),
    ))
}

/// A word that must be a number, with an error of its own.
fn take_number(args: &mut Args, error: Error) -> Result<f64> {
    number::parse_f64(args.word()?).ok_or(error)
}
