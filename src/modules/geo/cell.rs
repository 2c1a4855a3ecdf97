//! Geohashes: where on the earth a score is, and which squares of scores cover an area.
//!
//! A score has 52 bits, those of the latitude and of the longitude by turns, each of which halves
//! what is left: a cell of `step` bits each is a range of scores. All arithmetic is in the order in
//! which Redis does it, since the last bit of a double decides what is within a distance.

use super::angle::{cos, sin};

/// Longitude, then latitude, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub longitude: f64,
    pub latitude: f64,
}

/// The limits of what can be stored: those of the web's Mercator maps.
pub const MAX_LONGITUDE: f64 = 180.0;
pub const MAX_LATITUDE: f64 = 85.051_128_78;

/// Bits of each coordinate in a score.
pub const STEPS: u32 = 26;

/// The earth's radius in meters, as Redis has it.
const RADIUS: f64 = 6_372_797.560_856;
/// Half of the equator on a Mercator map, in meters.
const MERCATOR_MAX: f64 = 20_037_726.37;

fn radians(degrees: f64) -> f64 {
    degrees * (std::f64::consts::PI / 180.0)
}

fn degrees(radians: f64) -> f64 {
    radians / (std::f64::consts::PI / 180.0)
}

/// A square of the earth: `x` counts from the west, `y` from the south.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    x: u32,
    y: u32,
    step: u32,
}

/// What a cell covers, from west to east and from south to north.
struct Bounds {
    west: f64,
    east: f64,
    south: f64,
    north: f64,
}

/// Puts a zero before each bit.
fn spread(bits: u32) -> u64 {
    (0..32).fold(0, |out, at| out | u64::from(bits >> at & 1) << (2 * at))
}

/// Every second bit.
fn gather(bits: u64) -> u32 {
    (0..32).fold(0, |out, at| out | ((bits >> (2 * at) & 1) as u32) << at)
}

impl Cell {
    /// The cell that holds a point, where latitudes reach from `-max_latitude` up.
    fn holding(point: Point, max_latitude: f64, step: u32) -> Cell {
        let count = (1u64 << step) as f64;
        let index = |value: f64, max: f64| ((value + max) / (max + max) * count) as u32;
        Cell {
            x: index(point.longitude, MAX_LONGITUDE),
            y: index(point.latitude, max_latitude),
            step,
        }
    }

    /// The bits of both, by turns.
    fn bits(self) -> u64 {
        spread(self.y) | spread(self.x) << 1
    }

    fn of_bits(bits: u64, step: u32) -> Cell {
        Cell {
            x: gather(bits >> 1),
            y: gather(bits),
            step,
        }
    }

    fn bounds(self) -> Bounds {
        let count = (1u64 << self.step) as f64;
        let edge = |index: f64, max: f64| -max + index / count * (max + max);
        let (x, y) = (f64::from(self.x), f64::from(self.y));
        Bounds {
            west: edge(x, MAX_LONGITUDE),
            east: edge(x + 1.0, MAX_LONGITUDE),
            south: edge(y, MAX_LATITUDE),
            north: edge(y + 1.0, MAX_LATITUDE),
        }
    }

    /// The cell so many to the east and to the north; behind the last comes the first.
    fn neighbor(self, east: i32, north: i32) -> Cell {
        // The eastern and the northern edge of the map lie in a cell behind the last: who does not
        // move stays there.
        let moved = |index: u32, by: i32| match by {
            0 => index,
            by => index.wrapping_add_signed(by) & ((1 << self.step) - 1),
        };
        Cell {
            x: moved(self.x, east),
            y: moved(self.y, north),
            ..self
        }
    }

    /// The lowest score in it, and the lowest above it.
    pub fn scores(self) -> (f64, f64) {
        let shift = 2 * (STEPS - self.step);
        let bits = self.bits();
        ((bits << shift) as f64, ((bits + 1) << shift) as f64)
    }
}

/// The score of a point.
pub fn score(point: Point) -> f64 {
    Cell::holding(point, MAX_LATITUDE, STEPS).bits() as f64
}

/// C's conversion on the processors that Redis runs on: ZADD may have put any score into the set.
fn to_bits(score: f64) -> u64 {
    const HALF: f64 = 9_223_372_036_854_775_808.0;
    match score < HALF {
        true => score as i64 as u64,
        false if score < HALF * 2.0 => (score - HALF) as i64 as u64 ^ 1 << 63,
        false => 0,
    }
}

/// The point in the middle of a score's cell.
pub fn point(score: f64) -> Point {
    let bounds = Cell::of_bits(to_bits(score), STEPS).bounds();
    let middle = |low: f64, high: f64, max: f64| ((low + high) / 2.0).clamp(-max, max);
    Point {
        longitude: middle(bounds.west, bounds.east, MAX_LONGITUDE),
        latitude: middle(bounds.south, bounds.north, MAX_LATITUDE),
    }
}

/// The geohash that other programs know: latitudes from pole to pole, in letters.
pub fn letters(score: f64) -> Vec<u8> {
    const ALPHABET: &[u8; 32] = b"0123456789bcdefghjkmnpqrstuvwxyz";
    let bits = Cell::holding(point(score), 90.0, STEPS).bits();
    let letter = |at: u32| {
        // 52 bits are ten letters and two bits; Redis writes a 0 for these.
        let index = if at == 10 {
            0
        } else {
            bits >> (47 - 5 * at) & 31
        };
        ALPHABET.get(index as usize).copied().unwrap_or(b'0')
    };
    (0..11).map(letter).collect()
}

/// Meters between two latitudes.
fn latitude_distance(a: f64, b: f64) -> f64 {
    RADIUS * (radians(b) - radians(a)).abs()
}

/// Meters between two points, on a sphere.
pub fn distance(a: Point, b: Point) -> f64 {
    let v = sin((radians(b.longitude) - radians(a.longitude)) / 2.0);
    if v == 0.0 {
        return latitude_distance(a.latitude, b.latitude);
    }
    let (from, to) = (radians(a.latitude), radians(b.latitude));
    let u = sin((to - from) / 2.0);
    let a = u * u + cos(from) * cos(to) * v * v;
    // On the other side of the earth rounding could give more than 1, which is no sine.
    2.0 * RADIUS * a.sqrt().min(1.0).asin()
}

/// What is looked for, in meters.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Within this distance.
    Circle(f64),
    /// Within this width and height.
    Box(f64, f64),
}

impl Shape {
    /// How far a point is from the middle, if it is inside.
    pub fn distance_inside(self, middle: Point, point: Point) -> Option<f64> {
        if let Shape::Box(width, height) = self {
            let beside = Point {
                longitude: middle.longitude,
                ..point
            };
            let is_outside = latitude_distance(point.latitude, middle.latitude) > height / 2.0
                || distance(point, beside) > width / 2.0;
            return (!is_outside).then(|| distance(middle, point));
        }
        let far = distance(middle, point);
        match self {
            Shape::Circle(radius) if far > radius => None,
            _ => Some(far),
        }
    }

    /// The cells that cover it, in the order in which Redis searches them.
    pub fn cells(self, middle: Point) -> Vec<Cell> {
        let bounds = self.bounds(middle);
        let mut step = self.step(middle.latitude);
        let mut cell = Cell::holding(middle, MAX_LATITUDE, step);
        let is_too_small = cell.neighbor(0, 1).bounds().north < bounds.north
            || cell.neighbor(0, -1).bounds().south > bounds.south
            || cell.neighbor(1, 0).bounds().east < bounds.east
            || cell.neighbor(-1, 0).bounds().west > bounds.west;
        if step > 1 && is_too_small {
            step -= 1;
            cell = Cell::holding(middle, MAX_LATITUDE, step);
        }
        let own = cell.bounds();
        // Whether a neighbor on this side has nothing of it.
        let is_useless = |east: i32, north: i32| {
            step >= 2
                && (north < 0 && own.south < bounds.south
                    || north > 0 && own.north > bounds.north
                    || east < 0 && own.west < bounds.west
                    || east > 0 && own.east > bounds.east)
        };
        let mut cells: Vec<Cell> = Vec::new();
        for (east, north) in NEIGHBORS {
            let next = cell.neighbor(east, north);
            // Of few cells a neighbor may be the one on the other side, too. Redis knows that of
            // the last one searched, and not of the first.
            let is_last = cells.len() > 1 && cells.last() == Some(&next);
            if !is_useless(east, north) && !is_last {
                cells.push(next);
            }
        }
        cells
    }

    fn bounds(self, middle: Point) -> Bounds {
        let (width, height) = match self {
            Shape::Circle(radius) => (radius, radius),
            Shape::Box(width, height) => (width / 2.0, height / 2.0),
        };
        let tall = degrees(height / RADIUS);
        // Meridians come together towards the poles: the wider edge counts.
        let edge = match middle.latitude < 0.0 {
            true => middle.latitude - tall,
            false => middle.latitude + tall,
        };
        let wide = degrees(width / RADIUS / cos(radians(edge)));
        Bounds {
            west: middle.longitude - wide,
            east: middle.longitude + wide,
            south: middle.latitude - tall,
            north: middle.latitude + tall,
        }
    }

    /// How small cells may be for nine to cover it.
    fn step(self, latitude: f64) -> u32 {
        let mut radius = match self {
            Shape::Circle(radius) => radius,
            Shape::Box(width, height) => {
                let (width, height) = (width / 2.0, height / 2.0);
                (width * width + height * height).sqrt()
            }
        };
        if radius == 0.0 {
            return STEPS;
        }
        let mut step = 1i32;
        while radius < MERCATOR_MAX {
            radius *= 2.0;
            step += 1;
        }
        step -= 2;
        step -= i32::from(latitude.abs() > 66.0) + i32::from(latitude.abs() > 80.0);
        step.clamp(1, STEPS as i32) as u32
    }
}

/// The middle and what is around it, as steps to the east and to the north.
const NEIGHBORS: [(i32, i32); 9] = [
    (0, 0),
    (0, 1),
    (0, -1),
    (1, 0),
    (-1, 0),
    (1, 1),
    (-1, 1),
    (1, -1),
    (-1, -1),
];

#[cfg(test)]
mod tests {
    use super::*;

    const PALERMO: Point = Point {
        longitude: 13.361_389,
        latitude: 38.115_556,
    };

    #[test]
    fn a_point_is_where_its_score_says() {
        assert_eq!(score(PALERMO), 3_479_099_956_230_698.0);
        let back = point(score(PALERMO));
        assert!((back.longitude - PALERMO.longitude).abs() < 1e-5);
        assert!((back.latitude - PALERMO.latitude).abs() < 1e-5);
        assert_eq!(letters(score(PALERMO)), b"sqc8b49rny0");
    }

    #[test]
    fn nothing_is_farther_than_the_other_side_of_the_earth() {
        let half = std::f64::consts::PI * RADIUS;
        for at in -8_500..8_500 {
            let (longitude, latitude) = (f64::from(at) / 60.0, f64::from(at) / 100.0);
            let opposite = Point {
                longitude: longitude - 180.0,
                latitude: -latitude,
            };
            let far = distance(
                Point {
                    longitude,
                    latitude,
                },
                opposite,
            );
            assert!(
                far <= half && far > half - 1.0,
                "{longitude} {latitude}: {far}"
            );
        }
    }

    #[test]
    fn no_point_of_a_circle_is_missed() {
        for at in 0..2_000 {
            let angle = f64::from(at) * 0.37;
            let middle = Point {
                longitude: (angle * 7.0) % 170.0,
                latitude: (angle * 5.0) % 60.0,
            };
            let near = Point {
                longitude: middle.longitude + 0.9 * angle.cos(),
                latitude: middle.latitude + 0.9 * angle.sin(),
            };
            let shape = Shape::Circle(distance(middle, near) + 1.0);
            let score = score(near);
            let covers = |cell: &Cell| (cell.scores().0..cell.scores().1).contains(&score);
            assert!(shape.cells(middle).iter().any(covers), "{middle:?}");
        }
    }
}
