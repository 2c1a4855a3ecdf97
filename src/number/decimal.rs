//! Decimal digits as a double, rounded once, to nearest and ties to even.
//!
//! The standard library does the same, with 10 KB of powers of five that no compression makes smaller. Here a
//! short number is one multiplication or division of doubles, one that a double prints as (19 digits, up to
//! 27 places) one of integers, and any other is computed with the large integers of `long_double`.

use super::long_double::{Big, parse_exponent, scale_by_ten};

/// The powers of ten that are doubles.
const TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];
/// Up to here every whole number is a double.
const WHOLE: u64 = 1 << 53;
/// A number below it takes another digit.
const ROOM: u64 = 1_000_000_000_000_000_000;
/// The largest power of five that fits a word.
const FIVES: u32 = 27;
/// No point half way between two doubles has more digits than 767: behind these it counts only whether there are any.
const DIGITS: usize = 800;

/// The number that the whole of `text` spells: digits with a point, and an exponent. What is out of range is
/// infinite or zero.
pub fn parse(text: &[u8]) -> Option<f64> {
    let (digits, exponent) = match text.iter().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(at) => (text.get(..at)?, parse_exponent(text.get(at + 1..)?)?),
        None => (text, 0),
    };
    let (mut mantissa, mut power) = (0u64, exponent);
    let (mut has_point, mut has_digit, mut is_long) = (false, false, false);
    for byte in digits {
        match byte {
            b'.' if !has_point => has_point = true,
            b'0'..=b'9' if mantissa < ROOM => {
                mantissa = mantissa * 10 + u64::from(byte - b'0');
                power -= i64::from(has_point);
                has_digit = true;
            }
            b'0'..=b'9' => is_long = true,
            _ => return None,
        }
    }
    let places = u32::try_from(power.unsigned_abs()).unwrap_or(u32::MAX);
    match TENS.get(places as usize) {
        _ if !has_digit => None,
        _ if mantissa == 0 => Some(0.0),
        _ if is_long => Some(of_many(digits, exponent)),
        Some(ten) if mantissa <= WHOLE && power < 0 => Some(mantissa as f64 / ten),
        Some(ten) if mantissa <= WHOLE => Some(mantissa as f64 * ten),
        _ if places <= FIVES => Some(of_few(mantissa, power as i32)),
        _ => Some(of_many(digits, exponent)),
    }
}

/// `mantissa × 10^power`, for a power that fits a word.
fn of_few(mantissa: u64, power: i32) -> f64 {
    let five = u128::from(5u64.pow(power.unsigned_abs()));
    let (number, exponent, is_cut) = if power < 0 {
        let up = mantissa.leading_zeros();
        let dividend = u128::from(mantissa << up) << 64;
        let exponent = power - 64 - up as i32;
        (dividend / five, exponent, dividend % five != 0)
    } else {
        (u128::from(mantissa) * five, power, false)
    };
    let up = number.leading_zeros();
    let number = number << up;
    let is_cut = is_cut || number as u64 != 0;
    let mantissa = (number >> 64) as u64 | u64::from(is_cut);
    nearest(mantissa, exponent + 64 - up as i32)
}

/// `digits × 10^exponent`, however many there are.
fn of_many(digits: &[u8], exponent: i64) -> f64 {
    let (mut number, mut power) = (Big::ZERO, exponent);
    let (mut kept, mut has_point, mut is_cut) = (0, false, false);
    for byte in digits {
        let digit = match byte {
            b'.' => {
                has_point = true;
                continue;
            }
            byte => u32::from(byte - b'0'),
        };
        if kept < DIGITS {
            number.multiply_add(10, digit);
            kept += usize::from(kept > 0 || digit > 0);
            power -= i64::from(has_point);
        } else {
            is_cut |= digit > 0;
            power += i64::from(!has_point);
        }
    }
    if is_cut {
        number.multiply_add(10, 1);
        power -= 1;
    }
    match power {
        400.. => f64::INFINITY,
        ..-1200 => 0.0,
        _ => {
            let (number, exponent, is_cut) = scale_by_ten(number, power as i32);
            let top = number.top(exponent, is_cut);
            nearest(
                top.mantissa | u64::from(top.half || top.below),
                top.exponent,
            )
        }
    }
}

/// The double that is nearest to `mantissa × 2^exponent`. The mantissa's highest bit is set, and its lowest is, too,
/// where something was cut off behind it.
fn nearest(mantissa: u64, exponent: i32) -> f64 {
    let high = exponent + 63;
    if high > 1023 {
        return f64::INFINITY;
    }
    // 53 bits are kept, and fewer where the exponent can't become smaller.
    let cut = 11 + (-1022 - high).max(0) as u32;
    let kept = mantissa.checked_shr(cut).unwrap_or(0);
    // What is cut off, with the half at the highest bit.
    let rest = match 64u32.checked_sub(cut) {
        Some(up) => mantissa.checked_shl(up).unwrap_or(0),
        None => 0,
    };
    let half = 1 << 63;
    let up = rest > half || (rest == half && kept & 1 == 1);
    // The highest bit of 53 adds one to the exponent, and so does the carry where there is one.
    let exponent = (high + 1022).max(0) as u64;
    f64::from_bits((exponent << 52) + kept + u64::from(up))
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn same(text: &str) {
        let want: f64 = text.parse().expect("a number");
        let have = parse(text.as_bytes()).expect("a number");
        assert_eq!(have.to_bits(), want.to_bits(), "{text}");
    }

    fn random() -> impl Iterator<Item = u64> {
        let mut state = 0x9e37_79b9_7f4a_7c15u64;
        std::iter::from_fn(move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            Some(state)
        })
    }

    #[test]
    fn numbers_are_read_as_the_standard_library_reads_them() {
        let texts = "0 0.0 1 .5 5. 0.1 123456789012345678 9007199254740993 9007199254740992.5 \
            9007199254740993.0000000000000000000000000000000001 18446744073709551615 \
            18446744073709551616 1e22 1e23 8.5e-27 1e-27 1e27 1e28 1e-28 1e308 1e309 1e-308 4.9e-324 \
            2.5e-324 2.4e-324 2.4703282292062327e-324 2.4703282292062328e-324 2.2250738585072011e-308 \
            2.2250738585072014e-308 1.7976931348623157e308 1.7976931348623158e308 \
            1.7976931348623159e308 1e99999999999999999999 1e-99999999999999999999 0e999";
        texts.split_whitespace().for_each(same);
        for text in [
            "", ".", "e5", "1e", "1e+", "1.2.3", "1 ", "1_0", "1e5e5", "1e5.5",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn whatever_a_double_prints_as_is_read_back() {
        for (bits, digits) in random().zip(random().skip(7)).take(30_000) {
            let value = f64::from_bits(bits >> 1);
            if value.is_finite() {
                same(&format!("{value:e}"));
                same(&format!("{value:.17e}"));
            }
            same(&(digits as f64 / u64::MAX as f64).to_string());
            same(&format!(
                "{}.{}",
                digits % 1000,
                bits % 10_000_000_000_000_000
            ));
            same(&format!("{digits}e{}", bits % 80 % 57));
            same(&format!("{digits}e-{}", bits % 400));
        }
    }

    #[test]
    fn half_way_between_two_doubles_the_even_one_is_taken() {
        for bits in random().take(500) {
            let exponent = bits % 200 + 900;
            let low = f64::from_bits(exponent << 52 | bits >> 12);
            // Exact: 53 bits and one more fit a sum of two.
            let text = halfway(low);
            same(&text);
            same(&format!("{text}0000001"));
            same(&format!("{}1", text.trim_end_matches('5')));
        }
        // More digits than are kept.
        same(&format!("{}{}1", halfway(1.5), "0".repeat(2_000)));
        same(&format!("{}{}", halfway(1.5), "0".repeat(2_000)));
        same(&format!("{}e-2000", "7".repeat(2_000)));
        same(&format!("0.{}7e2000", "0".repeat(2_000)));
    }

    /// The point half way from a double to the next, with all its digits.
    fn halfway(low: f64) -> String {
        let high = f64::from_bits(low.to_bits() + 1);
        let (low, high) = (format!("{low:.1100}"), format!("{high:.1100}"));
        let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).collect::<Vec<u8>>();
        let point = low.find('.').unwrap_or(low.len());
        let mut sum = vec![0u8; 1101 + point];
        let mut carry = 0;
        let (low, high) = (digits(&low), digits(&high));
        for at in (0..low.len().min(high.len())).rev() {
            let total = low[at] - b'0' + high[at] - b'0' + carry;
            sum[at + 1] = total % 10;
            carry = total / 10;
        }
        sum[0] = carry;
        let mut rest = 0;
        let mut text = String::new();
        for (at, digit) in sum.iter().enumerate() {
            let all = rest * 10 + digit;
            text.push(char::from(b'0' + all / 2));
            rest = all % 2;
            if at == point {
                text.push('.');
            }
        }
        text.trim_end_matches('0').to_owned()
    }
}
