//! The errors of the commands on places.

use crate::error::Error;
use crate::number::format_fixed;

/// GEODIST in a unit that there is not.
pub const UNSUPPORTED_UNIT: Error =
    Error::text("ERR unsupported unit provided. please use M, KM, FT, MI");
/// GEORADIUS with a radius that is no number.
pub const RADIUS_NOT_NUMERIC: Error = Error::text("ERR need numeric radius");
/// GEORADIUS with a radius below 0.
pub const RADIUS_NEGATIVE: Error = Error::text("ERR radius cannot be negative");
/// GEOSEARCH BYBOX with a width that is no number.
pub const WIDTH_NOT_NUMERIC: Error = Error::text("ERR need numeric width");
/// GEOSEARCH BYBOX with a height that is no number.
pub const HEIGHT_NOT_NUMERIC: Error = Error::text("ERR need numeric height");
/// GEOSEARCH BYBOX with less than nothing.
pub const SIZE_NEGATIVE: Error = Error::text("ERR height or width cannot be negative");
/// GEOSEARCH from a member that is not there.
pub const MEMBER_NOT_DECODED: Error = Error::text("ERR could not decode requested zset member");
/// GEOSEARCH COUNT of nothing.
pub const COUNT_NOT_ABOVE_0: Error = Error::text("ERR COUNT must be > 0");
/// GEOSEARCH ANY.
pub const ANY_WITHOUT_COUNT: Error = Error::text("ERR the ANY argument requires COUNT argument");

/// GEOADD off the map.
pub fn invalid_coordinates(longitude: f64, latitude: f64) -> Error {
    let (longitude, latitude) = (format_fixed(longitude, 6), format_fixed(latitude, 6));
    Error::Other(format!("ERR invalid longitude,latitude pair {longitude},{latitude}").into())
}

/// GEOSEARCH without one of its two ways to say something.
pub fn one_of_two(ways: &str, command: &str) -> Error {
    Error::Other(format!("ERR exactly one of {ways} can be specified for {command}").into())
}

/// GEOSEARCHSTORE, or GEORADIUS STORE, of more than scores.
pub fn geo_store_conflict(is_search: bool) -> Error {
    let what = if is_search {
        "GEOSEARCHSTORE"
    } else {
        "STORE option in GEORADIUS"
    };
    Error::Other(
        format!("ERR {what} is not compatible with WITHDIST, WITHHASH and WITHCOORD options")
            .into(),
    )
}
