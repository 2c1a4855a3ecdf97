//! Sine and cosine.
//!
//! Not the library's: its tables for angles of any size would be the largest part of the geo commands
//! in the wasm, and natively it is another library, which may round otherwise. These are within a
//! unit in the last place for the angles on a globe; both series end where their terms no longer count.

use std::f64::consts::FRAC_2_PI;

/// A right angle in two parts: the first has zeros at its end, so that a few times it is exact.
const RIGHT: f64 = 1.570_796_326_734_125_6;
const RIGHT_REST: f64 = 6.077_100_506_506_192e-11;

/// The sine of an angle in radians.
pub fn sin(angle: f64) -> f64 {
    turned(angle, 0.0)
}

/// The cosine of an angle in radians.
pub fn cos(angle: f64) -> f64 {
    turned(angle, 1.0)
}

/// The sine of the angle and so many right angles more.
fn turned(angle: f64, more: f64) -> f64 {
    let rights = (angle * FRAC_2_PI).round_ties_even();
    let rest = (angle - rights * RIGHT) - rights * RIGHT_REST;
    match (rights + more).rem_euclid(4.0) {
        0.0 => sine(rest),
        1.0 => cosine(rest),
        2.0 => -sine(rest),
        _ => -cosine(rest),
    }
}

/// Below half a right angle.
fn sine(x: f64) -> f64 {
    let square = x * x;
    let mut sum = 0.0;
    for n in (1..=8).rev() {
        let n = 2.0 * f64::from(n);
        sum = -square / (n * (n + 1.0)) * (1.0 + sum);
    }
    x + x * sum
}

/// Below half a right angle.
fn cosine(x: f64) -> f64 {
    let square = x * x;
    let mut sum = 0.0;
    for n in (2..=9).rev() {
        let n = 2.0 * f64::from(n);
        sum = -square / (n * (n - 1.0)) * (1.0 + sum);
    }
    let half = square / 2.0;
    1.0 - (half + half * sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_are_those_of_the_library() {
        for at in -20_000..20_000 {
            let angle = f64::from(at) * 0.000_431_7;
            assert!((sin(angle) - angle.sin()).abs() <= 2.3e-16, "sin {angle}");
            assert!((cos(angle) - angle.cos()).abs() <= 2.3e-16, "cos {angle}");
        }
        assert_eq!(sin(0.0), 0.0);
        assert_eq!(cos(0.0), 1.0);
    }
}
