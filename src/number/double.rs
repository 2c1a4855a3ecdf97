//! Doubles as Redis reads and prints them: scores, weights, bounds and coordinates.
//!
//! Reading is C's `strtod`. Printing is Grisu2 (Loitsch, "Printing floating-point numbers quickly and
//! accurately with integers", 2010), which in one case of a thousand gives a digit more than the
//! shortest form has; Redis prints what it gives, so redlet must, too.

use std::cell::Cell;

use super::{LongDouble, decimal};

/// A double that a command takes: the whole of `text`, neither a NaN nor out of range.
pub fn parse_f64(text: &[u8]) -> Option<f64> {
    let (value, is_exact) = spelled(text)?;
    (is_exact && !value.is_nan()).then_some(value)
}

/// A double as the end of a range spells it: spaces may stand before it, nothing is zero, and what
/// is out of range is infinite or zero.
pub fn parse_lenient_f64(text: &[u8]) -> Option<f64> {
    leniently_spelled(text).map(|(value, _)| value)
}

/// A double as SORT reads it: the same, but in range.
pub fn parse_weight(text: &[u8]) -> Option<f64> {
    leniently_spelled(text).and_then(|(value, is_exact)| is_exact.then_some(value))
}

fn leniently_spelled(text: &[u8]) -> Option<(f64, bool)> {
    // To C, a zero byte ends the text.
    let text = text.split(|byte| *byte == 0).next().unwrap_or_default();
    if text.is_empty() {
        return Some((0.0, true));
    }
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let start = text.iter().take_while(|byte| is_space(byte)).count();
    spelled(text.get(start..)?).filter(|(value, _)| !value.is_nan())
}

/// The number that the whole of `text` spells, and whether it is in range.
fn spelled(text: &[u8]) -> Option<(f64, bool)> {
    let (sign, digits) = match text {
        [b'-', rest @ ..] => (-1.0, rest),
        [b'+', rest @ ..] => (1.0, rest),
        rest => (1.0, rest),
    };
    if let [b'0', b'x' | b'X', rest @ ..] = digits {
        let value = hexadecimal(rest)?;
        return Some((sign * value, value.is_finite()));
    }
    match digits.first()? {
        b'0'..=b'9' | b'.' => {}
        _ => return word(digits).map(|value| (sign * value, true)),
    }
    let value = decimal::parse(digits)?;
    let is_zero = |byte: &u8| !matches!(byte, b'1'..=b'9');
    let mantissa = digits.split(|byte| matches!(byte, b'e' | b'E')).next();
    let has_vanished = value == 0.0 && !mantissa?.iter().all(is_zero);
    Some((sign * value, value.is_finite() && !has_vanished))
}

fn word(text: &[u8]) -> Option<f64> {
    let is = |word: &str| text.eq_ignore_ascii_case(word.as_bytes());
    match () {
        () if is("inf") || is("infinity") => Some(f64::INFINITY),
        () if is("nan") => Some(f64::NAN),
        () => None,
    }
}

/// Hexadecimal digits with a point, and a power of two behind a `p`; the prefix is off already.
fn hexadecimal(text: &[u8]) -> Option<f64> {
    let mut parts = text.splitn(2, |byte| matches!(byte, b'p' | b'P'));
    let digits = parts.next()?;
    let power = match parts.next() {
        None => 0,
        Some(power) => {
            let power = std::str::from_utf8(power).ok()?;
            let size = power.strip_prefix(['+', '-']).unwrap_or(power);
            if size.is_empty() || !size.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            let far = if power.starts_with('-') {
                -9_999
            } else {
                9_999
            };
            power.parse::<i32>().unwrap_or(far).clamp(-9_999, 9_999)
        }
    };
    let (mut mantissa, mut exponent, mut has_point, mut count) = (0u64, 0, false, 0);
    for byte in digits {
        if *byte == b'.' && !has_point {
            has_point = true;
            continue;
        }
        let digit = u64::from(char::from(*byte).to_digit(16)?);
        count += 1;
        if mantissa >> 60 == 0 {
            mantissa = mantissa << 4 | digit;
            exponent -= if has_point { 4 } else { 0 };
        } else {
            // What is cut off stays as one bit, so that the rounding below sees it.
            mantissa |= u64::from(digit != 0);
            exponent += if has_point { 0 } else { 4 };
        }
    }
    let scale = |value: f64, by: i32| value * 2f64.powi(by);
    let exponent = exponent + power;
    // In two steps: the power alone may be out of range where the number is not.
    let value = scale(
        scale(mantissa as f64, exponent / 2),
        exponent - exponent / 2,
    );
    (count > 0).then_some(value)
}

/// A double in its shortest form: RESP3's `,` and what RESP2 is given for it.
pub fn format_f64(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    if value == 0.0 {
        return if value.is_sign_negative() { "-0" } else { "0" }.to_owned();
    }
    // Integers are printed whole up to half of what 64 bits hold.
    if value.abs() <= (i64::MAX / 2) as f64 && value.trunc() == value {
        return (value as i64).to_string();
    }
    let (digits, power) = digits(value.abs());
    let sign = if value < 0.0 { "-" } else { "" };
    layout(sign, &digits, power)
}

/// A double with so many decimals.
pub fn format_fixed(value: f64, decimals: u32) -> String {
    if !value.is_finite() {
        return format_f64(value);
    }
    let float = Float::of(value.abs()).normalized();
    let digits = LongDouble::new(float.fraction, float.exponent).fixed(decimals);
    format!(
        "{}{digits}",
        if value.is_sign_negative() { "-" } else { "" }
    )
}

/// `digits × 10^power` as Redis lays it out.
fn layout(sign: &str, digits: &str, power: i32) -> String {
    let count = digits.len() as i32;
    let exponent = power + count - 1;
    let mut out = sign.to_owned();
    if power >= 0 && exponent.abs() < count + 7 {
        out += digits;
        out.extend(std::iter::repeat_n('0', power as usize));
    } else if power < 0 && (power > -7 || exponent.abs() < 4) {
        let whole = (count + power).max(0) as usize;
        let (before, after) = digits.split_at_checked(whole).unwrap_or((digits, ""));
        out += if before.is_empty() { "0" } else { before };
        out.push('.');
        out.extend(std::iter::repeat_n('0', (-power - count).max(0) as usize));
        out += after;
    } else {
        let shown = digits.len().min(18 - sign.len());
        let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
        out += first;
        if shown > 1 {
            out.push('.');
            out += rest.get(..shown - 1).unwrap_or(rest);
        }
        out.push('e');
        out.push(if exponent < 0 { '-' } else { '+' });
        out += &exponent.unsigned_abs().to_string();
    }
    out
}

/// `fraction × 2^exponent`.
#[derive(Clone, Copy)]
struct Float {
    fraction: u64,
    exponent: i32,
}

impl Float {
    /// A finite number that is not below 0.
    fn of(value: f64) -> Float {
        let bits = value.to_bits();
        let fraction = bits & (HIDDEN_BIT - 1);
        match (bits >> 52) as i32 {
            0 => Float {
                fraction,
                exponent: -1074,
            },
            biased => Float {
                fraction: fraction | HIDDEN_BIT,
                exponent: biased - 1075,
            },
        }
    }

    fn normalized(self) -> Float {
        let up = self.fraction.leading_zeros() & 63;
        Float {
            fraction: self.fraction << up,
            exponent: self.exponent - up as i32,
        }
    }

    fn times(self, other: Float) -> Float {
        let product = u128::from(self.fraction) * u128::from(other.fraction);
        Float {
            fraction: ((product + (1 << 63)) >> 64) as u64,
            exponent: self.exponent + other.exponent + 64,
        }
    }
}

const HIDDEN_BIT: u64 = 1 << 52;

/// The decimal digits of a positive finite number, and the power of ten that they are times.
fn digits(value: f64) -> (String, i32) {
    let float = Float::of(value);
    // Half way to the neighbours; the lower one is nearer at a power of two.
    let upper = Float {
        fraction: (float.fraction << 1) + 1,
        exponent: float.exponent - 1,
    }
    .normalized();
    let shift = if float.fraction == HIDDEN_BIT { 2 } else { 1 };
    let lower = (float.fraction << shift) - 1;
    let lower = Float {
        fraction: lower << (float.exponent - shift - upper.exponent),
        exponent: upper.exponent,
    };
    let (ten, power) = power_of_ten(upper.exponent);
    let float = float.normalized().times(ten);
    let mut upper = upper.times(ten);
    let lower = lower.times(ten);
    upper.fraction -= 1;
    let delta = upper.fraction - (lower.fraction + 1);
    let (digits, kappa) = generate(upper, upper.fraction - float.fraction, delta);
    (digits, kappa - power)
}

/// The power of ten, of every eighth, that brings a number of this exponent to one between -60 and -32.
fn power_of_ten(exponent: i32) -> (Float, i32) {
    // C truncates as Rust does: where this starts decides which of two fitting powers is taken.
    let near = (f64::from(-(exponent + 87)) * 0.301_029_995_663_981_14) as i32;
    let mut index = (near + 348) / 8;
    loop {
        let power = -348 + index * 8;
        let (fraction, own) = computed(index, power);
        let reached = exponent + own + 64;
        match reached {
            ..-60 => index += 1,
            -31.. => index -= 1,
            _ => {
                return (
                    Float {
                        fraction,
                        exponent: own,
                    },
                    power,
                );
            }
        }
    }
}

thread_local! {
    /// The powers that were needed so far: to compute one takes as long as all the rest of printing.
    static POWERS: [Cell<(u64, i32)>; 87] = const { [const { Cell::new((0, 0)) }; 87] };
}

/// `10^power` as `fraction × 2^exponent`; it is kept at `index`.
fn computed(index: i32, power: i32) -> (u64, i32) {
    POWERS.with(|powers| {
        let kept = powers.get(index as usize);
        if let Some(known) = kept.map(Cell::get).filter(|known| known.0 != 0) {
            return known;
        }
        let text = format!("1e{power}");
        let new = LongDouble::parse(text.as_bytes()).map_or((1, 0), LongDouble::parts);
        if let Some(kept) = kept {
            kept.set(new);
        }
        new
    })
}

/// Digits from the front until what is left is within `delta` of `upper`; `distance` is how far the
/// number itself lies below it.
fn generate(upper: Float, mut distance: u64, mut delta: u64) -> (String, i32) {
    let shift = -upper.exponent;
    let one = 1u64 << shift;
    let mut whole = upper.fraction >> shift;
    let mut rest = upper.fraction & (one - 1);
    let mut digits = Vec::new();
    let mut kappa = 10;
    let mut unit = 1_000_000_000u64;
    while kappa > 0 {
        push(&mut digits, whole / unit);
        whole %= unit;
        kappa -= 1;
        let left = (whole << shift) + rest;
        if left <= delta {
            round(&mut digits, delta, left, unit << shift, distance);
            return (text(digits), kappa);
        }
        unit /= 10;
    }
    loop {
        rest = rest.wrapping_mul(10);
        delta = delta.wrapping_mul(10);
        distance = distance.wrapping_mul(10);
        kappa -= 1;
        push(&mut digits, rest >> shift);
        rest &= one - 1;
        if rest < delta {
            round(&mut digits, delta, rest, one, distance);
            return (text(digits), kappa);
        }
    }
}

fn push(digits: &mut Vec<u8>, digit: u64) {
    if digit > 0 || !digits.is_empty() {
        digits.push(b'0' + digit as u8);
    }
}

/// Lowers the last digit for as long as that comes nearer to the number.
fn round(digits: &mut [u8], delta: u64, mut left: u64, unit: u64, distance: u64) {
    let Some(last) = digits.last_mut() else {
        return;
    };
    while left < distance
        && delta - left >= unit
        && (left + unit < distance || distance - left > left + unit - distance)
    {
        *last -= 1;
        left += unit;
    }
}

fn text(digits: Vec<u8>) -> String {
    String::from_utf8(digits).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_are_printed_as_redis_prints_them() {
        for (value, want) in [
            (0.1, "0.1"),
            (0.0, "0"),
            (-0.0, "-0"),
            (3.0, "3"),
            (-2.5, "-2.5"),
            (1e17, "100000000000000000"),
            (4e18, "4000000000000000000"),
            (5e18, "5e+18"),
            (12_345_678_901_234_567_890.0, "12345678901234567000"),
            (1e21, "1e+21"),
            (1e-5, "0.00001"),
            (1.234_567e-5, "1.234567e-5"),
            (1e-7, "1e-7"),
            (1.5e-7, "1.5e-7"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (-123_456.789, "-123456.789"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(format_f64(value), want);
        }
    }

    #[test]
    fn decimals_are_as_many_as_asked_for() {
        for (value, decimals, want) in [
            (0.0, 4, "0.0000"),
            (166_274.151_56, 4, "166274.1516"),
            (56.441_25, 4, "56.4412"),
            (0.99999, 4, "1.0000"),
            (-181.5, 6, "-181.500000"),
            (1e-300, 4, "0.0000"),
            (1e22, 6, "10000000000000000000000.000000"),
            (f64::INFINITY, 6, "inf"),
        ] {
            assert_eq!(format_fixed(value, decimals), want);
        }
    }

    #[test]
    fn what_is_printed_is_read_back() {
        let mut bits = 1u64;
        for _ in 0..100_000 {
            bits = bits
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let value = f64::from_bits(bits ^ bits >> 29);
            if value.is_finite() {
                let text = format_f64(value);
                assert_eq!(parse_f64(text.as_bytes()), Some(value), "{text}");
            }
        }
    }

    #[test]
    fn doubles_are_read_as_c_reads_them() {
        for (text, want) in [
            ("1", Some(1.0)),
            ("+5", Some(5.0)),
            ("-.5", Some(-0.5)),
            ("5.", Some(5.0)),
            ("1e5", Some(1e5)),
            ("00012", Some(12.0)),
            ("0x1p3", Some(8.0)),
            ("0X1.8", Some(1.5)),
            ("-0x10", Some(-16.0)),
            ("Infinity", Some(f64::INFINITY)),
            ("-inf", Some(f64::NEG_INFINITY)),
            ("1e-320", Some(1e-320)),
            ("0e999", Some(0.0)),
            ("", None),
            (".", None),
            ("-", None),
            (" 1", None),
            ("1 ", None),
            ("1e", None),
            ("0x", None),
            ("0x1p", None),
            ("--1", None),
            ("infi", None),
            ("nan", None),
            ("1e400", None),
            ("1e-400", None),
            ("1_0", None),
        ] {
            assert_eq!(parse_f64(text.as_bytes()), want, "{text:?}");
        }
        for (text, want) in [
            ("", Some(0.0)),
            (" 1", Some(1.0)),
            ("1\u{0}x", Some(1.0)),
            ("1e400", Some(f64::INFINITY)),
            (" ", None),
            ("1 ", None),
            ("nan", None),
        ] {
            assert_eq!(parse_lenient_f64(text.as_bytes()), want, "{text:?}");
        }
    }
}
