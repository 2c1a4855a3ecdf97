//! x87's 80-bit `long double`, in which Redis computes INCRBYFLOAT and HINCRBYFLOAT.
//!
//! A 64-bit mantissa and a wide exponent: a double is not enough to give Redis's digits. Parsing,
//! addition and printing round once each, to nearest and ties to even, as the C library does.

/// A finite number `±mantissa × 2^exponent`, or an infinity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LongDouble {
    is_negative: bool,
    /// Its highest bit is set, unless the number is zero.
    mantissa: u64,
    exponent: i32,
    is_infinite: bool,
}

/// Redis reads at most so many bytes as a long double.
const LONGEST: usize = 5 * 1024 - 1;
/// The exponents of the largest number and of the smallest that keeps a bit.
const MAX_EXPONENT: i32 = 16_383 - 63;
const MIN_EXPONENT: i32 = -16_382 - 63 - 63;
/// Digits after the point that Redis prints.
const DECIMALS: u32 = 17;

/// An unsigned integer of any size, least significant word first.
pub(super) struct Big(Vec<u32>);

/// The highest 64 bits of a number, `mantissa × 2^exponent`, and what is cut off behind them.
pub(super) struct Top {
    pub mantissa: u64,
    pub exponent: i32,
    /// The first bit that is cut off.
    pub half: bool,
    /// Whether any other is set.
    pub below: bool,
}

impl Big {
    pub(super) const ZERO: Big = Big(Vec::new());

    pub(super) fn multiply_add(&mut self, factor: u32, add: u32) {
        let mut carry = u64::from(add);
        for word in &mut self.0 {
            let product = u64::from(*word) * u64::from(factor) + carry;
            *word = product as u32;
            carry = product >> 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// Divides, and gives the remainder.
    fn divide(&mut self, divisor: u32) -> u32 {
        let mut rest = 0u64;
        for word in self.0.iter_mut().rev() {
            let part = (rest << 32) | u64::from(*word);
            *word = (part / u64::from(divisor)) as u32;
            rest = part % u64::from(divisor);
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        rest as u32
    }

    fn shift_left_words(&mut self, words: usize) {
        self.0.splice(0..0, std::iter::repeat_n(0, words));
    }

    fn bits(&self) -> i32 {
        match self.0.last() {
            Some(top) => self.0.len() as i32 * 32 - top.leading_zeros() as i32,
            None => 0,
        }
    }

    fn bit(&self, index: i32) -> bool {
        let word = self.0.get((index / 32) as usize).copied().unwrap_or(0);
        index >= 0 && word >> (index % 32) & 1 == 1
    }

    /// What it has at its top, times `2^exponent`; `sticky` says that a fraction was lost already. It is not zero.
    pub(super) fn top(&self, exponent: i32, sticky: bool) -> Top {
        let bits = self.bits();
        let mut mantissa = 0u64;
        for index in 0..64 {
            mantissa = mantissa << 1 | u64::from(self.bit(bits - 1 - index));
        }
        Top {
            mantissa,
            exponent: exponent + bits - 64,
            half: self.bit(bits - 65),
            below: sticky || (0..bits - 65).any(|index| self.bit(index)),
        }
    }

    /// The number as `mantissa × 2^exponent`; `sticky` says that a fraction was lost already.
    fn round(&self, exponent: i32, sticky: bool) -> Option<(u64, i32)> {
        if self.bits() == 0 {
            return Some((0, 0));
        }
        let top = self.top(exponent, sticky);
        round(top.mantissa, top.exponent, top.half, top.below)
    }
}

/// Rounds to even; `None` where the number is too large or vanishes.
fn round(mantissa: u64, exponent: i32, half: bool, below: bool) -> Option<(u64, i32)> {
    let up = half && (below || mantissa & 1 == 1);
    let (mantissa, exponent) = match mantissa.checked_add(u64::from(up)) {
        Some(mantissa) => (mantissa, exponent),
        None => (1 << 63, exponent + 1),
    };
    (MIN_EXPONENT..=MAX_EXPONENT)
        .contains(&exponent)
        .then_some((mantissa, exponent))
}

impl LongDouble {
    /// Nothing.
    pub const ZERO: LongDouble = LongDouble {
        is_negative: false,
        mantissa: 0,
        exponent: 0,
        is_infinite: false,
    };

    /// The number that the whole of `text` spells, as C's `strtold` reads it; spaces, `nan` and
    /// what is too large or too small are refused.
    pub fn parse(text: &[u8]) -> Option<LongDouble> {
        if text.len() > LONGEST {
            return None;
        }
        let (is_negative, digits) = match text {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let lower = digits.to_ascii_lowercase();
        let is_infinite = matches!(lower.as_slice(), b"inf" | b"infinity");
        let (mantissa, exponent) = match lower.strip_prefix(b"0x") {
            _ if is_infinite => (0, 0),
            Some(hex) => parse_digits(hex, 16)?,
            None => parse_digits(&lower, 10)?,
        };
        Some(LongDouble {
            is_negative,
            mantissa,
            exponent,
            is_infinite,
        })
    }

    /// `mantissa × 2^exponent`; the mantissa's highest bit is set unless it is 0.
    pub fn new(mantissa: u64, exponent: i32) -> LongDouble {
        LongDouble {
            mantissa,
            exponent,
            ..LongDouble::ZERO
        }
    }

    /// Its mantissa, the highest bit of which is set, and its exponent.
    pub fn parts(self) -> (u64, i32) {
        (self.mantissa, self.exponent)
    }

    /// Whether it is no finite number.
    pub fn is_infinite(self) -> bool {
        self.is_infinite
    }

    /// The sum, or `None` where it is no finite number.
    pub fn plus(self, other: LongDouble) -> Option<LongDouble> {
        if self.is_infinite || other.is_infinite {
            return None;
        }
        if self.mantissa == 0 || other.mantissa == 0 {
            return Some(if self.mantissa == 0 { other } else { self });
        }
        let is_larger = (self.exponent, self.mantissa) >= (other.exponent, other.mantissa);
        let (large, small) = if is_larger {
            (self, other)
        } else {
            (other, self)
        };
        // 62 bits below the mantissa, and one above for the carry. What falls off the smaller
        // number's end stays as one sticky bit.
        let a = u128::from(large.mantissa) << 62;
        let b = u128::from(small.mantissa) << 62;
        let shift = (large.exponent - small.exponent) as u32;
        let shifted = b.checked_shr(shift).unwrap_or(0);
        let is_exact = shifted.checked_shl(shift).is_some_and(|back| back == b);
        let b = shifted | u128::from(!is_exact);
        let sum = if large.is_negative == small.is_negative {
            a + b
        } else {
            a - b
        };
        if sum == 0 {
            return Some(LongDouble::ZERO);
        }
        let up = sum.leading_zeros();
        let sum = sum << up;
        let mantissa = (sum >> 64) as u64;
        let rest = sum as u64;
        let half = rest >> 63 == 1;
        // The scale: `a` stands 62 bits up, `sum` was shifted `up` more, 64 are cut off.
        let exponent = large.exponent - 62 - up as i32 + 64;
        let (mantissa, exponent) = round(mantissa, exponent, half, rest << 1 != 0)?;
        Some(LongDouble {
            is_negative: large.is_negative,
            mantissa,
            exponent,
            is_infinite: false,
        })
    }

    /// The decimal digits that Redis prints: up to 17 after the point, no zeros at their end, no
    /// exponent.
    pub fn format(self) -> Vec<u8> {
        let (mut whole, fraction) = self.decimal();
        let mut text = whole_digits(&mut whole);
        if fraction > 0 {
            text.push(b'.');
            let digits = format!("{fraction:0width$}", width = DECIMALS as usize);
            text.extend_from_slice(digits.trim_end_matches('0').as_bytes());
        }
        if self.is_negative && text != b"0" {
            text.insert(0, b'-');
        }
        text
    }

    /// The decimal digits of its size, so many of them after the point.
    pub fn fixed(self, decimals: u32) -> String {
        let (mut whole, fraction) = self.decimal();
        let unit = 10u64.pow(DECIMALS - decimals);
        let up = u64::from(fraction % unit > unit / 2);
        let mut fraction = fraction / unit + up;
        if fraction == 10u64.pow(decimals) {
            fraction = 0;
            whole.multiply_add(1, 1);
        }
        let whole = String::from_utf8(whole_digits(&mut whole)).unwrap_or_default();
        format!("{whole}.{fraction:0width$}", width = decimals as usize)
    }

    /// The whole part, and the fraction in units of 10^-17.
    fn decimal(self) -> (Big, u64) {
        if self.exponent >= 0 {
            let mut whole = Big(vec![self.mantissa as u32, (self.mantissa >> 32) as u32]);
            whole.multiply_add(1 << (self.exponent % 32), 0);
            whole.shift_left_words((self.exponent / 32) as usize);
            return (whole, 0);
        }
        let unit = 10u128.pow(DECIMALS);
        let scaled = u128::from(self.mantissa) * unit;
        let shift = self.exponent.unsigned_abs();
        let cut = scaled.checked_shr(shift).unwrap_or(0);
        let rest = scaled - cut.checked_shl(shift).unwrap_or(0);
        let half = 1u128.checked_shl(shift - 1).unwrap_or(u128::MAX);
        let up = rest > half || (rest == half && cut & 1 == 1);
        let total = cut + u128::from(up);
        let whole = (total / unit) as u64;
        let whole = Big(vec![whole as u32, (whole >> 32) as u32]);
        (whole, (total % unit) as u64)
    }
}

fn whole_digits(whole: &mut Big) -> Vec<u8> {
    let mut groups = Vec::new();
    while whole.bits() > 0 {
        groups.push(whole.divide(1_000_000_000));
    }
    let mut text = groups.pop().unwrap_or(0).to_string();
    for group in groups.iter().rev() {
        text += &format!("{group:09}");
    }
    text.into_bytes()
}

/// Reads digits with a point and an exponent; the prefix of hexadecimal is off already.
fn parse_digits(text: &[u8], base: u32) -> Option<(u64, i32)> {
    let mark = if base == 16 { b'p' } else { b'e' };
    let split = text.iter().position(|byte| *byte == mark);
    let (digits, exponent) = match split {
        Some(at) => (text.get(..at)?, parse_exponent(text.get(at + 1..)?)?),
        None => (text, 0),
    };
    let mut big = Big::ZERO;
    let mut after_point = None;
    let mut count = 0;
    for byte in digits {
        if *byte == b'.' && after_point.is_none() {
            after_point = Some(0i64);
            continue;
        }
        let digit = char::from(*byte).to_digit(base)?;
        big.multiply_add(base, digit);
        after_point = after_point.map(|places| places + 1);
        count += 1;
    }
    if count == 0 {
        return None;
    }
    if big.bits() == 0 {
        return Some((0, 0));
    }
    let places = after_point.unwrap_or(0);
    if base == 16 {
        return big.round(narrow(exponent - 4 * places), false);
    }
    let power = exponent - places;
    if !(-11_000..=5_000).contains(&power) {
        return None;
    }
    let (whole, exponent, sticky) = scale_by_ten(big, power as i32);
    whole.round(exponent, sticky)
}

/// `±digits`; far beyond the range is as good as any number out of range.
pub(super) fn parse_exponent(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse::<i64>().unwrap_or(i64::MAX).min(1 << 40);
    Some(if text.starts_with('-') { -size } else { size })
}

fn narrow(exponent: i64) -> i32 {
    exponent.clamp(-1_000_000, 1_000_000) as i32
}

/// `digits × 10^power` as a number times `2^exponent`, and whether a fraction was lost, below the number's 64
/// highest bits.
pub(super) fn scale_by_ten(mut digits: Big, power: i32) -> (Big, i32, bool) {
    if power >= 0 {
        for _ in 0..power {
            digits.multiply_add(10, 0);
        }
        return (digits, 0, false);
    }
    // Dividing by 10^n is dividing by 5^n and moving the exponent; room for 64 bits and more
    // stays in the quotient, what the division drops stays as the sticky bit.
    let places = power.unsigned_abs();
    let words = (places * 3 / 32 + 3) as usize;
    digits.shift_left_words(words);
    let mut sticky = false;
    for _ in 0..places / 13 {
        sticky |= digits.divide(5u32.pow(13)) != 0;
    }
    sticky |= digits.divide(5u32.pow(places % 13)) != 0;
    (digits, -(words as i32 * 32) + power, sticky)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(a: &str, b: &str) -> Option<String> {
        let total = LongDouble::parse(a.as_bytes())?.plus(LongDouble::parse(b.as_bytes())?)?;
        String::from_utf8(total.format()).ok()
    }

    #[test]
    fn sums_have_the_digits_of_a_64_bit_mantissa() {
        for (a, b, want) in [
            ("10.1", "5.0e3", "5010.10000000000000009"),
            ("0.1", "0.2", "0.3"),
            ("3.0", "1.1", "4.1"),
            ("-0.5", "0.5", "0"),
            ("1", "-1e-18", "1"),
            ("0x10", "0", "16"),
            ("1e18", "1", "1000000000000000001"),
            ("1e20", "1", "100000000000000000000"),
            ("-3", "0", "-3"),
        ] {
            assert_eq!(sum(a, b).as_deref(), Some(want), "{a} + {b}");
        }
    }

    #[test]
    fn what_is_no_finite_number_is_refused() {
        for text in [
            "", " 1", "1 ", "nan", "1e", "0x", ".", "1e5000", "1e-6000", "--1", "1_0",
        ] {
            assert!(LongDouble::parse(text.as_bytes()).is_none(), "{text:?}");
        }
        assert!(sum("inf", "1").is_none());
        assert_eq!(sum("1e400", "0").map(|text| text.len()), Some(401));
    }
}
